//! A line without axes, as SVG paths: how one quantity went, on its own scale.
//!
//! Invariant: linear in the values; a path has at most two points a pixel column, the least and the greatest of it.

use std::fmt::Write as _;

/// Room above the greatest value and below the least, in the unit of the size.
const PAD: f64 = 1.5;

/// The paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sparkline {
    /// The line; broken where values are not finite, empty without any that is.
    pub line: String,
    /// What lies below it, down to the edge.
    pub area: String,
}

/// A point of the line, in pixels from the upper left corner.
type Point = (f64, f64);

impl Sparkline {
    /// The line of these values, one a step from the left edge to the right, in a box of this width and height in
    /// pixels.
    #[allow(clippy::cast_precision_loss, reason = "steps and pixels are far fewer than a float tells apart")]
    pub fn of(values: &[f64], width: u32, height: u32) -> Self {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let (min, max) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(v), max.max(v)));
        let (across, down) = (f64::from(width), f64::from(height));
        let steps = values.len().saturating_sub(1).max(1) as f64;
        let share = |value: f64| {
            // Halved, as the distance of huge values of both signs overflows.
            let span = max / 2.0 - min / 2.0;
            if span > 0.0 { (value / 2.0 - min / 2.0) / span } else { 0.5 }
        };
        let position = |step: usize| {
            let x = if values.len() > 1 { step as f64 / steps * across } else { across / 2.0 };
            (x, PAD + (1.0 - share(values[step])) * (down - 2.0 * PAD))
        };
        let mut paths = Self::default();
        let mut stretch = Stretch::default();
        for (step, value) in values.iter().enumerate() {
            if value.is_finite() {
                stretch.push(position(step));
            } else {
                std::mem::take(&mut stretch).write(&mut paths, down);
            }
        }
        stretch.write(&mut paths, down);
        paths
    }
}

/// A stretch of the line without a gap.
#[derive(Debug, Default)]
struct Stretch {
    points: Vec<Point>,
    /// The points of the column that is being read: the first of them stands at the end of `points`.
    column: Option<Column>,
}

/// What is kept of a pixel column.
#[derive(Debug, Clone, Copy)]
struct Column {
    number: f64,
    highest: Point,
    lowest: Point,
}

impl Stretch {
    fn push(&mut self, point: Point) {
        let number = point.0.floor();
        match &mut self.column {
            Some(column) if column.number.to_bits() == number.to_bits() => {
                if point.1 < column.highest.1 {
                    column.highest = point;
                }
                if point.1 > column.lowest.1 {
                    column.lowest = point;
                }
            }
            _ => {
                self.end_column();
                self.column = Some(Column { number, highest: point, lowest: point });
            }
        }
    }

    fn end_column(&mut self) {
        let Some(Column { highest, lowest, .. }) = self.column.take() else { return };
        let (first, second) = if highest.0 <= lowest.0 { (highest, lowest) } else { (lowest, highest) };
        self.points.push(first);
        if second != first {
            self.points.push(second);
        }
    }

    fn write(mut self, paths: &mut Sparkline, down: f64) {
        self.end_column();
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return };
        let mut line = String::new();
        for (at, (x, y)) in self.points.iter().enumerate() {
            // Writing into a text does not fail.
            let _ = write!(line, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
        }
        let _ = write!(paths.area, "{line}L{:.1} {down:.1}L{:.1} {down:.1}Z", last.0, first.0);
        if self.points.len() == 1 {
            // A lone point is a dot, by the round ends of the line.
            line.push_str("h0");
        }
        paths.line.push_str(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAN: f64 = f64::NAN;

    #[test]
    fn lines_break_where_values_are_not_finite() {
        for (values, line) in [
            (&[0.0, 1.0, 0.5][..], "M0.0 8.5L50.0 1.5L100.0 5.0"),
            (&[], ""),
            (&[NAN, f64::INFINITY], ""),
            // A flat line lies in the middle, as does a lone value.
            (&[3.0, 3.0], "M0.0 5.0L100.0 5.0"),
            (&[3.0], "M50.0 5.0h0"),
            (&[0.0, NAN, 1.0, 1.0, f64::NEG_INFINITY], "M0.0 8.5h0M50.0 1.5L75.0 1.5"),
            (&[f64::MAX, f64::MIN], "M0.0 1.5L100.0 8.5"),
        ] {
            assert_eq!(Sparkline::of(values, 100, 10).line, line, "{values:?}");
        }
        assert_eq!(Sparkline::of(&[0.0, 1.0], 100, 10).area, "M0.0 8.5L100.0 1.5L100.0 10.0L0.0 10.0Z");
    }

    #[test]
    fn of_many_values_the_extremes_of_each_column_stay() {
        let mut values = vec![0.0; 100_000];
        (values[40_001], values[70_003]) = (7.0, -7.0);
        let line = Sparkline::of(&values, 100, 10).line;
        assert!(line.matches(['M', 'L']).count() <= 2 * 101, "{line}");
        assert!(line.contains("L40.0 1.5") && line.contains("L70.0 8.5"), "{line}");
    }
}
