//! Within a floor its modules form a house, too: none of them imports one that imports it, over however many others.
//! Tests are left out: those of a module may read whatever reads it.

use std::collections::{BTreeMap, BTreeSet};

use super::{FLOORS, is_word, read, report, rust_files, without_comments};

/// Imports that close a circle and are meant: floor, module, what it imports, and why.
const MEANT: &[(&str, &str, &[&str], &str)] = &[
    (
        "state",
        "page",
        &["app", "command", "event", "update"],
        "a row of the page table says what its page does with the whole state, which holds each page's own",
    ),
    (
        "ui",
        "shell",
        &["effects", "keys"],
        "effects and keys tell the shell what came of them, as it starts and has them run",
    ),
];

/// Who imports whom on a floor, and in which file.
type Imports = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn modules_of_a_floor_go_in_no_circle() {
    let mut wrong = Vec::new();
    for (_, floor, _) in FLOORS {
        let mut imports = imports_of(floor);
        for (_, module, imported, _) in MEANT.iter().filter(|(of, ..)| of == floor) {
            for to in *imported {
                if !is_reached(&imports, to, module) || !imports[*module].contains_key(*to) {
                    wrong.push(format!("{floor}: `{module}` and `{to}` are in no circle. Delete it from MEANT."));
                }
            }
        }
        for (_, module, imported, _) in MEANT.iter().filter(|(of, ..)| of == floor) {
            imports.entry((*module).to_owned()).or_default().retain(|to, _| !imported.contains(&to.as_str()));
        }
        if let Some(circle) = circle(&imports) {
            wrong.push(format!(
                "{floor}: {circle}. Move what both need to where neither is read, or say why it is meant."
            ));
        }
    }
    report(&wrong);
}

#[test]
fn imports_are_resolved_and_circles_found() {
    let text = "use super::{b::{self, B}, c as d};\nfn f() { crate::state::e::f(self::g::H) }\nlet x = a::b;";
    let resolved: BTreeSet<String> = paths(text, &["state", "a"]).iter().map(|path| path.join("/")).collect();
    assert_eq!(resolved, ["state/a/g/H", "state/b", "state/b/B", "state/c", "state/e/f"].map(str::to_owned).into());
    let graph = |edges: &[(&str, &str)]| {
        let mut imports = Imports::new();
        for (from, to) in edges {
            imports.entry((*from).to_owned()).or_default().insert((*to).to_owned(), format!("{from}.rs"));
        }
        imports
    };
    assert_eq!(circle(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    let found = circle(&graph(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]));
    assert_eq!(found.as_deref(), Some("b → c (b.rs) → b (c.rs)"));
}

/// What the modules of a floor import of each other.
fn imports_of(floor: &str) -> Imports {
    let mut imports = Imports::new();
    let folder = format!("src/{floor}");
    let files = rust_files(&folder);
    for file in files.iter().filter(|file| !is_of_tests(file)) {
        let path = file.trim_start_matches("src/").trim_end_matches(".rs");
        let module: Vec<&str> = path.split('/').collect();
        let text = read(file);
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for path in paths(&without_comments(product), &module) {
            let [of, to, ..] = &path[..] else { continue };
            let is_module = to.starts_with(char::is_lowercase) && of == floor && to != module[1];
            if is_module && files.contains(&format!("{folder}/{to}.rs")) {
                imports.entry(module[1].to_owned()).or_default().entry(to.clone()).or_insert_with(|| file.clone());
            }
        }
    }
    imports
}

fn is_of_tests(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("tests.rs")
}

/// The paths of a text that begin with `crate`, `self` or `super`, from the root, of a file that is this module.
fn paths(text: &str, module: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, root) in ["crate::", "self::", "super::"]
        .into_iter()
        .flat_map(|root| text.match_indices(root))
        .filter(|(at, _)| !text[..*at].ends_with(|before| is_word(before) || before == ':'))
        .collect::<BTreeMap<_, _>>()
    {
        let base = match root {
            "crate::" => &[][..],
            "self::" => module,
            _ => &module[..module.len().saturating_sub(1)],
        };
        for leaf in leaves(&text[at + root.len()..]) {
            let mut path: Vec<String> = base.iter().map(|&part| part.to_owned()).collect();
            for part in leaf {
                match part.as_str() {
                    "self" => {}
                    "super" => drop(path.pop()),
                    _ => path.push(part),
                }
            }
            found.push(path);
        }
    }
    found
}

/// The paths that stand at the start of a text: `a::{b, c::d}` has `a::b` and `a::c::d`.
fn leaves(text: &str) -> Vec<Vec<String>> {
    let (mut found, mut groups, mut path) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = text;
    loop {
        let word: String = rest.chars().take_while(|letter| is_word(*letter)).collect();
        rest = rest[word.len()..].trim_start_matches("::");
        match word.as_str() {
            // A new name is none of the path.
            "as" => rest = rest.trim_start().trim_start_matches(is_word),
            "" => {
                let Some(letter) = rest.chars().next() else { break };
                match letter {
                    '{' => groups.push(path.clone()),
                    ',' | '}' if groups.is_empty() => break,
                    ',' => {
                        found.push(std::mem::replace(&mut path, groups.last().cloned().unwrap_or_default()));
                    }
                    '}' => {
                        found.push(std::mem::take(&mut path));
                        path = groups.pop().unwrap_or_default();
                        if groups.is_empty() {
                            return found;
                        }
                    }
                    letter if letter.is_whitespace() && !groups.is_empty() => {}
                    _ => break,
                }
                rest = &rest[letter.len_utf8()..];
            }
            _ => path.push(word),
        }
    }
    found.push(path);
    found
}

/// Whether one module imports another, over however many others.
fn is_reached(imports: &Imports, from: &str, to: &str) -> bool {
    let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(module) = left.pop() {
        if module == to {
            return true;
        }
        if seen.insert(module) {
            left.extend(imports.get(module).into_iter().flatten().map(|(next, _)| next.as_str()));
        }
    }
    false
}

/// A circle, in words; `None` where there is none.
fn circle(imports: &Imports) -> Option<String> {
    let start = imports.iter().find_map(|(module, imported)| {
        imported.keys().any(|next| is_reached(imports, next, module)).then_some(module)
    })?;
    let (mut said, mut at, mut seen) = (start.clone(), start, BTreeSet::new());
    while seen.insert(at) {
        let (next, file) = imports[at].iter().find(|(next, _)| is_reached(imports, next, start))?;
        said += &[" → ", next, " (", file, ")"].concat();
        at = next;
    }
    Some(said)
}
