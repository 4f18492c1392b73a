//! Joining what several tabs have changed: for each setting, node and expression, the latest change holds.
//!
//! Invariant: joining is idempotent, and in whatever order tabs hear of each other they come to hold the same; what a
//! tab already has gives no news to it, so that tabs do not answer each other for ever.
//! Invariant: a change is later than what it changes, also when a clock was set back.

use super::{Executed, MAX_HISTORY, MAX_REMOVED, Removed, Stored, StoredNode, Validity, read, write};
use crate::model::node::Node;
use crate::state::nodes::MAX_NODES;
use crate::state::settings::Settings;

/// A setting that is changed by itself.
#[derive(Debug, Clone, Copy)]
pub(super) enum Setting {
    Theme,
    Zone,
    Language,
    Timeout,
    MaxBytes,
    Refresh,
}

/// All settings.
pub(super) const SETTINGS: [Setting; 6] =
    [Setting::Theme, Setting::Zone, Setting::Language, Setting::Timeout, Setting::MaxBytes, Setting::Refresh];

impl Setting {
    /// Its key in the text.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Zone => "zone",
            Self::Language => "language",
            Self::Timeout => "timeout_ms",
            Self::MaxBytes => "max_bytes",
            Self::Refresh => "refresh_ms",
        }
    }

    /// `to` with this field of `from`.
    fn of(self, from: &Settings, mut to: Settings) -> Settings {
        match self {
            Self::Theme => to.theme = from.theme,
            Self::Zone => to.zone = from.zone,
            Self::Language => to.language = from.language,
            Self::Timeout => to.limits.timeout_ms = from.limits.timeout_ms,
            Self::MaxBytes => to.limits.max_bytes = from.limits.max_bytes,
            Self::Refresh => to.refresh_ms = from.refresh_ms,
        }
        to
    }
}

/// A tab's text joined with the one that is stored; `None` where no other tab has changed anything.
pub fn join(stored: &str, own: &str) -> Option<String> {
    let (theirs, Validity::Valid | Validity::Newer { .. }) = read(stored) else { return None };
    let (own, _) = read(own);
    let all = theirs.joined(&own);
    (all != own).then(|| write(&all))
}

impl Stored {
    /// A person has set these; `now`, here and below, is Unix milliseconds.
    pub fn set(&mut self, settings: &Settings, now: i64) {
        for (field, at) in SETTINGS.into_iter().zip(&mut self.changed) {
            let changed = field.of(settings, self.settings);
            if changed != self.settings {
                self.settings = changed;
                *at = now.max(at.saturating_add(1));
            }
        }
    }

    /// A person has added or changed a node; nothing happens where it is known as it is.
    pub fn add(&mut self, node: &Node, now: i64) {
        self.keep(node, !node.headers.is_empty(), now);
    }

    /// A person has brought back a node that had headers, which are gone.
    pub fn add_back(&mut self, node: &Node, now: i64) {
        self.keep(node, true, now);
    }

    fn keep(&mut self, node: &Node, had_headers: bool, now: i64) {
        let known = self.nodes.iter().position(|known| known.node.name == node.name);
        let is_it = |known: &StoredNode| known.node.is_same(node) && known.had_headers == had_headers;
        if known.is_some_and(|at| is_it(&self.nodes[at])) {
            return;
        }
        let at = self.after(&node.name, now);
        self.removed.retain(|removed| removed.name != node.name);
        self.unknown.retain(|unknown| unknown.name != node.name);
        let stored = StoredNode { node: Node { headers: Vec::new(), ..node.clone() }, had_headers, at };
        match known {
            Some(known) => self.nodes[known] = stored,
            None => self.nodes.push(stored),
        }
    }

    /// A person has removed the node of this name.
    pub fn remove(&mut self, name: &str, now: i64) {
        let at = self.after(name, now);
        self.nodes.retain(|known| known.node.name != name);
        self.unknown.retain(|unknown| unknown.name != name);
        self.removed.retain(|removed| removed.name != name);
        self.removed.insert(0, Removed { name: name.to_owned(), at });
        self.removed.truncate(MAX_REMOVED);
    }

    /// A person has executed an expression.
    pub fn executed(&mut self, expr: &str, now: i64) {
        let newest = self.history.first().map_or(now, |newest| now.max(newest.at.saturating_add(1)));
        self.history.retain(|known| known.expr != expr);
        self.history.insert(0, Executed { expr: expr.to_owned(), at: newest });
        self.history.truncate(MAX_HISTORY);
    }

    /// The expressions of the history, newest first.
    pub fn expressions(&self) -> Vec<String> {
        self.history.iter().map(|executed| executed.expr.clone()).collect()
    }

    /// A time after the last change of the node of this name.
    fn after(&self, name: &str, now: i64) -> i64 {
        let added = self.nodes.iter().filter(|known| known.node.name == name).map(|known| known.at);
        let removed = self.removed.iter().filter(|removed| removed.name == name).map(|removed| removed.at);
        let unknown = self.unknown.iter().filter(|unknown| unknown.name == name).map(|unknown| unknown.at);
        added.chain(removed).chain(unknown).fold(now, |now, at| now.max(at.saturating_add(1)))
    }

    /// With what another tab has changed. What this one has keeps its place.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        for ((field, at), theirs) in SETTINGS.into_iter().zip(&mut self.changed).zip(other.changed) {
            if theirs > *at {
                self.settings = field.of(&other.settings, self.settings);
                *at = theirs;
            }
        }
        for theirs in &other.nodes {
            match self.nodes.iter_mut().find(|known| known.node.name == theirs.node.name) {
                Some(known) if (known.at, &known.node.endpoint) < (theirs.at, &theirs.node.endpoint) => {
                    known.clone_from(theirs);
                }
                Some(_) => {}
                None => self.nodes.push(theirs.clone()),
            }
        }
        for theirs in &other.unknown {
            match self.unknown.iter_mut().find(|known| known.name == theirs.name) {
                Some(known) if *known < *theirs => known.clone_from(theirs),
                Some(_) => {}
                None => self.unknown.push(theirs.clone()),
            }
        }
        for theirs in &other.removed {
            match self.removed.iter_mut().find(|known| known.name == theirs.name) {
                Some(known) => known.at = known.at.max(theirs.at),
                None => self.removed.push(theirs.clone()),
            }
        }
        let Self { nodes, unknown, removed, history, .. } = &mut self;
        nodes.retain(|known| unknown.iter().all(|unknown| unknown.name != known.node.name || unknown.at <= known.at));
        unknown.retain(|unknown| nodes.iter().all(|known| known.node.name != unknown.name));
        nodes.retain(|known| removed.iter().all(|removed| removed.name != known.node.name || removed.at < known.at));
        unknown.retain(|unknown| removed.iter().all(|removed| removed.name != unknown.name || removed.at < unknown.at));
        removed.retain(|removed| nodes.iter().all(|known| known.node.name != removed.name));
        removed.retain(|removed| unknown.iter().all(|unknown| unknown.name != removed.name));
        nodes.truncate(MAX_NODES);
        unknown.truncate(MAX_NODES);
        removed.sort_by_key(|removed| std::cmp::Reverse(removed.at));
        removed.truncate(MAX_REMOVED);
        for theirs in &other.history {
            match history.iter_mut().find(|known| known.expr == theirs.expr) {
                Some(known) => known.at = known.at.max(theirs.at),
                None => history.push(theirs.clone()),
            }
        }
        history.sort_by_key(|executed| std::cmp::Reverse(executed.at));
        history.truncate(MAX_HISTORY);
        self
    }
}

#[cfg(test)]
mod tests;
