//! The line of one node.

use leptos::prelude::*;

use crate::chart::format;
use crate::chart::sparkline::Sparkline;
use crate::chart::statistics::SeriesStats;
use crate::chart::unit::Unit;
use crate::i18n::provenance::details;
use crate::i18n::{Lang, each as words, notice, quantity};
use crate::model::outcome::{NodeAnswer, NodeOutcome};
use crate::model::time::seconds;
use crate::state::app::App;
use crate::state::panel::Tab;
use crate::state::panel::each::{NodeResult, NodeRun, NodeRunState, NodeSummary};
use crate::state::panel::options::PanelOption;
use crate::ui::kit::shape::{Shape, state};
use crate::ui::query::handle::PanelHandle;

/// The size in which lines are computed; they are shown as wide as there is room.
const SPARK: (u32, u32) = (300, 20);

/// The line.
#[component]
pub(super) fn Row(handle: PanelHandle, name: String) -> impl IntoView {
    let lang = handle.shell.lang;
    let shown = handle.memo({
        let name = name.clone();
        move |panel| panel.each.nodes.iter().find(|run| run.node.name == name).cloned()
    });
    let busy = handle.memo({
        let name = name.clone();
        move |panel| panel.each.nodes.iter().any(|run| run.node.name == name && run.is_busy())
    });
    // The node's clock may become known after its answer.
    let clock = handle.shell.memo({
        let name = name.clone();
        move |app| clock(app, handle, &name)
    });
    let (title, opened) = (name.clone(), name.clone());
    let open = move |_| {
        handle.set(PanelOption::Node(opened.clone()));
        handle.set(PanelOption::Tab(Tab::Graph));
    };
    let cells = move || {
        let run = shown.get()?;
        let lang = lang.get();
        let (shape, word) = outcome(lang, &run);
        let [series, samples, bytes] = amounts(&run);
        let took = run.elapsed_ms();
        let answer = run.answer();
        let last = answer.and_then(|of| of.summary.last).map(|last| format::human(last, Unit::None));
        let said = said(lang, &run, clock.get());
        Some(view! {
            <td class="each__outcome">{state(shape, word)}</td>
            <td class="each__number each__took">{took.map(|ms| quantity::span(1000.0 * seconds(ms)))}</td>
            <td class="each__track-cell">{took.map(|ms| track(ms, shape))}</td>
            <td class="each__number each__series">{series}</td>
            <td class="each__number each__samples">{samples}</td>
            <td class="each__number each__bytes">{bytes}</td>
            <td class="each__number each__last">{last}</td>
            <td class="each__spark-cell">{answer.map(|of| sparkline(lang, of))}</td>
            <td class="each__said" title=said.clone()>{said.clone()}</td>
        })
    };
    view! {
        <tr class="each__row" class=("each__row--busy", move || busy.get())>
            <th scope="row" class="each__node">
                <button class="each__open" title=move || words::open_graph(lang.get(), &title) on:click=open>{name}</button>
            </th>
            {cells}
        </tr>
    }
}

/// How far its clock is ahead, in milliseconds, where that is much and its answer reaches up to its present.
fn clock(app: &App, handle: PanelHandle, name: &str) -> Option<f64> {
    let each = &app.panel(handle.id)?.each;
    let run = each.nodes.iter().find(|run| run.node.name == name)?;
    app.nodes.clock_doubt(&run.node, run.answer()?.at, each.asked)
}

/// The state: its shape and its word.
fn outcome(lang: Lang, run: &NodeRun) -> (Shape, String) {
    let (shape, word) = match (&run.state, &run.result) {
        (NodeRunState::Waiting, _) => (Shape::Empty, words::waiting(lang)),
        (NodeRunState::Running { .. }, _) => (Shape::Empty, words::asking(lang)),
        (NodeRunState::Idle, Some(NodeResult::Answered(of))) if of.provenance.is_partial() => {
            (Shape::Half, details::outcome(lang, &NodeAnswer::Partial))
        }
        (NodeRunState::Idle, Some(NodeResult::Answered(_))) => (Shape::Full, details::outcome(lang, &NodeAnswer::Full)),
        (NodeRunState::Idle, Some(NodeResult::Failed { why, .. })) => {
            (Shape::Cross, details::outcome(lang, &NodeAnswer::Failed { why: why.clone() }))
        }
        (NodeRunState::Idle, Some(NodeResult::NotAsked(_)) | None) => (Shape::Empty, words::not_asked(lang)),
    };
    (shape, word.to_owned())
}

/// Series, samples and bytes; what has come so far where there is no answer yet, and nothing where there is none.
fn amounts(run: &NodeRun) -> [String; 3] {
    let said = |series, samples, bytes| [quantity::count(series), quantity::count(samples), quantity::bytes(bytes)];
    match (run.answer(), &run.state) {
        (Some(of), _) => {
            let bytes: u64 = of.provenance.nodes.iter().map(|node: &NodeOutcome| node.bytes).sum();
            // What was read before, or computed here, came without a byte.
            let [series, samples, received] = said(of.summary.series, of.summary.samples, bytes);
            [series, samples, if bytes > 0 { received } else { "–".to_owned() }]
        }
        (None, NodeRunState::Running { progress, .. }) if progress.bytes > 0 => {
            said(progress.series, progress.samples, progress.bytes)
        }
        (None, _) => Default::default(),
    }
}

/// What it said beside its answer, or why there is none.
fn said(lang: Lang, run: &NodeRun, clock: Option<f64>) -> String {
    match &run.result {
        Some(NodeResult::Answered(of)) => {
            let span = |ms: f64| quantity::span(ms.abs());
            let clock = clock.map(|ms| {
                if ms > 0.0 { words::clock_ahead(lang, &span(ms)) } else { words::clock_behind(lang, &span(ms)) }
            });
            let empty = (of.summary.samples == 0).then(|| words::no_series(lang).to_owned());
            let own = Some(words::said(lang, &of.provenance)).filter(|said| !said.is_empty());
            own.or(clock).or(empty).unwrap_or_default()
        }
        Some(NodeResult::Failed { why, .. }) => words::why_not(lang, &run.node, why),
        Some(NodeResult::NotAsked(problem)) => notice::panel(lang, problem),
        None => String::new(),
    }
}

/// How long it took, as a bar: each ten times as long is a quarter more, and all from ten seconds on is full.
fn track(ms: i64, shape: Shape) -> impl IntoView {
    let width = (25.0 * (1.0 + 1000.0 * seconds(ms)).log10()).clamp(1.0, 100.0);
    view! {
        <svg class="each__track" class=("each__track--bad", shape == Shape::Cross) viewBox="0 0 100 1"
            preserveAspectRatio="none" aria-hidden="true">
            <rect class="each__track-ground" width="100" height="1" />
            <rect class="each__track-bar" width=format!("{width:.0}") height="1" />
        </svg>
    }
}

/// The sum over all series, on its own scale.
fn sparkline(lang: Lang, of: &NodeSummary) -> impl IntoView + use<> {
    let (width, height) = SPARK;
    let Sparkline { line, area } = Sparkline::of(&of.summary.sums, width, height);
    let stats = SeriesStats::of(&of.summary.sums);
    let text = |value: f64| format::human(value, Unit::None);
    let label = words::sum_from_to(lang, &text(stats.min), &text(stats.max));
    (!line.is_empty()).then(|| {
        view! {
            <svg class="each__spark" viewBox=format!("0 0 {width} {height}") preserveAspectRatio="none" role="img"
                aria-label=label>
                <path class="each__spark-area" d=area />
                <path class="each__spark-line" d=line />
            </svg>
        }
    })
}
