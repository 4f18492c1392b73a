//! The sample that the graph's cursor is on: from a cursor's target ([`CursorTarget`]) to the nearest sample in a
//! picture ([`NearestPoint`]).
//!
//! Invariant: what outlives a picture holds no index into its block. A target is a pixel, or a label set's key and a
//! time, and is looked up anew in every picture; a nearest point holds the block that its indices refer to.

#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "numbers of series are few beside what an isize holds, and times only meet pixels"
)]

use std::sync::Arc;

use super::common_labels::Common;
use super::scene::Geometry;
use crate::model::block::Block;

/// How near a pixel must be to a sample, in CSS pixels.
const REACH: f32 = 40.0;

/// What a cursor means, whatever is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CursorTarget {
    /// The shown sample nearest to this pixel: where the pointer rests.
    Pixel([f32; 2]),
    /// The sample of this series nearest to this time: where keys have moved the cursor.
    Sample {
        /// The series' key ([`super::colour::series_key`]).
        key: u64,
        /// Unix milliseconds.
        time: i64,
    },
}

/// A sample of a picture.
#[derive(Debug, Clone)]
pub struct NearestPoint {
    block: Arc<Block>,
    series: usize,
    /// The series' key.
    pub key: u64,
    /// Unix milliseconds.
    pub time: i64,
    /// Its value.
    pub value: f64,
    /// Where it is shown.
    pub point: [f32; 2],
}

impl NearestPoint {
    /// The labels of its series without the common ones, in stored order.
    pub fn own_labels<'a>(&'a self, common: &'a Common) -> impl Iterator<Item = (&'a str, &'a str)> {
        common.own(&self.block.labels, self.series)
    }

    /// Whether it is a sample of this block.
    pub fn is_of(&self, block: &Arc<Block>) -> bool {
        Arc::ptr_eq(&self.block, block)
    }

    /// The target that holds on to this sample.
    pub fn target(&self) -> CursorTarget {
        CursorTarget::Sample { key: self.key, time: self.time }
    }
}

/// The same sample of the same block, at the same place.
impl PartialEq for NearestPoint {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.block, &other.block)
            && (self.series, self.time, self.point) == (other.series, other.time, other.point)
    }
}

/// What is drawn, as far as a cursor asks for it.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The data.
    pub block: &'a Arc<Block>,
    /// What names each series across refreshes, one entry a series.
    pub keys: &'a [u64],
    /// Which series are drawn, one entry a series.
    pub shown: &'a [bool],
    /// Where data is.
    pub geometry: &'a Geometry,
}

impl Picture<'_> {
    /// What a target comes to here, all at once ([`NearestJob`]).
    pub fn resolve(&self, target: CursorTarget) -> Option<NearestPoint> {
        let mut job = NearestJob::new(target);
        loop {
            if let Some(nearest) = job.advance(self) {
                return nearest;
            }
        }
    }

    fn sample(&self, key: u64, time: i64) -> Option<NearestPoint> {
        let series = self.series_of(key).filter(|&series| self.shows(series))?;
        let x = self.geometry.x.domain;
        (x.lo..=x.hi).contains(&(time as f64)).then(|| self.at(series, self.nearest_in_time(series, time)?))?
    }

    /// The index of the series of this key; `None` where the picture has none.
    pub fn series_of(&self, key: u64) -> Option<usize> {
        self.keys.iter().position(|&known| known == key)
    }

    /// So many samples after a point, or before it where `by` is below 0; the newest of the first shown series where
    /// there is no point. `None` where nothing is shown.
    pub fn beside(&self, from: Option<&NearestPoint>, by: isize) -> Option<NearestPoint> {
        if let Some((point, series)) = from.and_then(|point| Some((point, self.series_of(point.key)?))) {
            let sample = self.nearest_in_time(series, point.time)?.checked_add_signed(by);
            sample.and_then(|sample| self.at(series, sample)).or_else(|| Some(point.clone()))
        } else {
            let series = (0..self.block.len()).find(|&series| self.shows(series))?;
            self.at(series, self.block.series(series).0.len().checked_sub(1)?)
        }
    }

    /// The same time in the next shown series (`by` 1) or the one before (-1) that has a sample near.
    pub fn in_other_series(&self, from: Option<&NearestPoint>, by: isize) -> Option<NearestPoint> {
        let Some((point, own)) = from.and_then(|point| Some((point, self.series_of(point.key)?))) else {
            return self.beside(None, 0);
        };
        let count = self.block.len() as isize;
        let mut others = (1..=count).map(|n| (own as isize + by * n).rem_euclid(count) as usize);
        others.find_map(|series| {
            let sample = self.shows(series).then(|| self.nearest_in_time(series, point.time))??;
            self.at(series, sample)
        })
    }

    fn shows(&self, series: usize) -> bool {
        self.shown.get(series).copied().unwrap_or(true)
    }

    fn at(&self, series: usize, sample: usize) -> Option<NearestPoint> {
        let (times, values) = self.block.series(series);
        let (&key, &time, &value) = (self.keys.get(series)?, times.get(sample)?, values.get(sample)?);
        let point = self.geometry.point(time, value);
        Some(NearestPoint { block: Arc::clone(self.block), series, key, time, value, point })
    }

    /// The index of the sample of a series nearest in time; `None` where it has none.
    fn nearest_in_time(&self, series: usize, time: i64) -> Option<usize> {
        let (times, _) = self.block.series(series);
        let after = times.partition_point(|&t| t < time);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten().filter(|&i| i < times.len());
        near.min_by_key(|&i| times[i].abs_diff(time))
    }
}

/// Finds in steps what a target comes to in a picture: `None` where its series is not drawn, or its time or pixel has
/// no sample near. Of equally near samples it is the first.
#[derive(Debug)]
pub struct NearestJob {
    target: CursorTarget,
    /// The next series.
    next: usize,
    /// The square of the distance of the nearest sample so far, or of what is near.
    least: f32,
    /// The nearest sample so far: its series and its index there.
    nearest: Option<(usize, usize)>,
}

/// Samples, and as many as take as long as a series, that one [`NearestJob::advance`] looks at least: a millisecond or
/// two.
const BATCH: usize = 1 << 16;

/// What a series costs beside its samples that are near.
const A_SERIES: usize = 4;

impl NearestJob {
    /// Begins.
    pub fn new(target: CursorTarget) -> Self {
        Self { target, next: 0, least: REACH * REACH, nearest: None }
    }

    /// Does a part of the work; the point, if there is one, once all is done. Every step is given the same picture.
    pub fn advance(&mut self, picture: &Picture) -> Option<Option<NearestPoint>> {
        match self.target {
            CursorTarget::Sample { key, time } => Some(picture.sample(key, time)),
            CursorTarget::Pixel(pixel) => {
                self.look(picture, pixel).then(|| self.nearest.and_then(|(series, sample)| picture.at(series, sample)))
            }
        }
    }

    /// Looks at some more series; whether all were looked at.
    fn look(&mut self, picture: &Picture, pixel: [f32; 2]) -> bool {
        let geometry = picture.geometry;
        let (from, to) = (geometry.time(pixel[0] - REACH), geometry.time(pixel[0] + REACH));
        let mut read = 0;
        while self.next < picture.block.len() && read < BATCH {
            let series = self.next;
            self.next += 1;
            read += A_SERIES;
            if !picture.shows(series) {
                continue;
            }
            let (times, values) = picture.block.series(series);
            let begin = times.partition_point(|&time| time < from);
            for sample in begin..times.len() {
                if times[sample] > to {
                    break;
                }
                read += 1;
                let [x, y] = geometry.point(times[sample], values[sample]);
                let distance = (x - pixel[0]).powi(2) + (y - pixel[1]).powi(2);
                if distance < self.least || (self.nearest.is_none() && distance == self.least) {
                    (self.least, self.nearest) = (distance, Some((series, sample)));
                }
            }
        }
        self.next >= picture.block.len()
    }
}

#[cfg(test)]
mod tests;
