//! How time grows with size: a table of doublings, and whether any grows faster than its input.

use crate::cases::{Case, cases, growth, scattered};

/// By how much time may grow a doubling: a little more than twice, for what sorts. What this machine's memory makes
/// linear work grow by is measured beside and counts besides ([`scattered`]).
const MOST: f64 = 2.2;

/// Doublings of a case's smallest size that are not measured: they fit into the nearest cache.
const FIRST: u32 = 1;

/// Doublings that are measured.
const DOUBLINGS: u32 = 3;

const RUNS: usize = 5;

/// Prints the table of the cases whose name has `words` in it; gives how many grow too fast.
pub(crate) fn run(words: &str) -> usize {
    println!("doublings: ms at a size and at {DOUBLINGS} doublings of it (best of {RUNS}); growth a doubling");
    let times = scattered().times((FIRST, DOUBLINGS), RUNS, 2.0);
    let most = MOST * (growth(&times) / 2.0).max(1.0);
    print(&scattered(), &times, "  linear work on this machine");
    let chosen = cases().into_iter().filter(|case| case.name.contains(words));
    let slow: Vec<String> = chosen.filter_map(|case| measured(&case, most)).collect();
    for name in &slow {
        println!("doublings: grows more than {most:.2} times a doubling: {name}");
    }
    println!("doublings: {}", if slow.is_empty() { "none grows faster than its input" } else { "FAILED" });
    slow.len()
}

/// Measures and prints a case; gives its name if it grows more than so many times a doubling.
fn measured(case: &Case, most: f64) -> Option<String> {
    let times = case.times((FIRST, DOUBLINGS), RUNS, most);
    let is_slow = growth(&times) > most;
    print(case, &times, if is_slow { "  ← too fast" } else { "" });
    is_slow.then(|| format!("{}: {}", case.of, case.name))
}

fn print(Case { name, of, size, prepare: _ }: &Case, times: &[f64], remark: &str) {
    let row: Vec<String> = times.iter().map(|time| format!("{:8.2}", time * 1e3)).collect();
    println!("doublings: {of:22} {:7} {}  ×{:.2}{remark}  {name}", size << FIRST, row.join(" "), growth(times));
}
