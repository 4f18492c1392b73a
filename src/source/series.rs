//! Kinds of node that give series instead of results: what each of them implements, and what it is given for that.
//!
//! A kind implements [`SeriesSource`] and nothing else. [`super::evaluating`] parses, plans and evaluates over what it
//! gives. It may read several nodes at once (`futures_util::future::join_all`): all of a run is shared by reference.
//!
//! Invariant: whatever comes of reading, each node that was asked has its outcome in the provenance.
//! Invariant: dropping the future of [`SeriesSource::select`] ends all requests that it has sent.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};

use super::yielder::Yielder;
use crate::engine::matcher::{Matchers, Patterns};
use crate::engine::options::Options;
use crate::engine::plan::{Plan, ReadUse, SelectHints, StoreRead};
use crate::engine::store::SeriesStore;
use crate::engine::store::memory::MemoryStore;
use crate::federation::push_down;
use crate::model::answered::{Answered, SourceError};
use crate::model::node::NodeStatus;
use crate::model::outcome::Provenance;
use crate::model::query::{At, FederationOptions, Limits, Progress};
use crate::model::rules::RuleGroup;
use crate::wire::transport::Transport;

/// Bytes between two reports of progress.
const REPORT: u64 = 256_000;

/// How queries are planned over a source's series.
#[derive(Debug, Clone, Default)]
pub struct Planning {
    /// Whether its store gives other samples for another use of a metric ([`Options`]).
    pub keeps_uses_apart: bool,
    /// The nodes that evaluate what they can of it; `None` where all is evaluated here.
    pub push_down: Option<push_down::Arrangement>,
}

/// A kind of node that gives series.
pub trait SeriesSource<T: Transport> {
    /// How a query is planned that is answered so. What fails of it fails again when series are selected.
    fn planning<'a>(&'a self, _options: FederationOptions, _run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Planning> {
        async { Planning::default() }.boxed_local()
    }

    /// The series that are wanted. There may be more series and samples than that; of what is missing the provenance
    /// says so. Fails where no node has answered.
    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>>;

    /// Finds out what is there.
    fn probe<'a>(&'a self, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>>;

    /// The rules and alerts that are evaluated where the series are; `None` for a kind of node that has none.
    fn rules<'a>(
        &'a self,
        _run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Option<Answered<Vec<RuleGroup>>>, SourceError>> {
        async { Ok(None) }.boxed_local()
    }

    /// What it keeps in memory for the next query.
    fn memory_use(&self) -> MemoryUse {
        MemoryUse::default()
    }

    /// Releases what it keeps.
    fn release(&self) {}
}

/// Which series a query needs.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The expression, as typed.
    pub expr: &'a str,
    /// When the query is evaluated.
    pub at: At,
    pub(super) plan: &'a Plan,
    /// How it is evaluated.
    pub options: &'a Options,
    /// How a federation answers it.
    pub federation: FederationOptions,
    /// Labels that all series of the node have for those who read from it, though they may not be stored with them:
    /// matchers for them are decided here, and not sent.
    pub external_labels: &'a [(String, String)],
    /// Whether results of parts of the plan are wanted besides series.
    pub wants_parts: bool,
    /// What the query would read if nothing were evaluated elsewhere: by it replicas are found that lack nothing.
    pub whole: &'a [SelectHints],
    /// To be set where parts of the plan cannot be had, though series can: it is planned anew without.
    pub is_refused: &'a Cell<bool>,
}

impl Wanted<'_> {
    /// What is read of series, a read each, with what it is for; none where the expression selects nothing that the
    /// node may have.
    pub fn hints(&self) -> Vec<SelectHints> {
        self.numbered_hints().into_iter().map(|(_, hints)| hints).collect()
    }

    /// The same, each with its number among the plan's reads.
    pub fn numbered_hints(&self) -> Vec<(usize, SelectHints)> {
        let all = self.plan.select_hints().into_iter().enumerate();
        let is_series = |number: usize| !matches!(self.plan.reads()[number].read_use, ReadUse::Part { .. });
        all.filter(|(number, _)| is_series(*number))
            .filter_map(|(number, hints)| Some((number, self.sent(hints)?)))
            .collect()
    }

    /// What is read of it, in the order of its evaluation.
    pub fn reads(&self) -> &[StoreRead] {
        self.plan.reads()
    }

    /// The hints without matchers for external labels; `None` where one of those leaves out all of the node's series.
    pub(super) fn sent(&self, mut hints: SelectHints) -> Option<SelectHints> {
        let own = |name: &str| self.external_labels.iter().find(|(own, _)| own == name);
        if !hints.matchers.iter().any(|matcher| own(&matcher.name).is_some()) {
            return Some(hints);
        }
        // Patterns that are none were found by the plan.
        let all = Matchers::compile(&hints.matchers, &mut Patterns::new(self.options.dialect)).ok()?;
        let is_satisfied = |name: &String| own(name).is_none_or(|(_, value)| all.match_value(name, value));
        let are_satisfied = hints.matchers.iter().all(|matcher| is_satisfied(&matcher.name));
        hints.matchers.retain(|matcher| own(&matcher.name).is_none());
        are_satisfied.then_some(hints)
    }
}

/// What was selected.
pub struct Selected {
    /// The series.
    pub store: Rc<dyn SeriesStore>,
    /// Which samples they have.
    pub sampling: Sampling,
    /// How much it holds.
    pub extent: Extent,
    /// Who was asked, how far each answered, and what it said. The counts of a sole node are those of the result, and
    /// are filled in with that.
    pub provenance: Provenance,
}

/// Which samples a source gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sampling {
    /// Those that were scraped.
    #[default]
    Raw,
    /// For ranges those that were scraped, without stale markers. Of selectors of the latest sample that sample at each
    /// of their steps, at the time of the step, and a stale marker where there is none any more.
    Stepwise,
}

/// How much a store holds.
#[derive(Debug, Clone)]
pub enum Extent {
    /// What was wanted, which is for the usual lookback.
    Wanted,
    /// All that the node has, so that what lies outside of the query's times is known, too.
    Everything {
        /// How old a sample may be and still count, in milliseconds.
        lookback_ms: i64,
        /// The same store.
        store: Rc<MemoryStore>,
    },
}

/// The memory that a store takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemoryUse {
    /// How many samples.
    pub samples: u64,
    /// How many bytes.
    pub memory: u64,
}

/// A query or a probe under way, of a node that gives series or of one that evaluates: its bounds, its time, and whom
/// to tell how far it is.
pub struct SourceRun<'a, T> {
    /// The run's bounds.
    pub limits: Limits,
    /// The run's time.
    pub yielder: Yielder<'a, T>,
    tell: &'a dyn Fn(Progress),
    progress: Cell<Progress>,
    /// The bytes of the last report.
    reported: Cell<u64>,
}

impl<'a, T: Transport> SourceRun<'a, T> {
    pub(super) fn new(transport: &'a T, limits: Limits, tell: &'a dyn Fn(Progress)) -> Self {
        let yielder = Yielder::new(transport, limits.timeout_ms);
        Self { limits, yielder, tell, progress: Cell::default(), reported: Cell::default() }
    }

    /// A part of it, for a node that has so many milliseconds at the most.
    pub(super) fn part(&self, timeout_ms: u32, tell: &'a dyn Fn(Progress)) -> Self {
        let timeout_ms = timeout_ms.min(self.yielder.remaining_ms());
        Self::new(self.yielder.transport(), Limits { timeout_ms, ..self.limits }, tell)
    }

    /// How far all reading has come.
    pub fn progress(&self) -> Progress {
        self.progress.get()
    }

    /// One reading came from one count to another; all together are reported now and then.
    pub fn advance(&self, from: Progress, to: Progress) {
        let all = self.progress.get();
        let add = |all: u64, from: u64, to: u64| (all + to).saturating_sub(from);
        self.progress.set(Progress {
            bytes: add(all.bytes, from.bytes, to.bytes),
            series: add(all.series, from.series, to.series),
            samples: add(all.samples, from.samples, to.samples),
            evaluation: None,
        });
        if self.progress.get().bytes >= self.reported.get() + REPORT {
            self.reported.set(self.progress.get().bytes);
            (self.tell)(self.progress.get());
        }
    }

    /// Tells at once how far it is.
    pub(super) fn tell(&self, progress: Progress) {
        (self.tell)(progress);
    }
}

impl fmt::Debug for Selected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selected").field("provenance", &self.provenance).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SourceRun<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceRun").field("limits", &self.limits).finish_non_exhaustive()
    }
}
