//! From a file's bytes to UTF-8 text, while they arrive: gzip members are unpacked, byte order marks taken off, UTF-16
//! rewritten.
//!
//! Invariant: what comes out of one call is bounded, however little goes in: packed bytes go through in small slices.
//! Not here: formats of texts (`format`, `content`).

use std::io::Write;

use flate2::write::MultiGzDecoder;

use crate::model::file::FileError;

/// Packed bytes that are unpacked at once; they may become a thousand times as many.
const SLICE: usize = 4096;

/// Plain bytes that are read at once.
const PLAIN: usize = 1 << 16;

/// Bytes that are looked at to tell an encoding.
const HEAD: usize = 4;

/// Bytes on their way to text.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    packing: Packing,
    encoding: Encoding,
}

#[derive(Debug, Default)]
enum Packing {
    #[default]
    Unknown,
    /// The first byte was that of gzip's mark; the second is still to come.
    Mark,
    None,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
}

#[derive(Debug)]
enum Encoding {
    /// The first bytes, as long as they do not tell.
    Unknown(Vec<u8>),
    Utf8,
    Utf16(Utf16),
}

impl Default for Encoding {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

impl Bytes {
    /// How many bytes are a piece that is read in a few milliseconds, as far as is known what they are.
    pub(super) fn piece(&self) -> usize {
        if matches!(self.packing, Packing::None) { PLAIN } else { SLICE }
    }

    /// Takes one more piece and hands on the text that it gives.
    pub(super) fn feed<E: From<FileError>>(
        &mut self,
        piece: Vec<u8>,
        sink: &mut impl FnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(first) = piece.first() else { return Ok(()) };
        let piece = match self.packing {
            Packing::Unknown if piece.len() == 1 && *first == GZIP[0] => {
                self.packing = Packing::Mark;
                return Ok(());
            }
            Packing::Unknown => {
                self.packing = if piece.starts_with(&GZIP) { gzip() } else { Packing::None };
                piece
            }
            Packing::Mark => {
                let piece = [&GZIP[..1], &piece].concat();
                self.packing = if piece.starts_with(&GZIP) { gzip() } else { Packing::None };
                piece
            }
            Packing::None | Packing::Gzip(_) => piece,
        };
        let Packing::Gzip(unpacking) = &mut self.packing else { return self.encoding.feed(piece, sink) };
        for slice in piece.chunks(SLICE) {
            unpacking.write_all(slice).map_err(|_| FileError::Packed)?;
            self.encoding.feed(std::mem::take(unpacking.get_mut()), sink)?;
        }
        Ok(())
    }

    /// Hands on what is left after the last piece.
    pub(super) fn finish<E: From<FileError>>(
        &mut self,
        sink: &mut impl FnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.packing {
            Packing::Gzip(unpacking) => {
                unpacking.try_finish().map_err(|_| FileError::Packed)?;
                self.encoding.feed(std::mem::take(unpacking.get_mut()), sink)?;
            }
            Packing::Mark => self.encoding.feed(GZIP[..1].to_vec(), sink)?,
            Packing::Unknown | Packing::None => {}
        }
        self.encoding.finish(sink)
    }
}

/// How a gzip member begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

fn gzip() -> Packing {
    Packing::Gzip(Box::new(MultiGzDecoder::new(Vec::new())))
}

impl Encoding {
    fn feed<E: From<FileError>>(
        &mut self,
        piece: Vec<u8>,
        sink: &mut impl FnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Unknown(head) => {
                head.extend_from_slice(&piece);
                if head.len() < HEAD { Ok(()) } else { self.tell(sink) }
            }
            Self::Utf8 => sink(piece),
            Self::Utf16(units) => sink(units.feed(&piece)?),
        }
    }

    /// Tells the encoding by the first bytes, and hands them on.
    fn tell<E: From<FileError>>(&mut self, sink: &mut impl FnMut(Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let Self::Unknown(head) = self else { return Ok(()) };
        let head = std::mem::take(head);
        let (encoding, mark) = match head[..] {
            // UTF-32, whose first half looks like UTF-16's mark.
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Err(FileError::Encoding.into()),
            [0xef, 0xbb, 0xbf, ..] => (Self::Utf8, 3),
            [0xff, 0xfe, ..] => (Self::Utf16(Utf16::new(u16::from_le_bytes)), 2),
            [0xfe, 0xff, ..] => (Self::Utf16(Utf16::new(u16::from_be_bytes)), 2),
            // Without a mark: the first letters of every format are ASCII.
            [1..=0x7f, 0, 1..=0x7f, 0, ..] => (Self::Utf16(Utf16::new(u16::from_le_bytes)), 0),
            [0, 1..=0x7f, 0, 1..=0x7f, ..] => (Self::Utf16(Utf16::new(u16::from_be_bytes)), 0),
            _ => (Self::Utf8, 0),
        };
        *self = encoding;
        self.feed(head[mark..].to_vec(), sink)
    }

    fn finish<E: From<FileError>>(&mut self, sink: &mut impl FnMut(Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        self.tell(sink)?;
        match self {
            Self::Utf16(units) if !units.is_at_end() => Err(FileError::Encoding.into()),
            _ => Ok(()),
        }
    }
}

/// UTF-16 that is being rewritten.
#[derive(Debug)]
struct Utf16 {
    unit: fn([u8; 2]) -> u16,
    /// The first byte of a unit whose second is still to come.
    half: Option<u8>,
    /// The first unit of a pair whose second is still to come.
    high: Option<u16>,
}

impl Utf16 {
    fn new(unit: fn([u8; 2]) -> u16) -> Self {
        Self { unit, half: None, high: None }
    }

    fn is_at_end(&self) -> bool {
        self.half.is_none() && self.high.is_none()
    }

    fn feed(&mut self, piece: &[u8]) -> Result<Vec<u8>, FileError> {
        let mut text = String::with_capacity(piece.len());
        for byte in piece {
            let Some(first) = self.half.take() else {
                self.half = Some(*byte);
                continue;
            };
            let unit = (self.unit)([first, *byte]);
            let pair: &[u16] = match self.high.take() {
                Some(high) => &[high, unit],
                None if (0xd800..0xdc00).contains(&unit) => {
                    self.high = Some(unit);
                    continue;
                }
                None => &[unit],
            };
            for letter in char::decode_utf16(pair.iter().copied()) {
                text.push(letter.map_err(|_| FileError::Encoding)?);
            }
        }
        Ok(text.into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn read(pieces: &[&[u8]]) -> Result<Vec<u8>, FileError> {
        let (mut bytes, mut text) = (Bytes::default(), Vec::new());
        let mut sink = |piece: Vec<u8>| {
            text.extend(piece);
            Ok(())
        };
        for piece in pieces {
            bytes.feed(piece.to_vec(), &mut sink)?;
        }
        bytes.finish(&mut sink)?;
        Ok(text)
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<&str, FileError>) {
        let expected = expected.map(|text| text.as_bytes().to_vec());
        assert_eq!(read(&[bytes]), expected, "{bytes:?}");
        for cut in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(read(&[head, b"", tail]), expected, "{bytes:?} cut at {cut}");
        }
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packing = GzEncoder::new(Vec::new(), Compression::default());
        packing.write_all(text).and_then(|()| packing.finish()).expect("memory takes all")
    }

    const TEXT: &str = "a{b=\"é𝒳中\"} 1\n";

    fn utf16(mark: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(TEXT.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn marks_are_taken_off_and_utf_16_is_rewritten() {
        check(TEXT.as_bytes(), Ok(TEXT));
        check(format!("\u{feff}{TEXT}").as_bytes(), Ok(TEXT));
        for mark in [&[0xff, 0xfe][..], &[]] {
            check(&utf16(mark, u16::to_le_bytes), Ok(TEXT));
        }
        for mark in [&[0xfe, 0xff][..], &[]] {
            check(&utf16(mark, u16::to_be_bytes), Ok(TEXT));
        }
        for short in ["", "a", "a\n"] {
            check(short.as_bytes(), Ok(short));
        }
        check("\u{feff}".as_bytes(), Ok(""));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in
            [&b"\xff\xfe\0\0a\0\0\0"[..], b"\0\0\xfe\xff", b"\xff\xfea\0b", b"\xff\xfe\x00\xd8", b"\xff\xfe\x00\xd8a\0"]
        {
            check(bytes, Err(FileError::Encoding));
        }
    }

    #[test]
    fn gzip_is_unpacked_member_by_member() {
        check(&packed(TEXT.as_bytes()), Ok(TEXT));
        check(&[packed(TEXT.as_bytes()), packed(TEXT.as_bytes())].concat(), Ok(&TEXT.repeat(2)));
        check(&packed(&utf16(&[0xff, 0xfe], u16::to_le_bytes)), Ok(TEXT));
        let whole = packed(TEXT.as_bytes());
        for cut in [2, 5, 12, whole.len() - 9, whole.len() - 1] {
            check(&whole[..cut], Err(FileError::Packed));
        }
        check(&[whole, b"no member".to_vec()].concat(), Err(FileError::Packed));
        check(&[0x1f], Ok("\u{1f}"));
    }

    #[test]
    fn few_packed_bytes_come_out_in_bounded_pieces() {
        let many = packed(&vec![b'\n'; 20_000_000]);
        let (mut bytes, mut longest, mut all) = (Bytes::default(), 0, 0);
        let mut sink = |piece: Vec<u8>| -> Result<(), FileError> {
            longest = longest.max(piece.len());
            all += piece.len();
            Ok(())
        };
        assert_eq!(bytes.feed(many, &mut sink).and_then(|()| bytes.finish(&mut sink)), Ok(()));
        assert!(all == 20_000_000 && longest <= 5_000_000, "{longest} of {all}");
    }
}
