//! Metrics where an expression begins, those that recording rules make among them.

use super::context::{Context, LabelName, Operand};
use super::knowledge::{Knowledge, RecordingRule};
use super::list::{List, kind};
use super::offer::{About, Insert, Offer, OfferKind};
use super::spelling;
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::metadata::{Metadata, MetricType};
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// The most metrics beside offers of other kinds.
const MOST_METRICS: usize = 100;

/// The range that is inserted where one is needed.
pub(super) const USUAL_RANGE: &str = "5m";

/// The longest expression that is shown of a rule, in bytes.
const LONGEST_DETAIL: usize = 400;

/// Metrics as expressions.
pub(super) fn add(list: &mut List, operand: &Operand, knowledge: &Knowledge) {
    let is_other = matches!(
        list.context.around.next.kind,
        TokenKind::Open('(') | TokenKind::Keyword(Keyword::By | Keyword::Without)
    );
    if is_other || operand.expected == Some(ValueType::Scalar) {
        return;
    }
    let context = list.context;
    add_all(list, knowledge, MOST_METRICS, |name| insert(context, operand, name));
}

/// Metrics by their quoted names in braces.
pub(super) fn add_quoted(list: &mut List, label: &LabelName, knowledge: &Knowledge) {
    let context = list.context;
    let end = if context.begins_next() { ", " } else { "" };
    if label.literal.is_some() {
        add_all(list, knowledge, MOST_METRICS, |name| {
            Insert::snippet(context.replaced, &spelling::quoted(name), "", end)
        });
    }
}

/// Metrics and what is known of them; `insert` says how each is written.
pub(super) fn add_all(list: &mut List, knowledge: &Knowledge, limit: usize, insert: impl Fn(&str) -> Insert) {
    let mut top = list.top(limit);
    top.consider_all(knowledge.metrics, (), |name| kind::METRIC + knowledge.history.bonus(name));
    for rule in knowledge.rules.iter().filter(|rule| !knowledge.metrics.contains(&rule.name)) {
        top.consider(&rule.name, (), |name| kind::METRIC + knowledge.history.bonus(name));
    }
    list.leave_out(knowledge.metrics.left_out());
    list.take(top, |name, ()| describe(name, knowledge, insert(name)));
}

fn describe(name: &str, knowledge: &Knowledge, insert: Insert) -> Offer {
    let rule = knowledge.rules.iter().find(|rule| rule.name == name);
    if let Some(RecordingRule { expression, .. }) = rule {
        let detail = expression[..expression.floor_char_boundary(LONGEST_DETAIL)].to_owned();
        return Offer { detail, ..Offer::new(name, OfferKind::Rule, insert) };
    }
    let (detail, about) = known(name, knowledge.metadata);
    Offer { detail, about, ..Offer::new(name, OfferKind::Metric, insert) }
}

/// The type and unit of a metric, and its help.
fn known(name: &str, metadata: &Metadata) -> (String, About) {
    let Some(metric) = metadata.of_series(name) else { return (String::new(), About::Nothing) };
    let mut detail = String::new();
    if metric.metric_type != MetricType::Unknown {
        detail.push_str(metric.metric_type.text());
    }
    if !metric.unit.is_empty() {
        detail.extend([if detail.is_empty() { "" } else { ", " }, &metric.unit]);
    }
    let about = if metric.help.is_empty() { About::Nothing } else { About::Help(metric.help.clone()) };
    (detail, about)
}

fn insert(context: &Context, operand: &Operand, name: &str) -> Insert {
    let (span, next) = (context.replaced, context.around.next);
    let is_bare = spelling::is_bare_metric(name);
    match next.kind {
        TokenKind::Open('{') if !is_bare => {
            // The name goes into the braces that are there.
            let comma = if context.around.second == TokenKind::Close('}') { "" } else { ", " };
            let span = Span { end: next.span.end, ..span };
            return Insert::plain(span, format!("{{{}{comma}", spelling::quoted(name)));
        }
        TokenKind::Open('{') => return Insert::plain(span, name),
        _ => {}
    }
    let text = if is_bare { name.to_owned() } else { format!("{{{}}}", spelling::quoted(name)) };
    if operand.expected == Some(ValueType::Matrix) && next.kind != TokenKind::Open('[') {
        return Insert::snippet(span, &format!("{text}["), USUAL_RANGE, "]");
    }
    Insert::plain(span, text)
}
