//! A result with its problems, missing parts and warnings, as table or graph.

use std::sync::Arc;

use leptos::prelude::*;

use super::about_file::AboutFile;
use super::each::EachNodeView;
use super::editor::{finding, type_in};
use super::empty::{Empty, NotRun};
use super::graph::GraphView;
use super::handle::PanelHandle;
use super::provenance::ProvenanceView;
use super::table::TableView;
use super::tabs::{tab_id, view_id};
use crate::i18n::failure::{self, Asked};
use crate::i18n::provenance::federated;
use crate::i18n::{Lang, Text, frame, local, nodes, notice as notices, provenance as words, quantity, query};
use crate::model::node::NodeId;
use crate::model::notice::PanelProblem;
use crate::model::outcome::{DoubleCount, Failure, Provenance};
use crate::state::app::{App, ListId};
use crate::state::command::Focus;
use crate::state::event::{Event, LocalEvent};
use crate::state::local::FileUse;
use crate::state::page::Page;
use crate::state::panel::{Failed, Panel, PanelId, PanelResult, Tab};
use crate::ui::kit::folded::Folded;
use crate::ui::kit::notice::{Notice, Tone};
use crate::ui::slice::Slice;

/// Warnings, and infos, that are shown before a person asks for more.
const FIRST: usize = 5;

/// The result of the shown tab with all that is to be said of it.
#[component]
pub(super) fn ResultView(handle: PanelHandle) -> impl IntoView {
    let tab = handle.memo(|panel| panel.options.tab);
    let result = handle.memo(|panel| panel.shown().result.clone());
    let stale = handle.shell.memo(move |app| {
        let panel = app.panel(handle.id)?;
        panel.is_stale(&app.nodes).then(|| Stale::of(panel, app))
    });
    let shown = handle.memo(what_is_shown);
    view! {
        <Problems handle=handle />
        {move || stale.get().map(|stale| view! {
            <Notice tone=Tone::Quiet title=stale.said(handle.shell.lang.get()) />
        })}
        <AboutFile handle=handle />
        <ProvenanceView handle=handle />
        <Worth result=result handle=handle />
        <div
            id=view_id(handle.id)
            class="panel__result"
            class=("panel__result--stale", move || stale.get().is_some())
            role="tabpanel"
            aria-labelledby=move || tab_id(handle.id, tab.get())
        >
            {move || match shown.get() {
                ResultBody::Nothing => ().into_any(),
                ResultBody::NotRun => view! { <NotRun handle=handle /> }.into_any(),
                ResultBody::Empty => view! { <Empty handle=handle /> }.into_any(),
                ResultBody::Each => view! { <EachNodeView handle=handle /> }.into_any(),
                ResultBody::Table => {
                    view! { <TableView handle=handle result=handle.memo(|panel| panel.table.result.clone()) /> }.into_any()
                }
                ResultBody::Graph => {
                    view! { <GraphView handle=handle result=handle.memo(|panel| panel.graph.result.clone()) /> }.into_any()
                }
            }}
        </div>
    }
}

/// What a result is that is not what the panel asks now.
#[derive(Clone, PartialEq)]
enum Stale {
    /// An earlier question's, of the node that is asked.
    Earlier,
    /// Of the node of this name, which is not the chosen one.
    OfAnother(String),
    /// Of what had the chosen name before.
    OfReplaced(String),
}

impl Stale {
    fn of(panel: &Panel, app: &App) -> Self {
        match panel.shown().result.as_ref().map(|result| &result.node) {
            Some(node) if node.name != panel.options.node => Self::OfAnother(node.name.clone()),
            Some(node) if app.nodes.is_replaced(node) => Self::OfReplaced(node.name.clone()),
            Some(_) | None => Self::Earlier,
        }
    }

    fn said(&self, lang: Lang) -> String {
        match self {
            Self::Earlier => query::stale_result(lang).to_owned(),
            Self::OfAnother(name) => query::result_of(lang, name),
            Self::OfReplaced(name) => query::result_of_replaced(lang, name),
        }
    }
}

/// What stands where the result is. Table and graph stay when a newer result comes, and with them what a person
/// scrolled to, hid or sorted.
#[derive(Clone, Copy, Default, PartialEq)]
enum ResultBody {
    #[default]
    Nothing,
    NotRun,
    Empty,
    Table,
    Graph,
    Each,
}

fn what_is_shown(panel: &Panel) -> ResultBody {
    let view = panel.shown();
    if panel.options.tab == Tab::Each {
        return if panel.each.nodes.is_empty() { ResultBody::NotRun } else { ResultBody::Each };
    }
    match &view.result {
        None if view.failure.is_some() => ResultBody::Nothing,
        None => ResultBody::NotRun,
        Some(result) if result.value.block().is_some_and(|block| block.is_empty()) => ResultBody::Empty,
        Some(_) if panel.options.tab == Tab::Graph => ResultBody::Graph,
        Some(_) => ResultBody::Table,
    }
}

/// Why there is no result: the question cannot be asked, or its last run failed.
#[component]
fn Problems(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let problem = handle.memo(|panel| panel.problem.clone());
    let failure = handle.shell.memo(move |app| app.panel(handle.id)?.failure(&app.nodes).map(FailureNotice::of));
    let retry = move || {
        view! {
            <button class="button button--quiet" on:click=move |_| handle.retry()>
                {frame::retry(lang.get_untracked())}
            </button>
            <button class="button button--quiet" on:click=move |_| handle.shell.dispatch(Event::Go(Page::Nodes))>
                {nodes::title(lang.get_untracked())}
            </button>
        }
    };
    let give_file = move || handle.shell.dispatch(Event::Local(LocalEvent::Open(FileUse::Panel(handle.id))));
    view! {
        {move || problem.get().map(|problem| view! {
            <Notice tone=Tone::Warning title=notices::panel(lang.get(), &problem)>
                {matches!(problem, PanelProblem::FileGone(_)).then(|| view! {
                    <button class="button button--quiet" on:click=move |_| give_file()>
                        {local::open(lang.get())}
                    </button>
                })}
                {matches!(problem, PanelProblem::NoWorker(_)).then(retry)}
                {matches!(problem, PanelProblem::HeadersGone(_)).then(|| view! {
                    <button class="button button--quiet" on:click=move |_| handle.shell.dispatch(Event::Go(Page::Nodes))>
                        {nodes::title(lang.get())}
                    </button>
                })}
            </Notice>
        })}
        {move || failure.get().map(|FailureNotice { node, why, expr }| {
            let said = failure::words(lang.get(), &why, Asked::query(&node.name, &node.endpoint));
            // Who cancelled knows.
            let tone = if why == Failure::Cancelled { Tone::Quiet } else { Tone::Error };
            let position = why.span().map(|span| finding::failed_at(handle, span, expr));
            view! {
                <Notice tone=tone title=said.title position=position detail=said.detail next=said.next>{retry()}</Notice>
            }
        })}
    }
}

/// What a notice says of a failure. A refresh that fails in the same way leaves it alone, and with it the focus.
#[derive(Clone, PartialEq)]
struct FailureNotice {
    node: NodeId,
    why: Failure,
    expr: String,
}

impl FailureNotice {
    fn of(failed: &Failed) -> Self {
        Self { node: failed.node.clone(), why: failed.why.clone(), expr: failed.question.expr.clone() }
    }
}

/// What a result is worth beside what is missing of it: what the server warned of.
#[component]
fn Worth(result: Slice<Option<Arc<PanelResult>>>, handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    // The node's clock may become known after the result.
    let doubt = handle.shell.memo(move |app| {
        let result = app.panel(handle.id)?.shown().result.as_ref()?;
        app.nodes.clock_doubt(&result.node, result.at, result.asked)
    });
    let clock = move || {
        let (off, name) = (doubt.get()?, result.get()?.node.name.clone());
        let (lang, span) = (lang.get(), quantity::span(off.abs()));
        Some(if off < 0.0 { query::clock_behind(lang, &name, &span) } else { query::clock_ahead(lang, &name, &span) })
    };
    let unfolding = |list: fn(PanelId) -> ListId| handle.shell.unfolding(list(handle.id));
    let of = move |read: fn(Lang, &Provenance) -> Vec<String>| {
        Slice::new(move || {
            result.with(|result| result.as_ref().map(|of| read(lang.get(), &of.provenance)).unwrap_or_default())
        })
    };
    let said = move |text: Text| Signal::derive(move || text(lang.get()).to_owned());
    let warning = Callback::new(move |text: String| {
        view! { <Notice tone=Tone::Warning title=said(words::warning_of_server) next=text /> }.into_any()
    });
    let info = Callback::new(move |text: String| {
        view! { <Notice tone=Tone::Quiet title=said(words::info_of_server) next=text /> }.into_any()
    });
    let counted = Slice::new(move || {
        let federated = |of: &Arc<PanelResult>| Some(of.provenance.federation.as_ref()?.double_counts.clone());
        result.with(|result| result.as_ref().and_then(federated).unwrap_or_default())
    });
    let duplicates = Slice::new(move || result.with(|result| result.as_ref().map_or(0, |of| of.provenance.duplicates)));
    let clock = Slice::new(clock);
    view! {
        {move || clock.get().map(|title| view! {
            <Notice tone=Tone::Warning title=title next=said(query::clock_hint) />
        })}
        <Folded lang=lang texts=of(|_, of| of.warnings.clone()) first=FIRST unfolding=unfolding(ListId::Warnings)
            item=warning />
        <Folded lang=lang texts=of(|_, of| of.infos.clone()) first=FIRST unfolding=unfolding(ListId::Infos) item=info />
        {move || counted.get().into_iter().map(|count| double_count(handle, result, lang.get(), count)).collect_view()}
        {move || Some(duplicates.get()).filter(|count| *count > 0).map(|count| view! {
            <Notice tone=Tone::Quiet title=words::duplicates(lang.get(), count) />
        })}
    }
}

/// That replicas were counted several times, and what to write instead. The rewrite is offered as long as the text is
/// the one that was run.
fn double_count(
    handle: PanelHandle,
    result: Slice<Option<Arc<PanelResult>>>,
    lang: Lang,
    count: DoubleCount,
) -> impl IntoView {
    let (title, label) = (federated::double_count(lang, &count), federated::apply_rewrite(lang, &count.rewrite));
    let expr = handle.memo(|panel| panel.options.expr.clone());
    let rewritten = Slice::new(move || {
        let run = result.with(|result| result.as_ref().map(|of| of.question.expr.clone()))?;
        if expr.with(|expr| *expr != run) {
            return None;
        }
        let (before, after) = (run.get(..count.span.start as usize)?, run.get(count.span.end as usize..)?);
        Some([before, &count.rewrite, after].concat())
    });
    let apply = move |_| {
        if let Some(text) = rewritten.get_untracked() {
            type_in(handle, &text);
            // The button goes with the text that it was for.
            handle.shell.focus(&Focus::Expression(handle.id));
        }
    };
    view! {
        <Notice tone=Tone::Warning title=title>
            <Show when=move || rewritten.with(Option::is_some)>
                <button class="button button--quiet" on:click=apply>{label.clone()}</button>
            </Show>
        </Notice>
    }
}
