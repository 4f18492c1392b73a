//! Releases nodes that nothing refers to any more, and their files: the worker forgets the node, the page drops the
//! file.
//!
//! Invariant: the worker knows a node, and the page holds its file, only as long as the list of nodes has it, or a
//! notice could bring it back, however either of them goes.

use std::collections::BTreeSet;

use super::messages;
use crate::model::file::LocalFile;
use crate::model::node::{Node, NodeId};
use crate::protocol::message::PageMessage;
use crate::state::app::{App, Undo, Worker};
use crate::state::command::Command;
use crate::state::event::{Event, LocalEvent};

/// The nodes and the page's files that are there before an event, the files that come with it among them.
pub(super) struct Before {
    nodes: BTreeSet<NodeId>,
    files: BTreeSet<LocalFile>,
}

impl Before {
    /// Those before this event.
    pub(super) fn of(app: &App, event: &Event) -> Self {
        let given = match event {
            Event::Local(LocalEvent::Give(files, _)) => &files[..],
            _ => &[],
        };
        let files = named(app).filter_map(|node| node.endpoint.local_file());
        let files = files.chain(given.iter().map(|given| given.file)).collect();
        Self { nodes: named(app).map(Node::id).collect(), files }
    }

    /// Forgets what was there before and is no more.
    pub(super) fn settle(mut self, app: &App, out: &mut Vec<Command>) {
        for node in named(app) {
            self.nodes.remove(&node.id());
            if let Some(file) = node.endpoint.local_file() {
                self.files.remove(&file);
            }
        }
        if app.worker == Worker::Ready {
            out.extend(self.nodes.into_iter().map(|node| messages::send(0, PageMessage::Release { node })));
        }
        out.extend(self.files.into_iter().map(Command::ReleaseFile));
    }
}

/// The nodes of the list, and those that a notice could bring back.
fn named(app: &App) -> impl Iterator<Item = &Node> {
    let removed = app.notices.iter().filter_map(|shown| match &shown.undo {
        Some(Undo::Node(_, entry)) => Some(&**entry),
        Some(Undo::Panel(..) | Undo::Times(..)) | None => None,
    });
    app.nodes.entries.iter().chain(removed).map(|entry| &entry.node)
}
