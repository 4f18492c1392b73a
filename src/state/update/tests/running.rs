//! Tests of running queries: superseding, failing, cancelling, refreshing.

use super::*;
use crate::model::node::{Endpoint, NodeStatus};
use crate::model::notice::PanelProblem;
use crate::model::outcome::Failure;
use crate::model::query::{At, Progress};
use crate::state::event::NodesEvent;
use crate::state::panel::{Run, Step, Tab};

#[test]
fn a_newer_run_supersedes_and_late_answers_are_ignored() {
    let mut page = Page::ready("");
    let first = page.execute("a");
    page.panel(PanelEvent::Set(PanelOption::Expr("b".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(cancels(&commands), [first]);
    let second = queries(&commands)[0].0;
    page.yields(first, 1.0);
    assert_eq!(page.shown(), None);
    page.yields(second, 2.0);
    assert_eq!((page.shown(), &page.app.panels[0].run), (Some(2.0), &Run::Idle));
    page.yields(second, 3.0);
    assert_eq!(page.shown(), Some(2.0));
}

#[test]
fn the_last_result_stays_while_a_run_goes_on_and_when_it_fails() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    let run = page.execute("b");
    let progress = Progress { bytes: 10, series: 1, samples: 2, evaluation: None };
    page.hears(run, WorkerMessage::Progress(progress));
    assert_eq!(page.shown(), Some(1.0));
    assert!(matches!(&page.app.panels[0].run, Run::Running(running) if running.progress == progress));
    page.hears(run, SourceError::from(Failure::Unreachable));
    assert_eq!(page.shown(), Some(1.0));
    let failure = page.app.panels[0].table.failure.as_ref();
    assert_eq!(failure.map(|f| (&f.why, f.question.expr.as_str())), Some((&Failure::Unreachable, "b")));
    assert_eq!(page.app.panels[0].options.expr, "b");
    let run = page.execute("b");
    page.yields(run, 2.0);
    assert_eq!(page.app.panels[0].table.failure, None);
}

#[test]
fn cancelling_ends_the_run_in_the_worker_and_keeps_what_is_shown() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    let run = page.execute("b");
    assert_eq!(cancels(&page.panel(PanelEvent::Cancel)), [run]);
    assert_eq!((page.shown(), &page.app.panels[0].run), (Some(1.0), &Run::Idle));
    assert!(cancels(&page.panel(PanelEvent::Cancel)).is_empty());
}

#[test]
fn each_tab_keeps_its_result_and_asks_again_only_for_another_question() {
    let mut page = Page::ready("");
    assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)))), []);
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Table)));
    let run = page.execute("a");
    page.yields(run, 1.0);
    let commands = page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)));
    let run = queries(&commands)[0].0;
    page.yields(run, 2.0);
    assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Table)))), []);
    assert_eq!(page.shown(), Some(1.0));
    assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)))), []);
    assert_eq!(page.shown(), Some(2.0));
    // The graph's range is no part of the table's question.
    assert_eq!(queries(&page.panel(PanelEvent::Set(PanelOption::Range(60_000)))).len(), 1);
    assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Table)))), []);
    page.panel(PanelEvent::Set(PanelOption::Expr("b".to_owned())));
    assert_eq!(queries(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)))).len(), 1);
}

#[test]
fn a_graph_asks_for_its_range_with_a_step_from_its_width() {
    let mut page = Page::ready("");
    let range = |commands: &[Command]| match asked(commands).pop().map(|(_, _, query)| query.at) {
        Some(At::Range { start, end, step }) => (start, end, step),
        other => panic!("{other:?}"),
    };
    page.panel(PanelEvent::Width(2000));
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)));
    page.panel(PanelEvent::Set(PanelOption::Expr("a".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(range(&commands), (page.now - 3_600_000, page.now, 5000));
    assert_eq!(range(&page.panel(PanelEvent::Set(PanelOption::Step(Step::Fixed(60_000))))).2, 60_000);
    let zoom = PanelEvent::Zoom { start: 100_300, end: 220_300 };
    assert_eq!(range(&page.panel(zoom)), (100_000, 220_000, 1000), "in whole seconds");
    assert_eq!(range(&page.panel(PanelEvent::Shift(-20_000))), (80_000, 200_000, 1000));
    assert_eq!(range(&page.panel(PanelEvent::Shift(i64::MAX))).1, page.now);
}

#[test]
fn what_cannot_be_asked_is_told_and_keeps_its_text() {
    let mut page = Page::ready("/query?p0.node=Gone&p0.expr=up");
    assert_eq!(page.app.panels[0].problem, Some(PanelProblem::UnknownNode("Gone".to_owned())));
    assert_eq!(queries(&page.panel(PanelEvent::Set(PanelOption::Node("B".to_owned())))).len(), 1);
    assert_eq!(page.app.panels[0].problem, None);
    page.panel(PanelEvent::Set(PanelOption::Expr(" \n".to_owned())));
    assert_eq!(asks(&page.panel(PanelEvent::Execute)).len(), 1, "only the cancellation of the run before");
    assert_eq!(page.app.panels[0].problem, Some(PanelProblem::NoExpression));
    assert_eq!(page.app.panels[0].options.expr, " \n");
    assert_eq!(*page.app.history, [""; 0]);
}

#[test]
fn a_dead_worker_fails_what_ran_and_loses_nothing() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    page.execute("b");
    assert_eq!(page.worker_dies(&[]), [Command::RestartWorker]);
    let panel = &page.app.panels[0];
    assert_eq!(panel.table.failure.as_ref().map(|f| &f.why), Some(&Failure::Worker { cause: WorkerEnd::OutOfMemory }));
    assert_eq!((page.shown(), panel.options.expr.as_str()), (Some(1.0), "b"));
    assert!(asks(&page.worker_ready()).is_empty(), "what killed the worker is not run again by itself");
    assert!(asks(&page.tell(Event::Refresh)).is_empty(), "nor by a timer");
    assert_eq!(queries(&page.panel(PanelEvent::Execute)).len(), 1, "but by a person, at once");
}

#[test]
fn how_long_a_run_took_does_not_depend_on_the_wall_clock() {
    for by_ms in [3_600_000, -3_600_000] {
        let mut page = Page::ready("");
        let run = page.execute("a");
        page.now += by_ms;
        page.ticks_ms += 40;
        page.yields(run, 1.0);
        let took = page.app.panels[0].table.result.as_ref().map(|result| result.elapsed_ms);
        assert_eq!(took, Some(41), "{by_ms}");
        page.execute("b");
        page.now += by_ms;
        page.ticks_ms += 40;
        page.panel(PanelEvent::Cancel);
        assert_eq!(page.app.panels[0].table.failure.as_ref().map(|failed| failed.elapsed_ms), Some(41), "{by_ms}");
    }
}

#[test]
fn refresh_runs_again_what_shows_now_and_nothing_else() {
    let mut page = Page::ready("");
    assert_eq!(asks(&page.tell(Event::Refresh)), []);
    let run = page.execute("a");
    assert_eq!(asks(&page.tell(Event::Refresh)), [], "it still runs");
    page.yields(run, 1.0);
    let commands = page.tell(Event::Refresh);
    assert_eq!(queries(&commands).len(), 1);
    page.yields(queries(&commands)[0].0, 2.0);
    let run = queries(&page.panel(PanelEvent::Set(PanelOption::Time(Some(5)))))[0].0;
    page.yields(run, 3.0);
    assert_eq!(asks(&page.tell(Event::Refresh)), []);
}

#[test]
fn history_holds_each_expression_once_newest_first_and_is_stored() {
    let mut page = Page::ready("");
    for expr in ["a", "b", "a"] {
        page.execute(expr);
    }
    assert_eq!(*page.app.history, ["a", "b"]);
    page.panel(PanelEvent::Set(PanelOption::Expr("c".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(*page.app.history, ["c", "a", "b"]);
    let newest =
        |c: &Command| matches!(c, Command::Store { text, .. } if text.contains(r#""history":[{"expr":"c","at":"#));
    assert!(commands.iter().any(newest));
}

#[test]
fn what_is_of_another_node_than_the_chosen_one_is_known_for_that() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    assert!(!page.app.panels[0].is_stale(&page.app.nodes));
    page.panel(PanelEvent::Set(PanelOption::Node("B".to_owned())));
    let panel = &page.app.panels[0];
    assert_eq!(panel.options.node, "B");
    assert!(panel.is_stale(&page.app.nodes), "what is shown until B answers is A's");
    let run = page.app.last_run;
    page.hears(run, SourceError::from(Failure::Unreachable));
    let failed =
        page.app.panels[0].failure(&page.app.nodes).map(|failed| (&*failed.node.name, failed.node.endpoint.url()));
    assert_eq!(failed, Some(("B", Some("http://b:9091"))));
}

/// Puts another node in the place of the added node C.
fn replace_c(page: &mut Page) {
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    page.tell(Event::Nodes(NodesEvent::Add(c("http://elsewhere"))));
}

fn c(url: &str) -> Node {
    Node::new("C", Endpoint::Server { url: url.to_owned() })
}

/// A page whose first panel asks the added node C.
fn asking_c() -> Page {
    let mut page = Page::ready("");
    page.tell(Event::Nodes(NodesEvent::Add(c("http://c"))));
    page.panel(PanelEvent::Set(PanelOption::Node("C".to_owned())));
    page
}

#[test]
fn what_a_node_answered_is_not_taken_for_the_answer_of_another_that_has_its_name_now() {
    let is_stale = |page: &Page| page.app.panels[0].is_stale(&page.app.nodes);
    let mut page = asking_c();
    let run = page.execute("a");
    page.yields(run, 1.0);
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    assert!(!is_stale(&page), "it is gone, and may come back");
    page.tell(Event::Nodes(NodesEvent::Add(c("http://elsewhere"))));
    assert!(is_stale(&page));
    page.tell(Event::AddPanel);
    assert_eq!(
        queries(&page.tell(Event::HashChanged("/query?p0.node=C&p0.expr=a".to_owned()))).len(),
        1,
        "it is asked"
    );
    // Also where the answer comes late.
    let mut page = asking_c();
    let run = page.execute("a");
    replace_c(&mut page);
    page.yields(run, 1.0);
    assert!(is_stale(&page));
    // And at a fixed time, of which a timer asks no more once it is answered.
    let mut page = asking_c();
    page.panel(PanelEvent::Set(PanelOption::Time(Some(5))));
    let run = page.execute("a");
    page.yields(run, 1.0);
    assert_eq!(queries(&page.tell(Event::Refresh)), []);
    replace_c(&mut page);
    assert_eq!(queries(&page.tell(Event::Refresh)).len(), 1);
}

#[test]
fn a_run_of_a_node_that_was_replaced_is_not_the_run_of_the_new_one() {
    let mut page = asking_c();
    let run = page.execute("a");
    replace_c(&mut page);
    let commands = page.tell(Event::HashChanged("/query?p0.node=C&p0.expr=a&p0.filter=x".to_owned()));
    assert_eq!((cancels(&commands), queries(&commands).len()), (vec![run], 1));
}

#[test]
fn a_failure_is_not_told_of_another_node_that_has_the_name_now() {
    let mut page = asking_c();
    let run = page.execute("a");
    page.hears(run, SourceError::from(Failure::WorkerSilent { after_ms: 5000 }));
    assert!(page.app.panels[0].failure(&page.app.nodes).is_some());
    assert_eq!(queries(&page.tell(Event::Refresh)), [], "only a person asks again");
    replace_c(&mut page);
    assert_eq!(page.app.panels[0].failure(&page.app.nodes), None);
    assert_eq!(queries(&page.tell(Event::Refresh)).len(), 1);
}

#[test]
fn a_result_is_known_for_an_earlier_one_where_what_was_asked_last_could_not_be_asked() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    let is_stale = |page: &Page| page.app.panels[0].is_stale(&page.app.nodes);
    page.panel(PanelEvent::Set(PanelOption::Expr("typed".to_owned())));
    assert!(!is_stale(&page), "what is typed was not asked");
    page.panel(PanelEvent::Set(PanelOption::Expr(" ".to_owned())));
    page.panel(PanelEvent::Execute);
    assert!(is_stale(&page), "nothing was asked");
    let run = page.execute("a");
    assert!(!is_stale(&page), "it is asked again");
    page.yields(run, 1.0);
    let run = queries(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph))))[0].0;
    page.yields(run, 2.0);
    let status = NodeStatus {
        product: "Prometheus".to_owned(),
        version: Some("3.0.0".to_owned()),
        latency_ms: 1.0,
        clock_difference_ms: None,
        remotes: Vec::new(),
        peers: Vec::new(),
        peers_left_out: 0,
        file: None,
    };
    let probe = page.app.nodes.entry("A").and_then(|entry| entry.probe).unwrap_or_default();
    page.hears(probe, Response::Probe(status));
    page.panel(PanelEvent::Set(PanelOption::Range(365 * 86_400_000)));
    page.panel(PanelEvent::Cancel);
    page.panel(PanelEvent::Set(PanelOption::Step(Step::Fixed(1))));
    assert!(matches!(page.app.panels[0].problem, Some(PanelProblem::TooManySteps { .. })));
    assert!(is_stale(&page));
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Table)));
    assert_eq!((is_stale(&page), &page.app.panels[0].problem), (false, &None), "the table asks for no steps");
}

#[test]
fn a_federation_is_asked_as_the_panel_chooses_and_anew_when_that_changes() {
    use crate::model::query::{FederationOptions, ReplicaMode};
    let mut page = Page::ready("/query?p0.node=A&p0.expr=up&p0.replicas=first&p0.push_down=0");
    let options = page.app.panels[0].options.federation();
    assert_eq!(options, FederationOptions { replicas: ReplicaMode::First, is_strict: false, pushes_down: false });
    let commands = page.panel(PanelEvent::Set(PanelOption::Strict(true)));
    let query = asked(&commands).into_iter().next().map(|(_, _, query)| query.federation);
    assert_eq!(query, Some(FederationOptions { is_strict: true, ..options }));
    assert!(page.app.fragment.contains("strict=1"), "{}", page.app.fragment);
    assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Details(true)))), [], "what is shown asks nothing");
}
