//! Operators between a label and its value.

use super::list::List;
use super::offer::{Insert, Offer, OfferKind};
use crate::model::count::to_i32;
use crate::promql::ast::MatchOp;

/// The four operators.
pub(super) fn add(list: &mut List) {
    let operators = [MatchOp::Equal, MatchOp::NotEqual, MatchOp::Regex, MatchOp::NotRegex];
    for (at, op) in operators.into_iter().enumerate() {
        let after = if list.context.begins_next() { "\", " } else { "\"" };
        let insert = Insert::snippet(list.context.replaced, &format!("{}\"", op.text()), "", after);
        list.add(-to_i32(at), &Offer::new(op.text(), OfferKind::MatchOperator, insert));
    }
}
