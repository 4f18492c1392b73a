//! How long something takes, for tests that hold it to proportion.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The time that this thread works on something, whatever else the machine does meanwhile.
pub(crate) fn worked(run: impl FnOnce()) -> Duration {
    let before = on_processor();
    run();
    on_processor().saturating_sub(before)
}

/// The time that this thread has been on a processor so far.
fn on_processor() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("no time is below zero")
}

/// Holds the time for something four times as large to that for something small: four times as much, with room for
/// chance, is linear; sixteen times is quadratic. What took too long is given a second chance.
#[track_caller]
pub(crate) fn check_proportion(what: &str, small: usize, time: impl Fn(usize) -> Duration) {
    let one = time(small).min(time(small));
    let bound = one.max(Duration::from_millis(10)) * 12;
    let mut four = time(small * 4);
    if four >= bound {
        four = four.min(time(small * 4));
    }
    assert!(four < bound, "{what:?}: {one:?} for {small}, {four:?} for four times as much");
}
