//! Answers with streamed chunks: frames of a length, a checksum and a message.
//!
//! `ChunkedReadResponse` {1 series, 2 query}, `ChunkedSeries` {1 labels, 2 chunks}, `Chunk` {3 encoding, 4 bytes}.
//!
//! A server that fails in the middle writes its error behind the frames: that is then no frame.

use super::Interval;
use super::chunk;
use super::columns;
use super::crc32c::checksum;
use super::fault::Fault;
use super::protobuf::{Message, varint};
use super::series::{ReadSeries, label};
use crate::model::memory::MemoryBudget;
use crate::model::outcome::Failure;
use crate::model::read_fault::ReadFaultKind;

/// The most bytes of a frame, as Prometheus reads them; it makes frames of about a megabyte.
const MAX_FRAME: u64 = 50_000_000;

/// The bytes of a frame's checksum.
const CHECKSUM: usize = 4;

/// An answer that is being read.
#[derive(Debug)]
pub(super) struct Decoder {
    wanted: Vec<Interval>,
    max_frame: u64,
    /// What was fed and is not wholly read.
    bytes: Vec<u8>,
    /// Where the next frame begins in it, or the rest of the one that is being read.
    at: usize,
    frame: Option<Frame>,
    /// How many frames are read, the one that is being read included.
    frames: u64,
    has_ended: bool,
}

/// A frame that is being read.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Where its message ends.
    end: usize,
    query: usize,
    wanted: Interval,
}

impl Decoder {
    pub(super) fn new(wanted: Vec<Interval>, max_bytes: u64) -> Self {
        let max_frame = max_bytes.min(MAX_FRAME);
        Self { wanted, max_frame, bytes: Vec::new(), at: 0, frame: None, frames: 0, has_ended: false }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        // What is moved is less than what was read, so that each byte is moved once or so.
        if self.frame.is_none() && self.at > self.bytes.len() / 2 {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn end(&mut self) {
        self.has_ended = true;
    }

    /// The next series.
    pub(super) fn advance(&mut self, memory: &mut MemoryBudget) -> Result<Option<ReadSeries>, Failure> {
        let series = self.series(memory);
        // A frame that has not come is told as the one that it would have been.
        let number = self.frames + u64::from(self.frame.is_none());
        series.map_err(|fault| fault.in_frame(number))
    }

    fn series(&mut self, memory: &mut MemoryBudget) -> Result<Option<ReadSeries>, Fault> {
        loop {
            let Some(frame) = self.frame else {
                if self.begin()? {
                    continue;
                }
                return Ok(None);
            };
            let mut message = Message::new(&self.bytes[self.at..frame.end]);
            let next = message.next()?;
            self.at += message.at();
            match next {
                None => self.frame = None,
                Some((1, field)) => {
                    let mut series = chunked_series(field.message()?, memory)?;
                    series.columns.complete(frame.wanted, memory)?;
                    return Ok(Some(ReadSeries { query: frame.query, ..series }));
                }
                Some(_) => {}
            }
        }
    }

    /// Begins the next frame, if all of it is there.
    fn begin(&mut self) -> Result<bool, Fault> {
        let rest = &self.bytes[self.at..];
        let more = || if self.has_ended && !rest.is_empty() { Err(ReadFaultKind::Truncated.into()) } else { Ok(false) };
        let Some(length) = varint(rest) else {
            return if rest.len() < 10 { more() } else { Err(ReadFaultKind::Message.into()) };
        };
        let (declared, head) = length?;
        if declared > self.max_frame {
            return Err(ReadFaultKind::Length { declared }.into());
        }
        // It is below the limit, which a `usize` holds.
        let length = usize::try_from(declared).unwrap_or(usize::MAX);
        let Some((sum, rest)) = rest[head..].split_first_chunk::<CHECKSUM>() else { return more() };
        let Some(message) = rest.get(..length) else { return more() };
        if checksum(message) != u32::from_be_bytes(*sum) {
            return Err(ReadFaultKind::Checksum.into());
        }
        // Which query it is of may stand behind the series.
        let (mut index, mut fields) = (0, Message::new(message));
        while let Some((number, field)) = fields.next()? {
            if number == 2 {
                index = field.number()?;
            }
        }
        let query = usize::try_from(index).unwrap_or(usize::MAX);
        let wanted = *self.wanted.get(query).ok_or(ReadFaultKind::Query { index })?;
        self.at += head + CHECKSUM;
        self.frame = Some(Frame { end: self.at + length, query, wanted });
        self.frames += 1;
        Ok(true)
    }
}

/// A series; its samples as they stand there.
fn chunked_series(message: Message<'_>, memory: &mut MemoryBudget) -> Result<ReadSeries, Fault> {
    let (mut series, mut samples) = (ReadSeries::default(), 0);
    let mut counted = message;
    while let Some((number, field)) = counted.next()? {
        match number {
            1 => series.labels.push(label(field.message()?, memory)?),
            2 => {
                let (encoding, bytes) = chunk_of(field.message()?)?;
                samples += chunk::count(encoding, bytes)?;
            }
            _ => {}
        }
    }
    memory.reserve(samples, columns::SAMPLE)?;
    series.columns.reserve(samples);
    let mut message = message;
    while let Some((number, field)) = message.next()? {
        if number == 2 {
            let (encoding, bytes) = chunk_of(field.message()?)?;
            chunk::decode(encoding, bytes, &mut series.columns, memory)?;
        }
    }
    Ok(series)
}

/// The number of its encoding, and its bytes.
fn chunk_of(mut message: Message<'_>) -> Result<(u64, &[u8]), ReadFaultKind> {
    let (mut encoding, mut bytes) = (0, &[][..]);
    while let Some((number, field)) = message.next()? {
        match number {
            3 => encoding = field.number()?,
            4 => bytes = field.bytes()?,
            _ => {}
        }
    }
    Ok((encoding, bytes))
}
