//! What holds of every text that is completed.

use narthex::promql::complete::{History, Knowledge, Names, Offer, OfferKind, RecordingRule, context, offers};
use narthex::promql::metadata::Metadata;
use narthex::promql::parser;

const METRICS: [&str; 7] = ["up", "http_requests_total", "job:rate:sum", "my.metric", "by", "é \"漢\"\n", "a`b\\"];
const LABELS: [&str; 7] = ["job", "le", "a.b", "on", "nan", "5xx|6xx", "it's \"so\" `\\d`\n"];

/// What is known: names of every kind.
pub(crate) struct Known {
    metrics: Names,
    metadata: Metadata,
    labels: Names,
    history: History,
    rules: Vec<RecordingRule>,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self {
            metrics: Names::new(METRICS),
            metadata: Metadata::default(),
            labels: Names::new(LABELS),
            history: History::new(["sum(rate(up[3m]))"]),
            rules: vec![RecordingRule { name: "job:rate:sum".into(), expression: "up".into() }],
        }
    }

    fn knowledge(&self) -> Knowledge<'_> {
        let Self { metrics, metadata, labels, history, rules } = self;
        Knowledge { metrics, metadata, labels, history, rules }
    }
}

/// Completes at three bytes of a text, without taking what is offered.
#[track_caller]
pub(crate) fn hold(text: &str) {
    let known = Known::new();
    for byte in [text.len() / 3, text.len() / 2, text.len()] {
        hold_at(text, byte, &known, |_, _| false);
    }
}

/// Completes at a byte: what is replaced lies in the text, what is emphasised in the label, what is selected in the
/// text that it makes. Of so many offers those that are chosen by their numbers are taken: valid text stays valid.
#[track_caller]
pub(crate) fn hold_at(text: &str, byte: usize, known: &Known, mut is_chosen: impl FnMut(usize, usize) -> bool) {
    let is_valid = parser::parse(text).diagnostics.is_empty();
    let context = context(text, byte);
    let (start, end) = (context.replaced.start as usize, context.replaced.end as usize);
    assert!(text.get(start..end).is_some(), "{byte} of {text:?}: {start}..{end}");
    let list = offers(&context, &known.knowledge()).list;
    let count = list.len();
    for (at, offer) in list.into_iter().enumerate() {
        for range in &offer.matched {
            assert!(offer.label.get(range.clone()).is_some_and(|it| !it.is_empty()), "{range:?} of {:?}", offer.label);
        }
        let (accepted, selected) = offer.insert.applied(text);
        assert!(accepted.get(selected.clone()).is_some(), "{selected:?} of {accepted:?}");
        if is_valid && is_chosen(at, count) {
            assert!(is_taken(&accepted, &offer, text), "{byte} of {text:?}: {offer:?} makes {accepted:?}");
        }
    }
}

/// Whether a text with an offer in it is valid, with an operand where the offer leaves one to be written.
fn is_taken(accepted: &str, offer: &Offer, text: &str) -> bool {
    let is_valid = |text: &str| parser::parse(text).diagnostics.is_empty();
    if is_valid(accepted) {
        return true;
    }
    let end = accepted.len() - (text.len() - offer.insert.span.end as usize);
    // Behind `offset (…)` an operator goes on with the duration.
    let mut continued =
        [" x ", " (x) ", " 5m "].iter().map(|operand| [&accepted[..end], operand, &accepted[end..]].concat());
    matches!(offer.kind, OfferKind::Operator | OfferKind::Keyword) && continued.any(|text| is_valid(&text))
}
