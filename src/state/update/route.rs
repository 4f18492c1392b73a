//! The address: following it, and writing it.

use super::{alerts, nodes, notices, panels, runs, settings};
use crate::model::notice::{Notice, RouteProblem};
use crate::state::app::{App, Page};
use crate::state::command::Command;
use crate::state::route::{PanelRoute, Route, read, write};

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
    // What was wrong with the address before is past.
    app.notices.retain(|shown| !matches!(shown.notice, Notice::Route(_)));
    if !problems.is_empty() {
        notices::show(app, Notice::Route(problems));
    }
    if !to.panels.is_empty() {
        follow(app, to.panels, out);
    }
    if app.panels.is_empty() {
        let blank = panels::blank(app);
        app.panels.push(blank);
    }
    if to.page == Page::Alerts {
        if !to.alerts.node.is_empty() {
            app.alerts.node = to.alerts.node;
        }
        app.alerts.filter.state = to.alerts.state;
        app.alerts.filter.text = to.alerts.text;
    }
    enter(app, to.page, out);
}

fn follow(app: &mut App, to: Vec<PanelRoute>, out: &mut Vec<Command>) {
    // Going back must not lose a text that was typed and never executed.
    let drafts: Vec<_> = app.panels.iter().map(|p| p.expr.clone()).collect();
    for draft in drafts {
        if !app.history.contains(&draft) && to.iter().all(|p| p.expr != draft) {
            settings::remember(app, &draft, out);
        }
    }
    app.typing = None;
    while app.panels.len() > to.len() {
        runs::end(app, app.panels.len() - 1, out);
        app.panels.pop();
    }
    for (i, route) in to.into_iter().enumerate() {
        if i == app.panels.len() {
            let blank = panels::blank(app);
            app.panels.push(blank);
        }
        let panel = &mut app.panels[i];
        let PanelRoute { node, expr, tab, time, range_ms, end, step, parameters } = route;
        if !node.is_empty() {
            panel.node = node;
        }
        panel.expr = expr;
        panel.tab = tab;
        panel.time = time;
        panel.range_ms = range_ms;
        panel.end = end;
        panel.step = step;
        panel.parameters = parameters;
        panel.problem = None;
        if panel.expr.trim().is_empty() {
            runs::end(app, i, out);
        } else {
            runs::ensure(app, i, out);
        }
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
    match page {
        Page::Query => {}
        Page::Alerts => alerts::enter(app, out),
        Page::Nodes => nodes::enter(app, out),
    }
}

/// Writes the address as a new entry of the history, if it changed.
pub(super) fn push(app: &mut App, out: &mut Vec<Command>) {
    if let Some(fragment) = news(app) {
        out.push(Command::PushUrl(fragment));
    }
}

/// Writes the address in place of the present entry, if it changed.
pub(super) fn replace(app: &mut App, out: &mut Vec<Command>) {
    if let Some(fragment) = news(app) {
        out.push(Command::ReplaceUrl(fragment));
    }
}

fn news(app: &mut App) -> Option<String> {
    let fragment = write::app(app);
    (fragment != app.fragment).then(|| {
        app.fragment.clone_from(&fragment);
        fragment
    })
}
