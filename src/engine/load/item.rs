//! The values of a `load` line as items: blanks, stale markers, floats, histograms, and runs of them (`1+1x10`).

use std::rc::Rc;

use super::{LoadBudget, Reason, cursor, histogram};
use crate::model::native_histogram::NativeHistogram;

/// What a line says of one step.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// No sample.
    Blank,
    /// A stale marker.
    Stale,
    /// A float.
    Float(f64),
    /// A histogram.
    Histogram(Rc<NativeHistogram>),
}

/// The bytes of a value in all forms that it has until it is a sample of a series: in a list that has grown, and then
/// as a value, a time, and a histogram's place twice.
const BYTES: usize = 2 * size_of::<Item>() + 4 * size_of::<f64>();

/// Reads values up to the end of a text, as far as there is memory.
pub(super) fn read(text: &str, budget: &mut LoadBudget<'_>) -> Result<Vec<Item>, Reason> {
    let mut items = Vec::new();
    for part in cursor::items(text) {
        let (base, count) = cursor::repeated(part)?;
        let length = if base == "_" { count.unwrap_or(1) } else { count.unwrap_or(0).saturating_add(1) };
        budget.reserve(length, BYTES, "samples")?;
        items.reserve(length);
        push(&mut items, base, (length, count.is_some()), budget)?;
    }
    Ok(items)
}

/// Adds so many values, written with a count or without.
fn push(
    items: &mut Vec<Item>,
    base: &str,
    (length, has_count): (usize, bool),
    budget: &mut LoadBudget<'_>,
) -> Result<(), Reason> {
    match base {
        "_" => items.extend(std::iter::repeat_n(Item::Blank, length)),
        "stale" => items.extend(std::iter::repeat_n(Item::Stale, length)),
        _ if base.starts_with("{{") => histogram::push(items, base, (length, has_count), budget)?,
        _ => {
            let (first, step) = number_and_step(base).ok_or_else(|| format!("{base} is no value"))?;
            if step.is_some() && !has_count {
                return Err(without_count(base).into());
            }
            // Added step by step, as Prometheus does it.
            let mut value = first;
            for at in 0..length {
                if at > 0
                    && let Some(step) = step
                {
                    value += step;
                }
                items.push(Item::Float(value));
            }
        }
    }
    Ok(())
}

/// What is wrong with `1+2`.
pub(super) fn without_count(base: &str) -> String {
    format!("{base} has an increment but no count: {base}x5 adds it five times")
}

/// `1`, `1+2`, `-1e-3-5`.
fn number_and_step(text: &str) -> Option<(f64, Option<f64>)> {
    let bytes = text.as_bytes();
    let is_split = |at: &usize| {
        matches!(bytes[*at], b'+' | b'-')
            && !matches!(bytes[at - 1], b'e' | b'E')
            && bytes[at - 1] != b'+'
            && bytes[at - 1] != b'-'
    };
    match (1..bytes.len()).find(is_split) {
        None => Some((number(text)?, None)),
        Some(at) => Some((number(&text[..at])?, Some(number(&text[at..])?))),
    }
}

/// A decimal number, `Inf` or `NaN`, signed or not.
pub(super) fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.starts_with(['+', '-']) {
        return None;
    }
    let value = crate::promql::literal::number::parse(unsigned).ok()?;
    Some(if text.starts_with('-') { -value } else { value })
}
