//! What is offered where there are no nodes: a file, the demo, and a `narthex.json` for everybody.

mod everybody;

use leptos::prelude::*;

use self::everybody::Everybody;
use crate::i18n::{Text, first_run as words};
use crate::state::event::{Event, LocalEvent, NodesEvent};
use crate::state::local::FileUse;
use crate::ui::kit::icon::{Icon, Picture};
use crate::ui::shell::Shell;
use crate::ui::slice::say;

/// The offers, each a row.
#[component]
pub(super) fn Offers() -> impl IntoView {
    let shell = Shell::here();
    let row = move |picture: Picture, [title, about, button]: [Text; 3], on_click: fn(Shell)| {
        view! {
            <div class="first__row">
                <Icon of=picture />
                <div>
                    <h2 class="first__title">{say(shell.lang, title)}</h2>
                    <p class="first__about">{say(shell.lang, about)}</p>
                </div>
                <button class="button first__button" on:click=move |_| on_click(shell)>{say(shell.lang, button)}</button>
            </div>
        }
    };
    let open_file = |shell: Shell| {
        if let Some(wanted) = file_use(shell) {
            shell.dispatch(Event::Local(LocalEvent::Open(wanted)));
        }
    };
    view! {
        <div class="first__offers">
            {row(Picture::File, [words::file, words::file_about, words::choose], open_file)}
            {row(Picture::Play, [words::demo, words::demo_about, words::open_demo], |shell| {
                shell.dispatch(Event::Nodes(NodesEvent::OpenDemo));
            })}
            <Everybody />
        </div>
    }
}

/// What a file is for that is given to a page without nodes.
pub(super) fn file_use(shell: Shell) -> Option<FileUse> {
    shell.peek(|app| app.panels.first().map(|panel| FileUse::Panel(panel.id)))
}
