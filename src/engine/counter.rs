//! Changes of counters and gauges (`rate`, `increase`, `delta`, `irate`, `idelta`): what floats and histograms have in
//! common. Where a counter began, how the increase between the samples is extrapolated to the whole range, and both for
//! floats.
//!
//! Source: `extrapolatedRate`, `instantValue`, `isStartTimestampReset` and `checkStartTimeOverlap` of
//! `promql/functions.go` of Prometheus.

use super::options::Dialect;
use super::window::Window;
use crate::model::count::to_f64;
use crate::model::time::seconds;

/// What a change over a range is of, which decides what a fall of the value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOf {
    /// What only grows, but for resets: `rate`, `increase`, `irate`.
    Counter,
    /// What goes up and down: `delta`, `idelta`.
    Gauge,
}

/// What a change is given per.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangePer {
    /// `rate`, `irate`.
    Second,
    /// `increase`, `delta`, `idelta`.
    Range,
}

impl ChangePer {
    /// A change over all of a window, per this.
    pub fn of(self, change: f64, window: &Window<'_>) -> f64 {
        match self {
            Self::Second => change / window.seconds(),
            Self::Range => change,
        }
    }
}

/// A sample's time and when its counter began; 0: not known. Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The sample's time, Unix milliseconds.
    pub time: i64,
    /// When the counter began, Unix milliseconds; 0 where it is not known.
    pub start: i64,
}

impl Moment {
    /// Of a sample of a window.
    pub fn of(window: &Window<'_>, index: usize) -> Self {
        Self { time: window.times[index], start: window.starts.get(index).copied().unwrap_or(0) }
    }

    /// Whether the counter began anew since the sample before.
    pub fn is_reset_since(self, before: Self) -> bool {
        if self.start == 0 || self.start >= self.time || self.start < before.time {
            return false;
        }
        if self.start > before.time {
            return true;
        }
        // It begins where the sample before is: so do deltas, but also counters whose beginning is not known.
        before.start <= before.time && before.start != 0 && before.start != before.time
    }

    /// Whether the counter is said to have begun before the sample before, yet not where that one's did.
    pub fn overlaps(self, before: Self) -> bool {
        self.start != 0 && self.start < before.time && self.start != before.start
    }
}

/// When the counter of the first sample began, where that is known and within the range: the counter was zero then.
#[inline]
pub fn beginning(window: &Window<'_>) -> Option<i64> {
    let first = *window.times.first()?;
    window.starts.first().copied().filter(|start| *start != 0 && *start > window.from && *start < first)
}

/// By how much the increase over the samples of a window is multiplied to be that of the whole range. `beginning` is
/// where the counter was zero, if that is known; else `to_zero` says how many times as long as the samples' time it
/// would have taken the counter to come from zero to the first of them (+Inf where it was never there).
///
/// A side without a sample for more than 1.1 of the average gap is taken to be half a gap long. Where the counter was
/// at zero closer to the samples than that, it is taken to have begun there; version 2 looks at that first. 1 of a
/// single sample.
#[inline]
pub fn extrapolation(window: &Window<'_>, beginning: Option<i64>, to_zero: f64) -> f64 {
    let ([first, ..], [.., last]) = (window.times, window.times) else { return 1.0 };
    let between = |from: i64, to: i64| seconds(to - from);
    let gaps = window.len() - 1;
    let gap = if gaps == 0 { 0.0 } else { between(*first, *last) / to_f64(gaps) };
    let threshold = gap * 1.1;
    let near = |side: f64| if side >= threshold { gap / 2.0 } else { side };
    let (sampled, before) = if let Some(start) = beginning {
        (between(start, *last), 0.0)
    } else {
        let (sampled, side) = (between(*first, *last), between(window.from, *first));
        let from_zero = sampled * to_zero;
        let at_most = |side: f64| if from_zero < side { from_zero } else { side };
        let before = match window.dialect {
            Dialect::V3 => at_most(near(side)),
            Dialect::V2 => near(at_most(side)),
        };
        (sampled, before)
    };
    if sampled == 0.0 { 1.0 } else { (sampled + before + near(between(*last, window.to))) / sampled }
}

/// A change between the first and the last sample extrapolated to the whole range of floats. `None` of less than two
/// samples, but that a counter may be known to have begun, at zero, within the range.
#[inline]
pub fn extrapolated(window: &Window<'_>, of: ChangeOf, per: ChangePer, mut change: f64) -> Option<f64> {
    let first = *window.values.first()?;
    let beginning_of_counter = if of == ChangeOf::Counter { beginning(window) } else { None };
    let mut to_zero = f64::INFINITY;
    if beginning_of_counter.is_some() {
        change += first;
    } else if window.len() < 2 {
        return None;
    } else if of == ChangeOf::Counter && change > 0.0 && first >= 0.0 {
        to_zero = first / change;
    }
    // In Prometheus' order of operations: it is the factor that is divided, where there is one.
    Some(change * per.of(extrapolation(window, beginning_of_counter, to_zero), window))
}

/// The change from one float to the next; of a rate, for each second between them.
#[inline]
pub fn between(of: ChangeOf, per: ChangePer, [then, now]: [Moment; 2], [before, last]: [f64; 2]) -> f64 {
    let is_reset = of == ChangeOf::Counter && (last < before || now.is_reset_since(then));
    let change = if is_reset { last } else { last - before };
    match per {
        ChangePer::Second => change / seconds(now.time - then.time),
        ChangePer::Range => change,
    }
}
