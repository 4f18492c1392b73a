//! What members gave, merged: a store for each of the plan's reads.
//!
//! Series of one label set are one series: those of replicas are de-duplicated, those of zones put together by time. A
//! series that one member gave is shared with what it came in, and not decoded.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::account::Account;
use super::density::Density;
use super::labels::{Arrangement, Relabel};
use super::member::{MemberAnswer, MemberSeries};
use crate::engine::block;
use crate::engine::counter::ChangeOf;
use crate::engine::error::Error;
use crate::engine::labels::Labels;
use crate::engine::matcher::{LabelMatcher, Matchers, Patterns};
use crate::engine::options::Options;
use crate::engine::plan::{PlanPart, ReadUse, StoreRead, ZONE_LABEL};
use crate::engine::samples::Samples;
use crate::engine::store::compressed::Compressed;
use crate::engine::store::memory::MemoryStore;
use crate::engine::store::of_reads::StoreOfReads;
use crate::engine::store::{SelectRequest, TimeWindow};
use crate::federation::replicas::{self, Merged, Stretch};
use crate::model::memory::MAX_MEMORY;
use crate::model::outcome::Failure;
use crate::model::query::ReplicaMode;
use crate::model::time::StepGrid;
use crate::source::series::{Extent, Sampling, SourceRun, Wanted};
use crate::source::steps::{on_steps, with_stale_markers, without_stale_markers};
use crate::wire::transport::Transport;

/// What is merged, and how.
pub(super) struct Merge<'a, T> {
    pub(super) mode: ReplicaMode,
    pub(super) arrangement: &'a Arrangement,
    pub(super) zones: &'a [Vec<MemberAnswer>],
    pub(super) wanted: Wanted<'a>,
    pub(super) run: &'a SourceRun<'a, T>,
}

/// What one member gave of a series.
struct MemberSamples {
    zone: usize,
    /// The member's place among all nodes of the result.
    node: usize,
    is_stepwise: bool,
    samples: Rc<Compressed>,
}

/// A member that gave something.
struct Giver<'a> {
    answer: &'a MemberAnswer,
    given: &'a MemberSeries,
    node: usize,
    relabel: Relabel<'a>,
    /// Of each read of series that it may have some for, the matchers without those for external labels.
    matchers: BTreeMap<usize, Vec<LabelMatcher>>,
}

impl<'a, T: Transport> Merge<'a, T> {
    /// A store for each read of the plan. The account learns who gave which stretch.
    pub(super) async fn stores(&self, account: &mut Account) -> Result<StoreOfReads, Failure> {
        let givers: Vec<_> = self.givers(account);
        let mut patterns = Patterns::new(self.wanted.options.dialect);
        let mut all = StoreOfReads::default();
        let mut memory = 0;
        for (number, read) in self.wanted.reads().iter().enumerate() {
            let room = MAX_MEMORY.saturating_sub(memory);
            let store = match &read.read_use {
                ReadUse::Part { .. } if !self.wanted.wants_parts => MemoryStore::default(),
                ReadUse::Part { part, times } => self.part(&givers, (number, part, times.grid()), room).await?,
                _ => self.series(&givers, (number, read), &mut patterns, room, account).await?,
            };
            memory += store.memory();
            account.labels.push(store.series().iter().map(|series| series.labels.clone()).collect());
            all.stores.push(Rc::new(store));
        }
        Ok(all)
    }

    fn givers(&self, account: &Account) -> Vec<Giver<'a>> {
        let answers = self.zones.iter().flatten();
        let giver = |answer: &'a MemberAnswer| {
            let external_labels = self.arrangement.of(answer.zone, answer.at);
            let hints = Wanted { external_labels, ..self.wanted }.numbered_hints();
            Some(Giver {
                answer,
                given: answer.given.as_ref()?,
                node: account.node(answer),
                relabel: self.arrangement.relabel(answer.zone, answer.at, self.mode),
                matchers: hints.into_iter().map(|(number, hints)| (number, hints.matchers)).collect(),
            })
        };
        answers.filter_map(giver).collect()
    }

    /// Who evaluated for each zone: of several replicas the first that lacks nothing of what the others have. Of
    /// several such, the one with the most samples. Where a zone has none, its series have to be read.
    /// Zones that have nothing for the part were not asked for it.
    fn evaluators<'b>(&self, givers: &'b [Giver<'a>], number: usize) -> Result<Vec<&'b Giver<'a>>, Failure> {
        if self.mode == ReplicaMode::None {
            return Ok(givers.iter().collect());
        }
        let is_asked = |giver: &Giver<'a>| giver.given.parts.iter().any(|result| result.read == number);
        let zones = givers.chunk_by(|one, next| one.answer.zone == next.answer.zone);
        let zones = zones.filter(|zone| zone.iter().any(is_asked));
        let of_zone = |zone: &'b [Giver<'a>]| {
            let density = |giver: &'b Giver<'a>| giver.given.density.as_ref();
            let lacks_nothing = |one: &&'b Giver<'a>| {
                density(one).is_some_and(|own| zone.iter().filter_map(density).all(|other| own.holds_all_of(other)))
            };
            let samples = |one: &&'b Giver<'a>| density(one).map_or(0.0, Density::samples);
            if let [sole] = zone {
                return Some(sole);
            }
            // Of equal ones the first.
            zone.iter().rev().filter(lacks_nothing).max_by(|one, other| samples(one).total_cmp(&samples(other)))
        };
        let evaluators: Option<Vec<_>> = zones.map(of_zone).collect();
        evaluators.ok_or_else(|| self.refuse())
    }

    /// Has the query planned anew without parts; the failure is not shown.
    fn refuse(&self) -> Failure {
        self.wanted.is_refused.set(true);
        Failure::Cancelled
    }

    /// The results of a part of the query, each step's by itself.
    async fn part(
        &self,
        givers: &[Giver<'_>],
        (number, part, grid): (usize, &PlanPart, StepGrid),
        room: u64,
    ) -> Result<MemoryStore, Failure> {
        let mut store = MemoryStore::default();
        let mut given_by: BTreeMap<Labels, usize> = BTreeMap::new();
        for giver in self.evaluators(givers, number)? {
            let results = giver.given.parts.iter().filter(|result| result.read == number);
            for block in results.filter_map(|result| result.value.block()) {
                for at in 0..block.len() {
                    let (labels, samples) = block::series(block, at).ok_or_else(|| unknown_histograms(giver))?;
                    let mut labels = giver.relabel.apply(&labels, |name| part.labels.has(name));
                    if part.needs_zone_label {
                        labels = labels.with(ZONE_LABEL, &giver.node.to_string());
                    } else if given_by.insert(labels.clone(), giver.node).is_some_and(|node| node != giver.node) {
                        // Zones that have the same series after all.
                        return Err(self.refuse());
                    }
                    store.append(labels, with_stale_markers(&samples, grid));
                    check(&store, room)?;
                    self.run.yielder.yield_if_due().await?;
                }
            }
        }
        Ok(store)
    }

    /// The series of a read.
    async fn series(
        &self,
        givers: &[Giver<'_>],
        (number, read): (usize, &StoreRead),
        patterns: &mut Patterns,
        room: u64,
        account: &mut Account,
    ) -> Result<MemoryStore, Failure> {
        let mut pieces: BTreeMap<Labels, Vec<MemberSamples>> = BTreeMap::new();
        for giver in givers {
            let (Some(selected), Some(matchers)) = (&giver.given.selected, giver.matchers.get(&number)) else {
                continue;
            };
            let matchers = Matchers::compile(matchers, patterns).map_err(|error| broken(&error))?;
            let is_latest = matches!(read.read_use, ReadUse::Latest { .. });
            // What is looked back for another time than usual is looked up here, step by step.
            let own_steps = match (&selected.extent, &read.read_use) {
                (Extent::Everything { lookback_ms, .. }, ReadUse::Latest { times, .. })
                    if *lookback_ms != self.wanted.options.lookback_ms =>
                {
                    Some((times.grid(), Options { lookback_ms: *lookback_ms, ..*self.wanted.options }))
                }
                _ => None,
            };
            let is_stepwise = is_latest && (selected.sampling == Sampling::Stepwise || own_steps.is_some());
            let window = match &own_steps {
                Some((grid, options)) => {
                    TimeWindow { from: grid.start.saturating_sub(options.lookback_ms), to: read.window.to }
                }
                None => read.window,
            };
            let request = SelectRequest { read: number, matchers: &matchers, window };
            for series in selected.store.select(request).map_err(|error| broken(&error))? {
                let labels = giver.relabel.apply(&series.labels, |_| true);
                let (zone, node) = (giver.answer.zone, giver.node);
                let samples = match &own_steps {
                    Some((grid, options)) => {
                        let mut steps = Compressed::default();
                        steps.add(&on_steps(
                            &series.samples.samples().map_err(|error| broken(&error))?,
                            *grid,
                            options,
                        ));
                        Rc::new(steps)
                    }
                    None => series.samples,
                };
                let piece = MemberSamples { zone, node, is_stepwise, samples };
                // Two series of one member are two, whatever labels they lose.
                let is_taken = |known: &Vec<MemberSamples>| known.last().is_some_and(|last| last.node == node);
                let labels = if pieces.get(&labels).is_some_and(is_taken) { series.labels } else { labels };
                pieces.entry(labels).or_default().push(piece);
                self.run.yielder.yield_if_due().await?;
            }
        }
        let mut store = MemoryStore::default();
        for (labels, pieces) in pieces {
            if let [sole] = &pieces[..] {
                account.sole(sole.node, sole.samples.span());
                store.insert(labels, Rc::clone(&sole.samples)).map_err(|error| broken(&error))?;
            } else {
                let merged = self.merged(read, &pieces, account)?;
                account.series(&labels, &merged.stretches);
                store.append(labels, merged.samples);
            }
            check(&store, room)?;
            self.run.yielder.yield_if_due().await?;
        }
        Ok(store)
    }

    /// One series of what several members gave of it; its stretches name nodes of the result.
    fn merged(&self, read: &StoreRead, pieces: &[MemberSamples], account: &mut Account) -> Result<Merged, Failure> {
        let steps = match &read.read_use {
            ReadUse::Latest { times, .. } if pieces.iter().any(|piece| piece.is_stepwise) => Some(times.grid()),
            _ => None,
        };
        let mut decoded = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let samples = piece.samples.samples().map_err(|error| broken(&error))?;
            account.covered(piece.node, &samples);
            decoded.push(match steps {
                Some(grid) if !piece.is_stepwise => on_steps(&samples, grid, self.wanted.options),
                _ => samples,
            });
        }
        let together = |samples: &[Samples]| {
            if steps.is_some() { replicas::per_step(samples) } else { replicas::interleaved(samples) }
        };
        let named = |merged: Merged, pieces: &[MemberSamples]| {
            let name = |stretch: Stretch| Stretch { replica: pieces[stretch.replica].node, ..stretch };
            Merged { stretches: merged.stretches.into_iter().map(name).collect(), ..merged }
        };
        if self.mode == ReplicaMode::None {
            return Ok(named(together(&decoded), pieces));
        }
        let mut zones = Vec::new();
        let mut left = &decoded[..];
        for own in pieces.chunk_by(|one, next| one.zone == next.zone) {
            let (samples, others) = left.split_at(own.len());
            left = others;
            let merged = match (steps, change_of(&read.read_use)) {
                (Some(grid), ChangeOf::Counter) => counted_per_step(samples, grid),
                (Some(_), ChangeOf::Gauge) => replicas::per_step(samples),
                (None, of) => replicas::penalty(samples, of),
            };
            zones.push(named(merged, own));
        }
        if zones.len() == 1 {
            return Ok(zones.swap_remove(0));
        }
        let (samples, stretches): (Vec<_>, Vec<_>) =
            zones.into_iter().map(|zone| (zone.samples, zone.stretches)).unzip();
        Ok(Merged { stretches: stretches.concat(), ..together(&samples) })
    }
}

/// Counters at the steps of a grid: of each replica its own growth counts, so that one that is a scrape behind is no
/// reset.
fn counted_per_step(replicas: &[Samples], grid: StepGrid) -> Merged {
    let own: Vec<_> = replicas.iter().map(without_stale_markers).collect();
    let merged = replicas::penalty(&own, ChangeOf::Counter);
    Merged { samples: with_stale_markers(&merged.samples, grid), ..merged }
}

fn check(store: &MemoryStore, room: u64) -> Result<(), Failure> {
    if store.memory() > room { Err(Failure::TooMuchMemory { limit: MAX_MEMORY }) } else { Ok(()) }
}

fn change_of(read_use: &ReadUse) -> ChangeOf {
    match read_use {
        ReadUse::Latest { is_counter: true, .. } | ReadUse::Range { is_counter: true } => ChangeOf::Counter,
        _ => ChangeOf::Gauge,
    }
}

/// What was compressed here is not broken, and what is no pattern was found by the plan.
fn broken(error: &Error) -> Failure {
    Failure::Evaluation { text: error.to_string(), span: None }
}

fn unknown_histograms(giver: &Giver<'_>) -> Failure {
    let text = format!("{} gave native histograms with buckets that none has", giver.answer.outcome.asked.name());
    Failure::Evaluation { text, span: None }
}
