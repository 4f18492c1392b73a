//! Pass over a plan: pushes down to the nodes of a federation what each can evaluate over its own series.
//!
//! A federation has zones, which hold different series. Two kinds of parts go down, as in Thanos' distributed mode:
//! - What is `local`: each of its series comes of one zone's series alone, so all zones' results together are the whole
//!   one's. `rate(x[5m])` is, and so is an aggregation that keeps the labels by which zones differ.
//! - What is `partial`: an aggregation of which each zone gives its share, and another aggregation merges them. `sum`
//!   is the sum of sums.
//!
//! What is left is evaluated here, over the results of parts and over series that are read. A part stands in the plan
//! as a selector ([`PlanPart`]): the source asks one member of each zone and adds the external labels that the part's
//! results may have.
//!
//! Invariant: the result is that of all series in one place, but for annotations, for rounding, and for which of equal
//! elements `topk`, `bottomk` and `limitk` take. `tests/federation/push_down.rs` names what else may differ, and why.
//! Invariant: what is pushed down is whole where it stands: nothing in it is shared with what stays.
//! Not here: which member of a zone is asked, and what becomes of its warnings (`source`); merging of replicas, whose
//! aggregates are never added up.

mod local;
mod member;
mod partial;
mod projections;
mod rebuild;

pub use member::for_member;

use std::rc::Rc;

use crate::engine::error::Error;
use crate::engine::options::{NameRemoval, Options, When};
use crate::engine::plan::{
    HistogramDetail, Plan, PlanNode, PlanNodeId, PlanNodeKind, PlanPart, PlanSelector, Timing, details, promql,
    step_invariant,
};
use crate::promql::ast::Expr;
use crate::promql::functions::Stability;
use local::Locality;
use rebuild::Fate;

/// How a federation's series lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// External labels of which each zone has other values. None: zones hold different series by declaration.
    pub partition_labels: Vec<String>,
    /// All names of external labels, which the members' own series lack: what looks at their values is not pushed down,
    /// but for matchers, which [`for_member`] decides.
    pub external_labels: Vec<String>,
    /// Whether members run what servers run only with a flag.
    pub runs_experimental: bool,
}

impl Arrangement {
    /// Whether a label is none of the members' series, but given to them by their server.
    fn is_external(&self, label: &str) -> bool {
        self.partition_labels.iter().chain(&self.external_labels).any(|own| own == label)
    }

    fn allows(&self, stability: Stability) -> bool {
        stability == Stability::Stable || self.runs_experimental
    }

    /// Whether series of other zones differ by labels among these.
    fn is_told_apart_by(&self, has: impl Fn(&str) -> bool) -> bool {
        !self.partition_labels.is_empty() && self.partition_labels.iter().all(|label| has(label))
    }
}

/// Plans a tree that has no diagnostics, with parts that go down.
///
/// Fails as [`Plan::new`] does.
pub fn plan(expr: &Expr, when: When, options: &Options, arrangement: &Arrangement) -> Result<Plan, Error> {
    Plan::with(expr, when, options, |nodes, root| match options.name_removal {
        NameRemoval::AtOnce => push_down(nodes, root, arrangement),
        // Members remove names when their part is evaluated, which is too early.
        NameRemoval::Delayed => root,
    })
}

/// The pass ([`Plan::with`]): replaces what goes down by selectors of its results; gives the root. For evaluations that
/// remove names at once.
pub fn push_down(nodes: &mut Vec<PlanNode>, root: PlanNodeId, arrangement: &Arrangement) -> PlanNodeId {
    let pass = Pass {
        nodes,
        arrangement,
        localities: local::localities(nodes, arrangement),
        is_step_invariant: step_invariant(nodes),
    };
    let mut fates: Vec<Option<Fate>> = (0..nodes.len()).map(|_| None).collect();
    let mut left = vec![root];
    while let Some(id) = left.pop() {
        let fate = pass.fate(id);
        match &fate {
            Fate::Part(_) => {}
            // The parameter stays: it is a number, or computed of numbers.
            Fate::Merged(merged) => left.extend(merged.parameter.map(|(id, _)| id)),
            Fate::Stays => left.extend(nodes[id.0 as usize].kind.children()),
        }
        fates[id.0 as usize] = Some(fate);
    }
    rebuild::rebuild(nodes, root, fates)
}

/// What is known of a plan's nodes.
struct Pass<'a> {
    nodes: &'a [PlanNode],
    arrangement: &'a Arrangement,
    localities: Vec<Locality>,
    is_step_invariant: Vec<bool>,
}

impl Pass<'_> {
    /// What becomes of a node of which all above stay.
    fn fate(&self, id: PlanNodeId) -> Fate {
        let whole = || self.whole(id, &self.nodes[id.0 as usize].kind).map(Fate::Part);
        whole().or_else(|| partial::merged(self, id).map(Fate::Merged)).unwrap_or(Fate::Stays)
    }

    /// A node that goes down as it is.
    fn whole(&self, id: PlanNodeId, kind: &PlanNodeKind) -> Option<PlanSelector> {
        let Locality::Local(local) = &self.localities[id.0 as usize] else { return None };
        // A selector is read as it is, and a range is no result.
        if kind.selector().is_some() || matches!(kind, PlanNodeKind::Subquery { .. }) {
            return None;
        }
        let expr = self.text(id)?;
        Some(self.part(id, PlanPart { expr, needs_zone_label: false, labels: local.labels.clone() }))
    }

    /// The text of a node, if it is the same by itself: histograms are read for what stands around them.
    fn text(&self, id: PlanNodeId) -> Option<String> {
        let alone = details(self.nodes, id);
        let detail =
            |id: PlanNodeId| self.nodes[id.0 as usize].kind.selector().map_or(HistogramDetail::Whole, |it| it.detail);
        if alone.iter().any(|(id, own)| detail(*id) != *own) {
            return None;
        }
        promql(self.nodes, id)
    }

    /// The selector of a part's results.
    fn part(&self, id: PlanNodeId, part: PlanPart) -> PlanSelector {
        let at = if self.is_step_invariant[id.0 as usize] { self.fixed_time(id) } else { None };
        PlanSelector {
            matchers: Vec::new(),
            timing: Timing { at, offset: 0 },
            extension: None,
            detail: HistogramDetail::Whole,
            propagated: 0,
            part: Some(Rc::new(part)),
        }
    }

    /// The first time after an `@` in what is the same at every step: a part is asked for then.
    fn fixed_time(&self, id: PlanNodeId) -> Option<i64> {
        let mut left = vec![id];
        while let Some(id) = left.pop() {
            let kind = &self.nodes[id.0 as usize].kind;
            let timing = match kind {
                PlanNodeKind::Subquery { timing, .. } => Some(*timing),
                _ => kind.selector().map(|selector| selector.timing),
            };
            if let Some(at) = timing.and_then(|timing| timing.at) {
                return Some(at);
            }
            left.extend(kind.children().into_iter().rev());
        }
        None
    }
}
