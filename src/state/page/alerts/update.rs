//! Events of the alerts page: listing rules, filtering, opening an expression in a query panel.

use std::sync::Arc;

use super::{AlertsEvent, Listed, Listing, ListingFailed, ListingRun};
use crate::model::node::NodeId;
use crate::model::outcome::Failure;
use crate::model::rules::RuleGroup;
use crate::protocol::envelope::RunId;
use crate::protocol::request::{ListRules, Request, Response};
use crate::state::app::{App, Worker};
use crate::state::command::{Command, Focus, Released};
use crate::state::nodes::{ConfigState, NodeList};
use crate::state::page::Page;
use crate::state::panel::Tab;
use crate::state::update::{messages, panels, route, runs, worker};

/// A listing of this age is good enough on entering the page, in milliseconds.
const FRESH_MS: i64 = 15_000;

/// Something happened on the alerts page.
pub(in crate::state) fn update(app: &mut App, event: AlertsEvent, out: &mut Vec<Command>) {
    match event {
        AlertsEvent::Node(node) => {
            app.pages.alerts.options.node = node;
            load(app, out);
            route::push(app, out);
        }
        AlertsEvent::State(state) => {
            app.pages.alerts.options.filter.state = state;
            route::replace(app, out);
        }
        AlertsEvent::Text(text) => {
            app.pages.alerts.options.filter.text = text;
            route::replace(app, out);
        }
        AlertsEvent::Reload => load(app, out),
        AlertsEvent::Cancel => {
            let node = app.pages.alerts.listing.as_ref().and_then(|listing| node_of(listing, &app.nodes));
            end(app, out);
            app.pages.alerts.failure = node.map(|node| ListingFailed { node, why: Failure::Cancelled });
        }
        AlertsEvent::Open { expr, at } => open(app, expr, at, out),
    }
}

/// The page is shown: what it shows should be fresh and of the chosen node.
pub(in crate::state) fn enter(app: &mut App, out: &mut Vec<Command>) {
    choose_node(app);
    let (view, is_coming) = (&app.pages.alerts, is_coming(app));
    let is_fresh = view.listed(&app.nodes).is_some_and(|l| (0..FRESH_MS).contains(&(app.now - l.at)));
    if !is_coming && (!is_fresh || view.failure(&app.nodes).is_some()) {
        load(app, out);
    }
}

/// Whether the listing of the chosen node is under way.
fn is_coming(app: &App) -> bool {
    let view = &app.pages.alerts;
    let is_replaced = |run: &ListingRun| app.nodes.is_replaced(&run.node);
    view.listing.as_ref().is_some_and(|l| l.node == view.options.node && !l.run.as_ref().is_some_and(is_replaced))
}

fn choose_node(app: &mut App) {
    if app.pages.alerts.options.node.is_empty() {
        app.pages.alerts.options.node = app.nodes.with_rules().next().map(|n| n.name.clone()).unwrap_or_default();
    }
}

/// Nodes and worker are there: a listing that waited for them begins.
pub(in crate::state) fn ready(app: &mut App, out: &mut Vec<Command>) {
    if app.pages.alerts.listing.as_ref().is_some_and(|l| l.run.is_none()) {
        load(app, out);
    }
}

/// The timer: a listing that is slower than the timer goes on, and what may have ended the worker is listed again by a
/// person only.
pub(in crate::state) fn refresh(app: &mut App, out: &mut Vec<Command>) {
    if !is_coming(app) && !app.pages.alerts.failure(&app.nodes).is_some_and(|failed| failed.why.is_end_of_worker()) {
        load(app, out);
    }
}

/// Lists the chosen node's rules, in place of a listing under way.
pub(in crate::state) fn load(app: &mut App, out: &mut Vec<Command>) {
    end(app, out);
    choose_node(app);
    let (node, since) = (app.pages.alerts.options.node.clone(), app.ticks_ms);
    worker::wanted(app, out);
    let mut run = None;
    if app.nodes.config == ConfigState::Done && app.worker == Worker::Ready {
        let Some(node) = app.nodes.with_rules().find(|n| n.name == node).cloned() else { return };
        if app.nodes.lacks_headers(&node.name) {
            return;
        }
        let (number, id) = (app.next_run(), node.id());
        out.push(messages::begun(number, Request::of_node(node, app.settings.limits, ListRules)));
        run = Some(ListingRun { run: number, node: id });
    }
    app.pages.alerts.listing = Some(Listing { node, run, since, groups: Vec::new() });
}

fn end(app: &mut App, out: &mut Vec<Command>) {
    let Some(Listing { run, groups, .. }) = app.pages.alerts.listing.take() else { return };
    out.extend(run.map(|ListingRun { run, .. }| messages::cancelled(run)));
    if !groups.is_empty() {
        out.push(release(Arc::new(groups)));
    }
}

/// Has a listing freed in steps: at once it would hold up the page.
fn release(groups: Arc<Vec<RuleGroup>>) -> Command {
    Command::ReleaseListing(Released(groups))
}

/// The node of a listing; while it is not asked, the one that would be.
fn node_of(listing: &Listing, nodes: &NodeList) -> Option<NodeId> {
    let would_be = || nodes.entry(&listing.node).map(|entry| entry.node.id());
    listing.run.as_ref().map(|run| run.node.clone()).or_else(would_be)
}

/// Whether a run is the listing under way.
pub(in crate::state) fn is_of(app: &App, run: RunId) -> bool {
    app.pages.alerts.listing.as_ref().is_some_and(|l| l.run.as_ref().is_some_and(|of| of.run == run))
}

/// The listing under way has some rules.
pub(in crate::state) fn answered(app: &mut App, response: Response, out: &mut Vec<Command>) {
    let view = &mut app.pages.alerts;
    let (Response::ListRules(mut part), Some(listing)) = (response, &mut view.listing) else { return };
    let end = part.end.take();
    part.join(&mut listing.groups);
    if let Some(provenance) = end
        && let Some(Listing { run: Some(ListingRun { run, node }), groups, .. }) = view.listing.take()
    {
        let listed = Arc::new(Listed { run, node, at: app.now, groups: Arc::new(groups), provenance });
        let before = view.listed.replace(listed);
        out.extend(before.map(|before| release(Arc::clone(&before.groups))));
        view.failure = None;
    }
}

/// The listing under way failed; an earlier one stays.
pub(in crate::state) fn failed(app: &mut App, why: &Failure) {
    let view = &mut app.pages.alerts;
    if let Some(ListingRun { node, .. }) =
        view.listing.take_if(|listing| listing.run.is_some()).and_then(|listing| listing.run)
    {
        view.failure = Some(ListingFailed { node, why: why.clone() });
    }
}

/// The worker ended. A listing that it had not begun begins when there is another, and so does, once, that of a node
/// which was listed before: neither has ended it.
pub(in crate::state) fn lost(app: &mut App, why: &Failure, not_begun: &[RunId]) {
    let Some(Listing { run: Some(ListingRun { run, node }), .. }) = &app.pages.alerts.listing else { return };
    let (has_begun, node) = (!not_begun.contains(run), node.clone());
    let was_listed = app.pages.alerts.listed.as_ref().is_some_and(|listed| listed.node == node);
    let has_failed = app.pages.alerts.failure.as_ref().is_some_and(|failed| failed.node == node);
    if has_begun {
        app.pages.alerts.failure = Some(ListingFailed { node, why: why.clone() });
    }
    match &mut app.pages.alerts.listing {
        Some(listing) if !has_begun || (was_listed && !has_failed) => {
            (listing.run, listing.groups) = (None, Vec::new());
        }
        listing => *listing = None,
    }
}

/// There will be no worker: a listing that waited for it fails.
pub(in crate::state) fn give_up(app: &mut App, why: &Failure) {
    let listing = app.pages.alerts.listing.take();
    if let Some(node) = listing.and_then(|listing| node_of(&listing, &app.nodes)) {
        app.pages.alerts.failure = Some(ListingFailed { node, why: why.clone() });
    }
}

/// Opens an expression in a query panel: the only one if it is blank, else a new one.
fn open(app: &mut App, expr: String, moment: Option<i64>, out: &mut Vec<Command>) {
    let Some(at) = panels::panel_for_expression(app) else { return };
    let node = app.pages.alerts.options.node.clone();
    let panel = &mut app.panels[at];
    panel.options.node = node;
    panel.options.expr = expr;
    panel.options.tab = Tab::Table;
    panel.options.time = moment;
    // On the graph, the moment stands in the middle as far as there is something to its right.
    panel.options.end = moment.map(|ms| ms + panel.options.range_ms / 2).filter(|&end| end < app.now);
    app.page = Page::Query;
    runs::execute(app, at, out);
    // The button that was pressed goes with its page.
    out.push(Command::Focus(Focus::Expression(app.panels[at].id)));
}
