//! The status line below the nodes' lines: how many answered, with how much, and which was slowest.

use leptos::prelude::*;

use crate::i18n::{each as words, provenance, quantity, query};
use crate::model::time::seconds;
use crate::state::panel::each::NodeRun;
use crate::ui::query::handle::PanelHandle;

/// What the line says.
#[derive(Clone, Default, PartialEq)]
struct Said {
    is_busy: bool,
    nodes: u64,
    answered: usize,
    series: u64,
    samples: u64,
    slowest: Option<(String, i64)>,
    asked: i64,
}

/// The line.
#[component]
pub(in crate::ui::query) fn EachStatusLine(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let said = handle.memo(|panel| {
        let each = &panel.each;
        let (series, samples) = each
            .nodes
            .iter()
            .filter_map(NodeRun::answer)
            .fold((0, 0), |(series, samples), of| (series + of.summary.series, samples + of.summary.samples));
        Said {
            is_busy: panel.run.since().is_some(),
            nodes: each.nodes.len() as u64,
            answered: each.answered(),
            series,
            samples,
            slowest: each.slowest().map(|(node, ms)| (node.name.clone(), ms)),
            asked: each.asked,
        }
    });
    let line = move || {
        let said = said.get();
        let lang = lang.get();
        if said.nodes == 0 {
            return said.is_busy.then(|| query::waiting(lang)).into_any();
        }
        let lacks = !said.is_busy && (said.answered as u64) < said.nodes;
        let clock = handle.shell.zone(said.asked, said.asked).civil(said.asked).clock();
        let clock = clock.get(.."00:00:00".len()).unwrap_or(&clock);
        let slowest = said.slowest.map(|(name, ms)| words::slowest(lang, &name, &quantity::span(1000.0 * seconds(ms))));
        let parts = [query::series(lang, &quantity::count(said.series)), query::samples(lang, said.samples)];
        let parts = parts.into_iter().chain(slowest).chain([words::asked(lang, clock)]);
        view! {
            <span class:panel__status-bad=lacks>{provenance::nodes(lang, said.nodes, said.answered)}</span>
            {said.is_busy.then(|| view! { <span>{words::asking(lang)}</span> })}
            {parts.map(|part| view! { <span>{part}</span> }).collect_view()}
        }
        .into_any()
    };
    view! { <p class="panel__status" role="status">{line}</p> }
}
