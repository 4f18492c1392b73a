//! Time grows with the size of its input and not with the square of it: the cases of `make bench`, small, and with a
//! generous bound, as tests are not optimised.

use std::thread;

use crate::doublings::{Case, cases, growth};

/// One doubling, of twice the smallest size: the larger the sizes, the more a part that grows with the square stands
/// out, and more doublings would only be averaged with it.
const SIZES: (u32, u32) = (1, 1);

const RUNS: usize = 1;

/// By how much time may grow a doubling: what grows with the square is at 4.
const MOST: f64 = 3.0;

#[test]
fn nothing_grows_with_the_square_of_its_input() {
    // Two at a time: each is held to itself.
    let halves =
        [0, 1].map(|half| thread::spawn(move || cases().iter().skip(half).step_by(2).filter_map(measured).collect()));
    let slow: Vec<Vec<String>> = halves.into_iter().map(|half| half.join().expect("no panic")).collect();
    assert_eq!(slow.concat(), Vec::<String>::new());
}

/// What grows too fast, with the times in milliseconds.
fn measured(case: &Case) -> Option<String> {
    let times = case.times(SIZES, RUNS, MOST);
    let shown: Vec<String> = times.iter().map(|time| format!("{:.2}", time * 1e3)).collect();
    let text = || format!("{}: {}: ×{:.2} a doubling: {} ms", case.of, case.name, growth(&times), shown.join(", "));
    (growth(&times) > MOST).then(text)
}
