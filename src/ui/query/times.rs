//! The time controls: the table's time; range, end and step of the graph and of what each node is asked.

use leptos::prelude::*;

use super::handle::PanelHandle;
use crate::i18n::query as words;
use crate::model::query::At;
use crate::model::{duration, time};
use crate::state::event::PanelEvent;
use crate::state::panel::each::NodeRun;
use crate::state::panel::options::PanelOption;
use crate::state::panel::{Step, Tab};
use crate::state::ranges;
use crate::ui::kit::field::Field;
use crate::ui::kit::icon::{Icon, Picture};
use crate::ui::slice::say;

/// The controls of the shown tab.
#[component]
pub(super) fn Times(handle: PanelHandle) -> impl IntoView {
    let tab = handle.memo(|panel| panel.options.tab);
    move || match tab.get() {
        Tab::Table => view! {
            <div class="panel__when"><Moment handle=handle /></div>
        }
        .into_any(),
        Tab::Graph | Tab::Each => view! {
            <div class="panel__when"><Range handle=handle /><Moment handle=handle /><StepField handle=handle /></div>
        }
        .into_any(),
    }
}

/// A small button with a picture and a name.
#[component]
fn Nudge(
    of: Picture,
    label: fn(crate::i18n::Lang) -> &'static str,
    handle: PanelHandle,
    press: Callback<()>,
) -> impl IntoView {
    let name = move || label(handle.shell.lang.get());
    view! {
        <button class="button button--quiet" aria-label=name title=name on:click=move |_| press.run(())>
            <Icon of=of />
        </button>
    }
}

/// The length of the graph.
#[component]
fn Range(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let range = handle.memo(|panel| panel.options.range_ms);
    let commit = Callback::new(move |text: String| {
        duration::parse(&text).is_some_and(|ms| handle.set_typed(PanelOption::Range(ms)))
    });
    view! {
        <span class="labelled">
            {say(lang, words::range)}
            <span class="stepper">
                <Nudge of=Picture::Minus label=words::narrower handle=handle
                    press=Callback::new(move |()| handle.set(PanelOption::Range(ranges::narrower(range.get_untracked())))) />
                <Field class="stepper__short"
                    value=Signal::derive(move || duration::format(range.get()))
                    commit=commit
                    label=Signal::derive(move || words::range(lang.get()).to_owned())
                    problem=Signal::derive(say(lang, words::bad_duration)) />
                <Nudge of=Picture::Plus label=words::wider handle=handle
                    press=Callback::new(move |()| handle.set(PanelOption::Range(ranges::wider(range.get_untracked())))) />
            </span>
        </span>
    }
}

/// The table's time, or the graph's end; empty is now.
#[component]
fn Moment(handle: PanelHandle) -> impl IntoView {
    let shell = handle.shell;
    let lang = shell.lang;
    let tab = handle.memo(|panel| panel.options.tab);
    let moment = handle.memo(|panel| match panel.options.tab {
        Tab::Table => panel.options.time,
        Tab::Graph | Tab::Each => panel.options.end,
    });
    let stride = handle.memo(|panel| match panel.options.tab {
        Tab::Table => 300_000,
        Tab::Graph | Tab::Each => panel.options.range_ms / 2,
    });
    let text = Signal::derive(move || {
        moment.get().map_or_else(String::new, |ms| {
            let civil = shell.zone(ms, ms).civil(ms);
            format!("{} {}", civil.date(), civil.clock())
        })
    });
    let set = move |ms: Option<i64>| {
        handle.set_typed(match tab.get_untracked() {
            Tab::Table => PanelOption::Time(ms),
            Tab::Graph | Tab::Each => PanelOption::End(ms),
        })
    };
    let commit = Callback::new(move |text: String| {
        if words::is_now(&text) {
            return set(None);
        }
        let ms = time::parse_in(&text, |from, to| untrack(|| shell.zone(from, to)));
        ms.is_some() && set(ms)
    });
    let name = move || match tab.get() {
        Tab::Table => words::time(lang.get()),
        Tab::Graph | Tab::Each => words::end(lang.get()),
    };
    view! {
        <span class="labelled">
            {name}
            <span class="stepper">
                <Nudge of=Picture::Back label=words::earlier handle=handle
                    press=Callback::new(move |()| handle.tell(PanelEvent::Shift(-stride.get_untracked()))) />
                <Field class="stepper__time" value=text commit=commit
                    label=Signal::derive(move || name().to_owned())
                    placeholder=Signal::derive(move || words::time_placeholder(lang.get()).to_owned())
                    problem=Signal::derive(say(lang, words::bad_time)) />
                <Nudge of=Picture::Forward label=words::later handle=handle
                    press=Callback::new(move |()| handle.tell(PanelEvent::Shift(stride.get_untracked()))) />
                {move || moment.get().is_some().then(|| view! {
                    <Nudge of=Picture::Cross label=words::to_now handle=handle press=Callback::new(move |()| { set(None); }) />
                })}
            </span>
        </span>
    }
}

/// The graph's step; empty is automatic.
#[component]
fn StepField(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let step = handle.memo(|panel| panel.options.step);
    let automatic = handle.memo(|panel| {
        let each = || panel.each.nodes.iter().find_map(NodeRun::answer).map(|answer| answer.at);
        let is_each = panel.options.tab == Tab::Each;
        let asked = if is_each { each() } else { panel.graph.result.as_ref().map(|result| result.at) };
        match asked {
            Some(At::Range { step, .. }) => Some(step),
            _ => None,
        }
    });
    let value = Signal::derive(move || match step.get() {
        Step::Auto => String::new(),
        Step::Fixed(ms) => duration::format(ms),
    });
    let placeholder = Signal::derive(move || match automatic.get() {
        Some(ms) => words::step_auto(lang.get(), &duration::format(ms)),
        None => words::auto(lang.get()).to_owned(),
    });
    let commit = Callback::new(move |text: String| {
        if text.trim().is_empty() {
            handle.set(PanelOption::Step(Step::Auto));
            return true;
        }
        duration::parse(&text).is_some_and(|ms| handle.set_typed(PanelOption::Step(Step::Fixed(ms))))
    });
    view! {
        <span class="labelled">
            {say(lang, words::step)}
            <Field class="stepper__step" value=value commit=commit placeholder=placeholder
                label=Signal::derive(move || words::step(lang.get()).to_owned())
                problem=Signal::derive(say(lang, words::bad_duration)) />
        </span>
    }
}
