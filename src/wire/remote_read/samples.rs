//! Answers with samples: a snappy block that holds one message.
//!
//! `ReadResponse` {1 results}, `QueryResult` {1 series}, `TimeSeries` {1 labels, 2 samples, 4 histograms}, `Sample`
//! {1 value, 2 time}.

use super::fault::Fault;
use super::histogram::Histograms;
use super::protobuf::Message;
use super::series::{ReadSeries, label};
use super::{Interval, columns};
use crate::model::memory::MemoryBudget;
use crate::model::outcome::Failure;
use crate::model::read_fault::ReadFaultKind;
use crate::model::sample;

/// As many bytes a packed one can become: a copy of 64 takes three.
const MAX_GROWTH: u64 = 22;

/// An answer that is being read.
#[derive(Debug)]
pub(super) struct Decoder {
    wanted: Vec<Interval>,
    max_bytes: u64,
    /// Packed, until the last byte was there; then the message.
    bytes: Vec<u8>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Not all bytes are there.
    Packed,
    /// Between two results, at this byte; so many results are read.
    Between { at: usize, results: usize },
    /// In a result, at this byte; it ends at that one.
    Within { at: usize, end: usize, results: usize },
}

impl Decoder {
    pub(super) fn new(wanted: Vec<Interval>, max_bytes: u64) -> Self {
        Self { wanted, max_bytes, bytes: Vec::new(), state: State::Packed }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Unpacks what was fed.
    pub(super) fn end(&mut self, memory: &mut MemoryBudget) -> Result<(), Failure> {
        if matches!(self.state, State::Packed) {
            self.bytes = self.unpacked(memory)?;
            self.state = State::Between { at: 0, results: 0 };
        }
        Ok(())
    }

    fn unpacked(&self, memory: &mut MemoryBudget) -> Result<Vec<u8>, Failure> {
        let fault = |kind: ReadFaultKind| Fault::from(kind).in_frame(0);
        if self.bytes.is_empty() {
            return Err(fault(ReadFaultKind::Snappy));
        }
        let length = snap::raw::decompress_len(&self.bytes).map_err(|_| fault(ReadFaultKind::Snappy))?;
        let declared = length as u64;
        if declared > self.max_bytes {
            return Err(Failure::TooLarge { limit: self.max_bytes });
        }
        if declared > (self.bytes.len() as u64).saturating_mul(MAX_GROWTH) {
            return Err(fault(ReadFaultKind::Length { declared }));
        }
        memory.reserve(length, 1).map_err(|over| Fault::from(over).in_frame(0))?;
        snap::raw::Decoder::new().decompress_vec(&self.bytes).map_err(|_| fault(ReadFaultKind::Snappy))
    }

    /// The next series.
    pub(super) fn advance(&mut self, memory: &mut MemoryBudget) -> Result<Option<ReadSeries>, Failure> {
        self.series(memory).map_err(|fault| fault.in_frame(0))
    }

    fn series(&mut self, memory: &mut MemoryBudget) -> Result<Option<ReadSeries>, Fault> {
        loop {
            match self.state {
                State::Packed => return Ok(None),
                State::Between { at, results } => {
                    let mut message = Message::new(&self.bytes[at..]);
                    self.state = match message.next()? {
                        None => return Ok(None),
                        Some((1, field)) => {
                            let end = at + message.at();
                            State::Within { at: end - field.bytes()?.len(), end, results }
                        }
                        Some(_) => State::Between { at: at + message.at(), results },
                    };
                }
                State::Within { at, end, results } => {
                    let mut message = Message::new(&self.bytes[at..end]);
                    let next = message.next()?;
                    let at = at + message.at();
                    self.state = State::Within { at, end, results };
                    match next {
                        None => self.state = State::Between { at: end, results: results + 1 },
                        Some((1, field)) => {
                            let index = results as u64;
                            let wanted = *self.wanted.get(results).ok_or(ReadFaultKind::Query { index })?;
                            let mut series = time_series(field.message()?, memory)?;
                            series.columns.complete(wanted, memory)?;
                            return Ok(Some(ReadSeries { query: results, ..series }));
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }
}

/// A series; its samples as they stand there.
fn time_series(message: Message<'_>, memory: &mut MemoryBudget) -> Result<ReadSeries, Fault> {
    let (mut series, mut samples) = (ReadSeries::default(), 0);
    let mut counted = message;
    while let Some((number, field)) = counted.next()? {
        match number {
            1 => series.labels.push(label(field.message()?, memory)?),
            2 | 4 => samples += 1,
            _ => {}
        }
    }
    memory.reserve(samples, columns::SAMPLE)?;
    series.columns.reserve(samples);
    let mut histograms = Histograms::default();
    let mut message = message;
    while let Some((number, field)) = message.next()? {
        match number {
            2 => {
                let (time, value) = float(field.message()?)?;
                series.columns.push(time, value);
            }
            4 => histograms.read(field.bytes()?, &mut series.columns, memory)?,
            _ => {}
        }
    }
    Ok(series)
}

/// Time and value.
#[inline]
fn float(mut message: Message<'_>) -> Result<(i64, f64), ReadFaultKind> {
    let (mut time, mut value) = (0, 0.0);
    while let Some((number, field)) = message.next()? {
        match number {
            1 => value = field.float()?,
            2 => time = field.number()?.cast_signed(),
            _ => {}
        }
    }
    Ok((time, sample::float(value)))
}
