//! Native histograms as Prometheus evaluates them: exponential or custom buckets, sparse, counts as floats.
//!
//! Invariant: the spans' lengths add up to the number of counts; `custom_values` is empty unless the schema is
//! [`CUSTOM_SCHEMA`], and grows strictly.
//! Not here: arithmetic and quantiles (`engine::histogram`), the buckets that the HTTP API shows (`histogram`).

use std::rc::Rc;

/// The schema of histograms whose bounds are their own (`custom_values`).
pub const CUSTOM_SCHEMA: i8 = -53;

/// The coarsest and the finest exponential schema: bucket bounds grow by 2^(2^-schema).
pub const EXPONENTIAL_SCHEMAS: std::ops::RangeInclusive<i8> = -4..=8;

/// What is known of a counter reset between a histogram and the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResetHint {
    /// Whether there was one must be found out.
    #[default]
    Unknown,
    /// There was one.
    Reset,
    /// There was none.
    NotReset,
    /// It is a gauge, which has none.
    Gauge,
}

/// A run of buckets that stand next to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketSpan {
    /// The gap to the end of the span before; of the first span, the index of its first bucket.
    pub offset: i32,
    /// How many buckets.
    pub length: u32,
}

/// The buckets of one sign.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Buckets {
    /// Which indices are there, in growing order.
    pub spans: Vec<BucketSpan>,
    /// Observations of each of them, one entry a bucket of the spans: absolute, not differences.
    pub counts: Vec<f64>,
}

/// A native histogram.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NativeHistogram {
    /// The resolution: one of [`EXPONENTIAL_SCHEMAS`], or [`CUSTOM_SCHEMA`].
    pub schema: i8,
    /// What is known of a reset before it.
    pub hint: ResetHint,
    /// The zero bucket reaches from minus to plus this.
    pub zero_threshold: f64,
    /// Observations in the zero bucket.
    pub zero_count: f64,
    /// All observations.
    pub count: f64,
    /// The sum of all observations.
    pub sum: f64,
    /// Buckets above zero; of custom buckets, all.
    pub positive: Buckets,
    /// Buckets below zero, by growing distance from it.
    pub negative: Buckets,
    /// Upper bounds of custom buckets without the last, +Inf. Shared, as all histograms of a series have the same.
    pub custom_values: Rc<[f64]>,
}

impl Buckets {
    /// The indices with their counts, in growing order.
    pub fn iter(&self) -> impl Iterator<Item = (i32, f64)> {
        let mut next = 0_i32;
        let indices = self.spans.iter().flat_map(move |span| {
            let start = next.saturating_add(span.offset);
            next = start.saturating_add_unsigned(span.length);
            start..next
        });
        indices.zip(self.counts.iter().copied())
    }

    /// Whether the spans fit the counts.
    pub fn is_valid(&self) -> bool {
        let length: u64 = self.spans.iter().map(|span| u64::from(span.length)).sum();
        length == self.counts.len() as u64 && self.spans.iter().skip(1).all(|span| span.offset >= 0)
    }
}

impl NativeHistogram {
    /// Whether its bounds are its own.
    pub fn has_custom_buckets(&self) -> bool {
        self.schema == CUSTOM_SCHEMA
    }

    /// The memory that it takes, in bytes, without the bounds of custom buckets, which are shared.
    pub fn memory(&self) -> u64 {
        let side = |buckets: &Buckets| size_of_val(&*buckets.spans) + size_of_val(&*buckets.counts);
        (size_of::<Self>() + side(&self.positive) + side(&self.negative)) as u64
    }

    /// As how many samples of floats it counts where samples are limited: as many as take the memory of it.
    pub fn weight(&self) -> u64 {
        self.memory().div_ceil(2 * size_of::<f64>() as u64)
    }
}
