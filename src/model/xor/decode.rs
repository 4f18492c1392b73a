//! Reading a chunk: its bits by words, its samples without a check of each.
//!
//! Invariant: behind the last byte stand zeros, so that a sample needs no check; what read beyond the end is found out
//! once, at the end of the chunk.

use super::{Broken, SeekPoint, Window};

/// Adds a chunk's samples to columns: times in Unix milliseconds, and values. Gives their number.
pub fn decode(chunk: &[u8], times: &mut Vec<i64>, values: &mut Vec<f64>) -> Result<usize, Broken> {
    let Some((count, rest)) = chunk.split_first_chunk::<2>() else { return Err(Broken) };
    let count = usize::from(u16::from_be_bytes(*count));
    // Two bits are the least that a sample takes; what claims more than there is room for is not believed.
    if count > 2 + rest.len() * 4 {
        return Err(Broken);
    }
    decode_from(chunk, None, count, times, values).map(|()| count)
}

/// Adds so many of a chunk's samples to columns: its first ones, or those behind a seek point. The seek point is one of
/// this chunk; of another come any samples or none.
pub fn decode_from(
    chunk: &[u8],
    seek_point: Option<&SeekPoint>,
    count: usize,
    times: &mut Vec<i64>,
    values: &mut Vec<f64>,
) -> Result<(), Broken> {
    let rest = chunk.get(2..).ok_or(Broken)?;
    let begin = (times.len(), values.len());
    times.resize(begin.0 + count, 0);
    values.resize(begin.1 + count, 0.0);
    let decoded = samples(rest, seek_point, &mut times[begin.0..], &mut values[begin.1..]);
    if decoded.is_err() {
        times.truncate(begin.0);
        values.truncate(begin.1);
    }
    decoded
}

/// Fills columns of equal length.
fn samples(bytes: &[u8], seek_point: Option<&SeekPoint>, times: &mut [i64], values: &mut [f64]) -> Result<(), Broken> {
    let (mut times, mut values) = (times.iter_mut(), values.iter_mut());
    let mut bits = Bits { bytes, next: seek_point.map_or(0, |seek_point| seek_point.next as usize) };
    let (mut time, mut value, mut window, mut delta) = if let Some(seek_point) = seek_point {
        (seek_point.time, seek_point.value, seek_point.window, Some(seek_point.delta))
    } else {
        let (Some(first_time), Some(first_value)) = (times.next(), values.next()) else { return Ok(()) };
        let (time, value) = (bits.signed()?, bits.long(64));
        (*first_time, *first_value) = (time, f64::from_bits(value));
        (time, value, Window::NONE, None)
    };
    for (to_time, to_value) in times.zip(values) {
        let mut word = bits.word();
        let distance = match delta {
            // The usual case: the distance is as it was.
            Some(before) if word >> 63 == 0 => {
                bits.next += 1;
                word <<= 1;
                before
            }
            Some(before) => {
                let change = bits.delta_of_delta(word);
                word = bits.word();
                change.wrapping_add(before)
            }
            None => {
                let first = bits.unsigned()?.cast_signed();
                word = bits.word();
                first
            }
        };
        delta = Some(distance);
        time = time.wrapping_add(distance);
        value ^= bits.changed(word, &mut window)?;
        (*to_time, *to_value) = (time, f64::from_bits(value));
    }
    bits.end()
}

/// Reads bits from the highest down.
struct Bits<'a> {
    bytes: &'a [u8],
    /// The number of the next bit.
    next: usize,
}

impl Bits<'_> {
    /// The next bits, at least 57, at the top.
    #[inline]
    fn word(&self) -> u64 {
        let at = self.next / 8;
        let word = match self.bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(word) => u64::from_be_bytes(*word),
            None => self.last_word(at),
        };
        word << (self.next % 8)
    }

    #[cold]
    fn last_word(&self, at: usize) -> u64 {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter()
            .take(8)
            .zip((0..64).step_by(8))
            .fold(0, |word, (byte, shift)| word | u64::from(*byte) << (56 - shift))
    }

    /// Whether what was read was there.
    fn end(&self) -> Result<(), Broken> {
        if self.next <= self.bytes.len() * 8 { Ok(()) } else { Err(Broken) }
    }

    /// So many bits, from 1 to 64.
    #[inline]
    fn long(&mut self, count: u32) -> u64 {
        let at_once = count.min(57);
        let high = self.word() >> (64 - at_once);
        self.next += at_once as usize;
        if count == at_once {
            return high;
        }
        let low = self.word() >> (64 - (count - at_once));
        self.next += (count - at_once) as usize;
        high << (count - at_once) | low
    }

    /// A number in bytes of seven bits, the lowest first.
    fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.long(8);
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
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// How much the distance of two samples changed, in milliseconds, where it did; `word` has the next bits.
    #[inline]
    fn delta_of_delta(&mut self, word: u64) -> i64 {
        let (prefix, size) = match word.leading_ones() {
            0 | 1 => (2_u32, 14_u32),
            2 => (3, 17),
            3 => (4, 20),
            _ => {
                self.next += 4;
                return self.long(64).cast_signed();
            }
        };
        self.next += (prefix + size) as usize;
        let bits = (word << prefix >> (64 - size)).cast_signed();
        // The highest value stands for itself, not for the lowest.
        if bits > 1 << (size - 1) { bits - (1 << size) } else { bits }
    }

    /// The bits by which a value differs from the one before; `word` has the next bits, at least 56.
    #[inline]
    fn changed(&mut self, word: u64, window: &mut Window) -> Result<u64, Broken> {
        if word >> 63 == 0 {
            self.next += 1;
            return Ok(0);
        }
        let is_new = word >> 62 & 1 == 1;
        // Both are computed and one is taken: which one cannot be foretold.
        let new =
            Window { leading: (word >> 57 & 31) as u8, significant: ((word >> 51).wrapping_sub(1) & 63) as u8 + 1 };
        *window = if is_new { new } else { *window };
        let header = if is_new { 13 } else { 2 };
        let (leading, significant) = (u32::from(window.leading), u32::from(window.significant));
        if significant == 0 || leading + significant > 64 {
            return Err(Broken);
        }
        self.next += header;
        let bits = if significant <= 43 {
            self.next += significant as usize;
            word << header >> (64 - significant)
        } else {
            self.long(significant)
        };
        Ok(bits << (64 - leading - significant))
    }
}
