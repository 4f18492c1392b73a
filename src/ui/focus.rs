//! Where the keyboard's focus goes when what had it goes away, or when something is to be typed into.
//!
//! Invariant: an element that is not there yet gets the focus when it comes; a newer wish ends the older.

use leptos::prelude::*;

use crate::state::command::Focus;
use crate::state::panel::PanelId;
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

/// The element id of a panel's expression.
pub(super) fn expression_id(panel: PanelId) -> String {
    format!("expression-{}", panel.0)
}

/// The element id of a panel's graph.
pub(super) fn graph_id(panel: PanelId) -> String {
    format!("graph-{}", panel.0)
}

/// The element id of a panel's menu of actions.
pub(super) fn panel_menu_id(panel: PanelId) -> String {
    format!("actions-{}", panel.0)
}

/// What names an element's panel.
pub(super) const PANEL: &str = "data-panel";

/// The panel in which the focus is.
pub(super) fn focused_panel() -> Option<PanelId> {
    dom::around_focus(PANEL)?.parse().ok().map(PanelId)
}

fn element_id(focus: &Focus) -> String {
    match focus {
        Focus::Expression(panel) => expression_id(*panel),
        Focus::Graph(panel) => graph_id(*panel),
        Focus::PanelMenu(panel) => panel_menu_id(*panel),
        Focus::Node(name) => node_id(name),
        Focus::AddNode => ADD_NODE.to_owned(),
        Focus::Notice(notice) => format!("notice-{}", notice.0),
        Focus::Page => CONTENT.to_owned(),
    }
}

/// The element that is to get the focus, by its id, where it is not there yet.
#[derive(Clone, Copy)]
pub(super) struct AwaitedElement(StoredValue<Option<String>, LocalStorage>);

impl AwaitedElement {
    /// None is awaited.
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// Puts the focus there as soon as the page shows what has changed.
    pub(super) fn request(self, focus: &Focus) {
        let id = element_id(focus);
        timer::soon(move || {
            let is_there = dom::focus(&id);
            self.0.set_value((!is_there).then_some(id));
        });
    }

    /// An element has come.
    pub(super) fn arrived(self, id: &str) {
        if self.0.with_value(|awaited| awaited.as_deref() == Some(id)) {
            self.0.set_value(None);
            dom::focus(id);
        }
    }
}
