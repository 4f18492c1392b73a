//! What the documents say: lines that can be read beside each other, and recipes that name files which are there, no
//! more of them than adding something may take.

use std::collections::BTreeSet;
use std::path::Path;

use super::{files_of, read, report};

/// What can be added, and the most files that it may take, beside its test where the heading says so.
const ADDED: &[(&str, usize)] = &[
    ("a panel option", 4),
    ("a page", 8),
    ("a kind of source", 6),
    ("a request of a node", 6),
    ("a request of the language", 6),
    ("a PromQL function", 2),
];

#[test]
fn what_is_said_of_adding_is_so() {
    let text = read("docs/ARCHITECTURE.md");
    let (_, section) = text.split_once("\n## How to add …").expect("docs/ARCHITECTURE.md says how to add things");
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut wrong = Vec::new();
    let mut described = BTreeSet::new();
    for recipe in section.split("\n### … ").skip(1) {
        let (heading, body) = recipe.split_once('\n').unwrap_or((recipe, ""));
        // "a page: 8 files", "a PromQL function: 2 files and its test"
        let (what, count) = heading.split_once(": ").unwrap_or((heading, ""));
        described.insert(what);
        let stated = count.split(' ').next().and_then(|count| count.parse::<usize>().ok());
        let files: Vec<&str> = body.lines().filter_map(|line| line.strip_prefix("- `")?.split('`').next()).collect();
        let tests = files.iter().filter(|file| count.ends_with(" and its test") && file.starts_with("tests/")).count();
        let named = files.len() - tests;
        if stated != Some(named) {
            wrong.push(format!("docs/ARCHITECTURE.md, `{heading}`: names {named} files. The heading states how many."));
        }
        if ADDED.iter().find(|(known, _)| *known == what).is_none_or(|(_, most)| named > *most) {
            wrong.push(format!("docs/ARCHITECTURE.md, `{heading}`: {named} files are too many. Let a table say more."));
        }
        for file in files.iter().filter(|file| !Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file()) {
            wrong.push(format!("docs/ARCHITECTURE.md, `{heading}`: there is no file {file}. Name the one it is now."));
        }
    }
    for (what, _) in ADDED.iter().filter(|(what, _)| !described.contains(what)) {
        wrong.push(format!("docs/ARCHITECTURE.md does not say how to add {what}."));
    }
    report(&wrong);
}

/// A table's row is as long as it is.
#[test]
fn documents_are_at_most_120_wide() {
    let mut wrong = Vec::new();
    for file in files_of("docs", "md") {
        for (number, line) in read(&file).lines().enumerate() {
            if line.chars().count() > 120 && !line.starts_with('|') {
                wrong.push(format!("{file}:{}: the line is wider than 120 characters. Wrap it.", number + 1));
            }
        }
    }
    report(&wrong);
}
