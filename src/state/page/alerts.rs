//! The alerts page: rules and alerts of one node, and what is shown of them.

pub mod identity;
pub mod labels;
pub mod release;
pub mod shown;
pub(in crate::state) mod update;

use std::sync::Arc;

use crate::model::node::NodeId;
use crate::model::outcome::{Failure, Provenance};
use crate::model::rules::{AlertState, RuleGroup};
use crate::protocol::envelope::RunId;
use crate::state::event::Event;
use crate::state::limits::MAX_FILTER;
use crate::state::nodes::NodeList;
use crate::state::page::PageEvent;
use crate::state::panel::options::Misread;

/// What is shown of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only rules and alerts in this state; `None`: all, recording rules too.
    pub state: Option<AlertState>,
    /// Text that a rule or an alert must hold.
    pub text: String,
}

/// What of the page stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertsOptions {
    /// The name of the node that is shown; empty: the first that has rules.
    pub node: String,
    /// What is shown.
    pub filter: Filter,
}

impl AlertsOptions {
    /// Takes a value as it stands in an address. Fails where there is no such key, or the value is none of it.
    pub fn read(&mut self, key: &str, text: &str) -> Result<(), Misread> {
        match key {
            "node" => text.clone_into(&mut self.node),
            "state" => self.filter.state = Some(AlertState::named(text).ok_or(Misread::BadValue)?),
            "text" if text.len() <= MAX_FILTER => text.clone_into(&mut self.filter.text),
            "text" => return Err(Misread::BadValue),
            _ => return Err(Misread::UnknownKey),
        }
        Ok(())
    }

    /// Keys and values for an address, without defaults.
    pub fn write(&self) -> Vec<(&'static str, String)> {
        let text = |text: &String| Some(text.clone()).filter(|text| (1..=MAX_FILTER).contains(&text.len()));
        let state = self.filter.state.map(|state| state.name().to_owned());
        let pairs = [("node", text(&self.node)), ("state", state), ("text", text(&self.filter.text))];
        pairs.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }
}

/// What can happen on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertsEvent {
    /// Show this node's.
    Node(String),
    /// Show only what is in this state; `None`: all.
    State(Option<AlertState>),
    /// Show only what holds this text.
    Text(String),
    /// Ask again.
    Reload,
    /// End the listing.
    Cancel,
    /// Open an expression in a query panel.
    Open {
        /// The expression.
        expr: String,
        /// At this moment, Unix milliseconds; `None`: now.
        at: Option<i64>,
    },
}

impl From<AlertsEvent> for Event {
    fn from(event: AlertsEvent) -> Self {
        Self::Page(PageEvent::Alerts(event))
    }
}

/// A listing under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The name of the node.
    pub node: String,
    /// What runs; `None` while nodes or worker are not there yet.
    pub run: Option<ListingRun>,
    /// Since when, milliseconds of the monotonic clock.
    pub since: i64,
    /// Groups that have arrived, as the node lists them.
    pub groups: Vec<RuleGroup>,
}

/// The run of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingRun {
    /// Its number.
    pub run: RunId,
    /// The node that is asked; another may have its name by now.
    pub node: NodeId,
}

/// The last complete listing.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its run.
    pub run: RunId,
    /// The node that was asked; another may have its name by now.
    pub node: NodeId,
    /// When it was complete, Unix milliseconds.
    pub at: i64,
    /// The groups as the node lists them.
    pub groups: Arc<Vec<RuleGroup>>,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Equality by run: a run has one listing, and listings are large.
impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.run == other.run
    }
}

/// The alerts page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertsView {
    /// What a person has chosen; the node's name is empty until nodes are known.
    pub options: AlertsOptions,
    /// The listing under way.
    pub listing: Option<Listing>,
    /// The last complete listing; stays when a newer one fails.
    pub listed: Option<Arc<Listed>>,
    /// The last listing's failure, if it failed.
    pub failure: Option<ListingFailed>,
}

/// A listing that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingFailed {
    /// The node that was asked; another may have its name by now.
    pub node: NodeId,
    /// Why.
    pub why: Failure,
}

impl AlertsView {
    /// The last complete listing of the node that is shown; another's is never shown as this one's.
    pub fn listed(&self, nodes: &NodeList) -> Option<&Arc<Listed>> {
        self.listed.as_ref().filter(|listed| self.shows(&listed.node, nodes))
    }

    /// The last listing of the node that is shown, if it failed.
    pub fn failure(&self, nodes: &NodeList) -> Option<&ListingFailed> {
        self.failure.as_ref().filter(|failed| self.shows(&failed.node, nodes))
    }

    /// Whether this is the node that is shown.
    fn shows(&self, node: &NodeId, nodes: &NodeList) -> bool {
        node.name == self.options.node && !nodes.is_replaced(node)
    }

    /// The listing from which states may be counted: one that nothing newer has failed after.
    pub fn counted(&self, nodes: &NodeList) -> Option<&Arc<Listed>> {
        self.listed(nodes).filter(|_| self.failure(nodes).is_none())
    }
}
