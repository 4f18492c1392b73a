//! Our own scripts leave no word of the language out: each function, aggregator, operator and keyword of the tables,
//! and each form of selectors, durations and histograms, stands in an evaluation that gives something; each function
//! also in one over a range.
//!
//! Not here: whether what it gives is right (the evaluations), and whether the tables are complete
//! (`tests/language/words.rs`).

use std::collections::BTreeSet;

use narthex::engine::load::Item;
use narthex::engine::options::When;
use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::ast::{
    AtKind, Duration, DurationKind, Expr, ExprKind, Fill, Group, GroupingKind, MatchingKind, Modifiers, NumberForm,
    Quote, Selector, Side,
};
use narthex::promql::functions::FUNCTIONS;
use narthex::promql::keywords::KEYWORDS;
use narthex::promql::parser;

use crate::suite::eval::{Eval, Expected, Failure};
use crate::suite::script::{self, Command, Load};

/// What no table lists: the forms of expressions.
const FORMS: &[&str] = &[
    "-x",
    "+x",
    "(x)",
    "5m as a number",
    "\"text\"",
    "'text'",
    "`text`",
    "=",
    "!=",
    "=~",
    "!~",
    "@ time",
    "@ start()",
    "@ end()",
    "x[range]",
    "x[range:]",
    "x[range:step]",
    "duration +",
    "duration -",
    "duration *",
    "duration /",
    "duration %",
    "duration ^",
    "duration -x",
    "duration ()",
    "duration step()",
    "duration range()",
    "duration min_of",
    "duration max_of",
];

/// And those of samples.
const SAMPLES: &[&str] = &[
    "_",
    "_x",
    "stale",
    "NaN",
    "Inf",
    "@st",
    "with_nhcb",
    "schema:0",
    "schema:1",
    "schema:-53",
    "custom_values:",
    "z_bucket:",
    "z_bucket_w:",
    " buckets:",
    "n_buckets:",
    " offset:",
    "n_offset:",
    "counter_reset_hint:unknown",
    "counter_reset_hint:reset",
    "counter_reset_hint:not_reset",
    "counter_reset_hint:gauge",
    "}}x",
    "}}+{{",
];

/// How evaluations that must not give just a result fail, warn and inform.
const OUTCOMES: &[&str] = &[
    "fail",
    "fail msg",
    "fail regex",
    "warn msg",
    "warn regex",
    "no_warn",
    "info msg",
    "info regex",
    "no_info",
    "ordered",
];

#[test]
fn own_scripts_use_every_word_and_form() {
    let (mut used, mut over_ranges) = (BTreeSet::new(), BTreeSet::new());
    for (name, text) in super::own_scripts("") {
        used.extend(text.lines().filter_map(|line| line.trim().strip_prefix("expect ")).map(outcome));
        for numbered in script::read(&text).unwrap_or_else(|why| panic!("{name}: {why}")) {
            match numbered.command {
                Command::Load(load) => used.extend(samples(&load)),
                Command::Eval(eval) if gives_something(&eval) => {
                    let mut own = BTreeSet::new();
                    words(&parser::parse(&eval.expression).expr, &eval.expression, &mut own);
                    if matches!(eval.when, When::Range(_)) {
                        over_ranges.extend(own.iter().cloned());
                    }
                    used.extend(own);
                }
                Command::Clear | Command::Eval(_) => {}
            }
        }
    }
    let functions = FUNCTIONS.iter().map(|one| format!("{}()", one.name));
    let missing: Vec<_> = functions.clone().filter(|one| !over_ranges.contains(one)).collect();
    assert!(missing.is_empty(), "tests/engine/*.test has no `eval range` that gives something with {missing:?}");
    let aggregators = AGGREGATORS.iter().map(|one| one.name.to_owned());
    let keywords = KEYWORDS.iter().map(|one| format!("{:?} {}", one.role, one.word));
    let forms = [FORMS, SAMPLES, OUTCOMES].concat().into_iter().map(str::to_owned);
    let all: BTreeSet<String> = functions.chain(aggregators).chain(keywords).chain(forms).collect();
    let missing: Vec<_> = all.difference(&used).collect();
    assert!(missing.is_empty(), "tests/engine/*.test has no evaluation that gives something with {missing:?}");
}

/// What a line `expect …` expects, without its text.
fn outcome(expected: &str) -> String {
    expected.split_once(':').map_or(expected, |(kind, _)| kind).to_owned()
}

fn gives_something(eval: &Eval) -> bool {
    let has_samples =
        |series: &[(_, Vec<Item>)]| series.iter().any(|(_, items)| items.iter().any(|it| *it != Item::Blank));
    matches!(eval.fail, Failure::None)
        && match &eval.expected {
            Expected::Series(series) | Expected::Ranges(_, series) => has_samples(series),
            Expected::Scalar(_) | Expected::String(_) => true,
        }
}

fn samples(load: &Load) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    if load.with_nhcb {
        all.insert("with_nhcb".to_owned());
    }
    for line in &load.lines {
        let blanks =
            |form: &str| line.split_whitespace().any(|item| item == form || form == "_x" && item.starts_with(form));
        let is_there = |form: &str| if form.starts_with('_') { blanks(form) } else { line.contains(form) };
        all.extend(SAMPLES.iter().filter(|form| is_there(form)).map(|form| (*form).to_owned()));
    }
    all
}

/// The words and forms of an expression and of all below it.
fn words(expr: &Expr, text: &str, used: &mut BTreeSet<String>) {
    let mut add = |word: &str| used.extend([word.to_owned()]);
    match &expr.kind {
        ExprKind::Number(number) if number.form == NumberForm::Duration => add("5m as a number"),
        ExprKind::Error | ExprKind::Number(_) => {}
        ExprKind::String(literal) => add(match literal.quote {
            Quote::Double => "\"text\"",
            Quote::Single => "'text'",
            Quote::Backtick => "`text`",
        }),
        ExprKind::Selector(selector) => of_selector(selector, used),
        ExprKind::Matrix(matrix) => {
            add("x[range]");
            duration(&matrix.range, used);
            of_selector(&matrix.selector, used);
        }
        ExprKind::Subquery(subquery) => {
            add(if subquery.step.is_some() { "x[range:step]" } else { "x[range:]" });
            duration(&subquery.range, used);
            subquery.step.iter().for_each(|step| duration(step, used));
            modifiers(&subquery.modifiers, used);
        }
        ExprKind::Call(call) => add(&format!("{}()", call.name)),
        ExprKind::Aggregate(aggregate) => {
            add(aggregate.op.text());
            match aggregate.grouping.as_ref().map(|grouping| grouping.kind) {
                Some(GroupingKind::By) => add("OfAggregator by"),
                Some(GroupingKind::Without) => add("OfAggregator without"),
                None => {}
            }
        }
        ExprKind::Binary(binary) => {
            let role = KEYWORDS.iter().find(|one| one.word == binary.op.text()).map(|one| one.role);
            add(&role.map_or_else(String::new, |role| format!("{role:?} {}", binary.op.text())));
            if binary.bool_span.is_some() {
                add("OfOperator bool");
            }
            if let Some(matching) = &binary.matching {
                add(if matching.kind == MatchingKind::On { "OfOperator on" } else { "OfOperator ignoring" });
                match &matching.group {
                    Some(Group { side: Side::Left, .. }) => add("OfOperator group_left"),
                    Some(Group { side: Side::Right, .. }) => add("OfOperator group_right"),
                    None => {}
                }
            }
            if let Some(Fill { span, .. }) = &binary.fill {
                let written = ["fill", "fill_left", "fill_right"];
                let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
                let found = span.of(text).split(|letter| !is_letter(letter)).filter(|word| written.contains(word));
                found.for_each(|word| add(&format!("OfOperator {word}")));
            }
        }
        ExprKind::Unary(unary) => add(&format!("{}x", unary.op.text())),
        ExprKind::Paren(_) => add("(x)"),
    }
    expr.children().into_iter().for_each(|child| words(child, text, used));
}

fn of_selector(selector: &Selector, used: &mut BTreeSet<String>) {
    used.extend(selector.matchers.iter().map(|matcher| matcher.op.text().to_owned()));
    modifiers(&selector.modifiers, used);
}

fn modifiers(modifiers: &Modifiers, used: &mut BTreeSet<String>) {
    if let Some(offset) = &modifiers.offset {
        used.insert("OfSelector offset".to_owned());
        duration(offset, used);
    }
    if let Some(at) = &modifiers.at {
        let kind = match at.kind {
            AtKind::Time(_) => "@ time",
            AtKind::Start => "@ start()",
            AtKind::End => "@ end()",
        };
        used.extend(["OfSelector @", kind].map(str::to_owned));
    }
    used.extend(modifiers.extension.map(|(extension, _)| format!("OfSelector {}", extension.text())));
}

fn duration(one: &Duration, used: &mut BTreeSet<String>) {
    let (form, below) = match &one.kind {
        DurationKind::Error | DurationKind::Literal(_) => return,
        DurationKind::Step => ("step()".to_owned(), &[][..]),
        DurationKind::Range => ("range()".to_owned(), &[][..]),
        DurationKind::Min(both) => ("min_of".to_owned(), &both[..]),
        DurationKind::Max(both) => ("max_of".to_owned(), &both[..]),
        DurationKind::Unary(sign, inner) => (format!("{}x", sign.text()), std::slice::from_ref(&**inner)),
        DurationKind::Binary(op, both) => (op.text().to_owned(), &both[..]),
        DurationKind::Paren(inner) => ("()".to_owned(), std::slice::from_ref(&**inner)),
    };
    used.insert(format!("duration {form}"));
    for inner in below {
        duration(inner, used);
    }
}
