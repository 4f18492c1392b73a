//! Counts of what happens from one sample to the next.

use super::WindowDelta;

/// How often something is the case between a sample and the one after it. `count` is that of the range before.
#[inline]
pub(super) fn events(count: &mut u32, delta: &WindowDelta<'_>, happens: impl Fn(f64, f64) -> bool) -> f64 {
    let values = delta.values;
    if delta.is_anew() {
        *count = 0;
    } else {
        for at in delta.left() {
            *count -= u32::from(happens(values[at], values[at + 1]));
        }
    }
    let arrived = delta.arrived();
    for at in arrived.start.max(delta.range.start + 1)..arrived.end {
        *count += u32::from(happens(values[at - 1], values[at]));
    }
    f64::from(*count)
}
