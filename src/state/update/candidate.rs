//! The address in the form that adds a node: it is asked in a pause of typing, so that who types learns whether it is
//! right before the node is there.
//!
//! Invariant: it is asked without headers; nothing that may be a secret is sent before a person adds the node.
//! Invariant: [`App::candidate`] is of what stands in the form.

use super::{messages, worker};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::Failure;
use crate::model::query::Limits;
use crate::protocol::envelope::RunId;
use crate::protocol::request::{Probe, Request};
use crate::state::app::{App, Worker};
use crate::state::command::Command;
use crate::state::nodes::address::{self, NodeForm};
use crate::state::nodes::candidate::{Candidate, CandidateState, TIMEOUT_MS};

/// The form holds this.
pub(super) fn typed(app: &mut App, form: NodeForm, out: &mut Vec<Command>) {
    let is_other = (&form.url, &form.kind) != (&app.node_form.url, &app.node_form.kind);
    app.node_form = form;
    if is_other {
        end(app, out);
        out.push(Command::AwaitPause);
    }
}

/// Nobody types: what stands in the form is asked, unless it was.
pub(super) fn paused(app: &mut App, out: &mut Vec<Command>) {
    if app.candidate.is_none() && !app.node_form.url.trim().is_empty() {
        app.candidate = Candidate::of(&app.node_form, &app.base);
        if app.candidate.is_some() {
            worker::wanted(app, out);
        }
        ask(app, out);
    }
}

/// There is a worker: what waited for one is asked.
pub(super) fn ask(app: &mut App, out: &mut Vec<Command>) {
    if app.worker != Worker::Ready || app.candidate.as_ref().is_none_or(|of| of.state != CandidateState::Wanted) {
        return;
    }
    let run = app.next_run();
    let Some(candidate) = &mut app.candidate else { return };
    candidate.state = CandidateState::Asked(run);
    let node = Node::new(address::name(&candidate.endpoint), candidate.endpoint.clone());
    let limits = Limits { timeout_ms: app.settings.limits.timeout_ms.min(TIMEOUT_MS), ..app.settings.limits };
    out.push(messages::begun(run, Request::of_node(node, limits, Probe)));
}

/// A run has learned what is there, or why nothing, if it is the form's.
pub(super) fn probed(app: &mut App, run: RunId, found: Result<NodeStatus, Failure>, out: &mut Vec<Command>) {
    let Some(candidate) = app.candidate.as_mut().filter(|of| of.run() == Some(run)) else { return };
    match found {
        Ok(status) => candidate.found(status),
        Err(why) => candidate.failed(why),
    }
    ask(app, out);
}

/// The worker ended. An address that it had not begun to ask is asked by the next one; another may have ended it.
pub(super) fn lost(app: &mut App, why: &Failure, not_begun: &[RunId]) {
    let Some(candidate) = &mut app.candidate else { return };
    if let Some(run) = candidate.run() {
        let is_harmless = not_begun.contains(&run);
        candidate.state = if is_harmless { CandidateState::Wanted } else { CandidateState::Down(why.clone()) };
    }
}

/// There will be no worker.
pub(super) fn give_up(app: &mut App, why: &Failure) {
    if let Some(candidate) = app.candidate.as_mut().filter(|of| of.state == CandidateState::Wanted) {
        candidate.state = CandidateState::Down(why.clone());
    }
}

/// The form holds another address, or none any more.
pub(super) fn end(app: &mut App, out: &mut Vec<Command>) {
    out.extend(app.candidate.take().and_then(|candidate| candidate.run()).map(messages::cancelled));
}
