//! Tree → one line of text.
//!
//! Invariant: the text of a tree without error nodes parses to the same tree, wherever its nodes stood. Where a tree
//! that no text has lacks parentheses, they are written.
//! Not here: several lines and comments (the formatter, which takes its pieces of lines from here).

mod duration;
mod literal;
mod selector;

use super::ast::{
    Aggregate, Binary, BinaryOp, Expr, ExprKind, Fill, Grouping, GroupingKind, Matching, MatchingKind, Name, Number,
    Side,
};

/// An expression on one line.
pub fn print(expr: &Expr) -> String {
    let mut printer = Printer { out: String::new(), typed: None };
    printer.expr(expr);
    printer.out
}

/// A piece of a line, in which numbers, strings and names stand as they were typed in the text that its tree was made
/// from.
pub(super) fn as_typed(text: &str, write: impl FnOnce(&mut Printer)) -> String {
    let mut printer = Printer { out: String::new(), typed: Some(text) };
    write(&mut printer);
    printer.out
}

/// Writes nodes, and the pieces of nodes, behind one another.
pub(super) struct Printer<'a> {
    out: String,
    /// The text that the tree was made from, where literals are to stand as typed; otherwise each has one form.
    typed: Option<&'a str>,
}

impl Printer<'_> {
    /// Writes a text of the language itself.
    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes an expression.
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Error => {}
            ExprKind::Number(it) => self.number(*it),
            ExprKind::String(it) => self.string(it),
            ExprKind::Selector(it) => {
                self.selector(it);
                self.modifiers(&it.modifiers);
            }
            ExprKind::Matrix(it) => {
                self.selector(&it.selector);
                self.matrix_suffix(it);
            }
            ExprKind::Subquery(it) => {
                self.operand(&it.expr, SUFFIXED);
                self.subquery_suffix(it);
            }
            ExprKind::Call(it) => {
                self.text(&it.name);
                self.args(&it.args);
            }
            ExprKind::Aggregate(it) => {
                self.aggregate_head(it);
                self.args(&it.args);
            }
            ExprKind::Binary(it) => self.binary(it),
            ExprKind::Unary(it) => {
                self.text(it.op.text());
                // A second sign stands by itself; looser operators would lose their left operand to this one.
                let is_signed = matches!(it.operand.kind, ExprKind::Unary(_) | ExprKind::Number(_));
                self.operand(&it.operand, if is_signed { 0 } else { BinaryOp::Pow.precedence() });
            }
            ExprKind::Paren(inner) => self.enclosed(inner),
        }
    }

    /// An expression in parentheses.
    fn enclosed(&mut self, expr: &Expr) {
        self.text("(");
        self.expr(expr);
        self.text(")");
    }

    /// An expression that has to bind at least so tightly.
    fn operand(&mut self, expr: &Expr, least: u8) {
        if tightness(expr) >= least {
            self.expr(expr);
        } else {
            self.enclosed(expr);
        }
    }

    fn args(&mut self, args: &[Expr]) {
        self.list(args, Self::expr);
    }

    /// `(…)` with commas between.
    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.text("(");
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.text(", ");
            }
            write(self, item);
        }
        self.text(")");
    }

    /// Writes an aggregation up to its arguments, with a space behind a grouping.
    pub(super) fn aggregate_head(&mut self, it: &Aggregate) {
        self.text(it.op.text());
        if let Some(grouping) = &it.grouping {
            self.grouping_word(grouping);
            self.labels(&grouping.labels);
            self.text(" ");
        }
    }

    /// Writes ` by ` or ` without `.
    pub(super) fn grouping_word(&mut self, it: &Grouping) {
        self.text(if it.kind == GroupingKind::By { " by " } else { " without " });
    }

    fn binary(&mut self, it: &Binary) {
        let own = it.op.precedence();
        let (left, right) = if it.op.is_right_associative() { (own + 1, own) } else { (own, own + 1) };
        let is_taken_apart = offset_goes_on_with(it.op) && ends_in_open_offset(&it.left);
        self.operand(&it.left, if is_taken_apart { BRACKETED } else { left });
        self.text(" ");
        self.operator(it);
        self.text(" ");
        // A sign may begin a right operand however loosely it binds, as nothing on its left can take it apart.
        let is_signed = matches!(it.right.kind, ExprKind::Unary(_) | ExprKind::Number(_));
        self.operand(&it.right, if is_signed { 0 } else { right });
    }

    /// Writes an operator with all that stands between it and its right operand.
    pub(super) fn operator(&mut self, it: &Binary) {
        self.operator_word(it);
        if let Some(matching) = &it.matching {
            self.matching_word(matching);
            self.labels(&matching.labels);
            if let Some(group) = &matching.group {
                self.group_word(group.side);
                self.labels(&group.labels);
            }
        }
        if let Some(fill) = &it.fill {
            self.fill(fill);
        }
    }

    /// Writes an operator and its `bool`.
    pub(super) fn operator_word(&mut self, it: &Binary) {
        self.text(it.op.text());
        if it.bool_span.is_some() {
            self.text(" bool");
        }
    }

    /// Writes ` on ` or ` ignoring `.
    pub(super) fn matching_word(&mut self, it: &Matching) {
        self.text(if it.kind == MatchingKind::On { " on " } else { " ignoring " });
    }

    /// Writes ` group_left ` or ` group_right `.
    pub(super) fn group_word(&mut self, side: Side) {
        self.text(if side == Side::Left { " group_left " } else { " group_right " });
    }

    /// Writes the filling values, with a space before them.
    pub(super) fn fill(&mut self, it: &Fill) {
        match (it.left, it.right) {
            (Some(left), Some(right)) if is_one(left, right) => self.filled(" fill (", left),
            (left, right) => {
                for (word, value) in [(" fill_left (", left), (" fill_right (", right)] {
                    if let Some(value) = value {
                        self.filled(word, value);
                    }
                }
            }
        }
    }

    fn filled(&mut self, word: &str, value: Number) {
        self.text(word);
        self.number(value);
        self.text(")");
    }

    /// Writes labels in parentheses.
    pub(super) fn labels(&mut self, labels: &[Name]) {
        self.list(labels, Self::name);
    }
}

/// Whether both sides are filled by the same number of the text.
fn is_one(left: Number, right: Number) -> bool {
    left.span == right.span && left.value.to_bits() == right.value.to_bits() && left.form == right.form
}

/// How tightly something must bind so that a suffix belongs to all of it.
const SUFFIXED: u8 = 7;

/// More tightly than anything binds: always in parentheses.
const BRACKETED: u8 = 8;

/// Whether an operator after `offset (…)` goes on with the duration.
fn offset_goes_on_with(op: BinaryOp) -> bool {
    op != BinaryOp::Atan2 && op.precedence() >= BinaryOp::Add.precedence()
}

/// Whether the text of an expression ends in an offset with which an operator would go on.
fn ends_in_open_offset(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Unary(it) => ends_in_open_offset(&it.operand),
        ExprKind::Binary(it) => ends_in_open_offset(&it.right),
        _ => expr.modifiers().and_then(|it| it.offset.as_ref()).is_some_and(duration::is_open_offset),
    }
}

/// How tightly an expression binds where it stands without parentheses.
fn tightness(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Binary(it) => it.op.precedence(),
        // A sign binds as `*` does, but what follows it takes in all powers.
        ExprKind::Unary(_) => BinaryOp::Mul.precedence(),
        // Infinity has a sign, as Prometheus writes it.
        ExprKind::Number(it) if (it.value.is_sign_negative() && !it.value.is_nan()) || it.value == f64::INFINITY => {
            BinaryOp::Mul.precedence()
        }
        _ => SUFFIXED,
    }
}
