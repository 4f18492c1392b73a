//! Labels' names in braces.

use super::context::{LabelName, WordExtent};
use super::knowledge::Knowledge;
use super::list::{List, MOST_OFFERS};
use super::metrics;
use super::offer::{Insert, Offer, OfferKind};
use super::reading::is_match_operator;
use super::spelling;
use crate::model::labels::METRIC_NAME;

/// Labels, and where one stands in quotes, metrics that have to.
pub(super) fn add(list: &mut List, label: &LabelName, knowledge: &Knowledge) {
    let context = list.context;
    let is_compared = is_match_operator(context.around.next.kind);
    let mut top = list.top(MOST_OFFERS);
    let is_free = |name: &str| {
        let is_name = name == METRIC_NAME && label.metric == WordExtent::Part;
        !is_name && !label.taken.iter().any(|taken| taken == name)
    };
    let names = knowledge.labels.iter().chain((!knowledge.labels.contains(METRIC_NAME)).then_some(METRIC_NAME));
    for name in names.filter(|name| is_free(name)) {
        top.consider(name, (), |name| if name == METRIC_NAME { -1 } else { knowledge.history.bonus(name) });
    }
    list.leave_out(knowledge.labels.left_out());
    list.take(top, |name, ()| {
        let written = if label.literal.is_some() { spelling::quoted(name) } else { spelling::label(name) };
        let insert = if is_compared {
            Insert::plain(context.replaced, written)
        } else {
            let after = if context.begins_next() { "\", " } else { "\"" };
            Insert::snippet(context.replaced, &format!("{written}=\""), "", after)
        };
        Offer::new(name, OfferKind::LabelName, insert)
    });
    if label.metric == WordExtent::Whole && !is_compared {
        metrics::add_quoted(list, label, knowledge);
    }
}
