//! State → fragment. Defaults are left out, so that addresses stay short.

use super::{AlertsRoute, PanelRoute, Route, raw};
use crate::model::duration;
use crate::model::time::Zone;
use crate::state::app::{App, Page};
use crate::state::panel::{DEFAULT_RANGE_MS, Panel, Step, Tab};

/// The fragment of what the page shows.
pub fn app(app: &App) -> String {
    page(app, app.page)
}

/// The fragment of a page, for a link to it that keeps what is there.
pub fn page(app: &App, page: Page) -> String {
    let default = app.nodes.default_node().map_or("", |n| n.name.as_str());
    let panels = match &app.panels[..] {
        [only] if is_blank(only, default) => Vec::new(),
        panels => panels.iter().map(PanelRoute::from).collect(),
    };
    let (state, text) = (app.alerts.filter.state, app.alerts.filter.text.clone());
    let node = if app.alerts.node == default { String::new() } else { app.alerts.node.clone() };
    fragment(&Route { page, panels, alerts: AlertsRoute { node, state, text } })
}

/// The fragment of a page with one panel.
pub fn panel(panel: &Panel) -> String {
    fragment(&Route { panels: vec![panel.into()], ..Route::default() })
}

fn is_blank(panel: &Panel, default_node: &str) -> bool {
    let node = if panel.node == default_node { String::new() } else { panel.node.clone() };
    PanelRoute { node, ..PanelRoute::from(panel) } == PanelRoute::default()
}

/// A route as a fragment, without `#`.
pub fn fragment(route: &Route) -> String {
    let mut out = String::from(match route.page {
        Page::Query => "/query",
        Page::Alerts => "/alerts",
        Page::Nodes => "/nodes",
    });
    if route.page == Page::Alerts {
        push_alerts(&mut out, &route.alerts);
    }
    // On every page: a reload anywhere loses nothing that was typed.
    route.panels.iter().enumerate().for_each(|(i, panel)| push_panel(&mut out, i, panel));
    out
}

fn push_panel(out: &mut String, index: usize, panel: &PanelRoute) {
    let mut push = |key: &str, value: &str| raw::push(out, &format!("p{index}.{key}"), value);
    if !panel.node.is_empty() {
        push("node", &panel.node);
    }
    push("expr", &panel.expr);
    if panel.tab == Tab::Graph {
        push("tab", "graph");
    }
    if let Some(time) = panel.time {
        push("time", &time_text(time));
    }
    if panel.range_ms != DEFAULT_RANGE_MS {
        push("range", &duration::format(panel.range_ms));
    }
    if let Some(end) = panel.end {
        push("end", &time_text(end));
    }
    if let Step::Fixed(ms) = panel.step {
        push("step", &duration::format(ms));
    }
    for (name, value) in &panel.parameters {
        push("param", &format!("{name}={value}"));
    }
}

fn push_alerts(out: &mut String, alerts: &AlertsRoute) {
    if !alerts.node.is_empty() {
        raw::push(out, "node", &alerts.node);
    }
    if let Some(state) = alerts.state {
        raw::push(out, "state", state.name());
    }
    if !alerts.text.is_empty() {
        raw::push(out, "text", &alerts.text);
    }
}

/// A time as RFC 3339 in UTC, which reads the same for everyone who opens the link.
fn time_text(ms: i64) -> String {
    let civil = Zone::UTC.civil(ms);
    // RFC 3339 ends at the year 9999; Unix seconds don't.
    if !(0..=9999).contains(&civil.year) {
        return format!("{}.{:03}", ms.div_euclid(1000), ms.rem_euclid(1000));
    }
    format!("{}T{}Z", civil.date(), civil.clock())
}
