//! The streaming decoder of `/api/v1/query` and `/api/v1/query_range`: pieces of JSON in, a `Value` out.
//!
//! It drives the machine over a window of bytes, counts memory, and turns what is malformed into failures.
//! Not here: what the elements are (`machine`), JSON's tokens (`wire::json`).

use crate::model::outcome::Failure;
use crate::model::query::Progress;
use crate::wire::json::window::ByteWindow;
use crate::wire::prometheus::error;
use crate::wire::transport::Head;

use super::Reply;
use super::machine::{AnswerError, EXCERPT, Input, Machine, Root, State};

/// A query's answer under construction.
#[derive(Debug)]
pub struct Decoder {
    window: ByteWindow,
    machine: Machine,
    head: Head,
    limit: u64,
    /// The most bytes of its columns.
    memory: u64,
}

/// The most bytes of columns, as a multiple of an answer's bytes. Real answers take about as many as they have; what
/// has series without labels and samples takes many more.
const COLUMNS: u64 = 6;

/// Between these the bytes of columns are bounded, whatever an answer may have.
const MEMORY: std::ops::RangeInclusive<u64> = 16_000_000..=1_600_000_000;

impl Decoder {
    /// For a response with a successful status code, of at most `max_bytes` of text.
    pub fn new(head: &Head, max_bytes: u64) -> Self {
        // Columns have u32 offsets. No sample, bucket or text takes less of the answer than one byte,
        // so this bound on the bytes bounds them all.
        let limit = max_bytes.min(u32::MAX.into());
        let (window, machine) = (ByteWindow::default(), Machine::default());
        let memory = max_bytes.saturating_mul(COLUMNS).clamp(*MEMORY.start(), *MEMORY.end());
        Self { window, machine, head: head.clone(), limit, memory }
    }

    /// For a file of at most `max_bytes` of text that may be a whole answer, its `data`, its result alone, or series a
    /// line.
    pub fn lenient(head: &Head, max_bytes: u64) -> Self {
        let mut decoder = Self::new(head, max_bytes);
        decoder.machine.root = Root::Any;
        decoder
    }

    /// Whether what was decoded is series a line, and no answer.
    pub fn has_lines(&self) -> bool {
        self.machine.root == Root::Lines
    }

    /// Decodes one more piece, of any length. Fails where the answer is too long, takes too much memory, or is
    /// malformed.
    pub fn feed(&mut self, piece: Vec<u8>) -> Result<(), Failure> {
        if self.window.received() + piece.len() as u64 > self.limit {
            return Err(Failure::TooLarge { limit: self.limit });
        }
        let machine = &mut self.machine;
        let read = self.window.feed(piece, |scanner| machine.step(scanner));
        self.explain(read)?;
        let taken = self.machine.series.builder.memory(0);
        if taken > self.memory { Err(Failure::TooMuchMemory { limit: self.memory }) } else { Ok(()) }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let builder = &self.machine.series.builder;
        Progress {
            bytes: self.window.received(),
            series: builder.series() as u64,
            samples: builder.samples() as u64 + self.machine.series.pending(),
            evaluation: None,
        }
    }

    /// The decoded answer, after the last piece. Fails where the answer breaks off or is malformed, and where it is an
    /// error of the server's.
    pub fn finish(mut self) -> Result<Reply, Failure> {
        let machine = &mut self.machine;
        machine.input = Input::Ended;
        let read = self.window.read(|scanner| machine.step(scanner));
        self.explain(read)?;
        let at = self.window.received();
        if !self.machine.is_at_end() {
            return Err(Failure::Truncated { at });
        }
        self.machine.reply().map_err(|why| match why {
            AnswerError::Api { error_type, message } => error::of_envelope(&self.head, error_type, message),
            AnswerError::Expected(expected) => Failure::Malformed { at, expected: expected.to_owned() },
        })
    }

    /// A failure at the first byte means that this is no answer of the API at all.
    fn explain(&self, read: Result<(), Failure>) -> Result<(), Failure> {
        match read {
            Err(_) if self.machine.state == State::Start => {
                let unread = self.window.unread();
                Err(error::not_the_api(&self.head, &unread[..unread.len().min(EXCERPT)]))
            }
            other => other,
        }
    }
}
