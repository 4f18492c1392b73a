//! `info`: series get the labels of info series about the same thing, which is what has the same `instance` and `job`.
//!
//! Info series are those that the second argument's matchers choose: by name, `target_info` where nothing is said of
//! it, and by the labels that are to be added.
//!
//! Source: `promql/info.go` of Prometheus.
//!
//! Invariant: at a step, of the info series of one name about one thing the newest counts.
//! Not here: finding info series and the samples that they have at each step (`engine::evaluate`).

mod sources;

use std::collections::BTreeMap;

use self::sources::Source;
use crate::engine::column::{Point, ValueColumn};
use crate::engine::error::Error;
use crate::engine::label_names::LabelNames;
use crate::engine::labels::{LabelSetIndex, Labels, METRIC_NAME};
use crate::engine::matcher::{LabelMatcher, Matchers, Patterns};
use crate::engine::query_budget::{QueryBudget, bytes_of};
use crate::engine::task::for_each_yielding;
use crate::engine::value::{SeriesSet, Vector};
use crate::promql::ast::MatchOp;

/// The labels that say what a series is about.
const IDENTIFYING: [&str; 2] = ["instance", "job"];

/// An info series.
#[derive(Debug, Clone)]
pub struct InfoSeries {
    /// Its labels.
    pub labels: Labels,
    /// At each step the time of its latest sample, Unix milliseconds; `None` where it has none.
    pub newest: Vec<Option<i64>>,
    /// Whether any of these samples is a histogram.
    pub has_histograms: bool,
}

/// Which info series, and which of their labels.
#[derive(Debug)]
pub struct InfoSelector {
    /// What info series satisfy.
    info: Matchers,
    /// The names of the labels that are added; empty: all.
    labels: LabelNames,
    /// Whether a series is left out where there is nothing to add.
    is_demand: bool,
    /// Whether series that are themselves info series are left alone.
    spares_info: bool,
}

impl InfoSelector {
    /// By the matchers of the second argument; none where it is left out. Fails where a pattern is no regular
    /// expression.
    pub fn of(matchers: &[LabelMatcher], patterns: &mut Patterns) -> Result<Self, Error> {
        let info = Matchers::compile(&selection(matchers), patterns)?;
        let labels: Vec<String> = matchers.iter().filter(|one| !is_name(one)).map(|one| one.name.clone()).collect();
        let is_demand = labels.iter().any(|name| !info.match_value(name, ""));
        let labels = LabelNames::new(labels);
        Ok(Self { info, labels, is_demand, spares_info: matchers.is_empty() || matchers.iter().any(is_name) })
    }

    /// The series with the labels of the info series. What a series gets may change from step to step: it is then
    /// several, and memory is reserved for each but the first, with texts of at most so many bytes that are added.
    ///
    /// Fails where two info series of one name are equally new, or differ in a label; and where there is no memory.
    pub async fn enriched(
        &self,
        base: &Vector,
        infos: &[InfoSeries],
        (mut budget, texts): (QueryBudget, u64),
    ) -> Result<(SeriesSet, Vec<ValueColumn>), Error> {
        let mut known = IDENTIFYING.map(|name| (name, LabelSetIndex::default()));
        let mut note = |at: usize| {
            let labels: &Labels = &base.series_set.labels[at];
            for (name, known) in known.iter_mut().filter(|(name, _)| !labels.get(name).is_empty()) {
                if !self.spares(labels) {
                    known.number(labels, &|own| own == *name);
                }
            }
            Ok(())
        };
        for_each_yielding(base.series_set.len(), &mut note).weighted_by(&|at| base.series_set.weight(at)).await?;
        // Where any series says what it is about, info series have to say so as well.
        let is_known = |info: &InfoSeries| {
            let is_one =
                |(name, known): &(&str, LabelSetIndex)| known.known(&info.labels, &|own| own == *name).is_some();
            known.iter().all(|known| known.1.is_empty() || is_one(known))
        };
        let identifies = |name: &str| IDENTIFYING.contains(&name);
        // What there are info series about; and those, by name, sorted by it.
        let (mut things, mut sources) = (LabelSetIndex::default(), Vec::<Vec<(&str, Source<'_>)>>::new());
        if known.iter().any(|(_, known)| !known.is_empty()) {
            let mut add = |at: usize| {
                let info: &InfoSeries = &infos[at];
                if !is_known(info) {
                    return Ok(());
                }
                let thing = things.number(&info.labels, &identifies) as usize;
                sources.resize_with(things.len(), Vec::new);
                let (all, name) = (&mut sources[thing], info.labels.metric());
                let at = all.binary_search_by(|(own, _)| (*own).cmp(name)).unwrap_or_else(|at| {
                    all.insert(at, (name, Source::default()));
                    at
                });
                all[at].1.add(info)
            };
            for_each_yielding(infos.len(), &mut add).await?;
        }
        let mut result = Enriched::default();
        let mut enrich = |at: usize| {
            let (labels, drops_name, column) =
                (&base.series_set.labels[at], base.series_set.drops_name[at], &base.columns[at]);
            if self.spares(labels) {
                result.push(labels.clone(), drops_name, column.clone());
                return Ok(());
            }
            let thing = things.known(labels, &identifies);
            let sources = thing.map_or(&[][..], |thing| &sources[thing as usize]);
            let more = labels.copied() + texts + bytes_of::<[usize; 2]>(column.len());
            self.enrich(labels, drops_name, column, sources, (&mut result, &mut budget, more))
        };
        for_each_yielding(base.series_set.len(), &mut enrich).weighted_by(&|at| base.series_set.weight(at)).await?;
        Ok((result.series_set, result.columns))
    }

    /// Whether a series is left alone.
    fn spares(&self, labels: &Labels) -> bool {
        self.spares_info && self.info.match_value(METRIC_NAME, labels.metric())
    }

    /// One series, step by step.
    fn enrich(
        &self,
        labels: &Labels,
        drops_name: bool,
        column: &ValueColumn,
        sources: &[(&str, Source<'_>)],
        (result, budget, more): (&mut Enriched, &mut QueryBudget, u64),
    ) -> Result<(), Error> {
        // Which info series were found together, sorted, and what the series became with them.
        let mut known: Vec<(Vec<Option<usize>>, usize)> = Vec::new();
        for step in 0..column.len() {
            let point = column.point(step);
            if point == Point::Absent {
                continue;
            }
            let newest: Vec<Option<usize>> = sources.iter().map(|(_, source)| source.newest(step)).collect();
            if self.is_demand && newest.iter().all(Option::is_none) {
                continue;
            }
            let place = match known.binary_search_by(|(own, _)| own.cmp(&newest)) {
                Ok(at) => known[at].1,
                Err(at) => {
                    budget.reserve(if known.is_empty() { 0 } else { more })?;
                    let found = sources.iter().zip(&newest).filter_map(|((_, source), at)| Some(source.labels((*at)?)));
                    let labels = self.joined(labels, found)?;
                    let place = result.push(labels, drops_name, ValueColumn::absent(column.len()));
                    known.insert(at, (newest, place));
                    place
                }
            };
            result.columns[place].put(step, point);
        }
        Ok(())
    }

    /// The labels of a series with those of info series that it has not itself.
    fn joined<'a>(&self, own: &Labels, infos: impl Iterator<Item = &'a Labels>) -> Result<Labels, Error> {
        let mut added: BTreeMap<&str, &str> = BTreeMap::new();
        let is_wanted = |name: &str| name != METRIC_NAME && (self.labels.is_empty() || self.labels.has(name));
        for (name, value) in infos.flat_map(Labels::iter).filter(|(name, _)| is_wanted(name)) {
            if !own.get(name).is_empty() {
                continue;
            }
            if added.insert(name, value).is_some_and(|other| other != value) {
                return Err(Error::evaluation(format!("conflicting label: {name}")));
            }
        }
        Ok(if added.is_empty() { own.clone() } else { own.with_all(added) })
    }
}

/// What info series satisfy, by the matchers of the second argument; none where it is left out.
pub fn selection(matchers: &[LabelMatcher]) -> Vec<LabelMatcher> {
    let mut all = matchers.to_vec();
    let mut names = matchers.iter().filter(|one| is_name(one)).peekable();
    if names.peek().is_none() {
        all.push(name_matcher(MatchOp::Equal, "target_info"));
    } else if !names.any(|one| matches!(one.op, MatchOp::Equal | MatchOp::Regex)) {
        // Names that are only excluded are taken out of all that info metrics are called.
        all.push(name_matcher(MatchOp::Regex, ".+_info"));
    }
    all
}

fn is_name(matcher: &LabelMatcher) -> bool {
    matcher.name == METRIC_NAME
}

fn name_matcher(op: MatchOp, value: &str) -> LabelMatcher {
    LabelMatcher { name: METRIC_NAME.to_owned(), op, value: value.to_owned() }
}

/// The result so far.
#[derive(Default)]
struct Enriched {
    series_set: SeriesSet,
    columns: Vec<ValueColumn>,
}

impl Enriched {
    /// Adds a series; says which it is.
    fn push(&mut self, labels: Labels, drops_name: bool, column: ValueColumn) -> usize {
        self.series_set.labels.push(labels);
        self.series_set.drops_name.push(drops_name);
        self.columns.push(column);
        self.columns.len() - 1
    }
}

#[cfg(test)]
mod tests;
