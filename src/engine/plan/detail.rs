//! Pass: which selectors are read for their histograms' counts and sums only.
//!
//! Prometheus reads no buckets there and looks for resets itself while it reads, which shows in results.
//! Source: `detectHistogramStatsDecoding` in `promql/engine.go` of Prometheus.

use super::{PlanNode, PlanNodeId, PlanNodeKind};
use crate::promql::functions::HistogramUse;

/// How much of histograms an expression looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistogramDetail {
    /// All of it.
    #[default]
    Whole,
    /// Counts and sums.
    Statistics,
}

/// Marks the selectors.
pub(super) fn mark(nodes: &mut [PlanNode], root: PlanNodeId) {
    for (id, detail) in details(nodes, root) {
        match &mut nodes[id.0 as usize].kind {
            PlanNodeKind::Instant(selector)
            | PlanNodeKind::SampleTime { selector, .. }
            | PlanNodeKind::Range { selector, .. } => selector.detail = detail,
            _ => {}
        }
    }
}

/// How much an expression looks at of the histograms of each of its selectors. The outermost function that decides
/// does; what stands above a binary operator does not count.
pub fn details(nodes: &[PlanNode], root: PlanNodeId) -> Vec<(PlanNodeId, HistogramDetail)> {
    let mut found = Vec::new();
    let mut left: Vec<(PlanNodeId, Option<HistogramDetail>)> = vec![(root, None)];
    while let Some((id, above)) = left.pop() {
        let below = match &nodes[id.0 as usize].kind {
            PlanNodeKind::Instant(_) | PlanNodeKind::SampleTime { .. } | PlanNodeKind::Range { .. } => {
                found.push((id, above.unwrap_or_default()));
                continue;
            }
            PlanNodeKind::Binary { .. } => None,
            PlanNodeKind::Call { function, .. } => above.or(match function.histograms {
                Some(HistogramUse::Total | HistogramUse::Mean) => Some(HistogramDetail::Statistics),
                Some(HistogramUse::Distribution) => Some(HistogramDetail::Whole),
                Some(HistogramUse::Spread) | None => None,
            }),
            _ => above,
        };
        left.extend(nodes[id.0 as usize].kind.children().into_iter().map(|child| (child, below)));
    }
    found
}
