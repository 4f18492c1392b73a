//! Native histograms as the HTTP API shows them: count, sum and buckets, in columns.
//!
//! Invariant: `bucket_ends` has one entry a histogram; the four bucket columns have equal length.
//! Not here: the exponential schema with its spans (`native_histogram`).

use super::count::to_u32;

/// Which ends of a bucket belong to it, as the API numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum BucketBounds {
    /// (lo, hi]
    OpenLeft = 0,
    /// [lo, hi)
    OpenRight = 1,
    /// (lo, hi)
    Open = 2,
    /// [lo, hi]
    Closed = 3,
}

impl BucketBounds {
    /// From the API's number; `None` for a number it does not define.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::OpenLeft, Self::OpenRight, Self::Open, Self::Closed].into_iter().nth(code.into())
    }
}

/// One bucket of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Which of its two bounds belong to it.
    pub bounds: BucketBounds,
    /// Lower bound.
    pub lo: f64,
    /// Upper bound.
    pub hi: f64,
    /// Observations in the bucket (a float: rates are fractional).
    pub count: f64,
}

/// Many histograms in columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histograms {
    /// Observations, one a histogram.
    pub counts: Vec<f64>,
    /// Sum of observations, one a histogram.
    pub sums: Vec<f64>,
    /// Where the buckets of histogram `i` end in the bucket columns; they begin where those of `i - 1` end. One entry a
    /// histogram.
    pub bucket_ends: Vec<u32>,
    /// Which bounds belong to it, of all buckets: [`BucketBounds`] as the API numbers them.
    pub bounds: Vec<u8>,
    /// Lower bounds of all buckets.
    pub los: Vec<f64>,
    /// Upper bounds of all buckets.
    pub his: Vec<f64>,
    /// Counts of all buckets.
    pub bucket_counts: Vec<f64>,
}

impl Histograms {
    /// The number of histograms.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The bytes of all columns.
    pub fn memory(&self) -> usize {
        let buckets = size_of::<u8>() + 3 * size_of::<f64>();
        self.len() * (2 * size_of::<f64>() + size_of::<u32>()) + self.bounds.len() * buckets
    }

    /// Adds a bucket to the histogram under construction.
    pub fn push_bucket(&mut self, bucket: Bucket) {
        self.bounds.push(bucket.bounds as u8);
        self.los.push(bucket.lo);
        self.his.push(bucket.hi);
        self.bucket_counts.push(bucket.count);
    }

    /// Ends the histogram under construction, which has so many observations and this sum of them.
    pub fn end(&mut self, count: f64, sum: f64) {
        self.counts.push(count);
        self.sums.push(sum);
        self.bucket_ends.push(to_u32(self.bounds.len()));
    }

    /// Takes the last histogram out again.
    pub fn pop(&mut self) {
        self.counts.pop();
        self.sums.pop();
        self.bucket_ends.pop();
        let buckets = self.bucket_ends.last().map_or(0, |&end| end as usize);
        self.bounds.truncate(buckets);
        for column in [&mut self.los, &mut self.his, &mut self.bucket_counts] {
            column.truncate(buckets);
        }
    }

    /// The buckets of histogram `index`, from low to high as the server sent them; none for an index that is not of
    /// these columns.
    pub fn buckets(&self, index: usize) -> impl ExactSizeIterator<Item = Bucket> {
        let end = self.bucket_ends.get(index).map_or(0, |&end| end as usize);
        let start = index.checked_sub(1).and_then(|before| self.bucket_ends.get(before)).map_or(0, |&e| e as usize);
        (start..end).map(|b| Bucket {
            bounds: BucketBounds::from_code(self.bounds[b]).unwrap_or(BucketBounds::OpenLeft),
            lo: self.los[b],
            hi: self.his[b],
            count: self.bucket_counts[b],
        })
    }

    /// Whether the columns fit each other; for columns that came from elsewhere.
    pub fn is_valid(&self) -> bool {
        let buckets = self.bounds.len();
        self.sums.len() == self.len()
            && self.bucket_ends.len() == self.len()
            && self.bucket_ends.is_sorted()
            && self.bucket_ends.last().is_none_or(|&e| e as usize == buckets)
            && [self.los.len(), self.his.len(), self.bucket_counts.len()].iter().all(|&n| n == buckets)
    }
}
