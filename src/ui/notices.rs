//! Notices under the bar, until they are dismissed.

use leptos::prelude::*;

use super::kit::notice::{Notice, Tone};
use super::shell::Shell;
use crate::i18n::{failure, frame, notice as words};
use crate::model::notice::Notice as What;
use crate::state::app::NoticeId;
use crate::state::command::Focus;
use crate::state::event::Event;
use crate::ui::slice::say;

/// The notices.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let notices = shell.memo(|app| app.notices.clone());
    view! {
        <div role="region" aria-label=say(lang, frame::notices)>
            <For each=move || notices.get() key=|shown| shown.id let:shown>
                {move || {
                    let lang = lang.get();
                    let id = shown.id;
                    let undoable = shown.undo.is_some();
                    let (title, detail, next) = match &shown.notice {
                        What::FileRefused { name, why } => {
                            let said = failure::words(lang, why, failure::Asked::file(name));
                            (said.title, said.detail, said.next)
                        }
                        notice => (words::notice(lang, notice), String::new(), String::new()),
                    };
                    view! {
                        <Notice tone=tone(&shown.notice) title=title detail=detail next=next>
                            {undoable.then(|| view! {
                                <button class="button button--quiet" on:click=move |_| shell.dispatch(Event::Undo(id))>
                                    {frame::undo(lang)}
                                </button>
                            })}
                            <button id=format!("notice-{}", id.0) class="button button--quiet"
                                on:click=move |_| dismiss(shell, id)>
                                {frame::dismiss(lang)}
                            </button>
                        </Notice>
                    }
                }}
            </For>
        </div>
    }
}

/// A person puts a notice away. Its button goes, so the focus goes to the next notice, or to the page.
fn dismiss(shell: Shell, id: NoticeId) {
    let next = shell.peek(|app| {
        let at = app.notices.iter().position(|shown| shown.id == id)?;
        let next = app.notices.get(at + 1).or_else(|| app.notices.get(at.checked_sub(1)?))?;
        Some(Focus::Notice(next.id))
    });
    shell.dispatch(Event::Dismiss(id));
    shell.focus(&next.unwrap_or(Focus::Page));
}

fn tone(notice: &What) -> Tone {
    match notice {
        What::WorkerDead { .. } | What::FileRefused { .. } => Tone::Error,
        What::PanelRemoved { .. } | What::NodeRemoved { .. } | What::TimesSet { .. } | What::Copied => Tone::Quiet,
        _ => Tone::Warning,
    }
}
