//! The tiles of a vector put together again, series by series.
//!
//! Invariant: a series is known by its labels, whatever the shapes that bring it.

use std::collections::HashMap;
use std::rc::Rc;

use super::limits::SAMPLE;
use crate::engine::column::{Column, is_absent};
use crate::engine::labels::Labels;
use crate::engine::samples::Samples;
use crate::engine::value::{Shape, Vector};

/// The samples of all tiles so far.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The series, in the order of their first appearance.
    pub(super) shape: Rc<Shape>,
    pub(super) samples: Vec<Rc<Samples>>,
    /// Where each series stands; empty as long as nobody had to know.
    places: HashMap<Labels, u32>,
    /// The series of the last tile, and where they stand here.
    last: Option<(Rc<Shape>, Vec<u32>)>,
}

/// By how much what is kept grew or shrank.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    /// As how many samples that counts.
    pub(super) samples: u64,
    /// The bytes.
    pub(super) bytes: u64,
}

/// Bytes of a series besides its samples and labels: here, in the table of places, and in a result.
const SERIES: usize = 3 * size_of::<Samples>();

impl Gathered {
    /// Of no tile yet.
    pub(super) fn new(none: &Rc<Shape>) -> Self {
        Self { shape: Rc::clone(none), samples: Vec::new(), places: HashMap::new(), last: None }
    }

    pub(super) fn len(&self) -> usize {
        self.samples.len()
    }

    /// Appends the values of a tile, behind which about `room` steps may follow; gives what they added.
    pub(super) fn append(&mut self, vector: Vector, steps: &[i64], room: usize) -> Kept {
        let known = self.len();
        let mut appended = Kept::default();
        let places = self.places(&vector.shape, &mut appended.bytes);
        appended.bytes += ((self.len() - known) * SERIES) as u64;
        for (column, place) in vector.columns.into_iter().zip(&places) {
            let present = column.values.iter().filter(|value| !is_absent(**value)).count();
            if present == 0 {
                continue;
            }
            let samples = Rc::make_mut(&mut self.samples[*place as usize]);
            let (known, before) = (samples.len(), samples.columns_memory());
            if known == 0 && present == steps.len() && room == 0 {
                // Nothing comes before or behind: the column is the series.
                samples.times.extend_from_slice(steps);
                (samples.values, samples.histograms) = (column.values, column.histograms);
            } else {
                if known == 0 && present == steps.len() {
                    samples.times.reserve_exact(present + room);
                    samples.values.reserve_exact(present + room);
                }
                append(samples, &column, steps, present);
            }
            let weight = samples.weight(known..samples.len());
            appended.samples += weight;
            appended.bytes += samples.columns_memory().saturating_sub(before) + histograms(weight, present);
        }
        self.last = Some((vector.shape, places));
        appended
    }

    /// Where the series of a shape stand. Counts the bytes of labels that are kept only here.
    fn places(&mut self, shape: &Rc<Shape>, bytes: &mut u64) -> Vec<u32> {
        match self.last.take() {
            Some((known, places)) if Rc::ptr_eq(&known, shape) => return places,
            // Most queries have the same series in all tiles, which then need no table.
            None if self.samples.is_empty() => {
                self.shape = Rc::clone(shape);
                self.samples.resize(shape.len(), Rc::default());
                return (0..shape.len() as u32).collect();
            }
            _ => {}
        }
        if self.places.len() < self.samples.len() {
            self.places = self.shape.labels.iter().cloned().zip(0..).collect();
        }
        let known = self.len();
        let places =
            shape.labels.iter().zip(&shape.drops_name).map(|(labels, drops)| self.place(labels, *drops)).collect();
        *bytes += self.shape.labels[known..].iter().map(Labels::memory).sum::<u64>();
        places
    }

    fn place(&mut self, labels: &Labels, drops_name: bool) -> u32 {
        if let Some(at) = self.places.get(labels).copied() {
            if drops_name && !self.shape.drops_name[at as usize] {
                Rc::make_mut(&mut self.shape).drops_name[at as usize] = true;
            }
            return at;
        }
        let at = self.samples.len() as u32;
        let shape = Rc::make_mut(&mut self.shape);
        shape.labels.push(labels.clone());
        shape.drops_name.push(drops_name);
        self.samples.push(Rc::default());
        self.places.insert(labels.clone(), at);
        at
    }

    /// Forgets samples before a time, where they are many; gives what they counted. Their columns keep their room.
    pub(super) fn forget_before(&mut self, time: i64) -> Kept {
        let mut forgotten = Kept::default();
        for samples in &mut self.samples {
            let old = samples.times.partition_point(|own| *own < time);
            // Moving what is left costs no more than what it frees.
            if old * 2 > samples.len() {
                let weight = samples.weight(0..old);
                forgotten.samples += weight;
                forgotten.bytes += histograms(weight, old);
                let samples = Rc::make_mut(samples);
                samples.times.drain(..old);
                samples.values.drain(..old);
                if !samples.histograms.is_empty() {
                    samples.histograms.drain(..old);
                }
            }
        }
        forgotten
    }
}

/// The bytes of the histograms of so many samples: their weight beyond one a sample.
fn histograms(weight: u64, samples: usize) -> u64 {
    (weight - samples as u64) * SAMPLE
}

fn append(samples: &mut Samples, column: &Column, steps: &[i64], present: usize) {
    if !column.histograms.is_empty() && samples.histograms.is_empty() {
        samples.histograms = vec![None; samples.len()];
    }
    if present == steps.len() && column.histograms.is_empty() && samples.histograms.is_empty() {
        samples.times.extend_from_slice(steps);
        samples.values.extend_from_slice(&column.values);
        return;
    }
    samples.times.reserve(present);
    samples.values.reserve(present);
    for (step, value) in column.values.iter().enumerate().filter(|(_, value)| !is_absent(**value)) {
        samples.times.push(steps[step]);
        samples.values.push(*value);
        if !samples.histograms.is_empty() || !column.histograms.is_empty() {
            samples.histograms.push(column.histogram(step).cloned());
        }
    }
}
