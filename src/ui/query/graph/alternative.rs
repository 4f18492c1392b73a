//! The graph's text alternative, for screen readers.

use super::{Drawn, window};
use crate::chart::format;
use crate::i18n::{Lang, graph as words, quantity};
use crate::model::number;
use crate::model::time::Zone;

/// Series, range and extremes.
pub(super) fn of_graph(lang: Lang, drawn: &Drawn) -> String {
    let (start, end, _) = window(&drawn.answered);
    let is_shown = |series: usize| drawn.shown.get(series).copied().unwrap_or(true);
    match drawn.statistics.extremes(is_shown) {
        Some((min, max)) => words::alternative(
            lang,
            &quantity::count((0..drawn.statistics.series.len()).filter(|&series| is_shown(series)).count() as u64),
            &moment(&drawn.zone, start),
            &moment(&drawn.zone, end),
            &number::format(min),
            &number::format(max),
        ),
        None => words::alternative_empty(lang).to_owned(),
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
