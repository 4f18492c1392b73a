//! Durations on one line.

use super::Printer;
use crate::promql::ast::{Duration, DurationKind, DurationOp};

impl Printer<'_> {
    /// A duration in brackets.
    pub(super) fn duration(&mut self, it: &Duration) {
        match &it.kind {
            DurationKind::Error => {}
            DurationKind::Literal(number) => self.number(*number),
            DurationKind::Step => self.text("step()"),
            DurationKind::Range => self.text("range()"),
            DurationKind::Min(pair) => self.duration_call("min_of(", pair),
            DurationKind::Max(pair) => self.duration_call("max_of(", pair),
            DurationKind::Unary(op, inner) => {
                self.text(op.text());
                let is_signed = matches!(inner.kind, DurationKind::Unary(..));
                self.duration_operand(inner, if is_signed { 0 } else { POWER });
            }
            DurationKind::Binary(op, pair) => self.duration_binary(*op, pair),
            DurationKind::Paren(inner) => self.duration_enclosed(inner),
        }
    }

    fn duration_enclosed(&mut self, it: &Duration) {
        self.text("(");
        self.duration(it);
        self.text(")");
    }

    /// A duration after `offset`, where parentheses or a second sign hold operators together.
    pub(super) fn offset(&mut self, it: &Duration) {
        match first_literal(it) {
            // Both signs are part of the literal: `--5 * 2`.
            Some(first) => self.text(if first.is_sign_negative() { "+" } else { "--" }),
            None if is_plain_offset(it) => {}
            None => return self.duration_enclosed(it),
        }
        self.duration(it);
    }

    fn duration_operand(&mut self, it: &Duration, least: u8) {
        if tightness(it) >= least {
            self.duration(it);
        } else {
            self.duration_enclosed(it);
        }
    }

    fn duration_binary(&mut self, op: DurationOp, [left, right]: &[Duration; 2]) {
        self.duration_operand(left, left_least(op));
        self.text(" ");
        self.text(op.text());
        self.text(" ");
        let is_signed = matches!(right.kind, DurationKind::Unary(..) | DurationKind::Literal(_));
        let least = precedence(op) + u8::from(op != DurationOp::Pow);
        self.duration_operand(right, if is_signed { 0 } else { least });
    }

    fn duration_call(&mut self, name: &str, [left, right]: &[Duration; 2]) {
        self.text(name);
        self.duration(left);
        self.text(", ");
        self.duration(right);
        self.text(")");
    }
}

/// Whether a duration needs no parentheses after `offset`.
fn is_plain_offset(it: &Duration) -> bool {
    match &it.kind {
        DurationKind::Unary(_, inner) => !matches!(inner.kind, DurationKind::Literal(_) | DurationKind::Binary(..)),
        DurationKind::Binary(..) => starts_with_parenthesis(it) || starts_with_signs(it),
        _ => true,
    }
}

/// Whether an operator after `offset` and this would go on with it.
pub(super) fn is_open_offset(it: &Duration) -> bool {
    !is_plain_offset(it) || starts_with_parenthesis(it) || starts_with_signs(it)
}

/// `(1 + 2) * 3` is one duration after `offset` too.
fn starts_with_parenthesis(it: &Duration) -> bool {
    match &it.kind {
        DurationKind::Paren(_) => true,
        DurationKind::Binary(op, pair) => tightness(&pair[0]) < left_least(*op) || starts_with_parenthesis(&pair[0]),
        _ => false,
    }
}

/// And so is `--step() * 3`.
fn starts_with_signs(it: &Duration) -> bool {
    match &it.kind {
        DurationKind::Unary(_, inner) => matches!(inner.kind, DurationKind::Unary(..)),
        DurationKind::Binary(op, pair) => tightness(&pair[0]) >= left_least(*op) && starts_with_signs(&pair[0]),
        _ => false,
    }
}

/// The literal with which sums and products begin. A power has its signs before all of it.
fn first_literal(it: &Duration) -> Option<f64> {
    let DurationKind::Binary(op, pair) = &it.kind else { return None };
    match &pair[0].kind {
        _ if *op == DurationOp::Pow || tightness(&pair[0]) < left_least(*op) => None,
        DurationKind::Literal(number) => Some(number.value),
        _ => first_literal(&pair[0]),
    }
}

const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const POWER: u8 = 3;
const ALONE: u8 = 4;

fn precedence(op: DurationOp) -> u8 {
    match op {
        DurationOp::Add | DurationOp::Sub => SUM,
        DurationOp::Mul | DurationOp::Div | DurationOp::Mod => PRODUCT,
        DurationOp::Pow => POWER,
    }
}

fn left_least(op: DurationOp) -> u8 {
    precedence(op) + u8::from(op == DurationOp::Pow)
}

fn tightness(it: &Duration) -> u8 {
    match &it.kind {
        DurationKind::Binary(op, _) => precedence(*op),
        DurationKind::Unary(..) => PRODUCT,
        DurationKind::Literal(number) if number.value.is_sign_negative() => PRODUCT,
        _ => ALONE,
    }
}
