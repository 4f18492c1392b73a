//! Golden charts: what the chart floor draws, as SVG, beside what it drew when somebody last looked.
//! `UPDATE=1 cargo test --test golden` writes them anew; look at them then.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "points of drawn examples are few"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use narthex::chart::colour::{ChartTheme, ColourAssignment, Rgb};
use narthex::chart::draw::{Device, Painter, Palette, draw_frame};
use narthex::chart::hatch::MarkedStretch;
use narthex::chart::scene::{SceneRequest, Stroke, compose};
use narthex::chart::statistics::Statistics;
use narthex::chart::unit::Unit;
use narthex::model::block::{Block, BlockBuilder};
use narthex::model::time::{MINUTE, Zone, parse};
use plotters::prelude::{DrawingBackend, SVGBackend};

/// Backend units a CSS pixel: lines keep their shape between pixels.
const UNIT: f32 = 4.0;
const SIZE: (f32, f32) = (760.0, 260.0);

fn theme() -> ChartTheme {
    let series = ["#0072b2", "#c95b00", "#00805f", "#b0437f", "#8a6d00", "#2f8fc4", "#7a3e9d", "#5d6b2f"];
    ChartTheme {
        text: Rgb(0x5c, 0x60, 0x59),
        grid: Rgb(0xe7, 0xe7, 0xe0),
        axis: Rgb(0xb9, 0xb9, 0xaf),
        missing: Rgb(0xf7, 0xf4, 0xec),
        missing_line: Rgb(0xeb, 0xe1, 0xce),
        missing_text: Rgb(0x8a, 0x5a, 0x00),
        series: series.iter().filter_map(|colour| Rgb::parse(colour)).collect(),
    }
}

fn at(text: &str) -> i64 {
    parse(text, &Zone::UTC).unwrap_or_default()
}

/// A chart to draw.
struct Chart {
    block: Block,
    window: (i64, i64),
    step: Option<i64>,
    unit: Unit,
    zone: Zone,
    stretches: Vec<MarkedStretch>,
}

impl Chart {
    /// `series` lines of `value(series, step)` a minute; NaN of the kind of a stale marker leaves the step out.
    fn of(start: &str, steps: i64, series: usize, value: impl Fn(usize, i64) -> Option<f64>) -> Self {
        let start = at(start);
        let mut builder = BlockBuilder::default();
        for number in 0..series {
            builder.labels.push("__name__", "node_load1");
            builder.labels.push("instance", &format!("host-{number}:9100"));
            for n in 0..steps {
                if let Some(value) = value(number, n) {
                    builder.push_float(start + n * MINUTE, value);
                }
            }
            builder.end_series();
        }
        let window = (start, start + (steps - 1).max(1) * MINUTE);
        Self {
            block: builder.finish(),
            window,
            step: Some(MINUTE),
            unit: Unit::None,
            zone: Zone::UTC,
            stretches: Vec::new(),
        }
    }

    fn svg(self) -> (String, Stroke) {
        let block = Arc::new(self.block);
        let statistics = Arc::new(Statistics::of(&block));
        let shown = vec![true; block.len()];
        let request = SceneRequest {
            statistics: Arc::clone(&statistics),
            block,
            shown,
            window: self.window,
            step: self.step,
            size: SIZE,
            ratio: 1.0,
            unit: self.unit,
            zone: self.zone,
            stretches: self.stretches,
        };
        let scene = compose(request, |label| label.chars().count() as f32 * 7.0);
        let (theme, device) = (theme(), Device { unit: UNIT, pixel: UNIT });
        let assignment =
            ColourAssignment::assign(&statistics.keys, theme.series.len() as u16, &ColourAssignment::default());
        let mut svg = String::new();
        {
            let size = ((SIZE.0 * UNIT) as u32, (SIZE.1 * UNIT) as u32);
            let mut backend = SVGBackend::with_string(&mut svg, size);
            draw_frame(&scene, &theme, device, &mut backend).expect("a string takes every drawing");
            let palette = Palette { theme: &theme, assignment: &assignment, statistics: &statistics };
            let mut painter = Painter::default();
            while !painter.advance(&scene, palette, device, &mut backend).expect("a string takes every drawing") {}
            backend.present().expect("a string takes every drawing");
        }
        (svg, scene.stroke)
    }
}

fn noise(series: usize, step: i64) -> f64 {
    let mut seed =
        (series as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (step as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    seed = (seed ^ (seed >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((seed >> 40) as f64) / f64::from(1 << 24)
}

fn wave(series: usize, step: i64) -> f64 {
    let t = step as f64 / 17.0 + series as f64;
    1.5 + t.sin() * 0.8 + (t * 3.7).sin() * 0.2 + noise(series, step) * 0.15 + series as f64 * 0.3
}

#[track_caller]
fn check(name: &str, stroke: Stroke, chart: Chart) {
    let (svg, drawn) = chart.svg();
    assert_eq!(drawn, stroke, "{name}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.svg"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &svg).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    // Line by line, so that a failure shows the first that differs and not two pictures.
    for (number, (drawn, golden)) in svg.lines().zip(golden.lines()).enumerate() {
        assert_eq!(drawn, golden, "{name}.svg line {}; UPDATE=1 accepts it", number + 1);
    }
    assert_eq!(svg.lines().count(), golden.lines().count(), "{name}.svg has another number of shapes");
}

#[test]
fn one_line() {
    check("one-line", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 1, |s, n| Some(wave(s, n))));
}

#[test]
fn many_lines() {
    check("many-lines", Stroke::Wide, Chart::of("2026-11-22T12:00Z", 360, 8, |s, n| Some(wave(s, n))));
}

#[test]
fn very_many_lines_are_thin_and_lose_what_is_hidden() {
    let chart = Chart::of("2026-11-22T12:00Z", 360, 48, |s, n| Some(noise(s, n)));
    check("very-many-lines", Stroke::Hair, chart);
}

#[test]
fn gaps_break_lines() {
    let chart = Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| {
        let missing = (15..22).contains(&n) || (s == 1 && (n == 40 || n == 42));
        (!missing).then(|| wave(s, n))
    });
    check("gaps", Stroke::Wide, chart);
}

#[test]
fn a_stretch_without_a_replica_is_hatched() {
    let mut chart = Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| Some(wave(s, n)));
    let at = |minutes: i64| chart.window.0 + minutes * MINUTE;
    let stretch = |from: i64, to: i64, words: &str| MarkedStretch {
        from: at(from),
        to: at(to),
        words: words.to_owned(),
        short: words.split(',').next().unwrap_or_default().to_owned(),
    };
    chart.stretches = vec![
        stretch(20, 35, "C′ missing, C fills in"),
        stretch(42, 50, "B′ missing, B fills in"),
        stretch(55, 56, "B missing"),
    ];
    check("missing-replica", Stroke::Wide, chart);
}

#[test]
fn odd_values_have_marks() {
    let chart = Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| match (s, n) {
        (0, 10..15) => Some(f64::NAN),
        (0, 30) | (1, 32) => Some(f64::INFINITY),
        (1, 45..48) => Some(f64::NEG_INFINITY),
        _ => Some(wave(s, n)),
    });
    check("odd-values", Stroke::Wide, chart);
}

#[test]
fn a_single_point_is_a_dot() {
    check("single-point", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 1, |_, n| (n == 30).then_some(2.5)));
}

#[test]
fn nothing_still_has_axes() {
    check("empty", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 0, |_, _| None));
}

#[test]
fn a_constant_has_room() {
    check("constant", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 1, |_, _| Some(4.0)));
}

#[test]
fn bytes_have_binary_ticks() {
    let mut chart = Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| Some(wave(s, n) * 3.1e9));
    chart.unit = Unit::Bytes;
    check("bytes", Stroke::Wide, chart);
}

#[test]
fn durations_have_clock_ticks() {
    let mut chart = Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| Some(wave(s, n) * 300.0));
    chart.unit = Unit::Seconds;
    check("seconds", Stroke::Wide, chart);
}

#[test]
fn huge_values_fit() {
    check("huge", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| Some((wave(s, n) - 2.0) * 1e307)));
}

#[test]
fn tiny_values_fit() {
    check("tiny", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 1, |s, n| Some(wave(s, n) * 1e-12)));
}

#[test]
fn negative_values_show_zero() {
    check("negative", Stroke::Wide, Chart::of("2026-11-22T17:48Z", 60, 2, |s, n| Some(wave(s, n) - 2.0)));
}

#[test]
fn a_narrow_range_far_from_zero_keeps_its_digits() {
    let chart = Chart::of("2026-11-22T17:48Z", 60, 1, |s, n| Some(1_795_373_285.0 + wave(s, n)));
    check("far-from-zero", Stroke::Wide, chart);
}

#[test]
fn a_new_day_has_its_date() {
    check("day-change", Stroke::Wide, Chart::of("2026-11-22T21:30Z", 300, 1, |s, n| Some(wave(s, n))));
}

#[test]
fn several_days_have_dates() {
    check("week", Stroke::Wide, Chart::of("2026-12-26T15:10Z", 10_000, 1, |s, n| Some(wave(s, n / 40))));
}

#[test]
fn clocks_that_change_keep_round_ticks() {
    let mut chart = Chart::of("2026-03-28T21:00Z", 600, 1, |s, n| Some(wave(s, n)));
    chart.zone = Zone { pieces: vec![(at("2025-10-26T01:00Z"), 60), (at("2026-03-29T01:00Z"), 120)] };
    check("clock-change", Stroke::Wide, chart);
}

#[test]
fn eleven_thousand_points_are_decimated() {
    check(
        "decimated",
        Stroke::Wide,
        Chart::of("2026-11-22T00:00Z", 11_000, 1, |s, n| Some(wave(s, n / 60) + noise(s, n))),
    );
}
