//! What holds of every text that is formatted.

use narthex::promql::format::{format, layout};
use narthex::promql::lexer::{self, TokenKind};
use narthex::promql::parser::{self, Parsed};
use narthex::promql::tree::{self, TreeDetail};

/// Formats a text: broken text stays as it is; otherwise the tree stays, the comments stay in their order, lines end
/// without blanks, and formatting again changes nothing. Gives the formatted text.
#[track_caller]
pub(crate) fn hold(text: &str) -> String {
    let parsed = parser::parse(text);
    let formatted = layout(text, &parsed);
    let accepted = format(text).ok();
    if !parsed.diagnostics.is_empty() {
        assert_eq!(formatted, text, "broken text was touched");
        assert_eq!(accepted, None, "broken text was formatted: {text}");
        return formatted;
    }
    assert!(accepted.is_none_or(|it| it == formatted), "checked and unchecked text are formatted differently: {text}");
    let again = parser::parse(&formatted);
    assert_eq!(again.diagnostics, [], "{text}\nbecomes\n{formatted}");
    assert_eq!(lines(&again), lines(&parsed), "another tree: {text}\nbecomes\n{formatted}");
    assert_eq!(comments(&formatted, &again), comments(text, &parsed), "other comments: {text}\nbecomes\n{formatted}");
    assert!(!has_idle_blanks(&formatted), "blanks at a line's end: {text}\nbecomes\n{formatted}");
    assert_eq!(layout(&formatted, &again), formatted, "not stable: {text}\nbecomes\n{formatted}\nand then the left");
    formatted
}

/// Whether there are carriage returns, or blanks at the end of a line, outside of strings.
fn has_idle_blanks(text: &str) -> bool {
    let mut code = String::new();
    let mut end = 0;
    for token in lexer::lex(text).tokens.iter().filter(|token| token.kind == TokenKind::String) {
        code.extend([&text[end..token.span.start as usize], "string"]);
        end = token.span.end as usize;
    }
    code += &text[end..];
    code.contains('\r') || code.split('\n').any(|line| line.ends_with([' ', '\t']))
}

fn lines(parsed: &Parsed) -> String {
    tree::lines(&parsed.expr, TreeDetail::Nodes)
}

fn comments<'a>(text: &'a str, parsed: &Parsed) -> Vec<&'a str> {
    parsed.comments.iter().map(|comment| comment.span.of(text).trim_end()).collect()
}
