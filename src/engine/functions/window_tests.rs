//! How the tests of functions of ranges look at one window.

use super::{Implementation, OverRange, named};
use crate::engine::annotation::{Annotations, Annotator};
use crate::engine::column::Point;
use crate::engine::labels::Labels;
use crate::engine::options::Dialect;
use crate::engine::window::Window;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

/// What a function makes of a range that ends at the last of its samples: these are 10 s apart, from 0 s on, and
/// `None` is one that is missing. The range begins one gap before the first.
#[track_caller]
pub(super) fn check(name: &str, scalars: &[f64], samples: &[Option<f64>], expected: Option<f64>, annotations: &[&str]) {
    let end = 10_000 * (samples.len() as i64 - 1);
    check_range(name, scalars, samples, (-10_000, end), None, expected, annotations);
}

/// The same of a range from and to these milliseconds.
#[track_caller]
pub(super) fn check_range(
    name: &str,
    scalars: &[f64],
    samples: &[Option<f64>],
    (from, to): (i64, i64),
    extension: Option<Extension>,
    expected: Option<f64>,
    annotations: &[&str],
) {
    let present = samples.iter().enumerate().filter_map(|(at, value)| Some((at as i64 * 10_000, (*value)?)));
    let (times, values): (Vec<_>, Vec<_>) = present.unzip();
    let window = Window {
        times: &times,
        values: &values,
        histograms: &[],
        starts: &[],
        from,
        to,
        at: to,
        extension,
        dialect: Dialect::V3,
    };
    let (found, texts) = run(name, scalars, &window);
    match (&found, expected) {
        (Point::Float(found), Some(expected)) => {
            let is_same = *found == expected || found.is_nan() && expected.is_nan();
            assert!(is_same || (found - expected).abs() < 1e-12 * expected.abs(), "{name}: {found}, not {expected}");
        }
        (found, expected) => assert_eq!((found, expected), (&Point::Absent, None), "{name}"),
    }
    assert_eq!(texts, annotations, "{name}");
}

/// What a function makes of a window, and what it has to say.
#[track_caller]
pub(super) fn run(name: &str, scalars: &[f64], window: &Window<'_>) -> (Point, Vec<String>) {
    let mut annotations = Annotations::default();
    let labels = Labels::new([("__name__", "metric_total")]);
    let mut annotator = Annotator {
        annotations: &mut annotations,
        labels: &labels,
        argument: Span::default(),
        call: Span::default(),
        function: "",
    };
    let Some(Implementation::OfRange(OverRange { function, .. })) = named(name) else { panic!("{name}") };
    let point = function(window, scalars, &mut annotator);
    (point, annotations.all().iter().map(|one| one.text.clone()).collect())
}
