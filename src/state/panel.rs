//! A query panel: what is asked of which node and how it is shown ([`options`]), and what came of it.
//!
//! Invariant: the expression in the options is the text as typed; what is asked, stands in the address and enters the
//! history is the one that was executed last.
//! Invariant: at most one run at a time; a result is replaced only by a newer result of its tab.

mod codec;
pub mod each;
pub mod options;

use std::sync::Arc;

use self::each::EachView;
use self::options::PanelOptions;
use super::nodes::NodeList;
use super::url::is_link;
use crate::model::lang::Lang;
use crate::model::node::NodeId;
use crate::model::notice::PanelProblem;
use crate::model::outcome::{Failure, Provenance};
use crate::model::query::{At, Progress};
use crate::model::sort_order::SortOrder;
use crate::model::value::Value;
use crate::promql::dialect::QueryDialect;
use crate::protocol::envelope::RunId;
use crate::protocol::examination::Examined;

/// Names a panel as long as the page lives; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PanelId(pub u32);

/// How a panel shows, and thereby what it asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// An instant query, as a table.
    #[default]
    Table,
    /// A range query, as a graph.
    Graph,
    /// The graph's query, asked of each node by itself: a line a node.
    Each,
}

impl Tab {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Table, Self::Graph, Self::Each];

    /// Its name in addresses and element ids.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Graph => "graph",
            Self::Each => "each",
        }
    }
}

/// The distance of two points of a range query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Step {
    /// From range and width.
    #[default]
    Auto,
    /// This many milliseconds, at least 1.
    Fixed(i64),
}

/// Whether a panel's query runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "one a panel, of which there are few")]
pub enum Run {
    /// Nothing runs.
    #[default]
    Idle,
    /// It will run as soon as nodes and worker are there.
    Waiting {
        /// Since when, milliseconds of the monotonic clock.
        since: i64,
    },
    /// It runs.
    Running(Running),
    /// Each node is asked by itself; their runs are the panel's [`Panel::each`].
    Each {
        /// What was asked ([`PanelOptions::question`]).
        question: PanelOptions,
        /// Since when, milliseconds of the monotonic clock.
        since: i64,
    },
}

impl Run {
    /// Since when something is to be had of it, milliseconds of the monotonic clock.
    pub fn since(&self) -> Option<i64> {
        match self {
            Self::Idle => None,
            Self::Waiting { since } | Self::Running(Running { since, .. }) | Self::Each { since, .. } => Some(*since),
        }
    }
}

/// A run under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its number.
    pub run: RunId,
    /// The node that is asked; another may have its name by now.
    pub node: NodeId,
    /// What was asked ([`PanelOptions::question`]), of which its tab is a part.
    pub question: PanelOptions,
    /// The times asked for.
    pub at: At,
    /// Since when, milliseconds of the monotonic clock.
    pub since: i64,
    /// How far it has come.
    pub progress: Progress,
}

/// A query's result.
#[derive(Debug, Clone)]
pub struct PanelResult {
    /// Its run; changes with each new result, so views can tell results apart cheaply.
    pub run: RunId,
    /// The node that answered; another may have its name by now.
    pub node: NodeId,
    /// What was asked ([`PanelOptions::question`]).
    pub question: PanelOptions,
    /// The times asked for.
    pub at: At,
    /// The value.
    pub value: Arc<Value>,
    /// Where it came from.
    pub provenance: Provenance,
    /// When it was asked, Unix milliseconds.
    pub asked: i64,
    /// Milliseconds from sending to the result on the page.
    pub elapsed_ms: i64,
}

/// Equality by run: a run has one result, and values are large.
impl PartialEq for PanelResult {
    fn eq(&self, other: &Self) -> bool {
        self.run == other.run
    }
}

/// A query's failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    /// What was asked ([`PanelOptions::question`]).
    pub question: PanelOptions,
    /// The node that was asked; another may have its name by now.
    pub node: NodeId,
    /// The times asked for.
    pub at: At,
    /// Why.
    pub why: Failure,
    /// What is known of who was asked.
    pub provenance: Provenance,
    /// Milliseconds from sending to the failure.
    pub elapsed_ms: i64,
}

/// What one tab has to show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// The last result; stays while a newer run goes on, and when one fails.
    pub result: Option<Arc<PanelResult>>,
    /// The last run's failure, if it failed; shown beside the (then dimmed) result.
    pub failure: Option<Failed>,
}

impl View {
    /// Whether what is shown answers this question, be it by a failure.
    pub fn answers(&self, question: &PanelOptions, nodes: &NodeList) -> bool {
        let (answered, node) = match (&self.failure, &self.result) {
            (Some(failed), _) => (&failed.question, &failed.node),
            (None, Some(result)) => (&result.question, &result.node),
            (None, None) => return false,
        };
        answered == question && !nodes.is_replaced(node)
    }
}

/// A column of the table, as a key to sort by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TableColumn {
    /// The label of this name.
    Label(String),
    /// The sample's time; only of range vectors.
    Time,
    /// The sample's value.
    Value,
}

/// How a table is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSort {
    /// By which column.
    pub column: TableColumn,
    /// In which direction.
    pub order: SortOrder,
}

impl TableSort {
    /// The sort once the head of a column is pressed: ascending, then descending, then as the server sent it.
    pub fn pressed(before: Option<Self>, column: TableColumn) -> Option<Self> {
        match before {
            Some(Self { column: same, order }) if same == column => match order {
                SortOrder::Ascending => Some(Self { column, order: SortOrder::Descending }),
                SortOrder::Descending => None,
            },
            _ => Some(Self { column, order: SortOrder::Ascending }),
        }
    }
}

/// One query panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its name among panels.
    pub id: PanelId,
    /// What a person has chosen.
    pub options: PanelOptions,
    /// The expression that was executed last, or came with an address: the one that stands there, and that is run
    /// again. Never a link.
    pub executed: String,
    /// What is wrong with its expression, or with what it was a moment ago.
    pub examination: Option<Arc<Examination>>,
    /// Whether an examination of its expression was lost with a worker that had begun others, too: any of them may have
    /// ended it.
    pub is_suspect: bool,
    /// The graph's width in CSS pixels, from which [`Step::Auto`] is taken.
    pub width: u32,
    /// What runs.
    pub run: Run,
    /// How many runs were lost with a worker that had begun them, since the last result.
    pub lost_runs: u32,
    /// Why it could not be run, if the last attempt could not.
    pub problem: Option<PanelProblem>,
    /// What the table shows.
    pub table: View,
    /// What the graph shows.
    pub graph: View,
    /// What is shown of each node.
    pub each: EachView,
}

/// What came of the last examination of a panel's expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The text that was examined.
    pub text: String,
    /// The language of its words.
    pub lang: Lang,
    /// The language as which it was examined.
    pub dialect: QueryDialect,
    /// What was found.
    pub found: Examined,
}

/// What a tab shows that has no result of one node.
static NOTHING: View = View { result: None, failure: None };

/// Width of a graph that was not measured yet, in CSS pixels.
pub const DEFAULT_WIDTH: u32 = 1000;

impl Panel {
    /// An empty panel on a node.
    pub fn new(id: PanelId, node: String) -> Self {
        Self {
            id,
            options: PanelOptions { node, ..PanelOptions::default() },
            executed: String::new(),
            examination: None,
            is_suspect: false,
            width: DEFAULT_WIDTH,
            run: Run::Idle,
            lost_runs: 0,
            problem: None,
            table: View::default(),
            graph: View::default(),
            each: EachView::default(),
        }
    }

    /// Takes what is typed as what is executed. A link is not: it may hold a token, which would go to a node, into the
    /// address and into the history.
    pub(super) fn take_typed(&mut self) {
        if !is_link(&self.options.expr) {
            self.executed.clone_from(&self.options.expr);
        }
    }

    /// What is asked on a tab by the expression that was executed last ([`PanelOptions::question`]).
    pub fn question(&self, tab: Tab) -> PanelOptions {
        PanelOptions { expr: self.executed.clone(), ..self.options.question(tab) }
    }

    /// What a tab has to show of the one node that is asked; nothing where each is ([`Panel::each`]).
    pub fn view(&self, tab: Tab) -> &View {
        match tab {
            Tab::Table => &self.table,
            Tab::Graph => &self.graph,
            Tab::Each => &NOTHING,
        }
    }

    /// What the shown tab has to show.
    pub fn shown(&self) -> &View {
        self.view(self.options.tab)
    }

    /// Whether what a question's tab shows answers it, be it by a failure.
    pub fn answers(&self, question: &PanelOptions, nodes: &NodeList) -> bool {
        match question.tab {
            Tab::Each => self.each.answers(question, nodes),
            tab => self.view(tab).answers(question, nodes),
        }
    }

    /// Whether the shown tab's result is not what the panel asks now: another node was chosen or has the name by now,
    /// or what was asked last failed, could not be asked, or asks something else. While it runs, the result is as good
    /// as it was.
    pub fn is_stale(&self, nodes: &NodeList) -> bool {
        if self.options.tab == Tab::Each {
            let is_other = || self.each.question.as_ref() != Some(&self.question(Tab::Each));
            return !self.each.nodes.is_empty() && self.run == Run::Idle && (self.problem.is_some() || is_other());
        }
        let View { result: Some(result), failure } = self.shown() else { return false };
        let is_of_another = result.node.name != self.options.node || nodes.is_replaced(&result.node);
        let is_other = || self.run == Run::Idle && result.question != self.question(self.options.tab);
        is_of_another || failure.is_some() || self.problem.is_some() || is_other()
    }

    /// Why the shown tab's last run failed, if the node that it asked is the one that the panel asks now.
    pub fn failure(&self, nodes: &NodeList) -> Option<&Failed> {
        let is_of_chosen = |node: &NodeId| node.name == self.options.node && !nodes.is_replaced(node);
        self.shown().failure.as_ref().filter(|failed| is_of_chosen(&failed.node))
    }
}
