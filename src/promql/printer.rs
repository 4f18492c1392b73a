//! Tree → one line of text.
//!
//! Invariant: the text of a tree without error nodes parses to the same tree, wherever its nodes stood. Where a tree
//! that no text has lacks parentheses, they are written.
//! Not here: several lines and comments (the formatter).

mod duration;
mod selector;

use std::fmt::Write;

use super::ast::{
    Aggregate, Binary, BinaryOp, Expr, ExprKind, Fill, Grouping, GroupingKind, Matching, MatchingKind, Name, NameForm,
    Number, NumberForm, Side,
};
use super::literal::string;

/// An expression on one line.
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    push(&mut out, expr);
    out
}

fn push(out: &mut String, expr: &Expr) {
    match &expr.kind {
        ExprKind::Error => {}
        ExprKind::Number(it) => push_number(out, *it),
        ExprKind::String(it) => string::push(out, it),
        ExprKind::Selector(it) => {
            selector::push(out, it);
            selector::push_modifiers(out, &it.modifiers);
        }
        ExprKind::Matrix(it) => {
            selector::push(out, &it.selector);
            out.push('[');
            duration::push(out, &it.range);
            out.push(']');
            selector::push_modifiers(out, &it.selector.modifiers);
        }
        ExprKind::Subquery(it) => {
            push_operand(out, &it.expr, SUFFIXED);
            out.push('[');
            duration::push(out, &it.range);
            out.push(':');
            if let Some(step) = &it.step {
                duration::push(out, step);
            }
            out.push(']');
            selector::push_modifiers(out, &it.modifiers);
        }
        ExprKind::Call(it) => {
            out.push_str(&it.name);
            push_args(out, &it.args);
        }
        ExprKind::Aggregate(it) => push_aggregate(out, it),
        ExprKind::Binary(it) => push_binary(out, it),
        ExprKind::Unary(it) => {
            out.push_str(it.op.text());
            // A second sign stands by itself; looser operators would lose their left operand to this one.
            let is_signed = matches!(it.operand.kind, ExprKind::Unary(_) | ExprKind::Number(_));
            push_operand(out, &it.operand, if is_signed { 0 } else { BinaryOp::Pow.precedence() });
        }
        ExprKind::Paren(inner) => {
            out.push('(');
            push(out, inner);
            out.push(')');
        }
    }
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
        ExprKind::Number(it) if it.value.is_sign_negative() && !it.value.is_nan() => BinaryOp::Mul.precedence(),
        _ => SUFFIXED,
    }
}

/// An expression that has to bind at least so tightly.
fn push_operand(out: &mut String, expr: &Expr, least: u8) {
    if tightness(expr) >= least {
        push(out, expr);
    } else {
        out.push('(');
        push(out, expr);
        out.push(')');
    }
}

fn push_args(out: &mut String, args: &[Expr]) {
    out.push('(');
    for (at, arg) in args.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        push(out, arg);
    }
    out.push(')');
}

fn push_aggregate(out: &mut String, it: &Aggregate) {
    out.push_str(it.op.text());
    if let Some(Grouping { kind, labels, .. }) = &it.grouping {
        out.push_str(if *kind == GroupingKind::By { " by " } else { " without " });
        push_labels(out, labels);
        out.push(' ');
    }
    push_args(out, &it.args);
}

fn push_binary(out: &mut String, it: &Binary) {
    let own = it.op.precedence();
    let (left, right) = if it.op.is_right_associative() { (own + 1, own) } else { (own, own + 1) };
    let is_taken_apart = offset_goes_on_with(it.op) && ends_in_open_offset(&it.left);
    push_operand(out, &it.left, if is_taken_apart { BRACKETED } else { left });
    let _ = write!(out, " {}", it.op.text());
    if it.bool_span.is_some() {
        out.push_str(" bool");
    }
    if let Some(matching) = &it.matching {
        push_matching(out, matching);
    }
    if let Some(fill) = &it.fill {
        push_fill(out, fill);
    }
    out.push(' ');
    push_right(out, &it.right, right);
}

/// A right operand. A sign may begin it however loosely it binds, as nothing on its left can take it apart.
fn push_right(out: &mut String, expr: &Expr, least: u8) {
    let is_signed = matches!(expr.kind, ExprKind::Unary(_) | ExprKind::Number(_));
    push_operand(out, expr, if is_signed { 0 } else { least });
}

fn push_matching(out: &mut String, it: &Matching) {
    out.push_str(if it.kind == MatchingKind::On { " on " } else { " ignoring " });
    push_labels(out, &it.labels);
    if let Some(group) = &it.group {
        out.push_str(if group.side == Side::Left { " group_left " } else { " group_right " });
        push_labels(out, &group.labels);
    }
}

fn push_fill(out: &mut String, it: &Fill) {
    let mut side = |word, value: Option<Number>| {
        if let Some(value) = value {
            out.push_str(word);
            push_number(out, value);
            out.push(')');
        }
    };
    side(" fill_left (", it.left);
    side(" fill_right (", it.right);
}

fn push_labels(out: &mut String, labels: &[Name]) {
    out.push('(');
    for (at, label) in labels.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        push_name(out, label);
    }
    out.push(')');
}

fn push_name(out: &mut String, name: &Name) {
    match name.form {
        NameForm::Bare => out.push_str(&name.text),
        NameForm::Quoted => string::push_name(out, &name.text),
    }
}

fn push_number(out: &mut String, it: Number) {
    if it.form == NumberForm::Duration {
        let ms = (it.value * 1000.0).round();
        out.push_str(&crate::model::duration::format(ms as i64));
    } else if it.value == f64::INFINITY {
        out.push_str("Inf");
    } else {
        out.push_str(&crate::model::number::format(it.value));
    }
}
