//! The labels that all series of a block share, found in one pass: what names a series among the others is the rest.

use crate::model::count::to_u32;
use crate::model::labels::LabelTable;

/// Finds the labels that all series share, one series after the other: each of a series' labels is looked at once.
#[derive(Debug, Default)]
pub struct CommonLabels {
    /// By the number of a label's name: the number of its value in the first series, and in how many series it was seen
    /// with that value.
    seen: Vec<(u32, u32)>,
    /// Labels that all series so far share.
    left: usize,
}

/// No text.
const NO_TEXT: u32 = u32::MAX;

impl CommonLabels {
    /// Begins; none are common to a single series, whose labels are its name and not what it has in common.
    pub fn new(labels: &LabelTable) -> Self {
        let first = if labels.len() < 2 { &[][..] } else { labels.pairs_of(0) };
        let names = first.iter().map(|pair| pair[0] as usize + 1).max().unwrap_or(0);
        let mut seen = vec![(NO_TEXT, 0); names];
        for &[name, value] in first {
            seen[name as usize] = (value, 0);
        }
        Self { seen, left: first.len() }
    }

    /// Takes the next series into account; every one, from the first on.
    pub fn add(&mut self, labels: &LabelTable, series: usize) {
        if self.left == 0 {
            return;
        }
        self.left = 0;
        for &[name, value] in labels.pairs_of(series) {
            match self.seen.get_mut(name as usize) {
                Some((common, count)) if *common == value && *count as usize == series => {
                    *count += 1;
                    self.left += 1;
                }
                _ => {}
            }
        }
    }

    /// What all share, once every series was added.
    pub fn take(&mut self, labels: &LabelTable) -> Common {
        let all = to_u32(labels.len());
        let is_common = |&&name: &&u32| self.seen[name as usize].1 == all;
        let first = if self.left == 0 { &[][..] } else { labels.pairs_of(0) };
        let mut names: Vec<u32> = first.iter().map(|pair| pair[0]).collect();
        names.sort_unstable();
        Common { names: names.iter().filter(is_common).copied().collect() }
    }
}

/// The labels that all series of a block share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Common {
    /// The numbers of their names, from the least.
    names: Vec<u32>,
}

impl Common {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The labels as (name, value), in the order of the first series.
    pub fn labels<'a>(&'a self, labels: &'a LabelTable) -> impl Iterator<Item = (&'a str, &'a str)> {
        let first = if self.names.is_empty() { &[][..] } else { labels.pairs_of(0) };
        self.pairs(labels, first, true)
    }

    /// The labels of a series that are not among these, in stored order.
    pub fn own<'a>(&'a self, labels: &'a LabelTable, series: usize) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs(labels, labels.pairs_of(series), false)
    }

    fn pairs<'a>(
        &'a self,
        labels: &'a LabelTable,
        pairs: &'a [[u32; 2]],
        common: bool,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let wanted = pairs.iter().filter(move |pair| self.names.binary_search(&pair[0]).is_ok() == common);
        wanted.map(|&[name, value]| (labels.text(name), labels.text(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::block::{Block, BlockBuilder};

    fn block(series: &[&[(&str, &str)]]) -> Block {
        let mut builder = BlockBuilder::default();
        for pairs in series {
            pairs.iter().for_each(|(name, value)| builder.labels.push(name, value));
            builder.end_series();
        }
        builder.finish()
    }

    fn cpus() -> Block {
        let of = |cpu, mode| [("__name__", "cpu"), ("cpu", cpu), ("mode", mode), ("job", "node")];
        block(&[&of("0", "idle"), &of("0", "user"), &of("1", "idle")])
    }

    fn common(block: &Block) -> Common {
        let mut common = CommonLabels::new(&block.labels);
        (0..block.len()).for_each(|series| common.add(&block.labels, series));
        common.take(&block.labels)
    }

    #[test]
    fn what_all_share_is_said_once() {
        let block = cpus();
        let common = common(&block);
        assert!(common.labels(&block.labels).eq([("__name__", "cpu"), ("job", "node")]));
        assert!(common.own(&block.labels, 2).eq([("cpu", "1"), ("mode", "idle")]));
    }

    #[test]
    fn nothing_is_shared_that_one_series_lacks() {
        let (a, b) = (("a", "1"), ("b", "1"));
        for (series, wanted) in [
            (&[][..], &[][..]),
            (&[&[a, b][..]], &[]),
            (&[&[a, b], &[b, a]], &[a, b]),
            (&[&[b, a], &[a], &[a, b]], &[a]),
            (&[&[a, b], &[b], &[a]], &[]),
            (&[&[a], &[("b", "1"), ("a", "2")]], &[]),
            // A value that is the name of a label, and a label whose value is another's.
            (&[&[("x", "y"), ("y", "x")], &[("x", "y"), ("y", "y")]], &[("x", "y")]),
        ] {
            let block = block(series);
            assert!(common(&block).labels(&block.labels).eq(wanted.iter().copied()), "{series:?}");
        }
    }
}
