//! The reads of the store: of each selector the window of time that its steps look at, and which selectors are read
//! together.
//!
//! Not here: what a source learns of a read (`select_hints`).

use std::collections::BTreeMap;

use super::{Plan, PlanNodeId, PlanNodeKind, PlanSelector, Scope};
use crate::engine::matcher::LabelMatcher;
use crate::engine::options::{Dialect, Options};
use crate::engine::store::TimeWindow;
use crate::promql::ast::Extension;

/// One read of the store: for one selector, or for several with the same matchers.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreRead {
    /// Which series.
    pub matchers: Vec<LabelMatcher>,
    /// Which samples: all that any of the selectors needs.
    pub window: TimeWindow,
    /// The selectors whose series they are, in the order of evaluation, each with what it needs itself.
    pub selectors: Vec<(PlanNodeId, TimeWindow)>,
}

impl Plan {
    /// What must be read ([`Self::reads`]).
    pub(super) fn collect_reads(&self, options: &Options) -> Vec<StoreRead> {
        let windows = self.windows(options);
        let mut alike: BTreeMap<Vec<(&str, &str, &str)>, Vec<usize>> = BTreeMap::new();
        for (at, (id, _)) in windows.iter().enumerate() {
            let matchers = self.matchers(*id).iter();
            let mut key: Vec<_> = matchers.map(|one| (one.name.as_str(), one.op.text(), one.value.as_str())).collect();
            key.sort_unstable();
            alike.entry(key).or_default().push(at);
        }
        let mut reads: Vec<(Vec<usize>, TimeWindow)> = Vec::new();
        for mut members in alike.into_values() {
            members.sort_by_key(|at| windows[*at].1.from);
            let begin = reads.len();
            for at in members {
                let window = windows[at].1;
                match reads[begin..].last_mut() {
                    Some((read, known)) if window.from <= known.to => {
                        known.to = known.to.max(window.to);
                        read.push(at);
                    }
                    _ => reads.push((vec![at], window)),
                }
            }
        }
        for (read, _) in &mut reads {
            read.sort_unstable();
        }
        reads.sort_by_key(|(read, _)| read.first().copied());
        let read = |(read, window): (Vec<usize>, TimeWindow)| {
            let selectors: Vec<_> = read.into_iter().map(|at| windows[at]).collect();
            let (first, _) = *selectors.first()?;
            Some(StoreRead { matchers: self.matchers(first).to_vec(), window, selectors })
        };
        reads.into_iter().filter_map(read).collect()
    }

    fn matchers(&self, id: PlanNodeId) -> &[LabelMatcher] {
        self.node(id).kind.selector().map_or(&[], |selector| selector.matchers.as_slice())
    }

    /// The window of each selector, in the order of evaluation. A selector that no step evaluates has none.
    pub fn windows(&self, options: &Options) -> Vec<(PlanNodeId, TimeWindow)> {
        let mut windows = Vec::new();
        for scope in self.scopes.iter().filter(|scope| !scope.grid.is_empty()) {
            for id in evaluated(self, scope) {
                let kind = &self.node(id).kind;
                if let Some(selector) = kind.selector() {
                    windows.push((id, window(scope, kind, selector, options)));
                }
            }
        }
        windows
    }
}

/// The nodes that are evaluated on a scope's steps. What is evaluated with the node above stands in no list of its own.
pub(super) fn evaluated<'a>(plan: &'a Plan, scope: &'a Scope) -> impl Iterator<Item = PlanNodeId> + 'a {
    scope.nodes.iter().flat_map(|id| plan.node(*id).kind.streamed_input().into_iter().chain([*id]))
}

fn window(scope: &Scope, kind: &PlanNodeKind, selector: &PlanSelector, options: &Options) -> TimeWindow {
    let (first, last) = (selector.timing.reference(scope.grid.start), selector.timing.reference(scope.grid.last()));
    let lookback = options.lookback_ms;
    let back = match kind {
        PlanNodeKind::Range { range, .. } => range.saturating_add(selector.extension.map_or(0, |_| lookback)),
        _ => lookback,
    };
    let ahead = if selector.extension == Some(Extension::Smoothed) { lookback } else { 0 };
    // Version 3 leaves the beginning out.
    let open = i64::from(options.dialect == Dialect::V3);
    TimeWindow { from: first.saturating_sub(back).saturating_add(open), to: last.saturating_add(ahead) }
}
