//! Whole expressions that were run before, where nothing else is written.

use super::knowledge::Knowledge;
use super::list::{List, kind};
use super::offer::{Insert, Offer, OfferKind};
use crate::model::count::to_i32;

/// The most expressions beside offers of other kinds.
const MOST_EXPRESSIONS: usize = 20;

/// Expressions, the last ones first.
pub(super) fn add(list: &mut List, knowledge: &Knowledge) {
    let replaced = list.context.replaced;
    let mut top = list.top(MOST_EXPRESSIONS);
    for (age, expression) in knowledge.history.expressions().iter().enumerate() {
        top.consider(expression, (), |_| kind::HISTORY - to_i32(age.min(50)));
    }
    list.take(top, |expression, ()| Offer::new(expression, OfferKind::History, Insert::plain(replaced, expression)));
}
