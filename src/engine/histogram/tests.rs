//! Arithmetic of native histograms, with histograms written as test scripts have them.

use super::*;
use crate::engine::column::Point;
use crate::engine::load;
use ResetHint::{Gauge, NotReset, Unknown};

/// The histogram of `{{…}}`.
#[track_caller]
pub(super) fn read(text: &str) -> NativeHistogram {
    let (_, items) = load::line(&format!("h {text}")).expect("a valid line");
    match items.as_slice() {
        [load::Item::Histogram(histogram)] => NativeHistogram::clone(histogram),
        other => panic!("{text} is {other:?}"),
    }
}

/// The text, the resolution and the hint of a result.
fn shown(histogram: &NativeHistogram) -> String {
    let layout = if histogram.has_custom_buckets() {
        format!("bounds {:?}", histogram.custom_values)
    } else {
        format!("schema {}", histogram.schema)
    };
    let hint = match histogram.hint {
        ResetHint::Unknown => String::new(),
        hint => format!(" {hint:?}"),
    };
    format!("{} {layout}{hint}", text::text(histogram))
}

#[track_caller]
fn check(left: &str, op: &str, right: &str, expected: &str) {
    let left = read(left);
    let number = || right.parse::<f64>().expect("a number");
    let combined = |result: Result<Combined, Incompatible>| match result {
        Err(Incompatible) => "incompatible".to_owned(),
        Ok(Combined { histogram, flags }) => {
            let collide = if flags.resets_collide { " collide" } else { "" };
            let reconciled = if flags.bounds_reconciled { " reconciled" } else { "" };
            shown(&histogram) + collide + reconciled
        }
    };
    let result = match op {
        "+" => combined(add(&left, &read(right))),
        "-" => combined(subtract(&left, &read(right))),
        "*" => shown(&multiply(&left, number())),
        "/" => shown(&divide(&left, number())),
        "</" => shown(&trim_upper(&left, number())),
        ">/" => shown(&trim_lower(&left, number())),
        _ => panic!("no operator {op}"),
    };
    assert_eq!(result, expected, "{left:?} {op} {right}");
}

#[test]
fn are_added_bucket_by_bucket() {
    let one = "{{schema:0 sum:5 count:4 buckets:[1 2 1]}}";
    check(one, "+", one, "{count:8, sum:10, (0.5,1]:2, (1,2]:4, (2,4]:2} schema 0");
    check(one, "-", one, "{count:0, sum:0} schema 0 Gauge");
    check(
        one,
        "+",
        "{{count:1 buckets:[1] offset:4}}",
        "{count:5, sum:5, (0.5,1]:1, (1,2]:2, (2,4]:1, (8,16]:1} schema 0",
    );
    check(one, "+", "{{count:1 n_buckets:[1]}}", "{count:5, sum:5, [-1,-0.5):1, (0.5,1]:1, (1,2]:2, (2,4]:1} schema 0");
    check(one, "+", "{{}}", "{count:4, sum:5, (0.5,1]:1, (1,2]:2, (2,4]:1} schema 0");
}

#[test]
fn meet_at_the_coarser_resolution() {
    // Of schema 1, buckets 1 to 4 reach from 1 over √2, 2 and 2√2 to 4.
    let fine = "{{schema:1 count:10 buckets:[1 2 3 4] offset:1}}";
    check("{{count:1 buckets:[1] offset:1}}", "+", fine, "{count:11, sum:0, (1,2]:4, (2,4]:7} schema 0");
    check(fine, "+", "{{count:1 buckets:[1] offset:1}}", "{count:11, sum:0, (1,2]:4, (2,4]:7} schema 0");
    check(fine, "-", "{{schema:-1 count:1 buckets:[1] offset:1}}", "{count:9, sum:0, (1,4]:9} schema -1 Gauge");
}

#[test]
fn share_a_zero_bucket_that_covers_both() {
    let zero = |width: &str| format!("{{{{count:2 z_bucket:2 z_bucket_w:{width}}}}}");
    let both = "{{count:6 z_bucket:1 z_bucket_w:0.001 buckets:[1 2] offset:-1 n_buckets:[2] n_offset:-1}}";
    check(
        both,
        "+",
        &zero("0.25"),
        "{count:8, sum:0, [-0.5,-0.25):2, [-0.25,0.25]:3, (0.25,0.5]:1, (0.5,1]:2} schema 0",
    );
    check(
        &zero("0.25"),
        "+",
        both,
        "{count:8, sum:0, [-0.5,-0.25):2, [-0.25,0.25]:3, (0.25,0.5]:1, (0.5,1]:2} schema 0",
    );
    // 0.3 lies in populated buckets, which the zero bucket takes in.
    check(both, "+", &zero("0.3"), "{count:8, sum:0, [-0.5,0.5]:6, (0.5,1]:2} schema 0");
    check(&zero("0.3"), "-", both, "{count:-4, sum:0, [-0.5,0.5]:-2, (0.5,1]:-2} schema 0 Gauge");
    // 0.7 lies in a populated positive bucket; then the negative one up to 1 is covered as well.
    let uneven = "{{count:3 z_bucket_w:0.001 buckets:[1] n_buckets:[2]}}";
    check(uneven, "+", &zero("0.7"), "{count:5, sum:0, [-1,1]:5} schema 0");
    check("{{count:3 z_bucket_w:0.001 n_buckets:[2 1]}}", "+", &zero("1.5"), "{count:5, sum:0, [-2,2]:5} schema 0");
}

#[test]
fn custom_bounds_are_reduced_to_those_that_both_have() {
    let custom =
        |bounds: &str, counts: &str| format!("{{{{schema:-53 count:3 custom_values:[{bounds}] buckets:[{counts}]}}}}");
    let (ours, same) = (custom("1 5 10", "1 2 0 4"), custom("1 5 10", "1 0 3"));
    check(&ours, "+", &same, "{count:6, sum:0, [-Inf,1]:2, (1,5]:2, (5,10]:3, (10,+Inf]:4} bounds [1.0, 5.0, 10.0]");
    check(
        &ours,
        "+",
        &custom("2 5 10 20", "1 1 1 1 1"),
        "{count:6, sum:0, [-Inf,5]:5, (5,10]:1, (10,+Inf]:6} bounds [5.0, 10.0] reconciled",
    );
    check(&ours, "-", &custom("3", "3"), "{count:0, sum:0, [-Inf,+Inf]:4} bounds [] Gauge reconciled");
    check(&ours, "+", "{{count:1}}", "incompatible");
    check("{{count:1}}", "-", &ours, "incompatible");
}

#[test]
fn what_is_known_of_resets_is_joined() {
    let hinted = |hint: &str| format!("{{{{count:1 counter_reset_hint:{hint}}}}}");
    let cases = [
        ("unknown", "unknown", ""),
        ("not_reset", "not_reset", " NotReset"),
        ("gauge", "reset", " Gauge"),
        ("not_reset", "gauge", " Gauge"),
        ("unknown", "reset", ""),
        ("not_reset", "unknown", ""),
        ("reset", "not_reset", " collide"),
    ];
    for (left, right, expected) in cases {
        check(&hinted(left), "+", &hinted(right), &format!("{{count:2, sum:0}} schema 0{expected}"));
    }
}

#[test]
fn are_scaled() {
    let one = "{{sum:6 count:4 z_bucket:1 z_bucket_w:0.01 buckets:[1 2] counter_reset_hint:not_reset}}";
    check(one, "*", "2", "{count:8, sum:12, [-0.01,0.01]:2, (0.5,1]:2, (1,2]:4} schema 0 NotReset");
    check(one, "*", "-1", "{count:-4, sum:-6, [-0.01,0.01]:-1, (0.5,1]:-1, (1,2]:-2} schema 0 Gauge");
    check(one, "*", "0", "{count:0, sum:0} schema 0 NotReset");
    check(one, "/", "2", "{count:2, sum:3, [-0.01,0.01]:0.5, (0.5,1]:0.5, (1,2]:1} schema 0 NotReset");
    check(one, "/", "0", "{count:+Inf, sum:+Inf, [-0.01,0.01]:+Inf} schema 0 NotReset");
}

#[test]
fn are_trimmed() {
    // Two observations in each of (1,4], (4,16] and their mirrors: √(1·4) = 2 and √(4·16) = 8 on average.
    let one = "{{schema:-1 sum:7 count:8 buckets:[2 2] offset:1 n_buckets:[2 2] n_offset:1}}";
    check(one, "</", "inf", "{count:8, sum:7, [-16,-4):2, [-4,-1):2, (1,4]:2, (4,16]:2} schema -1");
    check(one, ">/", "0", "{count:4, sum:20, (1,4]:2, (4,16]:2} schema -1");
    check(one, "</", "-4", "{count:2, sum:-16, [-16,-4):2} schema -1");
    // 8 halves (4,16] on the logarithmic scale: one observation of √(8·16) on average remains above.
    check(one, ">/", "8", "{count:1, sum:11.313708498984761, (4,16]:1} schema -1");
    let custom = "{{schema:-53 sum:9 count:6 custom_values:[2 4] buckets:[2 2 2]}}";
    check(custom, "</", "3", "{count:3, sum:4.5, [-Inf,2]:2, (2,4]:1} bounds [2.0, 4.0]");
    check(custom, "</", "1", "{count:1, sum:0.5, [-Inf,2]:1} bounds [2.0, 4.0]");
    check(custom, "</", "9", "{count:4, sum:8, [-Inf,2]:2, (2,4]:2} bounds [2.0, 4.0]");
    check(custom, ">/", "9", "{count:2, sum:18, (4,+Inf]:2} bounds [2.0, 4.0]");
    check(custom, ">/", "-1", "{count:4, sum:14, (2,4]:2, (4,+Inf]:2} bounds [2.0, 4.0]");
    check("{{count:4 sum:1 z_bucket:4 z_bucket_w:2}}", "</", "1", "{count:3, sum:-1.5, [-2,2]:3} schema 0");
    check(
        "{{count:5 sum:1 z_bucket:4 z_bucket_w:2 buckets:[1] offset:2}}",
        "</",
        "1",
        "{count:2, sum:1, [-2,2]:2} schema 0",
    );
}

#[test]
fn sums_of_unsound_histograms_end() {
    let odd = NativeHistogram { zero_threshold: f64::NAN, ..read("{{count:1 buckets:[1]}}") };
    assert!(add(&odd, &read("{{count:1 z_bucket_w:0.5}}")).is_ok());
    let far = |offset: i32| {
        let mut far = read("{{schema:8 count:1 buckets:[1]}}");
        far.positive.spans[0].offset = offset;
        far
    };
    for (left, right) in [(i32::MIN, i32::MAX), (i32::MAX, i32::MIN), (i32::MAX, 0)] {
        let sum = add(&far(left), &far(right)).expect("both are exponential").histogram;
        assert!(sum.positive.is_valid() && sum.count == 2.0);
    }
    let fewer = NativeHistogram { positive: Buckets { counts: vec![1.0], ..far(3).positive }, ..far(3) };
    assert!(text::text(&fewer).starts_with("{count:1"));
}

/// Histograms of many kinds, made from a number.
fn arbitrary(seed: u64) -> NativeHistogram {
    let mut state = seed;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let schema = next(5) as i8 - 2;
    let mut side = |limit: u64| {
        let mut index = next(20) as i32 - 10;
        let mut counts = Vec::new();
        for _ in 0..next(limit) {
            counts.push((index, next(4) as f64));
            index += 1 + (next(3) / 2 * next(4)) as i32;
        }
        layout::collect(counts)
    };
    let (positive, negative) = (side(12), side(6));
    let (zero_count, zero_threshold) = (next(3) as f64, [0.0, 0.001, 0.3, 1.0][next(4) as usize]);
    let total: f64 = positive.counts.iter().chain(&negative.counts).sum();
    let sum = next(100) as f64 - 50.0;
    let count = total + zero_count;
    NativeHistogram { schema, zero_threshold, zero_count, count, sum, positive, negative, ..NativeHistogram::default() }
}

fn population(histogram: &NativeHistogram) -> f64 {
    histogram.positive.counts.iter().chain(&histogram.negative.counts).sum::<f64>() + histogram.zero_count
}

#[test]
fn laws_of_arithmetic_hold() {
    for seed in 0..2_000 {
        // Buckets within a zero bucket would be counted twice.
        let tidy = |seed| {
            let one = arbitrary(seed);
            let swallowed =
                NativeHistogram { zero_threshold: one.zero_threshold, schema: one.schema, ..Default::default() };
            let mut outside = Accumulator::<f64>::of(&swallowed);
            outside.add(&one, Sign::Plus).expect("both are exponential");
            let mut outside = compact(outside.histogram());
            outside.count = population(&outside);
            outside
        };
        let (a, b) = (tidy(seed), tidy(seed + 7_919));
        let ab = add(&a, &b).expect("both are exponential").histogram;
        let ba = add(&b, &a).expect("both are exponential").histogram;
        assert!(equal(&ab, &ba), "{a:?} + {b:?}");
        assert!(equal(&ab, &compact(ab.clone())));
        assert_eq!(ab.schema, a.schema.min(b.schema));
        assert!(ab.zero_threshold >= a.zero_threshold.max(b.zero_threshold));
        assert!(ab.positive.is_valid() && ab.negative.is_valid());
        if a.zero_threshold == b.zero_threshold {
            assert_eq!(population(&ab), population(&a) + population(&b), "{a:?} + {b:?}");
        }
        // Taken away again, nothing of `b` is left.
        let back = subtract(&ab, &b).expect("both are exponential").histogram;
        let nothing = subtract(&back, &a).expect("both are exponential").histogram;
        assert_eq!((nothing.count, nothing.sum), (0.0, 0.0));
        assert!(is_reset(&ab, &a) || ab.count == a.count, "{ab:?} then {a:?}");
        assert!(!is_reset(&a, &a), "{a:?}");
        assert!(equal(&multiply(&a, 1.0), &a), "{a:?}");
        assert!(equal(&negate(&negate(&a)), &a));
    }
}

#[test]
fn a_running_counter_is_not_reset() {
    let steps = [
        ("{{count:1 buckets:[1]}}", "{{count:2 buckets:[1 1]}}", false),
        ("{{count:2 buckets:[1 1]}}", "{{count:3 buckets:[0 3]}}", true),
        ("{{count:2 buckets:[1 1]}}", "{{count:3 buckets:[3]}}", true),
        ("{{count:2 buckets:[2 0]}}", "{{count:3 buckets:[3]}}", false),
        ("{{count:2 n_buckets:[2]}}", "{{count:3 buckets:[3]}}", true),
        ("{{schema:1 count:2 buckets:[1 1]}}", "{{schema:0 count:3 buckets:[1 2]}}", false),
        ("{{schema:0 count:2 buckets:[1 1]}}", "{{schema:1 count:3 buckets:[1 1 1]}}", true),
        ("{{count:2 z_bucket:2 z_bucket_w:0.1}}", "{{count:3 z_bucket:3 z_bucket_w:0.01}}", true),
        (
            "{{count:2 z_bucket:1 z_bucket_w:0.01 buckets:[1] offset:-4}}",
            "{{count:2 z_bucket:2 z_bucket_w:0.0625}}",
            false,
        ),
        (
            "{{count:2 z_bucket:1 z_bucket_w:0.01 buckets:[1] offset:-4}}",
            "{{count:2 z_bucket:2 z_bucket_w:0.05}}",
            true,
        ),
        ("{{count:2}}", "{{count:1}}", true),
        ("{{count:2}}", "{{count:1 counter_reset_hint:not_reset}}", false),
        ("{{count:2}}", "{{count:3 counter_reset_hint:reset}}", true),
        ("{{count:1}}", "{{schema:-53 count:3}}", true),
        (
            "{{schema:-53 count:15 custom_values:[2 4 6] buckets:[1 2 5 7]}}",
            "{{schema:-53 count:15 custom_values:[2 3 4 6] buckets:[1 0 1 5 8]}}",
            true,
        ),
        (
            "{{schema:-53 count:15 custom_values:[2 4 6] buckets:[1 2 5 7]}}",
            "{{schema:-53 count:15 custom_values:[2 3 4 6] buckets:[1 1 1 5 7]}}",
            false,
        ),
    ];
    for (before, after, expected) in steps {
        assert_eq!(is_reset(&read(before), &read(after)), expected, "{before} then {after}");
    }
}

#[test]
fn sums_and_means_lose_no_small_addends() {
    let of = |sum: f64, count: f64| NativeHistogram { count, sum, ..NativeHistogram::default() };
    let all = [of(1.0, 1.0), of(1e100, 2.0), of(1.0, 3.0), of(-1e100, 4.0)];
    let (mut sum, mut mean) = (accumulate::HistogramSum::of(&all[0]), accumulate::HistogramMean::of(&all[0]));
    for one in &all[1..] {
        sum.add(one).expect("both are exponential");
        mean.add(one).expect("both are exponential");
    }
    assert_eq!((sum.finish().histogram.sum, mean.finish().histogram.sum), (2.0, 0.5));
    assert_eq!(mean.finish().histogram.count, 2.5);
    // A sum that overflows has a mean nevertheless.
    let mut mean = accumulate::HistogramMean::of(&of(1.0, f64::MAX));
    mean.add(&of(3.0, f64::MAX)).expect("both are exponential");
    assert_eq!((mean.finish().histogram.count, mean.finish().histogram.sum), (f64::MAX, 2.0));
}

#[test]
fn storage_knows_of_resets_within_chunks_only() {
    let (_, samples) = &load::load(["h {{count:1}}+{{count:1}}x2 {{count:1}} {{count:2}} {{count:3 counter_reset_hint:gauge}} {{count:4}} {{count:5}} _ stale {{count:6}}"], 1).expect("valid")[0];
    let hints: Vec<_> = samples.histograms.iter().map(|it| it.as_ref().map(|it| it.hint)).collect();
    let expected = [Unknown, NotReset, NotReset, Unknown, NotReset, Gauge, Unknown, NotReset].map(Some);
    assert_eq!(hints, [&expected[..], &[None, Some(Unknown)]].concat());
    let seen = stats::with_resets(&std::rc::Rc::new(samples.clone()));
    let hints: Vec<_> = seen.histograms.iter().flatten().map(|it| it.hint).collect();
    assert_eq!(hints[3], ResetHint::Reset);
    assert_eq!(hints[8], NotReset);
}

#[test]
fn points_compare_by_bits() {
    let nan = read("{{count:1 sum:NaN}}");
    assert!(equal(&nan, &nan.clone()));
    assert_ne!(Point::Histogram(std::rc::Rc::new(nan.clone())), Point::Histogram(std::rc::Rc::new(nan)));
}

#[test]
fn nothing_that_a_histogram_can_say_panics() {
    let odd = [0.0, -1.0, 1.0, 1e308, f64::MAX, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for seed in 0..3_000_u64 {
        let pick = |nth: u64| odd[((seed * 31 + nth * 17) / 7 % odd.len() as u64) as usize];
        let mut one = arbitrary(seed);
        (one.count, one.sum, one.zero_count) = (pick(1), pick(2), pick(3));
        one.zero_threshold = pick(4);
        if seed % 3 == 0 {
            one.custom_values = [pick(5), 1.0, 2.0].into();
            one.schema = crate::model::native_histogram::CUSTOM_SCHEMA;
        }
        // Spans that do not fit the counts, or lie beyond all bounds.
        if seed % 5 == 0
            && let Some(span) = one.positive.spans.first_mut()
        {
            (span.offset, span.length) = ([i32::MIN, i32::MAX, 0][seed as usize % 3], u32::MAX);
        }
        one.hint = [Unknown, NotReset, Gauge, ResetHint::Reset][seed as usize % 4];
        let other = arbitrary(seed + 1);
        let mut results =
            vec![multiply(&one, pick(6)), divide(&one, pick(7)), trim_upper(&one, pick(8)), trim_lower(&one, pick(9))];
        for (left, right) in [(&one, &other), (&other, &one), (&one, &one)] {
            results.extend(add(left, right).ok().map(|it| it.histogram));
            results.extend(subtract(left, right).ok().map(|it| it.histogram));
            let mut mean = accumulate::HistogramMean::of(left);
            results.extend(mean.add(right).ok().map(|()| mean.finish().histogram));
            let _ = is_reset(left, right);
        }
        for result in results {
            assert!(text::text(&result).starts_with("{count:"));
            let _ = quantile::quantile(pick(10), &result).value;
            let _ = fraction::fraction(pick(11), pick(12), &result).value;
        }
    }
}
