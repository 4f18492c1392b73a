//! How time grows with size: a table of doublings, and whether any grows faster than its input.

use crate::cases::{Case, cases, growth};

/// By how much time may grow a doubling: a little more than twice, for what sorts, and for caches that are too small.
const MOST: f64 = 2.2;

/// Doublings of a case's smallest size that are not measured: they fit into the nearest cache. Sizes far above them no
/// longer fit into the farther ones and into the table of pages, and seem to grow by a tenth more.
const FIRST: u32 = 2;

/// Doublings that are measured.
const DOUBLINGS: u32 = 3;

const RUNS: usize = 5;

/// Prints the table of the cases whose name has `words` in it; gives how many grow too fast.
pub(crate) fn run(words: &str) -> usize {
    println!("doublings: ms at a size and at {DOUBLINGS} doublings of it (best of {RUNS}); growth a doubling");
    let slow: Vec<String> =
        cases().into_iter().filter(|case| case.name.contains(words)).filter_map(|case| measured(&case)).collect();
    for name in &slow {
        println!("doublings: grows more than {MOST} times a doubling: {name}");
    }
    println!("doublings: {}", if slow.is_empty() { "none grows faster than its input" } else { "FAILED" });
    slow.len()
}

/// Measures and prints a case; gives its name if it grows too fast.
fn measured(case: &Case) -> Option<String> {
    let Case { name, of, size, prepare: _ } = case;
    let first = size << FIRST;
    let times = case.times((FIRST, DOUBLINGS), RUNS, MOST);
    let row: Vec<String> = times.iter().map(|time| format!("{:8.2}", time * 1e3)).collect();
    let verdict = if growth(&times) > MOST { "  ← too fast" } else { "" };
    println!("doublings: {of:22} {first:7} {}  ×{:.2}{verdict}  {name}", row.join(" "), growth(&times));
    (!verdict.is_empty()).then(|| format!("{of}: {name}"))
}
