//! Completes an expression: what may be inserted at a cursor, its words in one language.

use std::ops::Range;

use crate::model::count::to_u32;
use crate::model::lang::Lang;
use crate::promql::complete::{History, Knowledge, Names, Offer, context, offers};
use crate::promql::diagnostic::Edit;
use crate::promql::metadata::Metadata;
use crate::promql::span::Span;
use crate::protocol::examination::MAX_TEXT;
use crate::protocol::language::{Completed, Offered};

/// What may be inserted before byte `at`; nothing is offered in a text longer than [`MAX_TEXT`].
pub(super) fn complete(text: &str, at: usize, lang: Lang) -> Completed {
    if text.len() > MAX_TEXT {
        return Completed::default();
    }
    // Words of the language alone: nobody has told the worker of metrics, labels and what was run before.
    let (names, metadata, history) = (Names::default(), Metadata::default(), History::default());
    let known = Knowledge { metrics: &names, metadata: &metadata, labels: &names, history: &history, rules: &[] };
    let found = offers(&context(text, at), &known);
    let offers = found.list.into_iter().map(|offer| offered(offer, lang)).collect();
    Completed { offers, left_out: to_u32(found.left_out) }
}

fn offered(offer: Offer, lang: Lang) -> Offered {
    let about = offer.about.text(lang).to_owned();
    let Offer { label, kind, insert, detail, stability, matched, .. } = offer;
    Offered {
        label,
        kind,
        select: span(&insert.select),
        insert: Edit { span: insert.span, text: insert.text },
        detail,
        about,
        stability,
        matched: matched.iter().map(span).collect(),
    }
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
