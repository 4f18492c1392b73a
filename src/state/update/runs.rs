//! Runs of queries: starting, superseding, cancelling, and taking results.
//!
//! Invariant: a panel has at most one run; answers of any other run are ignored.

use std::sync::Arc;

use super::messages::{begun, cancelled};
use super::{each, route, settings, worker};
use crate::model::answered::{Answered, SourceError};
use crate::model::file::FileStatus;
use crate::model::node::Node;
use crate::model::notice::PanelProblem;
use crate::model::outcome::{Failure, Provenance};
use crate::model::query::{Parameters, Progress};
use crate::model::value::Value;
use crate::protocol::envelope::RunId;
use crate::protocol::request::{Query, Request};
use crate::state::app::{App, Worker};
use crate::state::command::Command;
use crate::state::local;
use crate::state::nodes::ConfigState;
use crate::state::page;
use crate::state::panel::{Failed, Panel, PanelResult, Run, Running, Tab, View};
use crate::state::step::{self, Points};

/// A person executes a panel: it runs, and enters history and address.
pub(in crate::state) fn execute(app: &mut App, at: usize, out: &mut Vec<Command>) {
    begin(app, at, out);
    let expr = app.panels[at].executed.clone();
    settings::remember(app, &expr, out);
    route::push(app, out);
}

/// Runs the shown tab's query with what is typed, unless its answer is there or on its way.
pub(super) fn ensure(app: &mut App, at: usize, out: &mut Vec<Command>) {
    let panel = &mut app.panels[at];
    panel.take_typed();
    let question = panel.question(panel.options.tab);
    let (is_coming, is_outdated) = match &panel.run {
        Run::Idle => (false, false),
        Run::Waiting { .. } => (true, false),
        Run::Running(r) if app.nodes.is_replaced(&r.node) => (false, true),
        // A run of the other tab goes on as long as that tab still asks its question.
        Run::Running(Running { question: asked, .. }) | Run::Each { question: asked, .. } => {
            (*asked == question, *asked != panel.question(asked.tab))
        }
    };
    if !is_coming && !panel.answers(&question, &app.nodes) {
        return again(app, at, out);
    }
    panel.problem = None;
    if is_outdated {
        end(app, at, out);
    }
}

/// Runs the shown tab's query with what is typed, in place of whatever the panel runs.
pub(super) fn begin(app: &mut App, at: usize, out: &mut Vec<Command>) {
    app.panels[at].take_typed();
    again(app, at, out);
}

/// Runs the shown tab's query with the expression that was executed last, whatever is typed by now.
pub(super) fn again(app: &mut App, at: usize, out: &mut Vec<Command>) {
    end(app, at, out);
    worker::wanted(app, out);
    if app.nodes.config == ConfigState::Loading || app.worker == Worker::Starting {
        app.panels[at].run = Run::Waiting { since: app.ticks_ms };
        app.panels[at].problem = None;
        return;
    }
    if app.panels[at].options.tab == Tab::Each {
        let asked = each::begin(app, at, out);
        app.panels[at].problem = asked.err();
        return;
    }
    match plan(app, at) {
        Ok((node, running)) => {
            let panel = &mut app.panels[at];
            let (run, expr, at) = (running.run, running.question.expr.clone(), running.at);
            panel.problem = None;
            panel.run = Run::Running(running);
            let taken = app.nodes.takes_no_parameters(&node.name).is_none();
            let parameters = if taken { panel.options.parameters.clone() } else { Parameters::new() };
            let query = Query { parameters, federation: panel.options.federation(), ..Query::new(expr, at) };
            out.push(begun(run, Request::of_node(app.nodes.with_members(&node), app.settings.limits, query)));
        }
        Err(problem) => app.panels[at].problem = Some(problem),
    }
}

fn plan(app: &mut App, at: usize) -> Result<(Node, Running), PanelProblem> {
    let panel = &mut app.panels[at];
    if panel.executed.trim().is_empty() {
        return Err(PanelProblem::NoExpression);
    }
    if panel.options.node.is_empty() {
        app.nodes.default_node().ok_or(PanelProblem::NoNodes)?.name.clone_into(&mut panel.options.node);
    }
    let problem = if local::is_local(&panel.options.node) { PanelProblem::FileGone } else { PanelProblem::UnknownNode };
    let unknown = || problem(panel.options.node.clone());
    let node = app.nodes.askable().find(|n| n.name == panel.options.node).ok_or_else(unknown)?.clone();
    if app.nodes.lacks_headers(&node.name) {
        return Err(PanelProblem::HeadersGone(node.name));
    }
    let most = app.nodes.most_points(&node.name);
    let tab = panel.options.tab;
    let id = node.id();
    let points = Points { most, grid: app.nodes.file(&id).and_then(FileStatus::grid) };
    let (question, at) = (panel.question(tab), step::at(panel, tab, app.now, points)?);
    let (run, since) = (app.next_run(), app.ticks_ms);
    Ok((node, Running { run, node: id, question, at, since, progress: Progress::default() }))
}

/// Ends the panel's run without a word.
pub(super) fn end(app: &mut App, at: usize, out: &mut Vec<Command>) {
    match std::mem::take(&mut app.panels[at].run) {
        Run::Running(running) => out.push(cancelled(running.run)),
        Run::Each { .. } => each::end(&mut app.panels[at], out),
        Run::Idle | Run::Waiting { .. } => {}
    }
}

/// A person ends the panel's run.
pub(super) fn cancel(app: &mut App, at: usize, out: &mut Vec<Command>) {
    if matches!(app.panels[at].run, Run::Each { .. }) {
        return each::cancel(&mut app.panels[at], app.ticks_ms, out);
    }
    let ended = app.panels[at].run.clone();
    end(app, at, out);
    if let Run::Running(running) = ended {
        fail(&mut app.panels[at], running, Failure::Cancelled, Provenance::default(), app.ticks_ms);
    }
}

/// There will be no worker: what waited for it cannot be asked.
pub(super) fn give_up(app: &mut App, why: &Failure) {
    for panel in app.panels.iter_mut().filter(|panel| matches!(panel.run, Run::Waiting { .. })) {
        panel.run = Run::Idle;
        panel.problem = Some(PanelProblem::NoWorker(why.clone()));
    }
    app.panels.iter_mut().for_each(|panel| each::give_up(panel, why, app.ticks_ms));
}

/// Nodes or worker have arrived: what waited for both runs, and what had waited for a worker before.
pub(super) fn ready(app: &mut App, out: &mut Vec<Command>) {
    for panel in app.panels.iter_mut().filter(|p| p.options.node.is_empty()) {
        panel.options.node = app.nodes.default_node().map(|n| n.name.clone()).unwrap_or_default();
    }
    if app.nodes.config == ConfigState::Loading || app.worker != Worker::Ready {
        return;
    }
    for at in 0..app.panels.len() {
        let panel = &app.panels[at];
        if matches!(panel.run, Run::Waiting { .. }) || matches!(panel.problem, Some(PanelProblem::NoWorker(_))) {
            again(app, at, out);
        } else {
            each::ask_waiting(app, at, out);
        }
    }
    page::ready(app, out);
}

/// Runs again every panel that was run and shows what is now; one that still runs is left alone, and so is one whose
/// run may have ended the worker, or for which none started: only a person runs it again.
pub(in crate::state) fn refresh(app: &mut App, out: &mut Vec<Command>) {
    for at in 0..app.panels.len() {
        let panel = &app.panels[at];
        let fixed = match panel.options.tab {
            Tab::Table => panel.options.time,
            Tab::Graph | Tab::Each => panel.options.end,
        };
        let is_each = panel.options.tab == Tab::Each;
        let is_whole = if is_each { panel.each.is_whole() } else { panel.shown().failure.is_none() };
        let is_answered = is_whole && !panel.is_stale(&app.nodes);
        let may_end_the_worker = panel.failure(&app.nodes).is_some_and(|failed| failed.why.is_end_of_worker())
            || is_each && panel.each.may_end_the_worker();
        let is_harmless = !may_end_the_worker && !matches!(panel.problem, Some(PanelProblem::NoWorker(_)));
        if was_run(panel) && panel.run == Run::Idle && !(fixed.is_some() && is_answered) && is_harmless {
            again(app, at, out);
        }
    }
}

/// Whether the panel was run, be it in vain.
pub(super) fn was_run(panel: &Panel) -> bool {
    let has_any = |view: &View| view.result.is_some() || view.failure.is_some();
    let has_result = has_any(&panel.table) || has_any(&panel.graph) || !panel.each.nodes.is_empty();
    panel.run != Run::Idle || panel.problem.is_some() || has_result
}

/// The panel whose run this is.
fn panel_of(app: &mut App, run: RunId) -> Option<&mut Panel> {
    app.panels.iter_mut().find(|p| matches!(&p.run, Run::Running(running) if running.run == run))
}

/// Takes the run of a panel out of it.
fn take(panel: &mut Panel) -> Option<Running> {
    match std::mem::take(&mut panel.run) {
        Run::Running(running) => Some(running),
        Run::Idle | Run::Waiting { .. } | Run::Each { .. } => None,
    }
}

/// A run goes on, if it is a panel's.
pub(super) fn progress(app: &mut App, run: RunId, progress: Progress) {
    if let Some(Panel { run: Run::Running(running), .. }) = panel_of(app, run) {
        running.progress = progress;
    }
}

/// A run has its result, if it is a panel's.
pub(super) fn answered(app: &mut App, run: RunId, Answered { value, provenance }: Answered<Value>) {
    let (now, ticks_ms) = (app.now, app.ticks_ms);
    let Some(panel) = panel_of(app, run) else { return };
    let Some(Running { node, question, at, since, .. }) = take(panel) else { return };
    let elapsed_ms = ticks_ms - since;
    let (asked, value) = (now - elapsed_ms, Arc::new(value));
    panel.lost_runs = 0;
    let tab = question.tab;
    let result = PanelResult { run, node, question, at, value, provenance, asked, elapsed_ms };
    if let Some(view) = view_mut(panel, tab) {
        *view = View { result: Some(Arc::new(result)), failure: None };
    }
}

/// A run failed, if it is a panel's; an earlier result stays beside it.
pub(super) fn failed(app: &mut App, run: RunId, SourceError { why, provenance }: SourceError) {
    let ticks_ms = app.ticks_ms;
    let Some(panel) = panel_of(app, run) else { return };
    if let Some(running) = take(panel) {
        fail(panel, running, why, provenance, ticks_ms);
    }
}

fn fail(panel: &mut Panel, running: Running, why: Failure, provenance: Provenance, ticks_ms: i64) {
    let Running { node, question, at, since, .. } = running;
    let tab = question.tab;
    if let Some(view) = view_mut(panel, tab) {
        view.failure = Some(Failed { node, question, at, why, provenance, elapsed_ms: ticks_ms - since });
    }
}

/// What a tab shows of one node.
fn view_mut(panel: &mut Panel, tab: Tab) -> Option<&mut View> {
    match tab {
        Tab::Table => Some(&mut panel.table),
        Tab::Graph => Some(&mut panel.graph),
        Tab::Each => None,
    }
}

/// The worker ended, and with it all runs. Those that it had not begun run again when there is another, and once those
/// whose very question it had answered before: neither has ended it. The others fail; what waits waits on.
pub(super) fn lost(app: &mut App, why: &Failure, not_begun: &[RunId]) {
    for at in 0..app.panels.len() {
        let panel = &mut app.panels[at];
        each::lost(panel, why, not_begun, app.ticks_ms);
        let Run::Running(Running { run, node, question, since, .. }) = &panel.run else { continue };
        let (run, since, has_begun) = (*run, *since, !not_begun.contains(run));
        let result = panel.view(question.tab).result.as_ref();
        let was_answered = result.is_some_and(|result| (&result.node, &result.question) == (node, question));
        let is_harmless = !has_begun || (was_answered && panel.lost_runs == 0);
        panel.lost_runs += u32::from(has_begun);
        if is_harmless {
            panel.run = Run::Waiting { since };
        } else {
            failed(app, run, why.clone().into());
        }
    }
}
