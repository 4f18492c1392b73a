//! Files of written cases with what is said of each: compared line by line, or rewritten where `UPDATE=1` is set.
//!
//! A file begins with what holds of all its cases, if anything does. A case is a title after `===`, a text, and behind
//! a line `---` what is said of it. In files of texts of one line there is no `---`; lines `given: …` belong to the
//! text.
//!
//! Kept though crates do the like: tests that run as wasm32 read their files through node, and cases of one kind stand
//! together in a file that translators read, too.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// A case, borrowed from its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    /// What it shows.
    pub(crate) title: &'a str,
    /// What is said something of.
    pub(crate) text: &'a str,
    /// Whether what is said stands behind `---`.
    has_dashes: bool,
}

/// The head of a file and its cases.
pub(crate) fn cases(written: &str) -> (&str, Vec<Case<'_>>) {
    let mut parts = written.split("=== ");
    let head = parts.next().unwrap_or_default();
    let has_dashes = written.contains("\n---\n");
    let case = |part| {
        let (title, rest) = str::split_once(part, '\n').unwrap_or((part, ""));
        let text = if has_dashes { rest.split("\n---").next().unwrap_or_default() } else { of_one_line(rest) };
        Case { title, text, has_dashes }
    };
    (head, parts.map(case).collect())
}

/// The first line, and those that are given with it.
fn of_one_line(rest: &str) -> &str {
    let lines = rest.split_inclusive('\n');
    let given = lines.clone().skip(1).take_while(|line| line.starts_with("given: "));
    let length = lines.clone().take(1).chain(given).map(str::len).sum();
    rest[..length].trim_end()
}

/// Holds a file of the repository to what is said now of the text of each of its cases.
#[track_caller]
pub(crate) fn check(path: &str, say: impl FnMut(&Case<'_>) -> String) {
    check_text(path, &read(path), say);
}

/// As [`check`], where the file was read already.
#[track_caller]
pub(crate) fn check_text(path: &str, written: &str, mut say: impl FnMut(&Case<'_>) -> String) {
    let (head, cases) = cases(written);
    assert!(!cases.is_empty(), "{path} has no case");
    let mut said = head.to_owned();
    for case in cases {
        let dashes = if case.has_dashes { "---\n" } else { "" };
        let _ = write!(said, "=== {}\n{}\n{dashes}{}", case.title, case.text, say(&case));
        said.truncate(said.trim_end_matches('\n').len());
        said += "\n\n";
    }
    compare(path, written, &format!("{}\n", said.trim_end_matches('\n')));
}

#[track_caller]
fn compare(path: &str, written: &str, said: &str) {
    if env::var_os("UPDATE").is_some() {
        return fs::write(whole(path), said).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for (line, (now, then)) in said.lines().zip(written.lines()).enumerate() {
        assert_eq!(now, then, "{path}:{}: run with UPDATE=1 and read the difference", line + 1);
    }
    assert_eq!(said.len(), written.len(), "{path}: run with UPDATE=1 and read the difference");
}

/// The texts of all cases in the files of a folder, sorted.
pub(crate) fn texts(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(whole(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.flatten().map(|entry| entry.path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let mut texts: Vec<String> = files
        .flat_map(|path| {
            let written = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            cases(&written).1.iter().map(|case| case.text.to_owned()).collect::<Vec<_>>()
        })
        .collect();
    texts.sort();
    texts
}

/// The text of a file of the repository.
#[track_caller]
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(whole(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn whole(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_string_lossy().into_owned()
}
