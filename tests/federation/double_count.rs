//! Aggregations that count replicas' series several times: which are found, and that the rewrite makes it right.

use narthex::engine::evaluate::{Output, evaluate};
use narthex::engine::labels::Labels;
use narthex::engine::load::load;
use narthex::engine::matcher::{Matchers, Patterns};
use narthex::engine::options::{Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::federation::double_count::{Overcount, overcounts};
use narthex::promql::parser;

use crate::evaluation::outcome::Outcome;

const AT: When = When::Instant(600_000);

/// Series of two targets, each held by replicas with this label, or by one without any.
fn series(label: &str, replicas: &[&str]) -> Vec<(Labels, Samples)> {
    let lines =
        ["m{instance=\"a\", job=\"x\"} 1+1x20", "m{instance=\"b\", job=\"x\"} 5+3x20", "n{instance=\"a\"} 2+0x20"];
    let all = load(lines, 60_000).expect("series");
    let of =
        |replica: &&str| all.iter().map(|(labels, samples)| (labels.with(label, replica), samples.clone())).collect();
    replicas.iter().flat_map(|replica| -> Vec<_> { of(replica) }).collect()
}

fn store(series: &[(Labels, Samples)]) -> MemoryStore {
    let mut store = MemoryStore::default();
    series.iter().cloned().for_each(|(labels, samples)| store.append(labels, samples));
    store
}

/// What is found of a query over these series.
fn found(query: &str, series: &[(Labels, Samples)], given: &[String]) -> Vec<Overcount> {
    let plan = Plan::new(&parser::parse(query).expr, AT, &Options::default()).expect("a plan");
    let mut patterns = Patterns::new(Options::default().dialect);
    let read = |matchers: &[_]| {
        let matchers = Matchers::compile(matchers, &mut patterns).expect("patterns");
        series.iter().map(|(labels, _)| labels.clone()).filter(|labels| matchers.match_labels(labels)).collect()
    };
    let labels: Vec<Vec<Labels>> = plan.reads().iter().map(|one| one.matchers.as_slice()).map(read).collect();
    overcounts(query, &plan, &labels, given)
}

fn result(query: &str, store: &MemoryStore) -> Outcome {
    let outcome = evaluate(&parser::parse(query).expr, store, AT, &Options::default()).expect("an outcome");
    assert!(!matches!(outcome.value, Output::Text { .. }), "{query}");
    Outcome::of(&outcome)
}

/// A query counts replicas several times just where these pieces stand, and rewritten it gives what one replica gives.
#[track_caller]
fn check(query: &str, places: &[&str]) {
    for replicas in [&["a", "b"][..], &["a", "b", "c"]] {
        let (single, several) = (series("replica", &[""]), series("replica", replicas));
        assert_eq!(found(query, &single, &[]), [], "{query}");
        let all = found(query, &several, &[]);
        let texts: Vec<&str> = all.iter().map(|one| one.span.of(query)).collect();
        assert_eq!(texts, places, "{query}");
        assert!(all.iter().all(|one| one.label == "replica" && one.replicas == replicas.len()), "{all:?}");
        // From the last place on, so that the others stay where they are.
        let rewritten = all.iter().rev().fold(query.to_owned(), |mut text, one| {
            text.replace_range(one.span.start as usize..one.span.end as usize, &one.rewrite);
            text
        });
        assert_eq!(found(&rewritten, &several, &[]), [], "{rewritten}");
        if !places.is_empty() {
            let (is, was) = (result(&rewritten, &store(&several)), result(query, &store(&several)));
            let wanted = result(query, &store(&single));
            assert!(is.samples() > 0 && is.is_about(&wanted), "{rewritten}: {is:?}, not {wanted:?}");
            assert!(!was.is_about(&wanted), "{query}: {was:?}");
        }
    }
}

#[test]
fn sums_of_what_replicas_hold_are_found_and_made_right() {
    check("sum(m)", &["sum(m)"]);
    check("sum by (job) (rate(m[5m]))", &["sum by (job) (rate(m[5m]))"]);
    check("count without (replica, instance) (-(m * 2) < 0)", &["count without (replica, instance) (-(m * 2) < 0)"]);
    check("count_values(\"v\", m)", &["count_values(\"v\", m)"]);
    check("sum(max_over_time(m[10m:1m])) + count(m)", &["sum(max_over_time(m[10m:1m]))", "count(m)"]);
    check("sum(sum by (replica, job) (m))", &["sum(sum by (replica, job) (m))"]);
    check("1 + sum(m unless n)", &["sum(m unless n)"]);
    // Equal parts are evaluated once, and are counted twice at either place.
    check("sum(m) * 2 + sum(m)", &["sum(m)", "sum(m)"]);
}

#[test]
fn what_counts_each_once_is_not_found() {
    for query in [
        "max(m)",
        "sum by (replica) (m)",
        "sum without (instance) (m)",
        "sum(max without (replica) (m))",
        "sum(m{replica=\"a\"})",
        "group(m)",
        "m + m",
    ] {
        check(query, &[]);
    }
}

#[test]
fn labels_are_those_that_usually_tell_replicas_apart_and_those_given() {
    for label in ["prometheus_replica", "__replica__"] {
        let [one] = &found("sum(m)", &series(label, &["a", "b"]), &[])[..] else { panic!("{label}") };
        assert_eq!(one.rewrite, format!("sum(max without ({label}) (m))"));
    }
    let other = series("monitor", &["a", "b"]);
    assert_eq!(found("sum(m)", &other, &[]), []);
    assert_eq!(found("sum(m)", &other, &["monitor".to_owned()]).len(), 1);
    // Each has other targets: nothing is there twice.
    let apart: Vec<_> = series("replica", &["a", "b"])
        .into_iter()
        .map(|(labels, samples)| {
            (labels.with("instance", &(labels.get("replica").to_owned() + labels.get("instance"))), samples)
        })
        .collect();
    assert_eq!(found("sum(m)", &apart, &[]), []);
}
