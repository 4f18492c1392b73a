//! The labels by which series of both sides are matched.
//!
//! Source: `signatureFunc` and `MatchLabels` of Prometheus: `ignoring` leaves out `__name__` as well.

use crate::engine::labels::{Labels, METRIC_NAME};
use crate::promql::ast::MatchingKind;

/// Of a series' labels those that count.
pub(super) fn labels(kind: MatchingKind, names: &[String], labels: &Labels) -> Labels {
    let is_named = |name: &str| names.iter().any(|one| one == name);
    match kind {
        MatchingKind::On => labels.filtered(is_named),
        MatchingKind::Ignoring => labels.filtered(|name| name != METRIC_NAME && !is_named(name)),
    }
}
