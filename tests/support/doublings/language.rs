//! Expressions and collections of rules: read, checked, linted, formatted, planned.

use std::hint::black_box;

use narthex::engine::options::{Options, When};
use narthex::engine::plan::Plan;
use narthex::promql::complete::{History, Knowledge, Names, RecordingRule, context, offers};
use narthex::promql::format::layout;
use narthex::promql::lints::{self, Facts};
use narthex::promql::metadata::Metadata;
use narthex::promql::parser::parse;

use super::Case;

/// What an expression is called that has more nodes than a chain may have, and its nodes by number.
type Balanced = (&'static str, fn(usize) -> String);

const BALANCED: [Balanced; 2] = [
    ("(m0 + m1) + …", |at| format!("m{at}")),
    ("(max_over_time(m0[5m:1m]) + …) + …", |at| format!("max_over_time(m{at}[5m:1m])")),
];

/// What an expression is called, its nodes by number, and the operator that joins them.
type Chain = (&'static str, fn(usize) -> String, &'static str);

/// Expressions that grow node by node.
const CHAINS: [Chain; 8] = [
    ("m + m + …", |_| "m".into(), " + "),
    ("m0 or m1 or …", |at| format!("m{at}"), " or "),
    ("m{a0=…} and m{a1=…} and …", |at| format!("m{{a{at}=\"{at}\"}}"), " and "),
    ("m{a0=…} * m{a1=…} * …", |at| format!("m{{a{at}=\"{at}\"}}"), " * "),
    ("rate(m0_total[5m]) + …", |at| format!("rate(m{at}_total{{job=\"x\"}}[5m])"), " + "),
    ("max_over_time(sum(m)[5m:1s]) + …", |at| format!("max_over_time(sum(m)[{}m:1s])", 1 + at % 90), " + "),
    ("histogram_quantile(…) > …", |at| format!("histogram_quantile(0.9, sum by (le) (rate(h{at}_bucket[5m])))"), " > "),
    ("m{…} == bool …", |at| format!("m{{a=~\"x{at}|y\",b!=\"\"}}"), " == bool "),
];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, node, operator) in CHAINS {
        let text = move |size: usize| {
            let text = (0..size).map(node).collect::<Vec<_>>().join(operator);
            assert!(parse(&text).diagnostics.is_empty(), "{size} nodes are refused, and cost nothing");
            text
        };
        cases.push(Case::new("nodes of an expression", 25, format!("{name}: checked and linted"), move |size| {
            let text = text(size);
            move || drop(black_box(lints::diagnose(&text, &Facts::default())))
        }));
        cases.push(Case::new("nodes of an expression", 25, format!("{name}: formatted"), move |size| {
            let text = text(size);
            let parsed = parse(&text);
            move || drop(black_box(layout(&text, &parsed)))
        }));
        cases.push(Case::new("nodes of an expression", 25, format!("{name}: planned"), move |size| {
            let parsed = parse(&text(size));
            move || {
                let plan = Plan::new(&parsed.expr, When::Instant(0), &Options::default());
                assert!(black_box(plan).is_ok());
            }
        }));
    }
    for (name, node) in BALANCED {
        cases.push(Case::new("nodes of an expression", 1_000, format!("{name}: planned"), move |size| {
            let parsed = parse(&balanced(0, size, node));
            assert!(parsed.diagnostics.is_empty(), "{size} nodes are refused, and cost nothing");
            move || {
                let plan = Plan::new(&parsed.expr, When::Instant(0), &Options::default()).expect("a plan");
                assert_eq!(black_box(plan.select_hints()).len(), size);
            }
        }));
    }
    cases.push(Case::new("labels a series", 500, "by (…) and a selector of as many: checked and linted", |size| {
        let names = (0..size).map(|at| format!("n{at}")).collect::<Vec<_>>();
        let text = format!("sum by ({}) (m{{{}=\"1\"}})", names.join(","), names.join("=\"1\","));
        move || drop(black_box(lints::diagnose(&text, &Facts::default())))
    }));
    cases.push(Case::new("label value length", 4_000, "m{a=~\"x|x…\"}: checked and linted", |size| {
        let text = format!("m{{a=~\"{}\"}}", "x|".repeat(size / 2));
        move || drop(black_box(lints::diagnose(&text, &Facts::default())))
    }));
    cases.push(Case::new("rules", 500, "each rule's expression: checked and linted", |size| {
        let rules: Vec<String> = (0..size).map(rule).collect();
        move || rules.iter().for_each(|rule| drop(black_box(lints::diagnose(rule, &Facts::default()))))
    }));
    cases.push(Case::new("rules", 2_000, "completion knows them", |size| {
        let text = "sum by (job) (rate(job:";
        let names: Vec<String> = (0..size).map(|at| format!("job:requests{at}:rate5m")).collect();
        let rules: Vec<RecordingRule> =
            (0..size).map(|at| RecordingRule { name: names[at].clone(), expression: rule(at) }).collect();
        let metrics = Names::new(names.iter().map(String::as_str).step_by(2));
        let (metadata, labels, history) = (Metadata::default(), Names::default(), History::new([]));
        move || {
            let knowledge =
                Knowledge { metrics: &metrics, metadata: &metadata, labels: &labels, history: &history, rules: &rules };
            drop(black_box(offers(&context(text, text.len()), &knowledge)));
        }
    }));
    cases
}

/// The sum of so many nodes, halved again and again.
pub(super) fn balanced(first: usize, count: usize, node: fn(usize) -> String) -> String {
    if count == 1 {
        return node(first);
    }
    let left = count / 2;
    format!("({} + {})", balanced(first, left, node), balanced(first + left, count - left, node))
}

/// An alert as collections have it.
pub(crate) fn rule(at: usize) -> String {
    format!(
        "sum by (job, instance) (rate(http_requests_total{{code=~\"5..\",shard=\"{at}\"}}[5m])) \
         / sum by (job, instance) (rate(http_requests_total{{shard=\"{at}\"}}[5m])) > 0.0{at}"
    )
}
