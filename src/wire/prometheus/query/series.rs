//! The parts of one series: its labels, its float samples, its native histograms.
//!
//! Invariant: an element that the window cuts off leaves nothing behind, so that it can be read again.

use crate::model::block::BlockBuilder;
use crate::model::histogram::{Bucket, BucketBounds};
use crate::model::order;
use crate::wire::json::scanner::{ItemPosition, Scanner};
use crate::wire::json::{Stop, number};

/// What the API promises of times, and columns need. Of raw samples some servers send several at one time
/// (`VictoriaMetrics`, Thanos); of those the last counts.
const GROWING: &str = "a time not before that of the sample before";

/// Beyond this a time in milliseconds is not exact.
const MAX_MS: f64 = 9e15;

/// The columns, and the last times of the series under construction.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) builder: BlockBuilder,
    /// Whether the series under construction has its labels.
    pub(super) has_labels: bool,
    last_float: i64,
    last_histogram: i64,
    /// Samples that do not count, as a later one of their series has the same time.
    pub(super) duplicates: u64,
    /// Values and times of a series that keeps them apart.
    values: Vec<f64>,
    times: Vec<i64>,
}

impl Default for Series {
    fn default() -> Self {
        Self {
            builder: BlockBuilder::default(),
            has_labels: false,
            last_float: i64::MIN,
            last_histogram: i64::MIN,
            values: Vec::new(),
            times: Vec::new(),
            duplicates: 0,
        }
    }
}

impl Series {
    /// Ends the series under construction; false where it is none, as values and times do not match.
    pub(super) fn end(&mut self) -> bool {
        if self.values.len() != self.times.len() {
            return false;
        }
        let (mut values, mut times) = (std::mem::take(&mut self.values), std::mem::take(&mut self.times));
        let read = times.len();
        order::sort_samples(&mut times, &mut values);
        self.duplicates += (read - times.len()) as u64;
        times.into_iter().zip(values).for_each(|(time, value)| self.builder.push_float(time, value));
        self.builder.end_series();
        self.has_labels = false;
        self.last_float = i64::MIN;
        self.last_histogram = i64::MIN;
        true
    }

    /// Samples that are read and not among the columns yet.
    pub(super) fn pending(&self) -> u64 {
        self.values.len().max(self.times.len()) as u64
    }

    /// Reads values up to the array's end, and commits after each: numbers, `null` for none, or texts such as
    /// `"Infinity"`.
    pub(super) fn numbers(&mut self, position: &mut ItemPosition, scanner: &mut Scanner) -> Result<(), Stop> {
        while scanner.element(*position)? {
            let value = match scanner.peek()? {
                b'n' => scanner.null().map(|_| f64::NAN)?,
                b'"' => number::value(scanner)?,
                _ => number::float(scanner)?,
            };
            self.values.push(value);
            scanner.commit();
            *position = ItemPosition::Later;
        }
        Ok(())
    }

    /// Reads times in milliseconds up to the array's end, and commits after each.
    pub(super) fn stamps(&mut self, position: &mut ItemPosition, scanner: &mut Scanner) -> Result<(), Stop> {
        while scanner.element(*position)? {
            let before = scanner.clone();
            let ms = number::float(scanner)?;
            if ms.abs() > MAX_MS || ms.fract() != 0.0 {
                return before.bad("a time in milliseconds");
            }
            #[expect(clippy::cast_possible_truncation, reason = "it is whole, and within what times may be")]
            self.times.push(ms as i64);
            scanner.commit();
            *position = ItemPosition::Later;
        }
        Ok(())
    }

    /// Whether it has no sample yet.
    pub(super) fn is_bare(&self) -> bool {
        self.last_float == i64::MIN && self.last_histogram == i64::MIN
    }

    /// Reads `{"name":"value",…}`.
    pub(super) fn labels(&mut self, scanner: &mut Scanner) -> Result<(), Stop> {
        scanner.whole()?;
        self.has_labels = true;
        if scanner.null()? {
            return Ok(());
        }
        scanner.expect(b'{', "labels")?;
        let mut position = ItemPosition::First;
        while let Some(name) = scanner.member(position)? {
            let value = scanner.text()?;
            self.builder.labels.push(&name, &value);
            position = ItemPosition::Later;
        }
        Ok(())
    }

    /// Reads `[time,"value"]`.
    #[inline]
    pub(super) fn float(&mut self, scanner: &mut Scanner) -> Result<(), Stop> {
        scanner.expect(b'[', "a sample: [time,\"value\"]")?;
        let before = scanner.clone();
        let time = number::time(scanner)?;
        if time < self.last_float {
            return before.bad(GROWING);
        }
        scanner.expect(b',', "',' between time and value")?;
        let value = number::value(scanner)?;
        scanner.expect(b']', "']' after a sample")?;
        if time == self.last_float {
            self.builder.pop_float();
            self.duplicates += 1;
        }
        self.last_float = time;
        self.builder.push_float(time, value);
        Ok(())
    }

    /// Reads float samples up to the array's end, and commits after each. `position` is kept up to date.
    pub(super) fn floats(&mut self, position: &mut ItemPosition, scanner: &mut Scanner) -> Result<(), Stop> {
        while scanner.element(*position)? {
            self.float(scanner)?;
            scanner.commit();
            *position = ItemPosition::Later;
        }
        Ok(())
    }

    /// Reads `[time,{"count":"…","sum":"…","buckets":[…]}]`.
    pub(super) fn histogram(&mut self, scanner: &mut Scanner) -> Result<(), Stop> {
        scanner.whole()?;
        scanner.expect(b'[', "a histogram: [time,{…}]")?;
        let before = scanner.clone();
        let time = number::time(scanner)?;
        if time < self.last_histogram {
            return before.bad(GROWING);
        }
        if time == self.last_histogram {
            self.builder.pop_histogram();
            self.duplicates += 1;
        }
        scanner.expect(b',', "',' between time and histogram")?;
        scanner.expect(b'{', "a histogram")?;
        let (mut count, mut sum) = (f64::NAN, f64::NAN);
        let mut position = ItemPosition::First;
        while let Some(key) = scanner.member(position)? {
            match &*key {
                "count" => count = number::value(scanner)?,
                "sum" => sum = number::value(scanner)?,
                "buckets" => self.buckets(scanner)?,
                _ => scanner.skip()?,
            }
            position = ItemPosition::Later;
        }
        scanner.expect(b']', "']' after a histogram")?;
        self.last_histogram = time;
        self.builder.push_histogram(time, count, sum);
        Ok(())
    }

    /// Reads `[[bounds,"lo","hi","count"],…]`, or null.
    fn buckets(&mut self, scanner: &mut Scanner) -> Result<(), Stop> {
        if scanner.null()? {
            return Ok(());
        }
        scanner.expect(b'[', "buckets")?;
        let mut position = ItemPosition::First;
        while scanner.element(position)? {
            scanner.expect(b'[', "a bucket: [bounds,\"lo\",\"hi\",\"count\"]")?;
            let before = scanner.clone();
            let code = number::float(scanner)?;
            let bounds = (0_u8..4).find(|&c| f64::from(c) == code).and_then(BucketBounds::from_code);
            let Some(bounds) = bounds else { return before.bad("bounds from 0 to 3") };
            let [lo, hi, count] = [comma_value(scanner)?, comma_value(scanner)?, comma_value(scanner)?];
            self.builder.histograms().push_bucket(Bucket { bounds, lo, hi, count });
            scanner.expect(b']', "']' after a bucket")?;
            position = ItemPosition::Later;
        }
        Ok(())
    }
}

fn comma_value(scanner: &mut Scanner) -> Result<f64, Stop> {
    scanner.expect(b',', "','")?;
    number::value(scanner)
}
