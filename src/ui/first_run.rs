//! What a page without nodes offers: a file, and the demo.

use leptos::prelude::*;

use super::kit::icon::{Icon, Picture};
use super::shell::Shell;
use super::slice::say;
use crate::i18n::{Text, first_run as words};
use crate::state::event::{Event, LocalEvent, NodesEvent};
use crate::state::local::FileUse;

/// The offers, each a row.
#[component]
pub(super) fn FirstRun() -> impl IntoView {
    let shell = Shell::here();
    let row = move |picture: Picture, [title, about, button]: [Text; 3], on_click: fn(Shell)| {
        view! {
            <div class="first__row">
                <Icon of=picture />
                <div>
                    <h2 class="first__title">{say(shell.lang, title)}</h2>
                    <p>{say(shell.lang, about)}</p>
                </div>
                <button class="button first__button" on:click=move |_| on_click(shell)>{say(shell.lang, button)}</button>
            </div>
        }
    };
    let open_file = |shell: Shell| {
        if let Some(panel) = shell.peek(|app| app.panels.first().map(|panel| panel.id)) {
            shell.dispatch(Event::Local(LocalEvent::Open(FileUse::Panel(panel))));
        }
    };
    view! {
        <div class="first">
            {row(Picture::File, [words::file, words::file_about, words::choose], open_file)}
            {row(Picture::Play, [words::demo, words::demo_about, words::open_demo], |shell| {
                shell.dispatch(Event::Nodes(NodesEvent::OpenDemo));
            })}
        </div>
    }
}
