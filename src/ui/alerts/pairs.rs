//! Labels and annotations of rules and alerts as text.

use leptos::prelude::*;

use crate::i18n::{Lang, graph as words};
use crate::model::rules::{Rule, TextPairs};
use crate::model::text::Bounded;

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

/// Labels in one line that wraps. Of an alert's labels, those that its rule shows already are left out.
pub(super) fn labels(lang: Lang, pairs: &TextPairs, rule: Option<&Rule>) -> impl IntoView + use<> {
    let is_known = |pair: &(String, String)| {
        rule.is_some_and(|rule| rule.labels.contains(pair) || (pair.0 == "alertname" && pair.1 == rule.name))
    };
    let own: Vec<_> = pairs.iter().filter(|pair| !is_known(pair)).collect();
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
