//! What holds of answers to remote reads, whatever their bytes: the tests hold generated ones to it, the fuzz target
//! whatever libFuzzer comes upon.
//!
//! Invariant: nothing panics; what is given is within the budget of memory, and the times of a series grow strictly.
//! Invariant: an answer in parts of any size gives what it gives at once: the same series, or the same fault.

use narthex::model::memory::MemoryBudget;
use narthex::model::outcome::Failure;
use narthex::wire::remote_read::{Interval, ReadDecoder, ResponseType};

use crate::choices::Choices;
use crate::remote_read::chunks::Chunk;
use crate::remote_read::messages;

/// The most bytes that an answer may take.
const MAX_BYTES: u64 = 1 << 20;

/// The most memory of what is read.
const MAX_MEMORY: u64 = 4 << 20;

/// A series, or a part of one: its labels, times and values' bits.
type Series = (Vec<(String, String)>, Vec<i64>, Vec<u64>);

/// What a decoder gives, or why nothing.
type Read = Result<Vec<Series>, Failure>;

/// Makes an answer of bytes and holds its decoding to all properties; whether it had a sample.
#[track_caller]
pub(crate) fn hold(bytes: &[u8]) -> bool {
    let (head, rest) = bytes.split_at(bytes.len().min(8));
    let mut choices = Choices::of(head);
    let (response_type, answer) = made(&mut choices, rest);
    let wanted = choices.pick(&[(i64::MIN, i64::MAX), (0, 1_000_000), (5, 5), (9, 3)]);
    let whole = read(response_type, answer.len().max(1), &answer, wanted);
    let part = [1, 2, 3, 7, 64][choices.below(5)];
    let parts = read(response_type, part, &answer, wanted);
    assert_eq!(whole.is_ok(), parts.is_ok(), "{whole:?} at once, {parts:?} by {part}");
    if let (Ok(whole), Ok(parts)) = (&whole, &parts) {
        assert_eq!(joined(whole), joined(parts), "in parts of {part}");
    }
    whole.is_ok_and(|all| all.iter().any(|(_, times, _)| !times.is_empty()))
}

/// An answer: the bytes as they are, or as what lies in valid frames, in a valid block, or in a chunk.
fn made(choices: &mut Choices<'_>, bytes: &[u8]) -> (ResponseType, Vec<u8>) {
    let labels = [("__name__", "a")];
    match choices.below(6) {
        0 => (ResponseType::Samples, bytes.to_vec()),
        1 => (ResponseType::Samples, messages::packed(bytes)),
        2 => (ResponseType::StreamedChunks, bytes.to_vec()),
        3 => (ResponseType::StreamedChunks, messages::frame(bytes)),
        4 => {
            let encoding = choices.below(9) as u64;
            let chunk = Chunk { encoding, bytes: counted(choices, bytes) };
            let series = messages::chunked_series(&labels, &[chunk]);
            (ResponseType::StreamedChunks, messages::frame(&messages::chunked_response(&[series], 0)))
        }
        _ => {
            // Several chunks, which may overlap.
            let at = bytes.len() / 2;
            let mut chunk =
                |bytes: &[u8]| Chunk { encoding: 1 + bytes.len() as u64 % 4, bytes: counted(choices, bytes) };
            let series = messages::chunked_series(&labels, &[chunk(&bytes[..at]), chunk(&bytes[at..])]);
            (ResponseType::StreamedChunks, messages::frame(&messages::chunked_response(&[series], 0)))
        }
    }
}

/// The bytes of a chunk that says that it has few samples: what has many needs more bytes than anyone finds.
fn counted(choices: &mut Choices<'_>, bytes: &[u8]) -> Vec<u8> {
    let few = u8::try_from(choices.below(6)).unwrap_or_default();
    [&[0, few][..], bytes].concat()
}

fn read(response_type: ResponseType, part: usize, answer: &[u8], (from, to): (i64, i64)) -> Read {
    let mut decoder = ReadDecoder::new(response_type, vec![Interval { from, to }], MAX_BYTES);
    let (mut all, mut memory) = (Vec::new(), MemoryBudget::new(MAX_MEMORY));
    let mut take = |decoder: &mut ReadDecoder, memory: &mut MemoryBudget| -> Result<(), Failure> {
        while let Some(series) = decoder.advance(memory)? {
            let columns = series.columns;
            assert!(columns.times.is_sorted_by(|one, next| one < next), "times grow: {:?}", columns.times);
            assert!(columns.times.iter().all(|time| from <= *time && *time <= to), "{:?}", columns.times);
            assert_eq!(columns.times.len(), columns.values.len());
            assert!(columns.histograms.is_empty() || columns.histograms.len() == columns.times.len());
            assert!(columns.starts.is_empty() || columns.starts.len() == columns.times.len());
            let bits = columns.values.iter().map(|value| value.to_bits()).collect();
            let labels = series.labels.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            all.push((labels, columns.times, bits));
        }
        Ok(())
    };
    for bytes in answer.chunks(part) {
        decoder.feed(bytes);
        take(&mut decoder, &mut memory)?;
    }
    decoder.end(&mut memory)?;
    take(&mut decoder, &mut memory)?;
    Ok(all)
}

/// A series may come in several pieces, as its bytes do.
fn joined(all: &[Series]) -> Vec<Series> {
    let mut joined: Vec<Series> = Vec::new();
    for (labels, times, bits) in all {
        match joined.last_mut() {
            Some((known, known_times, known_bits)) if known == labels => {
                known_times.extend(times);
                known_bits.extend(bits);
            }
            _ => joined.push((labels.clone(), times.clone(), bits.clone())),
        }
    }
    joined
}
