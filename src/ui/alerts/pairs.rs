//! Labels and annotations as text.

use leptos::prelude::*;

use crate::model::rules::{Pairs, Rule};

/// Labels in one line that wraps. Of an alert's labels, those that its rule shows already are left out.
pub(super) fn labels(pairs: &Pairs, rule: Option<&Rule>) -> impl IntoView + use<> {
    let is_known = |pair: &(String, String)| {
        rule.is_some_and(|rule| rule.labels.contains(pair) || (pair.0 == "alertname" && pair.1 == rule.name))
    };
    let own: Vec<_> = pairs.iter().filter(|pair| !is_known(pair)).collect();
    let shown = own.iter().map(|(name, value)| {
        view! { <li class="pair mono"><span class="pair__name">{name.clone()}"="</span>{value.clone()}</li> }
    });
    (!own.is_empty()).then(|| view! { <ul class="pairs">{shown.collect_view()}</ul> })
}

/// Annotations, one a line: they are sentences.
pub(super) fn notes(pairs: &Pairs) -> impl IntoView + use<> {
    let shown = pairs.iter().map(|(name, value)| {
        view! { <div class="note"><dt class="note__name">{name.clone()}</dt><dd class="note__text">{value.clone()}</dd></div> }
    });
    (!pairs.is_empty()).then(|| view! { <dl class="notes">{shown.collect_view()}</dl> })
}
