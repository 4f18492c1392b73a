//! What may be chosen of how a federation answers: what is made of replicas, strict, push-down.

use leptos::prelude::*;

use crate::i18n::Text;
use crate::i18n::provenance::federated as words;
use crate::model::query::ReplicaMode;
use crate::state::panel::options::PanelOption;
use crate::ui::query::handle::PanelHandle;
use crate::ui::slice::{Slice, say};

/// The choices, each with what it means.
#[component]
pub(super) fn Choices(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let replicas = handle.memo(|panel| panel.options.replicas);
    let strict = handle.memo(|panel| panel.options.strict);
    let push_down = handle.memo(|panel| panel.options.push_down);
    let mode = move |of: ReplicaMode| {
        let is_chosen = move || replicas.get() == of;
        view! {
            <button class="segments__one" aria-pressed=move || if is_chosen() { "true" } else { "false" }
                on:click=move |_| handle.set(PanelOption::Replicas(of))>
                {move || words::mode_name(lang.get(), of)}
            </button>
        }
    };
    let switch = move |title: Text, about: Text, is_on: Slice<bool>, change: fn(bool) -> PanelOption| {
        view! {
            <div class="choices__one">
                <h3 class="provenance__head">{say(lang, title)}</h3>
                <button class="switch" role="switch" aria-label=say(lang, title)
                    aria-checked=move || if is_on.get() { "true" } else { "false" }
                    on:click=move |_| handle.set(change(!is_on.get_untracked()))>
                    <span class="switch__knob"></span>
                    {move || if is_on.get() { words::switched_on(lang.get()) } else { words::switched_off(lang.get()) }}
                </button>
                <p class="choices__about">{say(lang, about)}</p>
            </div>
        }
    };
    view! {
        <div class="choices">
            <div class="choices__one">
                <h3 class="provenance__head">{say(lang, words::replicas)}</h3>
                <div class="segments" role="group" aria-label=say(lang, words::replicas)>
                    {ReplicaMode::ALL.map(mode)}
                </div>
                <p class="choices__about">{move || words::mode(lang.get(), replicas.get())}</p>
            </div>
            {switch(words::strict, words::strict_about, strict, PanelOption::Strict)}
            {switch(words::push_down, words::push_down_about, push_down, PanelOption::PushDown)}
        </div>
    }
}
