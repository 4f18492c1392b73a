//! Samples of one series, compressed: chunks in Prometheus' XOR encoding (after Facebook's Gorilla).
//!
//! Source of the format: `tsdb/chunkenc/xor.go` of Prometheus. Two bytes of count; the first time and value in full;
//! then differences of differences of times, and values XOR their predecessors.
//!
//! Invariant: any bytes are borne: a chunk that ends early or says what cannot be is [`Broken`], and gives nothing.
//! Not here: chunks of histograms.

/// The most samples of one chunk.
pub const MAX_SAMPLES: usize = u16::MAX as usize;

/// A chunk whose bytes are no chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// Adds a chunk's samples to columns: times in Unix milliseconds, and values. Gives their number.
pub fn decode(chunk: &[u8], times: &mut Vec<i64>, values: &mut Vec<f64>) -> Result<usize, Broken> {
    let (lengths, kept) = ((times.len(), values.len()), chunk.split_first_chunk::<2>());
    let Some((count, rest)) = kept else { return Err(Broken) };
    let count = usize::from(u16::from_be_bytes(*count));
    // Two bits are the least that a sample takes; what claims more than there is room for is not believed.
    if count > 2 + rest.len() * 4 {
        return Err(Broken);
    }
    times.reserve(count);
    values.reserve(count);
    let decoded = samples(rest, count, times, values);
    if decoded.is_err() {
        times.truncate(lengths.0);
        values.truncate(lengths.1);
    }
    decoded.map(|()| count)
}

fn samples(bytes: &[u8], count: usize, times: &mut Vec<i64>, values: &mut Vec<f64>) -> Result<(), Broken> {
    let mut bits = Bits { bytes, buffer: 0, valid: 0 };
    let (mut time, mut delta, mut value) = (0_i64, 0_i64, 0_u64);
    let mut window = Window { leading: 0, significant: 0 };
    for at in 0..count {
        if at == 0 {
            time = bits.signed()?;
            value = bits.long(64)?;
        } else {
            delta = if at == 1 { bits.unsigned()? as i64 } else { delta.wrapping_add(bits.delta_of_delta()?) };
            time = time.wrapping_add(delta);
            value ^= bits.changed(&mut window)?;
        }
        times.push(time);
        values.push(f64::from_bits(value));
    }
    Ok(())
}

/// Which bits of a value changed last time.
#[derive(Debug, Clone, Copy)]
struct Window {
    leading: u32,
    /// 0: none changed yet.
    significant: u32,
}

/// Reads bits from the highest down.
struct Bits<'a> {
    bytes: &'a [u8],
    /// The next bits, at the top.
    buffer: u64,
    /// How many of them count.
    valid: u32,
}

impl Bits<'_> {
    /// Fills the buffer to 56 bits and more, as long as there are bytes.
    #[inline]
    fn refill(&mut self) {
        if let Some((word, _)) = self.bytes.split_first_chunk::<8>() {
            self.buffer |= u64::from_be_bytes(*word) >> self.valid;
            let taken = (63 - self.valid) / 8;
            self.bytes = &self.bytes[taken as usize..];
            self.valid += taken * 8;
            // Bits beyond `valid` are those that the next refill brings again.
            return;
        }
        while self.valid <= 56
            && let Some((byte, rest)) = self.bytes.split_first()
        {
            // What a longer refill left beyond `valid` is the same byte.
            self.buffer |= u64::from(*byte) << (56 - self.valid);
            self.valid += 8;
            self.bytes = rest;
        }
    }

    /// So many bits, from 1 to 56.
    #[inline]
    fn short(&mut self, count: u32) -> Result<u64, Broken> {
        if self.valid < count {
            self.refill();
            if self.valid < count {
                return Err(Broken);
            }
        }
        let bits = self.buffer >> (64 - count);
        self.buffer <<= count;
        self.valid -= count;
        Ok(bits)
    }

    /// So many bits, from 1 to 64.
    #[inline]
    fn long(&mut self, count: u32) -> Result<u64, Broken> {
        if count <= 56 {
            return self.short(count);
        }
        let high = self.short(count - 32)?;
        Ok(high << 32 | self.short(32)?)
    }

    /// A number in bytes of seven bits, the lowest first.
    fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.short(8)?;
            number |= (byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Broken)
    }

    /// The same with the sign in the lowest bit.
    fn signed(&mut self) -> Result<i64, Broken> {
        let number = self.unsigned()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// How much the distance of two samples changed, in milliseconds.
    #[inline]
    fn delta_of_delta(&mut self) -> Result<i64, Broken> {
        let mut size = 0;
        for longer in [14, 17, 20, 64] {
            if self.short(1)? == 0 {
                break;
            }
            size = longer;
        }
        match size {
            0 => Ok(0),
            64 => Ok(self.long(64)? as i64),
            size => {
                let bits = self.short(size)? as i64;
                // The highest value stands for itself, not for the lowest.
                Ok(if bits > 1 << (size - 1) { bits - (1 << size) } else { bits })
            }
        }
    }

    /// The bits by which a value differs from the one before.
    #[inline]
    fn changed(&mut self, window: &mut Window) -> Result<u64, Broken> {
        if self.short(1)? == 0 {
            return Ok(0);
        }
        if self.short(1)? == 1 {
            window.leading = self.short(5)? as u32;
            window.significant = match self.short(6)? as u32 {
                0 => 64,
                significant => significant,
            };
        }
        let Window { leading, significant } = *window;
        if significant == 0 || leading + significant > 64 {
            return Err(Broken);
        }
        Ok(self.long(significant)? << (64 - leading - significant))
    }
}

/// Compresses samples into one chunk.
#[derive(Debug, Clone)]
pub struct Encoder {
    bytes: Vec<u8>,
    /// The bits of the last byte that are taken; 0: all.
    taken: u32,
    count: u16,
    time: i64,
    delta: i64,
    value: u64,
    window: Option<Window>,
}

impl Default for Encoder {
    fn default() -> Self {
        Self { bytes: vec![0, 0], taken: 0, count: 0, time: 0, delta: 0, value: 0, window: None }
    }
}

impl Encoder {
    /// Adds a sample: Unix milliseconds and value. Nothing is added where the chunk is full.
    pub fn push(&mut self, time: i64, value: f64) -> Pushed {
        let Some(count) = self.count.checked_add(1) else { return Pushed::Full };
        let bits = value.to_bits();
        let delta = time.wrapping_sub(self.time);
        match self.count {
            0 => {
                self.unsigned((time << 1 ^ time >> 63) as u64);
                self.put(bits, 64);
            }
            1 => {
                self.unsigned(delta as u64);
                self.change(bits);
            }
            _ => {
                self.delta_of_delta(delta.wrapping_sub(self.delta));
                self.change(bits);
            }
        }
        if self.count > 0 {
            self.delta = delta;
        }
        (self.count, self.time, self.value) = (count, time, bits);
        Pushed::Added
    }

    /// The number of samples so far.
    pub fn len(&self) -> usize {
        self.count.into()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The chunk's bytes.
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
            _ if fits(14) => self.put(0b10 << 14 | change as u64 & 0x3fff, 16),
            _ if fits(17) => self.put(0b110 << 17 | change as u64 & 0x1_ffff, 20),
            _ if fits(20) => self.put(0b1110 << 20 | change as u64 & 0xf_ffff, 24),
            _ => {
                self.put(0b1111, 4);
                self.put(change as u64, 64);
            }
        }
    }

    fn change(&mut self, bits: u64) {
        let changed = bits ^ self.value;
        if changed == 0 {
            return self.put(0, 1);
        }
        // Five bits hold the number of leading zeros.
        let (leading, trailing) = (changed.leading_zeros().min(31), changed.trailing_zeros());
        if let Some(Window { leading: before, significant }) = self.window
            && leading >= before
            && trailing >= 64 - before - significant
        {
            self.put(0b10, 2);
            return self.put(changed >> (64 - before - significant), significant);
        }
        let significant = 64 - leading - trailing;
        self.window = Some(Window { leading, significant });
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
