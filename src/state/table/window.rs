//! Virtual scrolling: which rows of a long list are in view, so that only those are elements of the page, and scrolling
//! of lists that are higher than a browser can make an element.
//!
//! Invariant: a list of any length can be scrolled to every row. Its content is at most [`MAX_HEIGHT`] high. Beyond
//! that, the middle of the scroll bar stands for more rows than its pixels; a scroll of less than two views moves the
//! rows by just that much, and the first and last quarter of the bar work as in any list.

use crate::model::count::to_f64;
use std::ops::Range;

/// Rows beyond either edge that exist too, so that a quick scroll shows no blank.
const MARGIN: usize = 12;

/// The highest that a list's content is made, in CSS pixels. Chromium and Safari end elements at 33,554,428, Firefox at
/// 17,895,697.
pub const MAX_HEIGHT: f64 = 15_000_000.0;

/// How far the scroll bar may be from where it would be for what is seen, in CSS pixels, before it is put there.
const MAX_DRIFT: f64 = 100_000.0;

/// A list of rows of one height, and the height through which it is seen; CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct List {
    /// How many rows it has.
    pub rows: usize,
    /// The height of one, in CSS pixels.
    pub row: f64,
    /// The height of what is seen at once, in CSS pixels.
    pub height: f64,
}

/// What is seen of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Position {
    /// CSS pixels of the list above what is seen, were the list as high as its rows.
    pub top: f64,
    /// Where the scroll bar stands: CSS pixels of the content above what is seen.
    pub bar: f64,
}

/// The rows that exist.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowWindow {
    /// The rows.
    pub rows: Range<usize>,
    /// Those of them that are in sight, in part or whole.
    pub sight: Range<usize>,
    /// The height of the space above them, in CSS pixels.
    pub above: f64,
    /// The height of the space below them, in CSS pixels.
    pub below: f64,
}

impl RowWindow {
    /// The rows that exist next where some do already: at most `most` more, those in sight first, without a gap
    /// between.
    pub fn grown(&self, existing: &Range<usize>, most: usize) -> Range<usize> {
        let mut rows = existing.start.max(self.rows.start)..existing.end.min(self.rows.end);
        if rows.is_empty() || rows.end < self.sight.start || rows.start > self.sight.end {
            rows = self.sight.start..self.sight.start;
        }
        let mut rest = most;
        for wanted in [&self.sight, &self.rows] {
            let below = wanted.end.saturating_sub(rows.end).min(rest);
            let above = rows.start.saturating_sub(wanted.start).min(rest - below);
            rows = rows.start - above..rows.end + below;
            rest -= above + below;
        }
        rows
    }

    /// The window while only some of its rows exist; `row` is the height of one, and the room of the others stays.
    #[must_use]
    pub fn of_part(&self, rows: Range<usize>, row: f64) -> Self {
        Self {
            above: self.above + to_f64(rows.start.saturating_sub(self.rows.start)) * row,
            below: self.below + to_f64(self.rows.end.saturating_sub(rows.end)) * row,
            sight: self.sight.clone(),
            rows,
        }
    }
}

impl List {
    /// The greatest distance from the list's top to that of what is seen.
    fn lowest(&self) -> f64 {
        (to_f64(self.rows) * self.row - self.height).max(0.0)
    }

    /// The height of the content on the page.
    fn content(&self) -> f64 {
        (to_f64(self.rows) * self.row).min(MAX_HEIGHT)
    }

    /// The greatest position of the scroll bar.
    fn lowest_bar(&self) -> f64 {
        (self.content() - self.height).max(0.0)
    }

    fn is_scaled(&self) -> bool {
        to_f64(self.rows) * self.row > MAX_HEIGHT
    }

    /// The part of the bar at either end that scrolls pixel by pixel.
    fn edge(&self) -> f64 {
        self.lowest_bar() / 4.0
    }

    /// Pixels of the list for each of the middle of the bar.
    fn scale(&self) -> f64 {
        (self.lowest() - 2.0 * self.edge()) / (self.lowest_bar() - 2.0 * self.edge()).max(1.0)
    }

    /// What is seen where the bar was put there by a jump.
    fn top_of(&self, bar: f64) -> f64 {
        let (edge, from_end) = (self.edge(), self.lowest_bar() - bar);
        if bar < edge {
            bar
        } else if from_end < edge {
            self.lowest() - from_end
        } else {
            (edge + (bar - edge) * self.scale()).floor()
        }
    }

    /// Where the bar is for what is seen.
    fn bar_of(&self, top: f64) -> f64 {
        let (edge, from_end) = (self.edge(), self.lowest() - top);
        if top < edge {
            top
        } else if from_end < edge {
            self.lowest_bar() - from_end
        } else {
            (edge + (top - edge) / self.scale()).floor()
        }
    }

    /// What is seen once the bar has moved. Where [`Position::bar`] is another than `bar` then, the bar is to be put
    /// there.
    pub fn scrolled(&self, from: Position, bar: f64) -> Position {
        if !self.is_scaled() {
            return Position { top: bar, bar };
        }
        let bar = bar.clamp(0.0, self.lowest_bar());
        let by = bar - from.bar;
        let is_jump = by.abs() > 2.0 * self.height;
        let top = if is_jump { self.top_of(bar) } else { (from.top + by).clamp(0.0, self.lowest()) };
        let due = self.bar_of(top);
        let near = 2.0 * self.height;
        let at_end = |at: f64, lowest: f64| at < near || at > lowest - near;
        let must_follow = at_end(bar, self.lowest_bar()) || at_end(top, self.lowest());
        let drift = (bar - due).abs();
        Position { top, bar: if drift > MAX_DRIFT || (must_follow && drift >= 1.0) { due } else { bar } }
    }

    /// The rows that exist at a position.
    pub fn window(&self, position: Position) -> RowWindow {
        let row = self.row.max(1.0);
        // A list that has become shorter is seen to its end until the browser has moved the bar.
        let top = position.top.clamp(0.0, self.lowest());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast of a float stops at both ends"
        )]
        let rows_in = |height: f64| height as usize;
        let topmost = rows_in(top / row).min(self.rows);
        let first = topmost.saturating_sub(MARGIN);
        let seen = rows_in((self.height.max(0.0) / row).ceil()) + 1;
        let end = first.saturating_add(seen + 2 * MARGIN).min(self.rows);
        let sight = topmost..topmost.saturating_add(seen).min(self.rows);
        // A row's place on the page is its place in the list, moved as the bar is.
        let by = if self.is_scaled() { position.bar - position.top } else { 0.0 };
        let above = (to_f64(first) * row + by).max(0.0);
        let below = (self.content() - above - to_f64(end - first) * row).max(0.0);
        let below = if end == self.rows && !self.is_scaled() { 0.0 } else { below };
        RowWindow { rows: first..end, sight, above, below }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: f64 = 24.0;
    const HEIGHT: f64 = 600.0;

    fn list(rows: usize) -> List {
        List { rows, row: ROW, height: HEIGHT }
    }

    /// The rows that lie within what is seen, by where they stand on the page.
    #[track_caller]
    fn seen(list: List, position: Position) -> Range<usize> {
        let window = list.window(position);
        assert!(window.rows.len() <= 26 + 2 * MARGIN);
        let all = window.above + window.rows.len() as f64 * ROW + window.below;
        assert!((all - list.content()).abs() < 1e-6, "content of {all} px at {position:?}");
        let row_at = |y: f64| window.rows.start as f64 + ((y - window.above) / ROW).floor();
        let (first, last) = (row_at(position.bar), row_at(position.bar + HEIGHT - 1.0));
        assert!(first >= window.rows.start as f64 && last < window.rows.end as f64, "{window:?} at {position:?}");
        first as usize..last as usize + 1
    }

    #[test]
    fn holds_every_row_that_is_seen_and_few_more() {
        for top in [0.0, 5.0, 24.0, 1000.0, 239_400.0] {
            let position = list(10_000).scrolled(Position::default(), top);
            assert_eq!(position, Position { top, bar: top });
            assert_eq!(seen(list(10_000), position), (top / ROW) as usize..((top + HEIGHT - 1.0) / ROW) as usize + 1);
        }
        assert_eq!(list(3).window(Position::default()).rows, 0..3);
        assert_eq!(list(0).window(Position { top: 50.0, bar: 50.0 }).rows, 0..0);
        let shrunk = list(100).window(Position { top: 1e9, bar: 1e9 });
        assert!(shrunk.rows.contains(&99), "{shrunk:?}");
    }

    #[test]
    fn rows_come_a_part_at_a_time_those_in_sight_first() {
        let at = |row: usize| list(1000).window(Position { top: row as f64 * ROW, bar: row as f64 * ROW });
        let window = at(500);
        assert_eq!((window.rows.clone(), window.sight.clone()), (488..538, 500..526));
        let parts = |window: &RowWindow, mut rows: Range<usize>, most| {
            let mut parts = Vec::new();
            while rows != window.rows {
                rows = window.grown(&rows, most);
                let part = window.of_part(rows.clone(), ROW);
                let height = part.above + part.rows.len() as f64 * ROW + part.below;
                assert!((height - 1000.0 * ROW).abs() < 1e-6, "{part:?}");
                parts.push(rows.clone());
            }
            parts
        };
        assert_eq!(parts(&window, 0..0, 20), [500..520, 498..538, 488..538]);
        assert_eq!(parts(&window, 0..0, 100), vec![488..538]);
        assert_eq!(parts(&at(510), 488..538, 20), vec![498..548]);
        assert_eq!(parts(&at(490), 488..538, 6), [482..528, 478..528]);
        assert_eq!(parts(&at(100), 488..538, 40), [98..138, 88..138], "elsewhere, nothing that exists is of use");
    }

    #[test]
    fn ends_and_middle_of_the_bar_show_those_of_the_list() {
        for rows in [625_001, 1_400_000, 10_000_000, 4_000_000_000] {
            let list = list(rows);
            let at = |bar: f64| seen(list, list.scrolled(Position::default(), bar));
            assert_eq!(at(0.0).start, 0);
            assert_eq!(at(MAX_HEIGHT).end, rows, "a bar beyond the end is at the end");
            let middle = at(list.lowest_bar() / 2.0).start as f64 / rows as f64;
            assert!((middle - 0.5).abs() < 0.01, "{rows} rows: {middle}");
        }
    }

    #[test]
    fn small_scrolls_pass_every_row_in_both_directions() {
        let list = list(10_000_000);
        for (start, by) in [(0.0, 100.0), (list.lowest_bar(), -100.0), (7e6, 100.0), (7e6, -100.0), (3.8e6, -530.0)] {
            let mut position = list.scrolled(Position::default(), start);
            let mut before = seen(list, position);
            let mut put = 0;
            for _ in 0..20_000 {
                let to = (position.bar + by).clamp(0.0, list.lowest_bar());
                let next = list.scrolled(position, to);
                put += usize::from(next.bar != to);
                position = next;
                let now = seen(list, position);
                assert!(now.start <= before.end && before.start <= now.end, "{before:?} then {now:?}");
                before = now;
            }
            assert!(put < 30, "the bar was put {put} times");
        }
    }

    #[test]
    fn every_row_is_reached_from_the_ends_of_the_bar() {
        let list = list(2_000_000);
        // Down from a jump near the end to the very end, and up likewise.
        for (start, by, wanted) in [(0.999, 90.0, 1_999_999), (0.001, -90.0, 0)] {
            let mut position = list.scrolled(Position::default(), start * list.lowest_bar());
            for _ in 0..20_000 {
                let to = (position.bar + by).clamp(0.0, list.lowest_bar());
                position = list.scrolled(position, to);
            }
            assert!(seen(list, position).contains(&wanted), "{position:?}");
        }
    }
}
