//! Cursors over pictures, and over pictures that are replaced under them.

use super::super::colour::series_key;
use super::super::common_labels::Common;
use super::super::rect::Rect;
use super::super::scale::{Domain, Scale};
use super::*;
use crate::model::block::BlockBuilder;

const PLOT: Rect = Rect { left: 50.0, top: 10.0, width: 800.0, height: 300.0 };

/// A picture of some series with its own geometry.
struct Drawn {
    block: Arc<Block>,
    keys: Vec<u64>,
    shown: Vec<bool>,
    geometry: Geometry,
}

impl Drawn {
    /// Over so many milliseconds from a time on, values from 0 to 1000.
    fn new(block: Block, (from, to): (i64, i64), shown: impl Fn(usize) -> bool) -> Self {
        let geometry = Geometry {
            plot: PLOT,
            x: Scale { domain: Domain { lo: from as f64, hi: to as f64 }, from: 50.0, to: 850.0 },
            y: Scale { domain: Domain { lo: 0.0, hi: 1000.0 }, from: 310.0, to: 10.0 },
        };
        let keys = (0..block.len()).map(|series| series_key(&block.labels, series)).collect();
        let shown = (0..block.len()).map(shown).collect();
        Self { block: Arc::new(block), keys, shown, geometry }
    }

    /// Series of (instance, value), each with ten samples a second apart from a time on.
    fn of(series: &[(&str, f64)], from: i64) -> Self {
        let mut builder = BlockBuilder::default();
        for (instance, value) in series {
            builder.labels.push("instance", instance);
            (0..10).for_each(|step| builder.push_float(from + step * 1000, *value));
            builder.end_series();
        }
        Self::new(builder.finish(), (from, from + 9000), |_| true)
    }

    fn picture(&self) -> Picture<'_> {
        Picture { block: &self.block, keys: &self.keys, shown: &self.shown, geometry: &self.geometry }
    }

    /// `instance value time`, or nothing.
    fn text_of(&self, target: CursorTarget) -> String {
        self.picture().resolve(target).map_or_else(String::new, |point| text_of(&point))
    }
}

fn text_of(point: &NearestPoint) -> String {
    let none = Common::default();
    let labels: Vec<_> = point.own_labels(&none).map(|(_, value)| value).collect();
    format!("{} {} {}", labels.join(","), point.value, point.time)
}

#[test]
fn agrees_with_looking_at_every_sample() {
    let mut seed = 5_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut builder = BlockBuilder::default();
    for series in 0..40 {
        builder.labels.push("series", &series.to_string());
        for step in 0..300 {
            if random(10) > 0 {
                let special = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
                let value = if random(20) == 0 { special[random(3) as usize] } else { random(1000) as f64 };
                builder.push_float(step * 1000, value);
            }
        }
        builder.end_series();
    }
    let drawn = Drawn::new(builder.finish(), (0, 299_000), |series| series % 3 > 0);
    let picture = drawn.picture();
    for _ in 0..300 {
        let cursor = [random(900) as f32, random(330) as f32];
        let all = (0..40).filter(|&s| drawn.shown[s]);
        let all = all.flat_map(|s| (0..drawn.block.series(s).0.len()).map(move |i| (s, i)));
        let mut best: Option<(f32, NearestPoint)> = None;
        for point in all.filter_map(|(s, i)| picture.at(s, i)) {
            let distance = (point.point[0] - cursor[0]).powi(2) + (point.point[1] - cursor[1]).powi(2);
            if distance <= REACH * REACH && best.as_ref().is_none_or(|(least, _)| distance < *least) {
                best = Some((distance, point));
            }
        }
        assert_eq!(picture.resolve(CursorTarget::Pixel(cursor)), best.map(|(_, point)| point), "{cursor:?}");
    }
}

#[test]
fn nearest_in_time_is_either_neighbour() {
    let mut builder = BlockBuilder::default();
    for time in [0, 10, 20] {
        builder.push_float(time, 1.0);
    }
    builder.end_series();
    builder.end_series();
    let drawn = Drawn::new(builder.finish(), (0, 20), |_| true);
    for (time, sample) in [(-5, 0), (4, 0), (6, 1), (19, 2), (99, 2)] {
        assert_eq!(drawn.picture().nearest_in_time(0, time), Some(sample), "{time}");
    }
    assert_eq!(drawn.picture().nearest_in_time(1, 5), None);
    assert_eq!(drawn.picture().nearest_in_time(9, 5), None);
}

/// What a cursor tells in results that shrink, grow, reorder, move on and empty under it is always of the result.
#[test]
fn a_cursor_outlives_every_result() {
    let three = Drawn::of(&[("a", 100.0), ("b", 500.0), ("c", 900.0)], 0);
    let on_c = three.picture().at(2, 4).expect("the fifth sample of c");
    assert_eq!(text_of(&on_c), "c 900 4000");
    let (pointer, keys) = (CursorTarget::Pixel(on_c.point), on_c.target());

    let moved_on = Drawn::of(&[("a", 101.0), ("b", 501.0), ("c", 901.0)], 1000);
    let reordered = Drawn::of(&[("c", 902.0), ("a", 102.0), ("b", 502.0)], 0);
    let grown = Drawn::of(&[("x", 1.0), ("a", 103.0), ("b", 503.0), ("c", 903.0), ("d", 904.0)], 0);
    let shrunk = Drawn::of(&[("a", 904.0)], 0);
    let later = Drawn::of(&[("c", 905.0)], 1_000_000);
    let empty = Drawn::of(&[], 0);
    for (what, drawn, by_pointer, by_keys) in [
        ("the same", &three, "c 900 4000", "c 900 4000"),
        ("a step later", &moved_on, "c 901 5000", "c 901 4000"),
        ("reordered", &reordered, "c 902 4000", "c 902 4000"),
        ("grown", &grown, "c 903 4000", "c 903 4000"),
        ("shrunk", &shrunk, "a 904 4000", ""),
        ("much later", &later, "c 905 1004000", ""),
        ("empty", &empty, "", ""),
    ] {
        assert_eq!(drawn.text_of(pointer), by_pointer, "{what}, the pointer's");
        assert_eq!(drawn.text_of(keys), by_keys, "{what}, the keys'");
    }
    let hidden = Drawn::new(Block::clone(&three.block), (0, 9000), |series| series != 2);
    assert_eq!(hidden.text_of(keys), "", "a hidden series is not shown");
}

/// Keys that come after another result was drawn start from where the cursor was, if that is still there.
#[test]
fn keys_move_on_from_a_hit_of_another_result() {
    let three = Drawn::of(&[("a", 100.0), ("b", 500.0), ("c", 900.0)], 0);
    let on_c = three.picture().at(2, 4).expect("the fifth sample of c");
    let reordered = Drawn::of(&[("c", 902.0), ("a", 102.0)], 0);
    let picture = reordered.picture();
    let next = |nearest: Option<NearestPoint>| nearest.as_ref().map_or_else(String::new, text_of);
    assert_eq!(next(picture.beside(Some(&on_c), -1)), "c 902 3000");
    assert_eq!(next(picture.beside(Some(&on_c), 1)), "c 902 5000");
    assert_eq!(next(picture.in_other_series(Some(&on_c), 1)), "a 102 4000");
    assert_eq!(next(picture.in_other_series(Some(&on_c), -1)), "a 102 4000");
    let gone = Drawn::of(&[("a", 100.0)], 0);
    assert_eq!(next(gone.picture().beside(Some(&on_c), -1)), "a 100 9000", "as if there was no cursor");
    assert_eq!(next(gone.picture().in_other_series(Some(&on_c), 1)), "a 100 9000");
    let empty = Drawn::of(&[], 0);
    assert_eq!(next(empty.picture().beside(Some(&on_c), 1)), "");
    assert_eq!(next(empty.picture().in_other_series(Some(&on_c), 1)), "");
    // At the edge the cursor stays.
    let first = picture.at(0, 0).expect("a first sample");
    assert_eq!(next(picture.beside(Some(&first), -1)), "c 902 0");
}

/// A pointer over very many series is followed in steps, each of a bounded number of samples.
#[test]
fn a_cursor_over_many_series_is_resolved_in_steps() {
    let steps = |series: usize, pixel: f32| {
        let mut builder = BlockBuilder::default();
        for at in 0..series {
            builder.labels.push("series", &at.to_string());
            (0..12).for_each(|step| builder.push_float(step * 1000, at as f64 % 1000.0));
            builder.end_series();
        }
        let drawn = Drawn::new(builder.finish(), (0, 11_000), |_| true);
        let mut job = NearestJob::new(CursorTarget::Pixel([pixel, 160.0]));
        let picture = drawn.picture();
        (1..).find_map(|steps| job.advance(&picture).map(|nearest| (steps, nearest))).expect("an end")
    };
    assert_eq!(steps(100, 450.0).0, 1);
    let (many, nearest) = steps(100_000, 450.0);
    assert!(many >= 100_000 * A_SERIES / BATCH, "{many} steps");
    assert_eq!(nearest.map(|nearest| nearest.value), Some(500.0));
}
