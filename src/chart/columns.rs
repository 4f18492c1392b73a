//! Decimation: reduces each series to the first, minimum, maximum and last sample per pixel column.
//!
//! The line through these four looks, at that width of columns, as the line through all samples does (M4: Jugel et al.,
//! "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014).
//!
//! A line breaks at a value that is not finite, which leaves a [`Mark`], and at a gap: two samples more than one and a
//! half steps apart, where the step is known. A break within one pixel column is not shown.
//! A run of a single vertex is an isolated sample, drawn as a dot.
//!
//! Invariant: at most four vertices per column and series; their x ascends within a run.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "times and values become pixels and numbers of pixel columns"
)]

use super::scale::{Ready, Scale};
use crate::model::count::to_u32;

/// A part of a line without break: a range of [`Lines::points`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polyline {
    /// The series.
    pub series: u32,
    /// Its first vertex.
    pub start: u32,
    /// One past its last vertex.
    pub end: u32,
}

/// Lines as vertices in pixels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    /// Vertices `[x, y]` in CSS pixels, series after series, each from left to right.
    pub points: Vec<[f32; 2]>,
    /// The runs they form, in the order of their vertices.
    pub runs: Vec<Polyline>,
}

impl Lines {
    /// The vertices of a run.
    pub fn of(&self, run: Polyline) -> &[[f32; 2]] {
        &self.points[run.start as usize..run.end as usize]
    }

    fn close(&mut self, series: u32, start: usize) -> usize {
        if self.points.len() > start {
            self.runs.push(Polyline { series, start: to_u32(start), end: to_u32(self.points.len()) });
        }
        self.points.len()
    }
}

/// What a value that is not finite is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NonFinite {
    /// Not a number; at the bottom edge.
    Nan,
    /// Positive infinity; at the top edge.
    PlusInf,
    /// Negative infinity; at the bottom edge.
    MinusInf,
}

impl NonFinite {
    /// What this value is, `None` where it is finite.
    pub fn of(value: f64) -> Option<Self> {
        if value.is_finite() {
            None
        } else if value.is_nan() {
            Some(Self::Nan)
        } else {
            Some(if value > 0.0 { Self::PlusInf } else { Self::MinusInf })
        }
    }
}

/// The place of values that are not finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The series.
    pub series: u32,
    /// Where it stands.
    pub x: f32,
    /// What it is.
    pub kind: NonFinite,
}

/// Marks, at most one of a kind in each pixel column.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    marks: Vec<Mark>,
    taken: Vec<[bool; 3]>,
}

impl Marks {
    fn push(&mut self, mark: Mark, column: usize) {
        if self.taken.len() <= column {
            self.taken.resize(column + 1, [false; 3]);
        }
        if !std::mem::replace(&mut self.taken[column][mark.kind as usize], true) {
            self.marks.push(mark);
        }
    }

    /// The marks in the order in which series were decimated.
    pub fn into_vec(self) -> Vec<Mark> {
        self.marks
    }
}

/// Where samples go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Time in Unix milliseconds to pixels; ascending.
    pub x: Scale,
    /// Value to pixels.
    pub y: Scale,
    /// Width of a column in pixels, positive.
    pub column: f32,
    /// Milliseconds between two samples beyond which the line breaks; `None`: it never does.
    pub gap: Option<i64>,
}

/// A sample: Unix milliseconds and value.
type Sample = (i64, f64);

/// The open column.
#[derive(Clone, Copy)]
struct Column {
    number: usize,
    first: Sample,
    min: Sample,
    max: Sample,
    last: Sample,
}

/// Adds the line of a series: its times (Unix milliseconds, growing) and as many values. Samples outside the domain of
/// `grid.x` are left out.
pub fn decimate(times: &[i64], values: &[f64], series: u32, grid: &Grid, lines: &mut Lines, marks: &mut Marks) {
    let (from, to) = (grid.x.domain.lo, grid.x.domain.hi);
    let begin = times.partition_point(|&t| (t as f64) < from);
    let end = times.partition_point(|&t| t as f64 <= to);
    let (x, y) = (grid.x.ready(), grid.y.ready());
    let per_ms = f64::from(grid.x.to - grid.x.from) / grid.x.domain.span() / f64::from(grid.column);
    let gap = grid.gap.unwrap_or(i64::MAX);

    let mut start = lines.points.len();
    let mut open: Option<Column> = None;
    let mut broken = false;
    // This loop sees every sample of a picture: no division, no call, no bounds to check.
    for (&time, &value) in times[begin..end].iter().zip(&values[begin..end]) {
        let number = ((time as f64 - from) * per_ms) as usize;
        if let Some(kind) = NonFinite::of(value) {
            broken = true;
            marks.push(Mark { series, x: x.pixel(time as f64), kind }, number);
            continue;
        }
        let sample = (time, value);
        match &mut open {
            Some(column) if column.number == number => {
                if value < column.min.1 {
                    column.min = sample;
                }
                if value > column.max.1 {
                    column.max = sample;
                }
                column.last = sample;
            }
            _ => {
                if let Some(column) = open {
                    flush(column, x, y, &mut lines.points);
                    if broken || time.saturating_sub(column.last.0) > gap {
                        start = lines.close(series, start);
                    }
                }
                open = Some(Column { number, first: sample, min: sample, max: sample, last: sample });
            }
        }
        broken = false;
    }
    if let Some(column) = open {
        flush(column, x, y, &mut lines.points);
    }
    lines.close(series, start);
}

#[inline]
fn flush(column: Column, x: Ready, y: Ready, points: &mut Vec<[f32; 2]>) {
    let Column { first, min, max, last, .. } = column;
    let mut push = |(time, value): Sample| points.push([x.pixel(time as f64), y.pixel(value)]);
    push(first);
    if first.0 == last.0 {
        return;
    }
    let (early, late) = if min.0 < max.0 { (min, max) } else { (max, min) };
    if early.0 != first.0 {
        push(early);
    }
    if late.0 != early.0 && late.0 != first.0 && late.0 != last.0 {
        push(late);
    }
    if early.0 != last.0 {
        push(last);
    }
}

#[cfg(test)]
mod tests {
    use super::super::scale::Domain;
    use super::*;

    fn grid(span: f64, pixels: f32, gap: Option<i64>) -> Grid {
        Grid {
            x: Scale { domain: Domain { lo: 0.0, hi: span }, from: 0.0, to: pixels },
            y: Scale { domain: Domain { lo: 0.0, hi: 100.0 }, from: 100.0, to: 0.0 },
            column: 1.0,
            gap,
        }
    }

    /// The vertices of each run, and each mark.
    type Decimated = (Vec<Vec<[f32; 2]>>, Vec<(f32, NonFinite)>);

    fn runs(times: &[i64], values: &[f64], grid: &Grid) -> Decimated {
        let (mut lines, mut marks) = (Lines::default(), Marks::default());
        decimate(times, values, 0, grid, &mut lines, &mut marks);
        let runs = lines.runs.iter().map(|&run| lines.of(run).to_vec()).collect();
        (runs, marks.into_vec().into_iter().map(|mark| (mark.x, mark.kind)).collect())
    }

    fn random(seed: &mut u64) -> u64 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *seed >> 33
    }

    #[test]
    fn every_column_keeps_its_first_least_greatest_and_last() {
        let mut seed = 3;
        // Powers of two, so that the test finds the column of a vertex without rounding.
        let grid = grid(f64::from(128 * 1024), 128.0, None);
        for _ in 0..50 {
            let every = random(&mut seed) as i64 % 700 + 1;
            let times: Vec<i64> = (0..128 * 1024).step_by(every as usize).collect();
            let values: Vec<f64> = times.iter().map(|_| (random(&mut seed) % 100) as f64).collect();
            let (runs, marks) = runs(&times, &values, &grid);
            assert!(marks.is_empty());
            assert_eq!(runs.len(), 1, "no gaps, one run");
            assert!(runs[0].is_sorted_by(|a, b| a[0] <= b[0]));
            for column in 0..128 {
                let inside = (0..times.len()).filter(|&i| times[i] / 1024 == column);
                let all: Vec<f32> = inside.map(|i| 100.0 - values[i] as f32).collect();
                let drawn = runs[0].iter().filter(|point| point[0].floor() == column as f32).map(|point| point[1]);
                let drawn: Vec<f32> = drawn.collect();
                assert_eq!(drawn.first(), all.first());
                assert_eq!(drawn.last(), all.last());
                assert_eq!(drawn.iter().copied().reduce(f32::min), all.iter().copied().reduce(f32::min));
                assert_eq!(drawn.iter().copied().reduce(f32::max), all.iter().copied().reduce(f32::max));
                assert!(drawn.len() <= 4);
            }
        }
    }

    #[test]
    fn gaps_and_odd_values_break_lines_and_are_told_apart() {
        let grid = grid(100.0, 100.0, Some(15));
        let nan = f64::NAN;
        let times = [0, 10, 20, 40, 50, 60, 70, 80, 90];
        let values = [1.0, 1.0, 1.0, 2.0, nan, 3.0, f64::INFINITY, 4.0, f64::NEG_INFINITY];
        let (runs, marks) = runs(&times, &values, &grid);
        let spans: Vec<(f32, f32)> = runs.iter().map(|run| (run[0][0], run[run.len() - 1][0])).collect();
        assert_eq!(spans, [(0.0, 20.0), (40.0, 40.0), (60.0, 60.0), (80.0, 80.0)]);
        assert_eq!(marks, [(50.0, NonFinite::Nan), (70.0, NonFinite::PlusInf), (90.0, NonFinite::MinusInf)]);
    }

    #[test]
    fn a_break_within_a_column_is_not_shown() {
        let grid = grid(1000.0, 10.0, Some(15));
        let times: Vec<i64> = (0..100).map(|t| t * 10).collect();
        let values: Vec<f64> = (0..100).map(|t| if t % 10 == 5 { f64::NAN } else { 1.0 }).collect();
        let (runs, marks) = runs(&times, &values, &grid);
        assert_eq!((runs.len(), marks.len()), (1, 10));
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let (runs, _) = runs(&[-10, 50, 1000], &[1.0, 2.0, 3.0], &grid(100.0, 100.0, None));
        assert_eq!(runs, [[[50.0, 98.0]]]);
    }
}
