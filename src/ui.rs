//! Floor 7: the page's components, thin. Logic is in `state`, words in `i18n`, the browser in `web`.
//!
//! Invariant: a component reads `App` and dispatches events; it changes nothing itself.
//! Invariant: effects are executed in one place (`effects`).
//! Not here: any type of the browser but those that Leptos' events carry.

#![allow(unreachable_pub, reason = "Leptos' component macro writes its items as `pub`")]

mod alerts;
mod effects;
mod focus;
mod frame;
mod help;
mod keys;
mod kit;
mod local;
mod nodes;
mod notices;
mod query;
mod settings;
mod shell;
mod slice;
mod title;

use leptos::prelude::*;

use crate::i18n::{frame as words, notice};
use crate::state::page::Page;
use crate::state::settings::Language;
use crate::web::{language, panics};
use kit::folded::one_by_one;
use shell::Shell;

/// Mounts the page and starts what it lives by: the worker, the address, the clock.
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
    leptos::mount::mount_to_body(Narthex);
}

/// The whole page. Its parts are made one after the other, each in a task of its own: what a browser compiles and makes
/// for the first time takes longer for all of them than a task may.
#[component]
fn Narthex() -> impl IntoView {
    let shell = Shell::start();
    provide_context(shell);
    title::follow(shell);
    let page = shell.memo(|app| app.page);
    let parts = one_by_one(Signal::stored(PARTS));
    view! {
        <frame::Bar />
        <notices::Notices />
        <Show when=move || { parts.get() > 1 }>
            <main class="page" id=focus::CONTENT tabindex="-1">
                {move || match page.get() {
                    Page::Query => view! { <query::QueryPage /> }.into_any(),
                    Page::Alerts => view! { <alerts::AlertsPage /> }.into_any(),
                    Page::Nodes => view! { <nodes::NodesPage /> }.into_any(),
                }}
            </main>
        </Show>
        <Show when=move || { parts.get() > 2 }>
            <help::Help />
            <settings::SettingsDialog />
            <local::LocalData />
        </Show>
    }
}

/// The bar with notices; the page; dialogs.
const PARTS: usize = 3;
