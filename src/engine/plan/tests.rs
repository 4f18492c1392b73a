//! Plans as text, and the windows of time that they need.

use super::*;
use crate::engine::evaluate::{Advance, Evaluation, Output};
use crate::engine::load::load;
use crate::engine::options::Dialect;
use crate::engine::store::TimeWindow;
use crate::engine::store::memory::MemoryStore;
use crate::engine::store::of_reads::StoreOfReads;
use crate::model::labels::display;
use crate::promql::parser;

fn plan(query: &str, when: When, options: &Options) -> Plan {
    let parsed = parser::parse(query);
    assert!(parsed.diagnostics.is_empty(), "{query}: {:?}", parsed.diagnostics);
    Plan::new(&parsed.expr, when, options).expect("a valid plan")
}

const HOUR: When = When::Range(StepGrid { start: 0, end: 3_600_000, step: 60_000 });

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let text = plan(query, HOUR, &Options::default()).to_string();
    assert_eq!(text.lines().collect::<Vec<_>>(), expected, "{query}");
}

#[test]
fn plans_are_printed_a_node_a_line() {
    check("((up))", &["instant {__name__=\"up\"}"]);
    check("up{a=~\"b.*\"} offset 5m", &["instant {__name__=\"up\", a=~\"b.*\"} offset 5m"]);
    check("-(1 + up)", &["negate", "  binary +", "    number 1", "    instant {__name__=\"up\"}"]);
    let (a, b) = ("  instant {__name__=\"a\"}", "  instant {__name__=\"b\"}");
    check("a > bool on (x) group_left (y) b", &["binary > bool on (x) group_left (y)", a, b]);
    check("a + ignoring (x) fill_right (0) b", &["binary + ignoring (x) fill_right (0)", a, b]);
    check("topk by (a) (3, up)", &["aggregate topk by (a)", "  number 3", "  instant {__name__=\"up\"}"]);
    check("timestamp((up))", &["timestamp {__name__=\"up\"}"]);
}

#[test]
fn parts_that_are_the_same_at_every_step_are_evaluated_once() {
    check(
        "up + sum(up @ 5)",
        &[
            "binary +",
            "  instant {__name__=\"up\"}",
            "  once",
            "    aggregate sum by (), fused",
            "      instant {__name__=\"up\"} @ 5, needs []",
        ],
    );
    check("up @ end()", &["once", "  instant {__name__=\"up\"} @ 3600"]);
    check("vector(7)", &["once", "  call vector", "    number 7"]);
}

#[track_caller]
fn check_windows(query: &str, when: When, dialect: Dialect, expected: &[(i64, i64)]) {
    let options = Options { dialect, ..Options::default() };
    let windows = plan(query, when, &options).windows(&options);
    let found: Vec<_> = windows.iter().map(|(_, window)| (window.from / 1000, window.to / 1000)).collect();
    assert_eq!(found, expected, "{query} in {dialect:?}");
}

#[test]
fn windows_hold_every_sample_that_a_step_may_look_at() {
    let at = When::Instant(1_000_000);
    check_windows("up", at, Dialect::V2, &[(700, 1000)]);
    check_windows("up offset 1m", at, Dialect::V2, &[(640, 940)]);
    check_windows("up @ 500 offset -1m", at, Dialect::V2, &[(260, 560)]);
    check_windows("up[10m]", at, Dialect::V2, &[(400, 1000)]);
    check_windows("up + up @ end()", HOUR, Dialect::V2, &[(-300, 3600), (3300, 3600)]);
    check_windows("up smoothed", at, Dialect::V2, &[(700, 1300)]);
    check_windows("up[10m] anchored", at, Dialect::V2, &[(100, 1000)]);
    // The subquery's steps are at 960 and before; the first of them looks back once more from 720.
    check_windows("up[5m:1m]", at, Dialect::V2, &[(420, 960)]);
    let options = Options::default();
    let window = plan("up", at, &options).windows(&options)[0].1;
    assert_eq!((window.from, window.to), (700_001, 1_000_000), "version 3 leaves the beginning out");
}

#[test]
fn selectors_of_equal_matchers_are_read_together_where_their_windows_overlap() {
    let check = |query: &str, expected: &[(i64, i64, usize)]| {
        let options = Options { dialect: Dialect::V2, ..Options::default() };
        let reads = plan(query, When::Instant(10_000_000), &options).reads().to_vec();
        let read = |fetch: &StoreRead| (fetch.window.from / 1000, fetch.window.to / 1000, fetch.selectors.len());
        assert_eq!(reads.iter().map(read).collect::<Vec<_>>(), expected, "{query}");
        for fetch in reads {
            let holds = |own: &TimeWindow| fetch.window.from <= own.from && own.to <= fetch.window.to;
            assert!(fetch.selectors.iter().all(|(_, own)| holds(own)), "{query}");
        }
    };
    check("a + b", &[(9700, 10_000, 1), (9700, 10_000, 1)]);
    check("rate(a[5m]) / rate(a[30m]) + a", &[(8200, 10_000, 3)]);
    check("a{x=\"1\", y=\"2\"} + max_over_time(a{y=\"2\", x=\"1\"}[10m])", &[(9400, 10_000, 2)]);
    check("a - a offset 5m", &[(9400, 10_000, 2)]);
    // A week between them is not read.
    check("a offset 1w + a", &[(9700 - 604_800, 10_000 - 604_800, 1), (9700, 10_000, 1)]);
    // The third joins the first two; the order is that of the first of each.
    check("b + a + a offset 9m + b offset 1h + a offset 5m", &[(9700, 10_000, 1), (9160, 10_000, 3), (6100, 6400, 1)]);
}

#[test]
fn uses_are_kept_apart_where_the_store_asks_for_it() {
    let times = |start: i64, end: i64| GridTimes { start: start * 1000, end: end * 1000, step: 60_000 };
    let check = |query: &str, expected: &[ReadUse]| {
        let options = Options { keeps_uses_apart: true, ..Options::default() };
        let grid = StepGrid { start: 3_600_000, end: 7_200_000, step: 60_000 };
        let plan = plan(query, When::Range(grid), &options);
        let uses: Vec<_> = plan.reads().iter().map(|read| read.read_use.clone()).collect();
        assert_eq!(uses, expected, "{query}");
    };
    let (latest, counted) =
        (ReadUse::Latest { times: times(3600, 7200), is_counter: false }, ReadUse::Range { is_counter: true });
    check("a + rate(a[5m]) + sum(a)", &[latest.clone(), counted.clone()]);
    check("max_over_time(a[5m]) + rate(a[9m])", &[ReadUse::Range { is_counter: false }, counted]);
    // One node for both: it has the values as they are.
    check("max_over_time(a[5m]) + rate(a[5m])", &[ReadUse::Range { is_counter: false }]);
    check("a offset 10m", &[ReadUse::Latest { times: times(3000, 6600), is_counter: false }]);
    check("timestamp(a)", &[ReadUse::SampleTime { times: times(3600, 7200), which: SampleTime::Taken }]);
    // Through a subquery, on its own steps.
    check("irate(a[2m:1m])", &[ReadUse::Latest { times: times(3540, 7200), is_counter: true }]);
    check("a @ 60", &[ReadUse::Latest { times: GridTimes { start: 60_000, end: 60_000, step: 1 }, is_counter: false }]);
}

#[test]
fn a_part_is_read_as_the_results_of_others() {
    let options = Options::default();
    let expr = parser::parse("sum by (x) (rate(a[5m]))").expr;
    let grid = StepGrid { start: 0, end: 120_000, step: 60_000 };
    let part = Rc::new(PlanPart {
        expr: "sum by (x) (rate(a[5m]))".to_owned(),
        needs_zone_label: true,
        labels: Projection::ALL,
    });
    let pass = |nodes: &mut Vec<PlanNode>, root: PlanNodeId| {
        let PlanNodeKind::Aggregate { operand, .. } = nodes[root.0 as usize].kind else { panic!("an aggregation") };
        nodes[operand.0 as usize].kind = PlanNodeKind::Instant(PlanSelector {
            matchers: Vec::new(),
            timing: Timing::default(),
            extension: None,
            detail: HistogramDetail::default(),
            propagated: 0,
            part: Some(Rc::clone(&part)),
        });
        root
    };
    let plan = Plan::with(&expr, When::Range(grid), &options, pass).expect("a plan");
    let [read] = plan.reads() else { panic!("one read: {plan}") };
    let times = GridTimes { start: 0, end: 120_000, step: 60_000 };
    assert_eq!(read.read_use, ReadUse::Part { part: Rc::clone(&part), times });
    assert!(plan.to_string().contains("part 1: sum by (x) (rate(a[5m]))"), "{plan}");

    let mut results = MemoryStore::default();
    for (labels, samples) in
        load(["{x=\"1\", __zone__=\"0\"} 1 2 stale", "{x=\"1\", __zone__=\"1\"} 5 6 7"], 60_000).expect("valid lines")
    {
        results.append(labels, samples);
    }
    let store = StoreOfReads { stores: vec![Rc::new(results)] };
    let mut evaluation = Evaluation::new(plan, &store, &options);
    let outcome = loop {
        if let Advance::Done(outcome) = evaluation.advance() {
            break outcome.expect("an outcome");
        }
    };
    let Output::Matrix(series) = outcome.value else { panic!("a matrix") };
    let [one] = &series[..] else { panic!("one series") };
    assert_eq!(display(one.labels.iter()), "{x=\"1\"}");
    assert_eq!(one.samples.values, [6.0, 8.0, 7.0], "what is missing at a step is not looked up before it");
}

#[track_caller]
fn check_usage(query: &str, expected: &[(i64, i64, Option<&str>, &str, &str)]) {
    let plan = plan(query, HOUR, &Options::default());
    let grouping = |grouping: &Option<GroupingLabels>| match grouping {
        None => String::new(),
        Some(GroupingLabels::By(labels)) => format!("by {}", labels.join(", ")),
        Some(GroupingLabels::Without(labels)) => format!("without {}", labels.join(", ")),
    };
    let usage = |hints: &SelectHints| {
        let Usage { step_ms, range_ms, func, grouping: grouped, projection } = hints.usage.clone();
        (step_ms / 1000, range_ms / 1000, func, grouping(&grouped), projection.to_string())
    };
    let found: Vec<_> = plan.select_hints().iter().map(usage).collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|&(step, range, func, grouping, needs)| (step, range, func, grouping.to_owned(), needs.to_owned()))
        .collect();
    assert_eq!(found, expected, "{query}");
}

#[test]
fn hints_say_what_series_are_for() {
    let all = "all but []";
    check_usage("up", &[(60, 0, None, "", all)]);
    check_usage("rate(a[5m])", &[(60, 300, Some("rate"), "", all)]);
    check_usage("sum by (x) (a)", &[(60, 0, Some("sum"), "by x", "[x]")]);
    check_usage("sum without (x) (-a)", &[(60, 0, Some("sum"), "", "all but [__name__, x]")]);
    check_usage("sum by (x) (rate(a[5m]))", &[(60, 300, Some("rate"), "", "[x]")]);
    // An operator is no function, and what is above it is not for one metric alone.
    check_usage("sum(a + b)", &[(60, 0, None, "", "all but [__name__]"), (60, 0, None, "", all)]);
    check_usage("max_over_time(a[10m:30s])", &[(30, 0, Some("max_over_time"), "", all)]);
    check_usage("sum(a @ 5)", &[(0, 0, Some("sum"), "by ", "[]")]);
    // What is read together is for all of its selectors.
    check_usage("sum by (x) (a) / sum by (y) (a)", &[(60, 0, Some("sum"), "", "[x, y]")]);
    check_usage("rate(a[5m]) + a", &[(60, 0, None, "", all)]);
    check_usage("1", &[]);
}
