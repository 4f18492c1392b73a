//! Messages of runs to the worker that evaluates, as commands.

use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::message::PageMessage;
use crate::protocol::request::Request;
use crate::state::command::Command;

/// Has the worker begin a run.
pub(in crate::state) fn begun(run: RunId, request: impl Into<Request>) -> Command {
    send(run, PageMessage::Begin(request.into()))
}

/// Has the worker end a run.
pub(in crate::state) fn cancelled(run: RunId) -> Command {
    send(run, PageMessage::Cancel)
}

/// A message to the worker.
pub(in crate::state) fn send(run: RunId, message: PageMessage) -> Command {
    Command::Send(Box::new(Envelope::new(run, message)))
}
