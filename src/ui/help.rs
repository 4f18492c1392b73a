//! The map of keys, and what Narthex is.

use leptos::prelude::*;

use super::kit::dialog::Dialog;
use super::shell::Shell;
use crate::i18n::{frame, help as words};
use crate::state::app;
use crate::state::event::Event;
use crate::ui::slice::say;

/// The help dialog.
#[component]
pub(super) fn Help() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let open = shell.memo(|app| app.dialog == Some(app::Dialog::Help));
    let rows = [
        (&["/"][..], words::focus_expression as fn(_) -> _),
        (&["Enter"], words::execute),
        (&["Shift+Enter"], words::new_line),
        (&["Esc"], words::cancel),
        (&["g", "q"], words::go_query),
        (&["g", "a"], words::go_alerts),
        (&["g", "n"], words::go_nodes),
        (&["?"], words::this_map),
    ];
    view! {
        <Dialog
            open=open
            title=Signal::derive(say(lang, words::title))
            close_label=Signal::derive(say(lang, frame::close))
            close=Callback::new(move |()| shell.dispatch(Event::Dialog(None)))
        >
            <table class="help__keys">
                <tbody>
                    {rows
                        .into_iter()
                        .map(|(keys, what)| {
                            let keys = keys.iter().map(|key| view! { <kbd class="keys">{*key}</kbd>" " }).collect_view();
                            view! {
                                <tr>
                                    <td>{keys}</td>
                                    <td>{move || what(lang.get())}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
            <p class="help__about">{say(lang, words::mistakes)}</p>
            <p class="help__about">{say(lang, words::files)}</p>
            <p class="help__about">{say(lang, words::about)}</p>
        </Dialog>
    }
}
