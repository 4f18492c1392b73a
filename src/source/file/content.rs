//! Reads the text of a file, of any format, into a store of its series, while it arrives.

use std::rc::Rc;

use super::bytes::Bytes;
use super::format::{Guess, Input, guess};
use super::spacing::Distances;
use super::{MAX_SAMPLES, too_much};
use crate::engine::block;
use crate::engine::labels::Labels;
use crate::engine::load::{Reason, script};
use crate::engine::samples::Samples;
use crate::engine::store::memory::MemoryStore;
use crate::model::file::{FileError, FileFormat, FileStatus, LOOKBACK_MS, UnitDoubt, Untimed};
use crate::model::memory::{MAX_MEMORY, MemoryBudget, OverBudget};
use crate::model::outcome::Failure;
use crate::model::query::Progress;
use crate::source::yielder::Yielder;
use crate::wire::exposition::{Exposed, ExpositionError, ExpositionReader};
use crate::wire::prometheus::Completeness;
use crate::wire::prometheus::query::decoder::Decoder;
use crate::wire::text;
use crate::wire::transport::{Head, Transport};

/// The most bytes of what is shown of a line.
const MAX_TOLD: usize = 200;

/// What is in a file.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) store: Rc<MemoryStore>,
    pub(super) status: FileStatus,
    /// The warnings of a saved answer.
    pub(super) warnings: Vec<String>,
    /// How complete a saved answer says that it is.
    pub(super) completeness: Completeness,
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Reading {
    bytes: Bytes,
    text: Text,
}

/// The text, once it is unpacked and its encoding known.
#[derive(Debug)]
struct Text {
    head: Head,
    max_bytes: u64,
    /// How long it is so far; what is packed is far shorter.
    bytes: u64,
    read: Read,
}

/// What is read so far, by format.
#[derive(Debug)]
enum Read {
    /// Not known yet.
    Unknown(Vec<u8>),
    Exposition(Box<ExpositionReader>),
    Answer(Box<Decoder>),
    Load(Vec<u8>),
}

impl Reading {
    pub(super) fn new(head: Head, max_bytes: u64) -> Self {
        let text = Text { head, max_bytes, bytes: 0, read: Read::Unknown(Vec::new()) };
        Self { bytes: Bytes::default(), text }
    }

    /// Reads more bytes, however many they are or become.
    pub(super) async fn feed<T: Transport>(
        &mut self,
        mut bytes: &[u8],
        yielder: &Yielder<'_, T>,
    ) -> Result<(), Failure> {
        let text = &mut self.text;
        while !bytes.is_empty() {
            let (piece, rest) = bytes.split_at(bytes.len().min(self.bytes.piece()));
            self.bytes.feed(piece.to_vec(), &mut |piece| text.feed(piece))?;
            bytes = rest;
            yielder.yield_if_due().await?;
        }
        Ok(())
    }

    /// How far it is read, after so many bytes.
    pub(super) fn progress(&self, bytes: u64) -> Progress {
        Progress { bytes, ..self.text.progress() }
    }

    /// The content, after the last piece. Samples without a time stand at `now`.
    pub(super) async fn finish<T: Transport>(mut self, now: Now, yielder: &Yielder<'_, T>) -> Result<Content, Failure> {
        let text = &mut self.text;
        self.bytes.finish(&mut |piece| text.feed(piece))?;
        self.text.finish(now, yielder).await
    }
}

impl Text {
    /// Reads one more piece.
    fn feed(&mut self, piece: Vec<u8>) -> Result<(), Failure> {
        self.bytes += piece.len() as u64;
        if self.bytes > self.max_bytes {
            return Err(Failure::TooLarge { limit: self.max_bytes });
        }
        self.take(piece)
    }

    fn take(&mut self, piece: Vec<u8>) -> Result<(), Failure> {
        match &mut self.read {
            Read::Unknown(bytes) => {
                bytes.extend_from_slice(&piece);
                return self.guess(Input::Open);
            }
            Read::Exposition(reader) => reader.feed(&piece).map_err(misread)?,
            Read::Answer(decoder) => decoder.feed(piece).map_err(misanswered)?,
            Read::Load(bytes) => bytes.extend_from_slice(&piece),
        }
        if self.progress().samples > MAX_SAMPLES { Err(too_much()) } else { Ok(()) }
    }

    /// Finds out the format, if what is there tells it, and reads what is there.
    fn guess(&mut self, input: Input) -> Result<(), Failure> {
        let Read::Unknown(bytes) = &mut self.read else { return Ok(()) };
        let format = match guess(bytes, input) {
            Guess::More => return Ok(()),
            Guess::Blank => return Err(unreadable(0, FileError::Empty, String::new())),
            Guess::Unknown => {
                let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_TOLD)]);
                return Err(unreadable(0, FileError::Unknown, text::cut(&head, MAX_TOLD)));
            }
            Guess::Format(format) => format,
        };
        let bytes = std::mem::take(bytes);
        self.read = match format {
            FileFormat::Exposition | FileFormat::OpenMetrics => {
                Read::Exposition(Box::new(ExpositionReader::within(MAX_MEMORY)))
            }
            FileFormat::Answer | FileFormat::Export => {
                Read::Answer(Box::new(Decoder::lenient(&self.head, self.max_bytes)))
            }
            FileFormat::Load => Read::Load(Vec::new()),
        };
        self.take(bytes)
    }

    fn progress(&self) -> Progress {
        match &self.read {
            Read::Unknown(_) | Read::Load(_) => Progress::default(),
            Read::Exposition(reader) => {
                Progress { series: reader.series(), samples: reader.samples(), ..Progress::default() }
            }
            Read::Answer(decoder) => decoder.progress(),
        }
    }

    async fn finish<T: Transport>(mut self, now: Now, yielder: &Yielder<'_, T>) -> Result<Content, Failure> {
        self.guess(Input::Ended)?;
        match self.read {
            Read::Unknown(_) => Ok(Filling::of_samples(FileFormat::Exposition, 0).finish()),
            Read::Exposition(reader) => {
                let read = reader.samples();
                let exposed = reader.finish(|times| now.of(times)).map_err(misread)?;
                let mut filling = Filling::of_exposition(&exposed, read);
                for series in exposed {
                    let samples = Samples { times: series.times, values: series.values, ..Samples::default() };
                    filling.add(Labels::new(series.labels), samples)?;
                    yielder.yield_if_due().await?;
                }
                Ok(filling.finish())
            }
            Read::Answer(decoder) => {
                let format = if decoder.has_lines() { FileFormat::Export } else { FileFormat::Answer };
                let reply = decoder.finish().map_err(misanswered)?;
                let block = reply.value.block().ok_or_else(|| unreadable(0, FileError::NoSeries, String::new()))?;
                let mut filling = Filling::of_samples(format, reply.duplicates);
                for at in 0..block.len() {
                    let (labels, samples) = block::series(block, at).ok_or_else(|| {
                        let expected = "the buckets of a native histogram".to_owned();
                        unreadable(
                            0,
                            FileError::Json { at: 0, expected },
                            text::cut(&block.labels.display(at), MAX_TOLD),
                        )
                    })?;
                    filling.add(labels, samples)?;
                    yielder.yield_if_due().await?;
                }
                Ok(Content { warnings: reply.warnings, completeness: reply.completeness, ..filling.finish() })
            }
            Read::Load(bytes) => {
                let text = str::from_utf8(&bytes).map_err(|_| unreadable(0, FileError::Encoding, String::new()))?;
                let mut filling = Filling::of_samples(FileFormat::Load, 0);
                let mut reader = script::ScriptReader::new(text);
                let mut memory = MemoryBudget::new(MAX_MEMORY);
                loop {
                    match reader.advance(&mut memory).map_err(misloaded)? {
                        script::LineRead::More => {}
                        script::LineRead::Block(all) => {
                            for (labels, samples) in all {
                                filling.add(labels, samples)?;
                                yielder.yield_if_due().await?;
                            }
                            // What was read of one block is in the store when the next one is read.
                            memory = MemoryBudget::new(MAX_MEMORY);
                        }
                        script::LineRead::End => return Ok(filling.finish()),
                    }
                    yielder.yield_if_due().await?;
                }
            }
        }
    }
}

/// Where samples without a time stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Now {
    /// At this time.
    Read(i64),
    /// At this time; but of a file that was kept, at its last time where that is long before or after, so that what
    /// belongs together is seen together.
    GivenAt(i64),
}

impl Now {
    /// The time, where the samples that have one lie between these. Near are two times of which one moment shows both.
    fn of(self, times: Option<(i64, i64)>) -> i64 {
        match (self, times) {
            (Self::GivenAt(now), Some((_, last))) if now.abs_diff(last) > LOOKBACK_MS.unsigned_abs() => last,
            (Self::GivenAt(now) | Self::Read(now), _) => now,
        }
    }
}

/// A store that is being filled.
#[derive(Debug)]
struct Filling {
    format: FileFormat,
    store: MemoryStore,
    counted: CountedBefore,
    /// Samples in the text.
    read: u64,
    samples: u64,
    times: Option<(i64, i64)>,
    untimed: Option<Untimed>,
    distances: Distances,
    doubt: Option<UnitDoubt>,
}

/// What is known of the text's samples before they are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CountedBefore {
    /// Their number, and the times that are samples' own.
    All,
    /// Nothing: each is in the text as it is added.
    Nothing,
}

impl Filling {
    /// Of an exposition in which so many samples were read: not all are counted, and not all times are samples' own.
    fn of_exposition(exposed: &Exposed, read: u64) -> Self {
        let untimed = (exposed.untimed > 0).then_some(Untimed { count: exposed.untimed, at: exposed.at });
        let Exposed { format, times, doubt, .. } = *exposed;
        Self { counted: CountedBefore::All, times, untimed, doubt, ..Self::of_samples(format, read) }
    }

    /// Of another format; so many samples more are in the text than will be added.
    fn of_samples(format: FileFormat, read: u64) -> Self {
        Self {
            format,
            store: MemoryStore::default(),
            counted: CountedBefore::Nothing,
            read,
            samples: 0,
            times: None,
            untimed: None,
            distances: Distances::default(),
            doubt: None,
        }
    }

    fn add(&mut self, labels: Labels, samples: Samples) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (samples.times.first(), samples.times.last()) else { return Ok(()) };
        if self.counted == CountedBefore::Nothing {
            let (from, to) = self.times.unwrap_or((*first, *last));
            self.times = Some((from.min(*first), to.max(*last)));
            self.read += samples.len() as u64;
        }
        self.distances.add(&samples.times, self.untimed.map(|untimed| untimed.at));
        self.samples += samples.len() as u64;
        self.store.append(labels, samples);
        if self.store.memory() > MAX_MEMORY {
            return Err(over(OverBudget { limit: MAX_MEMORY }));
        }
        if self.samples > MAX_SAMPLES { Err(too_much()) } else { Ok(()) }
    }

    fn finish(self) -> Content {
        let Self { format, store, read, times, untimed, distances, doubt, .. } = self;
        let store = Rc::new(store);
        let series = store.series().len() as u64;
        let samples = store.series().iter().map(|series| series.samples.len() as u64).sum();
        let duplicates = read.saturating_sub(samples);
        let spacing = distances.finish();
        let status = FileStatus { format, series, samples, times, untimed, spacing, duplicates, doubt };
        Content { store, status, warnings: Vec::new(), completeness: Completeness::Whole }
    }
}

fn unreadable(line: u64, error: FileError, excerpt: String) -> Failure {
    Failure::Unreadable { line, error, excerpt }
}

fn misread(ExpositionError { line, error, excerpt }: ExpositionError) -> Failure {
    unreadable(line, error, excerpt)
}

/// What the decoder of answers says, of a file.
fn misanswered(failure: Failure) -> Failure {
    match failure {
        Failure::Malformed { at, expected } => unreadable(0, FileError::Json { at, expected }, String::new()),
        Failure::Truncated { at } => unreadable(0, FileError::Json { at, expected: String::new() }, String::new()),
        Failure::Api { message, .. } | Failure::StoreDown { text: message, .. } => {
            unreadable(0, FileError::ErrorAnswer, message)
        }
        Failure::TooMuchMemory { limit } => unreadable(0, FileError::Memory { bytes: limit }, String::new()),
        Failure::NotTheApi { excerpt, .. } => unreadable(0, FileError::Unknown, excerpt),
        other => other,
    }
}

fn misloaded(script::ScriptError { line, why }: script::ScriptError) -> Failure {
    let error = match why {
        None => FileError::Step,
        Some(Reason::Text(why)) => FileError::Load { text: text::cut(&why, MAX_TOLD) },
        Some(Reason::Memory(OverBudget { limit })) => FileError::Memory { bytes: limit },
    };
    unreadable(line as u64, error, String::new())
}

fn over(OverBudget { limit }: OverBudget) -> Failure {
    unreadable(0, FileError::Memory { bytes: limit }, String::new())
}
