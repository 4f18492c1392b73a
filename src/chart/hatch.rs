//! Stretches of time that a picture marks as hatched, with a few words: where data come from elsewhere than usual.

use super::rect::Rect;
use super::scale::Scale;

/// Room to each side of the words, in CSS pixels.
const PAD: f32 = 6.0;

/// The least width of a stretch, in CSS pixels: a shorter one is seen, too.
const LEAST: f32 = 2.0;

/// A stretch of time to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedStretch {
    /// Its first time, Unix milliseconds.
    pub from: i64,
    /// Its last time, Unix milliseconds.
    pub to: i64,
    /// Why it is marked, in a few words.
    pub words: String,
    /// The same in fewer, where there is less room.
    pub short: String,
}

/// A stretch in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Hatch {
    /// Its left edge in CSS pixels.
    pub left: f32,
    /// Its right edge in CSS pixels.
    pub right: f32,
    /// Its words; empty where there is no room for them.
    pub words: String,
}

/// The stretches that are in sight, from left to right. `measure` gives the width of a text in CSS pixels.
#[allow(clippy::cast_precision_loss, reason = "times become pixels")]
pub(super) fn hatches(stretches: &[MarkedStretch], plot: Rect, x: Scale, measure: impl Fn(&str) -> f32) -> Vec<Hatch> {
    let within = |time: i64| x.pixel(time as f64).clamp(plot.left, plot.right());
    let mut hatches: Vec<Hatch> = stretches
        .iter()
        .filter(|stretch| (stretch.from as f64) < x.domain.hi && (stretch.to as f64) > x.domain.lo)
        .map(|stretch| {
            let left = within(stretch.from).min(plot.right() - LEAST);
            let right = within(stretch.to).max(left + LEAST);
            let has_room = |words: &&String| measure(words) + 2.0 * PAD <= right - left;
            let words = [&stretch.words, &stretch.short].into_iter().find(has_room);
            Hatch { left, right, words: words.cloned().unwrap_or_default() }
        })
        .collect();
    hatches.sort_by(|one, other| one.left.total_cmp(&other.left));
    // What lies over one another has the words of the first, once.
    let mut end = f32::MIN;
    for hatch in &mut hatches {
        if hatch.left < end {
            hatch.words.clear();
        }
        end = end.max(hatch.right);
    }
    hatches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::Domain;

    /// In a plot of a hundred pixels for a hundred milliseconds, from pixel 40 on; a letter has 5 pixels.
    fn laid(stretches: &[(i64, i64, &str)]) -> Vec<(f32, f32, String)> {
        let plot = Rect { left: 40.0, top: 0.0, width: 100.0, height: 50.0 };
        let x = Scale { domain: Domain { lo: 0.0, hi: 100.0 }, from: 40.0, to: 140.0 };
        let stretches: Vec<_> = stretches
            .iter()
            .map(|&(from, to, words)| MarkedStretch { from, to, words: words.to_owned(), short: "out".to_owned() })
            .collect();
        let found = hatches(&stretches, plot, x, |text| 5.0 * text.chars().count() as f32);
        found.into_iter().map(|hatch| (hatch.left, hatch.right, hatch.words)).collect()
    }

    #[test]
    fn what_is_in_sight_is_cut_to_the_plot_and_has_words_where_there_is_room() {
        let text = |text: &str| text.to_owned();
        assert_eq!(
            laid(&[(50, 90, "C out"), (-20, 10, "B out"), (200, 300, "x"), (-9, -1, "x")]),
            [(40.0, 50.0, text("")), (90.0, 130.0, text("C out"))]
        );
        assert_eq!(laid(&[(50, 80, "C′ is out")]), [(90.0, 120.0, text("out"))], "in fewer words");
        assert_eq!(laid(&[(99, 100, ""), (100, 100, "")]), [(138.0, 140.0, text(""))], "the shortest is seen");
        assert_eq!(
            laid(&[(0, 60, "one"), (20, 90, "two")]),
            [(40.0, 100.0, text("one")), (60.0, 130.0, text(""))],
            "words do not lie over words"
        );
    }
}
