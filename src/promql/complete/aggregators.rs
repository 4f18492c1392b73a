//! Aggregators where an expression begins.

use super::context::Operand;
use super::knowledge::Knowledge;
use super::list::{List, kind};
use super::offer::{About, Insert, Offer, OfferKind};
use crate::promql::aggregators::{AGGREGATORS, Aggregator};
use crate::promql::functions::Stability;
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::value_type::ValueType;

/// Aggregators, which give vectors.
pub(super) fn add(list: &mut List, operand: &Operand, knowledge: &Knowledge) {
    let around = list.context.around;
    let is_continued =
        matches!(around.next.kind, TokenKind::Open('(') | TokenKind::Keyword(Keyword::By | Keyword::Without));
    let fit = match operand.expected {
        Some(ValueType::Scalar) => return,
        Some(ValueType::Matrix) => kind::MISFIT,
        _ => 0,
    };
    if around.modifies_next() && !is_continued {
        return;
    }
    let mut top = list.top(AGGREGATORS.len());
    for aggregator in &AGGREGATORS {
        let stable = if aggregator.stability == Stability::Experimental { kind::EXPERIMENTAL } else { 0 };
        top.consider(aggregator.name, aggregator, |name| {
            kind::AGGREGATOR + fit + stable + knowledge.history.bonus(name)
        });
    }
    let replaced = list.context.replaced;
    list.take(top, |name, aggregator: &Aggregator| {
        let insert = if is_continued {
            Insert::plain(replaced, name)
        } else {
            Insert::snippet(replaced, &format!("{name}("), "", ")")
        };
        Offer {
            detail: aggregator.signature(),
            about: About::Word(aggregator.doc),
            stability: aggregator.stability,
            ..Offer::new(name, OfferKind::Aggregator, insert)
        }
    });
}
