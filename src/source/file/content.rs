//! What is in a file: a text of any format becomes a store.

use super::format::{Guess, Input, guess};
use super::{MAX_SAMPLES, too_much};
use crate::engine::block;
use crate::engine::labels::Labels;
use crate::engine::load::script;
use crate::engine::samples::Samples;
use crate::engine::store::memory::MemoryStore;
use crate::model::file::{FileFormat, FileStatus, Flaw};
use crate::model::outcome::Failure;
use crate::model::query::Progress;
use crate::source::breath::Breath;
use crate::wire::exposition::{Mistake, Reader};
use crate::wire::prometheus::Completeness;
use crate::wire::prometheus::query::decoder::Decoder;
use crate::wire::text;
use crate::wire::transport::{Head, Transport};

/// The most bytes of what is told of a line.
const MAX_TOLD: usize = 200;

/// What is in a file.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) store: MemoryStore,
    pub(super) status: FileStatus,
    /// The warnings of a saved answer.
    pub(super) warnings: Vec<String>,
    /// How complete a saved answer says that it is.
    pub(super) completeness: Completeness,
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Reading {
    head: Head,
    max_bytes: u64,
    text: Text,
}

/// What is read so far, by format.
#[derive(Debug)]
enum Text {
    /// Not known yet.
    Unknown(Vec<u8>),
    Exposition(Box<Reader>),
    Answer(Box<Decoder>),
    Load(Vec<u8>),
}

impl Reading {
    pub(super) fn new(head: Head, max_bytes: u64) -> Self {
        Self { head, max_bytes, text: Text::Unknown(Vec::new()) }
    }

    /// Reads one more piece.
    pub(super) fn feed(&mut self, piece: Vec<u8>) -> Result<(), Failure> {
        match &mut self.text {
            Text::Unknown(bytes) => {
                bytes.extend_from_slice(&piece);
                return self.guess(Input::Open);
            }
            Text::Exposition(reader) => reader.feed(&piece).map_err(misread)?,
            Text::Answer(decoder) => decoder.feed(piece).map_err(misanswered)?,
            Text::Load(bytes) => bytes.extend_from_slice(&piece),
        }
        if self.progress(0).samples > MAX_SAMPLES { Err(too_much()) } else { Ok(()) }
    }

    /// Finds out the format, if what is there tells it, and reads what is there.
    fn guess(&mut self, input: Input) -> Result<(), Failure> {
        let Text::Unknown(bytes) = &mut self.text else { return Ok(()) };
        let format = match guess(bytes, input) {
            Guess::More => return Ok(()),
            Guess::Blank => return Err(flawed(0, Flaw::Empty, String::new())),
            Guess::Unknown => {
                let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_TOLD)]);
                return Err(flawed(0, Flaw::Unknown, text::cut(&head, MAX_TOLD)));
            }
            Guess::Format(format) => format,
        };
        let bytes = std::mem::take(bytes);
        self.text = match format {
            FileFormat::Exposition | FileFormat::OpenMetrics => Text::Exposition(Box::default()),
            FileFormat::Answer => Text::Answer(Box::new(Decoder::new(&self.head, self.max_bytes))),
            FileFormat::Load => Text::Load(Vec::new()),
        };
        self.feed(bytes)
    }

    /// How far it is read.
    pub(super) fn progress(&self, bytes: u64) -> Progress {
        match &self.text {
            Text::Unknown(_) | Text::Load(_) => Progress { bytes, ..Progress::default() },
            Text::Exposition(reader) => {
                Progress { bytes, series: reader.series(), samples: reader.samples(), evaluation: None }
            }
            Text::Answer(decoder) => decoder.progress(),
        }
    }

    /// The content, after the last piece. Samples without a time stand at `now`.
    pub(super) async fn finish<T: Transport>(
        mut self,
        now: i64,
        breath: &mut Breath<'_, T>,
    ) -> Result<Content, Failure> {
        self.guess(Input::Ended)?;
        let mut filling = Filling::default();
        match self.text {
            Text::Unknown(_) => {}
            Text::Exposition(reader) => {
                let exposed = reader.finish(now).map_err(misread)?;
                (filling.format, filling.untimed) = (exposed.format, exposed.untimed);
                for series in exposed {
                    let samples = Samples { times: series.times, values: series.values, ..Samples::default() };
                    filling.add(Labels::new(series.labels), samples)?;
                    breath.take().await?;
                }
            }
            Text::Answer(decoder) => {
                filling.format = FileFormat::Answer;
                let reply = decoder.finish().map_err(misanswered)?;
                let block = reply.value.block().ok_or_else(|| flawed(0, Flaw::NoSeries, String::new()))?;
                for at in 0..block.len() {
                    let (labels, samples) = block::series(block, at).ok_or_else(|| {
                        let expected = "the buckets of a native histogram".to_owned();
                        flawed(0, Flaw::Json { at: 0, expected }, text::cut(&block.labels.display(at), MAX_TOLD))
                    })?;
                    filling.add(labels, samples)?;
                    breath.take().await?;
                }
                (filling.warnings, filling.completeness) = (reply.warnings, reply.completeness);
            }
            Text::Load(bytes) => {
                filling.format = FileFormat::Load;
                let text = str::from_utf8(&bytes).map_err(|_| flawed(0, Flaw::Encoding, String::new()))?;
                for block in script::blocks(text) {
                    let loaded = block.and_then(|block| block.load()).map_err(misloaded)?;
                    for (labels, samples) in loaded {
                        filling.add(labels, samples)?;
                    }
                    breath.take().await?;
                }
            }
        }
        Ok(filling.finish())
    }
}

/// A store that is being filled.
#[derive(Debug)]
struct Filling {
    format: FileFormat,
    store: MemoryStore,
    samples: u64,
    times: Option<(i64, i64)>,
    untimed: u64,
    warnings: Vec<String>,
    completeness: Completeness,
}

impl Default for Filling {
    fn default() -> Self {
        Self {
            format: FileFormat::Exposition,
            store: MemoryStore::default(),
            samples: 0,
            times: None,
            untimed: 0,
            warnings: Vec::new(),
            completeness: Completeness::Whole,
        }
    }
}

impl Filling {
    fn add(&mut self, labels: Labels, samples: Samples) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (samples.times.first(), samples.times.last()) else { return Ok(()) };
        let (from, to) = self.times.unwrap_or((*first, *last));
        self.times = Some((from.min(*first), to.max(*last)));
        self.samples += samples.len() as u64;
        self.store.append(labels, samples);
        if self.samples > MAX_SAMPLES { Err(too_much()) } else { Ok(()) }
    }

    fn finish(self) -> Content {
        let Self { format, store, samples, times, untimed, warnings, completeness } = self;
        let series = store.series().len() as u64;
        Content { store, status: FileStatus { format, series, samples, times, untimed }, warnings, completeness }
    }
}

fn flawed(line: u64, flaw: Flaw, excerpt: String) -> Failure {
    Failure::Unreadable { line, flaw, excerpt }
}

fn misread(Mistake { line, flaw, excerpt }: Mistake) -> Failure {
    flawed(line, flaw, excerpt)
}

/// What the decoder of answers says, of a file.
fn misanswered(failure: Failure) -> Failure {
    match failure {
        Failure::Malformed { at, expected } => flawed(0, Flaw::Json { at, expected }, String::new()),
        Failure::Truncated { at } => flawed(0, Flaw::Json { at, expected: String::new() }, String::new()),
        Failure::Api { message, .. } | Failure::StoreDown { text: message, .. } => {
            flawed(0, Flaw::ErrorAnswer, message)
        }
        Failure::NotTheApi { excerpt, .. } => flawed(0, Flaw::Unknown, excerpt),
        other => other,
    }
}

fn misloaded(script::Mistake { line, why }: script::Mistake) -> Failure {
    let flaw = why.map_or(Flaw::Step, |why| Flaw::Load { text: text::cut(&why, MAX_TOLD) });
    flawed(line as u64, flaw, String::new())
}
