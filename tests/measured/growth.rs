//! Time grows with the size of its input and not with the square of it: the cases of `make bench`, small, and with a
//! generous bound, as tests are not optimised.

use crate::doublings::{Case, cases, growth};

/// One doubling, of twice the smallest size: the larger the sizes, the more a part that grows with the square stands
/// out, and more doublings would only be averaged with it.
const SIZES: (u32, u32) = (1, 1);

const RUNS: usize = 1;

/// By how much time may grow a doubling: what grows with the square is at 4.
const MOST: f64 = 3.0;

/// What most of the cases are about: its stores take long to be made, and cases share them.
const SERIES: &str = "series";

/// As much of joins.
const GROUPS: &str = "groups";

#[test]
fn nothing_of_many_groups_grows_with_the_square_of_its_input() {
    check(|of| of == GROUPS);
}

#[test]
fn nothing_of_many_series_grows_with_the_square_of_its_input() {
    check(|of| of == SERIES);
}

#[test]
fn nothing_else_grows_with_the_square_of_its_input() {
    check(|of| of != SERIES && of != GROUPS);
}

/// Holds the cases of what is chosen each to itself.
#[track_caller]
fn check(is_chosen: impl Fn(&str) -> bool) {
    let cases: Vec<Case> = cases().into_iter().filter(|case| is_chosen(case.of)).collect();
    assert!(!cases.is_empty(), "no case is of it");
    let slow: Vec<String> = cases.iter().filter_map(measured).collect();
    assert_eq!(slow, Vec::<String>::new());
}

/// What grows too fast, with the times in milliseconds.
fn measured(case: &Case) -> Option<String> {
    let times = case.times(SIZES, RUNS, MOST);
    let shown: Vec<String> = times.iter().map(|time| format!("{:.2}", time * 1e3)).collect();
    let text = || format!("{}: {}: ×{:.2} a doubling: {} ms", case.of, case.name, growth(&times), shown.join(", "));
    (growth(&times) > MOST).then(text)
}
