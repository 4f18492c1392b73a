//! The formatter against written texts: `tests/format/*.txt` hold sections of a title after `===`, a text, `---`, and
//! the formatted text. `UPDATE=1` writes what it is now; read the difference.
//!
//! Not here: generated texts (`tests/promql`).

use std::{env, fs};

use narthex::promql::format::format;

#[path = "support/properties/format.rs"]
mod properties;

#[test]
fn what_fits_stays_on_one_line() {
    check("short");
}

#[test]
fn what_is_long_is_broken() {
    check("long");
}

#[test]
fn literals_stay_as_typed() {
    check("typed");
}

#[test]
fn comments_stay_where_they_are_meant() {
    check("comments");
}

#[test]
fn ends_of_lines_are_line_feeds() {
    for (text, formatted) in [
        ("sum(\r\n  up # one\r\n\r\n  # two\r\n)\r\n", "sum(\n  up # one\n\n  # two\n)"),
        ("# old\rup", "# old\nup"),
        ("up # at the end \t ", "up # at the end"),
        ("\t up \r\n\n", "up"),
    ] {
        assert_eq!(format(text).as_deref(), Ok(formatted));
        assert_eq!(properties::hold(text), formatted);
    }
}

/// What a server would refuse is not touched, and it is said why.
#[test]
fn broken_text_is_not_touched() {
    for text in ["", "# only a comment", "sum(  up", "up  # x\n +", "rate( up )", "{ }", "up{ a=~\"(\" }"] {
        let found = format(text).expect_err(text);
        assert!(!found.is_empty());
        properties::hold(text);
    }
}

#[track_caller]
fn check(name: &str) {
    let path = format!("{}/tests/format/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut said = String::new();
    let mut wrong = Vec::new();
    for section in written.split("=== ").skip(1) {
        let (title, rest) = section.split_once('\n').unwrap_or((section, ""));
        let (text, expected) = rest.split_once("\n---\n").unwrap_or((rest, ""));
        let formatted = format(text).unwrap_or_else(|found| panic!("{title}: {found:?}"));
        assert_eq!(properties::hold(text), formatted, "{title}");
        if formatted != expected.trim_end() {
            wrong.push(format!("{title}\n{formatted}\n\nrather than\n{expected}"));
        }
        said.extend(["=== ", title, "\n", text, "\n---\n", &formatted, "\n\n"]);
    }
    assert!(!said.is_empty(), "{path} holds no section");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, said.trim_end().to_owned() + "\n").unwrap_or_else(|error| panic!("{path}: {error}"));
    } else {
        assert!(wrong.is_empty(), "{path}: UPDATE=1 rewrites, then review:\n{}", wrong.join("\n"));
    }
}
