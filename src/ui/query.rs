//! The query page: panels one below the other.

pub(super) mod about_file;
mod ask;
pub(super) mod each;
pub(super) mod editor;
pub(super) mod empty;
pub(super) mod graph;
pub(super) mod handle;
pub(super) mod panel;
mod parameters;
pub(super) mod provenance;
pub(super) mod result;
pub(super) mod status;
pub(super) mod table;
pub(super) mod tabs;
pub(super) mod times;
pub(super) mod tools;

use leptos::prelude::*;

use super::first_run::FirstRun;
use super::kit::folded::one_by_one;
use super::kit::icon::{Icon, Picture};
use super::shell::Shell;
use crate::i18n::query as words;
use crate::state::app::App;
use crate::state::event::Event;
use crate::state::panel::PanelId;
use crate::ui::slice::say;

/// The page.
#[component]
pub(super) fn QueryPage() -> impl IntoView {
    let shell = Shell::here();
    let ids = shell.memo(|app| app.panels.iter().map(|panel| panel.id).collect::<Vec<PanelId>>());
    let made = one_by_one(Signal::derive(move || ids.with(Vec::len)));
    // What is there stays, wherever another one is put before it.
    let shown = Memo::new(move |before: Option<&Vec<PanelId>>| {
        let made = made.get();
        let is_made = |at: usize, id: &PanelId| at < made || before.is_some_and(|before| before.contains(id));
        ids.get().into_iter().enumerate().filter(|(at, id)| is_made(*at, id)).map(|(_, id)| id).collect::<Vec<_>>()
    });
    let is_first_run = shell.memo(App::is_first_run);
    view! {
        <Show when=move || !is_first_run.get() fallback=|| view! { <FirstRun /> }>
            <For each=move || shown.get() key=|id| *id let:id>
                <panel::PanelView id=id />
            </For>
            <button class="button button--quiet" on:click=move |_| shell.dispatch(Event::AddPanel)>
                <Icon of=Picture::Plus />
                {say(shell.lang, words::add_panel)}
            </button>
        </Show>
    }
}
