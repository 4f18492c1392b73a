//! The same query over series in one place, and over the series of several zones: parts are evaluated by the engine
//! over each zone's series, and merged.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use narthex::engine::column::ABSENT;
use narthex::engine::error::Error;
use narthex::engine::evaluate::{Advance, Evaluation, Outcome, Output, evaluate};
use narthex::engine::labels::Labels;
use narthex::engine::matcher::{Matchers, Patterns};
use narthex::engine::options::{Options, When};
use narthex::engine::plan::{GridTimes, Plan, PlanPart, ReadUse, StoreRead, ZONE_LABEL};
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::engine::store::of_reads::StoreOfReads;
use narthex::engine::store::{SelectRequest, SeriesStore};
use narthex::federation::push_down::{self, Arrangement};
use narthex::promql::parser;

/// Errors that only series in one place meet: Prometheus looks for series that match the same labels only where the
/// other side has a sample, be it of another zone.
const MISSED: [&str; 1] = ["many-to-many matching not allowed"];

/// Whether series in one place may fail so where those of zones do not.
pub(crate) fn is_missed(error: &str) -> bool {
    MISSED.iter().any(|text| error.contains(text))
}

/// Whether an annotation says that a result is lost in one place: a group of floats and histograms gives nothing, nor one
/// of histograms with exponential and custom buckets. A zone whose own series of the group are mixed gives nothing,
/// either, but others may; its member warns of it.
pub(crate) fn is_lost(annotation: &str) -> bool {
    let texts =
        ["encountered a mix of histograms and floats for aggregation", "vector contains a mix of histograms with"];
    texts.iter().any(|text| annotation.contains(text))
}

/// Whether the order of series decides which of equal elements are taken, and so all that is made of them: it is
/// another where results of zones are sorted anew.
pub(crate) fn chooses(query: &str) -> bool {
    ["topk", "bottomk", "limitk"].iter().any(|word| query.contains(word))
}

/// Series in one place, and apart.
pub(crate) struct Split {
    whole: Rc<MemoryStore>,
    zones: Vec<Zone>,
    arrangement: Arrangement,
}

/// A zone's own series, and its external label.
struct Zone {
    external: Option<(&'static str, String)>,
    store: MemoryStore,
}

impl Split {
    /// Over so many zones by a hash of all labels. Nothing says in which zone a series is.
    pub(crate) fn by_hash(series: &[(Labels, Samples)], zones: u64) -> Self {
        let mut split = Self::new((0..zones).map(|_| None));
        for (labels, samples) in series {
            let zone = usize::try_from(hash(labels) % zones).expect("a small number");
            split.put(labels, zone, samples);
        }
        split
    }

    /// The same, each zone with an external label of its own.
    pub(crate) fn by_hash_with_label(series: &[(Labels, Samples)], zones: u64, label: &'static str) -> Self {
        let mut split = Self::new((0..zones).map(|zone| Some((label, format!("c-{zone}")))));
        for (labels, samples) in series {
            let zone = usize::try_from(hash(labels) % zones).expect("a small number");
            split.put(labels, zone, samples);
        }
        split
    }

    /// Each value of a label is a zone's, whose series lack it.
    pub(crate) fn by_label(series: &[(Labels, Samples)], label: &'static str) -> Self {
        let values: BTreeSet<String> = series.iter().map(|(labels, _)| labels.get(label).to_owned()).collect();
        let mut split = Self::new(values.iter().map(|value| Some((label, value.clone()))));
        for (labels, samples) in series {
            let zone = values.iter().position(|value| value == labels.get(label)).expect("one of all");
            split.put(&labels.with(label, ""), zone, samples);
        }
        split
    }

    fn new(external: impl Iterator<Item = Option<(&'static str, String)>>) -> Self {
        let zones: Vec<Zone> = external.map(|external| Zone { external, store: MemoryStore::default() }).collect();
        let label = zones.first().and_then(|zone| zone.external.as_ref()).map(|(label, _)| (*label).to_owned());
        let arrangement = Arrangement {
            partition_labels: label.into_iter().collect(),
            runs_experimental: true,
            ..Arrangement::default()
        };
        Self { whole: Rc::default(), zones, arrangement }
    }

    fn put(&mut self, labels: &Labels, zone: usize, samples: &Samples) {
        let zone = &mut self.zones[zone];
        zone.store.append(labels.clone(), samples.clone());
        let whole = Rc::get_mut(&mut self.whole).expect("not shared yet");
        whole.append(zone.labelled(labels, |_| true), samples.clone());
    }

    /// Over all series in one place.
    pub(crate) fn in_one_place(&self, query: &str, when: When, options: &Options) -> Result<Outcome, Error> {
        evaluate(&parser::parse(query).expr, &*self.whole, when, options)
    }

    /// With parts that go down to the zones.
    pub(crate) fn pushed_down(&self, query: &str, when: When, options: &Options) -> Result<Outcome, Error> {
        let plan = self.plan(query, when, options)?;
        let mut stores = StoreOfReads::default();
        for (number, read) in plan.reads().iter().enumerate() {
            stores.stores.push(Rc::new(match &read.read_use {
                ReadUse::Part { part, times } => self.results(part, *times, options)?,
                _ => self.selected(number, read, options)?,
            }));
        }
        let mut evaluation = Evaluation::new(plan, &stores, options);
        loop {
            if let Advance::Done(outcome) = evaluation.advance() {
                return outcome;
            }
        }
    }

    /// The series that a read selects.
    fn selected(&self, number: usize, read: &StoreRead, options: &Options) -> Result<MemoryStore, Error> {
        let matchers = Matchers::compile(&read.matchers, &mut Patterns::new(options.dialect))?;
        let mut store = MemoryStore::default();
        for series in self.whole.select(SelectRequest { read: number, matchers: &matchers, window: read.window })? {
            store.insert(series.labels, series.samples)?;
        }
        Ok(store)
    }

    /// The plan with parts.
    pub(crate) fn plan(&self, query: &str, when: When, options: &Options) -> Result<Plan, Error> {
        push_down::plan(&parser::parse(query).expr, when, options, &self.arrangement)
    }

    /// What all zones make of a part, with what tells them apart, and a stale marker at each step without a result.
    fn results(&self, part: &PlanPart, times: GridTimes, options: &Options) -> Result<MemoryStore, Error> {
        let mut all: BTreeMap<Labels, Samples> = BTreeMap::new();
        for (number, zone) in self.zones.iter().enumerate() {
            let external: Vec<_> =
                zone.external.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let Some(text) = push_down::for_member(&part.expr, &external, options.dialect) else { continue };
            let parsed = parser::parse(&text);
            assert!(parsed.diagnostics.is_empty(), "{text}: {:?}", parsed.diagnostics);
            let outcome = evaluate(&parsed.expr, &zone.store, When::Range(times.grid()), options)?;
            let Output::Matrix(series) = outcome.value else { panic!("{} gives no series", part.expr) };
            for one in series {
                let mut labels = zone.labelled(&one.labels, |label| part.labels.has(label));
                if part.needs_zone_label {
                    labels = labels.with(ZONE_LABEL, &number.to_string());
                }
                let lacks = one.labels.iter().find(|(name, _)| *name != "__name__" && !part.labels.has(name));
                assert_eq!(lacks, None, "{} says of its labels {}", part.expr, part.labels);
                let before = all.insert(labels.clone(), marked(&one.samples, times));
                assert!(before.is_none(), "two zones give {labels} of {}", part.expr);
            }
        }
        let mut store = MemoryStore::default();
        for (labels, samples) in all {
            store.append(labels, samples);
        }
        Ok(store)
    }
}

impl Zone {
    /// A series of it as the federation sees it.
    fn labelled(&self, labels: &Labels, may_have: impl Fn(&str) -> bool) -> Labels {
        match &self.external {
            Some((label, value)) if may_have(label) => labels.with(label, value),
            _ => labels.clone(),
        }
    }
}

/// With a stale marker at each step without a sample.
fn marked(samples: &Samples, times: GridTimes) -> Samples {
    let mut all = Samples::default();
    let mut at = 0;
    let mut time = times.start;
    while time <= times.end {
        if samples.times.get(at) == Some(&time) {
            all.extend(samples, at..at + 1);
            at += 1;
        } else {
            let none = Samples { times: vec![time], values: vec![ABSENT], ..Samples::default() };
            all.extend(&none, 0..1);
        }
        time += times.step;
    }
    all
}

/// The same in every run.
fn hash(labels: &Labels) -> u64 {
    let text = labels.to_string();
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) >> 7
}
