//! The best-ranked of very many names, without sorting them all: a heap of bounded size that drops its worst.
//!
//! Invariant: memory in proportion to the limit, not to the number of names; the order does not depend on the order
//! in which names come: equals are ordered by name.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::names::Names;
use super::pattern::{Class, Pattern};

/// How good an offer is; greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    class: Class,
    score: i32,
}

/// A name that is kept, with what it stands for.
#[derive(Debug)]
pub(super) struct RankedName<'k, T> {
    pub(super) rank: Rank,
    pub(super) name: &'k str,
    pub(super) item: T,
}

/// The best names so far.
#[derive(Debug)]
pub(super) struct TopNames<'p, 'k, T> {
    pattern: &'p Pattern,
    limit: usize,
    /// The worst is on top.
    heap: BinaryHeap<RankedName<'k, T>>,
    fitting: usize,
}

impl<'p, 'k, T> TopNames<'p, 'k, T> {
    pub(super) fn new(pattern: &'p Pattern, limit: usize) -> Self {
        Self { pattern, limit, heap: BinaryHeap::new(), fitting: 0 }
    }

    /// Takes those of many names that fit what was typed and are good enough.
    pub(super) fn consider_all(&mut self, names: &'k Names, item: T, bonus: impl Fn(&str) -> i32)
    where
        T: Copy,
    {
        for (name, letters) in names.with_letters() {
            if self.pattern.may_be_in(letters) {
                self.consider(name, item, &bonus);
            }
        }
    }

    /// Takes a name if it fits what was typed and is good enough. `bonus` is what speaks for it besides its letters.
    pub(super) fn consider(&mut self, name: &'k str, item: T, bonus: impl FnOnce(&str) -> i32) {
        if !self.pattern.is_in(name) {
            return;
        }
        self.fitting += 1;
        let class = self.pattern.class(name);
        let full = self.heap.len() >= self.limit;
        // Most names end here: scoring is for those that begin at least as well as the worst.
        if full && self.heap.peek().is_some_and(|worst| worst.rank.class > class) {
            return;
        }
        let rank = Rank { class, score: self.pattern.score(name) + bonus(name) };
        let kept = RankedName { rank, name, item };
        if !full {
            self.heap.push(kept);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && kept < *worst
        {
            *worst = kept;
        }
    }

    /// What was kept, in no order, and how many names fitted.
    pub(super) fn finish(self) -> (Vec<RankedName<'k, T>>, usize) {
        (self.heap.into_vec(), self.fitting)
    }
}

impl<T> Ord for RankedName<'_, T> {
    /// The better one is the lesser.
    fn cmp(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank).then_with(|| self.name.cmp(other.name))
    }
}

impl<T> PartialOrd for RankedName<'_, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for RankedName<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for RankedName<'_, T> {}
