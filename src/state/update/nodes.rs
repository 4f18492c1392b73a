//! The node book: adding, removing, probing.

use super::{local, notices, route, runs, settings};
use crate::model::notice::Notice;
use crate::model::outcome::Failure;
use crate::protocol::answer::{Answer, News};
use crate::protocol::ask::What;
use crate::state::app::{App, Undo, Worker};
use crate::state::command::Command;
use crate::state::event::NodesEvent;
use crate::state::nodes::{Checked, Entry, MAX_NODES, Origin, Status};

/// What was probed within this time is not probed again on entering the page, in milliseconds.
const FRESH_MS: i64 = 15_000;

/// Something happened on the nodes page.
pub(super) fn update(app: &mut App, event: NodesEvent, out: &mut Vec<Command>) {
    match event {
        NodesEvent::Add(candidate) => {
            let Ok(Checked { node, change }) = app.nodes.check(&candidate, &app.base) else { return };
            if app.nodes.entries.len() < MAX_NODES {
                if let Some(change) = change {
                    let (name, url, cut) = (node.name.clone(), node.url.clone(), change.cut());
                    notices::show(app, Notice::NodeUrlChanged { name, url, cut });
                }
                app.nodes.entries.push(Entry::new(node, Origin::Added));
                added(app, out);
            }
        }
        NodesEvent::Remove(name) => remove(app, &name, out),
        NodesEvent::Probe(name) => {
            if let Some(at) = app.nodes.entries.iter().position(|e| e.node.name == name) {
                probe(app, at, out);
            }
        }
        NodesEvent::ProbeAll => probe_all(app, out),
    }
}

fn added(app: &mut App, out: &mut Vec<Command>) {
    settings::store(app, out);
    probe_unknown(app, out);
    // The first node is the one that empty panels ask.
    runs::ready(app, out);
    route::replace(app, out);
}

fn remove(app: &mut App, name: &str, out: &mut Vec<Command>) {
    let is_it = |e: &Entry| e.node.name == name && e.origin == Origin::Added;
    let Some(at) = app.nodes.entries.iter().position(is_it) else { return };
    let mut entry = app.nodes.entries.remove(at);
    if let Some(run) = entry.probe.take() {
        out.push(runs::send(run, What::Cancel));
    }
    notices::undoable(app, Notice::NodeRemoved { name: name.to_owned() }, Undo::Node(at, Box::new(entry)));
    settings::store(app, out);
}

/// Brings a removed node back.
pub(super) fn restore(app: &mut App, place: usize, entry: Entry, out: &mut Vec<Command>) {
    if app.nodes.entry(&entry.node.name).is_none() && app.nodes.entries.len() < MAX_NODES {
        app.nodes.entries.insert(place.min(app.nodes.entries.len()), entry);
        added(app, out);
    }
}

/// The nodes page is shown: what is known of nodes should be fresh.
pub(super) fn enter(app: &mut App, out: &mut Vec<Command>) {
    let now = app.now;
    probe_where(app, |entry| !entry.checked.is_some_and(|at| (0..=FRESH_MS).contains(&(now - at))), out);
}

/// Probes all nodes that are not being probed.
pub(super) fn probe_all(app: &mut App, out: &mut Vec<Command>) {
    probe_where(app, |_| true, out);
}

/// Probes the nodes of which nothing is known.
pub(super) fn probe_unknown(app: &mut App, out: &mut Vec<Command>) {
    probe_where(app, |entry| entry.status == Status::Unknown, out);
}

fn probe_where(app: &mut App, is_due: impl Fn(&Entry) -> bool, out: &mut Vec<Command>) {
    for at in 0..app.nodes.entries.len() {
        if is_due(&app.nodes.entries[at]) {
            probe(app, at, out);
        }
    }
}

/// Probes a node unless it is being probed, or nobody could.
fn probe(app: &mut App, at: usize, out: &mut Vec<Command>) {
    if app.worker != Worker::Ready || app.nodes.entries[at].probe.is_some() {
        return;
    }
    let run = app.next_run();
    let entry = &mut app.nodes.entries[at];
    entry.probe = Some(run);
    out.push(runs::send(run, What::Probe { node: entry.node.clone(), limits: app.settings.limits }));
}

/// A probe's answer.
pub(super) fn answered(app: &mut App, answer: Answer, out: &mut Vec<Command>) {
    let Some(entry) = app.nodes.entries.iter_mut().find(|e| e.probe == Some(answer.run)) else { return };
    entry.status = match answer.news {
        News::Status(status) => Status::Up(status),
        News::Failed { why, .. } => Status::Down(why),
        _ => return,
    };
    entry.probe = None;
    entry.checked = Some(app.now);
    let name = entry.node.name.clone();
    local::settle(app, &name, out);
}

/// The worker ended: all probes fail.
pub(super) fn fail_all(app: &mut App, why: &Failure, out: &mut Vec<Command>) {
    for entry in app.nodes.entries.iter_mut().filter(|e| e.probe.is_some()) {
        entry.probe = None;
        entry.status = Status::Down(why.clone());
        entry.checked = Some(app.now);
    }
    for name in app.local.names() {
        local::settle(app, &name, out);
    }
}
