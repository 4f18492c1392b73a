//! Native histograms: what their parts have to be, and how they stand in messages.
//!
//! `Histogram` {1 count | 2 float count, 3 sum, 4 schema, 5 zero threshold, 6 zero count | 7 float zero count, 8 to 10
//! negative spans, deltas, counts, 11 to 13 positive ones, 14 reset hint, 15 time, 16 custom values}, `BucketSpan`
//! {1 offset, 2 length}.

use std::rc::Rc;

use super::SampleColumns;
use super::fault::Fault;
use super::protobuf::{Message, zigzag};
use crate::model::count::to_i64;
use crate::model::memory::MemoryBudget;
use crate::model::native_histogram::{
    BucketSpan, Buckets, CUSTOM_SCHEMA, EXPONENTIAL_SCHEMAS, NativeHistogram, ResetHint,
};
use crate::model::read_fault::ReadFaultKind;
use crate::model::sample;

mod reduce;

/// The finest schema that a chunk may have; finer ones than the engine's are reduced, as Prometheus does.
const MAX_SCHEMA: i64 = 52;

/// What histograms of one chunk have in common.
#[derive(Debug, Default)]
pub(super) struct Layout {
    schema: i8,
    /// By how many schemas the resolution is finer than it will be.
    finer_by: u32,
    zero_threshold: f64,
    pub(super) positive: Vec<BucketSpan>,
    pub(super) negative: Vec<BucketSpan>,
    custom_values: Rc<[f64]>,
}

/// The numbers of one histogram.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    pub(super) hint: ResetHint,
    pub(super) zero_count: f64,
    pub(super) count: f64,
    pub(super) sum: f64,
}

impl Layout {
    /// Checks that the parts fit each other.
    pub(super) fn new(
        schema: i64,
        zero_threshold: f64,
        [positive, negative]: [Vec<BucketSpan>; 2],
        custom_values: Rc<[f64]>,
    ) -> Option<Self> {
        let is_custom = schema == i64::from(CUSTOM_SCHEMA);
        if !is_custom && !(i64::from(*EXPONENTIAL_SCHEMAS.start())..=MAX_SCHEMA).contains(&schema) {
            return None;
        }
        let finest = i64::from(*EXPONENTIAL_SCHEMAS.end());
        let finer_by = u32::try_from(schema - finest).unwrap_or(0);
        let reaches_to = |spans: &[BucketSpan]| {
            let first = spans.first().map_or(0, |span| i64::from(span.offset));
            let all = spans.iter().map(|span| i64::from(span.offset) + i64::from(span.length)).sum::<i64>();
            let is_valid = spans.iter().skip(1).all(|span| span.offset >= 0) && i32::try_from(all).is_ok();
            is_valid.then_some((first, all))
        };
        let ((first, end), (_, _)) = (reaches_to(&positive)?, reaches_to(&negative)?);
        let is_valid = if is_custom {
            let grow = custom_values.is_sorted_by(|a, b| a < b);
            let is_bounded = custom_values.last().is_none_or(|last| *last < f64::INFINITY);
            let is_within = positive.is_empty() || (first >= 0 && end <= to_i64(custom_values.len()) + 1);
            grow && is_bounded && is_within && buckets(&negative) == 0
        } else {
            true
        };
        let custom_values = if is_custom { custom_values } else { Rc::default() };
        let schema = i8::try_from(schema.min(finest)).ok()?;
        (is_valid && zero_threshold >= 0.0).then_some(Self {
            schema,
            finer_by,
            zero_threshold,
            positive,
            negative,
            custom_values,
        })
    }

    /// The bytes of one histogram.
    pub(super) fn memory(&self) -> usize {
        let spans = self.positive.len() + self.negative.len();
        let counts = buckets(&self.positive).saturating_add(buckets(&self.negative));
        let counts = usize::try_from(counts).unwrap_or(usize::MAX).saturating_mul(size_of::<f64>());
        (size_of::<NativeHistogram>() + 2 * size_of::<usize>() + spans * size_of::<BucketSpan>()).saturating_add(counts)
    }

    /// A histogram, for which the memory is reserved. There are as many counts as buckets.
    pub(super) fn histogram(&self, numbers: Numbers, positive: Vec<f64>, negative: Vec<f64>) -> NativeHistogram {
        let side =
            |spans: &[BucketSpan], counts| reduce::reduced(Buckets { spans: spans.to_vec(), counts }, self.finer_by);
        NativeHistogram {
            schema: self.schema,
            hint: numbers.hint,
            zero_threshold: self.zero_threshold,
            zero_count: numbers.zero_count,
            count: numbers.count,
            sum: numbers.sum,
            positive: side(&self.positive, positive),
            negative: side(&self.negative, negative),
            custom_values: Rc::clone(&self.custom_values),
        }
    }
}

/// How many buckets spans have.
pub(super) fn buckets(spans: &[BucketSpan]) -> u64 {
    spans.iter().map(|span| u64::from(span.length)).sum()
}

/// Counts of buckets that are written as differences.
#[expect(clippy::cast_precision_loss, reason = "a count above 2⁵³ is as near as a float is, as in Prometheus")]
pub(super) fn absolute(deltas: &[i64]) -> Vec<f64> {
    let sum = |sum: &mut i64, delta: &i64| {
        *sum = sum.wrapping_add(*delta);
        Some(*sum as f64)
    };
    deltas.iter().scan(0, sum).collect()
}

/// Reads the histograms of one series.
#[derive(Debug, Default)]
pub(super) struct Histograms {
    /// Of the last one: mostly the next one's are the same.
    custom_values: Rc<[f64]>,
}

/// The parts of a message.
#[derive(Debug, Default)]
struct Parts {
    time: i64,
    schema: i64,
    zero_threshold: f64,
    count: Count,
    zero_count: Count,
    sum: f64,
    hint: u64,
    positive: Side,
    negative: Side,
    custom_values: Vec<f64>,
}

#[derive(Debug, Clone, Copy)]
enum Count {
    Whole(u64),
    Float(f64),
}

impl Default for Count {
    fn default() -> Self {
        Self::Whole(0)
    }
}

impl Count {
    #[expect(clippy::cast_precision_loss, reason = "a count above 2⁵³ is as near as a float is, as in Prometheus")]
    fn float(self) -> f64 {
        match self {
            Self::Whole(count) => count as f64,
            Self::Float(count) => count,
        }
    }
}

#[derive(Debug, Default)]
struct Side {
    spans: Vec<BucketSpan>,
    deltas: Vec<i64>,
    counts: Vec<f64>,
}

impl Histograms {
    /// Adds a histogram, or the stale marker that it is, to a series.
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        columns: &mut SampleColumns,
        memory: &mut MemoryBudget,
    ) -> Result<(), Fault> {
        // A byte is a number of eight at most; lists grow, so that for a moment they are there once more.
        memory.reserve(1, size_of::<NativeHistogram>())?;
        memory.reserve(bytes.len(), 3 * size_of::<f64>())?;
        let Parts { time, schema, zero_threshold, count, zero_count, sum, hint, positive, negative, custom_values } =
            parts(Message::new(bytes))?;
        if sample::is_stale(sum) {
            columns.push(time, sample::STALE);
            return Ok(());
        }
        if *custom_values != *self.custom_values {
            self.custom_values = custom_values.into();
        }
        let is_float = matches!(count, Count::Float(_));
        let (positive_spans, positive) = positive.counts(is_float);
        let (negative_spans, negative) = negative.counts(is_float);
        let spans = [positive_spans, negative_spans];
        let layout = Layout::new(schema, zero_threshold, spans, Rc::clone(&self.custom_values));
        let layout = layout.filter(|layout| {
            let fits = |spans: &[BucketSpan], counts: &[f64]| buckets(spans) == counts.len() as u64;
            fits(&layout.positive, &positive) && fits(&layout.negative, &negative)
        });
        let layout = layout.ok_or(ReadFaultKind::Histogram)?;
        let hint = match hint {
            1 => ResetHint::Reset,
            2 => ResetHint::NotReset,
            3 => ResetHint::Gauge,
            _ => ResetHint::Unknown,
        };
        let numbers = Numbers { hint, zero_count: zero_count.float(), count: count.float(), sum };
        columns.push_histogram(time, Rc::new(layout.histogram(numbers, positive, negative)));
        Ok(())
    }
}

impl Side {
    /// The spans, and the counts of their buckets.
    fn counts(self, is_float: bool) -> (Vec<BucketSpan>, Vec<f64>) {
        (self.spans, if is_float { self.counts } else { absolute(&self.deltas) })
    }
}

fn parts(mut message: Message<'_>) -> Result<Parts, ReadFaultKind> {
    let mut parts = Parts::default();
    while let Some((number, field)) = message.next()? {
        let side = if number < 11 { &mut parts.negative } else { &mut parts.positive };
        match number {
            1 => parts.count = Count::Whole(field.number()?),
            2 => parts.count = Count::Float(field.float()?),
            3 => parts.sum = field.float()?,
            4 => parts.schema = zigzag(field.number()?),
            5 => parts.zero_threshold = field.float()?,
            6 => parts.zero_count = Count::Whole(field.number()?),
            7 => parts.zero_count = Count::Float(field.float()?),
            8 | 11 => side.spans.push(span(field.message()?)?),
            9 | 12 => field.each_number(|delta| side.deltas.push(zigzag(delta)))?,
            10 | 13 => field.each_float(|count| side.counts.push(count))?,
            14 => parts.hint = field.number()?,
            15 => parts.time = field.number()?.cast_signed(),
            16 => field.each_float(|bound| parts.custom_values.push(bound))?,
            _ => {}
        }
    }
    Ok(parts)
}

fn span(mut message: Message<'_>) -> Result<BucketSpan, ReadFaultKind> {
    let (mut offset, mut length) = (0, 0);
    while let Some((number, field)) = message.next()? {
        match number {
            1 => offset = zigzag(field.number()?),
            2 => length = field.number()?,
            _ => {}
        }
    }
    let offset = i32::try_from(offset).map_err(|_| ReadFaultKind::Histogram)?;
    Ok(BucketSpan { offset, length: u32::try_from(length).map_err(|_| ReadFaultKind::Histogram)? })
}
