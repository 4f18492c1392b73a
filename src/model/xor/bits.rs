//! Bits of a chunk, read by words.
//!
//! Invariant: behind the last byte stand zeros, so that reading needs no check each time; what read beyond the end is
//! found out by [`Bits::end`].

use super::{Broken, XorWindow};

/// Reads bits from the highest down.
#[derive(Debug)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    /// The number of the next bit.
    next: usize,
}

impl<'a> Bits<'a> {
    /// Of these bytes, from the bit of that number on.
    pub fn new(bytes: &'a [u8], next: usize) -> Self {
        Self { bytes, next }
    }

    /// Passes over so many bits.
    #[inline]
    pub fn skip(&mut self, count: u32) {
        self.next += count as usize;
    }

    /// How many bits are left.
    pub fn left(&self) -> usize {
        (self.bytes.len() * 8).saturating_sub(self.next)
    }

    /// The next bits, at least 57, at the top.
    #[inline]
    pub fn word(&self) -> u64 {
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

    /// Fails where more was read than there is.
    pub fn end(&self) -> Result<(), Broken> {
        if self.next <= self.bytes.len() * 8 { Ok(()) } else { Err(Broken) }
    }

    /// So many bits, from 1 to 64.
    #[inline]
    pub fn long(&mut self, count: u32) -> u64 {
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

    /// A number in bytes of seven bits, the lowest first, as Go's `binary.Uvarint` reads it. Fails where it takes more
    /// than ten.
    pub fn unsigned(&mut self) -> Result<u64, Broken> {
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

    /// The same with the sign in the lowest bit, as `binary.Varint` reads it.
    pub fn signed(&mut self) -> Result<i64, Broken> {
        let number = self.unsigned()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// How much the distance of two samples changed, in milliseconds, where it did; `word` has the next bits.
    #[inline]
    pub fn delta_of_delta(&mut self, word: u64) -> i64 {
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

    /// The bits by which a value differs from the one before; `word` has the next bits, at least 56. Fails where they
    /// stand in no window, or in one of more than 64 bits.
    #[inline]
    pub fn changed(&mut self, word: u64, window: &mut XorWindow) -> Result<u64, Broken> {
        if word >> 63 == 0 {
            self.next += 1;
            return Ok(0);
        }
        let is_new = word >> 62 & 1 == 1;
        // Both are computed and one is taken: which one cannot be foretold.
        let new =
            XorWindow { leading: (word >> 57 & 31) as u8, significant: ((word >> 51).wrapping_sub(1) & 63) as u8 + 1 };
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

    /// The bits by which a value differs from the one before, behind what says whether they stand in a new window: then
    /// five bits of leading zeros and six of length are first. Fails as [`Self::changed`] does.
    pub fn difference(&mut self, is_new: bool, window: &mut XorWindow) -> Result<u64, Broken> {
        if is_new {
            let word = self.word();
            self.skip(11);
            *window =
                XorWindow { leading: (word >> 59) as u8, significant: ((word >> 53).wrapping_sub(1) & 63) as u8 + 1 };
        }
        let (leading, significant) = (u32::from(window.leading), u32::from(window.significant));
        if significant == 0 || leading + significant > 64 {
            return Err(Broken);
        }
        Ok(self.long(significant) << (64 - leading - significant))
    }

    /// A whole number in as many bits as its size needs, as the parts of histograms are (`readVarbitInt` of Prometheus'
    /// `tsdb/chunkenc`).
    #[inline]
    pub fn varbit_signed(&mut self) -> i64 {
        let (size, bits) = self.varbit();
        let number = bits.cast_signed();
        // The highest value stands for itself, not for the lowest.
        if (1..64).contains(&size) && number > 1 << (size - 1) { number - (1 << size) } else { number }
    }

    /// The same without a sign.
    #[inline]
    pub fn varbit_unsigned(&mut self) -> u64 {
        self.varbit().1
    }

    /// How many bits a number has, and those.
    #[inline]
    fn varbit(&mut self) -> (u32, u64) {
        /// The size that so many ones in front stand for.
        const SIZES: [u32; 9] = [0, 3, 6, 9, 12, 18, 25, 56, 64];
        let ones = self.word().leading_ones().min(8);
        let size = SIZES[ones as usize];
        self.skip((ones + 1).min(8));
        (size, if size == 0 { 0 } else { self.long(size) })
    }
}
