//! A part of the page that takes files which are dropped on it.

use leptos::prelude::*;

use super::shell::Shell;
use crate::i18n::local as words;
use crate::state::event::{Event, LocalEvent};
use crate::state::local::FileUse;
use crate::web::local_file;

/// The part, named for who hears the page. `wanted` says what the files are for.
#[component]
pub(super) fn DropArea(
    class: &'static str,
    #[prop(into)] label: Signal<String>,
    wanted: Callback<(), Option<FileUse>>,
    children: Children,
) -> impl IntoView {
    let shell = Shell::here();
    let over = RwSignal::new(false);
    let on_over = move |event: leptos::ev::DragEvent| {
        if local_file::has_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let on_leave = move |event: leptos::ev::DragEvent| {
        if local_file::leaves(&event) {
            over.set(false);
        }
    };
    let on_drop = move |event: leptos::ev::DragEvent| {
        over.set(false);
        let files = local_file::dropped(&event);
        if let (false, Some(wanted)) = (files.is_empty(), wanted.run(())) {
            event.prevent_default();
            shell.dispatch(Event::Local(LocalEvent::Give(files, wanted)));
        }
    };
    view! {
        <section class=class aria-label=label on:dragover=on_over on:dragleave=on_leave on:drop=on_drop>
            {move || over.get().then(|| view! { <p class="drop">{words::drop_here(shell.lang.get())}</p> })}
            {children()}
        </section>
    }
}
