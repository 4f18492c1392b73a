//! Time grows with the size of its input and not with the square of it: the cases of `make bench`, small, and with a
//! generous bound, as other tests run beside.

use crate::alone;
use crate::doublings::{Case, cases, growth};

/// Doublings of the smallest size.
const DOUBLINGS: u32 = 3;

const RUNS: usize = 3;

/// By how much time may grow a doubling: what grows with the square is at 4.
const MOST: f64 = 3.0;

#[test]
fn nothing_grows_with_the_square_of_its_input() {
    let _alone = alone();
    let slow: Vec<String> = cases().iter().filter_map(measured).collect();
    assert_eq!(slow, Vec::<String>::new());
}

/// What grows too fast, with the times in milliseconds.
fn measured(case: &Case) -> Option<String> {
    let times = case.times((0, DOUBLINGS), RUNS, MOST);
    let shown: Vec<String> = times.iter().map(|time| format!("{:.2}", time * 1e3)).collect();
    let text = || format!("{}: {}: ×{:.2} a doubling: {} ms", case.of, case.name, growth(&times), shown.join(", "));
    (growth(&times) > MOST).then(text)
}
