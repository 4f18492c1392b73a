//! The help dialog: keyboard shortcuts, and what Narthex is.

use leptos::prelude::*;

use super::kit::dialog::Dialog;
use super::shell::Shell;
use crate::i18n::{Lang, Text, frame, help as words};
use crate::state::app;
use crate::state::event::Event;
use crate::state::page::{Declared, PAGES};
use crate::ui::slice::say;

/// The help dialog.
#[component]
pub(super) fn Help() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let open = shell.memo(|app| app.dialog == Some(app::Dialog::Help));
    view! {
        <Dialog
            open=open
            title=Signal::derive(say(lang, words::title))
            close_label=Signal::derive(say(lang, frame::close))
            close=Callback::new(move |()| shell.dispatch(Event::Dialog(None)))
        >
            <table class="help__keys">
                <tbody>
                    {move || rows(lang.get()).into_iter().map(|(keys, what)| {
                        let keys = keys.into_iter().map(|key| view! { <kbd class="keys">{key}</kbd>" " }).collect_view();
                        view! { <tr><td>{keys}</td><td>{what}</td></tr> }
                    }).collect_view()}
                </tbody>
            </table>
            <p class="help__about">{say(lang, words::mistakes)}</p>
            <p class="help__about">{say(lang, words::files)}</p>
            <p class="help__about">{say(lang, words::about)}</p>
        </Dialog>
    }
}

/// Keys, and what they do.
fn rows(lang: Lang) -> Vec<(Vec<&'static str>, String)> {
    let row = |key, what: Text| (vec![key], what(lang).to_owned());
    let to_page = |page: &Declared| (vec!["g", page.key], words::go_to(lang, (page.name)(lang)));
    [
        row("/", words::focus_expression),
        row("Enter", words::execute),
        row("Shift+Enter", words::new_line),
        row("Esc", words::cancel),
        row("d", words::details),
    ]
    .into_iter()
    .chain(PAGES.iter().copied().map(to_page))
    .chain([row("?", words::this_map)])
    .collect()
}
