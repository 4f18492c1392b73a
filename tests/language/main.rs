//! The language: broken and wrong expressions with what is said of them, lints, formats, descriptions and completions
//! as written in files beside; generated trees printed, formatted and completed; any input within bounds.

#[path = "../support/any_bytes.rs"]
mod any_bytes;
mod check;
#[path = "../support/choices.rs"]
mod choices;
mod complete;
mod describe;
mod errors;
mod format;
mod generated;
mod lint;
mod lint_fixes;
#[path = "../support/properties.rs"]
mod properties;
#[path = "../support/time.rs"]
mod time;
mod words;
#[path = "../support/written.rs"]
mod written;
