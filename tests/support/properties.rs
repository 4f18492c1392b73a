//! What holds of any text, one file a part of the language. The tests hold written, generated, mutated and random texts
//! to it, the fuzz targets (`fuzz/`) whatever libFuzzer comes upon.

#[path = "properties/complete.rs"]
pub(crate) mod complete;
#[path = "properties/describe.rs"]
pub(crate) mod describe;
#[path = "properties/format.rs"]
pub(crate) mod format;
#[path = "properties/highlight.rs"]
pub(crate) mod highlight;
#[path = "properties/lint.rs"]
pub(crate) mod lint;
#[path = "properties/parse.rs"]
pub(crate) mod parse;
#[path = "sentences.rs"]
pub(crate) mod sentences;

/// All of it.
#[track_caller]
pub(crate) fn hold(text: &str) {
    parse::hold(text);
    format::hold(text);
    highlight::hold(text);
    lint::hold(text);
    describe::hold(text);
    complete::hold(text);
}
