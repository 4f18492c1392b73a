//! Which sample a cursor means.

use super::scene::Geometry;
use crate::model::block::Block;

/// A sample in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The series.
    pub series: usize,
    /// The sample's index within the series.
    pub sample: usize,
    /// Unix milliseconds.
    pub time: i64,
    /// Its value.
    pub value: f64,
    /// Where it is shown.
    pub point: [f32; 2],
}

/// A sample's hit; `None` where there is none of this index.
pub fn at(block: &Block, geometry: &Geometry, series: usize, sample: usize) -> Option<Hit> {
    let (times, values) = (series < block.len()).then(|| block.series(series))?;
    let (&time, &value) = (times.get(sample)?, values.get(sample)?);
    Some(Hit { series, sample, time, value, point: geometry.point(time, value) })
}

/// The shown sample nearest to a cursor within `reach` pixels; of equally near ones the first.
pub fn nearest(block: &Block, shown: &[bool], geometry: &Geometry, cursor: [f32; 2], reach: f32) -> Option<Hit> {
    let (from, to) = (geometry.time(cursor[0] - reach), geometry.time(cursor[0] + reach));
    let mut best = None;
    let mut least = reach * reach;
    for series in (0..block.len()).filter(|&series| shown.get(series).copied().unwrap_or(true)) {
        let (times, values) = block.series(series);
        let begin = times.partition_point(|&time| time < from);
        for sample in begin..times.len() {
            if times[sample] > to {
                break;
            }
            let [x, y] = geometry.point(times[sample], values[sample]);
            let distance = (x - cursor[0]).powi(2) + (y - cursor[1]).powi(2);
            if distance < least || (best.is_none() && distance == least) {
                (least, best) = (distance, Some((series, sample)));
            }
        }
    }
    best.and_then(|(series, sample)| at(block, geometry, series, sample))
}

/// The index of the sample of a series nearest in time; `None` where it has none.
pub fn nearest_in_time(block: &Block, series: usize, time: i64) -> Option<usize> {
    let (times, _) = (series < block.len()).then(|| block.series(series))?;
    let after = times.partition_point(|&t| t < time);
    let near = [after.checked_sub(1), Some(after)].into_iter().flatten().filter(|&i| i < times.len());
    near.min_by_key(|&i| times[i].abs_diff(time))
}

#[cfg(test)]
mod tests {
    use super::super::rect::Rect;
    use super::super::scale::{Domain, Scale};
    use super::*;
    use crate::model::block::BlockBuilder;

    #[test]
    fn agrees_with_looking_at_every_sample() {
        let mut seed = 5_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut builder = BlockBuilder::default();
        for _ in 0..40 {
            for step in 0..300 {
                if random(10) > 0 {
                    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
                    let value = if random(20) == 0 { odd[random(3) as usize] } else { random(1000) as f64 };
                    builder.push_float(step * 1000, value);
                }
            }
            builder.end_series();
        }
        let block = builder.finish();
        let plot = Rect { left: 50.0, top: 10.0, width: 800.0, height: 300.0 };
        let geometry = Geometry {
            plot,
            x: Scale { domain: Domain { lo: 0.0, hi: 299_000.0 }, from: 50.0, to: 850.0 },
            y: Scale { domain: Domain { lo: 0.0, hi: 1000.0 }, from: 310.0, to: 10.0 },
        };
        let shown: Vec<bool> = (0..40).map(|series| series % 3 > 0).collect();
        for _ in 0..300 {
            let cursor = [random(900) as f32, random(330) as f32];
            let all = (0..40).filter(|&s| shown[s]).flat_map(|s| (0..block.series(s).0.len()).map(move |i| (s, i)));
            let mut best: Option<(f32, Hit)> = None;
            for hit in all.filter_map(|(s, i)| at(&block, &geometry, s, i)) {
                let distance = (hit.point[0] - cursor[0]).powi(2) + (hit.point[1] - cursor[1]).powi(2);
                if distance <= 25.0 * 25.0 && best.is_none_or(|(least, _)| distance < least) {
                    best = Some((distance, hit));
                }
            }
            let found = nearest(&block, &shown, &geometry, cursor, 25.0);
            let name = |hit: Hit| (hit.series, hit.sample);
            assert_eq!(found.map(name), best.map(|(_, hit)| name(hit)), "{cursor:?}");
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
        let block = builder.finish();
        for (time, sample) in [(-5, 0), (4, 0), (6, 1), (19, 2), (99, 2)] {
            assert_eq!(nearest_in_time(&block, 0, time), Some(sample), "{time}");
        }
        assert_eq!(nearest_in_time(&block, 1, 5), None);
        assert_eq!(nearest_in_time(&block, 9, 5), None);
    }
}
