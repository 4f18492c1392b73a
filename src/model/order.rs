//! Sorting, by one sort for all types.
//!
//! The standard library's sort is compiled anew for each type and comparison, of which each costs some 5 kB; some
//! thirty of them made a tenth of the worker. Here numbers are sorted by a comparison that is called through a
//! pointer, and the items are then moved to where they belong.
//!
//! Not here: sorting floats by themselves, where speed counts (`engine::quantile`).

use std::cmp::Ordering;

/// Sorts, keeping the order of equal items.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if items.is_sorted_by(|a, b| compare(a, b).is_le()) {
        return;
    }
    let mut order: Vec<u32> = (0..items.len() as u32).collect();
    sort_numbers(&mut order, &mut |a, b| compare(&items[a as usize], &items[b as usize]));
    swaps(order).for_each(|(a, b)| items.swap(a, b));
}

/// Sorts by a key, keeping the order of items of equal keys.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts, equal items being the same.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts numbers, keeping the order of those that compare as equal.
pub fn sort_numbers(numbers: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    numbers.sort_by(|a, b| compare(*a, *b));
}

/// Sorts samples by time; of several at one time the last stays. Both columns are equally long.
pub fn sort_samples(times: &mut Vec<i64>, values: &mut Vec<f64>) {
    if times.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut order: Vec<u32> = (0..times.len() as u32).collect();
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
            let from = std::mem::replace(order.get_mut(at)?, at as u32) as usize;
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

    #[track_caller]
    fn check(items: &[(i32, u32)]) {
        let (mut own, mut wanted) = (items.to_vec(), items.to_vec());
        sort_by(&mut own, |a, b| a.0.cmp(&b.0));
        wanted.sort_by_key(|item| item.0);
        assert_eq!(own, wanted, "{items:?}");
    }

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut random = 7_u32;
        for len in (0..40).chain([1000]) {
            for range in [1, 3, 1000] {
                let items: Vec<(i32, u32)> = (0..len)
                    .map(|at| {
                        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        ((random >> 8) as i32 % range, at)
                    })
                    .collect();
                check(&items);
            }
        }
    }

    #[test]
    fn of_samples_at_one_time_the_last_stays() {
        let (mut times, mut values) = (vec![3, 1, 3, 2, 1], vec![0.0, 1.0, 2.0, 3.0, 4.0]);
        sort_samples(&mut times, &mut values);
        assert_eq!((times, values), (vec![1, 2, 3], vec![4.0, 3.0, 2.0]));
    }

    #[test]
    fn sorts_by_keys_and_by_nature() {
        let mut words = ["pear", "fig", "apple", "kiwi"];
        sort_by_key(&mut words, |word| word.len());
        assert_eq!(words, ["fig", "pear", "kiwi", "apple"]);
        sort(&mut words);
        assert_eq!(words, ["apple", "fig", "kiwi", "pear"]);
    }
}
