//! Formats an expression.

use crate::promql::format as formatter;
use crate::protocol::examination::MAX_TEXT;
use crate::protocol::language::Formatted;

/// The text as the formatter lays it out; none of a broken text, or of one longer than [`MAX_TEXT`].
pub(super) fn format(text: &str) -> Formatted {
    let whole = (text.len() <= MAX_TEXT).then(|| formatter::format(text).ok());
    Formatted { text: whole.flatten() }
}
