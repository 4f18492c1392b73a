//! The language as a whole: messages and places for broken expressions, printing and parsing of generated trees,
//! any input within bounds.

#[path = "../support/cases.rs"]
mod cases;
mod complete;
mod fixtures;
mod format;
mod generate;
#[path = "../support/properties.rs"]
mod properties;
mod random;
mod robust;
#[path = "../support/time.rs"]
mod time;
