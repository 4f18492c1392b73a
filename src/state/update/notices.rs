//! Shows and dismisses notices, and undoes the removals that they report.

use std::sync::Arc;

use super::{nodes, panels};
use crate::model::notice::Notice;
use crate::state::app::{App, NoticeId, ShownNotice, Undo};
use crate::state::command::Command;

/// Notices that are shown at once; the oldest goes first.
const MAX_NOTICES: usize = 12;

/// Removals that can be undone at once; the oldest goes first.
const MAX_UNDO: usize = 3;

/// How long a notice that asks for nothing is shown, in milliseconds.
const FADING_MS: u32 = 4000;

/// Shows a notice. One that is shown already stays as it is, and with it the focus.
pub(super) fn show(app: &mut App, notice: Notice) {
    named(app, notice);
}

/// As [`show`]; gives the notice's name.
fn named(app: &mut App, notice: Notice) -> NoticeId {
    let is_same = |shown: &&Arc<ShownNotice>| shown.notice == notice && shown.undo.is_none();
    if let Some(shown) = app.notices.iter().find(is_same) {
        return shown.id;
    }
    app.notices.retain(|shown| shown.notice != notice);
    push(app, notice, None)
}

/// Shows a notice that goes by itself.
pub(super) fn show_briefly(app: &mut App, notice: Notice, out: &mut Vec<Command>) {
    let notice = named(app, notice);
    out.push(Command::DismissLater { notice, after_ms: FADING_MS });
}

/// Shows that something was changed or removed, and can be undone.
pub(super) fn undoable(app: &mut App, notice: Notice, undo: Undo) {
    push(app, notice, Some(undo));
    let removals = app.notices.iter().filter(|shown| shown.undo.is_some());
    if let Some(oldest) = removals.rev().nth(MAX_UNDO).map(|shown| shown.id) {
        dismiss(app, oldest);
    }
}

fn push(app: &mut App, notice: Notice, undo: Option<Undo>) -> NoticeId {
    let id = NoticeId(app.next_id());
    app.notices.push(Arc::new(ShownNotice { id, notice, undo }));
    let over = app.notices.len().saturating_sub(MAX_NOTICES);
    app.notices.drain(..over);
    id
}

/// Puts a notice away, and with it what it could undo.
pub(super) fn dismiss(app: &mut App, id: NoticeId) {
    app.notices.retain(|shown| shown.id != id);
}

/// Brings back what a notice says was removed.
pub(super) fn undo(app: &mut App, id: NoticeId, out: &mut Vec<Command>) {
    let Some(at) = app.notices.iter().position(|shown| shown.id == id && shown.undo.is_some()) else { return };
    match Arc::unwrap_or_clone(app.notices.remove(at)).undo {
        Some(Undo::Panel(place, panel)) => panels::restore(app, place, *panel, out),
        Some(Undo::Times(panel, times)) => panels::set_times(app, panel, times, out),
        Some(Undo::Node(place, entry)) => nodes::restore(app, place, *entry, out),
        None => {}
    }
}
