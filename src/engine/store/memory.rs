//! Series in memory: what a person dropped on a panel, what was fetched, what a test loaded.
//!
//! Invariant: label sets are unique; the samples of a series are sorted by time.

use std::collections::HashMap;
use std::rc::Rc;

use super::{SeriesStore, StoredSeries, TimeWindow};
use crate::engine::error::Error;
use crate::engine::labels::Labels;
use crate::engine::matcher::Matchers;
use crate::engine::samples::Samples;

/// Series in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    series: Vec<StoredSeries>,
    known: HashMap<Labels, u32>,
    /// The series of each metric.
    metrics: HashMap<String, Vec<u32>>,
}

impl MemoryStore {
    /// Adds the samples of a series, which may be there already. Of two samples at the same time the later added
    /// counts.
    pub fn append(&mut self, labels: Labels, samples: Samples) {
        if let Some(at) = self.known.get(&labels) {
            let own = &mut self.series[*at as usize].samples;
            *own = Rc::new(joined(own, &samples));
            return;
        }
        let at = self.series.len() as u32;
        self.metrics.entry(labels.metric().to_owned()).or_default().push(at);
        self.known.insert(labels.clone(), at);
        self.series.push(StoredSeries { labels, samples: Rc::new(samples) });
    }

    /// All series, in the order in which they came.
    pub fn series(&self) -> &[StoredSeries] {
        &self.series
    }
}

impl SeriesStore for MemoryStore {
    fn select(&self, matchers: &Matchers, window: TimeWindow) -> Result<Vec<StoredSeries>, Error> {
        let is_wanted = |one: &&StoredSeries| has_sample(&one.samples, window) && matchers.match_labels(&one.labels);
        Ok(match matchers.metric() {
            Some(metric) => {
                let own = self.metrics.get(metric).into_iter().flatten();
                own.map(|at| &self.series[*at as usize]).filter(is_wanted).cloned().collect()
            }
            None => self.series.iter().filter(is_wanted).cloned().collect(),
        })
    }
}

fn has_sample(samples: &Samples, window: TimeWindow) -> bool {
    let first = samples.times.partition_point(|time| *time < window.from);
    samples.times.get(first).is_some_and(|time| *time <= window.to)
}

/// The samples of both; at equal times those of the second.
fn joined(first: &Samples, second: &Samples) -> Samples {
    let mut all = Samples::default();
    let has_histograms = !first.histograms.is_empty() || !second.histograms.is_empty();
    let has_starts = !first.starts.is_empty() || !second.starts.is_empty();
    let (mut a, mut b) = (0, 0);
    loop {
        let (from, at) = match (first.times.get(a), second.times.get(b)) {
            (None, None) => return all,
            (Some(left), Some(right)) if left == right => {
                a += 1;
                continue;
            }
            (Some(left), Some(right)) if left < right => (first, &mut a),
            (Some(_), None) => (first, &mut a),
            (_, Some(_)) => (second, &mut b),
        };
        all.times.push(from.times[*at]);
        all.values.push(from.values[*at]);
        if has_histograms {
            all.histograms.push(from.histograms.get(*at).cloned().flatten());
        }
        if has_starts {
            all.starts.push(from.starts.get(*at).copied().unwrap_or(0));
        }
        *at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::load::load;
    use crate::engine::matcher::Patterns;
    use crate::engine::options::Dialect;
    use crate::engine::store::Matcher;
    use crate::promql::ast::MatchOp;

    fn store(lines: &[&str]) -> MemoryStore {
        let mut store = MemoryStore::default();
        for (labels, samples) in load(lines.iter().copied(), 1000).expect("sound lines") {
            store.append(labels, samples);
        }
        store
    }

    #[track_caller]
    fn check(store: &MemoryStore, matchers: &[(&str, MatchOp, &str)], window: (i64, i64), expected: &[&str]) {
        let matcher = |(name, op, value): &(&str, MatchOp, &str)| Matcher {
            name: (*name).to_owned(),
            op: *op,
            value: (*value).to_owned(),
        };
        let sources: Vec<_> = matchers.iter().map(matcher).collect();
        let compiled = Matchers::compile(&sources, &mut Patterns::new(Dialect::V3)).expect("sound patterns");
        let window = TimeWindow { from: window.0, to: window.1 };
        let mut found: Vec<String> = store
            .select(&compiled, window)
            .expect("a store in memory does not fail")
            .iter()
            .map(|one| crate::model::labels::display(one.labels.iter()))
            .collect();
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_series_by_name_labels_and_time() {
        let store = store(&["a{x=\"1\"} 1 2", "a{x=\"2\"} _ _ _ 4", "b{x=\"1\"} 1"]);
        check(&store, &[("__name__", MatchOp::Equal, "a")], (0, 9000), &["a{x=\"1\"}", "a{x=\"2\"}"]);
        check(&store, &[("__name__", MatchOp::Equal, "a")], (1001, 9000), &["a{x=\"2\"}"]);
        check(&store, &[("__name__", MatchOp::Equal, "a")], (1001, 2999), &[]);
        check(&store, &[("x", MatchOp::Equal, "1")], (0, 0), &["a{x=\"1\"}", "b{x=\"1\"}"]);
        check(&store, &[("__name__", MatchOp::Regex, "[bc]")], (0, 0), &["b{x=\"1\"}"]);
        check(&store, &[("__name__", MatchOp::Equal, "c")], (0, 0), &[]);
    }

    #[test]
    fn a_series_that_comes_again_is_joined() {
        let mut store = store(&["a 1 2 _ 4"]);
        let mut again = load(["a _ 7 8"], 1000).expect("a sound line");
        let (labels, samples) = again.remove(0);
        store.append(labels, samples);
        let [series] = store.series() else { panic!("one series: {store:?}") };
        assert_eq!(series.samples.times, [0, 1000, 2000, 3000]);
        assert_eq!(series.samples.values, [1.0, 7.0, 8.0, 4.0]);
    }
}
