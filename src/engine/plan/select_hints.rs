//! Select hints: what a source learns of each read, as Prometheus' `storage.SelectHints` has it: matchers,
//! times, step, range, function and grouping, and besides the labels that are looked at. A source may use them to send
//! less, and need not; they are computed when one asks.
//!
//! Invariant: what does not hold of all selectors of a read is said of none.
//! Invariant: linear in the plan's nodes.

use super::display::Braces;
use super::reads::evaluated;
use super::{Plan, PlanNode, PlanNodeId, PlanNodeKind, Projection, StoreRead};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::matcher::LabelMatcher;
use crate::engine::store::TimeWindow;
use crate::promql::functions::FunctionId;

/// What is wanted of one read, and what for.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectHints {
    /// Which series.
    pub matchers: Vec<LabelMatcher>,
    /// Which samples.
    pub window: TimeWindow,
    /// What they are for.
    pub usage: Usage,
}

/// What a read's selectors are for.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// The distance of the steps at which they are evaluated, in milliseconds; 0 for a single step, and for differing
    /// ones.
    pub step_ms: i64,
    /// The range of their samples that a step looks at, in milliseconds; 0 for the latest one, and for differing ones.
    pub range_ms: i64,
    /// The function or the aggregation closest around them, as `rate`, with no operator between.
    pub func: Option<&'static str>,
    /// How the aggregation directly around them groups.
    pub grouping: Option<GroupingLabels>,
    /// The labels that are looked at.
    pub projection: Projection,
}

impl SelectHints {
    /// Which series, as a selector: `{__name__="up", job=~"a|b"}`. One without matchers selects all.
    pub fn selector(&self) -> String {
        if self.matchers.is_empty() { r#"{__name__!=""}"#.to_owned() } else { Braces(&self.matchers).to_string() }
    }
}

impl Plan {
    /// The hints of each read ([`Self::reads`]).
    pub fn select_hints(&self) -> Vec<SelectHints> {
        let around = around(&self.nodes, self.root);
        let steps = self.steps();
        let usage = |id: PlanNodeId| Usage {
            step_ms: steps[id.0 as usize],
            range_ms: if let PlanNodeKind::Range { range, .. } = self.node(id).kind { range } else { 0 },
            func: around[id.0 as usize].func,
            grouping: around[id.0 as usize].grouping.clone(),
            projection: self.projection(id).clone(),
        };
        let hints = |read: &StoreRead| {
            let usages = read.selectors.iter().map(|(id, _)| usage(*id));
            let usage = usages.reduce(|one, other| one.and(&other))?;
            Some(SelectHints { matchers: read.matchers.clone(), window: read.window, usage })
        };
        self.reads.iter().filter_map(hints).collect()
    }

    /// Of each node the distance of its steps, in milliseconds; 0 for a single one.
    fn steps(&self) -> Vec<i64> {
        let mut steps = vec![0; self.nodes.len()];
        for scope in self.scopes.iter().filter(|scope| scope.grid.start < scope.grid.last()) {
            for id in evaluated(self, scope) {
                steps[id.0 as usize] = scope.grid.step;
            }
        }
        steps
    }
}

impl Usage {
    /// What holds of both.
    fn and(self, other: &Self) -> Self {
        let same = |one: i64, two: i64| if one == two { one } else { 0 };
        Self {
            step_ms: same(self.step_ms, other.step_ms),
            range_ms: same(self.range_ms, other.range_ms),
            func: self.func.filter(|func| other.func == Some(*func)),
            grouping: self.grouping.filter(|grouping| other.grouping.as_ref() == Some(grouping)),
            projection: self.projection.and(&other.projection),
        }
    }
}

/// What stands around a node.
#[derive(Debug, Clone, Default, PartialEq)]
struct Around {
    func: Option<&'static str>,
    grouping: Option<GroupingLabels>,
}

/// What stands around each node of a plan; nothing where it stands below several that differ.
fn around(nodes: &[PlanNode], root: PlanNodeId) -> Vec<Around> {
    let mut around: Vec<Option<Around>> = vec![None; nodes.len()];
    for id in super::operands_first(nodes, root).into_iter().rev() {
        let kind = &nodes[id.0 as usize].kind;
        let own = around[id.0 as usize].clone().unwrap_or_default();
        let below = match kind {
            PlanNodeKind::Call { function, .. } => Around { func: Some(function.name), grouping: None },
            PlanNodeKind::Info { .. } => Around { func: Some(FunctionId::Info.name()), grouping: None },
            PlanNodeKind::Aggregate { op, grouping, .. } => {
                Around { func: Some(op.text()), grouping: Some(grouping.clone()) }
            }
            PlanNodeKind::Subquery { .. } | PlanNodeKind::StepInvariant { .. } | PlanNodeKind::Negate(_) => {
                Around { func: own.func, grouping: None }
            }
            _ => Around::default(),
        };
        for child in kind.children() {
            let place = &mut around[child.0 as usize];
            *place = Some(match place.take() {
                None => below.clone(),
                Some(known) => Around {
                    func: known.func.filter(|func| below.func == Some(*func)),
                    grouping: known.grouping.filter(|grouping| below.grouping.as_ref() == Some(grouping)),
                },
            });
        }
    }
    around.into_iter().map(Option::unwrap_or_default).collect()
}
