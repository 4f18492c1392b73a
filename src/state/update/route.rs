//! Keeps state and address in step: shows what an address says, and writes the address when the state changes.

use super::{notices, panels, runs, settings};
use crate::model::notice::{Notice, RouteProblem};
use crate::state::app::App;
use crate::state::command::Command;
use crate::state::page::Page;
use crate::state::panel::options::PanelOptions;
use crate::state::route::{Route, read, write};

/// The fragment was changed from outside.
pub(super) fn changed(app: &mut App, fragment: &str, out: &mut Vec<Command>) {
    if fragment == app.fragment {
        return;
    }
    fragment.clone_into(&mut app.fragment);
    let (to, problems) = read::fragment(fragment, app.now);
    show(app, to, problems, out);
    // What was not understood, or stands there by default, is written as it was understood.
    replace(app, out);
}

/// Shows what an address says. Panels keep their place and, where they ask the same, their results.
pub(super) fn show(app: &mut App, to: Route, problems: Vec<RouteProblem>, out: &mut Vec<Command>) {
    tell(app, problems);
    if !to.panels.is_empty() {
        follow(app, to.panels, out);
    }
    if app.panels.is_empty() {
        let blank = panels::blank(app);
        app.panels.push(blank);
    }
    to.page.follow(app, to.own);
    enter(app, to.page, out);
}

/// Tells what of an address was not understood, in place of what was said of the one before.
pub(super) fn tell(app: &mut App, problems: Vec<RouteProblem>) {
    let is_empty = problems.is_empty();
    let notice = Notice::Route(problems);
    app.notices.retain(|shown| !matches!(shown.notice, Notice::Route(_)) || shown.notice == notice);
    if !is_empty {
        notices::show(app, notice);
    }
}

fn follow(app: &mut App, to: Vec<PanelOptions>, out: &mut Vec<Command>) {
    // Going back must not lose a text that was typed and never executed.
    let drafts: Vec<_> = app.panels.iter().map(|p| p.options.expr.clone()).collect();
    for draft in drafts {
        if !app.history.contains(&draft) && to.iter().all(|options| options.expr != draft) {
            settings::remember(app, &draft, out);
        }
    }
    app.typing = None;
    while app.panels.len() > to.len() {
        runs::end(app, app.panels.len() - 1, out);
        app.panels.pop();
    }
    for (i, options) in to.into_iter().enumerate() {
        if i == app.panels.len() {
            let blank = panels::blank(app);
            app.panels.push(blank);
        }
        open(app, i, options, out);
    }
}

/// Gives a panel the options that an address has for it. It runs unless its answer is there or on its way.
pub(super) fn open(app: &mut App, at: usize, options: PanelOptions, out: &mut Vec<Command>) {
    let panel = &mut app.panels[at];
    let before = std::mem::replace(&mut panel.options, options);
    panel.executed.clear();
    panel.take_typed();
    if panel.options.node.is_empty() {
        panel.options.node = before.node;
    }
    panel.problem = None;
    if panel.executed.trim().is_empty() {
        runs::end(app, at, out);
    } else {
        runs::ensure(app, at, out);
    }
}

/// Goes to a page.
pub(super) fn go(app: &mut App, page: Page, out: &mut Vec<Command>) {
    app.dialog = None;
    enter(app, page, out);
    push(app, out);
}

fn enter(app: &mut App, page: Page, out: &mut Vec<Command>) {
    app.page = page;
    (page.declared().enter)(app, out);
}

/// Writes the address as a new entry of the history, if it changed.
pub(in crate::state) fn push(app: &mut App, out: &mut Vec<Command>) {
    let fragment = write::app(app);
    out.extend(put(app, fragment).map(Command::PushUrl));
}

/// Writes the address in place of the present entry, if it changed.
pub(in crate::state) fn replace(app: &mut App, out: &mut Vec<Command>) {
    let fragment = write::app(app);
    out.extend(put(app, fragment).map(Command::ReplaceUrl));
}

/// Takes a fragment for the address; `None` where it is that already.
fn put(app: &mut App, fragment: String) -> Option<String> {
    (fragment != app.fragment).then(|| {
        app.fragment.clone_from(&fragment);
        fragment
    })
}
