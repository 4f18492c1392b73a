//! Orders that the standard library's sorts do not give: in steps, of two columns at once, of numbers through a
//! pointer.
//!
//! [`MergeSort`] sorts in steps: for lists so long that the page must stay responsive meanwhile.
//!
//! Not here: sorting floats by themselves, where speed counts (`engine::quantile`).

use std::cmp::Ordering;

use super::count::to_u32;

/// Sorts numbers, keeping the order of those that compare as equal.
pub fn sort_numbers(numbers: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    numbers.sort_by(|a, b| compare(*a, *b));
}

/// A number that orders as a float does by `total_cmp`.
pub fn key_of_float(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// The length of the runs that [`MergeSort`] merges.
const RUN: usize = 64;

/// The most comparisons that sorting such a run takes for each of its numbers.
const A_NUMBER: usize = 8;

/// A stable sort of numbers in steps: sorted runs, merged pass by pass.
#[derive(Debug)]
pub struct MergeSort {
    numbers: Vec<u32>,
    /// What this pass has merged so far.
    merged: Vec<u32>,
    /// The length of sorted runs; 0 while the first ones are made.
    width: usize,
    /// The next numbers of the two runs that are being merged; while the first runs are made, `left` is where the
    /// next begins.
    left: usize,
    right: usize,
}

impl MergeSort {
    /// Begins to sort these.
    pub fn new(numbers: Vec<u32>) -> Self {
        Self { numbers, merged: Vec::new(), width: 0, left: 0, right: 0 }
    }

    /// Does a part of the work, at most so many comparisons and those of one run; the sorted numbers once all is done,
    /// which are only then taken out. Every step is given the same `compare`.
    pub fn advance(&mut self, comparisons: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Option<Vec<u32>> {
        if self.width == 0 {
            self.make_runs(comparisons, compare);
        } else if self.width < self.numbers.len() {
            self.merge(comparisons, compare);
        }
        (self.width > 0 && self.width >= self.numbers.len()).then(|| std::mem::take(&mut self.numbers))
    }

    fn make_runs(&mut self, comparisons: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) {
        let end = self.left.saturating_add((comparisons / A_NUMBER).max(1)).min(self.numbers.len());
        while self.left < end {
            let next = (self.left + RUN).min(self.numbers.len());
            sort_numbers(&mut self.numbers[self.left..next], compare);
            self.left = next;
        }
        if self.left >= self.numbers.len() {
            self.width = RUN;
            self.merged.reserve_exact(self.numbers.len());
        }
    }

    fn merge(&mut self, comparisons: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) {
        let (all, mut left_over) = (self.numbers.len(), comparisons.max(1));
        while self.merged.len() < all {
            let start = self.merged.len() / (2 * self.width) * (2 * self.width);
            let (middle, end) = ((start + self.width).min(all), (start + 2 * self.width).min(all));
            if self.merged.len() == start {
                (self.left, self.right) = (start, middle);
            }
            while self.left < middle && self.right < end {
                if left_over == 0 {
                    return;
                }
                left_over -= 1;
                let (left, right) = (self.numbers[self.left], self.numbers[self.right]);
                if compare(left, right).is_le() {
                    self.merged.push(left);
                    self.left += 1;
                } else {
                    self.merged.push(right);
                    self.right += 1;
                }
            }
            self.merged.extend_from_slice(&self.numbers[self.left..middle]);
            self.merged.extend_from_slice(&self.numbers[self.right..end]);
        }
        std::mem::swap(&mut self.numbers, &mut self.merged);
        self.merged.clear();
        self.width *= 2;
    }
}

/// Sorts samples by time; of several at one time the last stays. Both columns are equally long.
pub fn sort_samples(times: &mut Vec<i64>, values: &mut Vec<f64>) {
    if times.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut order: Vec<u32> = (0..to_u32(times.len())).collect();
    sort_numbers(&mut order, &mut |a, b| times[a as usize].cmp(&times[b as usize]));
    let is_last = |at: usize| order.get(at + 1).is_none_or(|next| times[*next as usize] != times[order[at] as usize]);
    let kept: Vec<usize> = (0..order.len()).filter(|at| is_last(*at)).map(|at| order[at] as usize).collect();
    (*times, *values) = kept.into_iter().map(|at| (times[at], values[at])).unzip();
}

/// The swaps of places after which each place has the item that `order` names for it; each is named once.
pub fn swaps(mut order: Vec<u32>) -> impl Iterator<Item = (usize, usize)> {
    // Along a cycle of places, each gives its item to the one before.
    let (mut start, mut at) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let from = std::mem::replace(order.get_mut(at)?, to_u32(at)) as usize;
            if from != start {
                return Some((std::mem::replace(&mut at, from), from));
            }
            start += 1;
            at = start;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_floats_order_as_floats() {
        let values = [f64::NEG_INFINITY, -1e300, -1.0, -0.0, 0.0, f64::MIN_POSITIVE, 2.5, f64::INFINITY, f64::NAN];
        assert!(values.map(key_of_float).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn in_steps_the_order_is_the_same() {
        let mut random = 11_u32;
        for len in [0, 1, 2, 63, 64, 65, 128, 129, 1000, 5000] {
            let keys: Vec<u32> = (0..len)
                .map(|_| {
                    random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (random >> 8) % 97
                })
                .collect();
            let mut wanted: Vec<u32> = (0..len).collect();
            wanted.sort_by_key(|&at| keys[at as usize]);
            for comparisons in [1, 7, 1000, usize::MAX] {
                let mut sort = MergeSort::new((0..len).collect());
                let (mut counted, mut most) = (0, 0);
                let sorted = loop {
                    let before = counted;
                    let step = sort.advance(comparisons, &mut |a, b| {
                        counted += 1;
                        keys[a as usize].cmp(&keys[b as usize])
                    });
                    most = most.max(counted - before);
                    if let Some(sorted) = step {
                        break sorted;
                    }
                };
                assert_eq!(sorted, wanted, "{len} numbers, {comparisons} comparisons a step");
                let run = A_NUMBER * RUN;
                assert!(most <= comparisons.saturating_add(run), "{most} comparisons in one step of {comparisons}");
            }
        }
    }

    #[test]
    fn of_samples_at_one_time_the_last_stays() {
        let (mut times, mut values) = (vec![3, 1, 3, 2, 1], vec![0.0, 1.0, 2.0, 3.0, 4.0]);
        sort_samples(&mut times, &mut values);
        assert_eq!((times, values), (vec![1, 2, 3], vec![4.0, 3.0, 2.0]));
    }
}
