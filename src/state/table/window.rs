//! Which rows of a long list are seen, so that only those exist on the page.

use std::ops::Range;

/// Rows beyond either edge that exist too, so that a quick scroll shows no blank.
const MARGIN: usize = 12;

/// The rows that exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The rows.
    pub rows: Range<usize>,
    /// Rows above them, for the space they leave.
    pub above: usize,
    /// Rows below them, likewise.
    pub below: usize,
}

/// The window of a list of `len` rows, each `row` high, seen through `height` at `top`; all in CSS pixels. A `top` that
/// a longer list was scrolled to shows the end of this one.
pub fn window(len: usize, row: f64, top: f64, height: f64) -> Window {
    let top = top.min(len as f64 * row - height);
    let first = ((top.max(0.0) / row.max(1.0)) as usize).saturating_sub(MARGIN).min(len);
    let seen = (height.max(0.0) / row.max(1.0)).ceil() as usize + 1;
    let end = first.saturating_add(seen + 2 * MARGIN).min(len);
    Window { rows: first..end, above: first, below: len - end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_every_row_that_is_seen_and_few_more() {
        for top in [0.0, 5.0, 24.0, 1000.0, 239_990.0, 1e9, -50.0] {
            let window = window(10_000, 24.0, top, 600.0);
            assert!(window.rows.len() <= 26 + 2 * MARGIN);
            assert_eq!(window.above + window.rows.len() + window.below, 10_000);
            let (first, last) = ((top.max(0.0) / 24.0) as usize, ((top.max(0.0) + 599.0) / 24.0) as usize);
            for row in [first, last].into_iter().filter(|&row| row < 10_000) {
                assert!(window.rows.contains(&row), "row {row} at {top}");
            }
        }
        assert_eq!(window(3, 24.0, 0.0, 600.0).rows, 0..3);
        assert_eq!(window(0, 24.0, 50.0, 600.0).rows, 0..0);
        assert_eq!(window(20, 24.0, 200_000.0, 600.0).rows, 0..20, "of a list that was long");
        assert_eq!(window(100, 24.0, 200_000.0, 600.0).rows, 63..100);
    }
}
