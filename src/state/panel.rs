//! A query panel: what was typed, when it is to be evaluated, what came of it.
//!
//! Invariant: `expr` is the text as typed; no event but typing, history, route and undo changes it.
//! Invariant: at most one run at a time; a result is replaced only by a newer result of its tab.

use std::sync::Arc;

use super::examination::Examination;
use crate::model::notice::PanelProblem;
use crate::model::outcome::{Failure, Provenance};
use crate::model::query::Parameters;
use crate::model::value::Value;
use crate::protocol::answer::Progress;
use crate::protocol::ask::{At, RunId};

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

/// The time part of a question as a person chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At one time.
    Instant {
        /// Unix milliseconds; `None`: now.
        time: Option<i64>,
    },
    /// Over a range.
    Range {
        /// Length in milliseconds.
        range_ms: i64,
        /// Its end, Unix milliseconds; `None`: now.
        end: Option<i64>,
        /// Its step.
        step: Step,
    },
}

/// What a panel asks, as a person chose it; equal questions need no second run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The node's name.
    pub node: String,
    /// The expression.
    pub expr: String,
    /// When.
    pub when: When,
    /// What is sent with it besides.
    pub parameters: Parameters,
}

/// Whether a panel's query runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Run {
    /// Nothing runs.
    #[default]
    Idle,
    /// It will run as soon as nodes and worker are there.
    Waiting {
        /// Since when, milliseconds of the monotonic clock.
        since: i64,
        /// The expression that is to run; what is typed meanwhile is not.
        expr: String,
    },
    /// It runs.
    Running(Running),
}

/// A run under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its number.
    pub run: RunId,
    /// The URL of the node that is asked; the node of that name may be another by now.
    pub url: String,
    /// The tab that it was begun on.
    pub tab: Tab,
    /// What was asked.
    pub question: Question,
    /// The times asked for.
    pub at: At,
    /// Since when, milliseconds of the monotonic clock.
    pub since: i64,
    /// How far it has come.
    pub progress: Progress,
}

/// A query's result.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Its run; changes with each new result, so views can tell results apart cheaply.
    pub run: RunId,
    /// What was asked.
    pub question: Question,
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
impl PartialEq for Answered {
    fn eq(&self, other: &Self) -> bool {
        self.run == other.run
    }
}

/// A query's failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    /// What was asked.
    pub question: Question,
    /// The URL of the node that was asked.
    pub url: String,
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
    pub result: Option<Arc<Answered>>,
    /// The last run's failure, if it failed; shown beside the (then dimmed) result.
    pub failure: Option<Failed>,
}

impl View {
    /// Whether the result is not what the panel asks now: a newer run failed, or another node was chosen.
    pub fn is_stale(&self, node: &str) -> bool {
        self.result.as_ref().is_some_and(|result| self.failure.is_some() || result.question.node != node)
    }

    /// Whether what is shown answers this question, be it by a failure.
    pub fn answers(&self, question: &Question) -> bool {
        match &self.failure {
            Some(failed) => failed.question == *question,
            None => self.result.as_ref().is_some_and(|r| r.question == *question),
        }
    }
}

/// A column of the table, as a key to sort by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Column {
    /// The label of this name.
    Label(String),
    /// The sample's time; only of range vectors.
    Time,
    /// The sample's value.
    Value,
}

/// Direction of a sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// From least to greatest.
    #[default]
    Ascending,
    /// From greatest to least.
    Descending,
}

/// How a table is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// By which column.
    pub column: Column,
    /// In which direction.
    pub order: Order,
}

/// One query panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its name among panels.
    pub id: PanelId,
    /// The name of the node it asks; empty until nodes are known.
    pub node: String,
    /// The expression as typed.
    pub expr: String,
    /// What is wrong with it, or with what it was a moment ago.
    pub examination: Option<Arc<Examination>>,
    /// What it shows.
    pub tab: Tab,
    /// The table's time, Unix milliseconds; `None`: now.
    pub time: Option<i64>,
    /// The graph's length in milliseconds, at least 1.
    pub range_ms: i64,
    /// The graph's end, Unix milliseconds; `None`: now.
    pub end: Option<i64>,
    /// The graph's step.
    pub step: Step,
    /// What is sent with its queries besides, where the node takes it.
    pub parameters: Parameters,
    /// The graph's width in CSS pixels, from which [`Step::Auto`] is taken.
    pub width: u32,
    /// How the table is sorted; `None`: as the server sent it.
    pub sort: Option<Sort>,
    /// Text that rows of the table must hold.
    pub filter: String,
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
}

/// The range of a new panel: one hour.
pub const DEFAULT_RANGE_MS: i64 = 3_600_000;

/// Width of a graph that was not measured yet, in CSS pixels.
pub const DEFAULT_WIDTH: u32 = 1000;

impl Panel {
    /// An empty panel on a node.
    pub fn new(id: PanelId, node: String) -> Self {
        Self {
            id,
            node,
            expr: String::new(),
            examination: None,
            tab: Tab::default(),
            time: None,
            range_ms: DEFAULT_RANGE_MS,
            end: None,
            step: Step::Auto,
            parameters: Parameters::new(),
            width: DEFAULT_WIDTH,
            sort: None,
            filter: String::new(),
            run: Run::Idle,
            lost_runs: 0,
            problem: None,
            table: View::default(),
            graph: View::default(),
        }
    }

    /// What this panel would ask on a tab.
    pub fn question(&self, tab: Tab) -> Question {
        let when = match tab {
            Tab::Table => When::Instant { time: self.time },
            Tab::Graph => When::Range { range_ms: self.range_ms, end: self.end, step: self.step },
        };
        Question { node: self.node.clone(), expr: self.expr.clone(), when, parameters: self.parameters.clone() }
    }

    /// What a tab has to show.
    pub fn view(&self, tab: Tab) -> &View {
        match tab {
            Tab::Table => &self.table,
            Tab::Graph => &self.graph,
        }
    }

    /// What the shown tab has to show.
    pub fn shown(&self) -> &View {
        self.view(self.tab)
    }
}
