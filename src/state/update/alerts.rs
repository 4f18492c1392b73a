//! The alerts page: listing rules, filtering, opening an expression in a query panel.

use std::sync::Arc;

use super::{panels, route, runs};
use crate::model::outcome::Failure;
use crate::model::rules::RuleGroup;
use crate::protocol::answer::News;
use crate::protocol::ask::{RunId, What};
use crate::state::alerts::{Listed, Listing, ListingFailed};
use crate::state::app::{App, Page, Worker};
use crate::state::command::Command;
use crate::state::event::AlertsEvent;
use crate::state::nodes::ConfigState;
use crate::state::panel::Tab;

/// A listing of this age is good enough on entering the page, in milliseconds.
const FRESH_MS: i64 = 15_000;

/// Something happened on the alerts page.
pub(super) fn update(app: &mut App, event: AlertsEvent, out: &mut Vec<Command>) {
    match event {
        AlertsEvent::Node(node) => {
            app.alerts.node = node;
            load(app, out);
            route::push(app, out);
        }
        AlertsEvent::State(state) => {
            app.alerts.filter.state = state;
            route::replace(app, out);
        }
        AlertsEvent::Text(text) => {
            app.alerts.filter.text = text;
            route::replace(app, out);
        }
        AlertsEvent::Reload => load(app, out),
        AlertsEvent::Cancel => {
            let node = app.alerts.listing.as_ref().map(|listing| listing.node.clone());
            end(app, out);
            app.alerts.failure = node.map(|node| ListingFailed { node, why: Failure::Cancelled });
        }
        AlertsEvent::Open { expr, at } => open(app, expr, at, out),
    }
}

/// The page is shown: what it shows should be fresh and of the chosen node.
pub(super) fn enter(app: &mut App, out: &mut Vec<Command>) {
    choose_node(app);
    let view = &app.alerts;
    let is_coming = view.listing.as_ref().is_some_and(|l| l.node == view.node);
    let is_fresh = view.listed().is_some_and(|l| (0..FRESH_MS).contains(&(app.now - l.at)));
    if !is_coming && (!is_fresh || view.failure().is_some()) {
        load(app, out);
    }
}

fn choose_node(app: &mut App) {
    if app.alerts.node.is_empty() {
        app.alerts.node = app.nodes.with_rules().next().map(|n| n.name.clone()).unwrap_or_default();
    }
}

/// Nodes and worker are there: a listing that waited for them begins.
pub(super) fn ready(app: &mut App, out: &mut Vec<Command>) {
    if app.alerts.listing.as_ref().is_some_and(|l| l.run.is_none()) {
        load(app, out);
    }
}

/// The timer: what may have ended the worker is listed again by a person only.
pub(super) fn refresh(app: &mut App, out: &mut Vec<Command>) {
    if !app.alerts.failure().is_some_and(Failure::is_end_of_worker) {
        load(app, out);
    }
}

/// Lists the chosen node's rules, in place of a listing under way.
pub(super) fn load(app: &mut App, out: &mut Vec<Command>) {
    end(app, out);
    choose_node(app);
    let (node, since) = (app.alerts.node.clone(), app.ticks_ms);
    if app.worker == Worker::Dead {
        app.worker = Worker::Starting;
        out.push(Command::RestartWorker);
    }
    let mut run = None;
    if app.nodes.config == ConfigState::Done && app.worker == Worker::Ready {
        let Some(node) = app.nodes.with_rules().find(|n| n.name == node).cloned() else { return };
        if app.nodes.lacks_headers(&node.name) {
            return;
        }
        let number = app.next_run();
        out.push(runs::send(number, What::Rules { node, limits: app.settings.limits }));
        run = Some(number);
    }
    app.alerts.listing = Some(Listing { run, node, since, groups: Vec::new() });
}

fn end(app: &mut App, out: &mut Vec<Command>) {
    if let Some(run) = app.alerts.listing.take().and_then(|l| l.run) {
        out.push(runs::send(run, What::Cancel));
    }
}

/// Whether a run is the listing under way.
pub(super) fn is_of(app: &App, run: RunId) -> bool {
    app.alerts.listing.as_ref().is_some_and(|l| l.run == Some(run))
}

/// The listing's answer.
pub(super) fn answered(app: &mut App, news: News) {
    let view = &mut app.alerts;
    match news {
        News::Rules(groups) => {
            if let Some(listing) = &mut view.listing {
                for group in groups {
                    append(&mut listing.groups, group);
                }
            }
        }
        News::RulesEnd(provenance) => {
            let Some(Listing { run: Some(run), node, groups, .. }) = view.listing.take() else { return };
            view.listed = Some(Listed { run, node, at: app.now, groups: Arc::new(groups), provenance });
            view.failure = None;
        }
        News::Failed { why, .. } => fail(app, why),
        News::Ready { .. }
        | News::Progress(_)
        | News::Value { .. }
        | News::Status(_)
        | News::Examined(_)
        | News::Pong => {}
    }
}

/// Adds a group; one that continues the last is joined to it.
fn append(groups: &mut Vec<RuleGroup>, mut group: RuleGroup) {
    match groups.last_mut() {
        Some(last) if last.name == group.name && last.file == group.file => last.rules.append(&mut group.rules),
        _ => groups.push(group),
    }
}

/// The listing failed; an earlier one stays.
pub(super) fn fail(app: &mut App, why: Failure) {
    if let Some(Listing { node, .. }) = app.alerts.listing.take_if(|l| l.run.is_some()) {
        app.alerts.failure = Some(ListingFailed { node, why });
    }
}

/// The worker ended. A listing that it had not begun begins when there is another, and so does, once, that of a node which
/// was listed before: neither has ended it.
pub(super) fn lost(app: &mut App, why: &Failure, not_begun: &[RunId]) {
    let Some(Listing { run: Some(run), node, .. }) = &app.alerts.listing else { return };
    let (has_begun, node) = (!not_begun.contains(run), node.clone());
    let was_listed = app.alerts.listed.as_ref().is_some_and(|listed| listed.node == node);
    let has_failed = app.alerts.failure.as_ref().is_some_and(|failed| failed.node == node);
    if has_begun {
        app.alerts.failure = Some(ListingFailed { node, why: why.clone() });
    }
    match &mut app.alerts.listing {
        Some(listing) if !has_begun || (was_listed && !has_failed) => {
            (listing.run, listing.groups) = (None, Vec::new());
        }
        listing => *listing = None,
    }
}

/// There will be no worker: a listing that waited for it fails.
pub(super) fn give_up(app: &mut App, text: &str) {
    if let Some(Listing { node, .. }) = app.alerts.listing.take() {
        app.alerts.failure = Some(ListingFailed { node, why: Failure::Worker { text: text.to_owned() } });
    }
}

/// Opens an expression in a query panel: the only one if it is blank, else a new one.
fn open(app: &mut App, expr: String, moment: Option<i64>, out: &mut Vec<Command>) {
    let Some(at) = panels::place_for_news(app) else { return };
    let node = app.alerts.node.clone();
    let panel = &mut app.panels[at];
    panel.node = node;
    panel.expr = expr;
    panel.tab = Tab::Table;
    panel.time = moment;
    // On the graph, the moment stands in the middle as far as there is something to its right.
    panel.end = moment.map(|ms| ms + panel.range_ms / 2).filter(|&end| end < app.now);
    app.page = Page::Query;
    runs::execute(app, at, out);
}
