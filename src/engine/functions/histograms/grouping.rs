//! Which series are buckets of one classic histogram, and which may stand for a native one.
//!
//! Follows from the labels alone, so it is found once for all steps.

use std::cell::RefCell;
use std::rc::Rc;

use crate::engine::column::ValueColumn;
use crate::engine::error::Error;
use crate::engine::labels::{LabelSetIndex, Labels};
use crate::engine::options::NameRemoval;
use crate::engine::query_budget::{ALLOCATION, QueryBudget, bytes_of, growing};
use crate::engine::task::for_each_yielding;
use crate::engine::value::SeriesSet;
use crate::model::count::to_u32;
use crate::model::number;

/// The label with a bucket's upper bound.
const LE: &str = "le";

/// Bytes of a series at the most: what it is, and its place among the buckets of a histogram, where there may be as
/// many free ones.
const SERIES: u64 = bytes_of::<Series>(1) + bytes_of::<(u32, f64)>(2);

/// Bytes of a classic histogram at the most, besides its labels and buckets: four of them are allocated at once.
const CLASSIC: u64 = LabelSetIndex::MOST + growing::<Classic>(1) + bytes_of::<(u32, f64)>(4) + ALLOCATION;

/// Bytes of a series of a result at the most, besides labels and values.
const SLOT: u64 = LabelSetIndex::MOST + growing::<(Labels, bool)>(1) + bytes_of::<(u32, ValueColumn)>(1) + ALLOCATION;

/// Bytes of a name or a value of a label that is added, besides the text: its counters, and its place in the set.
const LABEL: u64 = 6 * ALLOCATION;

/// The classic and native histograms among the series of a vector.
#[derive(Debug)]
pub struct HistogramGroups {
    /// The classic ones.
    pub(super) classic: Vec<Classic>,
    /// One a series.
    pub(super) series: Vec<Series>,
    removal: NameRemoval,
    /// The bytes of the classic ones' labels, each in a set of its own.
    labels: u64,
    /// The result's series as they were last.
    last: RefCell<Option<(Wanted, Rc<Slots>)>>,
}

/// A classic histogram.
#[derive(Debug)]
pub(super) struct Classic {
    /// Its labels, the name among them.
    pub(super) labels: Labels,
    /// Its buckets by growing bound: which series, and the bound.
    pub(super) buckets: Vec<(u32, f64)>,
}

/// What one series is, besides a bucket of a classic histogram.
#[derive(Debug)]
pub(super) struct Series {
    /// Its labels.
    pub(super) labels: Labels,
    /// The value of `le`, where that is no bound.
    pub(super) bad_bound: Option<String>,
    /// The classic histogram of the same labels; where both have samples, neither counts.
    pub(super) rival: Option<u32>,
}

/// What follows what the series of a result are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    /// The label that tells results of one histogram apart, if any.
    pub(super) label: Option<String>,
    /// Its values; without label one, which does not matter.
    pub(super) values: Vec<String>,
    /// Whether there are native histograms.
    pub(super) has_native: bool,
}

/// Where results go.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// The series of the result. Such as have equal labels are one.
    pub(super) series_set: Rc<SeriesSet>,
    /// Of each value, and of each classic histogram, the series of the result.
    pub(super) classic: Vec<Vec<u32>>,
    /// Of each value, and of each series, the series of the result; empty without native histograms.
    pub(super) native: Vec<Vec<u32>>,
}

impl HistogramGroups {
    /// Of the series of a vector. Fails where there is no memory for what is found out.
    pub(super) async fn of(
        series_set: &SeriesSet,
        removal: NameRemoval,
        mut budget: QueryBudget,
    ) -> Result<Self, Error> {
        budget.reserve(series_set.len() as u64 * SERIES)?;
        let mut bytes = 0;
        let mut classic: Vec<Classic> = Vec::new();
        let mut known = LabelSetIndex::default();
        let mut series = Vec::with_capacity(series_set.len());
        let mut group = |at: usize| {
            let labels = &series_set.labels[at];
            let text = labels.get(LE);
            let bound = number::parse(text);
            if let Some(bound) = bound {
                let labels = labels.filtered(|name| name != LE);
                let group = known.number(&labels, &|_| true);
                if group as usize == classic.len() {
                    budget.reserve(labels.copied() + CLASSIC)?;
                    bytes += labels.copied();
                    classic.push(Classic { labels, buckets: Vec::new() });
                }
                classic[group as usize].buckets.push((to_u32(at), bound));
            }
            let bad_bound = bound.is_none().then(|| text.to_owned());
            series.push(Series { labels: labels.clone(), bad_bound, rival: None });
            Ok(())
        };
        for_each_yielding(series_set.len(), &mut group).weighted_by(&|at| series_set.weight(at)).await?;
        let mut sort = |at: usize| {
            let histogram: &mut Classic = &mut classic[at];
            histogram.buckets.sort_by(|a, b| a.1.total_cmp(&b.1));
            Ok(())
        };
        for_each_yielding(known.len(), &mut sort).await?;
        let mut find_rival = |at: usize| {
            let one: &mut Series = &mut series[at];
            // What has a bound of a bucket is no classic histogram's rival.
            if one.labels.get(LE).is_empty() {
                one.rival = known.known(&one.labels, &|_| true);
            }
            Ok(())
        };
        for_each_yielding(series_set.len(), &mut find_rival).weighted_by(&|at| series_set.weight(at)).await?;
        Ok(Self { classic, series, removal, labels: bytes, last: RefCell::default() })
    }

    /// The bytes that it takes.
    pub fn memory(&self) -> u64 {
        self.series.len() as u64 * SERIES + self.classic.len() as u64 * CLASSIC + self.labels
    }

    /// The number of series of a result at the most.
    pub(super) fn most_slots(&self, wanted: &Wanted) -> usize {
        let native = if wanted.has_native { self.series.len() } else { 0 };
        wanted.values.len().saturating_mul(self.classic.len() + native)
    }

    /// The bytes at the most of the labels and columns of a result, without its values.
    pub(super) fn slots_memory(&self, wanted: &Wanted) -> u64 {
        let text = |text: &String| 2 * (text.len() as u64 + LABEL);
        let texts = wanted
            .label
            .as_ref()
            .map_or(0, |label| wanted.values.iter().map(text).max().max(Some(text(label))).unwrap_or(0));
        let native = if wanted.has_native { self.series.iter().map(|one| one.labels.copied()).sum() } else { 0 };
        let labels = (self.labels + native).saturating_mul(wanted.values.len() as u64);
        labels.saturating_add((SLOT + texts).saturating_mul(self.most_slots(wanted) as u64))
    }

    /// Whether names that go do so only at the end.
    fn delays_names(&self) -> bool {
        self.removal == NameRemoval::Delayed
    }

    /// The name that annotations on an estimate have: it has gone already, unless that is delayed.
    pub(super) fn metric<'a>(&self, labels: &'a Labels) -> &'a str {
        if self.delays_names() { labels.metric() } else { "" }
    }

    /// Where results go.
    pub(super) async fn slots(&self, wanted: &Wanted) -> Result<Rc<Slots>, Error> {
        if let Some((known, slots)) = &*self.last.borrow()
            && known == wanted
        {
            return Ok(Rc::clone(slots));
        }
        let slots = Rc::new(self.make_slots(wanted).await?);
        *self.last.borrow_mut() = Some((wanted.clone(), Rc::clone(&slots)));
        Ok(slots)
    }

    async fn make_slots(&self, wanted: &Wanted) -> Result<Slots, Error> {
        let mut slots = Slots::default();
        let (mut known, mut series_set) = (LabelSetIndex::default(), SeriesSet::default());
        let mut slot = |labels: &Labels, value: &String| {
            let labels = if self.delays_names() { labels.clone() } else { labels.without_schema() };
            let labels = wanted.label.as_ref().map_or(labels.clone(), |label| labels.with(label, value));
            let slot = known.number(&labels, &|_| true);
            if slot as usize == series_set.len() {
                series_set.labels.push(labels);
                series_set.drops_name.push(self.delays_names());
            }
            slot
        };
        for value in &wanted.values {
            let native = if wanted.has_native { self.series.len() } else { 0 };
            let mut numbers = Vec::with_capacity(native + self.classic.len());
            let mut place = |at: usize| {
                let labels = match self.series[..native].get(at) {
                    Some(series) => &series.labels,
                    None => &self.classic[at - native].labels,
                };
                numbers.push(slot(labels, value));
                Ok(())
            };
            for_each_yielding(native + self.classic.len(), &mut place).await?;
            slots.classic.push(numbers.split_off(native));
            slots.native.push(numbers);
        }
        slots.series_set = Rc::new(series_set);
        Ok(slots)
    }
}
