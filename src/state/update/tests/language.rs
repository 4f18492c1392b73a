//! Tests of the worker of the language: when it is started, and what becomes of texts when it ends.

use super::*;
use crate::model::notice::Notice;
use crate::protocol::examination::Examined;
use crate::state::app::Worker;

fn starts(commands: &[Command]) -> usize {
    commands.iter().filter(|command| **command == Command::StartLanguage).count()
}

/// The run of the examination that is asked for.
fn examination(commands: &[Command]) -> Option<RunId> {
    examinations(commands).first().map(|(run, _)| *run)
}

fn types(page: &mut Page, expr: &str) -> Vec<Command> {
    page.panel(PanelEvent::Set(PanelOption::Expr(expr.to_owned())))
}

#[test]
fn it_is_started_behind_the_first_results() {
    let (mut page, commands) = Page::opened("/query?p0.expr=a");
    let mut all = commands;
    all.extend(page.tell(Event::Config(Ok(CONFIG.to_owned()))));
    let commands = page.worker_ready();
    let run = queries(&commands)[0].0;
    all.extend(commands);
    all.extend(page.tell(Event::Tick));
    assert_eq!(starts(&all), 0, "the first result is on its way");
    let value = Value::Scalar { time: 0, value: 1.0 };
    let response = Response::Query(Answered { value, provenance: Provenance::default() });
    assert_eq!(starts(&page.hears(run, response)), 1);
    assert_eq!(starts(&page.tell(Event::Tick)), 0, "once");
    assert!(examination(&page.language_ready()).is_some());
}

#[test]
fn it_waits_for_no_result_that_takes_long_and_for_none_where_nothing_is_asked() {
    let (mut page, _) = Page::opened("/query?p0.expr=a");
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    page.worker_ready();
    page.ticks_ms += 1900;
    assert_eq!(starts(&page.tell(Event::Tick)), 0);
    page.ticks_ms += 200;
    assert_eq!(starts(&page.tell(Event::Tick)), 1);
    let (mut page, commands) = Page::opened("");
    assert_eq!(starts(&commands), 0);
    assert_eq!(starts(&page.worker_ready()), 1);
}

#[test]
fn who_types_does_not_wait() {
    let (mut page, _) = Page::opened("/query?p0.expr=a");
    assert_eq!(starts(&types(&mut page, "a b")), 1);
    assert!(examination(&page.language_ready()).is_some(), "the other worker is not there yet");
}

#[test]
fn it_is_started_anew_and_what_ended_it_is_not_tried_for_ever() {
    let mut page = Page::ready("");
    let run = examination(&types(&mut page, "a b")).unwrap_or_default();
    let query = page.execute("a b");
    let commands = page.language_dies(&[run]);
    assert_eq!(commands, [Command::StartLanguage]);
    assert!(page.app.notices.is_empty(), "nothing is lost that a person would miss");
    assert!(examination(&page.language_ready()).is_some(), "it had not begun");
    assert_eq!(starts(&page.language_dies(&[])), 1);
    assert_eq!(examination(&page.language_ready()), None);
    let panel = &page.app.panels[0];
    let found = panel.examination.as_ref().map(|examination| examination.found.clone());
    assert_eq!((found, panel.options.expr.as_str()), (Some(Examined::default()), "a b"));
    page.yields(query, 1.0);
    assert_eq!(page.shown(), Some(1.0), "the query went on");
}

#[test]
fn of_several_texts_that_a_worker_was_at_only_the_one_that_ends_it_stays_unexamined() {
    let mut page = Page::ready("/query?p0.expr=a%20b&p1.expr=bad&p2.expr=c%20d");
    // All three had begun.
    assert_eq!(starts(&page.language_dies(&[])), 1);
    let mut asked = examinations(&page.language_ready());
    let mut tried = Vec::new();
    while let [(run, examine)] = &asked[..] {
        tried.push(examine.text.clone());
        asked = if examine.text == "bad" {
            assert_eq!(starts(&page.language_dies(&[])), 1);
            examinations(&page.language_ready())
        } else {
            examinations(&page.hears_language(*run, Response::Examine(Examined::default())))
        };
    }
    assert_eq!((tried, asked.len()), (vec!["a b".to_owned(), "bad".to_owned(), "c d".to_owned()], 0));
    assert!(page.app.panels.iter().all(|panel| panel.examination.is_some()) && page.app.examining.is_empty());
    // Several may be under way again.
    types(&mut page, "x");
    let second = page.id(1);
    let commands = page.tell(Event::Panel(second, PanelEvent::Set(PanelOption::Expr("y".to_owned()))));
    assert_eq!((examination(&commands).is_some(), page.app.examining.len()), (true, 2));
}

#[test]
fn an_end_of_the_other_worker_is_none_of_its_concern() {
    let mut page = Page::ready("");
    let run = examination(&types(&mut page, "a b")).unwrap_or_default();
    assert_eq!(starts(&page.worker_dies(&[])), 0);
    page.hears_language(run, Response::Examine(Examined::default()));
    assert!(page.app.panels[0].examination.is_some() && page.app.examining.is_empty());
}

#[test]
fn one_that_does_not_start_is_told_and_queries_run() {
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    page.worker_ready();
    assert_eq!(starts(&page.language_dies(&[])), 0);
    assert!(matches!(page.app.notices.last().map(|shown| &shown.notice), Some(Notice::LanguageDead { .. })));
    assert_eq!((starts(&types(&mut page, "a")), page.app.worker), (0, Worker::Ready));
    assert!(page.execute("a") > 0);
}
