//! A component's handle on one panel: reads it, chooses its options, dispatches its events.

use crate::state::command::Focus;
use crate::state::event::{Event, PanelEvent};
use crate::state::panel::options::PanelOption;
use crate::state::panel::{Panel, PanelId};
use crate::ui::shell::Shell;
use crate::ui::slice::Slice;

/// A component's handle on one panel.
#[derive(Clone, Copy)]
pub(crate) struct PanelHandle {
    /// The page's shell.
    pub(crate) shell: Shell,
    /// The panel.
    pub(crate) id: PanelId,
}

impl PanelHandle {
    /// A view of the panel that changes only when its value does; the default once the panel is gone.
    pub(crate) fn memo<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Panel) -> T + Send + Sync + 'static,
    ) -> Slice<T> {
        self.shell.memo(move |app| app.panel(self.id).map(&read).unwrap_or_default())
    }

    /// Reads the panel as it is now; for event handlers. The default once the panel is gone.
    pub(crate) fn peek<T: Default>(self, read: impl FnOnce(&Panel) -> T) -> T {
        self.shell.peek(|app| app.panel(self.id).map(read).unwrap_or_default())
    }

    /// Chooses an option.
    pub(crate) fn set(self, option: PanelOption) {
        self.tell(PanelEvent::Set(option));
    }

    /// Chooses an option that was typed; whether a panel takes the value.
    pub(crate) fn set_typed(self, option: PanelOption) -> bool {
        let is_valid = option.is_valid();
        if is_valid {
            self.set(option);
        }
        is_valid
    }

    /// Runs the panel again. The button that was pressed goes with what it retries, so the focus goes to the
    /// expression.
    pub(crate) fn retry(self) {
        self.tell(PanelEvent::Execute);
        self.shell.focus(&Focus::Expression(self.id));
    }

    /// Tells what happened to the panel.
    pub(crate) fn tell(self, event: PanelEvent) {
        self.shell.dispatch(Event::Panel(self.id, event));
    }
}
