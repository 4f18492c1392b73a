//! `App`: the whole state of the page, as plain data.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::drafts::Drafts;
use super::examination::{Examining, Typing};
use super::local::{Local, Times};
use super::nodes::address::NodeForm;
use super::nodes::candidate::{Candidate, CandidateState};
use super::nodes::{ConfigState, NodeEntry, NodeList};
use super::page::{Page, Pages};
use super::panel::{Panel, PanelId, Run};
use super::settings::Settings;
use super::settings::stored::Stored;
use crate::model::lang::Lang;
use crate::model::node::{Node, NodeId};
use crate::model::notice::Notice;
use crate::protocol::envelope::RunId;

/// A dialog over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialog {
    /// The map of keys.
    Help,
    /// Settings.
    Settings,
    /// Local data.
    Local,
}

/// A list of which the first items are shown, and more where a person asks for them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListId {
    /// What a panel's result lacks.
    Missing(PanelId),
    /// Warnings that came with a panel's result.
    Warnings(PanelId),
    /// Infos that came with a panel's result.
    Infos(PanelId),
    /// What the listing of this node's rules lacks, and its warnings.
    RuleWarnings(NodeId),
    /// The rules of this node.
    Rules(NodeId),
    /// The nodes that this node reads from.
    Neighbours(NodeId),
}

impl ListId {
    /// Whether what it is of is there.
    pub(super) fn is_of_any(&self, panels: &[Panel], nodes: &NodeList) -> bool {
        match self {
            Self::Missing(id) | Self::Warnings(id) | Self::Infos(id) => panels.iter().any(|panel| panel.id == *id),
            Self::RuleWarnings(node) | Self::Rules(node) | Self::Neighbours(node) => nodes.entry_of(node).is_some(),
        }
    }
}

/// A worker, as the page sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Worker {
    /// It was started and has not spoken yet.
    #[default]
    Starting,
    /// It speaks our version.
    Ready,
    /// It does not start.
    Dead,
}

/// What happened while the tab was hidden.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meanwhile {
    /// A refresh was due, and did not run.
    pub refresh_due: bool,
}

/// Names a notice as long as the page lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(pub u32);

/// What "Undo" brings back.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// A removed panel, to this place.
    Panel(usize, Box<Panel>),
    /// A removed node, to this place.
    Node(usize, Box<NodeEntry>),
    /// A panel's times.
    Times(PanelId, Times),
}

/// A notice that is shown until it is dismissed.
#[derive(Debug, Clone)]
pub struct ShownNotice {
    /// Its name among notices.
    pub id: NoticeId,
    /// What it says.
    pub notice: Notice,
    /// What its "Undo" brings back, if it has one.
    pub undo: Option<Undo>,
}

/// Equality by name: no notice ever changes.
impl PartialEq for ShownNotice {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Everything the page shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct App {
    /// The page that is shown.
    pub page: Page,
    /// The dialog over it.
    pub dialog: Option<Dialog>,
    /// The query panels in the order shown; at least one once the page has started.
    pub panels: Vec<Panel>,
    /// Examinations of expressions that are under way, at most one a panel.
    pub examining: Vec<Examining>,
    /// Who types; `None` since the last pause.
    pub typing: Option<Typing>,
    /// The nodes.
    pub nodes: NodeList,
    /// What is typed into the form that adds one.
    pub node_form: NodeForm,
    /// What is known of the address in it; `None` while someone types it, and where it is none.
    pub candidate: Option<Candidate>,
    /// The state of pages that have one of their own.
    pub pages: Pages,
    /// Files that a person gives to the page.
    pub local: Local,
    /// How many items of lists a person has asked for; others show their first. Gone with what the list is of.
    pub unfolded: BTreeMap<ListId, usize>,
    /// What a person prefers.
    pub settings: Settings,
    /// Expressions that were executed, newest first, each once.
    pub history: Arc<Vec<String>>,
    /// What is kept in local storage, as far as this tab knows.
    pub stored: Stored,
    /// What is kept of typed texts for the tab.
    pub drafts: Drafts,
    /// Whether the tab is hidden, and if so, whether a refresh was due meanwhile.
    pub hidden: Option<Meanwhile>,
    /// What there is to tell, the oldest first.
    pub notices: Vec<Arc<ShownNotice>>,
    /// The worker that evaluates.
    pub worker: Worker,
    /// The worker of the language; `None` until it is started.
    pub language: Option<Worker>,
    /// The fragment in the address bar, without `#`.
    pub fragment: String,
    /// The page's own URL without query and fragment; relative node URLs are resolved against it.
    pub base: String,
    /// The browser's language, as `zh-CN`.
    pub locale: String,
    /// The time of the last event, Unix milliseconds.
    pub now: i64,
    /// The time of the last event on the monotonic clock, in milliseconds.
    pub ticks_ms: i64,
    /// The last run's number.
    pub last_run: RunId,
    /// The number last given to a panel or notice.
    pub last_id: u32,
}

impl App {
    /// The panel of this name; `None` where it is closed.
    pub fn panel(&self, id: PanelId) -> Option<&Panel> {
        self.panels.iter().find(|p| p.id == id)
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.settings.language.spoken(&self.locale)
    }

    /// The node that the form adds, with these headers: at the address that was found to answer, where one was. Not
    /// checked.
    pub fn typed_node(&self, headers: Vec<(String, String)>) -> Node {
        let found = self.candidate.as_ref().filter(|candidate| matches!(candidate.state, CandidateState::Up(_)));
        let endpoint = found.map_or_else(|| self.node_form.endpoint(), Candidate::as_typed);
        Node { headers, ..Node::new(self.node_form.name.clone(), endpoint) }
    }

    /// Whether there is nothing to ask, and nothing that was to be asked: the page says how to begin.
    pub fn is_first_run(&self) -> bool {
        let is_blank = |panel: &Panel| panel.options.expr.trim().is_empty() && panel.run == Run::Idle;
        self.nodes.config == ConfigState::Done
            && self.nodes.askable().next().is_none()
            && self.panels.iter().all(is_blank)
    }

    /// Whether something waits for an answer, so that elapsed times must go on.
    pub fn is_busy(&self) -> bool {
        self.pages.alerts.listing.is_some() || self.panels.iter().any(|p| p.run != Run::Idle)
    }

    /// A number that was not given before.
    pub(super) fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    /// A run number that was not given before; 0 is the worker's own.
    pub(super) fn next_run(&mut self) -> RunId {
        self.last_run += 1;
        self.last_run
    }
}
