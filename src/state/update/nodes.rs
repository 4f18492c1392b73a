//! The list of nodes: adding, removing, probing.

use super::{candidate, demo, local, messages, notices, route, runs, settings, worker};
use crate::model::node::Node;
use crate::model::notice::{Notice, PanelProblem};
use crate::model::outcome::Failure;
use crate::protocol::envelope::RunId;
use crate::protocol::request::{Probe, Request};
use crate::state::app::{App, Undo, Worker};
use crate::state::command::{Command, Focus};
use crate::state::event::NodesEvent;
use crate::state::nodes::address::NodeForm;
use crate::state::nodes::candidate::CandidateState;
use crate::state::nodes::{CheckedNode, Health, MAX_NODES, NodeEntry, Origin, check_header, check_stored};
use crate::state::page::Page;
use crate::state::settings::stored::{Stored, StoredNode};

/// What was probed within this time is not probed again on entering the page, in milliseconds.
const FRESH_MS: i64 = 15_000;

/// Something happened on the nodes page.
pub(super) fn update(app: &mut App, event: NodesEvent, out: &mut Vec<Command>) {
    match event {
        NodesEvent::Add(candidate) => {
            let Ok(CheckedNode { node, change }) = app.nodes.check(&candidate, &app.base) else { return };
            if app.nodes.entries.len() < MAX_NODES {
                if let Some(change) = change {
                    let url = node.endpoint.url().unwrap_or_default().to_owned();
                    let (name, cut) = (node.name.clone(), change.cut());
                    notices::show(app, Notice::NodeUrlChanged { name, url, cut });
                }
                app.node_form = NodeForm::default();
                let known = app.candidate.as_ref().filter(|of| of.endpoint == node.endpoint && node.headers.is_empty());
                let found =
                    known.and_then(|of| if let CandidateState::Up(status) = &of.state { Some(status) } else { None });
                let mut entry = NodeEntry::new(node, Origin::Added);
                // What was found while it was typed is not asked again.
                if let Some(status) = found {
                    entry.probed(Health::Up(status.clone()));
                    entry.checked = Some(app.now);
                }
                app.nodes.entries.push(entry);
                candidate::end(app, out);
                added(app, out);
                if app.page == Page::Query {
                    // What had the focus goes, and what is to be asked gets it.
                    out.extend(app.panels.first().map(|panel| Command::Focus(Focus::Expression(panel.id))));
                }
            }
        }
        NodesEvent::Typed(form) => candidate::typed(app, form, out),
        NodesEvent::OpenDemo => demo::open(app, out),
        NodesEvent::Headers(node) => give_headers(app, &node, out),
        NodesEvent::Remove(name) => remove(app, &name, out),
        NodesEvent::Probe(name) => {
            ask(app, |entry| entry.node.name == name, out);
        }
        NodesEvent::ProbeAll => ask(app, |_| true, out),
    }
}

/// There are nodes that were not there before.
pub(super) fn added(app: &mut App, out: &mut Vec<Command>) {
    settings::store(app, out);
    worker::wanted(app, out);
    probe_unknown(app, out);
    // The first node is the one that empty panels ask.
    runs::ready(app, out);
    route::replace(app, out);
}

/// Headers that were gone are there again: what waited for them is asked.
fn give_headers(app: &mut App, given: &Node, out: &mut Vec<Command>) {
    let Node { name, headers, .. } = given;
    let is_it = |entry: &&mut NodeEntry| entry.headers_gone && entry.node.is_same(given);
    let Some(entry) = app.nodes.entries.iter_mut().find(is_it) else { return };
    if headers.iter().any(|(name, value)| check_header(name, value).is_err()) {
        return;
    }
    entry.node.headers.clone_from(headers);
    entry.headers_gone = false;
    settings::store(app, out);
    worker::wanted(app, out);
    probe_unknown(app, out);
    for at in 0..app.panels.len() {
        if app.panels[at].problem.as_ref() == Some(&PanelProblem::HeadersGone(name.clone())) {
            runs::again(app, at, out);
        }
    }
}

fn remove(app: &mut App, name: &str, out: &mut Vec<Command>) {
    let is_it = |e: &NodeEntry| e.node.name == name && e.origin == Origin::Added;
    let Some(at) = app.nodes.entries.iter().position(is_it) else { return };
    let mut entry = app.nodes.entries.remove(at);
    if let Some(run) = entry.probe.take() {
        out.push(messages::cancelled(run));
    }
    if is_stored(&entry) {
        app.stored.remove(name, app.now);
    }
    let (notice, id) = (Notice::NodeRemoved { name: name.to_owned() }, entry.node.id());
    if local::removed(app, &id) {
        // What nobody has read yet may be no data at all, and then no node that could be brought back.
        notices::show(app, notice);
    } else {
        notices::undoable(app, notice, Undo::Node(at, Box::new(entry)));
    }
    // What had the focus is gone.
    let next = app.nodes.entries.get(at).or(app.nodes.entries.last());
    out.push(Command::Focus(next.map_or(Focus::AddNode, |entry| Focus::Node(entry.node.name.clone()))));
    settings::store(app, out);
    route::replace(app, out);
}

/// Takes over the nodes that another tab added, changed or removed.
pub(super) fn follow(app: &mut App, stored: &Stored, out: &mut Vec<Command>) {
    // A node that a newer build has made another kind of is none of this one's any more.
    let is_gone = |name: &str| {
        stored.removed.iter().any(|removed| removed.name == name) || stored.unknown.iter().any(|node| node.name == name)
    };
    let is_removed = |entry: &NodeEntry| is_stored(entry) && is_gone(&entry.node.name);
    for entry in app.nodes.entries.extract_if(.., |entry| is_removed(entry)) {
        out.extend(entry.probe.map(messages::cancelled));
    }
    for StoredNode { node, had_headers, .. } in &stored.nodes {
        // Stored addresses are checked like typed ones: the store may have been changed by hand.
        let Ok(node) = check_stored(node, &app.base) else { continue };
        // The headers that it has in another tab are not there in this one.
        let entry_of = |node| NodeEntry { headers_gone: *had_headers, ..NodeEntry::new(node, Origin::Added) };
        if let Some(entry) = app.nodes.entries.iter_mut().find(|entry| entry.node.name == node.name) {
            if is_stored(entry) && !entry.node.is_same(&node) {
                // Headers that were typed for another URL are not sent to this one.
                let before = std::mem::replace(entry, entry_of(node));
                out.extend(before.probe.map(messages::cancelled));
            }
        } else if app.nodes.entries.len() < MAX_NODES {
            app.nodes.entries.push(entry_of(node));
        }
    }
    runs::ready(app, out);
    if app.hidden.is_none() {
        probe_unknown(app, out);
    }
}

/// Whether a node is kept in local storage.
pub(super) fn is_stored(entry: &NodeEntry) -> bool {
    entry.origin == Origin::Added && !entry.node.is_of_this_page()
}

/// Brings a removed node back.
pub(super) fn restore(app: &mut App, place: usize, entry: NodeEntry, out: &mut Vec<Command>) {
    if app.nodes.entry(&entry.node.name).is_none() && app.nodes.entries.len() < MAX_NODES {
        out.push(Command::Focus(Focus::Node(entry.node.name.clone())));
        app.nodes.entries.insert(place.min(app.nodes.entries.len()), entry);
        added(app, out);
    }
}

/// The nodes page is shown: what is known of nodes should be fresh.
pub(in crate::state) fn enter(app: &mut App, out: &mut Vec<Command>) {
    let now = app.now;
    probe_harmless(app, |entry| !entry.checked.is_some_and(|at| (0..=FRESH_MS).contains(&(now - at))), out);
}

/// The timer rang.
pub(in crate::state) fn refresh(app: &mut App, out: &mut Vec<Command>) {
    probe_harmless(app, |_| true, out);
}

/// Probes what is due without a person's asking: no node that is taken to have ended the worker. Of those that a lost
/// worker was at, one at a time, so that the one that ends it is found and no other is blamed.
fn probe_harmless(app: &mut App, is_due: impl Fn(&NodeEntry) -> bool, out: &mut Vec<Command>) {
    let ends_worker = |entry: &NodeEntry| matches!(&entry.health, Health::Down(why) if why.is_end_of_worker());
    let is_suspect = |entry: &NodeEntry| entry.lost_probes > 0;
    probe_where(app, |entry| is_due(entry) && !ends_worker(entry) && !is_suspect(entry), out);
    if !app.nodes.entries.iter().any(|entry| is_suspect(entry) && entry.probe.is_some()) {
        let suspect = |entry: &NodeEntry| is_due(entry) && !ends_worker(entry) && is_suspect(entry);
        if let Some(at) = app.nodes.entries.iter().position(suspect) {
            probe(app, at, out);
        }
    }
}

/// A person asks for probes. Without a worker they are made as soon as there is one.
fn ask(app: &mut App, is_meant: impl Fn(&NodeEntry) -> bool, out: &mut Vec<Command>) {
    worker::wanted(app, out);
    if app.worker != Worker::Ready {
        app.nodes.entries.iter_mut().filter(|entry| is_meant(entry)).for_each(|entry| entry.is_wanted = true);
    }
    probe_where(app, is_meant, out);
}

/// Probes the nodes of which nothing is known, and those that a person has asked for.
pub(super) fn probe_unknown(app: &mut App, out: &mut Vec<Command>) {
    probe_where(app, |entry| entry.health == Health::Unknown || entry.is_wanted, out);
    candidate::ask(app, out);
}

/// There will be no worker: nodes stay as they were, and files that are not read yet are refused.
pub(super) fn give_up(app: &mut App, why: &Failure, out: &mut Vec<Command>) {
    candidate::give_up(app, why);
    for entry in &mut app.nodes.entries {
        entry.is_wanted = false;
        if app.local.reading.iter().any(|reading| entry.node.is(&reading.node)) {
            entry.health = Health::Down(why.clone());
        }
    }
    settle_files(app, out);
}

fn probe_where(app: &mut App, is_due: impl Fn(&NodeEntry) -> bool, out: &mut Vec<Command>) {
    for at in 0..app.nodes.entries.len() {
        if is_due(&app.nodes.entries[at]) {
            probe(app, at, out);
        }
    }
}

/// Probes a node unless it is being probed, or nobody could.
fn probe(app: &mut App, at: usize, out: &mut Vec<Command>) {
    let entry = &app.nodes.entries[at];
    if app.worker != Worker::Ready || entry.probe.is_some() || entry.headers_gone {
        return;
    }
    let run = app.next_run();
    let entry = &mut app.nodes.entries[at];
    entry.probe = Some(run);
    entry.is_wanted = false;
    let node = app.nodes.with_members(&app.nodes.entries[at].node);
    out.push(messages::begun(run, Request::of_node(node, app.settings.limits, Probe)));
}

/// A run has learned of a node what it is, or why nothing, if it is a probe.
pub(super) fn probed(app: &mut App, run: RunId, health: Health, out: &mut Vec<Command>) {
    let Some(entry) = app.nodes.entries.iter_mut().find(|e| e.probe == Some(run)) else { return };
    entry.probed(health);
    entry.probe = None;
    entry.lost_probes = 0;
    entry.checked = Some(app.now);
    let node = entry.node.id();
    local::settle(app, &node, out);
}

/// The worker ended. Nothing is learned of a node whose probe it had not begun, nor, once, of a server that answered
/// before: its answers to a probe are small, and one node's failure is not reported of another. The other probes fail.
pub(super) fn lost(app: &mut App, why: &Failure, not_begun: &[RunId], out: &mut Vec<Command>) {
    candidate::lost(app, why, not_begun);
    for entry in &mut app.nodes.entries {
        let Some(run) = entry.probe.take() else { continue };
        if not_begun.contains(&run) {
            continue;
        }
        entry.lost_probes += 1;
        let is_up_server = !entry.node.kind().evaluates_in_worker() && matches!(entry.health, Health::Up(_));
        if !is_up_server || entry.lost_probes > 1 {
            entry.health = Health::Down(why.clone());
            entry.checked = Some(app.now);
        }
    }
    settle_files(app, out);
}

/// Shows or refuses every file of which is known by now what it is.
fn settle_files(app: &mut App, out: &mut Vec<Command>) {
    for node in app.local.nodes() {
        local::settle(app, &node, out);
    }
}
