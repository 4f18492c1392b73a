//! Series in memory: what a person dropped on a panel, what was fetched, what a test loaded.
//!
//! Invariant: label sets are unique; the samples of a series are sorted by time.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::compressed::Compressed;
use super::index::{Index, Tested};
use super::{SelectRequest, Selection, SeriesStore, StoredSeries};
use crate::engine::error::Error;
use crate::engine::labels::Labels;
use crate::engine::matcher::Matchers;
use crate::engine::samples::Samples;
use crate::model::count::to_u32;

/// Series in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    /// In the order in which they came, which is their number.
    series: Vec<StoredSeries>,
    known: BTreeMap<Labels, u32>,
    index: Index,
    /// Of each series its place among all, sorted by labels; found out when it is asked for.
    ranks: OnceCell<Vec<u32>>,
    /// The bytes that all of it takes, about.
    memory: usize,
}

/// The bytes of a series beside its labels' texts and its samples: its labels, its place in a list that grows and in a
/// tree whose nodes are half full, its rank, and what allocations take besides.
const SERIES: usize = 3 * size_of::<StoredSeries>() + 2 * size_of::<(Labels, u32)>() + 16 * size_of::<usize>();

impl MemoryStore {
    /// Adds the samples of a series, which may be there already. Of two samples at the same time the later added
    /// counts.
    #[allow(clippy::needless_pass_by_value, reason = "what is stored is not to be kept beside the store")]
    pub fn append(&mut self, labels: Labels, samples: Samples) {
        if let Some(at) = self.known.get(&labels) {
            let more = Rc::make_mut(&mut self.series[*at as usize].samples).add(&samples);
            self.memory = self.memory.saturating_add_signed(more);
            return;
        }
        let mut compressed = Compressed::default();
        compressed.add(&samples);
        self.push(&labels, Rc::new(compressed));
    }

    /// Adds a series whose samples are compressed already; they are shared, and copied where the series is there.
    /// Fails where they cannot be decoded.
    pub fn insert(&mut self, labels: Labels, samples: Rc<Compressed>) -> Result<(), Error> {
        if self.known.contains_key(&labels) {
            self.append(labels, samples.samples()?);
        } else {
            self.push(&labels, samples);
        }
        Ok(())
    }

    /// Adds a series that is not there yet.
    fn push(&mut self, labels: &Labels, samples: Rc<Compressed>) {
        let at = to_u32(self.series.len());
        let (labels, entered) = self.index.enter(labels, at);
        let pairs = labels.len() * 4 * size_of::<usize>();
        self.memory += SERIES + pairs + entered + samples.memory();
        self.known.insert(labels.clone(), at);
        self.series.push(StoredSeries { labels, samples });
        self.ranks.take();
    }

    /// The bytes that it takes, about.
    pub fn memory(&self) -> u64 {
        self.memory as u64
    }

    /// All series, in the order in which they came.
    pub fn series(&self) -> &[StoredSeries] {
        &self.series
    }

    /// The numbers of the series that satisfy all matchers, whenever their samples are: their places in
    /// [`Self::series`], in no order.
    pub fn matching(&self, matchers: &Matchers) -> Vec<u32> {
        let candidates = self.index.candidates(matchers);
        // What one matcher alone leaves needs no second look.
        let is_found = candidates.is_some() && matchers.sources().len() == 1;
        let mut found = candidates.unwrap_or_else(|| self.known.values().copied().collect());
        if !is_found {
            let mut tested = Tested::new(matchers);
            found.retain(|at| tested.match_labels(&self.series[*at as usize].labels));
        }
        found
    }

    fn ranks(&self) -> &[u32] {
        self.ranks.get_or_init(|| {
            let mut ranks = vec![0; self.series.len()];
            for (rank, at) in (0..).zip(self.known.values()) {
                ranks[*at as usize] = rank;
            }
            ranks
        })
    }
}

impl SeriesStore for MemoryStore {
    fn select(&self, SelectRequest { matchers, window, .. }: SelectRequest<'_>) -> Result<Selection<'_>, Error> {
        let mut found = self.matching(matchers);
        let ranks = self.ranks();
        found.sort_by_key(|at| ranks[*at as usize]);
        let series = found.into_iter().map(|at| &self.series[at as usize]);
        Ok(Box::new(series.filter(move |one| one.samples.overlaps(window)).cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::load::load;
    use crate::engine::matcher::{LabelMatcher, Patterns};
    use crate::engine::options::Dialect;
    use crate::engine::store::TimeWindow;
    use crate::promql::ast::MatchOp;

    fn store(lines: &[&str]) -> MemoryStore {
        let mut store = MemoryStore::default();
        for (labels, samples) in load(lines.iter().copied(), 1000).expect("valid lines") {
            store.append(labels, samples);
        }
        store
    }

    #[track_caller]
    fn check(store: &MemoryStore, matchers: &[(&str, MatchOp, &str)], window: (i64, i64), expected: &[&str]) {
        let matcher = |(name, op, value): &(&str, MatchOp, &str)| LabelMatcher {
            name: (*name).to_owned(),
            op: *op,
            value: (*value).to_owned(),
        };
        let sources: Vec<_> = matchers.iter().map(matcher).collect();
        let compiled = Matchers::compile(&sources, &mut Patterns::new(Dialect::V3)).expect("valid patterns");
        let window = TimeWindow { from: window.0, to: window.1 };
        let mut found: Vec<String> = store
            .select(SelectRequest { read: 0, matchers: &compiled, window })
            .expect("a store in memory does not fail")
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
        let mut again = load(["a _ 7 8"], 1000).expect("a valid line");
        let (labels, samples) = again.remove(0);
        store.append(labels, samples);
        let [series] = store.series() else { panic!("one series: {store:?}") };
        let samples = series.samples.samples().expect("its own chunks");
        assert_eq!(samples.times, [0, 1000, 2000, 3000]);
        assert_eq!(samples.values, [1.0, 7.0, 8.0, 4.0]);
    }
}
