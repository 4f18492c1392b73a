//! Runs that ask each node by itself: starting, cancelling, and taking answers as they come.
//!
//! Invariant: answers of any run but a node's own are ignored.

use std::sync::Arc;

use super::messages::{begun, cancelled};
use crate::model::answered::{Answered, SourceError};
use crate::model::file::FileStatus;
use crate::model::node::Node;
use crate::model::notice::PanelProblem;
use crate::model::outcome::Failure;
use crate::model::query::{At, Parameters, Progress};
use crate::model::summary::ValueSummary;
use crate::protocol::envelope::RunId;
use crate::protocol::request::{Query, Request, Summarize};
use crate::state::app::App;
use crate::state::command::Command;
use crate::state::panel::each::{EachView, NodeResult, NodeRun, NodeRunState, NodeSummary};
use crate::state::panel::{Panel, Run, Tab};
use crate::state::step::{self, Points};

/// Asks each node what the panel asks. Fails where there is nothing to ask, or nobody.
pub(super) fn begin(app: &mut App, at: usize, out: &mut Vec<Command>) -> Result<(), PanelProblem> {
    let panel = &mut app.panels[at];
    if panel.executed.trim().is_empty() {
        return Err(PanelProblem::NoExpression);
    }
    let question = panel.question(Tab::Each);
    let before = std::mem::take(&mut panel.each);
    // What answers another question is of no use beside what comes.
    let earlier = if before.question.as_ref() == Some(&question) { before.nodes } else { Vec::new() };
    let run = |node: &Node| {
        let earlier = earlier.iter().find(|earlier| node.is(&earlier.node));
        let result = earlier.and_then(|earlier| earlier.result.clone());
        NodeRun { node: node.id(), state: NodeRunState::Waiting, result }
    };
    let nodes: Vec<_> = app.nodes.askable().map(run).collect();
    if nodes.is_empty() {
        return Err(PanelProblem::NoNodes);
    }
    panel.each = EachView { question: Some(question.clone()), asked: app.now, nodes };
    panel.run = Run::Each { question, since: app.ticks_ms };
    panel.problem = None;
    ask_waiting(app, at, out);
    Ok(())
}

/// Asks the nodes of a panel that wait for a worker.
pub(super) fn ask_waiting(app: &mut App, at: usize, out: &mut Vec<Command>) {
    for place in 0..app.panels[at].each.nodes.len() {
        if app.panels[at].each.nodes[place].state != NodeRunState::Waiting {
            continue;
        }
        let planned = plan(app, at, place);
        let run = app.next_run();
        let one = &mut app.panels[at].each.nodes[place];
        match planned {
            Ok((times, request)) => {
                one.state = NodeRunState::Running { run, at: times, progress: Progress::default() };
                out.push(begun(run, request));
            }
            Err(problem) => {
                (one.state, one.result) = (NodeRunState::Idle, Some(NodeResult::NotAsked(problem)));
            }
        }
    }
    settle(&mut app.panels[at]);
}

/// What one node is asked.
fn plan(app: &App, at: usize, place: usize) -> Result<(At, Request), PanelProblem> {
    let panel = &app.panels[at];
    let id = &panel.each.nodes[place].node;
    let entry = app.nodes.entry_of(id).ok_or_else(|| PanelProblem::UnknownNode(id.name.clone()))?;
    if entry.headers_gone {
        return Err(PanelProblem::HeadersGone(id.name.clone()));
    }
    let grid = app.nodes.file(id).and_then(FileStatus::grid);
    let points = Points { most: app.nodes.most_points(&id.name), grid };
    let times = step::at(panel, Tab::Each, panel.each.asked, points)?;
    let taken = app.nodes.takes_no_parameters(&id.name).is_none();
    let parameters = if taken { panel.options.parameters.clone() } else { Parameters::new() };
    let federation = panel.options.federation();
    let query = Query { parameters, federation, ..Query::new(panel.executed.clone(), times) };
    Ok((times, Request::of_node(app.nodes.with_members(&entry.node), app.settings.limits, Summarize { query })))
}

/// A panel whose nodes are all done runs no more.
fn settle(panel: &mut Panel) {
    if matches!(panel.run, Run::Each { .. }) && !panel.each.nodes.iter().any(NodeRun::is_busy) {
        panel.run = Run::Idle;
    }
}

/// Ends the runs of a panel without a word.
pub(super) fn end(panel: &mut Panel, out: &mut Vec<Command>) {
    for run in &panel.each.nodes {
        if let NodeRunState::Running { run, .. } = run.state {
            out.push(cancelled(run));
        }
    }
    stand_still(panel);
}

/// Forgets the runs of a panel.
pub(super) fn stand_still(panel: &mut Panel) {
    for run in &mut panel.each.nodes {
        run.state = NodeRunState::Idle;
    }
    settle(panel);
}

/// The nodes of a panel that are not done have failed.
fn fail_all(panel: &mut Panel, fails: impl Fn(&NodeRunState) -> bool, why: &Failure, ticks_ms: i64) {
    let elapsed_ms = panel.run.since().map_or(0, |since| ticks_ms - since);
    for run in panel.each.nodes.iter_mut().filter(|run| run.is_busy() && fails(&run.state)) {
        run.state = NodeRunState::Idle;
        run.result = Some(NodeResult::Failed { why: why.clone(), elapsed_ms });
    }
    settle(panel);
}

/// A person ends the runs of a panel.
pub(super) fn cancel(panel: &mut Panel, ticks_ms: i64, out: &mut Vec<Command>) {
    for run in &panel.each.nodes {
        if let NodeRunState::Running { run, .. } = run.state {
            out.push(cancelled(run));
        }
    }
    fail_all(panel, |_| true, &Failure::Cancelled, ticks_ms);
}

/// There will be no worker: nodes that waited for it fail.
pub(super) fn give_up(panel: &mut Panel, why: &Failure, ticks_ms: i64) {
    fail_all(panel, |state| *state == NodeRunState::Waiting, why, ticks_ms);
}

/// The worker ended. Nodes of which it had not begun the run are asked again when there is another; the others fail.
pub(super) fn lost(panel: &mut Panel, why: &Failure, not_begun: &[RunId], ticks_ms: i64) {
    for one in &mut panel.each.nodes {
        if matches!(one.state, NodeRunState::Running { run, .. } if not_begun.contains(&run)) {
            one.state = NodeRunState::Waiting;
        }
    }
    fail_all(panel, |state| *state != NodeRunState::Waiting, why, ticks_ms);
}

/// The panel and the place of the node whose run this is.
fn place_of(app: &App, run: RunId) -> Option<(usize, usize)> {
    let is_it = |one: &NodeRun| matches!(one.state, NodeRunState::Running { run: number, .. } if number == run);
    let place = |panel: &Panel| panel.each.nodes.iter().position(is_it);
    app.panels.iter().enumerate().find_map(|(at, panel)| Some((at, place(panel)?)))
}

/// A run goes on, if it is a node's.
pub(super) fn progress(app: &mut App, run: RunId, now: Progress) {
    let Some((at, place)) = place_of(app, run) else { return };
    if let NodeRunState::Running { progress, .. } = &mut app.panels[at].each.nodes[place].state {
        *progress = now;
    }
}

/// A run has its answer, if it is a node's.
pub(super) fn answered(app: &mut App, run: RunId, Answered { value, provenance }: Answered<ValueSummary>) {
    finish(app, run, |times, elapsed_ms| {
        let summary = NodeSummary { run, at: times, summary: value, provenance, elapsed_ms };
        NodeResult::Answered(Arc::new(summary))
    });
}

/// A run failed, if it is a node's.
pub(super) fn failed(app: &mut App, run: RunId, error: &SourceError) {
    finish(app, run, |_, elapsed_ms| NodeResult::Failed { why: error.why.clone(), elapsed_ms });
}

fn finish(app: &mut App, run: RunId, result: impl FnOnce(At, i64) -> NodeResult) {
    let Some((at, place)) = place_of(app, run) else { return };
    let panel = &mut app.panels[at];
    let elapsed_ms = panel.run.since().map_or(0, |since| app.ticks_ms - since);
    let one = &mut panel.each.nodes[place];
    if let NodeRunState::Running { at: times, .. } = std::mem::take(&mut one.state) {
        one.result = Some(result(times, elapsed_ms));
    }
    settle(panel);
}
