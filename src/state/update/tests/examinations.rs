//! Tests of having expressions examined, and of what is shown while someone types.

use super::*;
use crate::model::lang::Lang;
use crate::model::outcome::{ExprSpan, Failure};
use crate::promql::diagnostic::Severity;
use crate::promql::dialect::QueryDialect;
use crate::promql::span::Span;
use crate::protocol::examination::{Examined, Finding, MAX_TEXT};
use crate::state::app::NoticeId;
use crate::state::event::SettingsEvent;
use crate::state::examination::{ShownDiagnostics, shown};
use crate::state::panel::Tab;
use crate::state::settings::Language;

/// The examinations asked for: run, text, language.
fn examined(commands: &[Command]) -> Vec<(RunId, String, Lang)> {
    examinations(commands).into_iter().map(|(run, Examine { text, lang, .. })| (run, text, lang)).collect()
}

fn texts(commands: &[Command]) -> Vec<String> {
    examined(commands).into_iter().map(|(_, text, _)| text).collect()
}

fn finding(start: usize, end: usize) -> Finding {
    Finding {
        span: Span::new(start, end),
        line: 1,
        column: start as u32 + 1,
        severity: Severity::Error,
        message: "wrong".to_owned(),
        is_unfinished: false,
        fix: None,
    }
}

impl Page {
    fn types(&mut self, expr: &str) -> Vec<Command> {
        self.panel(PanelEvent::Set(PanelOption::Expr(expr.to_owned())))
    }

    /// The examination that is under way finds this; what is asked for next.
    fn finds(&mut self, findings: Vec<Finding>) -> Vec<Command> {
        let run = self.app.examining[0].run;
        let count = findings.len() as u32;
        self.hears_language(run, Response::Examine(Examined { findings, count }))
    }

    fn diagnostics(&self) -> ShownDiagnostics {
        shown(&self.app.panels[0], self.app.typing, &self.app.nodes)
    }

    /// The starts of the findings that are shown.
    fn starts(&self) -> Vec<u32> {
        self.diagnostics().findings.iter().map(|one| one.span.start).collect()
    }
}

#[test]
fn each_text_is_examined_once_and_nothing_else_is_asked() {
    let mut page = Page::ready("");
    let commands = page.types("a b");
    assert_eq!(texts(&commands), ["a b"]);
    assert_eq!(asks(&commands), []);
    assert!(commands.contains(&Command::AwaitPause));
    assert_eq!(texts(&page.finds(vec![finding(2, 3)])), [""; 0]);
    assert_eq!(texts(&page.tell(Event::Tick)), [""; 0]);
    assert_eq!(texts(&page.tell(Event::Paused)), [""; 0]);
    assert_eq!(page.starts(), [2]);
    for nothing in ["", " \n", &"a".repeat(MAX_TEXT + 1)] {
        assert_eq!(texts(&page.types(nothing)), [""; 0]);
        assert_eq!(page.diagnostics().findings, []);
    }
}

/// The languages that examinations were asked for.
fn dialects(commands: &[Command]) -> Vec<QueryDialect> {
    examinations(commands).into_iter().map(|(_, examine)| examine.dialect).collect()
}

#[test]
fn a_text_is_examined_as_its_node_speaks_once_that_is_known() {
    let mut page = Page::ready("");
    assert_eq!(dialects(&page.types("median(a)")), [QueryDialect::Current]);
    page.finds(vec![finding(0, 6)]);
    assert_eq!(dialects(&page.hears_of("A", Response::Probe(status("VictoriaMetrics")))), [QueryDialect::MetricsQl]);
    assert_eq!(dialects(&page.finds(Vec::new())), []);
    assert_eq!(
        dialects(&page.panel(PanelEvent::Set(PanelOption::Node("B".to_owned())))),
        [QueryDialect::Current],
        "another node"
    );
}

#[test]
fn a_node_that_goes_down_speaks_as_it_did() {
    let mut page = Page::ready("");
    page.hears_of("A", Response::Probe(status("VictoriaMetrics")));
    assert_eq!(dialects(&page.types("median(a)")), [QueryDialect::MetricsQl]);
    page.finds(vec![finding(0, 6)]);
    page.now += 60_000;
    page.tell(Event::Nodes(crate::state::event::NodesEvent::ProbeAll));
    let commands = page.hears_of("A", SourceError::from(Failure::Unreachable));
    assert_eq!(dialects(&commands), [], "nothing is known that was not");
    assert_eq!(page.starts(), [0]);
    assert_eq!(dialects(&page.types("median(b)")), [QueryDialect::MetricsQl]);
}

#[test]
fn what_is_only_noted_is_told_and_not_marked() {
    let mut page = Page::ready("");
    page.types("median(a)");
    page.finds(vec![Finding { severity: Severity::Note, ..finding(0, 6) }]);
    page.tell(Event::Paused);
    assert_eq!((page.starts(), page.diagnostics().marks()), (vec![0], Vec::new()));
}

#[test]
fn what_is_likely_not_meant_is_told_in_a_pause_and_not_marked() {
    let mut page = Page::ready("");
    page.types("sum(a_total) + b");
    let hint = || vec![Finding { severity: Severity::Warning, ..finding(0, 12) }];
    page.finds(hint());
    assert_eq!((page.starts(), page.diagnostics().marks()), (vec![], vec![]), "the text is not finished");
    page.tell(Event::Paused);
    assert_eq!((page.starts(), page.diagnostics().marks()), (vec![0], vec![]));
    page.types("sum(a_total) + bc");
    page.finds(hint());
    assert_eq!((page.starts().len(), page.diagnostics().keeps_place), (0, true), "nor is it now");
}

#[test]
fn one_examination_is_under_way_and_the_newest_text_is_next() {
    let mut page = Page::ready("");
    assert_eq!(texts(&page.types("a")), ["a"]);
    assert_eq!(texts(&page.types("a b")), [""; 0]);
    assert_eq!(texts(&page.types("a b c")), [""; 0]);
    assert_eq!(texts(&page.finds(Vec::new())), ["a b c"]);
    assert_eq!(texts(&page.finds(Vec::new())), [""; 0]);
}

#[test]
fn nothing_is_shown_of_text_that_was_changed() {
    let mut page = Page::ready("/query?p0.expr=ratee(a)%20%2B%20b%20c");
    page.finds(vec![finding(0, 5), finding(12, 13)]);
    assert_eq!(page.starts(), [0, 12]);
    page.types("ratee(a) + b * c");
    page.tell(Event::Paused);
    assert_eq!(page.starts(), [0], "what stands before the change is shown on");
    page.types("rate(a) + b * c");
    page.tell(Event::Paused);
    assert_eq!(page.starts(), [0; 0]);
}

#[test]
fn the_place_of_typing_is_left_alone_until_a_pause() {
    let mut page = Page::ready("");
    page.types("sum(a b, c");
    let unclosed = Finding { is_unfinished: true, ..finding(3, 4) };
    page.finds(vec![unclosed.clone(), finding(6, 7), finding(9, 10)]);
    assert_eq!(page.starts(), [6], "what was typed before is shown at once");
    page.tell(Event::Paused);
    assert_eq!(page.starts(), [3, 6, 9]);
    page.types("sum(a b, cd");
    page.finds(vec![unclosed, finding(6, 7), finding(9, 11)]);
    assert_eq!(page.starts(), [6]);
    page.panel(PanelEvent::Execute);
    assert_eq!(page.starts(), [3, 6, 9], "who executes has finished");
}

#[test]
fn the_line_keeps_its_place_while_someone_types() {
    let mut page = Page::ready("");
    page.types("a b");
    assert!(!page.diagnostics().keeps_place, "nothing was shown yet");
    page.finds(vec![finding(2, 3)]);
    page.tell(Event::Paused);
    for text in ["a * b", "a * bc"] {
        page.types(text);
        page.finds(Vec::new());
        assert_eq!((page.starts().len(), page.diagnostics().keeps_place), (0, true), "{text}");
    }
    page.tell(Event::Paused);
    assert_eq!(page.diagnostics(), ShownDiagnostics::default());
}

#[test]
fn a_linked_expression_is_examined_when_the_worker_is_there() {
    let (mut page, commands) = Page::opened("/query?p0.expr=a%20b&p1.expr=c%20d");
    assert_eq!(texts(&commands), [""; 0]);
    assert_eq!(texts(&page.language_ready()), ["a b", "c d"]);
    page.finds(vec![finding(2, 3)]);
    assert_eq!(page.starts(), [2], "nobody types");
}

#[test]
fn a_new_worker_is_asked_again() {
    let mut page = Page::ready("");
    page.types("a b");
    let (late, ..) = examined(&page.language_dies(&[])).pop().unwrap_or_default();
    assert_eq!(late, 0, "nobody is there to be asked");
    page.types("a b c");
    assert_eq!(texts(&page.language_ready()), ["a b c"]);
}

#[test]
fn another_language_asks_for_other_words() {
    let mut page = Page::ready("/query?p0.expr=a%20b");
    page.finds(vec![finding(2, 3)]);
    let commands = page.tell(Event::Settings(SettingsEvent::Language(Language::Zh)));
    assert_eq!(examined(&commands).iter().map(|one| one.2).collect::<Vec<_>>(), [Lang::Zh]);
    assert_eq!(page.starts(), [2], "until they are there the old ones hold");
}

#[test]
fn copies_and_restored_panels_have_what_is_known() {
    let mut page = Page::ready("");
    page.types("a b");
    page.finds(vec![finding(2, 3)]);
    page.panel(PanelEvent::Duplicate);
    page.types("a b c");
    page.panel(PanelEvent::Remove);
    assert_eq!(page.starts(), [2], "the copy");
    page.finds(Vec::new());
    let removed = page.app.notices.last().map_or(NoticeId(0), |shown| shown.id);
    assert_eq!(texts(&page.tell(Event::Undo(removed))), ["a b c"]);
}

#[test]
fn where_a_run_failed_is_marked_as_long_as_the_text_is_the_same() {
    let mut page = Page::ready("");
    let run = page.execute("a * b + c d");
    let span = ExprSpan { start: 0, end: 5, line: 1, column: 1 };
    let why = Failure::Evaluation { text: "found duplicate series".to_owned(), span: Some(span) };
    page.hears(run, SourceError::from(why));
    assert_eq!(page.diagnostics().marks(), [Span::new(0, 5)]);
    page.finds(vec![finding(0, 1), finding(10, 11)]);
    assert_eq!(
        page.diagnostics().marks(),
        [Span::new(0, 1), Span::new(0, 5), Span::new(10, 11)],
        "in the order of the text"
    );
    page.types("a * b + c");
    page.finds(Vec::new());
    page.tell(Event::Paused);
    assert_eq!(page.diagnostics().failed, None, "it is another text");
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)));
    page.types("a * b + c d");
    assert_eq!(page.diagnostics().failed, None, "another tab's run did not fail");
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Table)));
    assert_eq!(page.diagnostics().failed, Some(Span::new(0, 5)), "taken back");
    let run = page.execute("a * b + c d");
    assert_eq!(page.diagnostics().failed, Some(Span::new(0, 5)), "nothing newer is known");
    page.yields(run, 1.0);
    assert_eq!(page.diagnostics().failed, None);
}

#[test]
fn one_that_fails_is_not_tried_again() {
    let mut page = Page::ready("");
    page.types("a b");
    let run = page.app.examining[0].run;
    let why = Failure::Worker { cause: WorkerEnd::OutOfMemory };
    let commands = page.hears_language(run, SourceError::from(why));
    assert_eq!((texts(&commands), page.diagnostics().findings), (Vec::new(), Vec::new()));
}
