//! `limitk` and `limit_ratio`: a few series of each group, whatever their values are; and reading the count that
//! `topk` and `bottomk` take as well.

#![allow(
    clippy::cast_precision_loss,
    reason = "bounds of integers and hashes are compared as the floats that Prometheus compares"
)]

use xxhash_rust::xxh64::xxh64;

use super::TileAggregation;
use crate::engine::annotation::text;
use crate::engine::column::{Point, is_absent};
use crate::engine::error::Error;
use crate::engine::labels::Labels;
use crate::engine::value::Vector;
use crate::model::count::to_u32;
use crate::model::number;

/// The parameter of each step as a count of series.
pub(super) fn counts(tile: &TileAggregation<'_>) -> Result<Vec<usize>, Error> {
    let numbers = tile.numbers();
    if numbers.iter().any(|number| number.is_nan()) {
        return Err(Error::evaluation("Parameter value is NaN"));
    }
    // As floats, the bounds of Prometheus' integers are themselves out of bounds.
    if let Some(low) = numbers.iter().find(|number| **number <= i64::MIN as f64) {
        return Err(Error::evaluation(format!("Scalar value {} underflows int64", number::general(*low))));
    }
    if let Some(high) = numbers.iter().find(|number| **number >= i64::MAX as f64) {
        return Err(Error::evaluation(format!("Scalar value {} overflows int64", number::general(*high))));
    }
    let most = tile.vector.columns.len();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast of a float stops at both ends"
    )]
    let count = |number: &f64| (*number as usize).min(most);
    Ok(numbers.iter().take(tile.steps()).map(count).collect())
}

/// The first so many series of each group that have a sample.
pub(super) fn first_k(tile: &TileAggregation<'_>) -> Result<Vector, Error> {
    let counts = counts(tile)?;
    let mut columns = tile.nothing();
    for group in 0..tile.groups.len() {
        let mut left = counts.clone();
        for member in tile.groups.members(group) {
            let column = &tile.vector.columns[*member as usize];
            for (step, left) in left.iter_mut().enumerate() {
                if *left > 0 && !is_absent(column.values[step]) {
                    *left -= 1;
                    columns[*member as usize].put(step, column.point(step));
                }
            }
        }
    }
    Ok(tile.same_series(columns))
}

/// The series whose place between 0 and 1 lies below the ratio; for a negative ratio, those which the positive one
/// (1 + ratio) leaves out.
pub(super) fn share(tile: &mut TileAggregation<'_>) -> Result<Vector, Error> {
    if tile.numbers().iter().any(|ratio| ratio.is_nan()) {
        return Err(Error::evaluation("Ratio value is NaN"));
    }
    warn_of_invalid(tile);
    let ratios: Vec<f64> = tile.numbers().iter().map(|ratio| ratio.clamp(-1.0, 1.0)).collect();
    let mut columns = tile.nothing();
    for ((place, from), to) in tile.groups.places.iter().zip(&tile.vector.columns).zip(&mut columns) {
        for (step, ratio) in ratios.iter().enumerate().take(from.len()) {
            let is_chosen = if *ratio >= 0.0 { place < ratio } else { *place >= 1.0 + ratio };
            if is_chosen && from.point(step) != Point::Absent {
                to.put(step, from.point(step));
            }
        }
    }
    Ok(tile.same_series(columns))
}

/// Warns of the greatest ratio above 1 and of the least below -1.
fn warn_of_invalid(tile: &mut TileAggregation<'_>) {
    let greatest = tile.numbers().iter().copied().fold(1.0, f64::max);
    let least = tile.numbers().iter().copied().fold(-1.0, f64::min);
    for (ratio, bound) in [(greatest, 1.0), (least, -1.0)] {
        if ratio != bound {
            let span = tile.aggregation.parameter_span;
            tile.annotations.warn_of_extreme(ratio, text::invalid_ratio(ratio, bound), span);
        }
    }
}

/// Where a series stands between 0 and 1: its labels' hash as a part of all hashes.
pub(super) fn place(labels: &Labels) -> f64 {
    hash(labels) as f64 / u64::MAX as f64
}

/// The hash of a label set that Prometheus computes: xxHash64 over each name and value, each after its length, in one
/// byte below 255 and else in the three after a 255 (its label sets are such texts since version 3).
fn hash(labels: &Labels) -> u64 {
    let mut bytes = Vec::new();
    for text in labels.iter().flat_map(|(name, value)| [name, value]) {
        match u8::try_from(text.len()) {
            Ok(length) if length < 255 => bytes.push(length),
            _ => {
                bytes.push(255);
                bytes.extend_from_slice(&to_u32(text.len()).to_le_bytes()[..3]);
            }
        }
        bytes.extend_from_slice(text.as_bytes());
    }
    xxh64(&bytes, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_lengths_and_texts() {
        let known = |bytes: &[u8]| xxh64(bytes, 0);
        // The hash of no bytes, from xxHash's specification.
        assert_eq!(hash(&Labels::default()), 0xef46_db37_51d8_e999);
        assert_eq!(hash(&Labels::new([("b", "xy"), ("a", "1")])), known(b"\x01a\x011\x01b\x02xy"));
        let long = "v".repeat(300);
        let expected = [b"\x01a\xff\x2c\x01\x00".as_slice(), long.as_bytes()].concat();
        assert_eq!(hash(&Labels::new([("a", long.as_str())])), known(&expected));
    }

    #[test]
    fn places_lie_between_zero_and_one() {
        let places: Vec<f64> =
            (0..1000).map(|at| place(&Labels::new([("instance", at.to_string().as_str())]))).collect();
        assert!(places.iter().all(|place| (0.0..=1.0).contains(place)));
        let below = places.iter().filter(|place| **place < 0.5).count();
        assert!((400..600).contains(&below), "{below}");
    }
}
