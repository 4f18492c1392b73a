//! The reducer: takes `App` and an `Event`, changes `App`, and returns the commands to execute.
//!
//! Each concern has its own file; this one dispatches.
//!
//! Invariant: every side effect is a command in the returned list, in the order of execution.

mod candidate;
mod demo;
mod each;
mod examinations;
mod language;
mod local;
pub(super) mod messages;
pub(super) mod nodes;
mod notices;
pub(super) mod panels;
mod releases;
pub(super) mod route;
pub(super) mod runs;
mod settings;
mod start;
pub(super) mod worker;

#[cfg(test)]
mod tests;

use super::app::{App, Meanwhile};
use super::command::{Command, StorageKey};
use super::drafts::Drafts;
use super::event::{Event, Now};
use super::page;
use crate::model::notice::Notice;

/// Changes `app` by what happened and tells what to do.
pub fn update(app: &mut App, event: Event, now: Now) -> Vec<Command> {
    (app.now, app.ticks_ms) = (now.ms, now.ticks_ms);
    let mut out = Vec::new();
    let before = releases::Before::of(app, &event);
    match event {
        Event::Started(with) => start::started(app, with, &mut out),
        Event::HashChanged(fragment) => route::changed(app, &fragment, &mut out),
        Event::Config(config) => start::config(app, config, &mut out),
        Event::Heard(heard) => worker::heard(app, *heard, &mut out),
        Event::WorkerDied { why, not_begun } => worker::died(app, &why, &not_begun, &mut out),
        Event::LanguageHeard(heard) => language::heard(app, *heard),
        Event::LanguageDied { why, not_begun } => language::died(app, &why, &not_begun, &mut out),
        Event::StorageRefused => notices::show(app, Notice::StorageRefused),
        Event::StoredElsewhere(text) => settings::stored_elsewhere(app, &text, &mut out),
        Event::Hidden => app.hidden = Some(Meanwhile::default()),
        Event::Seen => seen(app, &mut out),
        Event::Copy(text) => out.push(Command::CopyText(text)),
        Event::Save(file) => out.push(Command::Save(file)),
        Event::Copied(Ok(())) => notices::show_briefly(app, Notice::Copied, &mut out),
        Event::Copied(Err(())) => notices::show(app, Notice::CopyRefused),
        Event::Tick => {}
        Event::Paused => paused(app, &mut out),
        Event::Refresh => refresh(app, &mut out),
        Event::Go(page) => route::go(app, page, &mut out),
        Event::Dialog(dialog) => app.dialog = dialog,
        Event::Unfold(list, shown) => {
            app.unfolded.insert(list, shown);
        }
        Event::Dismiss(notice) => notices::dismiss(app, notice),
        Event::Undo(notice) => notices::undo(app, notice, &mut out),
        Event::AddPanel => panels::add(app, &mut out),
        Event::Panel(id, event) => panels::update(app, id, event, &mut out),
        Event::Page(event) => page::update(app, event, &mut out),
        Event::Nodes(event) => nodes::update(app, event, &mut out),
        Event::Local(event) => local::update(app, event, &mut out),
        Event::Settings(event) => settings::update(app, event, &mut out),
    }
    language::settle(app, &mut out);
    examinations::settle(app, &mut out);
    before.settle(app, &mut out);
    app.unfolded.retain(|list, _| list.is_of_any(&app.panels, &app.nodes));
    if !app.drafts.is_of(&app.fragment, &app.panels, &app.node_form) {
        app.drafts = Drafts::of(&app.fragment, &app.panels, &app.node_form);
        out.push(Command::Store { key: StorageKey::Drafts, text: app.drafts.write() });
    }
    out
}

/// Nobody has typed for a while.
fn paused(app: &mut App, out: &mut Vec<Command>) {
    app.typing = None;
    candidate::paused(app, out);
}

/// The tab is seen again: what was due meanwhile is done.
fn seen(app: &mut App, out: &mut Vec<Command>) {
    if app.hidden.take().is_some_and(|meanwhile| meanwhile.refresh_due) {
        refresh(app, out);
    }
    nodes::probe_unknown(app, out);
}

/// Asks again what the shown page shows; in a hidden tab as soon as it is seen.
fn refresh(app: &mut App, out: &mut Vec<Command>) {
    if let Some(meanwhile) = &mut app.hidden {
        meanwhile.refresh_due = true;
        return;
    }
    (app.page.declared().refresh)(app, out);
    out.push(Command::ScheduleRefresh(app.settings.refresh_ms));
}
