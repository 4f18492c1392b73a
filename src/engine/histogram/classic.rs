//! Histograms of the classic kind: one series a bucket, its bound in the label `le`, its count cumulative.
//!
//! Source: `BucketQuantile` and `BucketFraction` of `promql/quantile.go` of Prometheus.

use crate::engine::annotation::monotonicity::Fall;

/// A cumulative bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassicBucket {
    /// The upper bound, which belongs to it.
    pub upper: f64,
    /// All observations up to there.
    pub count: f64,
}

/// Buckets of one histogram in the order of their bounds, equal bounds joined.
#[derive(Debug, Clone, Default)]
pub struct ClassicBuckets(Vec<ClassicBucket>);

/// Differences this small, relative to the counts, come from rounding.
const TOLERANCE: f64 = 1e-12;

impl ClassicBuckets {
    /// Takes what it was made of, to be filled again.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds the next bucket; bounds do not fall. One of the same bound is joined.
    pub fn push(&mut self, upper: f64, count: f64) {
        match self.0.last_mut() {
            Some(last) if last.upper == upper => last.count += count,
            _ => self.0.push(ClassicBucket { upper, count }),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn is_complete(&self) -> bool {
        self.0.last().is_some_and(|last| last.upper == f64::INFINITY)
    }

    /// Makes counts grow from bucket to bucket. Says where they fell by more than rounding does.
    pub fn settle(&mut self) -> Option<Fall> {
        if !self.is_complete() {
            return None;
        }
        let mut fall: Option<Fall> = None;
        let mut before = self.0[0].count;
        for bucket in &mut self.0[1..] {
            let count = bucket.count;
            if count == before {
                continue;
            }
            if is_almost_equal(before, count) {
                bucket.count = before;
            } else if count < before {
                bucket.count = before;
                let at = bucket.upper;
                let known = fall.get_or_insert(Fall { lowest: at, highest: at, most: 0.0 });
                known.highest = at;
                known.most = known.most.max(before - count);
            } else {
                before = count;
            }
        }
        fall
    }

    /// The value below which the part `phi` of the observations lies, of settled buckets; NaN without a bucket up to
    /// +Inf, with no other beside it, or of no observations.
    pub fn quantile(&self, phi: f64) -> f64 {
        if phi.is_nan() {
            return f64::NAN;
        }
        if phi < 0.0 {
            return f64::NEG_INFINITY;
        }
        if phi > 1.0 {
            return f64::INFINITY;
        }
        let [finite @ .., last] = self.0.as_slice() else { return f64::NAN };
        if !self.is_complete() || finite.is_empty() || last.count == 0.0 {
            return f64::NAN;
        }
        let rank = phi * last.count;
        // As `sort.Search` does it, whatever NaN among the counts does to their order.
        let at = first_at_least(finite, rank);
        let Some(bucket) = finite.get(at) else { return finite[finite.len() - 1].upper };
        let Some(below) = at.checked_sub(1).map(|at| finite[at]) else {
            return if bucket.upper <= 0.0 { bucket.upper } else { bucket.upper * (rank / bucket.count) };
        };
        below.upper + (bucket.upper - below.upper) * ((rank - below.count) / (bucket.count - below.count))
    }

    /// The part of the observations that lies between two bounds; NaN where [`ClassicBuckets::quantile`] is. Nothing of
    /// a bucket that reaches to infinity lies at one side of a bound within it.
    pub fn fraction(&self, lower: f64, upper: f64) -> f64 {
        let count = self.0.last().map_or(0.0, |last| last.count);
        if !self.is_complete() || count == 0.0 || lower.is_nan() || upper.is_nan() {
            return f64::NAN;
        }
        if lower >= upper {
            return 0.0;
        }
        let rank = |bound: f64| self.rank(bound).map_or(count, |rank| if rank > count { count } else { rank });
        (rank(upper) - rank(lower)) / count
    }

    /// The observations up to a bound.
    fn rank(&self, bound: f64) -> Option<f64> {
        let mut start = if self.0.first()?.upper <= 0.0 { f64::NEG_INFINITY } else { 0.0 };
        let mut rank = 0.0;
        for bucket in &self.0 {
            if start >= bound {
                return Some(rank);
            }
            if bucket.upper > bound {
                let part = (bucket.count - rank) * (bound - start) / (bucket.upper - start);
                return Some(if start == f64::NEG_INFINITY { bucket.count } else { rank + part });
            }
            (start, rank) = (bucket.upper, bucket.count);
        }
        None
    }
}

fn first_at_least(buckets: &[ClassicBucket], rank: f64) -> usize {
    let (mut low, mut high) = (0, buckets.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if buckets[middle].count >= rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Whether two counts differ by no more than rounding does; source: `util/almost` of Prometheus.
fn is_almost_equal(a: f64, b: f64) -> bool {
    /// The smallest normal float, below which differences are not relative.
    const SMALLEST: f64 = f64::MIN_POSITIVE;
    if a.is_nan() && b.is_nan() || a == b {
        return true;
    }
    let (sum, difference) = (a.abs() + b.abs(), (a - b).abs());
    if a == 0.0 || b == 0.0 || sum < SMALLEST {
        return difference < TOLERANCE * SMALLEST;
    }
    difference / sum.min(f64::MAX) < TOLERANCE
}
