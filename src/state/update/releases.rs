//! Releases nodes that nothing refers to any more, and their files: the worker forgets the node, the page drops the
//! file.
//!
//! Invariant: the worker knows a node, and the page holds its file, only as long as the node book names its URL, or a
//! notice could bring the node back, however either of them goes.

use std::collections::BTreeSet;

use super::runs;
use crate::model::file::is_local_url;
use crate::protocol::ask::What;
use crate::state::app::{App, Undo, Worker};
use crate::state::command::Command;
use crate::state::event::{Event, LocalEvent};

/// The URLs that are named before an event, those that come with it among them.
pub(super) fn named_before(app: &App, event: &Event) -> BTreeSet<String> {
    let given = match event {
        Event::Local(LocalEvent::Give(files, _)) => &files[..],
        _ => &[],
    };
    named(app).chain(given.iter().map(|file| &file.url)).cloned().collect()
}

fn named(app: &App) -> impl Iterator<Item = &String> {
    let removed = app.notices.iter().filter_map(|shown| match &shown.undo {
        Some(Undo::Node(_, entry)) => Some(&**entry),
        Some(Undo::Panel(..) | Undo::Times(..)) | None => None,
    });
    app.nodes.entries.iter().chain(removed).map(|entry| &entry.node.url)
}

/// Lets go of what was named before and is no more.
pub(super) fn settle(app: &App, mut before: BTreeSet<String>, out: &mut Vec<Command>) {
    for url in named(app) {
        before.remove(url);
    }
    for url in before {
        if app.worker == Worker::Ready {
            out.push(runs::send(0, What::Forget { url: url.clone() }));
        }
        if is_local_url(&url) {
            out.push(Command::ForgetFile(url));
        }
    }
}
