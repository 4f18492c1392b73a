//! Keywords and operators that may stand at the cursor: what modifies an operator, an aggregation or a selector, and
//! operators between expressions.

use super::context::{Around, Context, Gap};
use super::list::List;
use super::metrics::USUAL_RANGE;
use super::offer::{About, Insert, Offer, OfferKind};
use super::reading::begins_word;
use super::walk::{Operator, Presence, Tail, Written};
use crate::model::count::to_i32;
use crate::promql::ast::{BinaryOp, Expr, ExprKind, Modifiers};
use crate::promql::functions::function;
use crate::promql::keywords::{Role, keyword};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::value_type::ValueType;

/// What speaks for the words that stand first.
pub(super) const FIRST: i32 = 100;

/// The operators between expressions, those used most first.
const OPERATORS: [&str; 18] =
    ["/", "*", "+", "-", ">", "<", "==", "!=", ">=", "<=", "and", "or", "unless", "%", "^", "atan2", "</", ">/"];

/// `by` and `without` where an aggregation lacks its labels, modifiers that a selector lacks, operators.
pub(super) fn after_operand(tail: Tail, node: Option<(&Expr, &Modifiers)>, next: TokenKind) -> Vec<&'static str> {
    let mut words = Vec::new();
    let is_grouped_next = matches!(next, TokenKind::Keyword(Keyword::By | Keyword::Without));
    match tail {
        _ if matches!(next, TokenKind::Open('[' | '{')) || is_grouped_next => return words,
        Tail::Aggregator { grouping: Presence::Absent, .. } => return vec!["by", "without"],
        Tail::Aggregator { .. } => return words,
        Tail::Aggregation(Presence::Absent) => words.extend(["by", "without"]),
        _ => {}
    }
    if matches!(tail, Tail::Selector | Tail::Ranged) {
        words.extend(modifiers(node));
    }
    let is_range = matches!(node, Some((Expr { kind: ExprKind::Matrix(_) | ExprKind::Subquery(_), .. }, _)));
    let is_modified_next =
        matches!(next, TokenKind::At | TokenKind::Keyword(Keyword::Offset | Keyword::Anchored | Keyword::Smoothed));
    if !(is_modified_next || tail == Tail::Ranged && is_range) {
        words.extend(OPERATORS);
    }
    words
}

/// The modifiers that are not there.
fn modifiers(node: Option<(&Expr, &Modifiers)>) -> Vec<&'static str> {
    let mut words = Vec::new();
    let known = node.map(|(_, modifiers)| modifiers);
    if known.is_none_or(|it| it.offset.is_none()) {
        words.push("offset");
    }
    if known.is_none_or(|it| it.at.is_none()) {
        words.extend(["@ end()", "@ start()"]);
    }
    if known.is_none_or(|it| it.extension.is_none()) {
        match node.map(|(expr, _)| &expr.kind) {
            Some(ExprKind::Matrix(_)) => words.extend(["anchored", "smoothed"]),
            Some(ExprKind::Selector(_)) => words.push("smoothed"),
            _ => {}
        }
    }
    words
}

/// What may stand between an operator and its right operand, in the order in which it has to.
pub(super) fn after_operator(operator: Operator, next: TokenKind) -> Vec<&'static str> {
    let Operator { op, written } = operator;
    let until = match next {
        TokenKind::Keyword(Keyword::Bool) => Written::Bool,
        TokenKind::Keyword(Keyword::On | Keyword::Ignoring) => Written::Matching,
        TokenKind::Keyword(Keyword::GroupLeft | Keyword::GroupRight) => Written::Group,
        _ => Written::Fill,
    };
    let is_filled = matches!(next, TokenKind::Keyword(Keyword::Fill | Keyword::FillLeft | Keyword::FillRight));
    let may = |step: Written| written < step && (step < until || step == Written::Fill && until == step && !is_filled);
    let mut words = Vec::new();
    if op.is_comparison() && may(Written::Bool) {
        words.push("bool");
    }
    if may(Written::Matching) {
        words.extend(["on", "ignoring"]);
    }
    if written == Written::Matching && may(Written::Group) && !op.is_set() {
        words.extend(["group_left", "group_right"]);
    }
    if may(Written::Fill) && !op.is_set() {
        words.extend(["fill", "fill_left", "fill_right"]);
    }
    words
}

/// Whether series may stand where this is expected.
pub(super) fn takes_series(expected: Option<ValueType>) -> bool {
    !matches!(expected, Some(ValueType::Scalar | ValueType::String))
}

/// The words that a context may have.
pub(super) fn add(list: &mut List, words: &[&'static str]) {
    let context = list.context;
    for (at, word) in words.iter().enumerate().filter(|(_, word)| keeps_what_follows(context, word)) {
        let (kind, entry) = match keyword(word.split(' ').next().unwrap_or_default()) {
            Some(entry) if matches!(entry.role, Role::Operator(_)) => (OfferKind::Operator, entry),
            Some(entry) => (OfferKind::Keyword, entry),
            None => continue,
        };
        let about = About::Word(entry.doc);
        let offer = Offer::new(*word, kind, insert(context, word, kind));
        list.add(FIRST - to_i32(at), &Offer { about, stability: entry.stability, ..offer });
    }
}

/// `start()` and `end()`.
pub(super) fn add_times(list: &mut List) {
    for word in ["end()", "start()"] {
        let is_called = list.context.around.next.kind == TokenKind::Open('(');
        let text = if is_called { word.trim_end_matches("()") } else { word };
        let about = function(word.trim_end_matches("()")).map_or(About::Nothing, |entry| About::Word(entry.doc));
        let insert = Insert::plain(list.context.replaced, text);
        list.add(0, &Offer { about, ..Offer::new(word, OfferKind::Keyword, insert) });
    }
}

/// Whether what stands behind the word at the cursor may stand behind another one: `by (…)` becomes `without (…)` and
/// nothing else.
fn keeps_what_follows(context: &Context, word: &str) -> bool {
    let Around { word: Some(TokenKind::Keyword(there)), next, .. } = context.around else { return true };
    match there {
        Keyword::Operator(_) if begins_operand(next.kind) => OPERATORS.contains(&word),
        Keyword::Offset if begins_operand(next.kind) => word == "offset",
        _ if next.kind != TokenKind::Open('(') => true,
        Keyword::By | Keyword::Without => matches!(word, "by" | "without"),
        Keyword::On | Keyword::Ignoring => matches!(word, "on" | "ignoring"),
        Keyword::GroupLeft | Keyword::GroupRight => matches!(word, "group_left" | "group_right"),
        Keyword::Fill | Keyword::FillLeft | Keyword::FillRight => Keyword::of(word) == Some(there),
        _ => true,
    }
}

/// Whether the right side of an operator begins, or a duration.
fn begins_operand(next: TokenKind) -> bool {
    begins_word(next) || matches!(next, TokenKind::Open(_) | TokenKind::Operator(BinaryOp::Add | BinaryOp::Sub))
}

fn insert(context: &Context, word: &str, kind: OfferKind) -> Insert {
    let around = context.around;
    let is_apart = !context.replaced.is_empty() || around.before.is_whitespace() || around.before == '(';
    let before = if is_apart { "" } else { " " };
    let is_list = matches!(word, "by" | "without" | "on" | "ignoring" | "group_left" | "group_right");
    let has_list = around.next.kind == TokenKind::Open('(')
        && matches!(around.word, Some(TokenKind::Keyword(there)) if Keyword::of(word).is_some() && is_before_list(there));
    let gap = if around.gap == Gap::None && begins_word(around.next.kind) { " " } else { "" };
    let span = context.replaced;
    match word {
        _ if has_list => Insert::plain(span, word),
        _ if is_list => Insert::snippet(span, &format!("{before}{word} ("), "", &format!("){gap}")),
        "fill" | "fill_left" | "fill_right" => {
            Insert::snippet(span, &format!("{before}{word} ("), "0", &format!("){gap}"))
        }
        "offset" if around.word == Some(TokenKind::Keyword(Keyword::Offset)) && begins_operand(around.next.kind) => {
            Insert::plain(span, word)
        }
        "offset" => Insert::snippet(span, &format!("{before}{word} "), USUAL_RANGE, gap),
        _ if kind == OfferKind::Operator || word == "bool" => {
            let gap = if around.gap == Gap::Blank && begins_operand(around.next.kind) { "" } else { " " };
            Insert::plain(span, format!("{before}{word}{gap}"))
        }
        _ => Insert::plain(span, format!("{before}{word}{gap}")),
    }
}

/// Whether parentheses behind a word are its own.
fn is_before_list(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::By
            | Keyword::Without
            | Keyword::On
            | Keyword::Ignoring
            | Keyword::GroupLeft
            | Keyword::GroupRight
            | Keyword::Fill
            | Keyword::FillLeft
            | Keyword::FillRight
    )
}
