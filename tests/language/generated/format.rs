//! Formatting of generated trees, with comments wherever they may stand.

use narthex::promql::format::{LINE, MAX_LEVEL, layout};
use narthex::promql::lexer;
use narthex::promql::parser::{self, MAX_DEPTH};
use narthex::promql::printer;

use super::trees::tree;
use crate::any_bytes::check;
use crate::choices::Choices;
use crate::properties::format::hold;
use crate::time::{check_proportion, worked};

/// What may stand between two tokens: comments behind something and on lines of their own, and blanks.
const BETWEEN: &[&str] =
    &[" ", "\n", "\r\n\t", "# a\n", "\n# b", " # )c(\n", "\n\n# \"d\n\n\n#\te \r\n", "#\n # {f} #\n", "#漢\r"];

#[test]
fn generated_trees_are_formatted() {
    check(600, 400, |bytes| {
        let printed = printer::print(&tree(bytes, 6));
        let formatted = hold(&printed);
        if printed.len() <= LINE {
            // The formatter leaves a `+` before a number out, with which the printer writes infinity.
            assert_eq!(formatted, printed.replace("+Inf", "Inf"), "what fits is what the printer writes");
        }
    });
}

#[test]
fn comments_anywhere_are_kept() {
    check(800, 600, |bytes| {
        let (of_tree, of_comments) = bytes.split_at(bytes.len() / 2);
        let printed = printer::print(&tree(of_tree, 5));
        let mut choices = Choices::of(of_comments);
        let share = choices.pick(&[2, 5, 20]);
        hold(&interspersed(&printed, |_| choices.one_in(share).then(|| choices.pick(BETWEEN))));
    });
}

/// One comment at every place of texts that use every construct.
#[test]
fn a_comment_in_each_place_is_kept() {
    for text in [
        "sum(a{b=\"c\", \"d.e\"=~'f',}[5m] offset -5m) by (g, h,) / on(i) group_left(j) fill(0) max by (k) (l) > bool - 5",
        "-topk without(\"a\", b)(5, (up{\"c\"} @ end() offset (1m + step()))[1h:max_of(5m, range())] @ 1.5 offset 2h)",
        "label_replace(time(), \"a\", `b\n`, 'c') ^ - (d + fill_left(1) fill_right(- 2) e) unless ignoring() f[5m] smoothed",
    ] {
        let places = lexer::lex(text).tokens.len();
        for place in 0..places {
            for between in BETWEEN {
                hold(&interspersed(text, |at| (at == place).then_some(between)));
            }
        }
        hold(&interspersed(text, |at| Some(BETWEEN[at % BETWEEN.len()])));
    }
}

/// The text with something before each token, the end included, where the function gives it.
fn interspersed<'a>(text: &str, mut before: impl FnMut(usize) -> Option<&'a str>) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (at, token) in lexer::lex(text).tokens.iter().enumerate() {
        out += &text[end..token.span.start as usize];
        if let Some(between) = before(at) {
            out += between;
            // A comment without a line's end would take the token with it.
            if !between.ends_with(['\n', '\r']) && between.contains('#') {
                out.push('\n');
            }
        }
        out += token.span.of(text);
        end = token.span.end as usize;
    }
    out
}

/// However deep, the text grows by a bounded factor: deeper than the limit nothing is indented further.
#[test]
fn indentation_is_bounded() {
    let chain = vec!["a"; MAX_DEPTH - 1].join("+");
    let formatted = hold(&chain);
    let deepest = formatted.lines().map(|line| line.len() - line.trim_start().len()).max();
    assert_eq!(deepest, Some(MAX_LEVEL * 2));
    let nested = "f(".repeat(140) + "a" + &")".repeat(140);
    assert_eq!(hold(&nested).lines().map(|line| line.len() - line.trim_start().len()).max(), Some(MAX_LEVEL * 2));
}

#[test]
fn long_texts_take_time_in_proportion() {
    let chain = vec!["a"; 60].join("+");
    for piece in [
        "rate(http_requests_total{job=\"api\", code=~\"5..\"}[5m]), ",
        "a # b\n, ",
        "sum(a, b) by (# c\nd), ",
        &(chain + ", "),
    ] {
        check_proportion(piece, 50_000, |length| {
            let text = format!("f({}a)", piece.repeat(length / piece.len()));
            let parsed = parser::parse(&text);
            assert_eq!(parsed.diagnostics, [], "{piece}");
            worked(|| assert!(!layout(&text, &parsed).is_empty()))
        });
    }
}
