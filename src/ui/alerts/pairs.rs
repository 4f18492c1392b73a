//! Labels and annotations of rules and alerts as text.

use leptos::prelude::*;

use crate::i18n::{Lang, graph as words};
use crate::model::rules::TextPairs;
use crate::model::text::Bounded;
use crate::state::page::alerts::labels::KnownLabels;

/// The most labels, or annotations, that are shown of a set.
const MOST: usize = 40;

/// The most characters of a name or a value that are shown.
const MOST_CHARACTERS: usize = 2000;

fn shown(text: &str) -> String {
    Bounded::of(text, MOST_CHARACTERS).text
}

/// How many are not shown.
fn more(lang: Lang, count: usize) -> Option<String> {
    (count > MOST).then(|| words::more_labels(lang, (count - MOST) as u64))
}

/// Labels in one line that wraps, but those that are known already.
pub(super) fn labels(lang: Lang, pairs: &TextPairs, known: &KnownLabels) -> impl IntoView + use<> {
    let own: Vec<_> = known.without(pairs).collect();
    let items = own.iter().take(MOST).map(|(name, value)| {
        view! { <li class="pair mono"><span class="pair__name">{shown(name)}"="</span>{shown(value)}</li> }
    });
    let more = more(lang, own.len()).map(|text| view! { <li class="rule__muted">{text}</li> });
    (!own.is_empty()).then(|| view! { <ul class="pairs">{items.collect_view()}{more}</ul> })
}

/// Annotations, one a line: they are sentences.
pub(super) fn annotations(lang: Lang, pairs: &TextPairs) -> impl IntoView + use<> {
    let items = pairs.iter().take(MOST).map(|(name, value)| {
        view! { <div class="note"><dt class="note__name">{shown(name)}</dt><dd class="note__text">{shown(value)}</dd></div> }
    });
    let more = more(lang, pairs.len()).map(|text| view! { <div class="rule__muted">{text}</div> });
    (!pairs.is_empty()).then(|| view! { <dl class="annotations">{items.collect_view()}{more}</dl> })
}
