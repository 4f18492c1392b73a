//! `Event`: everything that can happen to the page, each handled by the reducer (`update`).

use super::app::{Dialog, ListId, NoticeId};
use super::command::SavedFile;
use super::local::FileUse;
use super::nodes::address::NodeForm;
use super::page::{Page, PageEvent};
use super::panel::PanelId;
use super::panel::options::PanelOption;
use super::settings::{Language, Theme, ZoneChoice};
use crate::model::file::UserFile;
use crate::model::node::Node;
use crate::model::outcome::Failure;
use crate::model::query::Limits;
use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::message::WorkerMessage;

/// The clocks' readings when an event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Unix milliseconds: what queries are asked for, and what people see. A person may set this clock at any time.
    pub ms: i64,
    /// Milliseconds of a monotonic clock: what durations are measured by.
    pub ticks_ms: i64,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The page was loaded; always the first event.
    Started(Start),
    /// The fragment was changed from outside: back, forward, a link, by hand. Without `#`.
    HashChanged(String),
    /// `narthex.json` arrived, or why it did not.
    Config(Result<String, Failure>),
    /// The worker that evaluates spoke.
    Heard(Box<Envelope<WorkerMessage>>),
    /// The worker that evaluates ended, or a message could not be read.
    WorkerDied {
        /// Why.
        why: Failure,
        /// The runs that it certainly has not begun.
        not_begun: Vec<RunId>,
    },
    /// The worker of the language spoke.
    LanguageHeard(Box<Envelope<WorkerMessage>>),
    /// The worker of the language ended, or a message could not be read.
    LanguageDied {
        /// Why.
        why: Failure,
        /// The runs that it certainly has not begun.
        not_begun: Vec<RunId>,
    },
    /// The browser refused to store.
    StorageRefused,
    /// Another tab has put this text under [`super::command::StorageKey::Settings`].
    StoredElsewhere(String),
    /// The tab is hidden.
    Hidden,
    /// The tab is seen again.
    Seen,
    /// Copy this text.
    Copy(String),
    /// Save this file.
    Save(SavedFile),
    /// A copy succeeded, or the browser refused it.
    Copied(Result<(), ()>),
    /// Time goes on; sent while [`super::app::App::is_busy`].
    Tick,
    /// Nobody has typed for a while, or the focus has left the expression.
    Paused,
    /// The refresh timer rang, or a person pressed refresh.
    Refresh,
    /// Go to a page.
    Go(Page),
    /// Open a dialog, or close the open one.
    Dialog(Option<Dialog>),
    /// Show so many items of a list.
    Unfold(ListId, usize),
    /// Put a notice away.
    Dismiss(NoticeId),
    /// Bring back what a notice says was removed.
    Undo(NoticeId),
    /// Add an empty panel below the others.
    AddPanel,
    /// Something happened to a panel.
    Panel(PanelId, PanelEvent),
    /// Something happened on a page with a state of its own.
    Page(PageEvent),
    /// Something happened on the nodes page.
    Nodes(NodesEvent),
    /// Something happened with local data.
    Local(LocalEvent),
    /// A setting was changed.
    Settings(SettingsEvent),
}

/// What the page is loaded with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// The fragment, without `#`.
    pub fragment: String,
    /// The query string, without `?`; Prometheus' own links stand there.
    pub query: String,
    /// The page's URL without query and fragment.
    pub base: String,
    /// The browser's language, as `zh-CN`.
    pub locale: String,
    /// The text stored under [`super::command::StorageKey::Settings`].
    pub stored: Option<String>,
    /// The text stored under [`super::command::StorageKey::Drafts`].
    pub drafts: Option<String>,
}

/// What can happen to a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum PanelEvent {
    /// An option is chosen, or an expression typed. Where the shown tab's query is another by that and the panel was
    /// run before, it runs again; a typed expression waits for [`PanelEvent::Execute`].
    Set(PanelOption),
    /// Run the query of the shown tab.
    Execute,
    /// End the run.
    Cancel,
    /// Show only this part of the graph, Unix milliseconds. Runs.
    Zoom {
        /// Start.
        start: i64,
        /// End.
        end: i64,
    },
    /// Show the times from the first to the last of these, Unix milliseconds, in table and graph. Runs.
    Span {
        /// The first.
        first: i64,
        /// The last.
        last: i64,
    },
    /// Move the graph's (or the table's) time by this many milliseconds; never beyond now. Runs.
    Shift(i64),
    /// The graph is this many CSS pixels wide now.
    Width(u32),
    /// Add a copy below.
    Duplicate,
    /// Remove the panel; may be undone.
    Remove,
    /// Move the panel by one place.
    Move(Direction),
    /// Copy a link to this panel alone.
    CopyLink,
}

/// Where to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the top.
    Up,
    /// Towards the bottom.
    Down,
}

/// What can happen on the nodes page.
#[derive(Debug, Clone, PartialEq)]
pub enum NodesEvent {
    /// Add this node; ignored unless [`super::nodes::NodeList::check`] accepts it.
    Add(Node),
    /// Remove the added node of this name; may be undone.
    Remove(String),
    /// Add the collectors of the demo, and ask the first of them.
    OpenDemo,
    /// The form that adds a node holds this.
    Typed(NodeForm),
    /// Give the node of this name and URL these headers again, or none from now on.
    Headers(Node),
    /// Probe the node of this name.
    Probe(String),
    /// Probe all nodes.
    ProbeAll,
}

/// What can happen with local data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalEvent {
    /// Open the dialog, for this use.
    Open(FileUse),
    /// Files were given, or a text was pasted: for this use.
    Give(Vec<UserFile>, FileUse),
}

/// A changed setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsEvent {
    /// Colours.
    Theme(Theme),
    /// Zone of times.
    Zone(ZoneChoice),
    /// Language.
    Language(Language),
    /// Bounds of every request.
    Limits(Limits),
    /// Milliseconds between two automatic runs; `None`: off.
    Refresh(Option<u32>),
}
