//! The formatter against written texts: `tests/language/format/*.txt` hold sections of a title after `===`, a text,
//! `---`, and the formatted text. `UPDATE=1` writes what it is now; read the difference.
//!
//! Not here: generated texts (`generated`).

use narthex::promql::format::format;

use crate::properties::format as properties;
use crate::written;

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
    written::check(&format!("tests/language/format/{name}.txt"), |case| {
        let formatted = format(case.text).unwrap_or_else(|found| panic!("{}: {found:?}", case.title));
        assert_eq!(properties::hold(case.text), formatted, "{}", case.title);
        formatted
    });
}
