//! The reads of the store: of each selector the window of time that its steps look at, and which selectors are read
//! together.
//!
//! Not here: what a source learns of a read (`select_hints`).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Plan, PlanNode, PlanNodeId, PlanNodeKind, PlanPart, PlanSelector, SampleTime, Scope, Timing};
use crate::engine::matcher::LabelMatcher;
use crate::engine::options::{Dialect, Options};
use crate::engine::store::TimeWindow;
use crate::model::time::StepGrid;
use crate::promql::ast::Extension;
use crate::promql::functions::{FunctionId, RangeUse};

/// One read of the store: for one selector, or for several with the same matchers.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreRead {
    /// Which series.
    pub matchers: Vec<LabelMatcher>,
    /// What is made of them.
    pub read_use: ReadUse,
    /// Which samples: all that any of the selectors needs.
    pub window: TimeWindow,
    /// The selectors whose series they are, in the order of evaluation, each with what it needs itself.
    pub selectors: Vec<(PlanNodeId, TimeWindow)>,
}

/// What selectors that are read together have alike: their matchers, sorted, and their use.
type ReadKey<'a> = (Vec<(&'a str, &'a str, &'a str)>, &'a ReadUse);

/// What a read's samples are for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadUse {
    /// For anything: uses are not kept apart ([`Options::keeps_uses_apart`]).
    Any,
    /// The latest sample at each of these times.
    Latest {
        /// The times, `offset` and `@` applied.
        times: GridTimes,
        /// Whether only their growth counts, and that they fall (`rate`, `resets`).
        is_counter: bool,
    },
    /// Times that belong to the latest sample at each of these times.
    SampleTime {
        /// The times, `offset` and `@` applied.
        times: GridTimes,
        /// Which of its times.
        which: SampleTime,
    },
    /// All samples in ranges.
    Range {
        /// Whether only their growth counts, and that they fall (`rate`, `resets`).
        is_counter: bool,
    },
    /// What other nodes make of their series at each of these times.
    Part {
        /// What they are asked.
        part: Rc<PlanPart>,
        /// The times.
        times: GridTimes,
    },
}

/// The times of a grid, Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GridTimes {
    /// The first, Unix milliseconds.
    pub start: i64,
    /// The last, Unix milliseconds; not before the first.
    pub end: i64,
    /// Milliseconds from one to the next, at least 1.
    pub step: i64,
}

impl GridTimes {
    /// The times that a selector looks at on a grid.
    fn of(grid: StepGrid, timing: Timing) -> Self {
        Self { start: timing.reference(grid.start), end: timing.reference(grid.last()), step: grid.step.max(1) }
    }

    /// The grid.
    pub fn grid(self) -> StepGrid {
        StepGrid { start: self.start, end: self.end, step: self.step }
    }
}

impl Plan {
    /// What must be read ([`Self::reads`]).
    pub(super) fn collect_reads(&self, options: &Options) -> Vec<StoreRead> {
        let windows = self.windows(options);
        let uses = self.read_uses(options);
        let mut alike: BTreeMap<ReadKey<'_>, Vec<usize>> = BTreeMap::new();
        for (at, (id, _)) in windows.iter().enumerate() {
            let matchers = self.matchers(*id).iter();
            let mut key: Vec<_> = matchers.map(|one| (one.name.as_str(), one.op.text(), one.value.as_str())).collect();
            key.sort_unstable();
            alike.entry((key, &uses[at])).or_default().push(at);
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
            let read_use = uses.get(*read.first()?)?.clone();
            let selectors: Vec<_> = read.into_iter().map(|at| windows[at]).collect();
            let (first, _) = *selectors.first()?;
            Some(StoreRead { matchers: self.matchers(first).to_vec(), read_use, window, selectors })
        };
        reads.into_iter().filter_map(read).collect()
    }

    /// What each selector is for, in the order of [`Self::windows`].
    fn read_uses(&self, options: &Options) -> Vec<ReadUse> {
        let is_counter = is_counter(&self.nodes, self.root);
        let mut uses = Vec::new();
        for scope in self.scopes.iter().filter(|scope| !scope.grid.is_empty()) {
            for id in evaluated(self, scope) {
                let kind = &self.node(id).kind;
                let Some(selector) = kind.selector() else { continue };
                let times = GridTimes::of(scope.grid, selector.timing);
                let is_counter = is_counter[id.0 as usize];
                uses.push(match (&selector.part, kind) {
                    (Some(part), _) => ReadUse::Part { part: Rc::clone(part), times },
                    _ if !options.keeps_uses_apart => ReadUse::Any,
                    (None, PlanNodeKind::Range { .. }) => ReadUse::Range { is_counter },
                    (None, PlanNodeKind::SampleTime { which, .. }) => ReadUse::SampleTime { times, which: *which },
                    (None, _) => ReadUse::Latest { times, is_counter },
                });
            }
        }
        uses
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

/// Of each node whether all that is made of it is about the growth of a counter, through subqueries too.
fn is_counter(nodes: &[PlanNode], root: PlanNodeId) -> Vec<bool> {
    let mut above: Vec<Option<bool>> = vec![None; nodes.len()];
    for id in super::operands_first(nodes, root).into_iter().rev() {
        let kind = &nodes[id.0 as usize].kind;
        let below = match kind {
            PlanNodeKind::Call { function, .. } => {
                function.range_use == RangeUse::Rate || function.id == FunctionId::Resets
            }
            PlanNodeKind::Subquery { .. } | PlanNodeKind::StepInvariant { .. } => {
                above[id.0 as usize].unwrap_or_default()
            }
            _ => false,
        };
        for child in kind.children() {
            let known = &mut above[child.0 as usize];
            *known = Some(known.unwrap_or(true) && below);
        }
    }
    above.into_iter().map(Option::unwrap_or_default).collect()
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
