//! Files of expectations: compared line by line, or rewritten where `UPDATE=1` is set.

use std::path::Path;
use std::{env, fs};

/// Holds a file to what is said now. `written` is what the file holds.
#[track_caller]
pub(crate) fn compare(path: &Path, written: &str, said: &str) {
    let path = path.display();
    if env::var_os("UPDATE").is_some() {
        return fs::write(path.to_string(), said).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for (line, (now, then)) in said.lines().zip(written.lines()).enumerate() {
        assert_eq!(now, then, "{path}:{}: run with UPDATE=1 and read the difference", line + 1);
    }
    assert_eq!(said.len(), written.len(), "{path}: run with UPDATE=1 and read the difference");
}
