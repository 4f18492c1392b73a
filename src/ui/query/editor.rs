//! The expression: a plain text box over its own text in colours, and a line that says what is wrong.
//!
//! Invariant: what is typed into stays the browser's own text box, so undo, input methods, selection and screen
//! readers are what they are elsewhere. Its letters are transparent; those that are seen lie in the same cell, wrapped
//! by the same rules, and give the cell its height.

pub(in crate::ui::query) mod finding;

use leptos::html;
use leptos::prelude::*;

use self::finding::FindingLine;
use super::handle::PanelHandle;
use crate::i18n::query as words;
use crate::promql::diagnostic::Severity;
use crate::state::event::{Event, PanelEvent};
use crate::state::examination::{self, ShownDiagnostics};
use crate::state::panel::options::PanelOption;
use crate::ui::focus::expression_id;
use crate::ui::kit::code::Code;
use crate::ui::slice::{Slice, say};
use crate::web::text_box;

/// The longest text in colours, in bytes; a longer one is shown by the text box itself.
const MAX_COLOURED: usize = 10_000;

/// Puts an expression into a panel's text box as if it were typed, so that the browser's own undo takes it back.
pub(in crate::ui::query) fn type_in(handle: PanelHandle, expr: &str) {
    // The text box tells the panel, as of what is typed.
    if text_box::replace_all(&expression_id(handle.id), expr).is_err() {
        handle.set(PanelOption::Expr(expr.to_owned()));
    }
}

/// The expression's text box.
#[component]
pub(super) fn Editor(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let expr = handle.memo(|panel| panel.options.expr.clone());
    let plain = Slice::new(move || expr.with(|text| text.len() > MAX_COLOURED));
    let shown = handle.shell.memo(move |app| {
        let panel = app.panel(handle.id);
        panel.map(|panel| examination::shown(panel, app.typing, &app.nodes)).unwrap_or_default()
    });
    let wrong =
        Slice::new(move || shown.with(|shown| shown.findings.iter().any(|one| one.severity == Severity::Error)));
    let coloured = Callback::new(move |()| {
        // Not by way of `plain`: an effect that reads a memo and another one made of it may miss a change of the first.
        let text = expr.get();
        if text.len() > MAX_COLOURED {
            return (String::new(), Vec::new());
        }
        (text, shown.with(ShownDiagnostics::marks))
    });
    let typed = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if typed.get().is_some() {
            handle.shell.arrived(&expression_id(handle.id));
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // While an input method composes, Enter chooses a word.
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                handle.tell(PanelEvent::Execute);
            }
            "Escape" => handle.tell(PanelEvent::Cancel),
            _ => {}
        }
    };
    view! {
        <div class="panel__expression-cell">
            <div class="field editor" class=("editor--plain", move || plain.get())>
                // A line that ends the text has no height without something after it.
                <pre class="editor__shown" aria-hidden="true"><Code read=coloured /> "\n"</pre>
                <textarea
                    node_ref=typed
                    id=expression_id(handle.id)
                    class="editor__text"
                    aria-label=say(lang, words::expression)
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=finding::element_id(handle.id)
                    placeholder=say(lang, words::expression_placeholder)
                    rows="1"
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    prop:value=move || expr.get()
                    on:input=move |event| handle.set(PanelOption::Expr(event_target_value(&event)))
                    on:keydown=on_key
                    on:blur=move |_| handle.shell.dispatch(Event::Paused)
                ></textarea>
            </div>
            <FindingLine handle=handle shown=shown />
        </div>
    }
}
