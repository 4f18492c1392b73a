//! Protocol buffers, as far as remote read has them: fields one after the other.
//!
//! By hand and not by `prost`: a message becomes columns without a struct a sample between, memory is counted before it
//! is taken, and a request is some lines.
//!
//! Invariant: a field lies within its message, or the message is refused.

use crate::model::read_fault::ReadFaultKind;

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'a> {
    /// A whole number.
    Varint(u64),
    /// Eight bytes: a float, mostly.
    Fixed64(u64),
    /// A text, a message, or several numbers.
    Bytes(&'a [u8]),
    /// Four bytes, which remote read has not.
    Fixed32,
}

/// A message's fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Message<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes are read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The next field with its number; `None` behind the last.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<(u64, Field<'a>)>, ReadFaultKind> {
        if self.at == self.bytes.len() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let field = match tag & 7 {
            0 => Field::Varint(self.varint()?),
            1 => {
                let bytes = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk());
                self.at += 8;
                Field::Fixed64(u64::from_le_bytes(*bytes.ok_or(ReadFaultKind::Message)?))
            }
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| ReadFaultKind::Message)?;
                let end = self.at.checked_add(length).ok_or(ReadFaultKind::Message)?;
                let bytes = self.bytes.get(self.at..end).ok_or(ReadFaultKind::Message)?;
                self.at = end;
                Field::Bytes(bytes)
            }
            5 if self.bytes.len() - self.at >= 4 => {
                self.at += 4;
                Field::Fixed32
            }
            _ => return Err(ReadFaultKind::Message),
        };
        match tag >> 3 {
            0 => Err(ReadFaultKind::Message),
            number => Ok(Some((number, field))),
        }
    }

    #[inline]
    fn varint(&mut self) -> Result<u64, ReadFaultKind> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let (number, length) = varint(rest).ok_or(ReadFaultKind::Message)??;
        self.at += length;
        Ok(number)
    }
}

/// The number that bytes begin with, and how many of them it takes; `None` where it goes on behind them.
#[inline]
pub(super) fn varint(bytes: &[u8]) -> Option<Result<(u64, usize), ReadFaultKind>> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        // Of the tenth byte there is room for one bit.
        if at == 9 && *byte > 1 {
            return Some(Err(ReadFaultKind::Message));
        }
        number |= u64::from(byte & 0x7f) << (7 * at);
        if *byte < 0x80 {
            return Some(Ok((number, at + 1)));
        }
    }
    None
}

impl<'a> Field<'a> {
    pub(super) fn number(self) -> Result<u64, ReadFaultKind> {
        match self {
            Self::Varint(number) => Ok(number),
            _ => Err(ReadFaultKind::Message),
        }
    }

    pub(super) fn float(self) -> Result<f64, ReadFaultKind> {
        match self {
            Self::Fixed64(bits) => Ok(f64::from_bits(bits)),
            _ => Err(ReadFaultKind::Message),
        }
    }

    pub(super) fn bytes(self) -> Result<&'a [u8], ReadFaultKind> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            _ => Err(ReadFaultKind::Message),
        }
    }

    pub(super) fn message(self) -> Result<Message<'a>, ReadFaultKind> {
        self.bytes().map(Message::new)
    }

    /// Hands on whole numbers: one, or several that are packed.
    pub(super) fn each_number(self, mut take: impl FnMut(u64)) -> Result<(), ReadFaultKind> {
        let mut rest = match self {
            Self::Bytes(bytes) => bytes,
            other => return other.number().map(take),
        };
        while !rest.is_empty() {
            let (number, length) = varint(rest).ok_or(ReadFaultKind::Message)??;
            take(number);
            rest = &rest[length..];
        }
        Ok(())
    }

    /// Hands on floats: one, or several that are packed.
    pub(super) fn each_float(self, mut take: impl FnMut(f64)) -> Result<(), ReadFaultKind> {
        let bytes = match self {
            Self::Bytes(bytes) => bytes,
            other => return other.float().map(take),
        };
        let (floats, []) = bytes.as_chunks() else { return Err(ReadFaultKind::Message) };
        for bytes in floats {
            take(f64::from_le_bytes(*bytes));
        }
        Ok(())
    }
}

/// A whole number whose sign is its lowest bit.
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// A message that is being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// A whole number; none where it is 0, which is what a reader takes it for then.
    pub(super) fn number(&mut self, field: u64, number: u64) {
        if number != 0 {
            self.varint(field << 3);
            self.varint(number);
        }
    }

    /// A text or a message; also an empty one.
    pub(super) fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// A number by itself, as packed ones are.
    pub(super) fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_out_as_they_were_written() {
        let mut writer = Writer::default();
        writer.number(1, u64::MAX);
        writer.number(2, 0);
        writer.bytes(300, b"abc");
        let mut bytes = writer.finish();
        bytes.extend([3 << 3 | 1]);
        bytes.extend(1.5_f64.to_le_bytes());
        bytes.extend([4 << 3 | 5, 1, 2, 3, 4]);
        let mut message = Message::new(&bytes);
        let mut fields = Vec::new();
        while let Some(field) = message.next().expect("a message") {
            fields.push(field);
        }
        let expected = [
            (1, Field::Varint(u64::MAX)),
            (300, Field::Bytes(b"abc")),
            (3, Field::Fixed64(1.5_f64.to_bits())),
            (4, Field::Fixed32),
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let ten = [0xff; 10];
        for bytes in [
            &[0x08][..],
            &[0x00, 1],
            &[0x0a, 5, 1],
            &[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[0x09, 1, 2],
            &[0x0d, 1],
            &[0x0b],
            &[0x0c],
            &[0x0e],
            &ten,
            &[0x08, 0x80],
        ] {
            assert_eq!(Message::new(bytes).next(), Err(ReadFaultKind::Message), "{bytes:?}");
        }
        assert_eq!(Message::new(&[]).next(), Ok(None));
    }

    #[test]
    fn several_numbers_are_packed_or_not() {
        let (mut numbers, mut floats) = (Vec::new(), Vec::new());
        assert_eq!(Field::Bytes(&[1, 0x80, 1]).each_number(|one| numbers.push(one)), Ok(()));
        assert_eq!(Field::Varint(7).each_number(|one| numbers.push(one)), Ok(()));
        assert_eq!(numbers, [1, 128, 7]);
        assert_eq!(Field::Bytes(&2.0_f64.to_le_bytes()).each_float(|one| floats.push(one)), Ok(()));
        assert_eq!(Field::Fixed64(1.0_f64.to_bits()).each_float(|one| floats.push(one)), Ok(()));
        assert_eq!(floats, [2.0, 1.0]);
        assert_eq!(Field::Bytes(&[0x80]).each_number(|_| {}), Err(ReadFaultKind::Message));
        assert_eq!(Field::Bytes(&[1, 2, 3]).each_float(|_| {}), Err(ReadFaultKind::Message));
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    }
}
