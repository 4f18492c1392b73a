//! Functions where an expression begins.

use super::context::Operand;
use super::knowledge::Knowledge;
use super::list::{List, kind};
use super::offer::{About, Insert, Offer, OfferKind};
use crate::promql::functions::{FUNCTIONS, Function, Stability};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::value_type::ValueType;

/// Functions, those of the type that the context expects before others.
pub(super) fn add(list: &mut List, operand: &Operand, knowledge: &Knowledge) {
    let around = list.context.around;
    // The labels of an aggregation, which a function does not have, may stand behind its parentheses.
    let is_aggregator = matches!(around.word, Some(TokenKind::Keyword(Keyword::Aggregate(_))));
    let is_called = around.next.kind == TokenKind::Open('(');
    if is_called && is_aggregator || around.modifies_next() {
        return;
    }
    let mut top = list.top(FUNCTIONS.len());
    for function in &FUNCTIONS {
        if let Some(fit) = fit(function, operand.expected) {
            top.consider(function.name, function, |name| fit + knowledge.history.bonus(name));
        }
    }
    let replaced = list.context.replaced;
    list.take(top, |name, function: &Function| {
        let insert = match function.arguments() {
            _ if is_called => Insert::plain(replaced, name),
            (_, Some(0)) => Insert::plain(replaced, format!("{name}()")),
            _ => Insert::snippet(replaced, &format!("{name}("), "", ")"),
        };
        Offer {
            detail: function.signature(),
            about: About::Word(function.doc),
            stability: function.stability,
            ..Offer::new(name, OfferKind::Function, insert)
        }
    });
}

/// How well a function's type fits; `None`: not at all.
fn fit(function: &Function, expected: Option<ValueType>) -> Option<i32> {
    let fits = match expected {
        Some(ValueType::Scalar) if function.returns != ValueType::Scalar => return None,
        Some(expected) => function.returns == expected,
        None => true,
    };
    let stable = if function.stability == Stability::Experimental { kind::EXPERIMENTAL } else { 0 };
    Some(kind::FUNCTION + stable + if fits { 0 } else { kind::MISFIT })
}
