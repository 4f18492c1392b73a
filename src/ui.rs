//! Floor 7: the page's components, thin. Logic is in `state`, words in `i18n`, the browser in `web`.
//!
//! Invariant: a component reads `App` and dispatches events; it changes nothing itself.
//! Invariant: effects are executed in one place (`effects`).
//! Not here: any type of the browser but those that Leptos' events carry.

#![allow(unreachable_pub, reason = "Leptos' component macro writes its items as `pub`")]

mod adding;
mod alerts;
mod drop_area;
mod effects;
mod first_run;
mod focus;
mod frame;
mod help;
mod keys;
mod kit;
mod local;
mod nodes;
mod notices;
mod offers;
mod query;
mod settings;
mod shell;
mod slice;
mod title;

use leptos::prelude::*;

use crate::i18n::{frame as words, notice};
use crate::state::page::Page;
use crate::state::settings::Language;
use crate::web::clock::timer;
use crate::web::{dom, language, panics};
use kit::folded::one_by_one;
use shell::Shell;

/// Starts the page, in tasks of its own: instantiating the program takes one already.
pub fn start() {
    language::declare(Language::System.spoken(&language::preferred()).tag());
    panics::tell_on_page(|tag| {
        let lang = Language::System.spoken(tag);
        panics::PanicWords {
            title: notice::page_ended(lang),
            text: notice::page_ended_next(lang),
            reload: words::reload_page(lang),
            again: notice::page_ended_again(lang),
            address: notice::page_address(lang),
            without_address: notice::without_address(lang),
        }
    });
    timer::soon(|| leptos::mount::mount_to_body(Narthex));
}

/// The whole page. What it lives by (the worker, the address, the clock) is started first, then its parts are made, one
/// after the other, each in a task of its own: what a browser compiles and makes for the first time takes longer for
/// all of them than a task may.
#[component]
fn Narthex() -> impl IntoView {
    let shell = Shell::new();
    provide_context(shell);
    // Before any part is made: the tasks run in this order.
    timer::soon({
        let owner = Owner::current();
        move || owner.unwrap_or_default().with(|| shell.begin())
    });
    title::follow(shell);
    let page = shell.memo(|app| app.page);
    let made = one_by_one(Signal::stored(PARTS));
    let has = move |part: usize| move || made.get() >= part;
    // The words that stand there until then were put there by index.html.
    Effect::new(move |_| {
        if made.get() >= PAGE {
            dom::remove(START);
        }
    });
    view! {
        <Show when=has(BAR)>
            <frame::Bar />
        </Show>
        <Show when=has(NOTICES)>
            <notices::Notices />
        </Show>
        <Show when=has(PAGE)>
            <main class="page" id=focus::CONTENT tabindex="-1">
                {move || match page.get() {
                    Page::Query => view! { <query::QueryPage /> }.into_any(),
                    Page::Alerts => view! { <alerts::AlertsPage /> }.into_any(),
                    Page::Nodes => view! { <nodes::NodesPage /> }.into_any(),
                }}
            </main>
        </Show>
        <Show when=has(HELP)>
            <help::Help />
        </Show>
        <Show when=has(SETTINGS)>
            <settings::SettingsDialog />
        </Show>
        <Show when=has(LOCAL_DATA)>
            <local::LocalData />
        </Show>
    }
}

/// The element of the words that stand in the page until it is there.
const START: &str = "start";

/// The parts in the order in which they are made; the first task starts what the page lives by.
const BAR: usize = 2;
const PAGE: usize = 3;
const NOTICES: usize = 4;
const HELP: usize = 5;
const SETTINGS: usize = 6;
const LOCAL_DATA: usize = 7;
const PARTS: usize = LOCAL_DATA;
