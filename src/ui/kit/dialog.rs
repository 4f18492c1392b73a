//! A dialog over the page: the browser's own, so that Esc, focus and the page behind it are right.

use leptos::html;
use leptos::prelude::*;

/// A modal dialog, open while `open` holds. `close` is called for Esc and the button alike.
#[component]
pub(crate) fn Dialog(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<&'static str>,
    #[prop(into)] close_label: Signal<&'static str>,
    close: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Fails only for an element that is not in the document; then there is nothing to show.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // The browser tells of it later, by when another dialog may be open: of what was closed from here nothing is said.
    let on_close = move |_| {
        if open.get_untracked() {
            close.run(());
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title on:close=on_close>
            <Show when=move || open.get()>
                <div class="dialog__head row">
                    <h2>{title}</h2>
                    <button class="button button--quiet row__end" on:click=move |_| close.run(())>
                        {close_label}
                    </button>
                </div>
                {children()}
            </Show>
        </dialog>
    }
}
