//! Answers of the worker, passed on to whoever asked, and what becomes of runs when it ends.

use super::{examinations, nodes, notices, runs};
use crate::model::notice::Notice;
use crate::model::outcome::Failure;
use crate::protocol::VERSION;
use crate::protocol::answer::{Answer, News};
use crate::protocol::ask::RunId;
use crate::state::app::{App, Worker};
use crate::state::command::Command;
use crate::state::page;
use crate::state::panel::Run;

/// The worker spoke. Answers of runs that nobody waits for any more are dropped.
pub(super) fn answered(app: &mut App, answer: Answer, out: &mut Vec<Command>) {
    if let News::Ready { version } = answer.news {
        return ready(app, version, out);
    }
    if let Some(at) = runs::panel_of(app, answer.run) {
        match answer.news {
            News::Progress(progress) => runs::progress(app, at, progress),
            News::Value { value, provenance } => runs::succeed(app, at, value, provenance),
            News::Failed { why, provenance } => runs::failed(app, at, why, provenance),
            News::Ready { .. }
            | News::Status(_)
            | News::Rules(_)
            | News::RulesEnd(_)
            | News::Examined(_)
            | News::Pong => {}
        }
    } else if let Some(at) = examinations::index_of(app, answer.run) {
        examinations::answered(app, at, answer.news);
    } else if page::has(app, answer.run) {
        page::answered(app, answer.run, answer.news);
    } else {
        nodes::answered(app, answer, out);
    }
}

fn ready(app: &mut App, version: u32, out: &mut Vec<Command>) {
    if version != VERSION {
        return give_up(app, &format!("{version} ≠ {VERSION}"));
    }
    app.worker = Worker::Ready;
    runs::ready(app, out);
    nodes::probe_unknown(app, out);
}

/// The worker ended. One that had started is started anew; one that never did is given up, so that a
/// broken file is not fetched for ever.
pub(super) fn died(app: &mut App, why: &Failure, not_begun: &[RunId], out: &mut Vec<Command>) {
    runs::lost(app, why, not_begun);
    examinations::lost(app, not_begun);
    page::lost(app, why, not_begun);
    nodes::lost(app, why, not_begun, out);
    match app.worker {
        Worker::Ready => {
            app.worker = Worker::Starting;
            out.push(Command::RestartWorker);
            notices::show(app, Notice::WorkerRestarted { why: why.clone() });
        }
        Worker::Starting => give_up(app, if let Failure::Worker { text } = why { text } else { "" }),
        Worker::Dead => {}
    }
}

fn give_up(app: &mut App, text: &str) {
    app.worker = Worker::Dead;
    for panel in app.panels.iter_mut().filter(|p| matches!(p.run, Run::Waiting { .. })) {
        panel.run = Run::Idle;
    }
    page::give_up(app, text);
    notices::show(app, Notice::WorkerDead { text: text.to_owned() });
}
