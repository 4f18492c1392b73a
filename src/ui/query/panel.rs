//! One panel: what is asked, how it shows, the result, what it is worth.

use leptos::prelude::*;

use super::ask::Ask;
use super::hold::Hold;
use super::parameters::ParametersLine;
use super::result::ResultView;
use super::status::StatusLine;
use super::tabs::Tabs;
use super::times::Times;
use crate::i18n::{local, query as words};
use crate::state::event::{Event, LocalEvent};
use crate::state::local::Use;
use crate::state::panel::PanelId;
use crate::ui::shell::Shell;
use crate::web::local_file;

/// The panel.
#[component]
pub(super) fn PanelView(id: PanelId) -> impl IntoView {
    let shell = Shell::here();
    let hold = Hold { shell, id };
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
            shell.dispatch(Event::Local(LocalEvent::Give(files, Use::Panel(id))));
        }
    };
    view! {
        <section class="panel" aria-label=move || words::panel(shell.lang.get(), number.get())
            on:dragover=on_over on:dragleave=on_leave on:drop=on_drop>
            {move || over.get().then(|| view! { <p class="panel__drop">{local::drop_here(shell.lang.get())}</p> })}
            <Ask hold=hold />
            <div class="panel__choices">
                <Tabs hold=hold />
                <Times hold=hold />
            </div>
            <ParametersLine hold=hold />
            <ResultView hold=hold />
            <StatusLine hold=hold />
        </section>
    }
}
