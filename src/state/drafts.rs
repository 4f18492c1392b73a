//! Drafts: texts that were typed and neither executed nor written into the address, kept in the tab's session storage
//! so that a reload does not lose them.
//!
//! Invariant: no header, no file content and no link is kept: what is pasted as data, and what may be a secret, stays
//! in memory.
//! Invariant: a draft returns only at the address at which it was typed, and is not executed by that.

use serde::{Deserialize, Serialize};

use super::limits::MAX_EXPR;
use super::nodes::address::NodeForm;
use super::panel::Panel;
use super::url::holds_link;

/// What was typed into a panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Draft {
    /// The expression; `None` where it is too long to be kept.
    expr: Option<String>,
}

/// Everything that was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafts {
    /// The address that the panels are of.
    fragment: String,
    /// A text a panel, in the order of the panels.
    panels: Vec<Draft>,
    node: NodeForm,
}

impl Drafts {
    /// Those of a page at this address: of its panels, and of its form for a node.
    pub fn of(fragment: &str, panels: &[Panel], form: &NodeForm) -> Self {
        Self {
            fragment: fragment.to_owned(),
            panels: panels.iter().map(Draft::of).collect(),
            node: form.kept(MAX_EXPR),
        }
    }

    /// Whether they are those of such a page, without copying its texts.
    pub fn is_of(&self, fragment: &str, panels: &[Panel], form: &NodeForm) -> bool {
        let is_of = |(draft, panel): (&Draft, &Panel)| draft.expr.as_deref() == kept_expr(&panel.options.expr);
        self.fragment == fragment
            && self.panels.len() == panels.len()
            && self.panels.iter().zip(panels).all(is_of)
            && self.node == form.kept(MAX_EXPR)
    }

    /// As text.
    pub fn write(&self) -> String {
        // Only maps with keys that are no texts fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From a text; nothing from one that is no drafts.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Types them again into a page that was loaded at `fragment`.
    pub fn restore(self, fragment: &str, panels: &mut [Panel], form: &mut NodeForm) {
        *form = self.node;
        if self.fragment == fragment && self.panels.len() == panels.len() {
            for (panel, draft) in panels.iter_mut().zip(self.panels) {
                panel.options.expr = draft.expr.unwrap_or(std::mem::take(&mut panel.options.expr));
            }
        }
    }
}

impl Draft {
    fn of(panel: &Panel) -> Self {
        Self { expr: kept_expr(&panel.options.expr).map(str::to_owned) }
    }
}

/// A text that is short enough to be kept.
fn within_bounds(text: &str) -> Option<&str> {
    Some(text).filter(|text| text.len() <= MAX_EXPR)
}

/// An expression that is kept. What is pasted in the place of one may be the link of another console, with a token in
/// it.
fn kept_expr(expr: &str) -> Option<&str> {
    within_bounds(expr).filter(|expr| !holds_link(expr))
}
