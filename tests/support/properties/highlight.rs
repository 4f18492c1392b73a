//! What holds of every text that is coloured.

use narthex::promql::highlight::highlight;

/// Colours a text: the pieces are not empty and make up the text.
#[track_caller]
pub(crate) fn hold(text: &str) {
    let mut end = 0;
    for piece in highlight(text) {
        assert_eq!(piece.span.start, end, "a gap in {text:?}");
        assert!(!piece.span.of(text).is_empty(), "{piece:?} of {text:?}");
        end = piece.span.end;
    }
    assert_eq!(end as usize, text.len(), "the rest is missing: {text:?}");
}
