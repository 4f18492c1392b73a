//! One panel: what is asked, how it shows, the result, what it is worth.

use leptos::prelude::*;

use super::ask::Ask;
use super::hold::Hold;
use super::result::ResultView;
use super::status::StatusLine;
use super::tabs::Tabs;
use super::times::Times;
use crate::i18n::query as words;
use crate::state::panel::PanelId;
use crate::ui::shell::Shell;

/// The panel.
#[component]
pub(super) fn PanelView(id: PanelId) -> impl IntoView {
    let shell = Shell::here();
    let hold = Hold { shell, id };
    let number = shell.memo(move |app| app.panels.iter().position(|panel| panel.id == id).map_or(0, |at| at + 1));
    view! {
        <section class="panel" aria-label=move || words::panel(shell.lang.get(), number.get())>
            <Ask hold=hold />
            <div class="panel__choices">
                <Tabs hold=hold />
                <Times hold=hold />
            </div>
            <ResultView hold=hold />
            <StatusLine hold=hold />
        </section>
    }
}
