//! Local data: taking files, waiting until they are read, and showing them.

use super::{messages, nodes, notices, panels, route, runs, worker};
use crate::model::file::{FileFormat, FileStatus, UserFile};
use crate::model::node::{Endpoint, FileAddress, Node, NodeId};
use crate::model::notice::Notice;
use crate::state::app::{App, Dialog, Undo};
use crate::state::command::{Command, Focus};
use crate::state::event::LocalEvent;
use crate::state::local::{ALL, FileUse, PendingFile, Times, name_for};
use crate::state::nodes::{Health, MAX_NODES, NodeEntry, Origin};
use crate::state::page::Page;
use crate::state::panel::{PanelId, Tab};

/// Something happened with local data.
pub(super) fn update(app: &mut App, event: LocalEvent, out: &mut Vec<Command>) {
    match event {
        LocalEvent::Open(wanted) => {
            // What a panel is given is seen there.
            if matches!(wanted, FileUse::Panel(_)) && app.page != Page::Query {
                route::go(app, Page::Query, out);
            }
            app.dialog = Some(Dialog::Local);
            app.local.dialog_use = Some(wanted);
            app.local.refused = None;
        }
        LocalEvent::Give(files, wanted) => {
            app.local.refused = None;
            let mut wanted = Some(wanted);
            for file in &files {
                match wanted.take() {
                    // The first file is the one that was meant; the others are there to be chosen.
                    Some(FileUse::Replace(node)) => replace(app, &node, file, out),
                    Some(FileUse::Panel(panel)) => add(app, file, Some(panel)),
                    None => add(app, file, None),
                }
            }
            worker::wanted(app, out);
            nodes::probe_unknown(app, out);
        }
    }
}

fn add(app: &mut App, file: &UserFile, panel: Option<PanelId>) {
    if app.nodes.entries.len() >= MAX_NODES {
        return notices::show(app, Notice::TooManyNodes { limit: MAX_NODES });
    }
    let name = name_for(&file.name, &app.nodes);
    let node = Node::new(name.clone(), Endpoint::File(FileAddress::Local(file.file)));
    let id = node.id();
    app.nodes.entries.push(NodeEntry::new(node, Origin::Added));
    let panel = panel.and_then(|id| app.panels.iter_mut().find(|p| p.id == id));
    let panel = panel.map(|panel| {
        let before = std::mem::replace(&mut panel.options.node, name);
        // A file that is not read yet may become no node: then the panel asks what it asked before that one.
        let pending = app.local.reading.iter().find(|reading| reading.node.name == before);
        let earlier = pending.and_then(|reading| reading.panel.as_ref()).map(|(_, earlier)| earlier.clone());
        (panel.id, earlier.unwrap_or(before))
    });
    let from_dialog = app.dialog == Some(Dialog::Local);
    app.local.reading.push(PendingFile { node: id, panel, from_dialog });
}

/// Reads a node's data anew, from another file.
fn replace(app: &mut App, node: &NodeId, file: &UserFile, out: &mut Vec<Command>) {
    let Some(entry) = app.nodes.entries.iter_mut().find(|e| e.node.is(node)) else {
        return add(app, file, None);
    };
    entry.node.endpoint = Endpoint::File(FileAddress::Local(file.file));
    let id = entry.node.id();
    for reading in app.local.reading.iter_mut().filter(|reading| reading.node == *node) {
        reading.node = id.clone();
    }
    (entry.health, entry.product, entry.lost_probes) = (Health::Unknown, None, 0);
    if let Some(run) = entry.probe.take() {
        out.push(messages::cancelled(run));
    }
    app.dialog = None;
}

/// A probe of this node has ended: where that was its file's first reading, it is shown or refused.
pub(super) fn settle(app: &mut App, node: &NodeId, out: &mut Vec<Command>) {
    let Some(at) = app.local.reading.iter().position(|reading| reading.node == *node) else { return };
    let Some(entry) = app.nodes.entry_of(node) else { return };
    let name = &*node.name;
    match entry.health.clone() {
        Health::Unknown => {}
        Health::Up(status) => {
            let PendingFile { panel, from_dialog, .. } = app.local.reading.remove(at);
            let is_last = !app.local.reading.iter().any(|reading| reading.from_dialog);
            if app.dialog == Some(Dialog::Local) && from_dialog && is_last && app.local.refused.is_none() {
                app.dialog = None;
            }
            resume(app, name, out);
            // A panel that asks another node by now is left as it is.
            let waits = |(id, _)| app.panel(id).filter(|panel| panel.options.node == name);
            let shown = panel.and_then(waits).map(|panel| (panel.id, Times::of(panel)));
            let (Some((id, before)), Some(file)) = (shown, status.file) else { return };
            let times = before.over(&file, app.now);
            if times != before {
                app.notices.retain(|shown| !matches!(shown.undo, Some(Undo::Times(panel, _)) if panel == id));
                let notice = Notice::TimesSet { name: name.to_owned() };
                notices::undoable(app, notice, Undo::Times(id, before));
            }
            panels::set_times(app, id, times, out);
            run_first(app, id, &file, out);
        }
        Health::Down(why) => {
            forget(app, at);
            app.nodes.entries.retain(|entry| !entry.node.is(node));
            if app.dialog == Some(Dialog::Local) {
                app.local.refused = Some((name.to_owned(), why));
            } else {
                notices::show(app, Notice::FileRefused { name: name.to_owned(), why });
            }
            route::replace(app, out);
        }
    }
}

/// Stops waiting for a file. The panel that did asks what it asked before.
fn forget(app: &mut App, at: usize) {
    let PendingFile { node, panel, .. } = app.local.reading.remove(at);
    if let Some((id, before)) = panel
        && let Some(panel) = app.panels.iter_mut().find(|p| p.id == id && p.options.node == node.name)
    {
        panel.options.node = before;
    }
}

/// A node was removed; whether it was a file that was being read for the first time.
pub(super) fn removed(app: &mut App, node: &NodeId) -> bool {
    let at = app.local.reading.iter().position(|reading| reading.node == *node);
    if let Some(at) = at {
        forget(app, at);
    }
    at.is_some()
}

/// An expression that was typed before the file was given is what it was given for. Without one, what a server once
/// answered is shown as it was; of samples that were scraped it is typed now what is wanted.
fn run_first(app: &mut App, id: PanelId, file: &FileStatus, out: &mut Vec<Command>) {
    let Some(at) = app.panels.iter().position(|p| p.id == id) else { return };
    let panel = &mut app.panels[at];
    if !panel.options.expr.trim().is_empty() {
        runs::ensure(app, at, out);
    } else if file.format == FileFormat::Answer {
        ALL.clone_into(&mut panel.options.expr);
        panel.options.tab = if file.spacing.is_some() { Tab::Graph } else { Tab::Table };
        runs::begin(app, at, out);
        route::push(app, out);
    } else {
        out.push(Command::Focus(Focus::Expression(id)));
    }
}

/// Panels that asked for a file of this name, before it was there, ask again.
fn resume(app: &mut App, name: &str, out: &mut Vec<Command>) {
    for at in 0..app.panels.len() {
        if app.panels[at].options.node == name && app.panels[at].problem.take().is_some() {
            runs::again(app, at, out);
        }
    }
}
