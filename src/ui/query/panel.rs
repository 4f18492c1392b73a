//! One panel: what is asked, how it shows, the result, what it is worth.

use leptos::prelude::*;

use super::ask::Ask;
use super::result::ResultView;
use super::status::StatusLine;
use super::tabs::Tabs;
use super::times::Times;
use crate::i18n::query as words;
use crate::state::event::{Event, PanelEvent};
use crate::state::panel::{Panel, PanelId};
use crate::ui::shell::Shell;
use crate::ui::slice::Slice;

/// A component's hold on one panel.
#[derive(Clone, Copy)]
pub(crate) struct Hold {
    /// The page's shell.
    pub(crate) shell: Shell,
    /// The panel.
    pub(crate) id: PanelId,
}

impl Hold {
    /// A view of the panel that changes only when its value does; the default once the panel is gone.
    pub(crate) fn memo<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Panel) -> T + Send + Sync + 'static,
    ) -> Slice<T> {
        self.shell.memo(move |app| app.panel(self.id).map(&read).unwrap_or_default())
    }

    /// Tells what happened to the panel.
    pub(crate) fn tell(self, event: PanelEvent) {
        self.shell.dispatch(Event::Panel(self.id, event));
    }
}

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
