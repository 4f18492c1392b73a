//! Writes a `Route` as a fragment. Defaults are left out, so that addresses stay short.

use super::{MAX_ADDRESS, Route, raw};
use crate::state::app::App;
use crate::state::page::Page;
use crate::state::panel::Panel;
use crate::state::panel::options::PanelOptions;
use crate::state::url::is_link;

/// The fragment of what the page shows.
pub fn app(app: &App) -> String {
    page(app, app.page)
}

/// The fragment of a page, for a link to it that keeps what is there.
pub fn page(app: &App, page: Page) -> String {
    fragment(&route(app, page))
}

/// What the address of a page says.
pub fn route(app: &App, page: Page) -> Route {
    let default = app.nodes.default_node().map_or("", |n| n.name.as_str());
    // What was typed and not executed would be executed by a reload.
    let executed = |panel: &Panel| PanelOptions { expr: panel.executed.clone(), ..panel.options.clone() };
    let mut panels: Vec<_> = app.panels.iter().map(executed).collect();
    if matches!(&panels[..], [only] if is_blank(only, default)) {
        panels.clear();
    }
    Route { page, panels, own: page.options(app) }
}

/// The fragment of a page with one panel, for a link to what is typed there.
pub fn panel(panel: &Panel) -> String {
    let expr = if is_link(&panel.options.expr) { &panel.executed } else { &panel.options.expr };
    let options = PanelOptions { expr: expr.clone(), ..panel.options.clone() };
    fragment(&Route { panels: vec![options], ..Route::default() })
}

fn is_blank(panel: &PanelOptions, default_node: &str) -> bool {
    let node = if panel.node == default_node { String::new() } else { panel.node.clone() };
    PanelOptions { node, ..panel.clone() } == PanelOptions::default()
}

/// A route as a fragment, without `#`.
pub fn fragment(route: &Route) -> String {
    let mut out = format!("/{}", route.page.path());
    route.page.write(&route.own).iter().for_each(|(key, value)| push(&mut out, key, value));
    // On every page: a reload anywhere loses no panel.
    route.panels.iter().enumerate().for_each(|(i, panel)| push_panel(&mut out, i, panel));
    out
}

fn push_panel(out: &mut String, index: usize, panel: &PanelOptions) {
    panel.write().for_each(|(key, value)| push(out, &format!("p{index}.{key}"), &value));
}

/// Appends a value; one for which there is no room is left out, as an address that is too long would not be read at
/// all.
fn push(out: &mut String, key: &str, value: &str) {
    let before = out.len();
    raw::push(out, key, value);
    if out.len() > MAX_ADDRESS {
        out.truncate(before);
    }
}
