//! The samples of one series, compressed: chunks in Prometheus' XOR encoding, of which a query decodes those that
//! overlap its window.
//!
//! A chunk keeps what the encoding has no place for beside it: histograms as they are, as they are rare and shared, and
//! start timestamps as the times of a second chunk, in which one that stays the same takes two bits. And it keeps seek
//! points, at which decoding can begin, so that a window of some minutes takes no decoding of half an hour.
//!
//! Invariant: chunks follow each other in time; none is empty, none overlaps another.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use super::TimeWindow;
use crate::engine::error::Error;
use crate::engine::query_budget::bytes_of;
use crate::engine::samples::Samples;
use crate::model::native_histogram::NativeHistogram;
use crate::model::time::seconds;
use crate::model::xor::{Encoder, SeekPoint, decode, decode_from};

/// The most samples of a chunk: as many as Prometheus has.
pub const CHUNK: usize = 120;

/// How many samples lie between two seek points of a chunk.
const SEEK_DISTANCE: usize = 40;

/// The samples of one series.
#[derive(Debug, Clone, Default)]
pub struct Compressed {
    /// A deque, so that samples that come in any order, the newest first among them, move few chunks.
    chunks: VecDeque<Chunk>,
}

#[derive(Debug, Clone)]
struct Chunk {
    /// The first and the last time, Unix milliseconds.
    from: i64,
    to: i64,
    samples: u16,
    bytes: Box<[u8]>,
    /// Behind each [`SEEK_DISTANCE`] samples but the last ones.
    seek_points: Box<[SeekPoint]>,
    beside: Option<Box<Beside>>,
}

/// What the encoding has no place for; each empty where there is none in the chunk.
#[derive(Debug, Clone, Default)]
struct Beside {
    histograms: Vec<Option<Rc<NativeHistogram>>>,
    /// A chunk whose times are the start timestamps.
    starts: Box<[u8]>,
}

impl Compressed {
    /// Adds samples at any times, and gives by how many bytes [`memory`](Self::memory) has changed. Of two at the same
    /// time the one added later counts.
    ///
    /// It takes time by what is added, for each sample at most its chunk and that one's neighbours, not by what is
    /// there.
    pub fn add(&mut self, samples: &Samples) -> isize {
        let (mut rewritten, mut grown, mut next) = (Vec::new(), 0, 0);
        while next < samples.len() {
            let (which, count) = self.touched(&samples.times[next..]);
            let chunks = self.joined(which.clone(), samples, next..next + count);
            // What the chunk behind takes depends on the one before it.
            let behind = || self.chunks.range(which.end..self.chunks.len().min(which.end + 1));
            let before = self.memory_after(which.start, self.chunks.range(which.clone()).chain(behind()));
            let after = self.memory_after(which.start, chunks.iter().chain(behind()));
            grown += after.cast_signed() - before.cast_signed();
            rewritten.push((which, chunks));
            next += count;
        }
        self.replace_all(rewritten);
        grown
    }

    /// The chunks that are written anew for the first of these times, and how many of these times they take: all chunks
    /// between hold one of them, or lie beside one. Chunks that hold none of the times stay as they are.
    fn touched(&self, times: &[i64]) -> (Range<usize>, usize) {
        let mut all: Option<Range<usize>> = None;
        for (at, time) in times.iter().enumerate() {
            let own = self.around(*time);
            match &mut all {
                Some(all) if own.start > all.end => return (all.clone(), at),
                Some(all) => all.end = all.end.max(own.end),
                None => all = Some(own),
            }
        }
        (all.unwrap_or_default(), times.len())
    }

    /// The chunk that a time lies in, if there is one, and its neighbours with capacity: they are written anew, too, so
    /// that samples that come one by one do not make a chunk each.
    fn around(&self, time: i64) -> Range<usize> {
        let begin = self.chunks.partition_point(|chunk| chunk.to < time);
        let end = begin + usize::from(self.chunks.get(begin).is_some_and(|chunk| chunk.from <= time));
        let has_capacity = |at: usize| self.chunks.get(at).is_some_and(|chunk| usize::from(chunk.samples) < CHUNK);
        let begin = begin.checked_sub(1).filter(|before| has_capacity(*before)).unwrap_or(begin);
        begin..end + usize::from(has_capacity(end))
    }

    /// Some of the chunks, with some of these samples.
    fn joined(&self, which: Range<usize>, samples: &Samples, added: Range<usize>) -> Vec<Chunk> {
        let mut known = Samples::default();
        for chunk in self.chunks.range(which) {
            // What was encoded here is no broken chunk.
            let _ = chunk.decode(chunk.all(), &mut known);
        }
        if known.is_empty() {
            return encoded(samples, added);
        }
        let mut more = Samples::default();
        more.extend(samples, added);
        let all = known.joined(&more);
        encoded(&all, 0..all.len())
    }

    /// Puts chunks in the places of others; what is replaced is in order, and does not touch.
    fn replace_all(&mut self, rewritten: Vec<(Range<usize>, Vec<Chunk>)>) {
        let moving = rewritten.iter().filter(|(which, chunks)| which.len() != chunks.len()).count();
        if moving <= 2 {
            // The last ones first, so that those before are where they were.
            return rewritten.into_iter().rev().for_each(|(which, chunks)| self.replace(which, chunks));
        }
        // Each would move what is behind it: all are moved once.
        let mut known = std::mem::take(&mut self.chunks).into_iter();
        let mut at = 0;
        for (which, chunks) in rewritten {
            self.chunks.extend(known.by_ref().take(which.start - at));
            self.chunks.extend(chunks);
            at = which.end;
            known.by_ref().take(which.len()).for_each(drop);
        }
        self.chunks.extend(known);
    }

    /// Puts chunks in the place of others, and moves those that are behind only where there are more or fewer of them.
    fn replace(&mut self, which: Range<usize>, chunks: Vec<Chunk>) {
        if which.len() == self.chunks.len() {
            // Without room for more: most series come at once.
            self.chunks = chunks.into();
        } else if chunks.len() == which.len() {
            for (known, chunk) in self.chunks.range_mut(which).zip(chunks) {
                *known = chunk;
            }
        } else if which.start == 0 {
            self.chunks.drain(which);
            for chunk in chunks.into_iter().rev() {
                self.chunks.push_front(chunk);
            }
        } else {
            let mut behind = self.chunks.split_off(which.start);
            behind.drain(..which.len());
            self.chunks.extend(chunks);
            self.chunks.append(&mut behind);
        }
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| usize::from(chunk.samples)).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The bytes that it takes. A histogram that is repeated counts once.
    pub fn memory(&self) -> usize {
        size_of::<Self>() + 4 * size_of::<usize>() + self.memory_after(0, self.chunks.iter())
    }

    /// The bytes that chunks take where they stand after the first so many.
    fn memory_after<'a>(&'a self, place: usize, chunks: impl Iterator<Item = &'a Chunk>) -> usize {
        let mut last = place.checked_sub(1).and_then(|at| self.chunks[at].last_histogram());
        let mut bytes = 0;
        for chunk in chunks {
            bytes += chunk.memory(last);
            last = chunk.last_histogram();
        }
        bytes
    }

    /// All samples, decoded. Fails where they are not what an encoder wrote.
    pub fn samples(&self) -> Result<Samples, Error> {
        let mut samples = Samples::default();
        self.chunks.iter().try_for_each(|chunk| chunk.decode(chunk.all(), &mut samples))?;
        Ok(samples)
    }

    /// The times of the first and the last sample, Unix milliseconds; `None` where there is none.
    pub fn span(&self) -> Option<(i64, i64)> {
        Some((self.chunks.front()?.from, self.chunks.back()?.to))
    }

    /// Whether a window is not altogether before or behind the samples: there may be some in it.
    pub fn overlaps(&self, window: TimeWindow) -> bool {
        self.span().is_some_and(|(first, last)| first <= window.to && window.from <= last)
    }

    fn chunks_in(&self, window: TimeWindow) -> Range<usize> {
        let begin = self.chunks.partition_point(|chunk| chunk.to < window.from);
        begin..self.chunks.partition_point(|chunk| chunk.from <= window.to).max(begin)
    }
}

/// Reads the samples of one series in a window, batch by batch.
#[derive(Debug)]
pub struct SampleReader {
    series: Rc<Compressed>,
    window: TimeWindow,
    /// The chunks that are still to be read.
    left: Range<usize>,
    /// About how many samples there will be.
    expected: usize,
    samples: Samples,
}

impl SampleReader {
    /// Nothing is read yet, and nothing is allocated.
    pub fn new(series: Rc<Compressed>, window: TimeWindow) -> Self {
        let left = series.chunks_in(window);
        let expected = series.chunks.range(left.clone()).map(|chunk| chunk.expected(window)).sum();
        Self { series, window, left, expected, samples: Samples::default() }
    }

    /// Decodes the next chunk, or what is needed of it, and gives the number of these samples; 0 where there is none
    /// left. Fails as [`Compressed::samples`] does.
    pub fn advance(&mut self, scratch: &mut Samples) -> Result<usize, Error> {
        let Some(chunk) = self.left.next().map(|at| &self.series.chunks[at]) else { return Ok(0) };
        let more = self.expected.saturating_sub(self.samples.len());
        let part = chunk.part(self.window);
        if self.window.from <= chunk.from && chunk.to <= self.window.to {
            self.samples.reserve(more.max(part.len()));
            chunk.decode(part.clone(), &mut self.samples)?;
        } else {
            scratch.clear();
            chunk.decode(part.clone(), scratch)?;
            let begin = scratch.times.partition_point(|time| *time < self.window.from);
            let end = scratch.times.partition_point(|time| *time <= self.window.to);
            self.samples.reserve(more.max(end.saturating_sub(begin)));
            self.samples.extend(scratch, begin..end.max(begin));
        }
        Ok(part.len())
    }

    /// The bytes that what was read takes at the most, now or with the next chunk, without histograms: where it has to
    /// grow for that, it is there twice for a moment.
    pub fn memory(&self) -> u64 {
        let (known, next) = (self.samples.times.capacity(), self.samples.len() + CHUNK);
        let grown = if known < next { self.expected.max(next) } else { 0 };
        bytes_of::<[i64; 2]>(grown) + self.samples.columns_memory()
    }

    /// What was read.
    pub fn finish(self) -> Samples {
        self.samples
    }
}

impl Chunk {
    /// All of its samples, by number.
    fn all(&self) -> Range<usize> {
        0..self.samples.into()
    }

    /// The bytes that it takes, behind a chunk whose last sample is this histogram.
    fn memory<'a>(&'a self, mut last: Option<&'a Rc<NativeHistogram>>) -> usize {
        let mut bytes = size_of::<Self>() + self.bytes.len() + size_of_val(&*self.seek_points) + 4 * size_of::<usize>();
        let Some(beside) = &self.beside else { return bytes };
        bytes += size_of::<Beside>() + size_of_val(&*beside.histograms) + beside.starts.len();
        for histogram in beside.histograms.iter().flatten() {
            if !last.is_some_and(|last| Rc::ptr_eq(last, histogram)) {
                bytes += usize::try_from(histogram.memory()).unwrap_or(usize::MAX);
            }
            last = Some(histogram);
        }
        bytes
    }

    /// Its last sample, if that is a histogram.
    fn last_histogram(&self) -> Option<&Rc<NativeHistogram>> {
        self.beside.as_ref()?.histograms.last()?.as_ref()
    }

    /// The samples that have to be decoded for those in a window, which is not altogether before or behind: at least
    /// one.
    fn part(&self, window: TimeWindow) -> Range<usize> {
        let before = self.seek_points.partition_point(|seek_point| seek_point.time() < window.from);
        let until = self.seek_points.partition_point(|seek_point| seek_point.time() <= window.to);
        let end = if until < self.seek_points.len() { (until + 1) * SEEK_DISTANCE } else { self.samples.into() };
        before * SEEK_DISTANCE..end
    }

    /// Adds some of its samples, which are later than all that are there; their first is the chunk's, or behind a seek
    /// point.
    fn decode(&self, part: Range<usize>, samples: &mut Samples) -> Result<(), Error> {
        let broken = |_| Error::evaluation("a chunk of the store is broken");
        let known = samples.len();
        let seek_point = (part.start / SEEK_DISTANCE).checked_sub(1).map(|at| &self.seek_points[at]);
        decode_from(&self.bytes, seek_point, part.len(), &mut samples.times, &mut samples.values).map_err(broken)?;
        let beside = self.beside.as_deref();
        let histograms = beside.map_or(&[][..], |beside| &beside.histograms);
        if !histograms.is_empty() || !samples.histograms.is_empty() {
            samples.histograms.resize(known, None);
            samples.histograms.extend_from_slice(histograms.get(part.clone()).unwrap_or_default());
            samples.histograms.resize(samples.times.len(), None);
        }
        let starts = beside.map_or(&[][..], |beside| &beside.starts);
        if !starts.is_empty() || !samples.starts.is_empty() {
            samples.starts.resize(known, 0);
            if !starts.is_empty() {
                decode(starts, &mut samples.starts, &mut Vec::new()).map_err(broken)?;
                samples.starts.drain(known..known + part.start);
            }
            samples.starts.resize(samples.times.len(), 0);
        }
        Ok(())
    }

    /// About how many samples are in a window: all, or their share of the time.
    fn expected(&self, window: TimeWindow) -> usize {
        let span = (seconds(self.to) - seconds(self.from)).max(0.001);
        let inside = seconds(self.to.min(window.to)) - seconds(self.from.max(window.from));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to what a u16 holds")]
        let share = (f64::from(self.samples) * (inside / span).clamp(0.0, 1.0)) as usize;
        share + 1
    }
}

fn encoded(samples: &Samples, which: Range<usize>) -> Vec<Chunk> {
    which.clone().step_by(CHUNK).map(|begin| chunk(samples, begin..which.end.min(begin + CHUNK))).collect()
}

fn chunk(samples: &Samples, which: Range<usize>) -> Chunk {
    let times = &samples.times[which.clone()];
    let mut beside = Beside::default();
    let histograms = samples.histograms.get(which.clone()).unwrap_or_default();
    if histograms.iter().any(Option::is_some) {
        beside.histograms = histograms.to_vec();
    }
    let starts = samples.starts.get(which.clone()).unwrap_or_default();
    if starts.iter().any(|start| *start != 0) {
        beside.starts = encode(starts.iter().map(|start| (*start, 0.0))).0;
    }
    let has_beside = !beside.histograms.is_empty() || !beside.starts.is_empty();
    let (bytes, seek_points) = encode(times.iter().copied().zip(samples.values[which].iter().copied()));
    Chunk {
        from: times.first().copied().unwrap_or_default(),
        to: times.last().copied().unwrap_or_default(),
        samples: u16::try_from(times.len()).unwrap_or(u16::MAX),
        bytes,
        seek_points,
        beside: has_beside.then(|| Box::new(beside)),
    }
}

/// The bytes of a chunk, and its seek points.
fn encode(samples: impl Iterator<Item = (i64, f64)>) -> (Box<[u8]>, Box<[SeekPoint]>) {
    let (mut encoder, mut seek_points) = (Encoder::default(), Vec::new());
    for (time, value) in samples {
        if !encoder.is_empty() && encoder.len().is_multiple_of(SEEK_DISTANCE) {
            seek_points.push(encoder.seek_point());
        }
        // A chunk of this store is never full.
        encoder.push(time, value);
    }
    (encoder.finish().into_boxed_slice(), seek_points.into_boxed_slice())
}

#[cfg(test)]
mod tests;
