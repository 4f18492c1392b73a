//! Buckets of a finer resolution than the finest that is evaluated: joined, as Prometheus does.

use crate::model::native_histogram::{BucketSpan, Buckets};

/// The buckets of a schema that is so many below.
pub(super) fn reduced(buckets: Buckets, by: u32) -> Buckets {
    if by == 0 {
        return buckets;
    }
    let mut reduced = Buckets::default();
    let mut last: Option<i32> = None;
    for (index, count) in buckets.iter() {
        // Bucket i reaches up to base^i; its upper bound decides into which it falls.
        let index = (index.saturating_sub(1) >> by.min(31)).saturating_add(1);
        match (last, reduced.spans.last_mut(), reduced.counts.last_mut()) {
            (Some(before), _, Some(known)) if before == index => *known += count,
            (Some(before), Some(span), _) => {
                match index.saturating_sub(before).saturating_sub(1) {
                    0 => span.length += 1,
                    offset => reduced.spans.push(BucketSpan { offset, length: 1 }),
                }
                reduced.counts.push(count);
            }
            _ => {
                reduced.spans.push(BucketSpan { offset: index, length: 1 });
                reduced.counts.push(count);
            }
        }
        last = Some(index);
    }
    reduced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(spans: &[(i32, u32)], counts: &[f64]) -> Buckets {
        let span = |(offset, length): &(i32, u32)| BucketSpan { offset: *offset, length: *length };
        Buckets { spans: spans.iter().map(span).collect(), counts: counts.to_vec() }
    }

    #[test]
    fn buckets_that_lie_within_one_are_joined() {
        let fine = buckets(&[(-3, 4), (3, 2)], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(reduced(fine.clone(), 0), fine);
        // Indices -3 to 0, 4 and 5: at half the resolution -1, -1, 0, 0, 2, 3.
        assert_eq!(reduced(fine.clone(), 1), buckets(&[(-1, 2), (1, 2)], &[3.0, 7.0, 5.0, 6.0]));
        assert_eq!(reduced(fine, 44), buckets(&[(0, 2)], &[10.0, 11.0]));
        assert_eq!(reduced(Buckets::default(), 3), Buckets::default());
    }
}
