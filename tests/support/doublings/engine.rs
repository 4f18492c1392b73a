//! Queries of local data: of many series, groups, labels, and long values.

#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "sizes are small, and times are compared as ratios"
)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use narthex::engine::evaluate::{Advance, Evaluation};
use narthex::engine::labels::Labels;
use narthex::engine::options::{NameRemoval, Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::time::StepGrid;
use narthex::promql::parser::parse;

use super::Case;

/// Queries of series `m` and `o` with labels `z` (a series each), `g` (four of them), `le` (one of ten), and `i`, an
/// info metric.
const OF_SERIES: [&str; 18] = [
    "-m",
    "sum by (z) (m)",
    "m + o",
    "m + on (z, le) o",
    "m or on (z) o",
    "m unless on (g) o",
    "m * on (g) group_left () sum by (g) (o)",
    "topk(1000000, m)",
    "quantile by (g) (0.9, m)",
    "count_values(\"v\", m)",
    "limit_ratio(0.5, m)",
    "label_replace(m, \"x\", \"a$1\", \"z\", \"(.*)\")",
    "label_join(m, \"x\", \"-\", \"z\", \"g\")",
    "sort_by_label(m, \"z\")",
    "histogram_quantile(0.9, m)",
    "info(m, {__name__=\"i\"})",
    "rate(m[1m])",
    "max_over_time(m[1m:10s])",
];

/// Joins of series `many` and `one`, of which each group has two.
const OF_GROUPS: [&str; 4] = [
    "(many > 1e18) * on (g) group_left () one",
    "many * on (g) group_left () (one and on (k) k)",
    "many and on (g) one",
    "count by (g) (many)",
];

/// At one time or at these.
const STEPS: When = When::Range(StepGrid { start: 60_000, end: 75_000, step: 5_000 });

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let (of_series, of_groups) = (Shared::new(series), Shared::new(groups));
    cases.extend(OF_SERIES.map(|query| {
        let stores = of_series.clone();
        Case::new("series", 1_000, query, move |size| {
            evaluates(stores.of(size), query.to_owned(), When::Instant(70_000))
        })
    }));
    cases.extend(OF_GROUPS.map(|query| {
        let stores = of_groups.clone();
        Case::new("groups", 1_000, query, move |size| evaluates(stores.of(size), query.to_owned(), STEPS))
    }));
    let falls = "histogram_quantile(0.9, {le=~\".+\"}), metrics of which each falls";
    cases.push(Case::new("series", 500, falls, |size| {
        evaluates(falling(size), "histogram_quantile(0.9, {le=~\".+\"})".to_owned(), When::Instant(0))
    }));
    let values = "histogram_quantiles(h, \"q\", scalar(v) / 1e6), a value a step";
    cases.push(Case::new("steps", 500, values, |size| {
        let query = "histogram_quantiles(h, \"q\", scalar(v) / 1e6)".to_owned();
        let end = 1000 * (size as i64 - 1);
        evaluates(values_of_steps(size), query, When::Range(StepGrid { start: 0, end, step: 1000 }))
    }));
    cases.extend(of_labels());
    cases.extend(of_values());
    cases.extend(of_appends());
    cases
}

/// Stores that several queries read, one of each size.
#[derive(Clone)]
struct Shared {
    make: fn(usize) -> MemoryStore,
    stores: Rc<RefCell<BTreeMap<usize, Rc<MemoryStore>>>>,
}

impl Shared {
    fn new(make: fn(usize) -> MemoryStore) -> Self {
        Self { make, stores: Rc::default() }
    }

    fn of(&self, size: usize) -> Rc<MemoryStore> {
        Rc::clone(self.stores.borrow_mut().entry(size).or_insert_with(|| Rc::new((self.make)(size))))
    }
}

/// Of a store that takes the samples of one series in many pieces.
fn of_appends() -> Vec<Case> {
    let takes = |name: &'static str, size: usize, pieces: fn(usize) -> Vec<Samples>| {
        Case::new("appends", size, name, move |size| {
            let pieces = pieces(size);
            move || {
                let mut store = MemoryStore::default();
                for piece in &pieces {
                    store.append(Labels::new([("__name__", "m")]), piece.clone());
                }
                assert!(store.memory() > 0);
            }
        })
    };
    vec![
        takes("a store takes a series ten samples at a time", 2_000, |size| {
            (0..size).map(|at| piece(at, 10)).collect()
        }),
        takes("a store takes a series a chunk at a time, the newest first", 500, |size| {
            (0..size).rev().map(|at| piece(at, 120)).collect()
        }),
        takes("a store takes samples before and behind all others", 1_000, |size| {
            (1..=size as i64).map(|at| at_times(vec![-at * 15_000, at * 15_000])).collect()
        }),
        takes("a store takes samples all over the time", 250, |size| {
            let place = |at: usize, step: usize| (at + step * size) as i64 * 15_000;
            (0..size).map(|at| at_times((0..10).map(|step| place(at, step)).collect())).collect()
        }),
    ]
}

/// Some samples of a series that has more.
fn piece(at: usize, samples: i64) -> Samples {
    let first = at as i64 * samples;
    at_times((first..first + samples).map(|at| at * 15_000).collect())
}

fn at_times(times: Vec<i64>) -> Samples {
    Samples { values: times.iter().map(|time| *time as f64).collect(), times, ..Samples::default() }
}

/// Of a few series that have many labels.
fn of_labels() -> Vec<Case> {
    let named = |count: usize| (0..count).map(|at| format!("n{at}")).collect::<Vec<_>>().join(", ");
    let query = |name: &'static str, query: fn(&str) -> String| {
        Case::new("labels a series", 1_000, name, move |size| {
            evaluates(labels(size), query(&named(size)), When::Instant(0))
        })
    };
    vec![
        query("sum without (n0) (m)", |_| "sum without (n0) (m)".into()),
        query("sum by (all) (m)", |all| format!("sum by ({all}) (m)")),
        query("m + on (all) o", |all| format!("m + on ({all}) o")),
        query("m * on (k) group_left (all) o", |all| format!("m * on (k) group_left ({all}) (o{{k=\"1\"}})")),
        query("info(k, {__name__=\"o\"})", |_| "info(k, {__name__=\"o\"})".into()),
        query("label_join(m, \"x\", \"\", all)", |all| {
            format!("label_join(m, \"x\", \"\", \"{}\")", all.replace(", ", "\", \""))
        }),
        query("m{all}", |all| format!("m{{{}=~\".+\"}}", all.replace(", ", "=~\".+\", "))),
        Case::new("labels a series", 1_000, "a store takes series", |size| {
            let all: Vec<Labels> = (0..8).map(|at| with_labels("m", size, at)).collect();
            move || {
                let mut store = MemoryStore::default();
                for labels in &all {
                    store.append(labels.clone(), one_sample(1.0));
                }
            }
        }),
    ]
}

/// Of series whose labels have long values.
fn of_values() -> Vec<Case> {
    let query = |query: &'static str| {
        Case::new("label value length", 2_000, query, move |size| {
            evaluates(long_values(size), query.to_owned(), When::Instant(0))
        })
    };
    vec![
        query("m{v=~\"x.*y\"}"),
        query("m{v=~\".*(x|y)z|.*y\"}"),
        query("label_replace(m, \"w\", \"$1$1\", \"v\", \"(x*)(.*)\")"),
        query("sort_by_label(m, \"v\")"),
        query("sum by (v) (m) + on (v) m"),
        query("count_values(\"x\", m) or limit_ratio(0.5, m)"),
    ]
}

/// Work that evaluates a query.
fn evaluates(store: impl Into<Rc<MemoryStore>>, query: String, when: When) -> impl FnMut() {
    let store = store.into();
    move || {
        let options = Options { name_removal: NameRemoval::Delayed, ..Options::default() };
        let plan = Plan::new(&parse(&query).expr, when, &options).unwrap_or_else(|error| panic!("{query}: {error}"));
        let mut evaluation = Evaluation::new(plan, &*store, &options);
        loop {
            match evaluation.advance() {
                Advance::More => {}
                Advance::Done(Ok(_)) => return,
                Advance::Done(Err(error)) => panic!("{query}: {error}"),
            }
        }
    }
}

fn one_sample(value: f64) -> Samples {
    Samples { times: vec![0], values: vec![value], ..Samples::default() }
}

fn add(store: &mut MemoryStore, labels: &[(&str, &str)], values: impl Fn(i64) -> f64, samples: i64) {
    let times = (0..samples).map(|at| at * 5_000).collect();
    let values = (0..samples).map(values).collect();
    store.append(Labels::new(labels.iter().copied()), Samples { times, values, ..Samples::default() });
}

fn series(size: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    for at in 0..size {
        let (z, g, le, instance) =
            (at.to_string(), (at / 4).to_string(), (at % 10).to_string(), format!("host-{}", at / 10));
        for name in ["m", "o"] {
            let labels = [("__name__", name), ("z", &z), ("g", &g), ("le", &le), ("instance", &instance)];
            add(&mut store, &labels, |step| (step * 31 + at as i64) as f64, 20);
        }
        if at.is_multiple_of(10) {
            add(&mut store, &[("__name__", "i"), ("instance", &instance), ("os", "linux")], |_| 1.0, 20);
        }
    }
    store
}

fn groups(size: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    for at in 0..size {
        let g = at.to_string();
        for k in ["0", "1"] {
            add(&mut store, &[("__name__", "many"), ("g", &g), ("k", k)], |_| 1.0, 4);
            add(&mut store, &[("__name__", "one"), ("g", &g), ("k", k)], |_| 2.0, 4);
        }
    }
    add(&mut store, &[("__name__", "k"), ("k", "0")], |_| 1.0, 4);
    store
}

/// Classic histograms, each of a metric of its own, whose counts fall.
fn falling(size: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    for at in 0..size {
        for (le, value) in [("1", 5.0), ("2", 3.0), ("+Inf", 9.0)] {
            let labels = [("__name__", format!("h{at}")), ("z", at.to_string()), ("le", le.to_owned())];
            store.append(Labels::new(labels), one_sample(value));
        }
    }
    store
}

/// A classic histogram, and a series with another value at each step.
fn values_of_steps(size: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    let times: Vec<i64> = (0..size as i64).map(|at| at * 1000).collect();
    let values = times.iter().map(|time| *time as f64 / 1000.0).collect();
    store.append(Labels::new([("__name__", "v")]), Samples { times: times.clone(), values, ..Samples::default() });
    for le in ["1", "+Inf"] {
        let values = vec![1.0; size];
        let samples = Samples { times: times.clone(), values, ..Samples::default() };
        store.append(Labels::new([("__name__", "h"), ("le", le)]), samples);
    }
    store
}

fn with_labels(name: &str, size: usize, at: usize) -> Labels {
    let texts = (0..size).map(|number| (format!("n{number}"), format!("v{}", number % 7)));
    let own = [("__name__".to_owned(), name.to_owned()), ("k".to_owned(), at.to_string())];
    Labels::new(texts.chain(own).chain([("instance".to_owned(), "one".to_owned())]))
}

fn labels(size: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    for name in ["m", "o"] {
        store.append(with_labels(name, size, 1), one_sample(1.0));
    }
    let labels = [("__name__", "k"), ("instance", "one")];
    store.append(Labels::new(labels), one_sample(1.0));
    store
}

fn long_values(size: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    for at in 0..8 {
        let labels = [("__name__", "m".to_owned()), ("v", format!("{}{at}y", "x".repeat(size)))];
        store.append(Labels::new(labels), one_sample(1.0));
    }
    store
}
