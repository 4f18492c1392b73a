//! One member of a federation: its source, its external labels, and how it is asked.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{Either, join, select};
use futures_util::stream::{self, StreamExt};

use super::density::Density;
use super::labels::{Arrangement, ExternalLabels};
use crate::engine::plan::ReadUse;
use crate::federation::push_down;
use crate::model::answered::{Answered, SourceError};
use crate::model::count::to_u32;
use crate::model::node::{Endpoint, MEMBER_TIMEOUT_MS, Node, NodeStatus};
use crate::model::outcome::{Failure, MemberOutcome, NodeAnswer, NodeOutcome, Provenance, ReadWay};
use crate::model::query::{At, Limits, Progress, Query};
use crate::model::value::Value;
use crate::source::Source;
use crate::source::demo;
use crate::source::series::{MemoryUse, Selected, SourceRun, Wanted};
use crate::source::server::Server;
use crate::source::server::series::MOST_POINTS;
use crate::source::steps;
use crate::wire::transport::Transport;

/// The most milliseconds that asking for external labels may delay a query.
const LABELS_TIMEOUT_MS: u32 = 3_000;

/// How many parts a member evaluates at once, of the six requests that a browser sends to one host.
const PARTS_AT_ONCE: usize = 4;

/// Milliseconds after which a member that did not tell its external labels is asked for them again.
const ASK_AGAIN_MS: f64 = 60_000.0;

/// One member.
pub(super) struct Member<T> {
    pub(super) node: Node,
    zone: usize,
    zone_name: String,
    /// Its place in its zone.
    at: usize,
    /// Its source; why there is none.
    source: Result<Source<T>, Failure>,
    /// Where it tells its configuration.
    server: Option<Server<T>>,
    /// Its external labels as it told them, and when it was asked, on the transport's clock; for ever where they are
    /// given.
    external_labels: RefCell<Option<(ExternalLabels, f64)>>,
}

/// What came of asking a member.
pub(super) struct MemberAnswer {
    /// Its place among its zone's nodes, and its zone's.
    pub(super) at: usize,
    pub(super) zone: usize,
    pub(super) outcome: NodeOutcome,
    /// Those of nodes that it asked itself.
    pub(super) nested: Vec<NodeOutcome>,
    /// What it gave; `None` where it failed.
    pub(super) given: Option<MemberSeries>,
}

/// What a member gave.
pub(super) struct MemberSeries {
    /// Its series; `None` where none are read.
    pub(super) selected: Option<Selected>,
    /// Bytes of these.
    pub(super) selected_bytes: u64,
    /// The parts of the query that it evaluated.
    pub(super) parts: Vec<PartResult>,
    /// How many samples it has, where that was asked.
    pub(super) density: Option<Density>,
}

/// What a member made of a part of the query.
pub(super) struct PartResult {
    /// The number of the plan's read.
    pub(super) read: usize,
    pub(super) value: Value,
    pub(super) bytes: u64,
}

impl<T: Transport + 'static> Member<T> {
    /// The member of this name in a zone; `known` is the node, where there is one.
    pub(super) fn new(
        (zone, zone_name, at): (usize, &str, usize),
        name: &str,
        known: Option<&Node>,
        transport: &Rc<T>,
    ) -> Self {
        let none = || Node::new(name, Endpoint::Server { url: String::new() });
        let node = known.cloned().unwrap_or_else(none);
        let source = match known {
            Some(node) if !node.kind().answers_queries() => Err(Failure::NoSuchNode),
            Some(node) if node.endpoint.federation().is_some() && node.members.is_empty() => Err(Failure::Circular),
            Some(node) => Ok(Source::new(node.clone(), Rc::clone(transport))),
            None => Err(Failure::NoSuchNode),
        };
        let server = base_url(&node.endpoint).map(|url| {
            let server = Node { endpoint: Endpoint::Server { url }, ..node.clone() };
            Server::new(server, Rc::clone(transport))
        });
        let external_labels = node.external_labels.clone().or_else(|| demo::external_labels(&node));
        let external_labels = RefCell::new(external_labels.map(|labels| (Some(labels), 0.0)));
        Self { node, zone, zone_name: zone_name.to_owned(), at, source, server, external_labels }
    }
}

impl<T: Transport> Member<T> {
    /// Its external labels. It is asked for them once, and where there was no answer, again after a while.
    pub(super) async fn external_labels(&self, run: &SourceRun<'_, T>) -> ExternalLabels {
        let transport = run.yielder.transport();
        if let Some((known, asked)) = self.external_labels.borrow().clone()
            && (known.is_some() || transport.ticks_ms() - asked < ASK_AGAIN_MS)
        {
            return known;
        }
        let server = self.server.as_ref()?;
        let timeout_ms = self.timeout_ms().min(LABELS_TIMEOUT_MS).min(run.yielder.remaining_ms());
        let told = pin!(server.external_labels(Limits { timeout_ms, ..run.limits }));
        let labels = match select(told, pin!(transport.wait(timeout_ms))).await {
            Either::Left((told, _)) => told.ok(),
            Either::Right(_) => None,
        };
        self.external_labels.replace(Some((labels.clone(), transport.ticks_ms())));
        labels
    }

    fn timeout_ms(&self) -> u32 {
        self.node.timeout_ms.unwrap_or(MEMBER_TIMEOUT_MS)
    }

    /// Probes it.
    pub(super) async fn probe(&self, run: &SourceRun<'_, T>) -> Result<NodeStatus, Failure> {
        let source = self.source.as_ref().map_err(Failure::clone)?;
        let timeout_ms = self.timeout_ms().min(run.yielder.remaining_ms());
        source.probe(Limits { timeout_ms, ..run.limits }).await.map_err(|error| error.why)
    }

    /// Asks it for all that is wanted, within its time; where parts of the query are, also how many samples it has, if
    /// that is asked for.
    pub(super) async fn ask(
        &self,
        wanted: Wanted<'_>,
        arrangement: &Arrangement,
        (asks_density, most_ms): (bool, u32),
        run: &SourceRun<'_, T>,
    ) -> MemberAnswer {
        let told = Cell::new(Progress::default());
        let tell = |now: Progress| run.advance(told.replace(now), now);
        // A tenth is left for what is made of the answers.
        let own = run.part(self.timeout_ms().min(run.yielder.remaining_ms() / 10 * 9).min(most_ms).max(1), &tell);
        let asked = match &self.source {
            Ok(source) => {
                let wanted = Wanted { external_labels: arrangement.of(self.zone, self.at), ..wanted };
                let after_ms = own.limits.timeout_ms;
                let late = pin!(own.yielder.transport().wait(after_ms));
                match select(pin!(self.answer(source, wanted, asks_density, &own)), late).await {
                    Either::Left((answer, _)) => answer,
                    Either::Right(_) => Err(Failure::TimedOut { after_ms }.into()),
                }
            }
            Err(why) => Err(why.clone().into()),
        };
        tell(own.progress());
        self.answered(asked, &own)
    }

    async fn answer(
        &self,
        source: &Source<T>,
        wanted: Wanted<'_>,
        asks_density: bool,
        run: &SourceRun<'_, T>,
    ) -> Result<(MemberSeries, Provenance), SourceError> {
        let mut parts = Vec::new();
        let reads = wanted.reads().iter().enumerate();
        for (number, read) in reads.filter(|_| wanted.wants_parts) {
            if let ReadUse::Part { part, times } = &read.read_use
                && let Some(expr) = push_down::for_member(&part.expr, wanted.external_labels, wanted.options.dialect)
            {
                for grid in steps::parts(times.grid(), MOST_POINTS) {
                    let at = if grid.len() > 1 { At::from(grid) } else { At::Instant { time: grid.start } };
                    parts.push(self.part(source, number, Query::new(expr.clone(), at), run));
                }
            }
        }
        let whole = wanted;
        let is_refused = Cell::new(false);
        let wanted = Wanted { wants_parts: false, is_refused: &is_refused, ..wanted };
        let reads_series = !wanted.hints().is_empty();
        let asks_density = asks_density && !parts.is_empty();
        let density = async { if asks_density { Density::of(source, whole, run).await.ok() } else { None } };
        let parts = stream::iter(parts).buffered(PARTS_AT_ONCE).collect::<Vec<_>>();
        // Series behind parts, so that together they are no more requests than a browser sends to one host.
        let (parts, density) = join(parts, density).await;
        let selected = if reads_series { Some(source.series().select(wanted, run).await?) } else { None };
        let mut provenance = selected.as_ref().map(|selected| selected.provenance.clone()).unwrap_or_default();
        let mut given = MemberSeries { selected, selected_bytes: 0, parts: Vec::new(), density };
        given.selected_bytes = provenance.nodes.iter().map(|node| node.bytes).sum();
        for part in parts {
            let (part, of_part) = part.inspect_err(|error| {
                // What it does not understand, another version may; and what fails of it fails again where it is read.
                if matches!(error.why, Failure::Api { status: 400..=499, .. } | Failure::Http { status: 400, .. }) {
                    whole.is_refused.set(true);
                }
            })?;
            given.parts.push(part);
            merge(&mut provenance, of_part);
        }
        Ok((given, provenance))
    }

    async fn part(
        &self,
        source: &Source<T>,
        read: usize,
        query: Query,
        run: &SourceRun<'_, T>,
    ) -> Result<(PartResult, Provenance), SourceError> {
        let (answered, bytes) = ask_query(source, &query, run).await?;
        Ok((PartResult { read, value: answered.value, bytes }, answered.provenance))
    }

    fn answered(&self, asked: Result<(MemberSeries, Provenance), SourceError>, run: &SourceRun<'_, T>) -> MemberAnswer {
        let Progress { bytes, series, samples, .. } = run.progress();
        let (answered, provenance, given) = match asked {
            Ok((given, provenance)) => {
                let answered = if provenance.is_partial() { NodeAnswer::Partial } else { NodeAnswer::Full };
                (answered, provenance, Some(given))
            }
            Err(SourceError { why, provenance }) => (NodeAnswer::Failed { why }, provenance, None),
        };
        let mut warnings = provenance.gaps;
        warnings.extend(provenance.warnings);
        warnings.extend(provenance.infos);
        let member = MemberOutcome {
            zone: to_u32(self.zone),
            zone_name: self.zone_name.clone(),
            way: self.way(),
            coverage: Vec::new(),
            warnings,
        };
        let outcome = NodeOutcome {
            series,
            samples,
            member: Some(member),
            ..NodeOutcome::of(&self.node, answered, run.yielder.elapsed_ms(), bytes)
        };
        let is_other = |node: &NodeOutcome| node.asked != outcome.asked;
        // Their zones are those of another federation.
        let nested = provenance.nodes.into_iter().filter(is_other).map(|node| NodeOutcome { member: None, ..node });
        let nested = nested.collect();
        MemberAnswer { at: self.at, zone: self.zone, outcome, nested, given }
    }

    /// Whether its external labels leave anything of what is wanted.
    pub(super) fn may_have(&self, wanted: Wanted<'_>, arrangement: &Arrangement) -> bool {
        let own = Wanted { external_labels: arrangement.of(self.zone, self.at), ..wanted };
        let all = if wanted.whole.is_empty() { wanted.hints() } else { wanted.whole.to_vec() };
        all.is_empty() || all.into_iter().any(|hints| own.sent(hints).is_some())
    }

    /// What it keeps for the next query.
    pub(super) fn memory_use(&self) -> MemoryUse {
        self.source.as_ref().map(Source::memory_use).unwrap_or_default()
    }

    /// Releases that.
    pub(super) fn release(&self) {
        if let Ok(source) = &self.source {
            source.release();
        }
    }

    /// Whether it evaluates by itself, so that less is sent where it evaluates a part.
    pub(super) fn evaluates(&self) -> bool {
        self.way() == ReadWay::QueryApi
    }

    fn way(&self) -> ReadWay {
        match self.node.endpoint {
            Endpoint::RemoteRead { .. } => ReadWay::RemoteRead,
            Endpoint::Server { .. } | Endpoint::Alertmanager { .. } => ReadWay::QueryApi,
            Endpoint::File(_) | Endpoint::Demo { .. } => ReadWay::Page,
            Endpoint::Federation(_) => ReadWay::Federation,
        }
    }
}

/// Asks one query of several of a member, and gives the bytes of its answer besides.
pub(super) async fn ask_query<T: Transport>(
    source: &Source<T>,
    query: &Query,
    run: &SourceRun<'_, T>,
) -> Result<(Answered<Value>, u64), SourceError> {
    let told = Cell::new(Progress::default());
    let tell = |now: Progress| run.advance(told.replace(now), now);
    let own = run.part(run.limits.timeout_ms, &tell);
    let answered = source.query_in(query, &own).await;
    tell(own.progress());
    Ok((answered?, own.progress().bytes))
}

/// The base URL of the API at which a node tells its configuration.
fn base_url(endpoint: &Endpoint) -> Option<String> {
    match endpoint {
        Endpoint::Server { url } => Some(url.clone()),
        Endpoint::RemoteRead { url } => url.strip_suffix("/api/v1/read").map(str::to_owned),
        Endpoint::Alertmanager { .. } | Endpoint::File(_) | Endpoint::Demo { .. } | Endpoint::Federation(_) => None,
    }
}

/// What one more request of a node has said.
fn merge(all: &mut Provenance, one: Provenance) {
    for node in one.nodes {
        if !all.nodes.iter().any(|known| known.asked == node.asked && known.answered == node.answered) {
            all.nodes.push(node);
        }
    }
    for (all, one) in [(&mut all.gaps, one.gaps), (&mut all.warnings, one.warnings), (&mut all.infos, one.infos)] {
        for text in one {
            if !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all.missing_remotes.extend(one.missing_remotes);
}
