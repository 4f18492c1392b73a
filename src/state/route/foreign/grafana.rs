//! Links of Grafana's Explore:
//! `panes={"a":{"datasource":"uid","queries":[{"expr":"up"}],"range":{"from":"now-1h","to":"now"}}}`, and the older
//! `left=[…]` or `left={…}`, of which `right` is the other half of a split page.

use serde_json::Value;

use super::super::raw::{Pair, Plus};
use super::super::read::{bad_value, cut, problem};
use crate::model::notice::RouteProblem;
use crate::model::time::{self, Zone};
use crate::state::panel::Tab;
use crate::state::panel::options::{PanelOptions, duration_ms};

/// The keys that hold panes.
const KEYS: [&str; 3] = ["panes", "left", "right"];

/// How panes begin.
const JSON: [&str; 6] = ["{", "[", "%7B", "%7b", "%5B", "%5b"];

/// Keys that are about Grafana, and lose nothing here.
pub(super) const OF_THE_PAGE: [&str; 3] = ["orgId", "schemaVersion", "kiosk"];

/// Variables that Grafana puts values in for before it asks.
const VARIABLE: &str = "$__";

/// Whether a pair holds panes.
pub(super) fn has_panes(pair: &Pair<'_>) -> bool {
    KEYS.contains(&pair.key) && pair.begins_with(&JSON)
}

/// The panels of a key's value.
pub(super) fn panels(pair: &Pair<'_>, now: i64, problems: &mut Vec<RouteProblem>) -> Vec<PanelOptions> {
    let text = pair.decode(Plus::Space, problems);
    let panes: Vec<Value> = match serde_json::from_str(&text) {
        Ok(Value::Object(panes)) if pair.key == "panes" => panes.into_iter().map(|(_, pane)| pane).collect(),
        Ok(pane @ (Value::Object(_) | Value::Array(_))) if pair.key != "panes" => vec![pane],
        _ => {
            bad_value(pair.key, &text, problems);
            return Vec::new();
        }
    };
    panes.iter().flat_map(|pane| of_pane(pair.key, pane, now, problems)).collect()
}

/// The panels of a pane: one a query.
fn of_pane(key: &str, pane: &Value, now: i64, problems: &mut Vec<RouteProblem>) -> Vec<PanelOptions> {
    let (queries, source, from, to) = if let Value::Array(parts) = pane {
        // The oldest form: from, to, data source, and then queries and what is about the page.
        let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
        (parts.iter().skip(3).cloned().collect(), part(2), part(0), part(1))
    } else {
        let queries = pane.get("queries").and_then(Value::as_array).cloned().unwrap_or_default();
        let range = pane.get("range").cloned().unwrap_or_default();
        let end = |name: &str| range.get(name).cloned().unwrap_or_default();
        (queries, pane.get("datasource").cloned().unwrap_or_default(), end("from"), end("to"))
    };
    let mut times = PanelOptions::default();
    if let (Some(from), Some(to)) = (text_of(&from), text_of(&to)) {
        range(key, &from, &to, now, &mut times, problems);
    }
    if let Some(name) = name_of(&source) {
        problems.push(RouteProblem::DataSource(cut(&name)));
    }
    let read = |query: &Value| of_query(query, &times, problems);
    queries.iter().filter_map(read).collect()
}

fn of_query(query: &Value, times: &PanelOptions, problems: &mut Vec<RouteProblem>) -> Option<PanelOptions> {
    let expr = query.get("expr").and_then(Value::as_str).filter(|expr| !expr.trim().is_empty())?;
    let language = query.get("datasource").and_then(|source| source.get("type")).and_then(Value::as_str);
    if let Some(other) = language.filter(|name| !name.contains("prometheus")) {
        problems.push(RouteProblem::Lost(cut(&format!("{other}: {expr}"))));
        return None;
    }
    let is_on = |name: &str| query.get(name).and_then(Value::as_bool);
    if is_on("hide") == Some(true) {
        problems.push(RouteProblem::Lost(cut(&format!("hide: {expr}"))));
        return None;
    }
    if is_on("exemplar") == Some(true) {
        problems.push(RouteProblem::Lost("exemplar".to_owned()));
    }
    // What shapes the question or the names of series.
    for (name, default) in [("interval", ""), ("step", ""), ("legendFormat", "__auto")] {
        let value = query.get(name).and_then(text_of).unwrap_or_default();
        if !value.is_empty() && value != default {
            problems.push(RouteProblem::Lost(cut(&format!("{name}={value}"))));
        }
    }
    let mut panel = times.clone();
    let read = panel.read("expr", expr);
    problems.extend(problem("expr", expr, read));
    let is_table = is_on("instant") == Some(true) && is_on("range") != Some(true);
    panel.tab = if is_table { Tab::Table } else { Tab::Graph };
    problems.extend(variables(&panel.expr));
    Some(panel)
}

/// A point of time as Grafana writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// So many milliseconds ago, whenever it is read.
    Ago(i64),
    /// Unix milliseconds.
    At(i64),
}

fn point(text: &str) -> Option<Point> {
    if text == "now" {
        return Some(Point::Ago(0));
    }
    if let Some(ago) = text.strip_prefix("now-") {
        return duration_ms(ago).map(Point::Ago);
    }
    if text.len() > 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Point::At);
    }
    time::parse(text, &Zone::UTC).map(Point::At)
}

fn range(key: &str, from: &str, to: &str, now: i64, panel: &mut PanelOptions, problems: &mut Vec<RouteProblem>) {
    let (start, end) = match (point(from), point(to)) {
        (Some(Point::Ago(ms)), Some(Point::Ago(0))) if ms > 0 => {
            panel.range_ms = ms;
            return;
        }
        (Some(from), Some(to)) => (from, to),
        // Such as `now/d`, the beginning of a day.
        _ => return bad_value(key, &format!("{from} – {to}"), problems),
    };
    if matches!((start, end), (Point::Ago(_), _) | (_, Point::Ago(_))) {
        // Here only a whole range goes with the clock.
        problems.push(RouteProblem::Fixed(cut(&format!("{from} – {to}"))));
    }
    let ms = |point| match point {
        Point::Ago(ms) => now.saturating_sub(ms),
        Point::At(ms) => ms,
    };
    let length = ms(end).saturating_sub(ms(start));
    if length < 1 {
        return bad_value(key, &format!("{from} – {to}"), problems);
    }
    panel.range_ms = length;
    (panel.end, panel.time) = (Some(ms(end)), Some(ms(end)));
}

/// The variables of an expression that mean nothing here.
pub(super) fn variables(expr: &str) -> Option<RouteProblem> {
    let mut names: Vec<&str> = expr
        .match_indices(VARIABLE)
        .map(|(at, _)| {
            let name = &expr[at + 1..];
            let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(name.len());
            &expr[at..=at + end]
        })
        .collect();
    names.dedup();
    (!names.is_empty()).then(|| RouteProblem::Variables(cut(&names.join(", "))))
}

/// Texts, and numbers as texts.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A data source's name or identifier.
fn name_of(source: &Value) -> Option<String> {
    let uid = source.get("uid").and_then(Value::as_str);
    uid.or(source.as_str()).filter(|name| !name.is_empty()).map(str::to_owned)
}
