//! One name, one thing: whoever searches for a type finds one. Words that were given up stay away (`tidy.rs`).

use std::collections::BTreeMap;

use super::{code, is_word, report, rust_files};

#[test]
fn no_public_type_name_is_declared_twice() {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in rust_files("src") {
        for name in code(&file).lines().filter_map(public_type) {
            declared.entry(name.to_owned()).or_default().push(file.clone());
        }
    }
    assert!(declared.len() > 300, "{} public types: are they still found?", declared.len());
    let twice = declared.iter().filter(|(_, files)| files.len() > 1);
    let wrong: Vec<String> = twice
        .map(|(name, files)| {
            format!("`{name}` is {files:?}. Where they mean one thing, make them one; else name the less central anew.")
        })
        .collect();
    report(&wrong);
}

#[test]
fn types_are_seen_however_they_are_declared() {
    let lines = ["pub struct A(u8);", "        pub enum B {", "pub type C<'a> = D;", "pub trait E: F {"];
    assert_eq!(lines.map(public_type), [Some("A"), Some("B"), Some("C"), Some("E")]);
    let others = ["pub(super) struct A;", "struct A;", "pub fn structure()", "type Item = u8;", "pub struct $name {"];
    assert_eq!(others.map(public_type), [None; 5]);
}

/// The name of the public type that a line declares.
fn public_type(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let kinds = ["struct ", "enum ", "trait ", "type ", "union "];
    let rest = kinds.into_iter().find_map(|kind| rest.strip_prefix(kind))?;
    let name = rest.split(|letter| !is_word(letter)).next()?;
    (!name.is_empty()).then_some(name)
}
