//! A panel's menus: history, and actions on the panel.

use leptos::prelude::*;

use super::editor::type_in;
use super::handle::PanelHandle;
use crate::i18n::query as words;
use crate::model::text::Bounded;
use crate::state::event::{Direction, PanelEvent};
use crate::ui::focus::panel_menu_id;
use crate::ui::kit::icon::Picture;
use crate::ui::kit::menu::{Entry, Menu};
use crate::ui::slice::say;

/// The most characters of an expression that the history shows.
const MOST_CHARACTERS: usize = 300;

/// The panel's menus.
#[component]
pub(super) fn Tools(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let history = handle.shell.memo(|app| app.history.clone());
    let past = Signal::derive(move || {
        history
            .get()
            .iter()
            .map(|expr| {
                let expr = expr.clone();
                Entry::text(Bounded::of(&expr, MOST_CHARACTERS).text, move || {
                    type_in(handle, &expr);
                })
            })
            .collect()
    });
    let actions = Signal::derive(move || {
        let lang = lang.get();
        [
            (words::duplicate(lang), PanelEvent::Duplicate),
            (words::move_up(lang), PanelEvent::Move(Direction::Up)),
            (words::move_down(lang), PanelEvent::Move(Direction::Down)),
            (words::copy_link(lang), PanelEvent::CopyLink),
            (words::remove(lang), PanelEvent::Remove),
        ]
        .into_iter()
        .map(|(label, event)| Entry::text(label.to_owned(), move || handle.tell(event.clone())))
        .collect::<Vec<_>>()
    });
    view! {
        <div class="panel__tools">
            <Menu of=Picture::Clock label=Signal::derive(say(lang, words::history)) entries=past
                empty=Signal::derive(say(lang, words::history_empty)) />
            <Menu id=panel_menu_id(handle.id) of=Picture::Dots label=Signal::derive(say(lang, words::panel_actions)) entries=actions />
        </div>
    }
}
