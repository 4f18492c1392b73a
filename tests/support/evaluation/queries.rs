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
    "a{x=\"2\"}",
    "a{y!=\"1\"}",
    "b{x=~\"1|3\"}",
    "b{x=\"3\"}",
    "b{z=\"\", x=\"1\"}",
    "c_total{y=\"2\"}",
    "h{x=\"2\"}",
    "h{x=\"1\"}",
    "{x=\"1\"}",
    "{__name__=~\"a|b\", y=\"1\"}",
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
    "on (x)",
    "ignoring (y)",
    "on (x, y)",
    "on ()",
    "ignoring (y) group_left ()",
    "on (x) group_right (y)",
    "on () group_left (x)",
];
const FILLS: &[&str] = &["", "", "", "", "", " fill (0)", " fill_left (1)", " fill_right (-2)"];
const NUMBERS: &[&str] = &["1", "0", "0.5", "-2", "NaN", "Inf", "-Inf", "3", "1e18", "0.9", "60"];
const TEXTS: &[&str] = &["x", "y", "(.*)", "$1-n", "", "__name__", "(?P<n>1|2)", "le", "not a label", "("];

/// The deepest that parts are nested.
const DEPTH: usize = 5;

/// A query.
pub(crate) fn query(choices: &mut Choices<'_>) -> String {
    let depth = 1 + choices.below(DEPTH);
    let value_type = choices.pick(&[ValueType::Vector, ValueType::Vector, ValueType::Vector, ValueType::Scalar]);
    Queries { choices, parts: Vec::new() }.expr(value_type, depth)
}

/// Makes queries of choices.
struct Queries<'a, 'b> {
    choices: &'a mut Choices<'b>,
    /// Vectors that may come again.
    parts: Vec<String>,
}

impl Queries<'_, '_> {
    fn expr(&mut self, value_type: ValueType, depth: usize) -> String {
        match value_type {
            ValueType::Scalar => self.scalar(depth),
            ValueType::Vector => self.vector(depth),
            ValueType::Matrix => self.range(depth),
            ValueType::String => format!("\"{}\"", self.choices.pick(TEXTS)),
        }
    }

    fn scalar(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.choices.pick(NUMBERS).to_owned();
        }
        match self.choices.below(6) {
            0 | 1 => self.choices.pick(NUMBERS).to_owned(),
            2 => format!("scalar({})", self.vector(depth - 1)),
            3 => format!("-({})", self.scalar(depth - 1)),
            4 => self.function(ValueType::Scalar, depth - 1),
            _ => {
                let op = self.operator(|op| !op.is_set() && !op.is_trim());
                let bool = if op.is_comparison() { " bool" } else { "" };
                format!("({}) {}{bool} ({})", self.scalar(depth - 1), op.text(), self.scalar(depth - 1))
            }
        }
    }

    fn vector(&mut self, depth: usize) -> String {
        if !self.parts.is_empty() && self.choices.one_in(4) {
            return self.parts[self.choices.below(self.parts.len())].clone();
        }
        let text = self.new_vector(depth);
        self.parts.push(text.clone());
        text
    }

    fn new_vector(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.selector();
        }
        match self.choices.below(18) {
            0 => self.selector(),
            1..=4 => self.function(ValueType::Vector, depth - 1),
            5..=8 => self.aggregation(depth - 1),
            9 => format!("-({})", self.vector(depth - 1)),
            10 => {
                let op = self.operator(|op| !op.is_set());
                let bool = if op.is_comparison() && self.choices.one_in(2) { " bool" } else { "" };
                let (one, other) = (self.vector(depth - 1), self.scalar(depth - 1));
                if self.choices.one_in(2) && !op.is_trim() {
                    format!("({other}) {}{bool} ({one})", op.text())
                } else {
                    format!("({one}) {}{bool} ({other})", op.text())
                }
            }
            _ => {
                let is_set = self.choices.one_in(3);
                let op = self.operator(|op| op.is_set() == is_set && !op.is_trim());
                let bool = if op.is_comparison() && self.choices.one_in(3) { " bool" } else { "" };
                let (matching, fill) = if op.is_set() {
                    (self.choices.pick(&MATCHINGS[..7]), "")
                } else {
                    (self.choices.pick(MATCHINGS), self.choices.pick(FILLS))
                };
                // Often of selectors alone, of which most is known while planning.
                let depth = if self.choices.one_in(2) { depth } else { 1 };
                let (one, other) = (self.vector(depth - 1), self.vector(depth - 1));
                format!("({one}) {}{bool} {matching}{fill} ({other})", op.text())
            }
        }
    }

    fn operator(&mut self, is_wanted: impl Fn(BinaryOp) -> bool) -> BinaryOp {
        let from = self.choices.below(BinaryOp::ALL.len());
        let all = BinaryOp::ALL.into_iter();
        all.clone().skip(from).chain(all).find(|op| is_wanted(*op)).unwrap_or(BinaryOp::ALL[0])
    }

    fn selector(&mut self) -> String {
        let extension = if self.choices.one_in(12) { " smoothed" } else { "" };
        format!("{}{extension}{}", self.choices.pick(SELECTORS), self.choices.pick(MODIFIERS))
    }

    fn range(&mut self, depth: usize) -> String {
        let (length, modifier) = (self.choices.pick(RANGES), self.choices.pick(MODIFIERS));
        if depth > 0 && self.choices.one_in(3) {
            return format!("({})[{length}:{}]{modifier}", self.vector(depth - 1), self.choices.pick(STEPS));
        }
        format!("{}[{length}]{}{modifier}", self.choices.pick(SELECTORS), self.choices.pick(EXTENSIONS))
    }

    /// A call of a function that gives this, from the table.
    fn function(&mut self, returns: ValueType, depth: usize) -> String {
        let from = self.choices.below(FUNCTIONS.len());
        let all = FUNCTIONS.iter();
        let Some(function) = all.clone().skip(from).chain(all).find(|one| one.returns == returns) else {
            return self.choices.pick(NUMBERS).to_owned();
        };
        let fixed = function.parameters.len();
        let count = match function.last {
            Last::Once => fixed,
            Last::UpTo(most) => fixed.saturating_sub(1) + self.choices.below(most + 1),
            Last::Any => fixed.saturating_sub(1) + self.choices.below(3),
        };
        let args = (0..count).filter_map(|at| function.parameters.get(at).or(function.parameters.last()));
        // `info` takes a selector of labels alone.
        if function.name == "info" {
            return format!("info({}, {{x=\"1\"}})", self.vector(depth));
        }
        let args: Vec<String> = args.map(|one| self.expr(one.value_type, depth)).collect();
        format!("{}({})", function.name, args.join(", "))
    }

    fn aggregation(&mut self, depth: usize) -> String {
        let aggregator = &AGGREGATORS[self.choices.below(AGGREGATORS.len())];
        let grouping = self.choices.pick(GROUPINGS);
        let parameter = aggregator.parameter.map(|one| self.expr(one.value_type, depth.min(1)) + ", ");
        format!("{} {grouping} ({}{})", aggregator.name, parameter.unwrap_or_default(), self.vector(depth))
    }
}
