//! `Command`: the closed list of side effects that the reducer asks for. `ui::effects` executes them.

use std::sync::Arc;

use super::app::NoticeId;
use super::panel::PanelId;
use super::settings::Theme;
use crate::model::file::LocalFile;
use crate::model::lang::Lang;
use crate::model::rules::RuleGroup;
use crate::protocol::envelope::Envelope;
use crate::protocol::message::PageMessage;

/// An effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Send a message to the worker that evaluates.
    Send(Box<Envelope<PageMessage>>),
    /// End that worker and start a new one.
    RestartWorker,
    /// Send a message to the worker of the language.
    SendLanguage(Box<Envelope<PageMessage>>),
    /// Start the worker of the language; end it before, if there is one.
    StartLanguage,
    /// Make this the fragment, as a new entry of the history. Without `#`.
    PushUrl(String),
    /// Make this the fragment in place of the present entry, and drop a query string. Without `#`.
    ReplaceUrl(String),
    /// Put a text into the browser's storage. What another tab has put under [`StorageKey::Settings`] meanwhile is
    /// joined with it ([`super::settings::stored::join`]) and comes back as [`super::event::Event::StoredElsewhere`]. A
    /// text of local storage that is refused is answered by [`super::event::Event::StorageRefused`].
    Store {
        /// Under this key.
        key: StorageKey,
        /// The text.
        text: String,
    },
    /// Fetch `narthex.json` beside the page; answered by [`super::event::Event::Config`].
    LoadConfig,
    /// Forget this file of the page.
    ReleaseFile(LocalFile),
    /// Free this listing, once nothing shows it any more.
    ReleaseListing(Released),
    /// Copy a text; answered by [`super::event::Event::Copied`].
    CopyText(String),
    /// Have the browser save a text as a file.
    Save(SavedFile),
    /// Show the page in these colours.
    ApplyTheme(Theme),
    /// Set the document's language.
    ApplyLanguage(Lang),
    /// Put the keyboard's focus there.
    Focus(Focus),
    /// Ring [`super::event::Event::Paused`] once after [`super::examination::PAUSE_MS`], in place of an earlier timer.
    AwaitPause,
    /// Ring [`super::event::Event::Refresh`] once after this many milliseconds, in place of an earlier
    /// timer; `None`: only end the earlier one.
    ScheduleRefresh(Option<u32>),
    /// Dismiss a notice after so many milliseconds; at most one waits for that.
    DismissLater {
        /// The notice.
        notice: NoticeId,
        /// Milliseconds.
        after_ms: u32,
    },
}

/// A text that a person saves as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFile {
    /// The name that the browser proposes.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A listing of rules that nothing refers to any more but the page that still shows it.
#[derive(Debug, Clone)]
pub struct Released(pub Arc<Vec<RuleGroup>>);

/// Equality by listing: they are large.
impl PartialEq for Released {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Released {}

/// What can be given the focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Focus {
    /// A panel's expression.
    Expression(PanelId),
    /// A panel's graph.
    Graph(PanelId),
    /// A panel's menu of actions.
    PanelMenu(PanelId),
    /// The row of the node of this name.
    Node(String),
    /// The form that adds a node.
    AddNode,
    /// A notice.
    Notice(NoticeId),
    /// The content of the page that is shown.
    Page,
}

/// A key of the browser's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageKey {
    /// Settings, added nodes (without headers) and history.
    Settings,
    /// A settings text that could not be read, kept for a person to look at.
    Corrupt,
    /// Typed texts ([`super::drafts`]); the tab's own, all others are of every tab.
    Drafts,
}

impl StorageKey {
    /// The key's text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settings => "narthex.settings",
            Self::Corrupt => "narthex.settings.corrupt",
            Self::Drafts => "narthex.drafts",
        }
    }
}
