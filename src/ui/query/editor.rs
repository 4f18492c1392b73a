//! The expression, as a growing text box.

use leptos::prelude::*;

use super::hold::Hold;
use crate::i18n::query as words;
use crate::state::event::PanelEvent;
use crate::state::panel::PanelId;
use crate::ui::slice::say;

/// The element id of a panel's expression, for giving it the focus.
pub(in crate::ui) fn element_id(panel: PanelId) -> String {
    format!("expression-{}", panel.0)
}

/// The expression's text box.
#[component]
pub(super) fn Editor(hold: Hold) -> impl IntoView {
    let lang = hold.shell.lang;
    let expr = hold.memo(|panel| panel.expr.clone());
    // For browsers without `field-sizing`.
    let rows = move || expr.with(|text| text.split('\n').count().clamp(1, 20)).to_string();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // While an input method composes, Enter chooses a word.
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                hold.tell(PanelEvent::Execute);
            }
            "Escape" => hold.tell(PanelEvent::Cancel),
            _ => {}
        }
    };
    view! {
        <div class="panel__expression-cell">
            <textarea
                id=element_id(hold.id)
                class="field panel__expression"
                aria-label=say(lang, words::expression)
                placeholder=say(lang, words::expression_placeholder)
                rows=rows
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                prop:value=move || expr.get()
                on:input=move |event| hold.tell(PanelEvent::Typed(event_target_value(&event)))
                on:keydown=on_key
            ></textarea>
        </div>
    }
}
