//! Labels' names in the lists of aggregations and operators: those of the series below.

use super::context::GroupingContext;
use super::knowledge::Knowledge;
use super::list::{List, MOST_OFFERS};
use super::offer::{Insert, Offer, OfferKind};
use super::spelling;
use crate::model::labels::METRIC_NAME;

/// Labels that the list may still have.
pub(super) fn add(list: &mut List, grouping: &GroupingContext, knowledge: &Knowledge) {
    let context = list.context;
    let mut top = list.top(MOST_OFFERS);
    let is_free = |name: &str| name != METRIC_NAME && !grouping.listed.iter().any(|listed| listed == name);
    let own = &context.scope.labels;
    for name in own.iter().filter(|name| is_free(name)) {
        top.consider(name, (), |name| knowledge.history.bonus(name));
    }
    if context.need().is_some() {
        let others = knowledge.labels.iter().filter(|name| is_free(name) && !own.iter().any(|known| known == name));
        for name in others {
            top.consider(name, (), |name| knowledge.history.bonus(name));
        }
        list.leave_out(knowledge.labels.left_out());
    }
    let after = if context.begins_next() { ", " } else { "" };
    list.take(top, |name, ()| {
        let written = if grouping.literal.is_some() { spelling::quoted(name) } else { spelling::label(name) };
        Offer::new(name, OfferKind::LabelName, Insert::snippet(context.replaced, &written, "", after))
    });
}
