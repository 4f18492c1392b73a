//! Durations on one line.

use super::push_number;
use crate::promql::ast::{Duration, DurationKind, DurationOp};

/// A duration in brackets.
pub(super) fn push(out: &mut String, it: &Duration) {
    match &it.kind {
        DurationKind::Error => {}
        DurationKind::Literal(number) => push_number(out, *number),
        DurationKind::Step => out.push_str("step()"),
        DurationKind::Range => out.push_str("range()"),
        DurationKind::Min(pair) => push_call(out, "min_of(", pair),
        DurationKind::Max(pair) => push_call(out, "max_of(", pair),
        DurationKind::Unary(op, inner) => {
            out.push_str(op.text());
            let is_signed = matches!(inner.kind, DurationKind::Unary(..));
            push_operand(out, inner, if is_signed { 0 } else { POWER });
        }
        DurationKind::Binary(op, pair) => push_binary(out, *op, pair),
        DurationKind::Paren(inner) => {
            out.push('(');
            push(out, inner);
            out.push(')');
        }
    }
}

/// A duration after `offset`, where only parentheses hold operators together.
pub(super) fn push_offset(out: &mut String, it: &Duration) {
    if is_plain_offset(it) {
        push(out, it);
    } else {
        out.push('(');
        push(out, it);
        out.push(')');
    }
}

/// Whether a duration needs no parentheses after `offset`.
fn is_plain_offset(it: &Duration) -> bool {
    match &it.kind {
        DurationKind::Unary(_, inner) => {
            !matches!(inner.kind, DurationKind::Literal(_) | DurationKind::Unary(..) | DurationKind::Binary(..))
        }
        DurationKind::Binary(..) => starts_with_parenthesis(it),
        _ => true,
    }
}

/// Whether an operator after `offset` and this would go on with it.
pub(super) fn is_open_offset(it: &Duration) -> bool {
    !is_plain_offset(it) || starts_with_parenthesis(it)
}

/// `(1 + 2) * 3` is one duration after `offset` too.
fn starts_with_parenthesis(it: &Duration) -> bool {
    match &it.kind {
        DurationKind::Paren(_) => true,
        DurationKind::Binary(op, pair) => tightness(&pair[0]) < left_least(*op) || starts_with_parenthesis(&pair[0]),
        _ => false,
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

fn push_operand(out: &mut String, it: &Duration, least: u8) {
    if tightness(it) >= least {
        push(out, it);
    } else {
        out.push('(');
        push(out, it);
        out.push(')');
    }
}

fn push_binary(out: &mut String, op: DurationOp, [left, right]: &[Duration; 2]) {
    push_operand(out, left, left_least(op));
    out.push(' ');
    out.push_str(op.text());
    out.push(' ');
    let is_signed = matches!(right.kind, DurationKind::Unary(..) | DurationKind::Literal(_));
    let least = precedence(op) + u8::from(op != DurationOp::Pow);
    push_operand(out, right, if is_signed { 0 } else { least });
}

fn push_call(out: &mut String, name: &str, [left, right]: &[Duration; 2]) {
    out.push_str(name);
    push(out, left);
    out.push_str(", ");
    push(out, right);
    out.push(')');
}
