//! One panel: query, tabs, times, result, status line; it also takes files that are dropped on it.

use leptos::prelude::*;

use super::ask::Ask;
use super::each::status::EachStatusLine;
use super::handle::PanelHandle;
use super::parameters::ParametersLine;
use super::result::ResultView;
use super::status::StatusLine;
use super::tabs::Tabs;
use super::times::Times;
use crate::i18n::query as words;
use crate::state::local::FileUse;
use crate::state::panel::{PanelId, Tab};
use crate::ui::drop_area::DropArea;
use crate::ui::kit::folded::one_by_one;
use crate::ui::shell::Shell;

/// A panel is made in so many tasks: what asks; what chooses; what is shown.
const PARTS: usize = 3;

/// The panel.
#[component]
pub(super) fn PanelView(id: PanelId) -> impl IntoView {
    let shell = Shell::here();
    let handle = PanelHandle { shell, id };
    let number = shell.memo(move |app| app.panels.iter().position(|panel| panel.id == id).map_or(0, |at| at + 1));
    let label = Signal::derive(move || words::panel(shell.lang.get(), number.get()));
    let made = one_by_one(Signal::stored(PARTS));
    let asks_each = handle.memo(|panel| panel.options.tab == Tab::Each);
    view! {
        <DropArea class="panel" attr:data-panel=id.0.to_string() label=label wanted=Callback::new(move |()| Some(FileUse::Panel(id)))>
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
                <Show when=move || asks_each.get() fallback=move || view! { <StatusLine handle=handle /> }>
                    <EachStatusLine handle=handle />
                </Show>
            </Show>
        </DropArea>
    }
}
