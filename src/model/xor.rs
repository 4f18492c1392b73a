//! Samples of one series, compressed: chunks in Prometheus' XOR encoding (after Facebook's Gorilla).
//!
//! Source of the format: `tsdb/chunkenc/xor.go` of Prometheus. Two bytes of count; the first time and value in full;
//! then differences of differences of times, and values XOR their predecessors.
//!
//! Invariant: any bytes are borne: a chunk that ends early or says what cannot be is [`Broken`], and gives nothing.
//! Not here: chunks of histograms.

#![allow(clippy::cast_possible_truncation, reason = "of a number those bits are taken that are written")]

use super::count::to_u32;

pub mod bits;
mod decode;

pub use decode::{decode, decode_from};

/// The most samples of one chunk.
pub const MAX_SAMPLES: usize = u16::MAX as usize;

/// Why a chunk cannot be read: its bytes end too early, or say what no encoder writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// Which bits of a value changed last time.
#[derive(Debug, Clone, Copy)]
pub struct XorWindow {
    leading: u8,
    /// 0: none changed yet.
    significant: u8,
}

impl XorWindow {
    /// None changed yet.
    pub const NONE: Self = Self { leading: 0, significant: 0 };
}

/// A place in a chunk behind its second sample or a later one: all that has to be known to read on there.
#[derive(Debug, Clone, Copy)]
pub struct SeekPoint {
    /// The number of the next bit; the first is the one behind the count.
    next: u32,
    window: XorWindow,
    time: i64,
    delta: i64,
    value: u64,
}

impl SeekPoint {
    /// The time of the sample before it, Unix milliseconds.
    pub fn time(&self) -> i64 {
        self.time
    }
}

/// Compresses samples into one chunk.
#[derive(Debug, Clone)]
pub struct Encoder {
    bytes: Vec<u8>,
    /// The bits of the last byte that are taken; 0: all.
    taken: u32,
    count: u16,
    /// Where the samples so far end, but for the number of the bit.
    last: SeekPoint,
}

impl Default for Encoder {
    fn default() -> Self {
        let last = SeekPoint { next: 0, window: XorWindow::NONE, time: 0, delta: 0, value: 0 };
        Self { bytes: vec![0, 0], taken: 0, count: 0, last }
    }
}

impl Encoder {
    /// Adds a sample: Unix milliseconds and value. Nothing is added where the chunk is full.
    pub fn push(&mut self, time: i64, value: f64) -> Pushed {
        let Some(count) = self.count.checked_add(1) else { return Pushed::Full };
        let bits = value.to_bits();
        let delta = time.wrapping_sub(self.last.time);
        match self.count {
            0 => {
                self.unsigned((time << 1 ^ time >> 63).cast_unsigned());
                self.put(bits, 64);
            }
            1 => {
                self.unsigned(delta.cast_unsigned());
                self.change(bits);
            }
            _ => {
                self.delta_of_delta(delta.wrapping_sub(self.last.delta));
                self.change(bits);
            }
        }
        if self.count > 0 {
            self.last.delta = delta;
        }
        (self.count, self.last.time, self.last.value) = (count, time, bits);
        Pushed::Added
    }

    /// Where the samples so far end; to be asked for only where there are at least two.
    pub fn seek_point(&self) -> SeekPoint {
        let bits = (self.bytes.len() - 2) * 8 - (8 - self.taken as usize) % 8;
        SeekPoint { next: to_u32(bits), ..self.last }
    }

    /// The number of samples so far.
    pub fn len(&self) -> usize {
        self.count.into()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The chunk's bytes: the number of samples in two, the highest first, and what [`Encoder::push`] wrote.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes[..2].copy_from_slice(&self.count.to_be_bytes());
        self.bytes.shrink_to_fit();
        self.bytes
    }

    /// Adds the lowest bits of a number, from 1 to 64.
    fn put(&mut self, bits: u64, count: u32) {
        let mut left = count;
        while left > 0 {
            if self.taken == 0 {
                self.bytes.push(0);
            }
            let free = 8 - self.taken;
            let now = free.min(left);
            let piece = (bits >> (left - now)) as u8 & (0xff >> (8 - now));
            if let Some(last) = self.bytes.last_mut() {
                *last |= piece << (free - now);
            }
            self.taken = (self.taken + now) % 8;
            left -= now;
        }
    }

    fn unsigned(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.put(number & 0x7f | 0x80, 8);
            number >>= 7;
        }
        self.put(number, 8);
    }

    fn delta_of_delta(&mut self, change: i64) {
        let fits = |size: u32| (-((1 << (size - 1)) - 1)..=1 << (size - 1)).contains(&change);
        match change {
            0 => self.put(0, 1),
            _ if fits(14) => self.put(0b10 << 14 | change.cast_unsigned() & 0x3fff, 16),
            _ if fits(17) => self.put(0b110 << 17 | change.cast_unsigned() & 0x1_ffff, 20),
            _ if fits(20) => self.put(0b1110 << 20 | change.cast_unsigned() & 0xf_ffff, 24),
            _ => {
                self.put(0b1111, 4);
                self.put(change.cast_unsigned(), 64);
            }
        }
    }

    fn change(&mut self, bits: u64) {
        let changed = bits ^ self.last.value;
        if changed == 0 {
            return self.put(0, 1);
        }
        // Five bits hold the number of leading zeros.
        let (leading, trailing) = (changed.leading_zeros().min(31), changed.trailing_zeros());
        let before = self.last.window;
        let spared = u32::from(64 - before.leading - before.significant);
        if before.significant > 0 && leading >= before.leading.into() && trailing >= spared {
            self.put(0b10, 2);
            return self.put(changed >> spared, before.significant.into());
        }
        let significant = 64 - leading - trailing;
        self.last.window = XorWindow { leading: leading as u8, significant: significant as u8 };
        self.put(0b11, 2);
        self.put(leading.into(), 5);
        self.put((significant % 64).into(), 6);
        self.put(changed >> trailing, significant);
    }
}

/// Whether a sample went into a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// It did.
    Added,
    /// The chunk is full: begin another.
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(samples: &[(i64, f64)]) -> Vec<u8> {
        let mut encoder = Encoder::default();
        for (time, value) in samples {
            assert_eq!(encoder.push(*time, *value), Pushed::Added);
        }
        let chunk = encoder.finish();
        let (mut times, mut values) = (Vec::new(), Vec::new());
        assert_eq!(decode(&chunk, &mut times, &mut values), Ok(samples.len()));
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(times, samples.iter().map(|sample| sample.0).collect::<Vec<_>>());
        assert_eq!(bits(&values), bits(&samples.iter().map(|sample| sample.1).collect::<Vec<_>>()));
        chunk
    }

    /// Written by hand from the format's description.
    #[test]
    fn has_prometheus_layout() {
        // One sample at 1 ms, value 1.
        assert_eq!(check(&[(1, 1.0)]), [0, 1, 2, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]);
        // A second 15 s later, the same value: a bit 0. A third on the grid, the same: bits 0 and 0.
        let three = [(0, 0.0), (15_000, 0.0), (30_000, 0.0)];
        assert_eq!(check(&three), [0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x98, 0x75, 0b0000_0000]);
        // The value 1 after 0: bits 11, 2 leading zeros in 5 bits, 10 significant ones in 6, the ten ones.
        assert_eq!(check(&[(0, 0.0), (1, 1.0)])[11..], [1, 0b1100_0100, 0b0101_0111, 0b1111_1110]);
    }

    #[test]
    fn any_samples_come_back() {
        check(&[]);
        let strange = [0.0, -0.0, f64::NAN, f64::from_bits(0x7ff0_0000_0000_0002), f64::INFINITY, 1e-308, -1.0];
        let steps = [0, 1, 8191, 8192, -8191, -8192, 65_536, -65_535, 524_288, -524_287, 524_289, 1 << 40, -(1 << 40)];
        let mut seed = 1_u64;
        for round in 0..200 {
            let mut time = 1_700_000_000_000_i64;
            let samples: Vec<_> = (0..round)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let pick = (seed >> 33) as usize;
                    time += 15_000 + steps[pick % steps.len()];
                    let value =
                        if pick.is_multiple_of(3) { strange[pick % strange.len()] } else { (pick % 1000) as f64 / 8.0 };
                    (time, value)
                })
                .collect();
            check(&samples);
        }
        check(&[(i64::MIN, 1.0), (i64::MAX, 2.0), (0, 3.0), (i64::MIN, f64::from_bits(u64::MAX))]);
    }

    #[test]
    fn samples_behind_a_seek_point_are_those_of_the_chunk() {
        let samples: Vec<_> = (0..120_i64)
            .map(|at| (at * 15_000 + at * at * at % 7 * 9000, [0.1, 0.1, 7.0, -3e300][(at * at % 4) as usize]))
            .collect();
        let (mut encoder, mut seek_points) = (Encoder::default(), Vec::new());
        for (time, value) in &samples {
            encoder.push(*time, *value);
            seek_points.push(encoder.seek_point());
        }
        let chunk = encoder.finish();
        for (at, seek_point) in seek_points.iter().enumerate().skip(1) {
            assert_eq!(seek_point.time(), samples[at].0);
            for count in 0..samples.len() - at {
                let (mut times, mut values) = (Vec::new(), Vec::new());
                assert_eq!(decode_from(&chunk, Some(seek_point), count, &mut times, &mut values), Ok(()));
                let decoded: Vec<_> = times.into_iter().zip(values).collect();
                assert_eq!(decoded, samples[at + 1..][..count], "{count} behind {at}");
            }
            let more = decode_from(&chunk, Some(seek_point), 1000, &mut Vec::new(), &mut Vec::new());
            assert_eq!(more, Err(Broken));
            // A seek point of another chunk gives something or nothing, and never panics.
            let _ = decode_from(&chunk[..chunk.len() / 2], Some(seek_point), 60, &mut Vec::new(), &mut Vec::new());
        }
    }

    #[test]
    fn a_full_chunk_takes_no_more() {
        let mut encoder = Encoder::default();
        for at in 0..MAX_SAMPLES as i64 {
            assert_eq!(encoder.push(at * 1000, 1.0), Pushed::Added);
        }
        assert_eq!(encoder.push(0, 0.0), Pushed::Full);
        assert_eq!(encoder.len(), MAX_SAMPLES);
        let chunk = encoder.finish();
        assert_eq!(decode(&chunk, &mut Vec::new(), &mut Vec::new()), Ok(MAX_SAMPLES));
    }

    #[test]
    fn broken_chunks_give_nothing() {
        let samples: Vec<_> = (0..50).map(|at| (at * 15_001 % 7000, f64::from(at as i32) * 1.1)).collect();
        let chunk = check(&samples);
        for end in 0..chunk.len() - 1 {
            let (mut times, mut values) = (vec![7], vec![7.0]);
            assert_eq!(decode(&chunk[..end], &mut times, &mut values), Err(Broken), "{end}");
            assert_eq!((times.len(), values.len()), (1, 1));
        }
        for at in 0..chunk.len() {
            for bit in 0..8 {
                let mut bent = chunk.clone();
                bent[at] ^= 1 << bit;
                let (mut times, mut values) = (Vec::new(), Vec::new());
                let decoded = decode(&bent, &mut times, &mut values);
                assert_eq!(times.len(), decoded.unwrap_or(0));
                assert_eq!(values.len(), times.len());
            }
        }
        assert_eq!(decode(&[0xff, 0xff, 0, 0], &mut Vec::new(), &mut Vec::new()), Err(Broken));
    }
}
