//! How long something takes, for tests that hold it to proportion.

use std::fs;
use std::time::{Duration, Instant};

/// The time that a thread works on something: where the system tells it, without what others use of the machine
/// meanwhile.
pub(crate) fn worked(run: impl FnOnce()) -> Duration {
    let (start, before) = (Instant::now(), on_processor());
    run();
    before.zip(on_processor()).map_or(start.elapsed(), |(before, after)| after.saturating_sub(before))
}

/// The time that this thread has been on a processor so far, known to some milliseconds.
fn on_processor() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Holds the time for a text of 1 MB to that for one of 250 kB: four times as much, with room for chance, is linear;
/// sixteen times is quadratic.
#[track_caller]
pub(crate) fn check_proportion(what: &str, time: impl Fn(usize) -> Duration) {
    let (small, large) = (time(250_000), time(1_000_000));
    let bound = small.max(Duration::from_millis(10)) * 12;
    assert!(large < bound, "{what:?}: {small:?} for 250 kB, {large:?} for 1 MB");
}
