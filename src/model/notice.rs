//! What the page has to tell a person beside results: problems with what it was given to read.
//!
//! Invariant: no English in here but what a person or a server wrote; `i18n` puts notices into words.

use super::outcome::Failure;

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Parts of the address were not understood, or not carried over; all of one address in one notice.
    Route(Vec<RouteProblem>),
    /// Stored settings could not be read; defaults hold, the text was kept aside.
    SettingsCorrupt,
    /// Stored settings are of a newer version; what is known of them holds, nothing is overwritten
    /// before the person changes something.
    SettingsNewer {
        /// Their version.
        version: u32,
    },
    /// The browser refused to store settings.
    StorageRefused,
    /// `narthex.json` has a problem.
    Config(ConfigProblem),
    /// A panel was removed and may be restored.
    PanelRemoved {
        /// Its expression, maybe empty.
        expr: String,
    },
    /// A node was removed and may be restored.
    NodeRemoved {
        /// Its name.
        name: String,
    },
    /// A node's URL was changed when it was added.
    NodeUrlChanged {
        /// Its name.
        name: String,
        /// The URL that is asked.
        url: String,
        /// What was cut off the end; empty where it only got a scheme.
        cut: String,
    },
    /// A file that a person gave could not be read, and was not added.
    FileRefused {
        /// The node that it would have been.
        name: String,
        /// Why.
        why: Failure,
    },
    /// A panel's time was set to that of a file's samples; may be undone.
    TimesSet {
        /// The file's node.
        name: String,
    },
    /// The link was copied.
    Copied,
    /// The browser refused to copy.
    CopyRefused,
    /// There are as many panels as the page holds.
    TooManyPanels {
        /// The bound.
        limit: usize,
    },
    /// There are as many nodes as the page holds.
    TooManyNodes {
        /// The bound.
        limit: usize,
    },
    /// The worker ended and was started anew.
    WorkerRestarted {
        /// Why it ended.
        why: Failure,
    },
    /// The worker does not start; the page can't ask anything until it is reloaded.
    WorkerDead {
        /// Why.
        why: Failure,
    },
    /// The worker of the language does not start; expressions are not checked until the page is reloaded.
    LanguageDead {
        /// Why.
        why: Failure,
    },
}

/// A type that a value of `narthex.json` is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// A text.
    String,
    /// A list.
    Array,
    /// Keys with values.
    Object,
    /// Keys with texts.
    ObjectOfStrings,
    /// The name of a [`super::node::DemoCollector`].
    DemoCollector,
    /// Zones: lists of nodes' names.
    Zones,
    /// A whole number of milliseconds, more than 0.
    Milliseconds,
}

/// What was not understood of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteProblem {
    /// No such page; the query page is shown.
    UnknownPage(String),
    /// No such key.
    UnknownKey(String),
    /// A key's value is not what the key takes; its default holds.
    BadValue {
        /// The key.
        key: String,
        /// The value as written, cut.
        value: String,
    },
    /// What a link of another console asks for that Narthex does not do, as it stands there.
    Lost(String),
    /// A range of a link that goes with the clock there, and was fixed at the present here.
    Fixed(String),
    /// The data source that a link asks, which is not known here: the panel's own node is asked.
    DataSource(String),
    /// Variables in an expression that another console puts values in for.
    Variables(String),
    /// A link in the place of an expression, in which there is no query; it is not asked itself.
    NoQuery,
    /// A percent escape that gives no text.
    BadEncoding {
        /// The key.
        key: String,
    },
    /// More panels than the page holds; the rest is left out.
    TooManyPanels {
        /// The bound.
        limit: usize,
    },
    /// An expression over the bound; it was cut.
    ExpressionTooLong {
        /// The bound in bytes.
        limit: usize,
    },
    /// The address is longer than the bound and was not read.
    TooLong {
        /// The bound in bytes.
        limit: usize,
    },
}

/// What is wrong with `narthex.json`. `path` is a place in it, as `nodes[1].url`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigProblem {
    /// There is none: nodes have to be added by hand.
    Missing,
    /// It could not be fetched.
    Unavailable(Failure),
    /// It is over the bound and was not read.
    TooLarge {
        /// The bound in bytes.
        limit: usize,
    },
    /// It is no JSON.
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the JSON reader says.
        message: String,
    },
    /// A value of another type than documented.
    WrongType {
        /// Where.
        path: String,
        /// The type that was expected.
        expected: JsonType,
    },
    /// A key that is not documented; it was ignored.
    UnknownKey {
        /// Where.
        path: String,
    },
    /// A key that is needed is not there.
    MissingKey {
        /// Where.
        path: String,
    },
    /// A node that cannot be used, and why.
    Node {
        /// Where.
        path: String,
        /// Why.
        problem: NodeProblem,
    },
    /// A node's URL was changed; the node is asked.
    UrlChanged {
        /// Where.
        path: String,
        /// The URL that is asked.
        url: String,
        /// What was cut off the end; empty where it only got a scheme.
        cut: String,
    },
    /// More nodes than the page holds; the rest is left out.
    TooManyNodes {
        /// The bound.
        limit: usize,
    },
}

/// Why a node cannot be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeProblem {
    /// Its name is empty.
    NoName,
    /// Its name is taken.
    DuplicateName(String),
    /// Its URL is none, or neither http nor https.
    BadUrl(String),
    /// Its URL holds a user or a password; those belong into headers.
    CredentialsInUrl,
    /// Its URL has a query string or a fragment.
    QueryInUrl,
    /// Its kind is not known.
    UnknownKind(String),
    /// A header's name or value is none that HTTP allows, or one that browsers do not let a page set.
    BadHeader(String),
    /// A federation of no nodes, or with a zone of none.
    NoMembers,
    /// A federation that names a node twice.
    MemberTwice(String),
    /// A federation of too many nodes.
    TooManyMembers {
        /// The bound.
        limit: usize,
    },
    /// A text over the bound.
    TooLong {
        /// The bound in bytes.
        limit: usize,
    },
}

/// Why a panel cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PanelProblem {
    /// There is no node to ask.
    NoNodes,
    /// The chosen node is not among the nodes.
    UnknownNode(String),
    /// The chosen node was a file that another page held, or this one before it was loaded anew.
    FileGone(String),
    /// The chosen node's headers are gone, as the page was loaded anew: it is not asked without them.
    HeadersGone(String),
    /// There is no worker to ask it.
    NoWorker(Failure),
    /// The expression is empty.
    NoExpression,
    /// A fixed step would need more points a series than the node gives, as far as its product tells.
    TooManySteps {
        /// Points that it would need.
        steps: u64,
        /// Points that it gives.
        limit: u64,
    },
}
