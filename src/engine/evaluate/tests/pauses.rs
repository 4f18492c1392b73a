//! Evaluation pauses while it reads a selector's series, however many samples those have.

use std::rc::Rc;

use super::{V3, at};
use crate::engine::column::HISTOGRAM;
use crate::engine::evaluate::{Advance, Evaluation, PAUSE, When};
use crate::engine::labels::Labels;
use crate::engine::plan::Plan;
use crate::engine::samples::Samples;
use crate::engine::store::memory::MemoryStore;
use crate::model::native_histogram::{BucketSpan, Buckets, NativeHistogram};
use crate::model::time::StepGrid;
use crate::promql::parser;

/// What one call may do at most: what it may begin with, and one piece of work, of which the largest is as much.
const MOST: u64 = 2 * PAUSE;

/// Series with so many samples each, a second apart.
fn store(series: i64, samples: i64) -> MemoryStore {
    let mut store = MemoryStore::default();
    for number in 0..series {
        let labels = Labels::new([("__name__", "m".to_owned()), ("n", number.to_string())]);
        let times = (0..samples).map(|at| at * 1000).collect();
        store.append(labels, Samples { times, values: vec![1.0; samples as usize], ..Samples::default() });
    }
    store
}

#[track_caller]
fn check(query: &str, (series, samples): (i64, i64), pauses: usize) {
    check_in(&store(series, samples), query, (series, samples), pauses);
}

#[track_caller]
fn check_in(store: &MemoryStore, query: &str, (series, samples): (i64, i64), pauses: usize) {
    let parsed = parser::parse(query);
    let plan = Plan::new(&parsed.expr, at(samples - 1), &V3).expect("a valid plan");
    let mut evaluation = Evaluation::new(plan, store, &V3);
    let (mut calls, mut before) = (0, 0);
    while let Advance::More = evaluation.advance() {
        let work = evaluation.account.work();
        // A function over ranges takes a whole series at once, and other nodes all series of one step.
        let whole = (samples + series * 17) as u64;
        assert!(work - before <= MOST + whole, "{query}: {} at once", work - before);
        (calls, before) = (calls + 1, work);
    }
    assert!(calls >= pauses, "{query}: {calls} pauses");
}

#[test]
fn reading_pauses_among_series_and_within_them() {
    check("count(count_over_time({__name__=~\".+\"}[1y]))", (2, 50_000), 4);
    check("count(count_over_time({__name__=~\".+\"}[1y]))", (400, 600), 6);
    check("count({__name__=~\".+\"})", (400, 600), 1);
}

#[test]
fn evaluation_pauses_between_nodes_of_many_series_and_before_its_end() {
    // Reading takes two calls; a node each, the result's series, and naming them one.
    let (many, sizes) = (store(5_000, 1), (5_000, 1));
    check_in(&many, "-abs(m)", sizes, 40);
    check_in(&many, "m", sizes, 16);
    // Two pauses among the labels of each aggregation, by whichever way it gets its series.
    check_in(&many, "sum without (x) (m)", sizes, 8);
    check_in(&many, "stddev by (n) (-m)", sizes, 9);
    // Two pauses among the labels of each side of an operator, and five among the results' labels.
    check_in(&many, "m + m", sizes, 15);
    check_in(&many, "m or on (n) m", sizes, 10);
}

#[test]
fn evaluation_pauses_among_series_whatever_it_does_with_each() {
    let store = store(2_500, 2);
    let le = "label_replace(m, \"le\", \"$1\", \"n\", \"(.*)\")";
    for (query, pauses) in [
        ("label_replace(m, \"a\", \"b$1\", \"n\", \"(.*)\")", 30),
        ("label_join(m, \"a\", \"-\", \"n\", \"n\")", 30),
        ("sort(-m)", 32),
        ("sort_by_label_desc(m, \"n\")", 36),
        (&format!("histogram_quantile(0.9, {le})"), 40),
        (&format!("histogram_quantiles({le}, \"q\", 0.9)"), 40),
        ("topk(2500, m)", 35),
        ("count_values(\"v\", m)", 11),
        ("limit_ratio(0.5, m)", 26),
        ("info(m)", 35),
        ("timestamp(m)", 25),
        ("rate(m[5m])", 25),
        ("m * 2", 26),
        ("m or m offset 1s", 50),
        ("m unless on (x) m", 35),
    ] {
        check_in(&store, query, (2_500, 2), pauses);
    }
}

/// Series of a thousand labels each: few of them are as much work as many others.
#[test]
fn evaluation_pauses_among_series_of_many_labels() {
    let mut store = MemoryStore::default();
    let (series, labels) = (40, 1_000);
    for number in 0..series {
        let names = (0..labels).map(|at| (format!("l{at}"), "v".to_owned()));
        let own = [("__name__".to_owned(), "m".to_owned()), ("n".to_owned(), number.to_string())];
        store
            .append(Labels::new(names.chain(own)), Samples { times: vec![0], values: vec![1.0], ..Samples::default() });
    }
    for (query, pauses) in [
        ("sum without (x) (m)", 10),
        ("-m", 10),
        ("m + m", 20),
        ("m or m", 20),
        ("m and on (l1) m", 10),
        ("label_replace(m, \"a\", \"b\", \"\", \"\")", 6),
        ("histogram_quantile(0.9, m)", 6),
        ("info(m)", 6),
    ] {
        check_in(&store, query, (series, 1), pauses);
    }
}

/// Series of native histograms.
fn histograms(series: i64, samples: i64) -> MemoryStore {
    let mut store = MemoryStore::default();
    let buckets = Buckets { spans: vec![BucketSpan { offset: 0, length: 30 }], counts: vec![1.0; 30] };
    let histogram = NativeHistogram { count: 30.0, sum: 60.0, positive: buckets, ..NativeHistogram::default() };
    let histogram = Rc::new(histogram);
    for number in 0..series {
        let labels = Labels::new([("__name__", "h".to_owned()), ("n", number.to_string())]);
        let histograms = vec![Some(Rc::clone(&histogram)); samples as usize];
        let times = (0..samples).map(|at| at * 1000).collect();
        let values = vec![HISTOGRAM; samples as usize];
        store.append(labels, Samples { times, values, histograms, ..Samples::default() });
    }
    store
}

/// Of many series at one step, and of some at so many steps that as many floats were one tile.
#[test]
fn evaluation_pauses_among_native_histograms() {
    let (many, some) = (histograms(2_500, 1), histograms(200, 100));
    let grid = StepGrid { start: 0, end: 99_000, step: 1000 };
    for (query, pauses) in [
        ("sum(h)", 10),
        ("avg by (n) (h)", 10),
        ("h + h", 10),
        ("h * 2", 10),
        ("-h", 10),
        ("histogram_stddev(h)", 10),
        ("histogram_quantile(0.9, h)", 10),
    ] {
        check_in(&many, query, (2_500, 1), pauses);
        let plan = Plan::new(&parser::parse(query).expr, When::Range(grid), &V3).expect("a valid plan");
        let mut evaluation = Evaluation::new(plan, &some, &V3);
        let mut steps = 0;
        while let Advance::More = evaluation.advance() {
            let done = evaluation.done;
            assert!(done - steps <= 60, "{query}: {} steps at once", done - steps);
            steps = done;
        }
    }
}
