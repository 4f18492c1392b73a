//! The table of the details: a row a node, and of a federation's members how their time is covered.

use leptos::prelude::*;

use super::Shown;
use crate::i18n::provenance::{details as words, federated};
use crate::i18n::{Lang, quantity, query};
use crate::model::outcome::{FederatedOutcome, NodeAnswer, NodeOutcome};
use crate::model::query::At;
use crate::model::time::Zone;
use crate::state::provenance::{self, CoverKind, CoveredStretch, TimeInterval};
use crate::ui::kit::shape::{Shape, state};

/// Rows at most; a federation has fewer members, a reading server may have more remotes.
const MOST_ROWS: usize = 200;

/// What the rows are put into words by.
pub(super) struct Wording {
    pub(super) lang: Lang,
    /// The zone of times.
    pub(super) zone: Zone,
    /// Whether the times are so far apart that minutes say enough.
    pub(super) is_long: bool,
}

impl Wording {
    /// A time, without its date, as the times of a query are mostly of one day, and without seconds where they are
    /// noise.
    fn clock(&self, ms: i64) -> String {
        let clock = self.zone.civil(ms).clock();
        let most = if self.is_long { "00:00".len() } else { "00:00:00".len() };
        clock.get(..most).unwrap_or(&clock).to_owned()
    }
}

/// The times of what was asked.
pub(super) const fn asked_times(at: At) -> TimeInterval {
    match at {
        At::Instant { time } => (time, time.saturating_add(1)),
        At::Range { start, end, .. } => (start, end),
    }
}

/// The table.
pub(super) fn view(wording: &Wording, of: &Shown) -> impl IntoView + use<> {
    let lang = wording.lang;
    let federated = of.provenance().federation.as_ref();
    let numbers = [words::took_head, words::series_head, words::samples_head, words::bytes_head];
    let nodes = of.provenance().nodes.iter().enumerate().take(MOST_ROWS);
    let mut zone_before = None;
    let rows = nodes.map(|(place, node)| {
        let zone = node.member.as_ref().map(|member| member.zone);
        let is_first = zone != zone_before;
        zone_before = zone;
        row(wording, place, node, of, is_first)
    });
    view! {
        <table class="provenance__table">
            <thead>
                <tr>
                    {federated.map(|_| view! { <th scope="col">{words::zone(lang)}</th> })}
                    <th scope="col">{query::node(lang)}</th>
                    <th scope="col">{words::outcome_head(lang)}</th>
                    <th scope="col">{words::asked_head(lang)}</th>
                    {numbers.map(|head| view! { <th scope="col" class="provenance__number">{head(lang)}</th> })}
                    {federated.map(|federated| cover_head(wording, federated, of))}
                    <th scope="col">{words::remarks_head(lang)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn row(wording: &Wording, place: usize, node: &NodeOutcome, of: &Shown, is_first: bool) -> impl IntoView + use<> {
    let lang = wording.lang;
    let provenance = of.provenance();
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
    let (said, next) = words::remark(lang, node, provenance, |ms| wording.clock(ms));
    let zone = provenance.federation.as_ref().map(|_| {
        let member = node.member.as_ref().filter(|_| is_first);
        let zone = member.map(|member| federated::zone(lang, provenance, member));
        view! { <td class="provenance__asked">{zone}</td> }
    });
    let cover = provenance.federation.as_ref().map(|_| {
        let cover = provenance::cover(provenance, place, asked_times(of.at()));
        view! { <td>{cover_view(wording, &cover)}</td> }
    });
    view! {
        <tr>
            {zone}
            <th scope="row" class="provenance__node" title=node.asked.name().to_owned()>{node.asked.name().to_owned()}</th>
            <td>{state(shape, words::outcome(lang, &node.answered).to_owned())}</td>
            <td class="provenance__asked">{words::asked(lang, node, provenance, of.at())}</td>
            {numbers.map(|text| view! { <td class="provenance__number">{text}</td> })}
            {cover}
            <td class="provenance__remark">{said} " " <span class="provenance__next">{next}</span></td>
        </tr>
    }
}

/// The times that are covered, and what the bars mean.
fn cover_head(wording: &Wording, federated: &FederatedOutcome, of: &Shown) -> impl IntoView + use<> {
    let (from, to) = provenance::window(federated, asked_times(of.at()));
    let key = |kind: CoverKind| {
        view! { <span class="cover__key"><span class=class_of(kind)></span>{word_of(wording.lang, kind)}</span> }
    };
    let span = federated::span(wording.lang, &wording.clock(from), &wording.clock(to));
    let keys = [CoverKind::Used, CoverKind::Spare, CoverKind::Missing].map(key);
    view! { <th scope="col"><span class="cover__head"><span>{span}</span>{keys}</span></th> }
}

/// A bar of the stretches; their words for who does not see it.
fn cover_view(wording: &Wording, cover: &[CoveredStretch]) -> impl IntoView + use<> {
    let length = |of: TimeInterval| of.1.saturating_sub(of.0).max(0);
    let said = cover.iter().map(|cover| {
        let span = federated::span(wording.lang, &wording.clock(cover.of.0), &wording.clock(cover.of.1));
        [&span, " ", word_of(wording.lang, cover.kind)].concat()
    });
    let said = said.collect::<Vec<_>>().join("; ");
    let parts = cover.iter().map(|cover| {
        let grow = length(cover.of).to_string();
        view! { <span class=class_of(cover.kind) style:flex-grow=grow></span> }
    });
    let parts = parts.collect_view();
    view! { <span class="cover" role="img" title=said.clone() aria-label=said>{parts}</span> }
}

const fn class_of(kind: CoverKind) -> &'static str {
    match kind {
        CoverKind::Used => "cover__part cover__part--used",
        CoverKind::Spare => "cover__part cover__part--spare",
        CoverKind::Missing => "cover__part cover__part--missing",
    }
}

fn word_of(lang: Lang, kind: CoverKind) -> &'static str {
    match kind {
        CoverKind::Used => federated::used(lang),
        CoverKind::Spare => federated::spare(lang),
        CoverKind::Missing => federated::missing(lang),
    }
}
