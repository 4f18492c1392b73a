//! The details: a row a node, how the query was asked, what is missing of it, and of a federation what may be chosen.

use leptos::prelude::*;

use super::Shown;
use super::choices::Choices;
use super::table::{self, Wording};
use crate::i18n::Lang;
use crate::i18n::provenance::details::{self as words, SentencePart};
use crate::i18n::provenance::{self, federated};
use crate::state::app::ListId;
use crate::ui::kit::code::Code;
use crate::ui::kit::folded::Folded;
use crate::ui::query::handle::PanelHandle;
use crate::ui::slice::{Slice, say};

/// Sentences of what is missing, before a person asks for more.
const FIRST: usize = 5;

/// From so many milliseconds on, times are told by minutes.
const LONG_MS: i64 = 20 * 60_000;

/// Table, plan and choices.
#[component]
pub(super) fn Details(handle: PanelHandle, shown: Slice<Option<Shown>>, is_federation: Slice<bool>) -> impl IntoView {
    let lang = handle.shell.lang;
    let missing = Slice::new(move || {
        let missing = |of: &Shown| provenance::missing(lang.get(), of.provenance());
        shown.with(|of| of.as_ref().map(missing).filter(|all| all.len() > super::ON_THE_LINE).unwrap_or_default())
    });
    let item = Callback::new(|text: String| view! { <p>{text}</p> }.into_any());
    let table = move || {
        let of = shown.get().filter(|of| !of.provenance().nodes.is_empty())?;
        let (from, to) = table::asked_times(of.at());
        let is_long = to.saturating_sub(from) >= LONG_MS;
        Some(table::view(&Wording { lang: lang.get(), zone: handle.shell.zone(from, to), is_long }, &of))
    };
    let engine = Slice::new(move || {
        let local = |of: &Shown| of.provenance().federation.as_ref().map(|federated| federated.local.clone());
        shown.with(|of| of.as_ref().and_then(local)).filter(|text| !text.is_empty())
    });
    view! {
        <div class="provenance__details">
            <div class="provenance__frame" role="region" tabindex="0" aria-label=say(lang, words::details)>{table}</div>
            <Folded lang=lang texts=missing first=FIRST unfolding=handle.shell.unfolding(ListId::Missing(handle.id)) item=item />
            <div class="provenance__below" class=("provenance__below--two", move || is_federation.get())>
                <div>
                    <h3 class="provenance__head" hidden=move || shown.with(Option::is_none)>{say(lang, words::how_asked)}</h3>
                    <ol class="plan">{move || shown.get().map(|of| plan(lang.get(), &of))}</ol>
                    {move || engine.get().map(|text| view! {
                        <details class="plan__engine">
                            <summary class="link">{say(lang, federated::plan_of_engine)}</summary>
                            <pre>{text}</pre>
                        </details>
                    })}
                </div>
                <Show when=move || is_federation.get()>
                    <Choices handle=handle />
                </Show>
            </div>
        </div>
    }
}

fn plan(lang: Lang, of: &Shown) -> impl IntoView + use<> {
    let lines = words::plan(lang, of.provenance(), of.expr(), of.at());
    let part = |part| match part {
        SentencePart::Words(words) => view! { <span>{words}</span> }.into_any(),
        SentencePart::Code(code) => {
            view! { <Code read=Callback::new(move |()| (code.clone(), Vec::new())) /> }.into_any()
        }
    };
    let line = |parts: Vec<SentencePart>| view! { <li><span>{parts.into_iter().map(part).collect_view()}</span></li> };
    lines.into_iter().map(line).collect_view()
}
