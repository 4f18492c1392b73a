//! Ranges, steps and offsets: those used before, and the usual ones.

use super::context::DurationContext;
use super::knowledge::Knowledge;
use super::list::List;
use super::metrics::USUAL_RANGE;
use super::offer::{Insert, Offer, OfferKind};
use crate::model::count::to_i32;
use crate::promql::ast::BinaryOp;
use crate::promql::lexer::TokenKind;
use crate::promql::literal::number;

/// The most that are taken from the history.
const MOST_USED: usize = 8;

const RANGES: [&str; 12] = ["5m", "1m", "2m", "10m", "15m", "30m", "1h", "6h", "12h", "1d", "7d", "30d"];
const STEPS: [&str; 8] = ["1m", "15s", "30s", "5m", "10m", "30m", "1h", "1d"];
const OFFSETS: [&str; 9] = ["1h", "1d", "1w", "5m", "15m", "30m", "6h", "12h", "4w"];
const UNITS: [&str; 6] = ["m", "h", "d", "s", "w", "ms"];

/// Durations that begin with what was typed.
pub(super) fn add(list: &mut List, context: DurationContext, knowledge: &Knowledge) {
    let typed = list.context.typed.as_str();
    let usual: &[&str] = match context {
        DurationContext::Range | DurationContext::Inner => &RANGES,
        DurationContext::Step => &STEPS,
        DurationContext::Offset => &OFFSETS,
    };
    let is_count = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    let counted: Vec<String> =
        if is_count { UNITS.iter().map(|unit| format!("{typed}{unit}")).collect() } else { vec![] };
    let used = knowledge.history.durations().iter().take(MOST_USED).map(String::as_str);
    let mut seen: Vec<&str> = Vec::new();
    for text in used.chain(usual.iter().copied()).chain(counted.iter().map(String::as_str)) {
        if text.starts_with(typed) && !seen.contains(&text) && number::parse_duration(text).is_some_and(|it| it > 0.0) {
            seen.push(text);
        }
    }
    let closing = closing(context, list.context.around.next.kind);
    for (at, text) in seen.iter().enumerate() {
        let insert = Insert::snippet(list.context.replaced, &format!("{text}{closing}"), "", "");
        list.add(-to_i32(at), &Offer::new(*text, OfferKind::Duration, insert));
    }
}

/// A range behind a selector that lacks one.
pub(super) fn add_range(list: &mut List, knowledge: &Knowledge) {
    if !list.context.typed.is_empty() {
        return;
    }
    let used = knowledge.history.durations().first().map_or(USUAL_RANGE, String::as_str);
    let insert = Insert::snippet(list.context.replaced, "[", used, "]");
    list.add(super::keywords::FIRST + 1, &Offer::new(format!("[{used}]"), OfferKind::Duration, insert));
}

/// The bracket, where it is missing.
fn closing(context: DurationContext, next: TokenKind) -> &'static str {
    let goes_on = match next {
        TokenKind::Close(']') => true,
        TokenKind::Colon => context == DurationContext::Range,
        TokenKind::Operator(op) => {
            matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod | BinaryOp::Pow)
        }
        _ => false,
    };
    if goes_on || matches!(context, DurationContext::Offset | DurationContext::Inner) { "" } else { "]" }
}
