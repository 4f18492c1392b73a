//! Sorting of many items: a counting sort, and a merge sort that yields.
//!
//! Not here: sorting of what is short (`model::order`).

use std::cmp::Ordering;

use super::error::Error;
use super::query_budget::bytes_of;
use super::task::for_each_yielding;
use crate::model::count::to_u32;
use crate::model::order::sort_numbers;

/// The length of the runs.
const RUN: usize = 1 << 10;

/// Bytes an item that sorting takes: its number, twice.
pub const SORTED: u64 = bytes_of::<u32>(2);

/// The numbers of so many items in their order; those that compare as equal as they stand. Yields as tasks do; nothing
/// of its own fails.
pub async fn sorted(items: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Result<Vec<u32>, Error> {
    let mut order: Vec<u32> = (0..to_u32(items)).collect();
    if (1..to_u32(items)).all(|at| compare(at - 1, at).is_le()) {
        return Ok(order);
    }
    let mut runs = order.chunks_mut(RUN);
    let mut sort = |at: usize| {
        if at.is_multiple_of(RUN)
            && let Some(run) = runs.next()
        {
            sort_numbers(run, &mut |a, b| compare(a, b));
        }
        Ok(())
    };
    for_each_yielding(items, &mut sort).await?;
    let mut merged = Vec::with_capacity(items);
    let mut length = RUN;
    while length < items {
        let mut pairs = order.chunks(2 * length).map(|runs| runs.split_at(length.min(runs.len())));
        let (mut first, mut second): (&[u32], &[u32]) = (&[], &[]);
        let mut merge = |_| {
            if first.is_empty() && second.is_empty() {
                (first, second) = pairs.next().unwrap_or_default();
            }
            let is_first = match (first, second) {
                ([a, ..], [b, ..]) => compare(*a, *b).is_le(),
                _ => second.is_empty(),
            };
            let taken = if is_first { &mut first } else { &mut second };
            merged.extend(taken.split_off_first());
            Ok(())
        };
        for_each_yielding(items, &mut merge).await?;
        std::mem::swap(&mut order, &mut merged);
        merged.clear();
        length *= 2;
    }
    Ok(order)
}

/// The numbers of items sorted by group (by counting, so that their order stays), and where each group begins and the
/// last one ends.
pub fn grouped(of_items: &[u32], groups: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; groups + 1];
    for group in of_items {
        starts[*group as usize + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut members = vec![0; of_items.len()];
    for (item, group) in of_items.iter().enumerate() {
        let place = &mut next[*group as usize];
        members[*place as usize] = to_u32(item);
        *place += 1;
    }
    (members, starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::task::Task;

    #[test]
    fn sorts_as_the_standard_library_does() {
        for (items, values) in [(0, 1), (1, 1), (RUN, 7), (RUN + 1, 1000), (5 * RUN - 3, 50), (4 * RUN, 1)] {
            let mut random = 7_u32;
            let keys: Vec<u32> = (0..items)
                .map(|_| {
                    random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (random >> 8) % values
                })
                .collect();
            let mut wanted: Vec<u32> = (0..items as u32).collect();
            wanted.sort_by_key(|at| keys[*at as usize]);
            let own = Task::new(async move { sorted(items, &|a, b| keys[a as usize].cmp(&keys[b as usize])).await });
            assert_eq!(own.done(), Ok(wanted), "{items} of {values}");
        }
    }
}
