//! The labels by which series of both sides are matched.
//!
//! Source: `signatureFunc` and `MatchLabels` of Prometheus: `ignoring` leaves out `__name__` as well.

use crate::engine::label_names::LabelNames;
use crate::engine::labels::METRIC_NAME;
use crate::promql::ast::MatchingKind;

/// Whether a label is one of those that count.
pub(super) fn counts(kind: MatchingKind, names: &LabelNames, label: &str) -> bool {
    let is_named = names.has(label);
    match kind {
        MatchingKind::On => is_named,
        MatchingKind::Ignoring => label != METRIC_NAME && !is_named,
    }
}
