//! The federation kind: several nodes read as one. Zones hold different series; the nodes of a zone are replicas.
//!
//! What nodes can evaluate of a query goes down to them, the rest is read as series; both are merged here, and the plan
//! is evaluated over that. What a zone is asked depends on what is made of replicas: all of them are asked, or the
//! first one that answers.
//!
//! Invariant: a node that fails takes nothing of the others' answers along; its outcome says why.
//! Invariant: aggregates of replicas are never added up: a zone evaluates a part of the query at one node.
//! Not here: what may go down (`federation::push_down`), how samples of replicas become one series
//! (`federation::replicas`).

mod account;
mod density;
mod labels;
mod member;
mod merge;

use std::rc::Rc;

use futures_util::future::{Either, FutureExt, LocalBoxFuture, join_all, select};
use futures_util::stream::{FuturesUnordered, StreamExt};

use self::account::Account;
use self::labels::Arrangement;
use self::member::{Member, MemberAnswer};
use self::merge::Merge;
use super::series::{Extent, MemoryUse, Planning, Sampling, Selected, SeriesSource, SourceRun, Wanted};
use crate::model::answered::SourceError;
use crate::model::count::to_u32;
use crate::model::node::{Federation, FederationZone, Node, NodeStatus};
use crate::model::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance};
use crate::model::query::{FederationOptions, ReplicaMode};
use crate::wire::transport::Transport;

/// Several nodes, read as one.
pub struct Federated<T> {
    node: Node,
    transport: Rc<T>,
    /// Zone after zone.
    zones: Vec<Vec<Member<T>>>,
    hedge_after_ms: Option<u32>,
}

/// How many of a zone's nodes are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// All at once.
    All,
    /// One; the next one where it fails, or is slow.
    One,
}

impl<T: Transport + 'static> Federated<T> {
    /// The nodes that a federation names, of those that it comes with.
    pub fn new(node: &Node, transport: &Rc<T>) -> Self {
        let none = Federation::default();
        let Federation { zones, hedge_after_ms } = node.endpoint.federation().unwrap_or(&none);
        let member = |place: (usize, &str, usize), name: &String| {
            let known = node.members.iter().find(|member| member.name == *name);
            Member::new(place, name, known, transport)
        };
        let zones = zones.iter().enumerate().map(|(zone, FederationZone { name, members })| {
            members.iter().enumerate().map(|(at, node)| member((zone, name, at), node)).collect()
        });
        Self {
            node: node.clone(),
            transport: Rc::clone(transport),
            zones: zones.collect(),
            hedge_after_ms: *hedge_after_ms,
        }
    }
}

impl<T: Transport> Federated<T> {
    /// What tells nodes and zones apart, as far as the nodes say it.
    async fn arrangement(&self, run: &SourceRun<'_, T>) -> Arrangement {
        let zones = self.zones.iter().map(|zone| join_all(zone.iter().map(|member| member.external_labels(run))));
        Arrangement::new(join_all(zones).await)
    }

    /// Whether nodes may evaluate parts of a query. A zone's part is evaluated at one node: at one that lacks nothing
    /// of what its replicas have, where these are de-duplicated.
    fn may_push_down(&self, options: FederationOptions, arrangement: &Arrangement) -> bool {
        options.pushes_down
            && match options.replicas {
                ReplicaMode::First => true,
                // Nothing is won where it is evaluated here anyhow.
                ReplicaMode::Penalty => {
                    self.zones.iter().all(|zone| zone.len() == 1 || zone.iter().all(Member::evaluates))
                }
                // Zones may then have the same series, as the remotes of a reading Prometheus; and what counts several
                // replicas is only seen where their series are.
                ReplicaMode::None => self.zones.iter().all(|zone| zone.len() == 1) && arrangement.tells_all_apart(),
            }
    }

    /// Asks a zone, and gives the answers of all nodes that were asked.
    async fn ask_zone(
        &self,
        zone: &[Member<T>],
        asks: Asks,
        wanted: Wanted<'_>,
        arrangement: &Arrangement,
        run: &SourceRun<'_, T>,
    ) -> Vec<MemberAnswer> {
        let asks_density = wanted.federation.replicas == ReplicaMode::Penalty && zone.len() > 1;
        match asks {
            Asks::All => {
                join_all(zone.iter().map(|member| member.ask(wanted, arrangement, (asks_density, u32::MAX), run))).await
            }
            Asks::One => self.ask_one(zone, wanted, arrangement, run).await,
        }
    }

    /// Asks one node after the other until one has answered; where it is due, the next one besides.
    async fn ask_one(
        &self,
        zone: &[Member<T>],
        wanted: Wanted<'_>,
        arrangement: &Arrangement,
        run: &SourceRun<'_, T>,
    ) -> Vec<MemberAnswer> {
        // Those whose labels leave out all that is wanted have nothing to say.
        let may_have = |member: &&Member<T>| member.may_have(wanted, arrangement);
        let asked: Vec<_> = zone.iter().filter(may_have).collect();
        let zone = if asked.is_empty() { zone.iter().collect() } else { asked };
        let mut left = zone.iter();
        // Time for each that is left.
        let most_ms = |left: usize| run.yielder.remaining_ms() / (to_u32(left) + 1);
        let mut asked = FuturesUnordered::new();
        let mut answers: Vec<MemberAnswer> = Vec::new();
        let mut begin = || {
            let member = left.next()?;
            Some(member.ask(wanted, arrangement, (false, most_ms(left.len())), run))
        };
        asked.extend(begin());
        loop {
            let next = match self.hedge_after_ms {
                Some(ms) if asked.len() + answers.len() < zone.len() => {
                    let due = std::pin::pin!(self.transport.wait(ms));
                    match select(asked.next(), due).await {
                        Either::Left((answer, _)) => answer,
                        Either::Right(_) => {
                            asked.extend(begin());
                            continue;
                        }
                    }
                }
                _ => asked.next().await,
            };
            let Some(answer) = next else { return answers };
            let has_answered = answer.given.is_some();
            answers.push(answer);
            if has_answered {
                return answers;
            }
            if asked.is_empty() {
                asked.extend(begin());
            }
        }
    }

    async fn selected(&self, wanted: Wanted<'_>, run: &SourceRun<'_, T>) -> Result<Selected, SourceError> {
        let mode = wanted.federation.replicas;
        let arrangement = self.arrangement(run).await;
        let asks = if mode == ReplicaMode::First { Asks::One } else { Asks::All };
        let zones = self.zones.iter().map(|zone| self.ask_zone(zone, asks, wanted, &arrangement, run));
        let zones = join_all(zones).await;
        let mut account = Account::new(&zones, wanted);
        let failed = |why| SourceError { why, provenance: account.provenance() };
        check(&zones, wanted.federation).map_err(failed)?;
        let merge = Merge { mode, arrangement: &arrangement, zones: &zones, wanted, run };
        let merged = merge.stores(&mut account).await;
        account.count_doubles(wanted, &arrangement);
        let provenance = account.provenance();
        match merged {
            Ok(store) => {
                Ok(Selected { store: Rc::new(store), sampling: Sampling::Raw, extent: Extent::Wanted, provenance })
            }
            Err(why) => Err(SourceError { why, provenance }),
        }
    }
}

/// Fails where there is no answer, or not each zone's and that is asked for.
fn check(zones: &[Vec<MemberAnswer>], options: FederationOptions) -> Result<(), Failure> {
    let has_answered = |zone: &Vec<MemberAnswer>| zone.iter().any(|answer| answer.given.is_some());
    let has_any = zones.iter().any(has_answered);
    let is_whole = |answer: &MemberAnswer| answer.given.is_some() && answer.outcome.answered == NodeAnswer::Full;
    let is_missing = !zones.iter().all(|zone| zone.iter().any(is_whole));
    if has_any && !(options.is_strict && is_missing) {
        return Ok(());
    }
    let all = || zones.iter().flatten();
    let failures: Vec<_> = all()
        .filter_map(|answer| match &answer.outcome.answered {
            NodeAnswer::Failed { why } => Some(why),
            NodeAnswer::Full | NodeAnswer::Partial => None,
        })
        .collect();
    // What all fail by is about the question, or about them all.
    if let ([first, rest @ ..], false) = (&failures[..], has_any)
        && rest.iter().all(|why| why == first)
        && !matches!(first, Failure::Unreachable | Failure::TimedOut { .. })
    {
        return Err((*first).clone());
    }
    let names = all().filter(|answer| !is_whole(answer)).map(|answer| answer.outcome.asked.name().to_owned());
    let asked = u32::try_from(all().count()).unwrap_or(u32::MAX);
    Err(Failure::Members { failed: names.collect(), asked, is_strict: has_any })
}

impl<T: Transport> SeriesSource<T> for Federated<T> {
    fn planning<'a>(&'a self, options: FederationOptions, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Planning> {
        async move {
            let arrangement = self.arrangement(run).await;
            let push_down = self.may_push_down(options, &arrangement).then(|| arrangement.for_push_down());
            Planning { keeps_uses_apart: true, push_down }
        }
        .boxed_local()
    }

    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>> {
        self.selected(wanted, run).boxed_local()
    }

    /// Probes all members; it is there where one is.
    fn probe<'a>(&'a self, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>> {
        async move {
            let all: Vec<&Member<T>> = self.zones.iter().flatten().collect();
            let probed = join_all(all.iter().map(|member| member.probe(run))).await;
            let mut nodes = Vec::new();
            let mut status: Option<NodeStatus> = None;
            for (member, answer) in all.iter().zip(probed) {
                match answer {
                    Ok(one) => {
                        nodes.push(NodeOutcome::of(&member.node, NodeAnswer::Full, one.latency_ms, 0));
                        let known = status.get_or_insert_default();
                        known.latency_ms = known.latency_ms.max(one.latency_ms);
                    }
                    Err(why) => {
                        nodes.push(NodeOutcome::of(
                            &member.node,
                            NodeAnswer::Failed { why },
                            run.yielder.elapsed_ms(),
                            0,
                        ));
                    }
                }
            }
            status.ok_or_else(|| {
                let failed = nodes.iter().map(|node| node.asked.name().to_owned()).collect();
                let asked = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
                let why = Failure::Members { failed, asked, is_strict: false };
                SourceError { why, provenance: Provenance { nodes, ..Provenance::default() } }
            })
        }
        .boxed_local()
    }

    fn memory_use(&self) -> MemoryUse {
        let all = self.zones.iter().flatten().map(Member::memory_use);
        all.fold(MemoryUse::default(), |sum, one| MemoryUse {
            samples: sum.samples + one.samples,
            memory: sum.memory + one.memory,
        })
    }

    fn release(&self) {
        self.zones.iter().flatten().for_each(Member::release);
    }
}

impl<T> std::fmt::Debug for Federated<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Federated").field("node", &self.node).finish_non_exhaustive()
    }
}
