//! Functions of histograms over vectors written as test scripts have them.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::engine::annotation::Annotations;
use crate::engine::column::{HISTOGRAM, ValueColumn};
use crate::engine::error::Error;
use crate::engine::functions::named;
use crate::engine::labels::Labels;
use crate::engine::load;
use crate::engine::memo::Memo;
use crate::engine::options::{NameRemoval, Options};
use crate::engine::query_budget::QueryBudget;
use crate::engine::value::{SeriesSet, Vector};
use crate::model::time::StepGrid;
use crate::promql::span::Span;

/// A vector of lines, one item a step.
fn vector(text: &str) -> Vector {
    let (mut series_set, mut columns) = (SeriesSet::default(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (labels, items) = load::line(line).expect("a valid line");
        series_set.labels.push(labels);
        series_set.drops_name.push(false);
        let mut column = ValueColumn::default();
        for item in items {
            column.push(match item {
                load::Item::Float(value) => Point::Float(value),
                load::Item::Histogram(histogram) => Point::Histogram(histogram),
                load::Item::Blank | load::Item::Stale => Point::Absent,
            });
        }
        columns.push(column);
    }
    Vector { series_set: Rc::new(series_set), columns }
}

/// The result's series and annotations as text, evaluated in one tile and in tiles of one step, which must be the same.
fn evaluated(function: &'static str, args: &[TileValue], removal: NameRemoval) -> Result<String, Error> {
    let steps = args.iter().find_map(|arg| match arg {
        TileValue::Vector(vector) => vector.columns.first().map(ValueColumn::len),
        _ => None,
    });
    let steps: Vec<i64> = (0..steps.unwrap_or(1) as i64).map(|step| step * 1000).collect();
    let options = Options { name_removal: removal, ..Options::default() };
    let spans: Vec<Span> = (0..args.len()).map(|at| Span::new(at, at + 1)).collect();
    let Some(Implementation::OfManyValues(implementation)) = named(function) else { panic!("{function}") };
    let run = |from: usize, to: usize, annotations: &mut Annotations, grouping: &Rc<RefCell<Memo<HistogramGroups>>>| {
        let args = args.iter().map(|arg| slice(arg, from, to)).collect();
        let query = StepGrid { start: 0, end: 0, step: 1000 };
        let call = FunctionCall {
            function,
            args,
            spans: spans.clone(),
            span: Span::new(0, 9),
            fixed: Labels::default(),
            steps: Rc::from(&steps[from..to]),
            query,
            options,
            budget: QueryBudget::new(1 << 20, Span::default()),
            annotations: std::mem::take(annotations),
            grouping: Rc::clone(grouping),
        };
        let (TileValue::Vector(vector), flags) = implementation(call).done()? else { panic!("no vector") };
        *annotations = flags;
        Ok::<_, Error>(vector)
    };
    let (mut annotations, grouping) = (Annotations::default(), Rc::default());
    let whole = run(0, steps.len(), &mut annotations, &grouping)?;
    let (mut apart, grouping) = (Annotations::default(), Rc::default());
    for step in 0..steps.len() {
        let one = run(step, step + 1, &mut apart, &grouping)?;
        for (labels, column) in one.series_set.labels.iter().zip(&one.columns) {
            let at = whole.series_set.labels.iter().position(|other| other == labels);
            let value = at.map_or(Point::Absent, |at| whole.columns[at].point(step));
            assert_eq!(format!("{:?}", column.point(0)), format!("{value:?}"), "{labels:?} at step {step}");
        }
    }
    let lines = |annotations: &Annotations| annotations.all().iter().map(|one| one.line("0123")).collect::<Vec<_>>();
    let (mut together, mut one_by_one) = (lines(&annotations), lines(&apart));
    together.sort();
    one_by_one.sort();
    assert_eq!(together, one_by_one);
    let series = whole.series_set.labels.iter().zip(&whole.columns).filter(|(_, column)| !column.is_all_absent());
    let series = series.map(|(labels, column)| {
        let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let values = (0..column.len()).map(|step| match column.point(step) {
            Point::Float(value) => value.to_string(),
            _ => "_".to_owned(),
        });
        format!("{{{}}} {}", pairs.join(","), values.collect::<Vec<_>>().join(" "))
    });
    Ok(series.chain(lines(&annotations)).collect::<Vec<_>>().join("\n"))
}

/// The part of an argument, with the very same series set.
fn slice(value: &TileValue, from: usize, to: usize) -> TileValue {
    match value {
        TileValue::Scalar(values) => TileValue::Scalar(values.get(from..to).map_or(values.clone(), <[f64]>::to_vec)),
        TileValue::Vector(vector) => {
            let columns = vector.columns.iter().map(|column| {
                let values = column.values[from..to].to_vec();
                let has_histogram = values.iter().any(|value| value.to_bits() == HISTOGRAM.to_bits());
                let histograms = if has_histogram { column.histograms[from..to].to_vec() } else { Vec::new() };
                ValueColumn { values, histograms }
            });
            TileValue::Vector(Vector { series_set: Rc::clone(&vector.series_set), columns: columns.collect() })
        }
        other => other.clone(),
    }
}

#[track_caller]
fn check(function: &'static str, scalars: &[&[f64]], input: &str, expected: &str) {
    let vector = vector(input);
    let steps = vector.columns[0].len();
    let numbers = scalars.iter().map(|values| match values {
        [one] => TileValue::Scalar(vec![*one; steps]),
        many => TileValue::Scalar(many.to_vec()),
    });
    let args: Vec<TileValue> = match function {
        "histogram_quantiles" => {
            [TileValue::Vector(vector), TileValue::String("q".into())].into_iter().chain(numbers).collect()
        }
        _ => numbers.chain([TileValue::Vector(vector)]).collect(),
    };
    let found = evaluated(function, &args, NameRemoval::AtOnce).unwrap_or_else(|error| error.to_string());
    let expected: Vec<_> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{function} {scalars:?} of {input}");
}

const CLASSIC: &str = "
    h_bucket{job=\"a\",le=\"1\"} 10 0 _
    h_bucket{job=\"a\",le=\"2\"} 30 0 5
    h_bucket{job=\"a\",le=\"+Inf\"} 40 0 _
    h_bucket{job=\"b\",le=\"+Inf\"} 4 4 4
    h_bucket{job=\"b\",le=\"0\"} 1 1 1";

#[test]
fn quantiles_of_classic_histograms() {
    // 20 of 40: half of the way from 1 to 2. Without +Inf there is none, of nothing neither.
    check("histogram_quantile", &[&[0.5]], CLASSIC, "{job=a} 1.5 NaN NaN\n{job=b} 0 0 0");
    check("histogram_quantile", &[&[0.125]], CLASSIC, "{job=a} 0.5 NaN NaN\n{job=b} 0 0 0");
    check("histogram_quantile", &[&[1.0]], CLASSIC, "{job=a} 2 NaN NaN\n{job=b} 0 0 0");
    check(
        "histogram_quantile",
        &[&[-1.0, 0.5, f64::NAN]],
        CLASSIC,
        "{job=a} -inf NaN NaN\n{job=b} -inf 0 NaN
        PromQL warning: quantile value should be between 0 and 1, got -1 (1:1)
        PromQL warning: quantile value should be between 0 and 1, got NaN (1:1)",
    );
}

#[test]
fn several_quantiles_at_once() {
    let one = "h_bucket{le=\"1\"} 10\nh_bucket{le=\"2\"} 30\nh_bucket{le=\"+Inf\"} 40";
    check("histogram_quantiles", &[&[0.5], &[0.0]], one, "{q=0.5} 1.5\n{q=0.0} 0");
    check("histogram_quantiles", &[&[0.5], &[0.5]], one, "vector cannot contain metrics with the same labelset");
    // A quantile may change from step to step, and its label with it.
    check(
        "histogram_quantiles",
        &[&[0.5, 0.25, 0.5]],
        CLASSIC,
        "
        {job=a,q=0.5} 1.5 _ NaN
        {job=b,q=0.5} 0 _ 0
        {job=a,q=0.25} _ NaN _
        {job=b,q=0.25} _ 0 _",
    );
    check(
        "histogram_quantiles",
        &[&[0.5]],
        "h{q=\"x\"} {{count:4 sum:5 buckets:[0 4]}}\nh{q=\"y\"} {{count:4 sum:5 buckets:[0 4]}}",
        "vector cannot contain metrics with the same labelset",
    );
}

#[test]
fn quantiles_of_native_histograms() {
    let one = "h{a=\"1\"} {{schema:0 count:4 sum:5 buckets:[1 2 1]}} 3 {{schema:-53 count:4 custom_values:[5 10] buckets:[1 2 1]}}";
    check(
        "histogram_quantile",
        &[&[0.5]],
        one,
        &format!(
            "{{a=1}} {} _ 7.5
        PromQL warning: bucket label \"le\" is missing or has a malformed value of \"\" (1:2)",
            2f64.sqrt()
        ),
    );
    check("histogram_quantile", &[&[0.0]], "h {{count:4 n_buckets:[4] n_offset:1}}", "{} -2");
    check("histogram_quantile", &[&[0.25]], "h {{count:4 z_bucket:4 z_bucket_w:2}}", "{} -1");
    check("histogram_quantile", &[&[0.75]], "h {{count:5 z_bucket:4 z_bucket_w:2 buckets:[1] offset:3}}", "{} 1.875");
    check("histogram_quantile", &[&[0.9]], "h {{schema:-53 count:4 custom_values:[5] buckets:[1 3]}}", "{} 5");
    check("histogram_quantile", &[&[0.5]], "h {{count:0}}", "{} NaN");
    check(
        "histogram_quantile",
        &[&[0.375, 0.9]],
        "h {{count:8 sum:NaN buckets:[6]}}x1",
        "{} 0.7071067811865476 NaN
        PromQL info: input to histogram_quantile has NaN observations, result is skewed higher (1:2)
        PromQL info: input to histogram_quantile has NaN observations, result is NaN (1:2)",
    );
}

#[test]
fn classic_and_native_histograms_of_the_same_labels_do_not_count() {
    let both = "
        h{le=\"1\"} 1 1 1
        h{le=\"+Inf\"} 2 2 2
        h {{count:4 sum:5 buckets:[0 4]}} _ {{count:4 sum:5 buckets:[0 4]}}";
    check(
        "histogram_quantile",
        &[&[0.5]],
        both,
        "{} _ 1 _
        PromQL warning: vector contains a mix of classic and native histograms (1:2)",
    );
    check(
        "histogram_fraction",
        &[&[0.0], &[2.0]],
        both,
        "{} _ 0.5 _
        PromQL warning: vector contains a mix of classic and native histograms (1:3)",
    );
}

#[test]
fn falling_counts_are_collected_in_one_info() {
    let falling = "
        h_bucket{le=\"1\"} 2 2
        h_bucket{le=\"2\"} 1 1.9999999999999
        h_bucket{le=\"4\"} 0.5 4
        h_bucket{le=\"+Inf\"} 6 3";
    check("histogram_quantile", &[&[1.0]], falling, "{} 4 4
        PromQL info: input to histogram_quantile needed to be fixed for monotonicity \
        (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile), \
        from buckets 2 to +Inf, with a max diff of 1.5, over 2 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:00:01Z (1:2)");
    check(
        "histogram_quantile",
        &[&[2.0]],
        falling,
        "{} inf inf
        PromQL warning: quantile value should be between 0 and 1, got 2 (1:1)",
    );
}

#[test]
fn fractions() {
    check("histogram_fraction", &[&[0.5], &[1.5]], CLASSIC, "{job=a} 0.375 NaN NaN\n{job=b} 0 0 0");
    check("histogram_fraction", &[&[f64::NEG_INFINITY], &[f64::INFINITY]], CLASSIC, "{job=a} 1 NaN NaN\n{job=b} 1 1 1");
    check("histogram_fraction", &[&[1.0, 4.0], &[2.0, 1.0]], "h {{count:4 sum:5 buckets:[1 2 1]}}x1", "{} 0.5 0");
    check(
        "histogram_fraction",
        &[&[1.0, 0.0], &[f64::INFINITY]],
        "h {{count:8 sum:NaN buckets:[2 4]}}x1",
        "{} 0.5 0.75
        PromQL info: input to histogram_fraction has NaN observations, which are excluded from all fractions (1:3)",
    );
}

#[test]
fn names_that_stay_to_the_end_keep_histograms_apart() {
    let two = "a{le=\"+Inf\"} 1\nb{le=\"+Inf\"} 1";
    let args = [TileValue::Scalar(vec![0.5]), TileValue::Vector(vector(two))];
    let at_once = evaluated("histogram_quantile", &args, NameRemoval::AtOnce);
    assert_eq!(
        at_once.map_err(|error| error.to_string()),
        Err("vector cannot contain metrics with the same labelset".into())
    );
    let delayed = evaluated("histogram_quantile", &args, NameRemoval::Delayed).expect("names differ");
    assert_eq!(delayed, "{__name__=a} NaN\n{__name__=b} NaN");
}

#[test]
fn quantiles_grow_and_fractions_undo_them() {
    let histograms = [
        "{{schema:1 count:12 sum:18.4 z_bucket:2 z_bucket_w:0.001 buckets:[1 2 0 1 1] n_buckets:[1 2 0 1 1]}}",
        "{{schema:-53 count:16 custom_values:[1 5 10] buckets:[4 0 7 5]}}",
        "{{schema:3 count:7 z_bucket:1 z_bucket_w:0.5 buckets:[1 2 3]}}",
    ];
    for text in histograms {
        let (_, items) = load::line(&format!("h {text}")).expect("a valid line");
        let [load::Item::Histogram(histogram)] = items.as_slice() else { panic!("{text}") };
        let mut last = f64::NEG_INFINITY;
        for step in 0..=100 {
            let phi = f64::from(step) / 100.0;
            let value = crate::engine::histogram::quantile::quantile(phi, histogram).value;
            assert!(value >= last - 1e-12, "{phi} of {text}: {value} < {last}");
            last = value;
            let fraction = crate::engine::histogram::fraction::fraction(f64::NEG_INFINITY, value, histogram).value;
            let is_last_bound = histogram.has_custom_buckets() && value >= 10.0;
            assert!(is_last_bound || fraction >= phi - 1e-9, "{phi} of {text}: up to {value} are {fraction}");
        }
        let all = crate::engine::histogram::fraction::fraction(f64::NEG_INFINITY, f64::INFINITY, histogram);
        assert_eq!(all.value, 1.0, "{text}");
    }
}
