//! The graph's text alternative, for screen readers.

use super::{Drawn, window};
use crate::chart::format;
use crate::chart::summary::summary;
use crate::i18n::{Lang, graph as words, quantity};
use crate::model::number;
use crate::model::time::Zone;

/// Series, range and extremes.
pub(super) fn of_graph(lang: Lang, drawn: &Drawn) -> String {
    let (start, end, _) = window(&drawn.answered);
    let summary = summary(&drawn.statistics, &drawn.shown, (start, end));
    match (summary.min, summary.max) {
        (Some((_, least)), Some((_, greatest))) => words::alternative(
            lang,
            &quantity::count(summary.shown as u64),
            &moment(&drawn.zone, start),
            &moment(&drawn.zone, end),
            &number::format(least),
            &number::format(greatest),
        ),
        _ => words::alternative_empty(lang).to_owned(),
    }
}

/// A time with its date.
pub(super) fn moment(zone: &Zone, ms: i64) -> String {
    let civil = zone.civil(ms);
    format!("{} {}", civil.date(), civil.clock())
}

/// A value short, as the axis writes it.
pub(super) fn short(drawn: &Drawn, value: f64) -> String {
    format::human(value, drawn.unit)
}
