//! Keyboard shortcuts that work anywhere on the page. Those of a single control stand with it.

use std::cell::Cell;

use super::focus::focused_panel;
use super::shell::Shell;
use crate::state::app::Dialog;
use crate::state::command::Focus;
use crate::state::event::{Event, PanelEvent};
use crate::state::page::{PAGES, Page};
use crate::state::panel::options::PanelOption;
use crate::web::clock;
use crate::web::keyboard::{self, KeyTarget};

/// How long after `g` the second key may come, in milliseconds.
const CHORD_MS: f64 = 1500.0;

/// Listens for as long as the page lives.
pub(super) fn listen(shell: Shell) {
    let after_g = Cell::new(f64::NEG_INFINITY);
    shell.effects().keep(keyboard::on_key(move |key| {
        if key.modifiers.ctrl || key.modifiers.alt || key.modifiers.meta || key.target == KeyTarget::TextField {
            return keyboard::Handled::No;
        }
        let is_chord = clock::ticks_ms() - after_g.replace(f64::NEG_INFINITY) < CHORD_MS;
        if let Some(to) = PAGES.iter().find(|declared| is_chord && declared.key == key.key) {
            shell.dispatch(Event::Go(to.page));
            return keyboard::Handled::Yes;
        }
        let event = match key.key.as_str() {
            "g" => {
                after_g.set(clock::ticks_ms());
                return keyboard::Handled::Yes;
            }
            "?" => Event::Dialog(Some(Dialog::Help)),
            "/" => {
                let first = shell.peek(|app| app.panels.first().map(|panel| panel.id));
                shell.dispatch(Event::Go(Page::Query));
                if let Some(panel) = first {
                    shell.focus(&Focus::Expression(panel));
                }
                return keyboard::Handled::Yes;
            }
            "d" if shell.peek(|app| app.page == Page::Query && app.dialog.is_none()) => {
                let focused = focused_panel();
                let panel = shell.peek(|app| {
                    let panel = focused.and_then(|id| app.panel(id)).or(app.panels.first());
                    panel.map(|panel| (panel.id, !panel.options.details))
                });
                let Some((panel, is_open)) = panel else { return keyboard::Handled::No };
                Event::Panel(panel, PanelEvent::Set(PanelOption::Details(is_open)))
            }
            "Escape" if shell.peek(|app| app.dialog.is_none()) => {
                // Of what is not seen, nobody means to cancel anything.
                let Some(event) = shell.peek(|app| (app.page.declared().cancel)(app)) else {
                    return keyboard::Handled::No;
                };
                event
            }
            _ => return keyboard::Handled::No,
        };
        shell.dispatch(event);
        keyboard::Handled::Yes
    }));
}
