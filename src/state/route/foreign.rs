//! Links of other consoles, read by what they mean: Prometheus 1 to 3, Thanos, vmui, Grafana's Explore.
//!
//! They are what people have in tickets and chats, so they are read wherever they are put: as this page's fragment or
//! query string, or whole, typed as an expression.
//!
//! Values are read as Narthex' own are: another console's key is one of a panel's options
//! ([`crate::state::panel::options`]).
//!
//! Invariant: what a link asks for and Narthex does not do is reported, and so is what cannot be read.
//! Not here: Narthex' own addresses (`read`).

mod grafana;
mod panels;

use super::raw::{Pair, Plus};
use super::read::indexed;
use crate::model::notice::RouteProblem;
use crate::state::panel::options::PanelOptions;

/// The panels of a query of pairs, if any of its keys is one of another console's; the rest of the pairs is reported.
pub(super) fn pairs(pairs: &[Pair<'_>], now: i64, problems: &mut Vec<RouteProblem>) -> Option<Vec<PanelOptions>> {
    let (panes, rest): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(|pair| grafana::has_panes(pair));
    if !panes.is_empty() {
        let panels = panes.into_iter().flat_map(|pair| grafana::panels(pair, now, problems)).collect();
        problems.extend(rest.into_iter().filter(|pair| !grafana::OF_THE_PAGE.contains(&pair.key)).map(unknown));
        return Some(panels);
    }
    let (own, rest): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(|pair| indexed(pair.key, 'g').is_some());
    if own.is_empty() {
        return None;
    }
    let read = panels::of_pairs(&own, problems);
    problems.extend(rest.into_iter().map(unknown));
    Some(read)
}

/// The panels of a fragment that is JSON, as Prometheus 1 wrote it.
pub(super) fn json(fragment: &str, problems: &mut Vec<RouteProblem>) -> Option<Vec<PanelOptions>> {
    // Browsers escape some of its signs, mail programs others.
    let pair = Pair::new("#", fragment);
    let is_list = pair.begins_with(&["[", "%5B", "%5b"]);
    is_list.then(|| panels::of_json(&pair.decode(Plus::Literal, problems), problems))
}

fn unknown(pair: &Pair) -> RouteProblem {
    RouteProblem::UnknownKey(super::read::cut(pair.key))
}

/// What a value asks for that has no counterpart here; nothing where it only says that something is off.
fn lost(key: &str, value: &str) -> Option<RouteProblem> {
    let is_off = matches!(value, "" | "0" | "false" | "none" | "off" | "null");
    let said = if value.is_empty() { key.to_owned() } else { format!("{key}={value}") };
    (!is_off).then(|| RouteProblem::Lost(super::read::cut(&said)))
}

#[cfg(test)]
mod tests;
