//! Where the keyboard's focus goes when what had it goes away, or when something is to be typed into.
//!
//! Invariant: an element that is not there yet gets the focus when it comes; a newer wish ends the older.

use super::effects::Handle;
use super::query::{editor, tools};
use crate::state::command::Focus;
use crate::web::clock::timer;
use crate::web::dom;

/// The element of the page's content.
pub(super) const CONTENT: &str = "content";

/// The element of the URL of a node that is to be added.
pub(super) const ADD_NODE: &str = "node-url";

/// The element id of a node's first button.
pub(super) fn node_id(name: &str) -> String {
    format!("node-probe-{name}")
}

fn element_id(focus: &Focus) -> String {
    match focus {
        Focus::Expression(panel) => editor::element_id(*panel),
        Focus::PanelMenu(panel) => tools::element_id(*panel),
        Focus::Node(name) => node_id(name),
        Focus::AddNode => ADD_NODE.to_owned(),
        Focus::Notice(notice) => format!("notice-{}", notice.0),
        Focus::Page => CONTENT.to_owned(),
    }
}

/// Puts the focus there as soon as the page shows what has changed.
pub(super) fn request(handle: Handle, focus: &Focus) {
    let id = element_id(focus);
    timer::soon(move || {
        let is_there = dom::focus(&id);
        handle.await_element((!is_there).then_some(id));
    });
}

/// An element has come.
pub(super) fn arrived(handle: Handle, id: &str) {
    if handle.awaits(id) {
        handle.await_element(None);
        dom::focus(id);
    }
}
