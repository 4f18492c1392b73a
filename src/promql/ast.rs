//! The tree of an expression: every construct of Prometheus 3.14, each with its span in the text.
//!
//! Invariant: every node has the span of the text it was made from; a node that the parser supplied for missing text
//! has an empty one.
//! Invariant: text that is no expression is [`ExprKind::Error`], [`DurationKind::Error`] or left out of a list, and a
//! diagnostic says so: a tree without diagnostics has no error nodes.
//! Invariant: the depth is bounded (`parser::MAX_DEPTH`), so walking it by recursion is safe.
//! Not here: types, arity and which functions exist (the checker); evaluation (`engine`).

mod duration;
mod operator;
mod selector;

pub use duration::{Duration, DurationKind, DurationOp};
pub use operator::{AggregateOp, BinaryOp, UnaryOp};
pub use selector::{AtKind, AtModifier, Extension, MatchOp, Matcher, Modifiers, Selector};

use super::span::Span;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Its text, modifiers included.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// Text that is no expression, or where one is missing.
    Error,
    /// `1`, `0x1F`, `Inf`, `5m`; a sign before it belongs to it.
    Number(Number),
    /// `"text"`.
    String(StringLiteral),
    /// `metric{label="value"} offset 5m`.
    Selector(Box<Selector>),
    /// `selector[5m]`.
    Matrix(Box<Matrix>),
    /// `expression[1h:5m]`.
    Subquery(Box<Subquery>),
    /// `function(arguments)`.
    Call(Box<Call>),
    /// `sum by (label) (expression)`.
    Aggregate(Box<Aggregate>),
    /// `left + on (label) right`.
    Binary(Box<Binary>),
    /// `-expression`; never of a bare number, whose sign is part of it.
    Unary(Box<Unary>),
    /// `(expression)`.
    Paren(Box<Expr>),
}

/// A number, or a duration as a number of seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Its text, a sign included.
    pub span: Span,
    /// Its value; of a duration, in seconds.
    pub value: f64,
    /// How it was written.
    pub form: NumberForm,
}

/// How a number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberForm {
    /// `300`, `1e3`, `0x12C`, `Inf`.
    Plain,
    /// `5m`.
    Duration,
}

/// A text in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StringLiteral {
    /// Its text, quotes included.
    pub span: Span,
    /// The text that is meant, escapes resolved. Where they name bytes that are no UTF-8, U+FFFD stands for them.
    pub value: String,
    /// The exact bytes, only where they are no UTF-8.
    pub bytes: Option<Vec<u8>>,
    /// The quotes around it.
    pub quote: Quote,
}

/// The quotes around a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// `"`, with escapes.
    Double,
    /// `'`, with escapes.
    Single,
    /// `` ` ``, without escapes, over several lines.
    Backtick,
}

/// The name of a metric or a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its text, quotes included.
    pub span: Span,
    /// The name.
    pub text: String,
    /// How it was written.
    pub form: NameForm,
}

/// How a name was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameForm {
    /// `name`.
    Bare,
    /// `"na.me"`.
    Quoted,
}

/// A selector over a range of time. Its modifiers stand with the selector.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The series.
    pub selector: Selector,
    /// How far back.
    pub range: Duration,
}

/// An expression evaluated at steps of its own over a range of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Subquery {
    /// What is evaluated.
    pub expr: Expr,
    /// How far back.
    pub range: Duration,
    /// The distance of two steps; `None`: the server's evaluation interval.
    pub step: Option<Duration>,
    /// `@` and `offset`.
    pub modifiers: Modifiers,
}

/// A call of a function, known or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The function's name, as written.
    pub name: String,
    /// The name's span.
    pub name_span: Span,
    /// The arguments in order.
    pub args: Vec<Expr>,
    /// From `(` to `)`.
    pub args_span: Span,
}

/// An aggregation over series.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub op: AggregateOp,
    /// The operator's span.
    pub op_span: Span,
    /// `by (…)` or `without (…)`; `None` where neither is written: all series are one group.
    pub grouping: Option<Grouping>,
    /// The arguments in order: the parameter, where the operator takes one, then the operand. Their number is checked
    /// by the checker.
    pub args: Vec<Expr>,
    /// From `(` to `)`.
    pub args_span: Span,
}

impl Aggregate {
    /// What is aggregated; `None` where it is missing.
    pub fn operand(&self) -> Option<&Expr> {
        self.args.last()
    }
}

/// The labels of an aggregation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// From the keyword to `)`.
    pub span: Span,
    /// Which of the two.
    pub kind: GroupingKind,
    /// The labels in order.
    pub labels: Vec<Name>,
}

/// Whether an aggregation keeps its labels or all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupingKind {
    /// `by`: only these.
    By,
    /// `without`: all but these.
    Without,
}

/// Two expressions joined by an operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {
    /// Which operator.
    pub op: BinaryOp,
    /// The operator's span.
    pub op_span: Span,
    /// The span of `bool`, where it is written.
    pub bool_span: Option<Span>,
    /// `on (…)` or `ignoring (…)`, and what may follow them; `None`: all labels but the metric's name are matched.
    pub matching: Option<Matching>,
    /// `fill`, `fill_left`, `fill_right`.
    pub fill: Option<Fill>,
    /// The left operand.
    pub left: Expr,
    /// The right operand.
    pub right: Expr,
}

/// Which labels decide what series of both sides belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// From the keyword to `)`.
    pub span: Span,
    /// Which of the two.
    pub kind: MatchingKind,
    /// The labels in order.
    pub labels: Vec<Name>,
    /// `group_left` or `group_right`; `None`: one to one.
    pub group: Option<Group>,
}

/// Whether series are matched by the labels or by all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingKind {
    /// `on`: by these.
    On,
    /// `ignoring`: by all but these.
    Ignoring,
}

/// Which side may have many series for one of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// From the keyword to `)`, or the keyword alone.
    pub span: Span,
    /// The side that has many.
    pub side: Side,
    /// The labels taken over from the other side.
    pub labels: Vec<Name>,
}

/// A side of a binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left of the operator.
    Left,
    /// Right of the operator.
    Right,
}

/// The values that stand in for series that one side lacks. `fill (1)` sets both.
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// From the first keyword to the last `)`.
    pub span: Span,
    /// The value for series missing on the left; `None` where none is written: what has no match has no result.
    pub left: Option<Number>,
    /// The value for series missing on the right; `None` as for the left.
    pub right: Option<Number>,
}

/// A sign before an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Unary {
    /// The sign.
    pub op: UnaryOp,
    /// What follows it.
    pub operand: Expr,
}

/// A comment, from `#` to the end of its line, without the line's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Its text.
    pub span: Span,
}

impl Expr {
    /// The expressions directly below, in the order of the text.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Error
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Selector(_)
            | ExprKind::Matrix(_) => Vec::new(),
            ExprKind::Subquery(it) => vec![&it.expr],
            ExprKind::Call(it) => it.args.iter().collect(),
            ExprKind::Aggregate(it) => it.args.iter().collect(),
            ExprKind::Binary(it) => vec![&it.left, &it.right],
            ExprKind::Unary(it) => vec![&it.operand],
            ExprKind::Paren(inner) => vec![inner],
        }
    }

    /// The expression inside all parentheses around it.
    pub fn unparenthesised(&self) -> &Expr {
        let mut expr = self;
        while let ExprKind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }

    /// The modifiers, where it is something that can have them.
    pub fn modifiers(&self) -> Option<&Modifiers> {
        match &self.kind {
            ExprKind::Selector(it) => Some(&it.modifiers),
            ExprKind::Matrix(it) => Some(&it.selector.modifiers),
            ExprKind::Subquery(it) => Some(&it.modifiers),
            _ => None,
        }
    }
}
