//! A text field whose text is committed by Enter or by leaving the field.
//!
//! Invariant: a text that is refused stays in the field, marked, with the reason; nothing typed is lost.

use leptos::prelude::*;

/// The field. `commit` takes the text and says whether it was accepted.
#[component]
pub(crate) fn Field(
    /// The committed value as text.
    #[prop(into)]
    value: Signal<String>,
    commit: Callback<String, bool>,
    #[prop(into)] label: Signal<String>,
    /// What to say of a text that is refused.
    #[prop(into)]
    problem: Signal<String>,
    #[prop(into, optional)] placeholder: Signal<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let draft = RwSignal::new(None::<String>);
    let refused = RwSignal::new(false);
    let shown = move || draft.get().unwrap_or_else(|| value.get());
    let finish = move || {
        if let Some(text) = draft.get_untracked() {
            let accepted = commit.run(text);
            refused.set(!accepted);
            if accepted {
                draft.set(None);
            }
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            finish();
        }
        "Escape" => {
            draft.set(None);
            refused.set(false);
        }
        _ => {}
    };
    view! {
        <input
            class=format!("field mono {class}")
            type="text"
            autocomplete="off"
            spellcheck="false"
            aria-label=label
            placeholder=placeholder
            aria-invalid=move || refused.get().then_some("true")
            title=move || if refused.get() { problem.get() } else { label.get() }
            prop:value=shown
            on:input=move |event| {
                refused.set(false);
                draft.set(Some(event_target_value(&event)));
            }
            on:keydown=on_key
            on:blur=move |_| finish()
        />
    }
}
