//! The repository's rules as tests: which floor may import which, how long a file may be, where the browser and
//! the colours are. Each failure names the file and says what to do.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::functions::FUNCTIONS;

#[path = "tidy/circles.rs"]
mod circles;
#[path = "tidy/contrast.rs"]
mod contrast;
#[path = "tidy/documents.rs"]
mod documents;
#[path = "tidy/names.rs"]
mod names;

/// Each floor: its number, its module, what it may import. The same table, with reasons, is in
/// docs/ARCHITECTURE.md.
const FLOORS: &[(u8, &str, &[&str])] = &[
    (0, "model", &[]),
    (1, "promql", &["model"]),
    (1, "wire", &["model"]),
    (1, "chart", &["model"]),
    (2, "engine", &["model", "promql"]),
    (2, "protocol", &["model", "promql"]),
    (3, "federation", &["model", "promql", "engine"]),
    (3, "i18n", &["model", "promql", "protocol"]),
    (4, "state", &["model", "promql", "chart", "protocol", "i18n"]),
    (4, "source", &["model", "wire", "promql", "engine", "protocol", "federation"]),
    (5, "service", &["protocol", "source", "federation", "engine", "promql", "model"]),
    (6, "web", &["model", "wire", "chart", "protocol"]),
    (7, "ui", &["state", "protocol", "promql", "chart", "i18n", "web", "model"]),
];

/// The programs, above all floors.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("src/main.rs", &["ui", "web"]),
    ("src/bin/worker.rs", &["service", "web"]),
    ("src/bin/language.rs", &["service", "web"]),
];

/// Files that are tables of data and may be as long as their table.
const TABLES: &[&str] = &[];

/// Only `web` may name these.
const BROWSER_CRATES: &[&str] =
    &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "gloo_events", "gloo_net", "gloo_timers"];

#[test]
fn floors_import_only_what_lies_below() {
    let mut wrong = Vec::new();
    for file in rust_files("src") {
        let Some(allowed) = allowed_imports(&file) else { continue };
        for floor in imported_floors(&code(&file)) {
            if !allowed.contains(&floor.as_str()) {
                wrong.push(format!("{file} imports `{floor}`; it may import {allowed:?}. Move the code to its floor."));
            }
        }
    }
    report(&wrong);
}

#[test]
fn floors_are_a_house() {
    let mut wrong = Vec::new();
    let modules: BTreeSet<String> = code("src/lib.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    let floors: BTreeSet<String> = FLOORS.iter().map(|(_, name, _)| (*name).to_owned()).collect();
    for module in modules.symmetric_difference(&floors) {
        wrong.push(format!("`{module}` is in only one of src/lib.rs and the table of floors. Enter it in the other."));
    }
    for (number, name, allowed) in FLOORS {
        for below in *allowed {
            let lower = FLOORS.iter().any(|(other, module, _)| module == below && other < number);
            if !lower {
                wrong.push(format!("`{name}` (floor {number}) may import `{below}`, which does not lie below it."));
            }
        }
    }
    report(&wrong);
}

#[test]
fn imports_are_seen_however_they_are_written() {
    let text = "use crate::{model::{Block, time}, wire};\nlet x = crate::chart::draw(narthex::ui::App);\n\
        // use crate::engine;\nlet y = subcrate::source::z;";
    let seen = imported_floors(&without_comments(text));
    assert_eq!(seen, ["chart", "model", "ui", "wire"].map(str::to_owned).into());
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> = ["src", "tests", "examples"]
        .into_iter()
        .flat_map(rust_files)
        .filter(|file| !TABLES.contains(&file.as_str()))
        .map(|file| (code_lines(&file), file))
        .collect();
    lengths.sort();
    let mut wrong: Vec<String> = lengths
        .iter()
        .filter(|(length, _)| *length > 600)
        .map(|(length, file)| format!("{file} has {length} lines of code, more than 600. Split it by thought."))
        .collect();
    for (share, limit) in [(2, 170), (10, 350)] {
        // Half, and nine in ten, of the files are shorter.
        let at = if share == 2 { lengths.len() / 2 } else { lengths.len() * 9 / 10 };
        if let Some((length, _)) = lengths.get(at).filter(|(length, _)| *length >= limit) {
            let longest: Vec<_> = lengths.iter().rev().take(lengths.len() - at).collect();
            wrong.push(format!("too many files of {limit} lines and more ({length} at the mark): split {longest:?}"));
        }
    }
    report(&wrong);
}

#[test]
fn modules_begin_with_their_purpose() {
    let files = ["src", "tests", "examples"].into_iter().flat_map(rust_files);
    let wrong: Vec<String> = files
        .filter(|file| !read(file).starts_with("//!"))
        .map(|file| format!("{file} does not begin with `//!`: say what it is for and what is not here."))
        .collect();
    report(&wrong);
}

#[test]
fn only_one_module_touches_the_browser() {
    let mut wrong = Vec::new();
    for file in rust_files("src") {
        let code = code(&file);
        if !is_in(&file, "web") {
            for name in BROWSER_CRATES.iter().filter(|name| has_word(&code, name)) {
                wrong.push(format!("{file} names `{name}`: only src/web touches the browser. Give it a function."));
            }
        }
        if !is_in(&file, "ui") && file != "src/main.rs" && has_word(&code, "leptos") {
            wrong.push(format!("{file} names `leptos`: only src/ui and src/main.rs do."));
        }
    }
    report(&wrong);
}

/// Where names of functions and aggregators may stand as texts: their tables, and what the same letters mean besides.
const NAMES: &[(&str, &[&str])] = &[
    ("src/promql/functions/table.rs", &["*"]),
    ("src/promql/ast/operator.rs", &["*"]),
    // Words that may be called in a duration or after `@`, whatever functions there are.
    ("src/promql/lexer/keyword.rs", &["start", "end", "step", "range", "min_of", "max_of"]),
    // What metrics are, by their metadata and by the ends of their names.
    ("src/promql/metadata.rs", &["info"]),
    ("src/promql/lints/kit/metric.rs", &["count", "sum", "info"]),
    // The fields of a native histogram's text.
    ("src/engine/load/histogram.rs", &["sum", "count"]),
    // Types of values.
    ("src/promql/value_type.rs", &["scalar"]),
    // Names of places, in tests and on the command line.
    ("src/promql/complete/context.rs", &["range", "step", "time"]),
    // Units of time.
    ("src/promql/describe/duration.rs", &["year", "hour", "minute"]),
    ("src/promql/wording/syntax.rs", &["timestamp"]),
    // The label of a summary's quantiles, and of `histogram_quantiles` by custom.
    ("src/promql/lints/aggregated_quantiles.rs", &["quantile"]),
];

/// Whoever asks what a function is asks its row of the table, so that adding one touches no third file.
#[test]
fn names_of_functions_stand_in_their_table() {
    let names: BTreeSet<&str> =
        FUNCTIONS.iter().map(|one| one.name).chain(AGGREGATORS.iter().map(|one| one.name)).collect();
    let mut wrong = Vec::new();
    for file in rust_files("src").into_iter().filter(|file| !file.ends_with("tests.rs")) {
        let is_language = is_in(&file, "promql") || is_in(&file, "engine");
        let allowed = NAMES.iter().find(|(known, _)| *known == file).map_or(&[][..], |(_, names)| names);
        let code = code(&file);
        let tested = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let quoted: BTreeSet<&str> = tested.split('"').collect();
        for name in &names {
            // Elsewhere plain words are other things: the fields of an answer, the parts of a time.
            let is_meant = is_language || name.contains('_');
            if is_meant && quoted.contains(name) && !allowed.iter().any(|it| it == name || *it == "*") {
                wrong.push(format!("{file} names `{name}`: ask the table of functions, or use its id."));
            }
        }
        let is_list = |text: &&String| {
            let listed: Vec<&str> = text.split([',', '、']).map(str::trim).collect();
            listed.windows(2).any(|pair| pair.iter().all(|one| names.contains(one)))
        };
        if is_language && !allowed.contains(&"*") {
            wrong.extend(literals(tested).iter().filter(is_list).map(|text| {
                format!(
                    "{file} lists functions in {text:?}: say what they have in common, or make the list of their table."
                )
            }));
        }
    }
    report(&wrong);
}

#[test]
fn texts_are_seen_among_code() {
    let code = r#"let (a, b) = ('"', "x\"y, z"); f(b'"', "", "rate, delta")"#;
    assert_eq!(literals(code), [r#"x\"y, z"#, "", "rate, delta"]);
}

#[test]
fn colours_are_tokens() {
    let mut wrong = Vec::new();
    for file in files_of("style", "css").into_iter().filter(|file| file != "style/tokens.css") {
        for (number, line) in read(&file).lines().enumerate().filter(|(_, line)| has_colour(line)) {
            wrong.push(format!("{file}:{}: `{}`: colours stand in style/tokens.css only.", number + 1, line.trim()));
        }
    }
    for file in rust_files("src").into_iter().filter(|file| is_in(file, "ui")) {
        for line in code(&file).lines().filter(|line| line.contains("\"#") && has_colour(line)) {
            wrong.push(format!("{file}: `{}`: take the colour from style/tokens.css.", line.trim()));
        }
    }
    report(&wrong);
}

#[test]
fn colours_are_recognised() {
    assert!(has_colour("  color: #1f2937;"));
    assert!(has_colour("  color: #fff"));
    assert!(has_colour("  background: rgba(0, 0, 0, 0.5);"));
    assert!(!has_colour("  color: var(--ink); /* see #12 */"));
    assert!(!has_colour("#application > p {"));
}

/// Whether a line of a style sheet states a size in pixels. Media queries have to: they take no custom properties.
fn has_pixels(line: &str) -> bool {
    let rule = line.split("/*").next().unwrap_or_default();
    let is_pixels = |(at, _): (usize, &str)| rule[..at].ends_with(|before: char| before.is_ascii_digit());
    !rule.trim_start().starts_with("@media") && rule.match_indices("px").any(is_pixels)
}

#[test]
fn sizes_are_tokens() {
    let mut wrong = Vec::new();
    for file in files_of("style", "css").into_iter().filter(|file| file != "style/tokens.css") {
        for (number, line) in read(&file).lines().enumerate().filter(|(_, line)| has_pixels(line)) {
            wrong.push(format!("{file}:{}: `{}`: sizes stand in style/tokens.css only.", number + 1, line.trim()));
        }
    }
    report(&wrong);
}

#[test]
fn sizes_are_recognised() {
    assert!(has_pixels("    border: 1px solid var(--hairline);"));
    assert!(has_pixels("    width: min(1.5px, 60%);"));
    assert!(!has_pixels("    width: var(--dialog); /* 640px */"));
    assert!(!has_pixels("  @media (max-width: 640px) {"));
}

/// Who reads the wall clock: for times that people see, that queries are asked for, or that nodes' clocks are compared
/// with.
const WALL_CLOCK: &[&str] = &[
    "src/web/clock.rs",
    "src/web/local_file.rs",
    "src/web/fetch.rs",
    "src/wire/memory.rs",
    "src/wire/transport.rs",
    "src/ui/shell.rs",
    "src/source/demo.rs",
    "src/source/file.rs",
    "src/source/server/probe.rs",
];

#[test]
fn durations_are_measured_by_a_monotonic_clock() {
    let mut wrong = Vec::new();
    for file in rust_files("src").into_iter().filter(|file| !WALL_CLOCK.contains(&file.as_str())) {
        let code = code(&file);
        for name in ["now_ms", "Date::now", "SystemTime"].into_iter().filter(|name| code.contains(name)) {
            wrong.push(format!("{file} reads the wall clock by `{name}`: a duration is measured by `ticks_ms`."));
        }
    }
    report(&wrong);
}

#[test]
fn no_button_is_a_forms() {
    let mut wrong = Vec::new();
    for file in rust_files("src/ui") {
        for form in ["<form", "on:submit", "type=\"submit\"", "method=\"dialog\""] {
            if code(&file).contains(form) {
                wrong.push(format!(
                    "{file} has `{form}`: where a sandbox or a policy forbids forms, its button does nothing. Use on:click, \
                     and on:keydown for Enter."
                ));
            }
        }
    }
    report(&wrong);
}

#[test]
fn index_html_has_nothing_inline() {
    let html = read("index.html");
    let mut wrong = Vec::new();
    for (at, _) in html.match_indices("<script") {
        let tag = &html[at..at + html[at..].find('>').unwrap_or_default()];
        if !tag.contains(" src=") {
            wrong.push(format!(
                "index.html: `{tag}>`: a policy without 'unsafe-inline' forbids it. Put it into a file."
            ));
        }
    }
    for inline in ["<style", " style=", " onload=", " onclick=", "javascript:"] {
        if html.contains(inline) {
            wrong.push(format!("index.html has `{inline}`: a policy without 'unsafe-inline' forbids it."));
        }
    }
    if !read("Trunk.toml").contains("pattern_script = \"\"") {
        wrong.push("Trunk.toml: trunk's own inline script is back: keep pattern_script empty.".to_owned());
    }
    report(&wrong);
}

#[test]
fn theme_colours_are_the_paper_s() {
    let tokens = read("style/tokens.css");
    let paper = tokens.split("--paper: light-dark(").nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
    let html = read("index.html");
    let seen: Vec<&str> = html
        .match_indices("name=\"theme-color\"")
        .filter_map(|(at, _)| html[at..].split("content=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(seen.join(", "), paper, "index.html's theme-color must be --paper of style/tokens.css");
}

#[test]
fn what_is_forbidden_everywhere_is_forbidden_in_the_program() {
    let entries = |file: &str| -> Vec<String> {
        read(file).lines().map(str::trim).filter(|line| line.starts_with("{ path")).map(str::to_owned).collect()
    };
    let (everywhere, program) = (entries("clippy.toml"), entries("src/clippy.toml"));
    assert!(everywhere.len() > 50 && program.len() > everywhere.len(), "entries stand on a line each");
    let missing = everywhere.iter().filter(|entry| !program.contains(entry));
    let mut wrong: Vec<String> =
        missing.map(|entry| format!("src/clippy.toml lacks {entry} of clippy.toml: clippy reads one file.")).collect();
    for entry in everywhere.iter().chain(&program).filter(|entry| !entry.contains("reason = \"")) {
        wrong.push(format!("{entry} has no reason: say what to use instead."));
    }
    report(&wrong);
}

#[test]
fn every_text_of_the_page_is_said_somewhere() {
    let text = |line: &str| {
        let line = line.strip_prefix("    ")?;
        let name: String = line.chars().take_while(|letter| is_word(*letter)).collect();
        let is_text = !name.is_empty() && line[name.len()..].starts_with([':', '(']) && line.contains("\", \"");
        is_text.then_some(name)
    };
    let code_of = |file: String| (code(&file), file);
    let files: Vec<_> = rust_files("src").into_iter().map(code_of).collect();
    // What is named by a path, in any file.
    let named: BTreeSet<String> =
        files.iter().flat_map(|(code, _)| code.split("::").skip(1)).filter_map(head).collect();
    let mut wrong = Vec::new();
    for (own, file) in files.iter().filter(|(_, file)| file.starts_with("src/i18n")) {
        for name in own.lines().filter_map(text) {
            let is_elsewhere = named.contains(&name);
            // In its own file it needs no path.
            let is_here = || own.lines().any(|line| text(line).is_none() && has_word(line, &name));
            if !is_elsewhere && !is_here() {
                wrong.push(format!("{file}: nothing says `{name}`. Delete it."));
            }
        }
    }
    report(&wrong);
}

/// Words that were given up for the field's own, and what is said instead. They occur nowhere as names any more.
const RETIRED: &[(&str, &str)] = &[
    ("evaluate_once", "StepInvariant, step_invariant"),
    ("imply", "propagate_matchers"),
    ("Needs", "Projection"),
    ("Feed", "Input::Streamed"),
    ("Measure", "RollingFunction"),
    ("Track", "RollingState"),
    ("Room", "MemoryBudget, QueryBudget"),
    ("Forgotten", "release"),
    ("Breath", "Yielder"),
    ("Told", "Answered"),
    ("News", "Response, WorkerMessage"),
    ("HeadNews", "Response, WorkerMessage"),
    ("collation", "nhcb"),
    ("Gathered", "CollectedSeries"),
    ("Gathering", "Collecting"),
    ("gather", "collect"),
    ("Worked", "Evaluated"),
    ("Given", "a name of what is given"),
    ("Hold", "a name of what is held"),
    ("Held", "a name of what is held"),
    ("Piece", "Chunk, Batch, TextSpan or HighlightToken"),
    ("Bound", "limit, min or max, and of what"),
    ("Least", "min, and of what"),
    ("Greatest", "max, and of what"),
    ("Best", "top"),
    ("Sound", "valid"),
    ("is_sound", "is_valid"),
    ("Place", "Span for bytes, position for line and column, Context for syntax"),
    ("place_name", "context_name"),
    ("Flaw", "ParseError, or what is wrong"),
    ("Misfit", "Mismatch"),
    ("Odd", "what is wrong"),
    ("Wrong", "what is wrong"),
    ("Cover", "Occlusion"),
    ("Hit", "Nearest"),
    ("Survey", "series statistics"),
    ("Surveyor", "series statistics"),
    ("Notes", "annotations"),
    ("MAX_NOTES", "MAX_ANNOTATIONS"),
    ("explode", "cardinality or memory explosion"),
];

#[test]
fn retired_words_stay_away() {
    let files: Vec<String> =
        ["src", "tests"].into_iter().flat_map(rust_files).filter(|file| file != "tests/tidy.rs").collect();
    let mut wrong = Vec::new();
    for file in files {
        let code = code(&file);
        let words: BTreeSet<&str> = code.split(|letter| !is_word(letter)).collect();
        for (word, instead) in RETIRED.iter().filter(|(word, _)| words.contains(word)) {
            wrong.push(format!("{file} says `{word}`, which was given up. Say: {instead}."));
        }
    }
    report(&wrong);
}

/// Texts, and tables in comments, are as long as they are; rustfmt sees to the code.
#[test]
fn comments_are_at_most_120_wide() {
    let mut wrong = Vec::new();
    for file in rust_files("src") {
        for (number, line) in read(&file).lines().enumerate() {
            if line.trim_start().starts_with("//") && line.chars().count() > 120 {
                wrong.push(format!("{file}:{}: the comment is wider than 120 characters. Wrap it.", number + 1));
            }
        }
    }
    report(&wrong);
}

#[test]
fn no_module_is_called_mod() {
    let wrong: Vec<String> = rust_files("src")
        .into_iter()
        .filter(|file| file.ends_with("/mod.rs"))
        .map(|file| format!("{file}: put it beside its folder, as folder.rs."))
        .collect();
    report(&wrong);
}

#[track_caller]
fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What a file may import; `None` for the root, which only declares.
fn allowed_imports(file: &str) -> Option<Vec<&'static str>> {
    if let Some((_, allowed)) = PROGRAMS.iter().find(|(program, _)| program == &file) {
        return Some(allowed.to_vec());
    }
    let (_, own, allowed) = FLOORS.iter().find(|(_, name, _)| is_in(file, name))?;
    Some(allowed.iter().copied().chain([*own]).collect())
}

fn is_in(file: &str, module: &str) -> bool {
    file == format!("src/{module}.rs") || file.starts_with(&format!("src/{module}/"))
}

/// What stands between double quotes in code, as it is written.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    // A quote by itself is a character and no text.
    let code = code.replace("'\"'", "");
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match &mut open {
            None if letter == '"' => open = Some(String::new()),
            None => {}
            Some(_) if letter == '"' => found.extend(open.take()),
            Some(text) => text.extend([letter].into_iter().chain((letter == '\\').then(|| letters.next()).flatten())),
        }
    }
    found
}

/// The first segments after `crate::` and `narthex::`, groups in braces included.
fn imported_floors(code: &str) -> BTreeSet<String> {
    let mut floors = BTreeSet::new();
    for root in ["crate::", "narthex::"] {
        for (at, _) in code.match_indices(root).filter(|(at, _)| !code[..*at].ends_with(is_word)) {
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => floors.extend(group_heads(group)),
                None => floors.extend(head(rest)),
            }
        }
    }
    floors.retain(|name| name.starts_with(char::is_lowercase));
    floors
}

/// The first names of a group's members: `a::{b, c}, d}` has `a` and `d`.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut member = String::new();
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.extend(head(&std::mem::take(&mut member))),
            _ if depth == 0 => member.push(letter),
            _ => {}
        }
    }
    heads.extend(head(&member));
    heads
}

fn head(path: &str) -> Option<String> {
    let name: String = path.trim_start().chars().take_while(|letter| is_word(*letter)).collect();
    (!name.is_empty()).then_some(name)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word)
        .any(|(at, _)| !code[..at].ends_with(is_word) && !code[at + word.len()..].starts_with(is_word))
}

/// A colour as digits or as a function of numbers, outside comments; an id selector is none.
fn has_colour(line: &str) -> bool {
    let line = line.split("/*").next().unwrap_or_default();
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch("];
    functions.iter().any(|function| line.contains(function))
        || line.match_indices('#').any(|(at, _)| {
            let digits = line[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
            let ends = !line[at + 1 + digits..].starts_with(|letter| is_word(letter) || letter == '-');
            matches!(digits, 3 | 4 | 6 | 8) && ends
        })
}

/// Lines of code: no blank ones, no comments, no unit tests at the end.
fn code_lines(file: &str) -> usize {
    let text = read(file);
    let product = if file.starts_with("src/") { text.split("#[cfg(test)]").next().unwrap_or_default() } else { &text };
    product.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//")).count()
}

fn code(file: &str) -> String {
    without_comments(&read(file))
}

/// Without line comments; a URL's `//` inside a string is kept, as it follows a colon.
fn without_comments(text: &str) -> String {
    let cut = |line: &str| {
        let at = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':')).map_or(line.len(), |(at, _)| at);
        line[..at].to_owned()
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

fn rust_files(folder: &str) -> Vec<String> {
    files_of(folder, "rs")
}

/// Paths from the root with `/` between, in order.
fn files_of(folder: &str, extension: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|one| one == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    let relative = |path: &PathBuf| path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    found.iter().map(relative).collect()
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
