//! Bits of a chunk, written one after the other.

#![allow(clippy::cast_possible_truncation, reason = "of a number those bits are taken that are written")]

/// Bits, the highest of each byte first.
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    count: usize,
}

/// Which bits of a float changed last time; `None`: none yet.
pub(crate) type Window = Option<(u32, u32)>;

impl BitWriter {
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// The lowest bits of a number, from 1 to 64.
    pub(crate) fn put(&mut self, number: u64, size: u32) {
        for bit in (0..size).rev() {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let set = (number >> bit & 1) as u8;
            *self.bytes.last_mut().expect("a byte") |= set << (7 - self.count % 8);
            self.count += 1;
        }
    }

    pub(crate) fn uvarint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.put(number & 0x7f | 0x80, 8);
            number >>= 7;
        }
        self.put(number, 8);
    }

    pub(crate) fn varint(&mut self, number: i64) {
        self.uvarint((number << 1 ^ number >> 63).cast_unsigned());
    }

    /// A number of varying size with a sign.
    pub(crate) fn varbit(&mut self, number: i64) {
        let fits = |size: u32| (-((1 << (size - 1)) - 1)..=1 << (size - 1)).contains(&number);
        self.sized(number.cast_unsigned(), number == 0, fits);
    }

    /// The same without a sign.
    pub(crate) fn varbit_unsigned(&mut self, number: u64) {
        self.sized(number, number == 0, |size| number < 1 << size);
    }

    fn sized(&mut self, number: u64, is_zero: bool, fits: impl Fn(u32) -> bool) {
        if is_zero {
            return self.put(0, 1);
        }
        for (ones, size) in (1..).zip([3, 6, 9, 12, 18, 25, 56]) {
            if fits(size) {
                self.put(((1 << ones) - 1) << 1, ones + 1);
                return self.put(number, size);
            }
        }
        self.put(0xff, 8);
        self.put(number, 64);
    }

    /// By which bits a float differs from another: unchanged 0, in the window before 10, in a new one 11.
    pub(crate) fn xor(&mut self, before: u64, value: u64, window: &mut Window) {
        self.changed(before ^ value, window, [(0b10, 2), (0b11, 2)], |writer| writer.put(0, 1));
    }

    /// The same with other prefixes for the window before and a new one, and for what is unchanged.
    pub(crate) fn changed(
        &mut self,
        bits: u64,
        window: &mut Window,
        [known, new]: [(u64, u32); 2],
        unchanged: impl FnOnce(&mut Self),
    ) {
        if bits == 0 {
            return unchanged(self);
        }
        let (leading, trailing) = (bits.leading_zeros().min(31), bits.trailing_zeros());
        match *window {
            Some((before, behind)) if leading >= before && trailing >= behind => {
                self.put(known.0, known.1);
                self.put(bits >> behind, 64 - before - behind);
            }
            _ => {
                *window = Some((leading, trailing));
                let size = 64 - leading - trailing;
                self.put(new.0, new.1);
                self.put(leading.into(), 5);
                self.put((size % 64).into(), 6);
                self.put(bits >> trailing, size);
            }
        }
    }
}

/// Start timestamps as they stand behind each sample.
#[derive(Debug, Default)]
pub(crate) struct StartWriter {
    /// The byte of the chunk's head.
    pub(crate) head: u8,
    changes: bool,
    start: i64,
    distance: i64,
}

impl StartWriter {
    /// Of the sample of this number and time, and of the time of the one before.
    pub(crate) fn put(&mut self, bits: &mut BitWriter, number: usize, (time, before): (i64, i64), start: i64) {
        if number == 0 {
            if start != 0 {
                bits.varint(time - start);
                self.head = 0x80;
            }
        } else if self.changes {
            let distance = before - start;
            bits.varbit(distance - self.distance);
            self.distance = distance;
        } else if start != self.start || number == 127 {
            self.distance = before - start;
            bits.varbit(self.distance);
            self.changes = true;
            self.head |= u8::try_from(number).expect("it changes early");
        }
        self.start = start;
    }
}
