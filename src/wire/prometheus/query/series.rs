//! The parts of one series: its labels, its float samples, its native histograms.
//!
//! Invariant: an element that the window cuts off leaves nothing behind, so that it can be read again.

use crate::model::block::BlockBuilder;
use crate::model::histogram::{Bucket, BucketBounds};
use crate::wire::json::scanner::{Place, Scanner};
use crate::wire::json::{Stop, number};

/// What the API promises of times, and columns need. Of raw samples some servers send several at one time
/// (`VictoriaMetrics`, Thanos); of those the last counts.
const GROWING: &str = "a time not before that of the sample before";

/// The columns, and the last times of the series under construction.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) builder: BlockBuilder,
    last_float: i64,
    last_histogram: i64,
    /// Samples that do not count, as a later one of their series has the same time.
    pub(super) duplicates: u64,
}

impl Default for Series {
    fn default() -> Self {
        Self { builder: BlockBuilder::default(), last_float: i64::MIN, last_histogram: i64::MIN, duplicates: 0 }
    }
}

impl Series {
    /// Ends the series under construction.
    pub(super) fn end(&mut self) {
        self.builder.end_series();
        self.last_float = i64::MIN;
        self.last_histogram = i64::MIN;
    }

    /// Whether it has no sample yet.
    pub(super) fn is_bare(&self) -> bool {
        self.last_float == i64::MIN && self.last_histogram == i64::MIN
    }

    /// Reads `{"name":"value",…}`.
    pub(super) fn labels(&mut self, scanner: &mut Scanner) -> Result<(), Stop> {
        scanner.whole()?;
        if scanner.null()? {
            return Ok(());
        }
        scanner.expect(b'{', "labels")?;
        let mut place = Place::First;
        while let Some(name) = scanner.member(place)? {
            let value = scanner.text()?;
            self.builder.labels.push(&name, &value);
            place = Place::Later;
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

    /// Reads float samples up to the array's end, and commits after each. `place` is kept up to date.
    pub(super) fn floats(&mut self, place: &mut Place, scanner: &mut Scanner) -> Result<(), Stop> {
        while scanner.element(*place)? {
            self.float(scanner)?;
            scanner.commit();
            *place = Place::Later;
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
        let mut place = Place::First;
        while let Some(key) = scanner.member(place)? {
            match &*key {
                "count" => count = number::value(scanner)?,
                "sum" => sum = number::value(scanner)?,
                "buckets" => self.buckets(scanner)?,
                _ => scanner.skip()?,
            }
            place = Place::Later;
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
        let mut place = Place::First;
        while scanner.element(place)? {
            scanner.expect(b'[', "a bucket: [bounds,\"lo\",\"hi\",\"count\"]")?;
            let before = scanner.clone();
            let code = number::float(scanner)?;
            let bounds = (0_u8..4).find(|&c| f64::from(c) == code).and_then(BucketBounds::from_code);
            let Some(bounds) = bounds else { return before.bad("bounds from 0 to 3") };
            let [lo, hi, count] = [comma_value(scanner)?, comma_value(scanner)?, comma_value(scanner)?];
            self.builder.histograms().push_bucket(Bucket { bounds, lo, hi, count });
            scanner.expect(b']', "']' after a bucket")?;
            place = Place::Later;
        }
        Ok(())
    }
}

fn comma_value(scanner: &mut Scanner) -> Result<f64, Stop> {
    scanner.expect(b',', "','")?;
    number::value(scanner)
}
