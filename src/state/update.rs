//! The one reducer.

use super::app::App;
use super::command::Command;
use super::event::{Event, Now};
use super::panel::{Panel, PanelId};

/// Changes `app` by what happened and tells what to do.
pub fn update(app: &mut App, event: Event, now: Now) -> Vec<Command> {
    app.now = now.ms;
    match event {
        Event::Go(page) => app.page = page,
        Event::Dialog(dialog) => app.dialog = dialog,
        Event::AddPanel => {
            let id = PanelId(app.next_id());
            app.panels.push(Panel::new(id, String::new()));
        }
        _ => {}
    }
    Vec::new()
}
