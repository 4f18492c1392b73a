//! How fast expressions are read, checked and formatted, and names are offered.

#![allow(clippy::cast_precision_loss, reason = "what was measured is rounded for people")]

use std::hint::black_box;
use std::time::Instant;

use narthex::promql::check::diagnose;
use narthex::promql::complete::{History, Knowledge, Names, context, offers};
use narthex::promql::format::layout;
use narthex::promql::metadata::Metadata;
use narthex::promql::parser::parse;

use crate::corpus::{TYPED, expression, metrics, rule};

const RUNS: usize = 9;

/// Single rules, one expression of each size, and completion over many metrics.
pub(crate) fn run() {
    let rules: Vec<String> = (0..8000).map(rule).collect();
    let bytes: usize = rules.iter().map(String::len).sum();
    let seconds = time(|| rules.iter().for_each(|rule| assert_sound(rule)));
    report("lexer, parser, checker: 8,000 rules", bytes, seconds);
    for size in [1_000, 10_000, 100_000, 1_000_000] {
        let text = expression(size);
        let seconds = time(|| assert_sound(&text));
        report("lexer, parser, checker: one expression", text.len(), seconds);
        let parsed = parse(&text);
        let seconds = time(|| assert!(!black_box(layout(&text, &parsed)).is_empty()));
        report("formatter, after the parser: the same", text.len(), seconds);
    }
    for count in [50_000, 500_000] {
        complete(count);
    }
}

#[track_caller]
fn assert_sound(text: &str) {
    assert_eq!(black_box(diagnose(text)).1, []);
}

fn report(what: &str, bytes: usize, seconds: Seconds) {
    let speed = |seconds: f64| bytes as f64 / seconds / 1e6;
    let Seconds { median, best } = seconds;
    println!(
        "{what}, {:.1} kB: {:.3} ms = {:.0} MB/s (best {:.0})",
        bytes as f64 / 1e3,
        median * 1e3,
        speed(median),
        speed(best)
    );
}

fn complete(count: usize) {
    let names = metrics(count);
    let start = Instant::now();
    let metrics = Names::new(names.iter().map(String::as_str));
    println!("{count} metrics made ready for completion in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let knowledge = Knowledge {
        metrics: &metrics,
        metadata: &Metadata::default(),
        labels: &Names::default(),
        history: &History::new(["sum(rate(http_requests_duration_seconds[5m]))"]),
        rules: &[],
    };
    let mut all = Vec::new();
    for typed in TYPED {
        let text = format!("sum by (job) (rate({typed}");
        let seconds = time(|| {
            black_box(offers(&context(&text, text.len()), &knowledge));
        });
        all.push(format!("{typed:?} {:.2} ms (best {:.2})", seconds.median * 1e3, seconds.best * 1e3));
    }
    println!("completion over {count} metrics: {}", all.join(", "));
}

/// How long something takes, of several runs.
#[derive(Clone, Copy)]
struct Seconds {
    median: f64,
    best: f64,
}

fn time(mut run: impl FnMut()) -> Seconds {
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    Seconds { median: seconds[RUNS / 2], best: seconds[0] }
}
