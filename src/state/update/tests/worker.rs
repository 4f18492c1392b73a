//! Tests of what becomes of everything that a worker had under way when it ended.

use super::*;
use crate::model::file::{LocalFile, UserFile};
use crate::model::node::Endpoint;
use crate::model::notice::{Notice, PanelProblem};
use crate::protocol::rules::RulesPart;
use crate::state::app::Worker;
use crate::state::event::{LocalEvent, NodesEvent};
use crate::state::local::FileUse;
use crate::state::nodes::Health;
use crate::state::page;
use crate::state::page::alerts::AlertsEvent;
use crate::state::panel::Run;

/// Whether the first panel's shown tab tells that its run ended with the worker.
fn is_told(page: &Page) -> bool {
    page.app.panels[0].shown().failure.as_ref().is_some_and(|failed| failed.why.is_end_of_worker())
}

/// The expressions that are asked when the next worker is there.
fn asked_again(page: &mut Page) -> Vec<String> {
    queries(&page.worker_ready()).into_iter().map(|(_, _, expr)| expr).collect()
}

#[test]
fn a_run_that_had_not_begun_runs_again_and_one_that_had_is_reported() {
    let mut page = Page::ready("");
    let run = page.execute("stuck");
    page.tell(Event::AddPanel);
    let second = page.id(1);
    page.tell(Event::Panel(second, PanelEvent::Set(PanelOption::Expr("waits".to_owned()))));
    let waits = queries(&page.tell(Event::Panel(second, PanelEvent::Execute)))[0].0;
    assert!(waits > run);
    let why = Failure::WorkerSilent { after_ms: 5000 };
    let commands = page.tell(Event::WorkerDied { why: why.clone(), not_begun: vec![waits] });
    assert_eq!(commands, [Command::RestartWorker]);
    assert!(is_told(&page));
    assert_eq!(page.app.notices.last().map(|shown| &shown.notice), Some(&Notice::WorkerRestarted { why }));
    assert_eq!(asked_again(&mut page), ["waits"]);
    assert!(asks(&page.tell(Event::Refresh)).is_empty(), "the timer asks for nothing that may have ended the worker");
}

#[test]
fn a_question_that_was_answered_before_is_asked_again_once() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    page.tell(Event::Refresh);
    page.worker_dies(&[]);
    assert!(!is_told(&page) && matches!(page.app.panels[0].run, Run::Waiting { .. }));
    assert_eq!(asked_again(&mut page), ["a"]);
    page.worker_dies(&[]);
    assert!(is_told(&page), "it has ended two workers, as far as anyone knows");
    assert!(asked_again(&mut page).is_empty());
    // An answer shows that it does no harm.
    let run = page.execute("a");
    page.yields(run, 2.0);
    page.tell(Event::Refresh);
    page.worker_dies(&[]);
    assert_eq!(asked_again(&mut page), ["a"]);
    // Another question is another matter.
    page.execute("b");
    page.worker_dies(&[]);
    assert!(is_told(&page));
}

#[test]
fn what_another_node_of_that_name_answered_says_nothing_of_this_one() {
    let mut page = Page::ready("");
    let c = |url: &str| Node::new("C", Endpoint::Server { url: url.to_owned() });
    page.tell(Event::Nodes(NodesEvent::Add(c("http://c"))));
    page.panel(PanelEvent::Set(PanelOption::Node("C".to_owned())));
    let run = page.execute("a");
    page.yields(run, 1.0);
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    page.tell(Event::Nodes(NodesEvent::Add(c("http://elsewhere"))));
    page.execute("a");
    page.worker_dies(&[]);
    assert!(is_told(&page));
    assert!(asked_again(&mut page).is_empty());
}

#[test]
fn a_cancelled_run_stays_cancelled_and_what_took_its_place_runs() {
    let mut page = Page::ready("");
    page.execute("stuck");
    page.panel(PanelEvent::Set(PanelOption::Expr("next".to_owned())));
    let next = queries(&page.panel(PanelEvent::Execute))[0].0;
    page.worker_dies(&[next]);
    assert_eq!(asked_again(&mut page), ["next"]);
    page.panel(PanelEvent::Cancel);
    page.worker_dies(&[]);
    assert_eq!(page.app.panels[0].shown().failure.as_ref().map(|failed| &failed.why), Some(&Failure::Cancelled));
    assert!(asked_again(&mut page).is_empty());
}

#[test]
fn a_listing_is_asked_for_again_as_a_query_is() {
    let mut page = Page::ready("/alerts?node=B");
    let run = |page: &Page| page.app.pages.alerts.listing.as_ref()?.run.as_ref().map(|of| of.run);
    let first = run(&page).unwrap_or_default();
    page.worker_dies(&[first]);
    page.worker_ready();
    let second = run(&page).unwrap_or_default();
    assert!(second > first, "it had not begun");
    page.worker_dies(&[]);
    assert!(page.app.pages.alerts.failure(&page.app.nodes).is_some_and(|failed| failed.why.is_end_of_worker()));
    page.worker_ready();
    assert_eq!((run(&page), asks(&page.tell(Event::Refresh)).len()), (None, 0), "not by a timer");
    page.tell(AlertsEvent::Reload.into());
    page.hears(
        run(&page).unwrap_or_default(),
        Response::ListRules(RulesPart::from(Answered { value: Vec::new(), provenance: Provenance::default() })),
    );
    page.tell(Event::Refresh);
    for again in [true, false] {
        assert!(run(&page).is_some());
        page.worker_dies(&[]);
        page.worker_ready();
        assert_eq!(run(&page).is_some(), again, "once, as it was listed before");
    }
}

fn health(page: &Page, name: &str) -> Option<Health> {
    page.app.nodes.entry(name).map(|entry| entry.health.clone())
}

#[test]
fn a_node_whose_probe_ends_the_worker_twice_is_asked_by_a_person_only() {
    let names = ["AM", "A", "B"];
    let mut page = Page::ready("/nodes");
    for name in names {
        page.hears_of(name, Response::Probe(status("Prometheus")));
    }
    // All of them are asked, and the worker ends over B, whatever it was at else.
    page.tell(Event::Refresh);
    assert!(names.iter().all(|name| page.probe(name).is_some()));
    page.worker_dies(&[]);
    page.worker_ready();
    let mut deaths = 1;
    for _ in 0..10 {
        page.tell(Event::Refresh);
        if page.probe("B").is_some() {
            page.worker_dies(&[]);
            page.worker_ready();
            deaths += 1;
        }
        for name in names {
            if let Some(run) = page.probe(name) {
                page.hears(run, Response::Probe(status("Prometheus")));
            }
        }
    }
    assert_eq!(deaths, 2);
    assert_eq!(["AM", "A"].map(|name| health(&page, name)), [(); 2].map(|()| Some(Health::Up(status("Prometheus")))));
    assert!(matches!(health(&page, "B"), Some(Health::Down(why)) if why.is_end_of_worker()), "and it is said");
    page.tell(Event::Nodes(NodesEvent::Probe("B".to_owned())));
    page.hears_of("B", Response::Probe(status("Prometheus")));
    page.tell(Event::Refresh);
    assert!(page.probe("B").is_some(), "it has answered");
}

#[test]
fn a_node_is_not_called_down_because_another_ended_the_worker() {
    let mut page = Page::ready("");
    let up = status("Prometheus");
    page.hears_of("A", Response::Probe(up.clone()));
    page.tell(Event::Nodes(NodesEvent::Probe("A".to_owned())));
    let b = page.probe("B").unwrap_or_default();
    page.worker_dies(&[b]);
    assert_eq!((health(&page, "A"), health(&page, "B")), (Some(Health::Up(up)), Some(Health::Unknown)));
    assert!(matches!(health(&page, "AM"), Some(Health::Down(why)) if why.is_end_of_worker()));
    page.worker_ready();
    assert_eq!(["A", "B", "AM"].map(|name| page.probe(name).is_some()), [false, true, false]);
    page.tell(Event::Go(page::Page::Nodes));
    page.tell(Event::Refresh);
    assert_eq!(["A", "B", "AM"].map(|name| page.probe(name).is_some()), [true, true, false], "not by a timer");
    page.tell(Event::Nodes(NodesEvent::ProbeAll));
    assert!(page.probe("AM").is_some(), "but by a person");
}

/// A page whose worker does not start.
fn without_worker(fragment: &str) -> Page {
    let (mut page, _) = Page::opened(fragment);
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    page.worker_dies(&[]);
    assert_eq!(page.app.worker, Worker::Dead);
    page
}

#[test]
fn a_panel_that_waited_for_a_worker_that_does_not_start_says_so_and_no_timer_asks_again() {
    let mut page = without_worker("/query?p0.expr=up");
    assert_eq!(page.app.panels[0].run, Run::Idle);
    assert!(matches!(&page.app.panels[0].problem, Some(PanelProblem::NoWorker(why)) if why.is_end_of_worker()));
    assert!(!page.tell(Event::Refresh).contains(&Command::RestartWorker));
    assert!(page.panel(PanelEvent::Execute).contains(&Command::RestartWorker), "but a person");
    assert_eq!(asked_again(&mut page), ["up"]);
    // One that has an earlier result is run by the timer, but not at each of its intervals.
    let mut page = Page::ready("");
    let run = page.execute("up");
    page.yields(run, 1.0);
    page.worker_dies(&[]);
    page.worker_dies(&[]);
    let restarts = |commands: Vec<Command>| commands.contains(&Command::RestartWorker);
    assert!(restarts(page.tell(Event::Refresh)));
    page.worker_dies(&[]);
    assert!(!restarts(page.tell(Event::Refresh)));
    assert!(page.app.panels[0].is_stale(&page.app.nodes));
    // Whoever brings a worker back, it runs.
    page.tell(Event::Nodes(NodesEvent::Probe("A".to_owned())));
    assert_eq!(asked_again(&mut page), ["up"]);
    assert_eq!(page.app.panels[0].problem, None);
}

#[test]
fn whatever_a_person_asks_of_nodes_starts_a_worker_that_was_given_up() {
    let c = Node::new("C", Endpoint::Server { url: "http://c".to_owned() });
    for (event, expected) in [
        (NodesEvent::Probe("B".to_owned()), vec!["B"]),
        (NodesEvent::ProbeAll, vec!["AM", "A", "B"]),
        (NodesEvent::Add(c), vec!["C"]),
    ] {
        let mut page = Page::ready("");
        for name in ["AM", "A", "B"] {
            page.hears_of(name, SourceError::from(Failure::Unreachable));
        }
        page.worker_dies(&[]);
        page.worker_dies(&[]);
        let commands = page.tell(Event::Nodes(event));
        assert!(commands.contains(&Command::RestartWorker) && probed(&commands).is_empty());
        let asked = probed(&page.worker_ready());
        assert_eq!(asked.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), expected);
        assert!(probed(&page.worker_ready()).is_empty(), "once");
    }
}

#[test]
fn a_file_is_refused_where_no_worker_starts_to_read_it() {
    let mut page = without_worker("");
    let id = page.id(0);
    let file = UserFile { name: "a.om".to_owned(), file: LocalFile { number: 1, given_ms: 0 } };
    let commands = page.tell(Event::Local(LocalEvent::Give(vec![file], FileUse::Panel(id))));
    assert!(commands.contains(&Command::RestartWorker));
    page.worker_dies(&[]);
    assert_eq!((&page.app.local.reading[..], page.app.nodes.entries.len()), (&[][..], 3));
    assert_eq!(page.app.panels[0].options.node, "A");
}
