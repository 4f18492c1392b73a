//! Generated answers of the query API, piece by piece, so that a test of memory or speed need not
//! hold the whole. The same seed gives the same bytes.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "numbers of a test are small"
)]

use std::fmt::Write;

/// What the values look like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Values {
    /// Two digits behind the point, as `node_load1` has them.
    Load,
    /// Rates: up to 17 significant digits.
    Rate,
}

/// Sizes of a matrix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matrix {
    /// Number of series.
    pub(crate) series: u32,
    /// Samples a series.
    pub(crate) points: u32,
    /// What they look like.
    pub(crate) values: Values,
}

/// A small generator (splitmix64, by S. Vigna).
#[derive(Debug, Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number.
    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }
}

/// The answer of `query_range` for random walks of a load, one piece a series.
pub(crate) fn matrix(size: Matrix) -> impl Iterator<Item = Vec<u8>> {
    walks(size, 0)
}

/// The answer of `query` for a range selector: raw samples, each series with times of its own.
pub(crate) fn raw(size: Matrix) -> impl Iterator<Item = Vec<u8>> {
    walks(size, 1)
}

/// Random walks; the times of a series are `shift_ms` later than those of the series before.
fn walks(size: Matrix, shift_ms: u64) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(42);
    let start = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[";
    let series = (0..size.series).map(move |series| {
        let mut out = String::with_capacity(size.points as usize * 30 + 200);
        if series > 0 {
            out.push(',');
        }
        let _ = write!(
            out,
            "{{\"metric\":{{\"__name__\":\"node_load1\",\"cluster\":\"eu-{}\",\"instance\":\"node{series:04}.example.org:9100\",\"job\":\"node\"}},\"values\":[",
            series % 4
        );
        let mut load = 100 + random.below(400) as i64;
        for point in 0..size.points {
            if point > 0 {
                out.push(',');
            }
            load = (load + random.below(41) as i64 - 20).max(0);
            let time = 1_700_000_000_123 + u64::from(series) * shift_ms + u64::from(point) * 15_000;
            let value = match size.values {
                Values::Load => load as f64 / 100.0,
                Values::Rate => load as f64 / 7.0,
            };
            let _ = write!(out, "[{}.{:03},\"{value}\"]", time / 1000, time % 1000);
        }
        out.push_str("]}");
        out.into_bytes()
    });
    std::iter::once(start.as_bytes().to_vec()).chain(series).chain(std::iter::once(b"]}}".to_vec()))
}

/// The answer of `query` with as many series, one sample each, and a label that none shares.
pub(crate) fn vector(series: u32) -> impl Iterator<Item = Vec<u8>> {
    let start = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[";
    let pieces = (0..series).map(|series| {
        let comma = if series > 0 { "," } else { "" };
        format!("{comma}{{\"metric\":{{\"__name__\":\"kube_pod_info\",\"namespace\":\"team-{}\",\"node\":\"node{:03}\",\"pod\":\"web-7d4b9c6f5d-{series:07}\",\"uid\":\"1f0c5b1e-0000-4000-8000-{series:012}\"}},\"value\":[1700000000.123,\"1\"]}}", series % 50, series % 300).into_bytes()
    });
    std::iter::once(start.as_bytes().to_vec()).chain(pieces).chain(std::iter::once(b"]}}".to_vec()))
}

/// The answer of `query_range` with native histograms of 20 buckets at schema 3.
pub(crate) fn histograms(size: Matrix) -> impl Iterator<Item = Vec<u8>> {
    let start = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[";
    let pieces = (0..size.series).map(move |series| {
        let comma = if series > 0 { "," } else { "" };
        let mut out = format!("{comma}{{\"metric\":{{\"pod\":\"web-{series}\"}},\"histograms\":[");
        for point in 0..size.points {
            let comma = if point > 0 { "," } else { "" };
            let time = 1_700_000_000 + u64::from(point) * 15;
            let _ = write!(out, "{comma}[{time},{{\"count\":\"60\",\"sum\":\"33.5\",\"buckets\":[");
            for bucket in 0..20 {
                let comma = if bucket > 0 { "," } else { "" };
                let bound = |index: i32| (f64::from(index) / 8.0).exp2();
                let _ = write!(out, "{comma}[0,\"{}\",\"{}\",\"3\"]", bound(bucket - 40), bound(bucket - 39));
            }
            out.push_str("]}]");
        }
        out.push_str("]}");
        out.into_bytes()
    });
    std::iter::once(start.as_bytes().to_vec()).chain(pieces).chain(std::iter::once(b"]}}".to_vec()))
}
