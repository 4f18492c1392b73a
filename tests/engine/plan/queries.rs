//! Generated queries over a few series, in which parts come again.

use crate::random::Random;

/// The series that the queries are about, a sample every ten seconds: gauges, counters with resets and gaps, native
/// histograms, floats and histograms in one series.
pub(crate) const DATA: &str = r#"
    a{x="1", y="1"} 1 2 3.5 -4 5 _ 7 stale 9 10
    a{x="1", y="2"} 10 9.25 8 7x4 2 1
    a{x="2", y="1"} _x5 3x5
    a{x="2", z="1"} 4x9
    b{x="1", y="1"} 0+2x9
    b{x="1", y="2"} NaN Inf 3 4 5x6
    b{x="3", y="1"} -5+1x9
    b{x="2", y="1", __type__="gauge"} 6x9
    c_total{x="1", y="1"} 0+5x4 2+5x4
    c_total{x="2", y="2"} 100 200 _ _ 50 60 70 80 90 95
    h{x="1", y="1"} {{sum:1 count:2 buckets:[1 1]}}+{{sum:1 count:2 buckets:[1 1]}}x9
    h{x="2", y="1"} {{schema:1 sum:5 count:3 buckets:[1 2]}}x9
    h{x="1", y="2"} 1 2 3 {{sum:1 count:1 buckets:[1]}}x6
    l_bucket{x="1", le="1"} 0+1x9
    l_bucket{x="1", le="+Inf"} 0+3x9
"#;

const RANGE_FUNCTIONS: &[&str] = &[
    "rate",
    "increase",
    "delta",
    "irate",
    "max_over_time",
    "sum_over_time",
    "avg_over_time",
    "count_over_time",
    "last_over_time",
    "changes",
    "stddev_over_time",
    "absent_over_time",
    "quantile_over_time",
];
const FUNCTIONS: &[&str] =
    &["abs", "ceil", "sort", "absent", "timestamp", "histogram_count", "histogram_avg", "-", "(("];
const AGGREGATORS: &[&str] = &["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
const OPERATORS: &[&str] = &["+", "-", "*", "/", "==", "> bool", "<", "!=", "and", "or", "unless", "atan2"];
const GROUPINGS: &[&str] = &["", "by (x)", "by (y, x)", "without (y)", "by (__name__)", "by ()", "without ()"];
const MATCHINGS: &[&str] =
    &["", "", "on (x)", "ignoring (y)", "on (x, y)", "on ()", "on (y) group_left ()", "ignoring (y) group_right (z)"];
const SELECTORS: &[&str] = &[
    "a",
    "b",
    "a{x=\"1\"}",
    "a{y!=\"1\"}",
    "b{x=~\"1|3\"}",
    "b{z=\"\", x=\"1\"}",
    "c_total",
    "c_total{y=\"2\"}",
    "h",
    "h{x=\"1\"}",
    "l_bucket",
    "{x=\"1\"}",
    "{__name__=~\"a|b\", y=\"1\"}",
];
const MODIFIERS: &[&str] = &["", "", "", "", " offset 10s", " @ 60", " offset -20s", " @ start()"];

/// Makes queries, the same from the same seed.
pub(crate) struct Queries {
    random: Random,
    /// Parts that may come again.
    parts: Vec<String>,
}

impl Queries {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), parts: Vec::new() }
    }

    /// An instant vector at most so deep.
    pub(crate) fn vector(&mut self, depth: usize) -> String {
        if !self.parts.is_empty() && self.random.one_in(4) {
            return self.parts[self.random.below(self.parts.len())].clone();
        }
        let text = if depth == 0 { self.selector() } else { self.branch(depth - 1) };
        self.parts.push(text.clone());
        text
    }

    fn branch(&mut self, depth: usize) -> String {
        match self.random.below(12) {
            0 => self.selector(),
            1 | 2 => self.over_range(depth),
            3 => match self.random.pick(FUNCTIONS) {
                "-" => format!("-{}", self.operand(depth)),
                "((" => format!("(({}))", self.vector(depth)),
                function => format!("{function}({})", self.vector(depth)),
            },
            4..=6 => self.aggregation(depth),
            7 => {
                let operator = self.random.pick(&OPERATORS[..8]);
                let (vector, scalar) = (self.operand(depth), self.scalar(depth));
                if self.random.one_in(2) {
                    format!("{vector} {operator} {scalar}")
                } else {
                    format!("{scalar} {operator} {vector}")
                }
            }
            8 => format!("label_replace({}, \"y\", \"n$1\", \"x\", \"(.*)\")", self.vector(depth)),
            _ => self.binary(depth),
        }
    }

    fn binary(&mut self, depth: usize) -> String {
        let operator = self.random.pick(OPERATORS);
        let is_set = matches!(operator, "and" | "or" | "unless");
        let matching = self.random.pick(if is_set { &MATCHINGS[..6] } else { MATCHINGS });
        let fill = if is_set || !self.random.one_in(6) {
            ""
        } else {
            self.random.pick(&[" fill (0)", " fill_left (1)", " fill_right (2)"])
        };
        format!("{} {operator} {matching}{fill} {}", self.operand(depth), self.operand(depth))
    }

    fn operand(&mut self, depth: usize) -> String {
        let text = self.vector(depth);
        let is_plain = text.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
        if is_plain { text } else { format!("({text})") }
    }

    fn aggregation(&mut self, depth: usize) -> String {
        let grouping = self.random.pick(GROUPINGS);
        let vector = self.vector(depth);
        match self.random.below(10) {
            0 => format!("topk {grouping} (1, {vector})"),
            1 => format!("quantile {grouping} ({}, {vector})", self.scalar(depth)),
            2 => format!("count_values {grouping} (\"y\", {vector})"),
            3 => format!("limitk {grouping} (2, {vector})"),
            _ => format!("{} {grouping} ({vector})", self.random.pick(AGGREGATORS)),
        }
    }

    fn over_range(&mut self, depth: usize) -> String {
        let function = self.random.pick(RANGE_FUNCTIONS);
        let parameter = if function == "quantile_over_time" { "0.3, " } else { "" };
        let range = self.random.pick(&["20s", "35s", "1m"]);
        if self.random.one_in(3) {
            let modifier = self.random.pick(MODIFIERS);
            return format!("{function}({parameter}{}[{range}:10s]{modifier})", self.operand(depth));
        }
        let (selector, modifier) = (self.random.pick(SELECTORS), self.random.pick(MODIFIERS));
        format!("{function}({parameter}{selector}[{range}]{modifier})")
    }

    fn selector(&mut self) -> String {
        let (selector, modifier) = (self.random.pick(SELECTORS), self.random.pick(MODIFIERS));
        format!("{selector}{modifier}")
    }

    fn scalar(&mut self, depth: usize) -> String {
        match self.random.below(6) {
            0 => "time()".to_owned(),
            1 => format!("scalar({})", self.vector(depth.saturating_sub(1))),
            2 => "(1 + 2)".to_owned(),
            3 => "scalar(vector(time() - 3))".to_owned(),
            _ => self.random.pick(&["0", "0.5", "2", "-(3)", "max_of(1, step())"]).to_owned(),
        }
    }
}
