//! Histograms as Prometheus writes them: `{count:4, sum:5, (1,2]:3, (2,4]:1}`.

use std::fmt::Write;

use super::buckets::{NativeBucket, populated, whole};
use crate::model::native_histogram::NativeHistogram;
use crate::model::number::general;

/// The text of a histogram: its populated buckets from low to high.
pub fn text(histogram: &NativeHistogram) -> String {
    let mut text = format!("{{count:{}, sum:{}", general(histogram.count), general(histogram.sum));
    for slot in populated(histogram) {
        let NativeBucket { lower, upper, has_lower, has_upper, count } = whole(histogram, slot);
        let open = if has_lower { '[' } else { '(' };
        let close = if has_upper { ']' } else { ')' };
        // Writing to a text cannot fail.
        let _ = write!(text, ", {open}{},{}{close}:{}", general(lower), general(upper), general(count));
    }
    text.push('}');
    text
}
