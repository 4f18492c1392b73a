//! What a Prometheus answers to remote reads, written apart from the product's decoder: the messages of both types of
//! answer, and chunks of every encoding.

pub(crate) mod bits;
pub(crate) mod chunks;
pub(crate) mod collector;
pub(crate) mod histograms;
pub(crate) mod messages;

use narthex::engine::labels::Labels;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::memory::MemoryBudget;
use narthex::model::outcome::Failure;
use narthex::wire::remote_read::{Interval, ReadDecoder, ReadSeries, ResponseType};

/// All times.
pub(crate) const ALWAYS: Interval = Interval { from: i64::MIN, to: i64::MAX };

/// How floats are written in chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FloatEncoding {
    /// As all versions do; start timestamps are lost.
    Xor,
    /// As versions from 3.14 on do.
    Xor2,
}

/// How series are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As one message with samples, in a snappy block; start timestamps are lost.
    Samples,
    /// As streamed chunks.
    Chunks(FloatEncoding),
}

impl Way {
    /// All of them.
    pub(crate) const ALL: [Self; 3] =
        [Self::Samples, Self::Chunks(FloatEncoding::Xor), Self::Chunks(FloatEncoding::Xor2)];

    /// The type of answer.
    pub(crate) fn response_type(self) -> ResponseType {
        match self {
            Self::Samples => ResponseType::Samples,
            Self::Chunks(_) => ResponseType::StreamedChunks,
        }
    }
}

/// The answer to queries, each with the series that were found.
pub(crate) fn answer(way: Way, results: &[Vec<(Labels, Samples)>]) -> Vec<u8> {
    match way {
        Way::Samples => {
            let series = |one: &(Labels, Samples)| messages::time_series(&pairs(&one.0), &one.1);
            let results = results.iter().map(|all| all.iter().map(series).collect::<Vec<_>>());
            messages::packed(&messages::read_response(&results.collect::<Vec<_>>()))
        }
        Way::Chunks(encoding) => {
            let mut all = Vec::new();
            for (query, series) in results.iter().enumerate() {
                for (labels, samples) in series {
                    let chunks = chunks::of(samples, encoding);
                    // A few chunks a frame: a series goes over several.
                    for some in chunks.chunks(3) {
                        let series = messages::chunked_series(&pairs(labels), some);
                        all.extend(messages::frame(&messages::chunked_response(&[series], query as u64)));
                    }
                }
            }
            all
        }
    }
}

/// All series of a store.
pub(crate) fn all(store: &MemoryStore) -> Vec<(Labels, Samples)> {
    let series = store.series().iter();
    series.map(|one| (one.labels.clone(), one.samples.samples().expect("its own chunks"))).collect()
}

/// A store with what comes of another one's series when they are sent and read.
pub(crate) fn sent(store: &MemoryStore, way: Way) -> MemoryStore {
    let mut read = MemoryStore::default();
    let bytes = answer(way, &[all(store)]);
    for ReadSeries { labels, columns, .. } in decoded(way.response_type(), &[&bytes], &[ALWAYS]).expect("an answer") {
        let samples = Samples {
            times: columns.times,
            values: columns.values,
            histograms: columns.histograms,
            starts: columns.starts,
        };
        read.append(Labels::new(labels), samples);
    }
    read
}

/// The series of an answer that comes in these parts.
pub(crate) fn decoded(
    response_type: ResponseType,
    parts: &[&[u8]],
    wanted: &[Interval],
) -> Result<Vec<ReadSeries>, Failure> {
    let mut decoder = ReadDecoder::new(response_type, wanted.to_vec(), 1 << 30);
    let (mut all, mut memory) = (Vec::new(), MemoryBudget::default());
    for part in parts {
        decoder.feed(part);
        while let Some(series) = decoder.advance(&mut memory)? {
            all.push(series);
        }
    }
    decoder.end(&mut memory)?;
    while let Some(series) = decoder.advance(&mut memory)? {
        all.push(series);
    }
    Ok(all)
}

fn pairs(labels: &Labels) -> Vec<(&str, &str)> {
    labels.iter().collect()
}
