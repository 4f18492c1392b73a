//! Histograms as test scripts write them: `{{schema:1 sum:3.5 count:4 z_bucket:1 buckets:[1 2] offset:-1}}`.
//!
//! Source of the fields: `promql/parser` of Prometheus.

use std::rc::Rc;

use super::item::{Item, number, without_count};
use super::{LoadBudget, Reason};
use crate::engine::histogram;
use crate::model::count::to_u32;
use crate::model::native_histogram::{BucketSpan, Buckets, NativeHistogram, ResetHint};

/// Adds `length` histograms of one item, written with a count or without: `{{…}}`, or `{{…}}+{{…}}` which grows by the
/// second each time.
pub(super) fn push(
    items: &mut Vec<Item>,
    text: &str,
    (length, has_count): (usize, bool),
    budget: &mut LoadBudget<'_>,
) -> Result<(), Reason> {
    let (first, rest) = text.split_once("}}").ok_or_else(|| format!("{text} is not closed by }}}}"))?;
    let mut histogram = Rc::new(read(&first[2..])?);
    let step = match rest.split_at_checked(1) {
        None | Some(("", _)) => None,
        Some((sign @ ("+" | "-"), step)) => {
            let inside = step.strip_prefix("{{").and_then(|step| step.strip_suffix("}}"));
            Some((sign, read(inside.ok_or_else(|| format!("{step} is no histogram"))?)?))
        }
        Some(_) => return Err(format!("{rest} cannot follow a histogram").into()),
    };
    if step.is_some() && !has_count {
        return Err(without_count(text).into());
    }
    // As it is read, and as a storage gives it back: with two hints at most where it is repeated.
    budget.memory.reserve(3, bytes(&histogram))?;
    for at in 0..length {
        if at > 0
            && let Some((sign, step)) = &step
        {
            budget.memory.reserve(2, bytes(&histogram).max(bytes(step)))?;
            histogram = Rc::new(combined(&histogram, sign, step)?);
        }
        items.push(Item::Histogram(Rc::clone(&histogram)));
    }
    Ok(())
}

fn bytes(histogram: &NativeHistogram) -> usize {
    usize::try_from(histogram.memory()).unwrap_or(usize::MAX)
}

fn combined(one: &NativeHistogram, sign: &str, step: &NativeHistogram) -> Result<NativeHistogram, String> {
    if one.schema > step.schema {
        return Err(format!("error combining histograms: cannot merge from schema {} to {}", one.schema, step.schema));
    }
    let combine = if sign == "+" { histogram::add } else { histogram::subtract };
    let mut sum = combine(one, step).map_err(|_| "error combining histograms: incompatible schemas")?.histogram;
    // A line of a counter stays one, whichever way it goes.
    sum.hint = histogram::add(one, step).map_or(one.hint, |sum| sum.histogram.hint);
    Ok(sum)
}

/// Reads what stands between the braces.
fn read(text: &str) -> Result<NativeHistogram, String> {
    if text.starts_with(char::is_whitespace) && !text.trim().is_empty() {
        return Err("a histogram's fields begin right behind its braces".to_owned());
    }
    let mut histogram = NativeHistogram::default();
    let (mut offset, mut n_offset) = (0, 0);
    let mut seen = Vec::new();
    for field in fields(text) {
        let (name, value) = field.split_once(':').ok_or_else(|| format!("{field} is no field of a histogram"))?;
        if seen.contains(&name) {
            return Err(format!("a histogram has the field {name} once"));
        }
        seen.push(name);
        let wrong = || format!("{name} cannot be {value}");
        let float = || number(value).ok_or_else(wrong);
        let integer = || value.parse::<i32>().map_err(|_| wrong());
        let list = || floats(value).ok_or_else(wrong);
        match name {
            "schema" => histogram.schema = value.parse().map_err(|_| wrong())?,
            "sum" => histogram.sum = float()?,
            "count" => histogram.count = float()?,
            "z_bucket" => histogram.zero_count = float()?,
            "z_bucket_w" => histogram.zero_threshold = float()?,
            "buckets" => histogram.positive.counts = list()?,
            "n_buckets" => histogram.negative.counts = list()?,
            "offset" => offset = integer()?,
            "n_offset" => n_offset = integer()?,
            "custom_values" => histogram.custom_values = list()?.into(),
            "counter_reset_hint" => histogram.hint = hint(value).ok_or_else(wrong)?,
            _ => return Err(format!("a histogram has no field {name}")),
        }
    }
    place(&mut histogram.positive, offset);
    place(&mut histogram.negative, n_offset);
    Ok(histogram)
}

/// The fields between white space that is not within brackets.
fn fields(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    text.split(move |letter: char| {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        depth == 0 && letter.is_whitespace()
    })
    .filter(|field| !field.is_empty())
}

fn floats(text: &str) -> Option<Vec<f64>> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let is_list = !inside.starts_with(char::is_whitespace);
    is_list.then(|| inside.split_whitespace().map(number).collect()).flatten()
}

fn hint(text: &str) -> Option<ResetHint> {
    Some(match text {
        "unknown" => ResetHint::Unknown,
        "reset" => ResetHint::Reset,
        "not_reset" => ResetHint::NotReset,
        "gauge" => ResetHint::Gauge,
        _ => return None,
    })
}

/// Puts the buckets into one span.
fn place(buckets: &mut Buckets, offset: i32) {
    if !buckets.counts.is_empty() {
        buckets.spans = vec![BucketSpan { offset, length: to_u32(buckets.counts.len()) }];
    }
}
