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

/// Holds the time for something four times as large to that for something small, the better of two each: four times as
/// much, with room for chance, is linear; sixteen times is quadratic.
#[track_caller]
pub(crate) fn check_proportion(what: &str, small: usize, time: impl Fn(usize) -> Duration) {
    let better = |size| time(size).min(time(size));
    let (one, four) = (better(small), better(small * 4));
    let bound = one.max(Duration::from_millis(10)) * 12;
    assert!(four < bound, "{what:?}: {one:?} for {small}, {four:?} for four times as much");
}
