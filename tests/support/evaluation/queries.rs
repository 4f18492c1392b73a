//! Queries that the checker allows, of every function, aggregator, operator and modifier of the tables.

use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::ast::BinaryOp;
use narthex::promql::functions::{FUNCTIONS, Last};
use narthex::promql::value_type::ValueType;

use super::choices::Choices;

const SELECTORS: &[&str] = &[
    "a",
    "b",
    "c_total",
    "h",
    "l_bucket",
    "a{x=\"1\"}",
    "a{y!=\"1\"}",
    "b{x=~\"1|3\"}",
    "h{x=\"2\"}",
    "{x=\"1\"}",
    "{__name__=~\"a|h\"}",
    "{__name__=~\".+\"}",
    "none{u=\"v\"}",
    "a{x=~\".*\",z=\"\"}",
];
const MODIFIERS: &[&str] = &[
    "",
    "",
    "",
    "",
    " offset 10s",
    " offset -13s",
    " @ 60",
    " @ start()",
    " @ end() offset 5s",
    " offset (step() + 1)",
];
const EXTENSIONS: &[&str] = &["", "", "", "", "", " anchored", " smoothed"];
const RANGES: &[&str] = &["30s", "10s", "1m", "1ms", "5m", "(step() * 2)", "25"];
const STEPS: &[&str] = &["10s", "", "7s", "1s", "1m"];
const GROUPINGS: &[&str] = &["", "by (x)", "by (y, x)", "without (y)", "by (__name__)", "without ()", "by ()"];
const MATCHINGS: &[&str] = &[
    "",
    "",
    "on (x)",
    "ignoring (y)",
    "on (x, y)",
    "on ()",
    "ignoring (y) group_left ()",
    "on (x) group_right (y)",
    "on () group_left (x)",
];
const FILLS: &[&str] = &["", "", "", " fill (0)", " fill_left (1)", " fill_right (-2)"];
const NUMBERS: &[&str] = &["1", "0", "0.5", "-2", "NaN", "Inf", "-Inf", "3", "1e18", "0.9", "60"];
const TEXTS: &[&str] = &["x", "y", "(.*)", "$1-n", "", "__name__", "(?P<n>1|2)", "le", "not a label", "("];

/// The deepest that parts are nested.
const DEPTH: usize = 5;

/// A query.
pub(crate) fn query(choices: &mut Choices<'_>) -> String {
    let depth = 1 + choices.below(DEPTH);
    let value_type = choices.pick(&[ValueType::Vector, ValueType::Vector, ValueType::Vector, ValueType::Scalar]);
    expr(choices, value_type, depth)
}

fn expr(choices: &mut Choices<'_>, value_type: ValueType, depth: usize) -> String {
    match value_type {
        ValueType::Scalar => scalar(choices, depth),
        ValueType::Vector => vector(choices, depth),
        ValueType::Matrix => range(choices, depth),
        ValueType::String => format!("\"{}\"", choices.pick(TEXTS)),
    }
}

fn scalar(choices: &mut Choices<'_>, depth: usize) -> String {
    if depth == 0 {
        return choices.pick(NUMBERS).to_owned();
    }
    match choices.below(6) {
        0 | 1 => choices.pick(NUMBERS).to_owned(),
        2 => format!("scalar({})", vector(choices, depth - 1)),
        3 => format!("-({})", scalar(choices, depth - 1)),
        4 => function(choices, ValueType::Scalar, depth - 1),
        _ => {
            let op = operator(choices, |op| !op.is_set() && !op.is_trim());
            let bool = if op.is_comparison() { " bool" } else { "" };
            format!("({}) {}{bool} ({})", scalar(choices, depth - 1), op.text(), scalar(choices, depth - 1))
        }
    }
}

fn vector(choices: &mut Choices<'_>, depth: usize) -> String {
    if depth == 0 {
        return selector(choices);
    }
    match choices.below(14) {
        0 => selector(choices),
        1..=4 => function(choices, ValueType::Vector, depth - 1),
        5..=8 => aggregation(choices, depth - 1),
        9 => format!("-({})", vector(choices, depth - 1)),
        10 => {
            let op = operator(choices, |op| !op.is_set());
            let bool = if op.is_comparison() && choices.one_in(2) { " bool" } else { "" };
            let (one, other) = (vector(choices, depth - 1), scalar(choices, depth - 1));
            if choices.one_in(2) && !op.is_trim() {
                format!("({other}) {}{bool} ({one})", op.text())
            } else {
                format!("({one}) {}{bool} ({other})", op.text())
            }
        }
        _ => {
            let op = operator(choices, |op| !op.is_trim());
            let bool = if op.is_comparison() && choices.one_in(3) { " bool" } else { "" };
            let (matching, fill) = if op.is_set() {
                (choices.pick(&MATCHINGS[..6]), "")
            } else {
                (choices.pick(MATCHINGS), choices.pick(FILLS))
            };
            let (one, other) = (vector(choices, depth - 1), vector(choices, depth - 1));
            format!("({one}) {}{bool} {matching}{fill} ({other})", op.text())
        }
    }
}

fn operator(choices: &mut Choices<'_>, is_wanted: impl Fn(BinaryOp) -> bool) -> BinaryOp {
    let from = choices.below(BinaryOp::ALL.len());
    let all = BinaryOp::ALL.into_iter();
    all.clone().skip(from).chain(all).find(|op| is_wanted(*op)).unwrap_or(BinaryOp::ALL[0])
}

fn selector(choices: &mut Choices<'_>) -> String {
    let extension = if choices.one_in(12) { " smoothed" } else { "" };
    format!("{}{extension}{}", choices.pick(SELECTORS), choices.pick(MODIFIERS))
}

fn range(choices: &mut Choices<'_>, depth: usize) -> String {
    let (length, modifier) = (choices.pick(RANGES), choices.pick(MODIFIERS));
    if depth > 0 && choices.one_in(3) {
        return format!("({})[{length}:{}]{modifier}", vector(choices, depth - 1), choices.pick(STEPS));
    }
    format!("{}[{length}]{}{modifier}", choices.pick(SELECTORS), choices.pick(EXTENSIONS))
}

/// A call of a function that gives this, from the table.
fn function(choices: &mut Choices<'_>, returns: ValueType, depth: usize) -> String {
    let from = choices.below(FUNCTIONS.len());
    let all = FUNCTIONS.iter();
    let Some(function) = all.clone().skip(from).chain(all).find(|one| one.returns == returns) else {
        return choices.pick(NUMBERS).to_owned();
    };
    let fixed = function.parameters.len();
    let count = match function.last {
        Last::Once => fixed,
        Last::UpTo(most) => fixed.saturating_sub(1) + choices.below(most + 1),
        Last::Any => fixed.saturating_sub(1) + choices.below(3),
    };
    let args = (0..count).filter_map(|at| function.parameters.get(at).or(function.parameters.last()));
    // `info` takes a selector of labels alone.
    if function.name == "info" {
        return format!("info({}, {{x=\"1\"}})", vector(choices, depth));
    }
    let args: Vec<String> = args.map(|one| expr(choices, one.value_type, depth)).collect();
    format!("{}({})", function.name, args.join(", "))
}

fn aggregation(choices: &mut Choices<'_>, depth: usize) -> String {
    let aggregator = &AGGREGATORS[choices.below(AGGREGATORS.len())];
    let grouping = choices.pick(GROUPINGS);
    let parameter = aggregator.parameter.map(|one| expr(choices, one.value_type, depth.min(1)) + ", ");
    format!("{} {grouping} ({}{})", aggregator.name, parameter.unwrap_or_default(), vector(choices, depth))
}
