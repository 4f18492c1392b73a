//! The details: a row a node, how the query was asked, and what is missing of it.

use leptos::prelude::*;

use super::Shown;
use crate::i18n::provenance::details::{self as words, SentencePart};
use crate::i18n::{Lang, provenance, quantity, query};
use crate::model::outcome::{NodeAnswer, NodeOutcome};
use crate::state::app::ListId;
use crate::ui::kit::code::Code;
use crate::ui::kit::folded::Folded;
use crate::ui::kit::shape::{Shape, state};
use crate::ui::query::handle::PanelHandle;
use crate::ui::slice::{Slice, say};

/// Sentences of what is missing, before a person asks for more.
const FIRST: usize = 5;

/// Rows at most; a federation has fewer members, a reading server may have more remotes.
const MOST_ROWS: usize = 200;

/// Table and plan.
#[component]
pub(super) fn Details(handle: PanelHandle, shown: Slice<Option<Shown>>) -> impl IntoView {
    let lang = handle.shell.lang;
    let missing = Slice::new(move || {
        let missing = |of: &Shown| provenance::missing(lang.get(), of.provenance());
        shown.with(|of| of.as_ref().map(missing).filter(|all| all.len() > super::ON_THE_LINE).unwrap_or_default())
    });
    let item = Callback::new(|text: String| view! { <p>{text}</p> }.into_any());
    view! {
        <div class="provenance__details">
            <div class="provenance__frame" role="region" tabindex="0" aria-label=say(lang, words::details)>
                {move || shown.get().map(|of| table(lang.get(), &of))}
            </div>
            <Folded lang=lang texts=missing first=FIRST unfolding=handle.shell.unfolding(ListId::Missing(handle.id)) item=item />
            <div class="provenance__below">
                <div>
                    <h3 class="provenance__head">{say(lang, words::how_asked)}</h3>
                    <ol class="plan">{move || shown.get().map(|of| plan(lang.get(), &of))}</ol>
                </div>
            </div>
        </div>
    }
}

fn table(lang: Lang, of: &Shown) -> impl IntoView + use<> {
    let numbers = [words::took_head, words::series_head, words::samples_head, words::bytes_head];
    let rows = of.provenance().nodes.iter().take(MOST_ROWS).map(|node| row(lang, node, of)).collect_view();
    view! {
        <table class="provenance__table">
            <thead>
                <tr>
                    <th scope="col">{query::node(lang)}</th>
                    <th scope="col">{words::outcome_head(lang)}</th>
                    <th scope="col">{words::asked_head(lang)}</th>
                    {numbers.map(|head| view! { <th scope="col" class="provenance__number">{head(lang)}</th> })}
                    <th scope="col">{words::remarks_head(lang)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(lang: Lang, node: &NodeOutcome, of: &Shown) -> impl IntoView + use<> {
    let shape = match node.answered {
        NodeAnswer::Full => Shape::Full,
        NodeAnswer::Partial => Shape::Half,
        NodeAnswer::Failed { .. } => Shape::Cross,
    };
    let has_failed = shape == Shape::Cross;
    let number = |text: String| if has_failed { "–".to_owned() } else { text };
    let took = if node.latency_ms > 0.0 { quantity::span(node.latency_ms) } else { number(quantity::span(0.0)) };
    let numbers = [
        took,
        number(quantity::count(node.series)),
        number(quantity::count(node.samples)),
        number(quantity::bytes(node.bytes)),
    ];
    let (said, next) = words::remark(lang, node, of.provenance());
    view! {
        <tr>
            <th scope="row" class="provenance__node">{node.asked.name().to_owned()}</th>
            <td>{state(shape, words::outcome(lang, &node.answered).to_owned())}</td>
            <td class="provenance__asked">{words::asked(lang, node, of.provenance(), of.at())}</td>
            {numbers.map(|text| view! { <td class="provenance__number">{text}</td> })}
            <td class="provenance__remark">{said} <span class="provenance__next">{next}</span></td>
        </tr>
    }
}

fn plan(lang: Lang, of: &Shown) -> impl IntoView + use<> {
    let lines = words::plan(lang, of.provenance(), of.expr(), of.at());
    let piece = |piece| match piece {
        SentencePart::Words(words) => view! { <span>{words}</span> }.into_any(),
        SentencePart::Code(code) => {
            view! { <Code read=Callback::new(move |()| (code.clone(), Vec::new())) /> }.into_any()
        }
    };
    let line =
        |pieces: Vec<SentencePart>| view! { <li><span>{pieces.into_iter().map(piece).collect_view()}</span></li> };
    lines.into_iter().map(line).collect_view()
}
