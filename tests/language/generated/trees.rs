//! Generated trees: what is printed parses to the same tree.

#![allow(clippy::cast_possible_wrap, reason = "numbers of a test are small")]

use narthex::promql::ast::{
    Aggregate, AggregateOp, AtKind, AtModifier, Binary, BinaryOp, Call, Duration, DurationKind, DurationOp, Expr,
    ExprKind, Extension, Fill, Group, Grouping, GroupingKind, MatchOp, Matcher, Matching, MatchingKind, Matrix,
    Modifiers, Name, NameForm, Number, NumberForm, Quote, Selector, Side, StringLiteral, Subquery, Unary, UnaryOp,
};
use narthex::promql::parser;
use narthex::promql::printer;
use narthex::promql::span::Span;
use narthex::promql::tree::{self, TreeDetail};

use crate::any_bytes::check;
use crate::choices::Choices;

const NOWHERE: Span = Span { start: 0, end: 0 };

const NAMES: &[&str] = &["up", "node_load1", "http_requests_total", "sum", "offset", "by", "start", "fill", "and", "a"];
const METRICS: &[&str] = &["job:rate:sum", ":x", "ns:y"];
const STRANGE: &[&str] = &["my.metric", "é漢", "with \"quotes\"", "back\\slash", "a b", "😀\n", "{}", "0"];
const FUNCTIONS: &[&str] = &["rate", "vector", "time", "start", "step", "min_of", "unknown_function", "label_replace"];

/// A tree at most so deep, made of bytes.
pub(crate) fn tree(bytes: &[u8], deepest: usize) -> Expr {
    let mut choices = Choices::of(bytes);
    let depth = choices.below(deepest + 1);
    Generator { choices }.expr(depth)
}

/// Makes trees of choices.
struct Generator<'a> {
    choices: Choices<'a>,
}

impl Generator<'_> {
    fn expr(&mut self, depth: usize) -> Expr {
        let kind = if depth == 0 { self.leaf() } else { self.branch(depth - 1) };
        Expr { span: NOWHERE, kind }
    }

    fn leaf(&mut self) -> ExprKind {
        match self.choices.below(4) {
            0 => ExprKind::Number(self.number()),
            1 => ExprKind::String(self.string()),
            2 => ExprKind::Matrix(Box::new(Matrix { selector: self.selector(), range: self.positive() })),
            _ => ExprKind::Selector(Box::new(self.selector())),
        }
    }

    fn branch(&mut self, depth: usize) -> ExprKind {
        match self.choices.below(9) {
            0 => self.leaf(),
            1 => ExprKind::Paren(Box::new(self.expr(depth))),
            2 => {
                let op = self.choices.pick(&[UnaryOp::Plus, UnaryOp::Minus]);
                match self.expr(depth) {
                    // A sign before a number is part of it.
                    Expr { kind: ExprKind::Number(number), .. } => ExprKind::Number(number),
                    operand => ExprKind::Unary(Box::new(Unary { op, operand })),
                }
            }
            3 => self.subquery(depth),
            4 => self.call(depth),
            5 => self.aggregate(depth),
            _ => self.binary(depth),
        }
    }

    fn subquery(&mut self, depth: usize) -> ExprKind {
        let (expr, range) = (self.expr(depth), self.positive());
        let step = self.choices.one_in(2).then(|| self.positive());
        let modifiers = Modifiers { extension: None, ..self.modifiers() };
        ExprKind::Subquery(Box::new(Subquery { expr, range, step, modifiers }))
    }

    fn call(&mut self, depth: usize) -> ExprKind {
        let name = self.choices.pick(FUNCTIONS).to_owned();
        let args = self.args(depth);
        ExprKind::Call(Box::new(Call { name, name_span: NOWHERE, args, args_span: NOWHERE }))
    }

    fn aggregate(&mut self, depth: usize) -> ExprKind {
        let op = self.choices.pick(&AggregateOp::ALL);
        let kind = self.choices.pick(&[GroupingKind::By, GroupingKind::Without]);
        let grouping = self.choices.one_in(2).then(|| Grouping { span: NOWHERE, kind, labels: self.labels() });
        let args = self.args(depth);
        ExprKind::Aggregate(Box::new(Aggregate { op, op_span: NOWHERE, grouping, args, args_span: NOWHERE }))
    }

    fn args(&mut self, depth: usize) -> Vec<Expr> {
        (0..self.choices.below(3)).map(|_| self.expr(depth)).collect()
    }

    fn binary(&mut self, depth: usize) -> ExprKind {
        let matching = self.choices.one_in(3).then(|| self.matching());
        let fill = self.choices.one_in(4).then(|| {
            let (left, right) = self.choices.pick(&[(true, true), (true, false), (false, true)]);
            Fill { span: NOWHERE, left: left.then(|| self.number()), right: right.then(|| self.number()) }
        });
        ExprKind::Binary(Box::new(Binary {
            op: self.choices.pick(&BinaryOp::ALL),
            op_span: NOWHERE,
            bool_span: self.choices.one_in(5).then_some(NOWHERE),
            matching,
            fill,
            left: self.expr(depth),
            right: self.expr(depth),
        }))
    }

    fn matching(&mut self) -> Matching {
        let kind = self.choices.pick(&[MatchingKind::On, MatchingKind::Ignoring]);
        let side = self.choices.pick(&[Side::Left, Side::Right]);
        let labels = self.labels();
        let group = self.choices.one_in(2).then(|| Group { span: NOWHERE, side, labels: self.labels() });
        Matching { span: NOWHERE, kind, labels, group }
    }

    fn labels(&mut self) -> Vec<Name> {
        (0..self.choices.below(3)).map(|_| self.name()).collect()
    }

    fn name(&mut self) -> Name {
        let (text, form) = if self.choices.one_in(4) {
            (self.choices.pick(STRANGE), NameForm::Quoted)
        } else {
            (self.choices.pick(NAMES), NameForm::Bare)
        };
        Name { span: NOWHERE, text: text.into(), form }
    }

    fn selector(&mut self) -> Selector {
        let name = match self.choices.below(4) {
            0 => None,
            1 => Some(Name { span: NOWHERE, text: self.choices.pick(METRICS).into(), form: NameForm::Bare }),
            _ => Some(self.name()),
        };
        let matchers = (0..self.choices.below(3)).map(|_| self.matcher()).collect();
        Selector { span: NOWHERE, name, braces: None, matchers, modifiers: self.modifiers() }
    }

    fn matcher(&mut self) -> Matcher {
        let op = self.choices.pick(&[MatchOp::Equal, MatchOp::NotEqual, MatchOp::Regex, MatchOp::NotRegex]);
        Matcher { span: NOWHERE, name: self.name(), op, op_span: NOWHERE, value: self.string() }
    }

    fn modifiers(&mut self) -> Modifiers {
        let time = self.choices.below(2_000_000) as i64 - 1_000_000;
        let kind = self.choices.pick(&[AtKind::Time(time), AtKind::Start, AtKind::End]);
        let extension = self.choices.pick(&[Extension::Anchored, Extension::Smoothed]);
        Modifiers {
            at: self.choices.one_in(4).then_some(AtModifier { span: NOWHERE, kind }),
            offset: self.choices.one_in(4).then(|| self.duration(2)),
            extension: self.choices.one_in(6).then_some((extension, NOWHERE)),
        }
    }

    fn positive(&mut self) -> Duration {
        loop {
            let duration = self.duration(2);
            if !matches!(duration.kind, DurationKind::Literal(number) if number.value <= 0.0) {
                return duration;
            }
        }
    }

    fn duration(&mut self, depth: usize) -> Duration {
        let choice = if depth == 0 { self.choices.below(3) } else { self.choices.below(9) };
        let kind = match choice {
            0 => DurationKind::Step,
            3 => DurationKind::Range,
            4 => DurationKind::Paren(Box::new(self.duration(depth - 1))),
            5 => DurationKind::Min(Box::new([self.duration(depth - 1), self.duration(depth - 1)])),
            6 => DurationKind::Max(Box::new([self.duration(depth - 1), self.duration(depth - 1)])),
            7 => {
                let op = self.choices.pick(&[UnaryOp::Plus, UnaryOp::Minus]);
                match self.duration(depth - 1).kind {
                    DurationKind::Literal(number) => DurationKind::Literal(number),
                    kind => DurationKind::Unary(op, Box::new(Duration { span: NOWHERE, kind })),
                }
            }
            8 => self.duration_binary(depth - 1),
            _ => DurationKind::Literal(self.seconds()),
        };
        Duration { span: NOWHERE, kind }
    }

    fn duration_binary(&mut self, depth: usize) -> DurationKind {
        use DurationOp::{Add, Div, Mod, Mul, Pow, Sub};
        let op = self.choices.pick(&[Add, Sub, Mul, Div, Mod, Pow]);
        let (left, right) = (self.duration(depth), self.duration(depth));
        let is_zero = matches!(right.kind, DurationKind::Literal(number) if number.value == 0.0);
        let op = if is_zero && matches!(op, Div | Mod) { Add } else { op };
        DurationKind::Binary(op, Box::new([left, right]))
    }

    fn seconds(&mut self) -> Number {
        let form = self.choices.pick(&[NumberForm::Plain, NumberForm::Duration]);
        let value = self.choices.pick(&[300.0, 5.0, 0.25, -60.0, -0.0, 5400.0, 86_400.0 * 365.0]);
        Number { span: NOWHERE, value, form }
    }

    fn number(&mut self) -> Number {
        let values = [0.0, -0.0, 1.0, -1.0, 0.1, 1e21, 1.5e-7, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e300];
        if self.choices.one_in(5) {
            return self.seconds();
        }
        Number { span: NOWHERE, value: self.choices.pick(&values), form: NumberForm::Plain }
    }

    fn string(&mut self) -> StringLiteral {
        let quote = self.choices.pick(&[Quote::Double, Quote::Single, Quote::Backtick]);
        let value = self.choices.pick(&["", "x", "\\d+", "it's \"so\"", "two\nlines", "😀\u{7f}", "tab\t"]).to_owned();
        let bytes = (quote != Quote::Backtick && self.choices.one_in(8)).then(|| b"a\xffb".to_vec());
        let value = bytes.as_ref().map_or(value, |bytes| String::from_utf8_lossy(bytes).into_owned());
        StringLiteral { span: NOWHERE, value, bytes, quote }
    }
}

/// The tree's lines without parentheses, which the printer adds where a tree needs them.
fn bare_lines(expr: &Expr) -> String {
    let lines = tree::lines(expr, TreeDetail::Nodes).replace("paren ", "");
    lines.lines().map(str::trim_start).filter(|line| *line != "Paren").collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_printed_parses_to_the_same_tree() {
    check(1_000, 300, |bytes| {
        let tree = tree(bytes, 5);
        let printed = printer::print(&tree);
        let parsed = parser::parse(&printed);
        assert_eq!(parsed.diagnostics, [], "{printed}");
        assert_eq!(bare_lines(&parsed.expr), bare_lines(&tree), "{printed}");
        // What came from text needs no more parentheses: exactly the same tree again.
        let again = printer::print(&parsed.expr);
        assert_eq!(again, printed);
        let reparsed = parser::parse(&again).expr;
        assert_eq!(
            tree::lines(&reparsed, TreeDetail::Nodes),
            tree::lines(&parsed.expr, TreeDetail::Nodes),
            "{printed}"
        );
    });
}
