//! The start timestamps of a line: offsets from the samples' times.

use super::{LoadBudget, Reason, cursor, item};
use crate::model::count::to_i64;
use crate::model::duration;

/// Reads offsets in milliseconds, `None` for `_`: `-1m`, `-1mx2` (three of them), `-30s-1mx2` (three, growing apart).
pub(super) fn read(text: &str, budget: &mut LoadBudget<'_>) -> Result<Vec<Option<i64>>, Reason> {
    let mut offsets = Vec::new();
    for part in cursor::items(text) {
        let (base, count) = cursor::repeated(part)?;
        let length = if base == "_" { count.unwrap_or(1) } else { count.unwrap_or(0).saturating_add(1) };
        budget.reserve(length, 3 * size_of::<Option<i64>>(), "start timestamps")?;
        if base == "_" {
            if length == 0 {
                return Err(format!("{part} repeats nothing").into());
            }
            offsets.extend(std::iter::repeat_n(None, length));
            continue;
        }
        let (first, step) = offset_and_step(base).ok_or_else(|| format!("{base} is no offset"))?;
        if step.is_some() && count.is_none() {
            return Err(item::without_count(base).into());
        }
        let step = step.unwrap_or(0);
        offsets.extend((0..to_i64(length)).map(|at| Some(first.saturating_add(step.saturating_mul(at)))));
    }
    Ok(offsets)
}

fn offset_and_step(text: &str) -> Option<(i64, Option<i64>)> {
    match text.bytes().skip(1).position(|byte| matches!(byte, b'+' | b'-')) {
        None => Some((signed(text)?, None)),
        Some(at) => Some((signed(&text[..=at])?, Some(signed(&text[at + 1..])?))),
    }
}

fn signed(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let ms = if unsigned == "0" { 0 } else { duration::parse(unsigned)? };
    Some(if text.starts_with('-') { -ms } else { ms })
}
