//! No fix of a lint makes an alert fire: where an expression that filters gives nothing, neither does what its fix
//! makes of it. Fixed texts of lints are evaluated beside the texts over series that are made for their selectors.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use narthex::engine::evaluate::{Output, When, evaluate};
use narthex::engine::load::load;
use narthex::engine::options::Options;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::lang::Lang;
use narthex::model::time::StepGrid;
use narthex::promql::ast::{BinaryOp, Expr, ExprKind, MatchOp, Selector};
use narthex::promql::check;
use narthex::promql::lints::{Facts, LINTS, diagnose};
use narthex::promql::wording::message;

use crate::any_bytes;
use crate::choices::Choices;
use crate::written;

/// What an alert makes of an expression.
const ALERTS: [&str; 9] = [
    "{}",
    "({}) > 0",
    "({}) < 0.5",
    "({}) == 0",
    "({}) == 1",
    "({}) and on () (up == 1)",
    "(up == 1) unless on () ({})",
    "absent({})",
    "(up + ({})) > 1",
];

/// How the values of a series go.
const VALUES: [&str; 9] =
    ["0x11", "1x11", "5x11", "0+3x11", "100+40x5 2+40x5", "0x3 _x4 7x3", "5 1x4 stale _x5", "0.3 1 0 2x8", "1 0x10"];

const MINUTES: StepGrid = StepGrid { start: 180_000, end: 720_000, step: 60_000 };

#[test]
fn no_fix_makes_an_alert_fire() {
    let (mut fixes, mut empty, mut offered) = (0, 0, BTreeSet::new());
    let facts = Facts { scrape_interval_ms: Some(60_000), replica_labels: vec!["replica".into()], ..Facts::default() };
    for text in texts() {
        for alert in ALERTS {
            let text = alert.replace("{}", &text);
            let (parsed, found) = diagnose(&text, &facts);
            if !filters(&parsed.expr) {
                continue;
            }
            let fixed: BTreeSet<String> =
                found.iter().filter_map(|one| Some(one.fix.as_ref()?.applied(&text))).collect();
            offered.extend(found.iter().filter(|one| one.fix.is_some()).map(|one| message(one, Lang::En)));
            for fixed in fixed {
                fixes += 1;
                empty += check(&text, &fixed);
            }
        }
    }
    assert!(fixes > 100 && empty > 500 && offered.len() > 10, "{fixes} fixes, {empty} empty results, {offered:?}");
}

/// How often the text gives nothing; then the fixed text gives nothing.
#[track_caller]
fn check(text: &str, fixed: &str) -> usize {
    let (before, diagnostics) = check::diagnose(text);
    assert_eq!(diagnostics, [], "{text}");
    let (after, diagnostics) = check::diagnose(fixed);
    assert_eq!(diagnostics, [], "{text} becomes {fixed}");
    let empty = Cell::new(0);
    any_bytes::check(6, 60, |bytes| {
        let data = data(&before.expr, Choices::of(bytes));
        let mut store = MemoryStore::default();
        for (labels, samples) in load(data.lines(), 60_000).expect("data") {
            store.append(labels, samples);
        }
        let [before, after] = [&before, &after].map(|parsed| times(&parsed.expr, &store));
        let (Some(before), after) = (before, after.unwrap_or_default()) else { return };
        for time in (0..MINUTES.len()).map(|step| MINUTES.time(step)).filter(|time| !before.contains(time)) {
            empty.set(empty.get() + 1);
            assert!(!after.contains(&time), "at {time} nothing comes of\n{text}\nbut of\n{fixed}\nover\n{data}");
        }
    });
    empty.get()
}

/// The minutes at which any series is there; `None` where the evaluation fails or gives none.
fn times(expr: &Expr, store: &MemoryStore) -> Option<BTreeSet<i64>> {
    match evaluate(expr, store, When::Range(MINUTES), &Options::default()).ok()?.value {
        Output::Matrix(series) => Some(series.into_iter().flat_map(|one| one.samples.times.clone()).collect()),
        Output::Scalar { .. } | Output::Text { .. } | Output::Vector(_) => None,
    }
}

/// Series for every selector of an expression.
fn data(expr: &Expr, mut choices: Choices<'_>) -> String {
    let mut lines = BTreeSet::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match &expr.kind {
            ExprKind::Selector(selector) => add(selector, &mut lines),
            ExprKind::Matrix(matrix) => add(&matrix.selector, &mut lines),
            _ => left.extend(expr.children()),
        }
    }
    let mut out = String::new();
    for line in lines {
        // Not every series is there.
        if !choices.one_in(5) {
            let _ = writeln!(out, "{line} {}", choices.pick(&VALUES));
        }
    }
    out
}

fn add(selector: &Selector, lines: &mut BTreeSet<String>) {
    let name = selector.name.as_ref().map_or("some_metric", |name| name.text.as_str());
    let mut fixed = vec![("job", "api"), ("env", "test")];
    for matcher in &selector.matchers {
        let value = match matcher.op {
            MatchOp::Equal => matcher.value.value.as_str(),
            // The first literal that the pattern has.
            MatchOp::Regex => {
                let plain = |letter: char| !letter.is_alphanumeric() && !"_-:/".contains(letter);
                matcher.value.value.split(plain).find(|part| !part.is_empty()).unwrap_or("x")
            }
            MatchOp::NotEqual | MatchOp::NotRegex => continue,
        };
        fixed.retain(|(label, _)| *label != matcher.name.text);
        fixed.push((&matcher.name.text, value));
    }
    let bounds: &[&str] = if name.contains("_bucket") { &["0.1", "1", "+Inf"] } else { &[""] };
    for instance in ["a", "b"] {
        for bound in bounds {
            let mut labels = fixed.clone();
            for own in [("instance", instance), ("le", bound)] {
                if !own.1.is_empty() && fixed.iter().all(|(label, _)| *label != own.0) {
                    labels.push(own);
                }
            }
            let labels: Vec<_> = labels.iter().map(|(label, value)| format!("\"{label}\"={value:?}")).collect();
            lines.insert(format!("{{\"{name}\", {}}}", labels.join(", ")));
        }
    }
}

/// Whether it may give nothing where its series are there.
fn filters(expr: &Expr) -> bool {
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        let decides = match &expr.kind {
            ExprKind::Binary(it) => {
                it.op.is_comparison() && it.bool_span.is_none() || matches!(it.op, BinaryOp::And | BinaryOp::Unless)
            }
            ExprKind::Call(it) => it.name.starts_with("absent"),
            _ => false,
        };
        if decides {
            return true;
        }
        left.extend(expr.children());
    }
    false
}

/// The lints' examples, and the expressions of their tests.
fn texts() -> BTreeSet<String> {
    let mut texts: BTreeSet<String> = LINTS.iter().map(|lint| lint.example.to_owned()).collect();
    let written = written::texts("tests/language/lint");
    texts.extend(written.iter().filter_map(|text| text.lines().next()).map(str::to_owned));
    texts
}
