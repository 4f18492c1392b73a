//! A choice of one among a few, as the browser's own list.
//!
//! Invariant: what it shows is what is chosen, however that came to be: by hand, from outside, or as it was because the
//! choice was not taken. A list that is another one keeps the options that are in both.

use leptos::html;
use leptos::prelude::*;

/// An option: its value, and its words.
pub(crate) type SelectOption = (String, String);

/// The list. `choose` is called for what a person chooses.
#[component]
pub(crate) fn Select(
    #[prop(into)] value: Signal<String>,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    choose: Callback<String>,
    /// Its name; empty where a label stands around it.
    #[prop(into, optional)]
    label: Signal<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let list = NodeRef::<html::Select>::new();
    let on_change = move |event| {
        choose.run(event_target_value(&event));
        // Where another value was chosen, the list has it by now; where not, it says again what is chosen.
        if let Some(list) = list.get_untracked() {
            list.set_value(&value.get_untracked());
        }
    };
    view! {
        <select
            class=format!("field {class}")
            node_ref=list
            aria-label=move || Some(label.get()).filter(|label| !label.is_empty())
            on:change=on_change
        >
            <For each=move || options.get() key=Clone::clone let((own, words))>
                {
                    let known = own.clone();
                    // The property: the attribute says nothing any more once a person has chosen.
                    view! { <option value=own prop:selected=move || value.with(|value| *value == known)>{words}</option> }
                }
            </For>
        </select>
    }
}
