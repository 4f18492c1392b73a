//! Labels' values, in quotes and without; of a regular expression, one alternative.

use super::context::LabelValue;
use super::knowledge::Knowledge;
use super::list::{List, MOST_OFFERS};
use super::literal::{self, Closing};
use super::metrics;
use super::offer::{Insert, Offer, OfferKind};
use crate::model::labels::METRIC_NAME;
use crate::promql::ast::Quote;
use crate::promql::literal::string;

/// The values of a label.
pub(super) fn add(list: &mut List, label: &LabelValue, knowledge: &Knowledge) {
    let context = list.context;
    if label.label == METRIC_NAME && context.scope.selectors.is_empty() {
        return metrics::add_all(list, knowledge, MOST_OFFERS, |name| insert(label, context.replaced, name));
    }
    let mut top = list.top(MOST_OFFERS);
    top.consider_all(knowledge.labels, (), |value| knowledge.history.bonus(value));
    list.leave_out(knowledge.labels.left_out());
    list.take(top, |value, ()| Offer::new(value, OfferKind::LabelValue, insert(label, context.replaced, value)));
}

fn insert(label: &LabelValue, replaced: crate::promql::span::Span, value: &str) -> Insert {
    let compared = literal::compared(value, label.op);
    match label.literal {
        // The cursor stays in the quotes: another alternative may follow.
        Some(literal) if label.op.is_regex() => {
            let closing = if literal.closing == Closing::Missing {
                string::quote_char(literal.quote).to_string()
            } else {
                String::new()
            };
            Insert::snippet(replaced, &literal::unquoted(&compared, literal.quote), "", &closing)
        }
        None if label.op.is_regex() => {
            Insert::snippet(replaced, &format!("\"{}", literal::unquoted(&compared, Quote::Double)), "", "\"")
        }
        Some(literal) => Insert::plain(replaced, literal::quoted(&compared, literal.quote)),
        None => Insert::plain(replaced, literal::quoted(&compared, Quote::Double)),
    }
}
