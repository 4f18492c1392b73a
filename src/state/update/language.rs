//! The worker of the language: when it is started, what it answers, and what becomes of it when it ends.
//!
//! Invariant: nothing that the first result waits for shares line or processor with it: it is started when nothing runs
//! any more, or runs for long, or someone types.
//! Invariant: nothing is lost with it but what it had found: a person learns of it only where it does not start.
//! Not here: what it is asked (`examinations`).

use super::{examinations, notices};
use crate::model::notice::Notice;
use crate::model::outcome::Failure;
use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::message::WorkerMessage;
use crate::protocol::request::Response;
use crate::state::app::{App, Worker};
use crate::state::command::Command;

/// How long it waits for the first results, in milliseconds.
const PATIENCE_MS: i64 = 2000;

/// Starts it as soon as that keeps nobody waiting.
pub(super) fn settle(app: &mut App, out: &mut Vec<Command>) {
    if app.language.is_none() && (app.typing.is_some() || is_quiet(app) || runs_for_long(app)) {
        start(app, out);
    }
}

/// Whether the other worker is there, and nothing is asked of it.
fn is_quiet(app: &App) -> bool {
    app.worker == Worker::Ready && !app.is_busy()
}

fn runs_for_long(app: &App) -> bool {
    app.panels.iter().any(|panel| panel.run.since().is_some_and(|since| app.ticks_ms - since > PATIENCE_MS))
}

fn start(app: &mut App, out: &mut Vec<Command>) {
    app.language = Some(Worker::Starting);
    out.push(Command::StartLanguage);
}

/// It spoke.
pub(super) fn heard(app: &mut App, heard: Envelope<WorkerMessage>) {
    let Envelope { number: run, message, .. } = heard;
    match message {
        WorkerMessage::Ready => app.language = Some(Worker::Ready),
        WorkerMessage::Response(Response::Examine(found)) => examinations::answered(app, run, found),
        WorkerMessage::Failed(_) => examinations::failed(app, run),
        WorkerMessage::Response(_) | WorkerMessage::Progress(_) | WorkerMessage::Pong => {}
    }
}

/// It ended. Once it had started it is started anew; if it never did it is given up, so that a broken file is not
/// fetched for ever.
pub(super) fn died(app: &mut App, why: &Failure, not_begun: &[RunId], out: &mut Vec<Command>) {
    examinations::lost(app, not_begun);
    match app.language {
        Some(Worker::Ready) => start(app, out),
        Some(Worker::Starting) => give_up(app, why),
        Some(Worker::Dead) | None => {}
    }
}

fn give_up(app: &mut App, why: &Failure) {
    app.language = Some(Worker::Dead);
    notices::show(app, Notice::LanguageDead { why: why.clone() });
}
