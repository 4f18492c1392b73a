//! `remote_read`: the raw samples of a Prometheus, or of what speaks its protocol, in protobuf messages.
//!
//! A request has queries and the types of answer that are understood. [`ResponseType::Samples`] is one message in a
//! snappy block: it is read when its last byte is there. [`ResponseType::StreamedChunks`] is a sequence of frames with
//! a checksum each, which hold chunks as Prometheus stores them: they are read as they arrive.
//!
//! Sources: `prompb/remote.proto`, `prompb/types.proto`, `storage/remote/chunked.go` of Prometheus.
//!
//! Invariant: a series comes out in columns of which times grow strictly, trimmed to the times that were asked for.
//! Invariant: memory is counted before it is taken; no declared length is believed beyond what is there.
//! Invariant: any bytes are a series, a [`Failure`] or not yet enough; nothing panics.
//! Not here: which queries are asked, and where series go (`source::remote_read`).

mod chunk;
mod columns;
mod crc32c;
mod fault;
mod histogram;
mod protobuf;
pub mod request;
mod samples;
mod series;
mod stream;

pub use columns::SampleColumns;
pub use series::ReadSeries;

use crate::model::memory::MemoryBudget;
use crate::model::outcome::Failure;
use crate::wire::transport::Head;

/// A type of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseType {
    /// One message with all samples.
    Samples,
    /// Chunks as they are stored, streamed. A series without samples is not among them.
    StreamedChunks,
}

impl ResponseType {
    /// The type that an answer declares; `None`: it is no answer to a remote read.
    pub fn of(head: &Head) -> Option<Self> {
        let media_type = head.content_type.split(';').next().unwrap_or_default().trim();
        match media_type.to_ascii_lowercase().as_str() {
            "application/x-protobuf" => Some(Self::Samples),
            "application/x-streamed-protobuf" => Some(Self::StreamedChunks),
            _ => None,
        }
    }

    /// Its number in requests.
    const fn number(self) -> u64 {
        match self {
            Self::Samples => 0,
            Self::StreamedChunks => 1,
        }
    }
}

/// The times of which samples are wanted, Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The first, inclusive, Unix milliseconds.
    pub from: i64,
    /// The last, inclusive, Unix milliseconds.
    pub to: i64,
}

/// An answer that is being read.
#[derive(Debug)]
pub struct ReadDecoder(Kind);

#[derive(Debug)]
enum Kind {
    Samples(samples::Decoder),
    StreamedChunks(stream::Decoder),
}

impl ReadDecoder {
    /// Of an answer of this type to queries for these times, of at most so many bytes, unpacked.
    pub fn new(response_type: ResponseType, wanted: Vec<Interval>, max_bytes: u64) -> Self {
        Self(match response_type {
            ResponseType::Samples => Kind::Samples(samples::Decoder::new(wanted, max_bytes)),
            ResponseType::StreamedChunks => Kind::StreamedChunks(stream::Decoder::new(wanted, max_bytes)),
        })
    }

    /// Takes more bytes of it.
    pub fn feed(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Kind::Samples(decoder) => decoder.feed(bytes),
            Kind::StreamedChunks(decoder) => decoder.feed(bytes),
        }
    }

    /// To be called behind the last byte, before what is left is taken by [`Self::advance`]. Fails where an answer that
    /// is one message breaks off or is corrupt, and where there is no memory for it.
    pub fn end(&mut self, memory: &mut MemoryBudget) -> Result<(), Failure> {
        match &mut self.0 {
            Kind::Samples(decoder) => decoder.end(memory),
            Kind::StreamedChunks(decoder) => {
                decoder.end();
                Ok(())
            }
        }
    }

    /// The next series, or the next part of one; `None` where more bytes are needed for it, and behind the last. Fails
    /// where the answer is corrupt, breaks off or is larger than it may be, and where a series takes more memory than
    /// the budget has left.
    pub fn advance(&mut self, memory: &mut MemoryBudget) -> Result<Option<ReadSeries>, Failure> {
        match &mut self.0 {
            Kind::Samples(decoder) => decoder.advance(memory),
            Kind::StreamedChunks(decoder) => decoder.advance(memory),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_answer_is_told_by_its_content_type() {
        for (content_type, is) in [
            ("application/x-protobuf", Some(ResponseType::Samples)),
            ("Application/X-Protobuf; x=y", Some(ResponseType::Samples)),
            (
                "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse",
                Some(ResponseType::StreamedChunks),
            ),
            ("text/html; charset=utf-8", None),
            ("application/json", None),
            ("", None),
        ] {
            let head = Head { content_type: content_type.to_owned(), ..Head::default() };
            assert_eq!(ResponseType::of(&head), is, "{content_type}");
        }
    }
}
