//! The bar at the top: links to pages, refresh, theme, settings, help.

use leptos::prelude::*;

use super::kit::icon::{Icon, Picture};
use super::kit::select::Select;
use super::shell::Shell;
use crate::i18n::{frame as words, settings};
use crate::model::duration;
use crate::state::app::Dialog;
use crate::state::event::{Event, SettingsEvent};
use crate::state::page::{PAGES, Page};
use crate::state::route::write;
use crate::state::settings::Theme;
use crate::ui::slice::say;

/// Intervals of the automatic refresh, in milliseconds.
const REFRESH: [u32; 6] = [5_000, 15_000, 30_000, 60_000, 300_000, 900_000];

/// The bar.
#[component]
pub(super) fn Bar() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let theme = shell.memo(|app| app.settings.theme);
    let next_theme = move |_| {
        let next = match theme.get_untracked() {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        };
        shell.dispatch(Event::Settings(SettingsEvent::Theme(next)));
    };
    let theme_name = move || match theme.get() {
        Theme::System => settings::theme_system(lang.get()),
        Theme::Light => settings::theme_light(lang.get()),
        Theme::Dark => settings::theme_dark(lang.get()),
    };
    view! {
        <header class="bar">
            <a class="bar__name" href="#/query">
                <svg class="bar__mark" viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M8 15V6.5M8 11 4.5 8.5M8 9l3.5-2.5" />
                    <path class="bar__flame" d="M8 .8c1.5 1.5 2.2 2.5 2.2 3.5a2.2 2.2 0 0 1-4.4 0c0-1 .7-2 2.2-3.5Z" />
                </svg>
                <span>{say(lang, words::product)}</span>
            </a>
            <nav class="bar__links" aria-label=say(lang, words::pages)>
                {PAGES.iter().map(|declared| view! { <Link to=declared.page label=declared.name /> }).collect_view()}
            </nav>
            <div class="bar__end">
                <Refresh />
                <button class="button button--quiet bar__theme" title=say(lang, words::theme) on:click=next_theme>
                    <span class="unseen">{say(lang, words::theme)}</span>
                    {theme_name}
                </button>
                <button
                    class="button button--quiet"
                    title=say(lang, words::settings)
                    aria-label=say(lang, words::settings)
                    on:click=move |_| shell.dispatch(Event::Dialog(Some(Dialog::Settings)))
                >
                    <Icon of=Picture::Sliders />
                </button>
                <button
                    class="button button--quiet"
                    title=say(lang, words::help)
                    aria-label=say(lang, words::help)
                    on:click=move |_| shell.dispatch(Event::Dialog(Some(Dialog::Help)))
                >
                    <Icon of=Picture::Question />
                </button>
            </div>
        </header>
    }
}

/// A link to a page; opened in a tab of its own it shows what is here.
#[component]
fn Link(to: Page, label: fn(crate::i18n::Lang) -> &'static str) -> impl IntoView {
    let shell = Shell::here();
    let page = shell.memo(|app| app.page);
    let href = shell.memo(move |app| format!("#{}", write::page(app, to)));
    let current = move || (page.get() == to).then_some("page");
    let go = move |event: leptos::ev::MouseEvent| {
        // A click with a modifier opens a tab or window of its own, as on any link.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            shell.dispatch(Event::Go(to));
        }
    };
    view! {
        <a class="bar__link" href=move || href.get() aria-current=current on:click=go>
            {move || label(shell.lang.get())}
        </a>
    }
}

/// How often everything is asked again, and asking now.
#[component]
fn Refresh() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let interval = shell.memo(|app| app.settings.refresh_ms);
    let choose = Callback::new(move |every: String| {
        shell.dispatch(Event::Settings(SettingsEvent::Refresh(every.parse().ok())));
    });
    let value = Signal::derive(move || interval.get().map(|ms| ms.to_string()).unwrap_or_default());
    let options = Signal::derive(move || {
        // One that is set elsewhere and not offered here is seen.
        let other = interval.get().filter(|ms| !REFRESH.contains(ms));
        let intervals = REFRESH.into_iter().chain(other);
        let intervals = intervals.map(|ms| (ms.to_string(), duration::format(ms.into())));
        let off = (String::new(), words::refresh_off(lang.get()).to_owned());
        std::iter::once(off).chain(intervals).collect::<Vec<_>>()
    });
    view! {
        <button
            class="button button--quiet"
            title=say(lang, words::refresh_now)
            aria-label=say(lang, words::refresh_now)
            on:click=move |_| shell.dispatch(Event::Refresh)
        >
            <Icon of=Picture::Again />
        </button>
        <Select value=value options=options choose=choose
            label=Signal::derive(move || words::refresh(lang.get()).to_owned()) />
    }
}
