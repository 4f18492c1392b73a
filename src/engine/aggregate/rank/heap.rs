//! The k largest or smallest of many values, for `topk` and `bottomk`.
//!
//! A binary heap with the worst of the chosen on top, by the very steps of Go's `container/heap`: of equal values it
//! depends on the steps which are chosen, and they are to be the same that Prometheus chooses.
//!
//! Invariant: NaN is worse than anything.

/// Which values are the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ranking {
    Largest,
    Smallest,
}

impl Ranking {
    fn is_before(self, a: f64, b: f64) -> bool {
        match self {
            Self::Largest => a > b,
            Self::Smallest => a < b,
        }
    }
}

/// The best values offered so far, at most so many.
pub(super) struct Heap {
    most: usize,
    best: Ranking,
    chosen: Vec<(f64, u32)>,
}

impl Heap {
    /// For so many values.
    pub(super) fn new(most: usize, best: Ranking) -> Self {
        Self { most, best, chosen: Vec::new() }
    }

    /// Whether it is for any value at all.
    pub(super) fn wants_any(&self) -> bool {
        self.most > 0
    }

    /// Takes a value of a series in if it is among the best.
    #[inline]
    pub(super) fn offer(&mut self, value: f64, series: u32) {
        if self.most == 0 {
            return;
        }
        if self.chosen.len() < self.most {
            self.chosen.push((value, series));
            self.rise(self.chosen.len() - 1);
            return;
        }
        let worst = self.chosen[0].0;
        if self.best.is_before(value, worst) || worst.is_nan() && !value.is_nan() {
            self.chosen[0] = (value, series);
            self.sink();
        }
    }

    /// The chosen, the best first; equal ones as they stood in the heap. None is left.
    pub(super) fn drain_sorted(&mut self) -> impl Iterator<Item = (f64, u32)> {
        let best = self.best;
        self.chosen.sort_by(|(a, _), (b, _)| {
            let order = if best == Ranking::Largest { b.partial_cmp(a) } else { a.partial_cmp(b) };
            order.unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
        });
        self.chosen.drain(..)
    }

    fn is_worse(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.chosen[a].0, self.chosen[b].0);
        a.is_nan() || self.best.is_before(b, a)
    }

    fn rise(&mut self, mut at: usize) {
        while at > 0 {
            let parent = (at - 1) / 2;
            if !self.is_worse(at, parent) {
                break;
            }
            self.chosen.swap(parent, at);
            at = parent;
        }
    }

    /// Lets the top find its place.
    fn sink(&mut self) {
        let mut at = 0;
        loop {
            let left = 2 * at + 1;
            if left >= self.chosen.len() {
                break;
            }
            let right = left + 1;
            let worse = if right < self.chosen.len() && self.is_worse(right, left) { right } else { left };
            if !self.is_worse(worse, at) {
                break;
            }
            self.chosen.swap(at, worse);
            at = worse;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(most: usize, best: Ranking, values: &[f64], series: &[u32]) {
        let mut heap = Heap::new(most, best);
        for (at, value) in values.iter().enumerate() {
            heap.offer(*value, at as u32);
        }
        let found: Vec<u32> = heap.drain_sorted().map(|(_, series)| series).collect();
        assert_eq!(found, series, "{most} of {values:?}");
    }

    #[test]
    fn keeps_the_best_in_order() {
        let values = [3.0, 9.0, 1.0, 7.0, 5.0, 8.0];
        check(3, Ranking::Largest, &values, &[1, 5, 3]);
        check(3, Ranking::Smallest, &values, &[2, 0, 4]);
        check(1, Ranking::Largest, &values, &[1]);
        check(9, Ranking::Smallest, &values, &[2, 0, 4, 3, 5, 1]);
    }

    #[test]
    fn nan_comes_last_and_goes_first() {
        let values = [f64::NAN, 1.0, f64::NAN, 2.0];
        check(3, Ranking::Largest, &values, &[3, 1, 0]);
        check(2, Ranking::Smallest, &values, &[1, 3]);
        check(1, Ranking::Largest, &[f64::NAN], &[0]);
    }
}
