//! One panel: query, tabs, times, result, status line; it also takes files that are dropped on it.

use leptos::prelude::*;

use super::ask::Ask;
use super::handle::PanelHandle;
use super::parameters::ParametersLine;
use super::result::ResultView;
use super::status::StatusLine;
use super::tabs::Tabs;
use super::times::Times;
use crate::i18n::{local, query as words};
use crate::state::event::{Event, LocalEvent};
use crate::state::local::FileUse;
use crate::state::panel::PanelId;
use crate::ui::kit::folded::one_by_one;
use crate::ui::shell::Shell;
use crate::web::local_file;

/// A panel is made in so many tasks: what asks; what chooses; what is shown.
const PARTS: usize = 3;

/// The panel.
#[component]
pub(super) fn PanelView(id: PanelId) -> impl IntoView {
    let shell = Shell::here();
    let handle = PanelHandle { shell, id };
    let number = shell.memo(move |app| app.panels.iter().position(|panel| panel.id == id).map_or(0, |at| at + 1));
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
        if !files.is_empty() {
            event.prevent_default();
            shell.dispatch(Event::Local(LocalEvent::Give(files, FileUse::Panel(id))));
        }
    };
    let made = one_by_one(Signal::stored(PARTS));
    view! {
        <section class="panel" aria-label=move || words::panel(shell.lang.get(), number.get())
            on:dragover=on_over on:dragleave=on_leave on:drop=on_drop>
            {move || over.get().then(|| view! { <p class="panel__drop">{local::drop_here(shell.lang.get())}</p> })}
            <Ask handle=handle />
            <Show when=move || { made.get() > 1 }>
                <div class="panel__choices">
                    <Tabs handle=handle />
                    <Times handle=handle />
                </div>
                <ParametersLine handle=handle />
            </Show>
            <Show when=move || { made.get() > 2 }>
                <ResultView handle=handle />
                <StatusLine handle=handle />
            </Show>
        </section>
    }
}
