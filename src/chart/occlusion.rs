//! Occlusion culling: leaves out the parts of lines that other lines hide.
//!
//! A thousand lines in four hundred pixel rows paint every pixel many times over, and only the last paint is seen.
//! Lines are visited from front to back over a bitmap of the pixels painted so far, and only segments that reach a free
//! pixel are kept. The picture is the same, except where the edges of lines blend, at a tenth of the cost or less.
//!
//! Invariant: a pixel that any line touches is touched by a segment that is kept, and the order of lines stays.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "places become numbers of pixel columns and rows"
)]

use super::columns::Polyline;
use super::rect::Rect;
use crate::model::count::to_u32;

/// The device pixels of a plot, column by column, a bit each.
#[derive(Debug)]
pub struct Occlusion {
    plot: Rect,
    ratio: f32,
    columns: usize,
    rows: usize,
    words: usize,
    bits: Vec<u64>,
}

impl Occlusion {
    /// Nothing is covered yet. `ratio` is device pixels a CSS pixel.
    pub fn new(plot: Rect, ratio: f32) -> Self {
        let columns = (plot.width * ratio).ceil().max(1.0) as usize + 1;
        let rows = (plot.height * ratio).ceil().max(1.0) as usize + 1;
        let words = rows.div_ceil(64);
        Self { plot, ratio, columns, rows, words, bits: vec![0; columns * words] }
    }

    /// What a run takes, in units of some ten nanoseconds: each vertex, and each column that the lines between them
    /// pass.
    pub fn cost(&self, points: &[[f32; 2]], run: Polyline) -> usize {
        let of = &points[run.start as usize..run.end as usize];
        let passed = of.first().zip(of.last()).map_or(0.0, |(first, last)| (last[0] - first[0]) * self.ratio);
        of.len() + passed as usize
    }

    /// Adds to `kept` the parts of a run that can be seen, in their order, and covers what it touches.
    pub fn keep_visible(&mut self, points: &[[f32; 2]], run: Polyline, kept: &mut Vec<Polyline>) {
        let of = &points[run.start as usize..run.end as usize];
        if of.is_empty() {
            return;
        }
        if let [dot] = of {
            let [x, y] = self.device(*dot);
            if self.touch(x as usize, y, y) {
                kept.push(run);
            }
            return;
        }
        let mut open = None;
        let mut before = self.device(of[0]);
        for (index, &point) in of.iter().enumerate().skip(1) {
            let vertex = run.start + to_u32(index);
            let here = self.device(point);
            if self.touch_segment(before, here) {
                open.get_or_insert(vertex - 1);
            } else if let Some(start) = open.take() {
                kept.push(Polyline { start, end: vertex, ..run });
            }
            before = here;
        }
        if let Some(start) = open {
            kept.push(Polyline { start, ..run });
        }
    }

    #[inline]
    fn device(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [(x - self.plot.left) * self.ratio, (y - self.plot.top) * self.ratio]
    }

    /// Covers a segment; whether a pixel of it was free.
    fn touch_segment(&mut self, a: [f32; 2], b: [f32; 2]) -> bool {
        let (first, last) = (a[0] as usize, b[0] as usize);
        if first >= last {
            return self.touch(first, a[1], b[1]);
        }
        let slope = (b[1] - a[1]) / (b[0] - a[0]);
        let y_at = |x: f32| a[1] + (x - a[0]) * slope;
        let mut free = false;
        for column in first..=last {
            let from = if column == first { a[1] } else { y_at(column as f32) };
            let to = if column == last { b[1] } else { y_at((column + 1) as f32) };
            free |= self.touch(column, from, to);
        }
        free
    }

    /// Covers the rows between two heights of a column; whether one of them was free.
    fn touch(&mut self, column: usize, from: f32, to: f32) -> bool {
        let column = column.min(self.columns - 1);
        let (low, high) = if from < to { (from, to) } else { (to, from) };
        let low = (low as usize).min(self.rows - 1);
        let high = (high as usize).min(self.rows - 1);
        let (head, tail) = (!0_u64 << (low % 64), !0_u64 >> (63 - high % 64));
        let base = column * self.words;
        let (first, last) = (base + low / 64, base + high / 64);
        if first == last {
            return self.cover(first, head & tail);
        }
        let mut free = self.cover(first, head) | self.cover(last, tail);
        for word in first + 1..last {
            free |= self.cover(word, !0);
        }
        free
    }

    #[inline]
    fn cover(&mut self, word: usize, mask: u64) -> bool {
        let bits = &mut self.bits[word];
        let free = mask & !*bits != 0;
        *bits |= mask;
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Rect = Rect { left: 10.0, top: 5.0, width: 200.0, height: 150.0 };

    /// The pixels that runs touch, by stepping along them finely.
    fn touched(points: &[[f32; 2]], runs: &[Polyline]) -> Vec<bool> {
        let mut out = vec![false; 200 * 150];
        for run in runs {
            for pair in points[run.start as usize..run.end as usize].windows(2) {
                for n in 0..=100 {
                    let part = n as f32 / 100.0;
                    let at = |axis: usize| pair[0][axis] + (pair[1][axis] - pair[0][axis]) * part;
                    out[(at(1) - 5.0) as usize * 200 + (at(0) - 10.0) as usize] = true;
                }
            }
        }
        out
    }

    #[test]
    fn nothing_that_is_seen_is_lost() {
        let mut seed = 11_u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f32 / (1_u64 << 31) as f32
        };
        let mut points = Vec::new();
        let mut runs = Vec::new();
        for series in 0..120 {
            let start = points.len() as u32;
            let mut y = random() * 150.0;
            for x in 0..100 {
                y = (y + (random() - 0.5) * 30.0).clamp(0.0, 149.0);
                points.push([10.0 + x as f32 * 2.0, 5.0 + y]);
            }
            runs.push(Polyline { series, start, end: points.len() as u32 });
        }
        let mut occlusion = Occlusion::new(PLOT, 1.0);
        let mut kept = Vec::new();
        for &run in runs.iter().rev() {
            occlusion.keep_visible(&points, run, &mut kept);
        }
        // Where a line grazes a pixel's corner, rounding decides whether it touches it.
        let (all, seen) = (touched(&points, &runs), touched(&points, &kept));
        let lost = all.iter().zip(&seen).filter(|(before, after)| **before && !**after).count();
        let all = all.iter().filter(|is_touched| **is_touched).count();
        assert!(lost * 200 < all, "{lost} of {all} touched pixels are lost");
        let vertices = |runs: &[Polyline]| runs.iter().map(|run| run.end - run.start).sum::<u32>();
        assert!(vertices(&kept) < vertices(&runs) * 3 / 4, "{} of {}", vertices(&kept), vertices(&runs));
        assert_eq!(kept[0], runs[119], "the frontmost is whole");
    }

    #[test]
    fn long_segments_cost_the_columns_that_they_pass() {
        let run = Polyline { series: 0, start: 0, end: 3 };
        let of = |width: f32| [[10.0, 20.0], [20.0, 30.0], [10.0 + width, 20.0]];
        let occlusion = Occlusion::new(PLOT, 2.0);
        assert_eq!(occlusion.cost(&of(15.0), run), 33);
        assert_eq!(occlusion.cost(&of(150.0), run), 303);
        assert_eq!(occlusion.cost(&[], Polyline { end: 0, ..run }), 0);
    }

    #[test]
    fn a_line_behind_its_equal_is_dropped() {
        let points = [[10.0, 20.0], [60.0, 90.0], [110.0, 20.0]];
        let run = Polyline { series: 0, start: 0, end: 3 };
        let mut occlusion = Occlusion::new(PLOT, 2.0);
        let mut kept = Vec::new();
        occlusion.keep_visible(&points, run, &mut kept);
        occlusion.keep_visible(&points, Polyline { series: 1, ..run }, &mut kept);
        assert_eq!(kept, [run]);
    }
}
