//! Tests of asking each node by itself.

use super::*;
use crate::model::notice::PanelProblem;
use crate::model::query::{At, Progress};
use crate::model::summary::ValueSummary;
use crate::state::nodes::Health;
use crate::state::panel::each::{NodeResult, NodeRun, NodeRunState};
use crate::state::panel::options::PanelOption;
use crate::state::panel::{Run, Step, Tab};

/// What each node was asked: run, node, query.
fn summaries(commands: &[Command]) -> Vec<(RunId, String, Query)> {
    let summary = |(run, node, request): (RunId, Node, NodeRequest)| match request {
        NodeRequest::Summarize(of) => Some((run, node.name, of.query)),
        _ => None,
    };
    node_requests(commands).into_iter().filter_map(summary).collect()
}

/// The runs of what each node was asked.
fn runs(commands: &[Command]) -> Vec<RunId> {
    summaries(commands).into_iter().map(|(run, ..)| run).collect()
}

/// A page whose panel shows each node, and has asked for this expression; the runs.
fn asking(expr: &str) -> (Page, Vec<RunId>) {
    let mut page = Page::ready("");
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Each)));
    page.panel(PanelEvent::Set(PanelOption::Expr(expr.to_owned())));
    let runs = runs(&page.panel(PanelEvent::Execute));
    (page, runs)
}

fn sums_to(page: &mut Page, run: RunId, last: f64) {
    let value = ValueSummary { series: 1, samples: 1, sums: vec![last], last: Some(last) };
    page.hears(run, Response::Summarize(Answered { value, provenance: Provenance::default() }));
}

/// What stands in each node's line, in a word.
fn lines(page: &Page) -> Vec<String> {
    let result = |run: &NodeRun| match &run.result {
        Some(NodeResult::Answered(of)) => format!("{:?}", of.summary.last.unwrap_or_default()),
        Some(NodeResult::Failed { why, .. }) => format!("{why:?}"),
        Some(NodeResult::NotAsked(problem)) => format!("{problem:?}"),
        None => "nothing".to_owned(),
    };
    let state = |run: &NodeRun| match run.state {
        NodeRunState::Idle => "",
        NodeRunState::Waiting => ", waits",
        NodeRunState::Running { .. } => ", asks",
    };
    page.app.panels[0].each.nodes.iter().map(|run| [&run.node.name, " ", &*result(run), state(run)].concat()).collect()
}

#[test]
fn each_node_that_answers_queries_is_asked_the_same_in_a_run_of_its_own() {
    let mut page = Page::ready("");
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Each)));
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    let asked = summaries(&commands);
    assert_eq!(
        asked.iter().map(|(_, node, query)| (&**node, &*query.expr)).collect::<Vec<_>>(),
        [("A", "up"), ("B", "up")]
    );
    let range = At::Range { start: page.now - 3_600_000, end: page.now, step: 10_000 };
    assert!(asked.iter().all(|(_, _, query)| query.at == range), "the graph's range: {asked:?}");
    assert_eq!(lines(&page), ["A nothing, asks", "B nothing, asks"]);
    // Answers are shown as they come.
    let (a, b) = (asked[0].0, asked[1].0);
    let progress = Progress { bytes: 10, series: 1, samples: 2, evaluation: None };
    page.hears(a, WorkerMessage::Progress(progress));
    sums_to(&mut page, b, 2.0);
    assert_eq!(lines(&page), ["A nothing, asks", "B 2.0"]);
    assert!(
        matches!(page.app.panels[0].each.nodes[0].state, NodeRunState::Running { progress: now, .. } if now == progress)
    );
    assert!(page.app.is_busy());
    page.hears(a, SourceError::from(Failure::Unreachable));
    assert_eq!(
        (lines(&page), &page.app.panels[0].run),
        (vec!["A Unreachable".to_owned(), "B 2.0".to_owned()], &Run::Idle)
    );
    assert_eq!((page.app.panels[0].each.answered(), *page.app.history == ["up"]), (1, true));
}

#[test]
fn a_newer_run_cancels_the_older_and_late_answers_are_dropped() {
    let (mut page, first) = asking("a");
    sums_to(&mut page, first[0], 1.0);
    page.panel(PanelEvent::Set(PanelOption::Expr("b".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!((cancels(&commands), runs(&commands).len()), (vec![first[1]], 2));
    assert_eq!(lines(&page), ["A nothing, asks", "B nothing, asks"], "what answers another question is not shown");
    sums_to(&mut page, first[0], 7.0);
    sums_to(&mut page, first[1], 7.0);
    assert_eq!(lines(&page), ["A nothing, asks", "B nothing, asks"]);
}

#[test]
fn a_refresh_asks_again_and_keeps_what_is_shown_until_then() {
    let (mut page, runs_before) = asking("a");
    for run in &runs_before {
        sums_to(&mut page, *run, 1.0);
    }
    let again = runs(&page.tell(Event::Refresh));
    assert_eq!(lines(&page), ["A 1.0, asks", "B 1.0, asks"]);
    for run in &again {
        sums_to(&mut page, *run, 2.0);
    }
    assert_eq!(lines(&page), ["A 2.0", "B 2.0"]);
    // Times that do not move are asked once, unless a node failed.
    let fixed = runs(&page.panel(PanelEvent::Set(PanelOption::End(Some(5)))));
    sums_to(&mut page, fixed[0], 3.0);
    page.hears(fixed[1], SourceError::from(Failure::Unreachable));
    let again = runs(&page.tell(Event::Refresh));
    assert_eq!(again.len(), 2);
    for run in &again {
        sums_to(&mut page, *run, 4.0);
    }
    assert_eq!(asks(&page.tell(Event::Refresh)), []);
}

#[test]
fn cancelling_ends_every_run_in_the_worker() {
    let (mut page, runs) = asking("a");
    sums_to(&mut page, runs[0], 1.0);
    assert_eq!(cancels(&page.panel(PanelEvent::Cancel)), [runs[1]]);
    assert_eq!(
        (lines(&page), &page.app.panels[0].run),
        (vec!["A 1.0".to_owned(), "B Cancelled".to_owned()], &Run::Idle)
    );
}

#[test]
fn what_another_tab_asks_ends_the_runs_and_what_is_answered_is_not_asked_again() {
    let (mut page, runs_each) = asking("a");
    let commands = page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Table)));
    assert_eq!((cancels(&commands), queries(&commands).len()), (runs_each, 1));
    page.yields(queries(&commands)[0].0, 1.0);
    let again = runs(&page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Each))));
    for run in &again {
        sums_to(&mut page, *run, 1.0);
    }
    for tab in [Tab::Table, Tab::Each] {
        assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Tab(tab)))), [], "{tab:?}");
    }
    // The chosen node is no part of the question, the range is.
    assert_eq!(asks(&page.panel(PanelEvent::Set(PanelOption::Node("B".to_owned())))), []);
    assert!(!page.app.panels[0].is_stale(&page.app.nodes));
    assert_eq!(runs(&page.panel(PanelEvent::Set(PanelOption::Range(60_000)))).len(), 2);
}

#[test]
fn of_a_worker_that_ends_what_it_had_not_begun_is_asked_again() {
    let (mut page, runs_before) = asking("a");
    page.worker_dies(&runs_before[1..]);
    let why = Failure::Worker { cause: WorkerEnd::OutOfMemory };
    assert_eq!(lines(&page), [format!("A {why:?}"), "B nothing, waits".to_owned()]);
    let commands = page.worker_ready();
    assert_eq!(summaries(&commands).iter().map(|(_, node, _)| &**node).collect::<Vec<_>>(), ["B"]);
    sums_to(&mut page, runs(&commands)[0], 1.0);
    assert_eq!(page.app.panels[0].run, Run::Idle);
    assert_eq!(asks(&page.tell(Event::Refresh)), [], "what may have ended the worker is run again by a person only");
    assert_eq!(runs(&page.panel(PanelEvent::Execute)).len(), 2);
    // No worker at all.
    page.worker_dies(&runs_before);
    page.worker_dies(&[]);
    assert!(lines(&page).iter().all(|line| line.contains("OutOfMemory")), "{:?}", lines(&page));
}

#[test]
fn a_link_asks_each_node_and_who_cannot_be_asked_says_why() {
    let (mut page, _) = Page::opened("/query?p0.expr=up&p0.tab=each&p0.range=1y&p0.step=1s");
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    for name in ["A", "B"] {
        let entry = page.app.nodes.entries.iter_mut().find(|entry| entry.node.name == name).expect("it is there");
        if name == "A" {
            entry.headers_gone = true;
        } else {
            entry.probed(Health::Up(NodeStatus { version: Some("3.5".to_owned()), ..status("Prometheus") }));
        }
    }
    assert_eq!(summaries(&page.worker_ready()).len(), 0);
    let problems = page.app.panels[0].each.nodes.iter().map(|run| run.result.clone()).collect::<Vec<_>>();
    assert_eq!(problems[0], Some(NodeResult::NotAsked(PanelProblem::HeadersGone("A".to_owned()))));
    assert!(matches!(problems[1], Some(NodeResult::NotAsked(PanelProblem::TooManySteps { .. }))), "{problems:?}");
    assert_eq!(page.app.panels[0].run, Run::Idle);
    page.panel(PanelEvent::Set(PanelOption::Step(Step::Auto)));
    assert!(page.app.fragment.contains("p0.tab=each"), "{}", page.app.fragment);
}

#[test]
fn without_an_expression_or_a_node_nothing_is_asked() {
    let (page, _) = asking(" ");
    assert_eq!((lines(&page).len(), &page.app.panels[0].problem), (0, &Some(PanelProblem::NoExpression)));
    let mut page = Page::opened("").0;
    page.tell(Event::Config(Err(Failure::Unreachable)));
    page.worker_ready();
    page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Each)));
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    page.panel(PanelEvent::Execute);
    assert_eq!(page.app.panels[0].problem, Some(PanelProblem::NoNodes));
}

#[test]
fn a_copy_of_the_panel_waits_for_nothing() {
    let (mut page, runs) = asking("a");
    page.panel(PanelEvent::Duplicate);
    assert!(page.app.panels[1].each.nodes.iter().all(|run| !run.is_busy()));
    assert_eq!(page.app.panels[1].run, Run::Idle);
    sums_to(&mut page, runs[0], 1.0);
    assert_eq!(lines(&page), ["A 1.0", "B nothing, asks"]);
}
