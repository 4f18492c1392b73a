//! Answers of the worker that evaluates, passed on to whoever asked, and what becomes of runs when it ends.
//!
//! Invariant: what belongs to a run that nobody waits for any more changes nothing.

use super::{candidate, each, nodes, notices, runs};
use crate::model::notice::Notice;
use crate::model::outcome::Failure;
use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::message::WorkerMessage;
use crate::protocol::request::Response;
use crate::state::app::{App, Worker};
use crate::state::command::Command;
use crate::state::nodes::Health;
use crate::state::page;

/// The worker spoke. What a run says is for whoever waits for that run; numbers of runs are never given twice.
pub(super) fn heard(app: &mut App, heard: Envelope<WorkerMessage>, out: &mut Vec<Command>) {
    let Envelope { number: run, message, .. } = heard;
    match message {
        WorkerMessage::Ready => ready(app, out),
        WorkerMessage::Progress(progress) => {
            runs::progress(app, run, progress);
            each::progress(app, run, progress);
        }
        WorkerMessage::Response(Response::Query(answered)) => runs::answered(app, run, answered),
        WorkerMessage::Response(Response::Summarize(answered)) => each::answered(app, run, answered),
        WorkerMessage::Response(Response::Probe(status)) => {
            candidate::probed(app, run, Ok(status.clone()), out);
            nodes::probed(app, run, Health::Up(status), out);
        }
        WorkerMessage::Response(response @ Response::ListRules(_)) => page::answered(app, run, response, out),
        WorkerMessage::Failed(error) => {
            page::failed(app, run, &error.why);
            candidate::probed(app, run, Err(error.why.clone()), out);
            nodes::probed(app, run, Health::Down(error.why.clone()), out);
            each::failed(app, run, &error);
            runs::failed(app, run, error);
        }
        // Of the other worker.
        WorkerMessage::Response(_) | WorkerMessage::Pong => {}
    }
}

fn ready(app: &mut App, out: &mut Vec<Command>) {
    app.worker = Worker::Ready;
    runs::ready(app, out);
    nodes::probe_unknown(app, out);
}

/// Something is to be asked: a worker that was given up is started once more.
pub(in crate::state) fn wanted(app: &mut App, out: &mut Vec<Command>) {
    if app.worker == Worker::Dead {
        app.worker = Worker::Starting;
        out.push(Command::RestartWorker);
    }
}

/// The worker ended. One that had started is started anew; one that never did is given up until something is asked
/// again, and what waited for it fails, so that no timer asks it again: a broken file is not fetched for ever.
pub(super) fn died(app: &mut App, why: &Failure, not_begun: &[RunId], out: &mut Vec<Command>) {
    runs::lost(app, why, not_begun);
    page::lost(app, why, not_begun);
    nodes::lost(app, why, not_begun, out);
    match app.worker {
        Worker::Ready => {
            app.worker = Worker::Starting;
            out.push(Command::RestartWorker);
            notices::show(app, Notice::WorkerRestarted { why: why.clone() });
        }
        Worker::Starting => give_up(app, why, out),
        Worker::Dead => {}
    }
}

fn give_up(app: &mut App, why: &Failure, out: &mut Vec<Command>) {
    app.worker = Worker::Dead;
    runs::give_up(app, why);
    nodes::give_up(app, why, out);
    page::give_up(app, why);
    notices::show(app, Notice::WorkerDead { why: why.clone() });
}
