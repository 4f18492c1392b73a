//! Local data: the dialog in which files are chosen and text is pasted.
//!
//! Invariant: pasted text stays in its box until it was read; an error and Esc keep it.

use leptos::prelude::*;

use super::kit::dialog::Dialog;
use super::kit::notice::{Notice, Tone};
use super::shell::Shell;
use crate::i18n::{failure, frame, local as words};
use crate::model::file::UserFile;
use crate::state::app;
use crate::state::event::{Event, LocalEvent};
use crate::ui::slice::say;
use crate::web::local_file;

/// The dialog.
#[component]
pub(super) fn LocalData() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let open = shell.memo(|app| app.dialog == Some(app::Dialog::Local));
    let reading = shell.memo(|app| !app.local.reading.is_empty());
    let refused = shell.memo(|app| app.local.refused.clone());
    let text = RwSignal::new(String::new());
    let pasted = RwSignal::new(false);
    // Closed by itself: what was pasted is a node now.
    Effect::new(move |_| {
        if !open.get() && pasted.get_untracked() && !reading.get() {
            pasted.set(false);
            text.set(String::new());
        }
    });
    let give = move |files: Vec<UserFile>| {
        let wanted = shell.peek(|app| app.local.dialog_use.clone());
        if let (false, Some(wanted)) = (files.is_empty(), wanted) {
            shell.dispatch(Event::Local(LocalEvent::Give(files, wanted)));
        }
    };
    let paste = move |_| {
        if reading.get_untracked() {
            return;
        }
        let given = text.with_untracked(|text| if text.trim().is_empty() { None } else { local_file::pasted(text) });
        pasted.set(given.is_some());
        give(given.into_iter().collect());
    };
    view! {
        <Dialog
            open=open
            title=Signal::derive(say(lang, words::title))
            close_label=Signal::derive(say(lang, frame::close))
            close=Callback::new(move |()| {
                if shell.peek(|app| app.dialog == Some(app::Dialog::Local)) {
                    pasted.set(false);
                    shell.dispatch(Event::Dialog(None));
                }
            })
        >
            // No form: where a sandbox or a policy forbids forms, its button would do nothing.
            <div class="local">
                <p class="local__note">{say(lang, words::about)}</p>
                <label class="local__part">
                    <span>{say(lang, words::choose)}</span>
                    <input type="file" multiple=true aria-label=say(lang, words::choose)
                        on:change=move |event| give(local_file::chosen(&event)) />
                </label>
                <label class="local__part">
                    <span>{say(lang, words::paste)}</span>
                    <textarea class="field mono local__text" rows="8" spellcheck="false" autocomplete="off"
                        aria-label=say(lang, words::paste) placeholder=EXAMPLE
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))></textarea>
                </label>
                {move || refused.get().map(|(name, why)| {
                    let said = failure::words(lang.get(), &why, failure::Asked::file(&name));
                    view! { <Notice tone=Tone::Error title=said.title detail=said.detail next=said.next /> }
                })}
                <div class="row">
                    <span class="local__note" role="status">
                        {move || reading.get().then(|| words::reading(lang.get()))}
                    </span>
                    <button class="button button--main row__end" on:click=paste
                        aria-disabled=move || reading.get().then_some("true")>
                        {say(lang, words::add)}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}

/// What a text may look like.
const EXAMPLE: &str =
    "node_load1{instance=\"a\"} 0.35 1763805600000\n\nload 1m\n  node_load1{instance=\"a\"} 0.35+0.1x60";
