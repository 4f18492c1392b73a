//! Which samples a plan needs: of each selector the window of time that its steps look at.

use super::schedule::last;
use super::{Kind, NodeId, Plan, Scope, Selector};
use crate::engine::options::{Dialect, Options};
use crate::engine::store::TimeWindow;
use crate::promql::ast::Extension;

impl Plan {
    /// The window of each selector, in the order of evaluation. A selector that no step evaluates has none.
    pub fn windows(&self, options: &Options) -> Vec<(NodeId, TimeWindow)> {
        let mut windows = Vec::new();
        for scope in self.scopes.iter().filter(|scope| !scope.grid.is_empty()) {
            for id in &scope.nodes {
                let kind = &self.node(*id).kind;
                if let Some(selector) = kind.selector() {
                    windows.push((*id, window(scope, kind, selector, options)));
                }
            }
        }
        windows
    }
}

fn window(scope: &Scope, kind: &Kind, selector: &Selector, options: &Options) -> TimeWindow {
    let (first, last) = (selector.timing.reference(scope.grid.start), selector.timing.reference(last(scope.grid)));
    let lookback = options.lookback_ms;
    let back = match kind {
        Kind::Range { range, .. } => range.saturating_add(selector.extension.map_or(0, |_| lookback)),
        _ => lookback,
    };
    let ahead = if selector.extension == Some(Extension::Smoothed) { lookback } else { 0 };
    // Version 3 leaves the beginning out.
    let open = i64::from(options.dialect == Dialect::V3);
    TimeWindow { from: first.saturating_sub(back).saturating_add(open), to: last.saturating_add(ahead) }
}
