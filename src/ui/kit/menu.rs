//! A button that opens a menu of actions.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Picture};

/// One thing to do.
#[derive(Clone)]
pub(crate) struct Entry {
    label: String,
    act: Arc<dyn Fn() + Send + Sync>,
}

impl Entry {
    /// An entry of this text.
    pub(crate) fn text(label: String, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self { label, act: Arc::new(act) }
    }
}

/// The menu. It closes on a choice, on Esc, and when the focus goes elsewhere.
#[component]
pub(crate) fn Menu(
    of: Picture,
    /// The button's element id, if it has one.
    #[prop(into, optional)]
    id: Option<String>,
    #[prop(into)] label: Signal<&'static str>,
    #[prop(into)] entries: Signal<Vec<Entry>>,
    /// What to say where there is nothing to do.
    #[prop(into, optional)]
    empty: Signal<&'static str>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let shut = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            // Fails only for an element that is gone; then there is no focus to give.
            let _ = button.focus();
        }
    };
    Effect::new(move |_| {
        if let (true, Some(list)) = (open.get(), list.get()) {
            let _ = list.focus();
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            shut();
        }
    };
    view! {
        <div class="menu" on:keydown=on_key>
            <button
                class="button button--quiet"
                id=id
                node_ref=button
                aria-haspopup="true"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=label
                title=label
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon of=of />
            </button>
            <Show when=move || open.get()>
                <div class="menu__shade" on:click=move |_| shut()></div>
                <div class="menu__list" node_ref=list tabindex="-1" role="menu" aria-label=label>
                    {move || {
                        let entries = entries.get();
                        if entries.is_empty() {
                            return view! { <p class="menu__empty">{empty}</p> }.into_any();
                        }
                        entries
                            .into_iter()
                            .map(|entry| {
                                let act = Arc::clone(&entry.act);
                                let choose = move |_| {
                                    shut();
                                    act();
                                };
                                view! {
                                    <button class="menu__entry" role="menuitem" on:click=choose>{entry.label}</button>
                                }
                            })
                            .collect_view()
                            .into_any()
                    }}
                </div>
            </Show>
        </div>
    }
}
