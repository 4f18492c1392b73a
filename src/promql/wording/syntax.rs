//! What the lexer and the parser find wrong, in words.

use super::quoted;
use crate::model::lang::Lang;
use crate::promql::diagnostic::{Place, Syntax, Token};

pub(super) fn message(kind: &Syntax, lang: Lang) -> String {
    match lang {
        Lang::En | Lang::Zh => english(kind),
    }
}

fn english(kind: &Syntax) -> String {
    match kind {
        Syntax::Empty => "no expression found in input".into(),
        Syntax::TooLong { limit } => format!("expression is longer than {limit} bytes"),
        Syntax::TooDeep { limit } => format!("expression is nested deeper than {limit} levels"),
        Syntax::Unexpected { found, place, expected } => unexpected(found, *place, expected),
        Syntax::MissingOperand { operator } => format!("missing expression after {}", quoted(operator)),
        Syntax::MissingOperator { found } => format!("unexpected {}, expected an operator before it", token(found)),
        Syntax::Unclosed(open) => format!("unclosed left {}", delimiter(*open)),
        Syntax::Unopened(close) => format!("unexpected right {} '{close}'", delimiter(*close)),
        Syntax::Character(letter) => format!("unexpected character: {}", character(*letter)),
        Syntax::Variable(name) => {
            format!("unexpected character: '$': {} is a dashboard's variable, put its value here", quoted(name))
        }
        Syntax::ForeignOperator { found, meant } => {
            format!("unexpected {}: PromQL's operator is {meant}", quoted(found))
        }
        Syntax::MatcherOperator(operator) => matcher_operator(operator),
        Syntax::Number(text) => format!("bad number or duration syntax: {}", quoted(text)),
        Syntax::Duration(text) => {
            format!("not a valid duration string: {} (units y w d h m s ms, each once, in this order)", quoted(text))
        }
        Syntax::DivisionByZero => "division by zero".into(),
        Syntax::DurationOutOfRange => "duration out of range".into(),
        Syntax::DurationNotPositive => "duration must be greater than 0".into(),
        Syntax::Unterminated { quote: '`' } => "unterminated raw string: closing ` is missing".into(),
        Syntax::Unterminated { quote } => format!("unterminated quoted string: closing {quote} is missing on its line"),
        Syntax::Escape(text) => format!("unknown escape sequence {text} (a backslash itself is written \\\\)"),
        Syntax::TrailingComma => "trailing commas not allowed in function call args".into(),
        Syntax::RangeOfExpression => "ranges only allowed for vector selectors; a subquery needs a colon: [5m:]".into(),
        Syntax::OffsetBeforeRange => "no offset modifiers allowed before range".into(),
        Syntax::AtBeforeRange => "no @ modifiers allowed before range".into(),
        Syntax::ModifierTarget(modifier @ ("anchored" | "smoothed")) => {
            format!("{modifier} modifier must be preceded by an instant vector selector or range vector selector")
        }
        Syntax::ModifierTarget(modifier) => format!(
            "{modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery"
        ),
        Syntax::ModifierTwice("@") => "@ <timestamp> may not be set multiple times".into(),
        Syntax::ModifierTwice("offset") => "offset may not be set multiple times".into(),
        Syntax::ModifierTwice(modifier) => format!("{modifier}: only one of anchored and smoothed may be set, once"),
        Syntax::Timestamp(time) => format!("timestamp out of bounds for @ modifier: {time}"),
        Syntax::NameTwice { first, second } => {
            format!("metric name must not be set twice: {} or {}", quoted(first), quoted(second))
        }
        Syntax::GroupWithoutMatching(word) => {
            format!("unexpected <{word}>: it must follow on (…) or ignoring (…)")
        }
    }
}

fn unexpected(found: &Token, place: Option<Place>, expected: &str) -> String {
    let mut out = format!("unexpected {}", token(found));
    if let Some(place) = place {
        out += " in ";
        out += place_name(place);
    }
    if !expected.is_empty() {
        out += ", expected ";
        out += expected;
    }
    out
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Aggregation => "aggregation",
        Place::Grouping => "grouping opts",
        Place::Matching => "label matching",
        Place::Arguments => "function call args",
        Place::Parentheses => "parentheses",
        Place::Offset => "offset",
        Place::At => "@",
        Place::Range => "subquery or range selector",
        Place::Subquery => "subquery selector",
        Place::Duration => "duration expression",
        Place::Fill => "fill value",
    }
}

fn token(found: &Token) -> String {
    match found {
        Token::End => "end of input".into(),
        Token::Identifier(text) => format!("identifier {}", quoted(text)),
        Token::Keyword(text) => format!("<{text}>"),
        Token::Aggregator(text) => format!("<aggr:{text}>"),
        Token::Operator(text) => format!("<op:{text}>"),
        Token::String(text) => format!("string {}", quoted(text)),
        Token::Number(text) => format!("number {}", quoted(text)),
        Token::Duration(text) => format!("duration {}", quoted(text)),
        Token::Symbol(text) => quoted(text),
    }
}

fn delimiter(letter: char) -> &'static str {
    match letter {
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        _ => "brace",
    }
}

fn character(letter: char) -> String {
    if letter.is_control() { format!("'{}'", letter.escape_default()) } else { format!("'{letter}'") }
}

fn matcher_operator(operator: &str) -> String {
    match operator {
        "=" => "unexpected \"=\", expected an operator: equality is written ==".into(),
        "!" => "unexpected character after '!', expected !=".into(),
        _ => format!("unexpected {}: regular expressions match labels, in braces", quoted(operator)),
    }
}
