//! Chunks of native histograms, of whole numbers and of floats.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of a test are small")]

use std::collections::BTreeSet;

use narthex::model::native_histogram::{BucketSpan, Buckets, NativeHistogram, ResetHint};

use super::bits::{BitWriter, StartWriter, Window};
use super::chunks::Chunk;

/// What all histograms of a chunk have: the buckets of any of them.
#[derive(Debug)]
pub(crate) struct Joined {
    positive: Vec<i32>,
    negative: Vec<i32>,
}

/// Whether all counts are whole numbers, which Prometheus then writes as such.
pub(crate) fn is_whole(histogram: &NativeHistogram) -> bool {
    let buckets = histogram.positive.counts.iter().chain(&histogram.negative.counts);
    let mut all = buckets.chain([&histogram.count, &histogram.zero_count]);
    all.all(|count| count.fract() == 0.0 && (0.0..9e15).contains(count))
}

/// A chunk of these histograms, which have one layout but for their buckets.
pub(crate) fn chunk(times: &[i64], all: &[&NativeHistogram], starts: Option<&[i64]>) -> Chunk {
    let first = *all.first().expect("a histogram");
    let indices = |side: fn(&NativeHistogram) -> &Buckets| {
        let all: BTreeSet<i32> = all.iter().flat_map(|one| side(one).iter()).map(|(index, _)| index).collect();
        all.into_iter().collect()
    };
    let joined = Joined { positive: indices(|one| &one.positive), negative: indices(|one| &one.negative) };
    let mut bits = BitWriter::default();
    layout(&mut bits, first, &joined);
    let is_whole = all.iter().all(|one| is_whole(one));
    let starts_head = if is_whole {
        wholes(&mut bits, times, all, &joined, starts)
    } else {
        floats(&mut bits, times, all, &joined, starts)
    };
    let count = u16::try_from(all.len()).expect("a chunk's samples");
    let reset: u8 = if first.hint == ResetHint::Gauge { 0b1100_0000 } else { 0 };
    let [high, low] = count.to_be_bytes();
    let head = if starts.is_some() { [high | reset, low, starts_head] } else { [high, low, reset] };
    let encoding = 2 + u64::from(!is_whole) + if starts.is_some() { 3 } else { 0 };
    Chunk { encoding, bytes: [&head[..], &bits.finish()].concat() }
}

fn layout(bits: &mut BitWriter, first: &NativeHistogram, joined: &Joined) {
    let threshold = first.zero_threshold;
    let power = (-243..=10).find(|power| 2_f64.powi(*power).to_bits() == threshold.to_bits());
    match power {
        _ if threshold == 0.0 => bits.put(0, 8),
        Some(power) => bits.put((power + 244) as u64, 8),
        None => {
            bits.put(255, 8);
            bits.put(threshold.to_bits(), 64);
        }
    }
    bits.varbit(first.schema.into());
    for indices in [&joined.positive, &joined.negative] {
        let spans = spans(indices);
        bits.varbit_unsigned(spans.len() as u64);
        for BucketSpan { offset, length } in spans {
            bits.varbit_unsigned(length.into());
            bits.varbit(offset.into());
        }
    }
    if first.has_custom_buckets() {
        bits.varbit_unsigned(first.custom_values.len() as u64);
        for bound in first.custom_values.iter() {
            let thousandths = bound * 1000.0;
            let is_whole = (0.0..=33_554_430.0).contains(&thousandths) && thousandths.round() / 1000.0 == *bound;
            if is_whole {
                bits.varbit_unsigned(thousandths.round() as u64 + 1);
            } else {
                bits.put(0, 1);
                bits.put(bound.to_bits(), 64);
            }
        }
    }
}

fn spans(indices: &[i32]) -> Vec<BucketSpan> {
    let mut spans: Vec<BucketSpan> = Vec::new();
    let mut next = 0;
    for index in indices {
        match spans.last_mut() {
            Some(span) if *index == next => span.length += 1,
            _ => spans.push(BucketSpan { offset: index - next, length: 1 }),
        }
        next = index + 1;
    }
    spans
}

/// The counts of a histogram's buckets at these indices.
fn counts(buckets: &Buckets, indices: &[i32]) -> Vec<f64> {
    let known: Vec<_> = buckets.iter().collect();
    let count = |index: &i32| known.iter().find(|one| one.0 == *index).map_or(0.0, |one| one.1);
    indices.iter().map(count).collect()
}

fn deltas(buckets: &Buckets, indices: &[i32]) -> Vec<i64> {
    let mut before = 0;
    let delta = |count: f64| {
        let count = count as i64;
        count - std::mem::replace(&mut before, count)
    };
    counts(buckets, indices).into_iter().map(delta).collect()
}

fn wholes(
    bits: &mut BitWriter,
    times: &[i64],
    all: &[&NativeHistogram],
    joined: &Joined,
    starts: Option<&[i64]>,
) -> u8 {
    let mut start_writer = StartWriter::default();
    // Time, counts and buckets: the value, and its change.
    let mut state: Vec<(i64, i64)> = vec![(0, 0); 3 + joined.positive.len() + joined.negative.len()];
    let (mut sum, mut window, mut before): (u64, Window, i64) = (0, None, 0);
    for (number, (time, one)) in times.iter().zip(all).enumerate() {
        let buckets =
            deltas(&one.positive, &joined.positive).into_iter().chain(deltas(&one.negative, &joined.negative));
        let numbers = [*time, one.count as i64, one.zero_count as i64].into_iter().chain(buckets);
        for (at, (number_of, (known, change))) in numbers.zip(&mut state).enumerate() {
            if at == 3 {
                put_sum(bits, number, &mut sum, one.sum, &mut window);
            }
            if number == 0 {
                if matches!(at, 1 | 2) { bits.varbit_unsigned(number_of as u64) } else { bits.varbit(number_of) }
            } else {
                let own = number_of - *known;
                bits.varbit(own - *change);
                *change = own;
            }
            *known = number_of;
        }
        if state.len() == 3 {
            put_sum(bits, number, &mut sum, one.sum, &mut window);
        }
        if let Some(starts) = starts {
            start_writer.put(bits, number, (*time, before), starts[number]);
        }
        before = *time;
    }
    start_writer.head
}

fn put_sum(bits: &mut BitWriter, number: usize, sum: &mut u64, own: f64, window: &mut Window) {
    if number == 0 {
        bits.put(own.to_bits(), 64);
    } else {
        bits.xor(*sum, own.to_bits(), window);
    }
    *sum = own.to_bits();
}

fn floats(
    bits: &mut BitWriter,
    times: &[i64],
    all: &[&NativeHistogram],
    joined: &Joined,
    starts: Option<&[i64]>,
) -> u8 {
    let mut start_writer = StartWriter::default();
    let mut state: Vec<(u64, Window)> = vec![(0, None); 3 + joined.positive.len() + joined.negative.len()];
    let (mut before, mut distance) = (0_i64, 0_i64);
    for (number, (time, one)) in times.iter().zip(all).enumerate() {
        if number == 0 {
            bits.varbit(*time);
        } else {
            let own = time - before;
            bits.varbit(own - distance);
            distance = own;
        }
        let buckets =
            counts(&one.positive, &joined.positive).into_iter().chain(counts(&one.negative, &joined.negative));
        for (value, (known, window)) in [one.count, one.zero_count, one.sum].into_iter().chain(buckets).zip(&mut state)
        {
            let value = value.to_bits();
            if number == 0 {
                bits.put(value, 64);
            } else {
                bits.xor(*known, value, window);
            }
            *known = value;
        }
        if let Some(starts) = starts {
            start_writer.put(bits, number, (*time, before), starts[number]);
        }
        before = *time;
    }
    start_writer.head
}
