//! The text of an expression in coloured pieces, from its tokens alone: what a word is follows from the brackets
//! around it and from its neighbours, so the colours hold in text that is broken or not finished.
//!
//! Invariant: the pieces cover the text wholly, in order, without gaps; none is empty.
//! Invariant: linear time and memory, for any text.
//! Not here: what is wrong with the text (`check`), and which functions and metrics there are.

pub mod marks;

use super::ast::Comment;
use super::lexer::{Keyword, Token, TokenKind, lex};
use super::span::Span;

/// A piece of the text that is shown alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HighlightToken {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub class: Class,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// White space, and `,` and `:`.
    Plain,
    /// The name of a metric or recording rule.
    Metric,
    /// A word before `(`.
    Function,
    /// `sum`, `topk`, …
    Aggregator,
    /// `by`, `offset`, `and`, …
    Keyword,
    /// `+`, `==`, `=~`, `@`, …
    Operator,
    /// The name of a label.
    Label,
    /// A text in quotes, also one whose closing quote is missing.
    String,
    /// `1e9`, `Inf`
    Number,
    /// `5m`
    Duration,
    /// From `#` to the end of the line.
    Comment,
    /// `(`, `]`, …
    Bracket,
    /// What begins nothing.
    Unknown,
}

/// The pieces of a text, one after the other: together they are all of it.
pub fn highlight(text: &str) -> Vec<HighlightToken> {
    let lexed = lex(text);
    let mut pieces = Pieces { done: Vec::with_capacity(2 * lexed.tokens.len()), at: 0 };
    let mut comments = lexed.comments.into_iter().peekable();
    let mut around = Around::default();
    for (at, token) in lexed.tokens.iter().enumerate() {
        while let Some(Comment { span }) = comments.next_if(|comment| comment.span.start < token.span.start) {
            pieces.push(span, Class::Comment);
        }
        let next = lexed.tokens.get(at + 1).map_or(TokenKind::End, |next| next.kind);
        pieces.push(token.span, around.class(*token, next));
    }
    pieces.done
}

/// The pieces so far.
struct Pieces {
    done: Vec<HighlightToken>,
    /// The end of the last one.
    at: u32,
}

impl Pieces {
    /// Adds a piece and the white space before it.
    fn push(&mut self, span: Span, class: Class) {
        let space = Span { start: self.at, end: span.start };
        for (span, class) in [(space, Class::Plain), (span, class)] {
            if !span.is_empty() {
                self.done.push(HighlightToken { span, class });
                self.at = span.end;
            }
        }
    }
}

/// What stands before a token: all that its meaning needs besides the token after it.
#[derive(Default)]
struct Around {
    open: Vec<Bracket>,
    /// The token before it and what it was; `None` at the beginning.
    before: Option<(TokenKind, Class)>,
}

/// An open bracket, by what its names are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// `{`: matchers.
    Matchers,
    /// `(` after `by`, `on` and the like: labels.
    Labels,
    /// `(` anywhere else: expressions.
    Expressions,
    /// `[`: durations.
    Durations,
}

impl Around {
    /// What a token is; `next` is the kind of the one after it.
    fn class(&mut self, token: Token, next: TokenKind) -> Class {
        let inside = self.open.last().copied();
        let class = match token.kind {
            TokenKind::Name | TokenKind::ColonName => self.name(next),
            TokenKind::Keyword(word) => self.word(word, next),
            TokenKind::Number => Class::Number,
            TokenKind::Duration => Class::Duration,
            TokenKind::String | TokenKind::BrokenString => match inside {
                Some(Bracket::Labels) => Class::Label,
                Some(Bracket::Matchers) if is_matching(next) => Class::Label,
                // `{"a.metric", …}`
                Some(Bracket::Matchers) if !self.before.is_some_and(|(kind, _)| is_matching(kind)) => Class::Metric,
                _ => Class::String,
            },
            TokenKind::Operator(_) | TokenKind::Match(_) | TokenKind::At => Class::Operator,
            TokenKind::Open(bracket) => {
                self.open(bracket);
                Class::Bracket
            }
            TokenKind::Close(bracket) => {
                self.close(bracket);
                Class::Bracket
            }
            TokenKind::Comma | TokenKind::Colon | TokenKind::End => Class::Plain,
            TokenKind::Unknown => Class::Unknown,
        };
        self.before = Some((token.kind, class));
        class
    }

    fn name(&self, next: TokenKind) -> Class {
        match self.open.last() {
            Some(Bracket::Matchers | Bracket::Labels) => Class::Label,
            _ if next == TokenKind::Open('(') => Class::Function,
            _ => Class::Metric,
        }
    }

    /// Most words of the language may also be names.
    fn word(&self, word: Keyword, next: TokenKind) -> Class {
        if matches!(self.open.last(), Some(Bracket::Matchers | Bracket::Labels)) {
            return Class::Label;
        }
        let calls = next == TokenKind::Open('(');
        match word {
            Keyword::Number => Class::Number,
            Keyword::Start | Keyword::End | Keyword::Step | Keyword::Range | Keyword::MinOf | Keyword::MaxOf => {
                self.name(next)
            }
            Keyword::Aggregate(_) => {
                // At the end of the text it is likely not finished.
                let goes_on = matches!(next, TokenKind::End | TokenKind::Keyword(Keyword::By | Keyword::Without));
                if calls || goes_on { Class::Aggregator } else { Class::Metric }
            }
            _ if !calls && word.may_be_metric() && self.begins_expression() => Class::Metric,
            _ => Class::Keyword,
        }
    }

    /// Whether an expression begins after what stands before.
    fn begins_expression(&self) -> bool {
        match self.before {
            None | Some((TokenKind::Operator(_) | TokenKind::Open('(') | TokenKind::Comma, _)) => true,
            Some((TokenKind::Keyword(Keyword::Operator(_) | Keyword::Bool), class)) => class == Class::Keyword,
            Some(_) => false,
        }
    }

    fn open(&mut self, bracket: char) {
        self.open.push(match (bracket, self.before) {
            ('{', _) => Bracket::Matchers,
            ('[', _) => Bracket::Durations,
            (_, Some((TokenKind::Keyword(word), Class::Keyword))) if takes_labels(word) => Bracket::Labels,
            _ => Bracket::Expressions,
        });
    }

    /// `)` also closes what was left open within its parentheses; `]` and `}` hold no others that matter.
    fn close(&mut self, bracket: char) {
        let is_own = |open: &mut Bracket| match bracket {
            ']' => *open == Bracket::Durations,
            '}' => *open == Bracket::Matchers,
            _ => matches!(open, Bracket::Labels | Bracket::Expressions),
        };
        while bracket == ')'
            && self.open.pop_if(|open| matches!(open, Bracket::Matchers | Bracket::Durations)).is_some()
        {}
        self.open.pop_if(is_own);
    }
}

/// Whether it stands between a label and its value. `!=` is an operator to the lexer, `==` a slip.
fn is_matching(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Match(_) | TokenKind::Operator(_))
}

fn takes_labels(word: Keyword) -> bool {
    matches!(
        word,
        Keyword::By | Keyword::Without | Keyword::On | Keyword::Ignoring | Keyword::GroupLeft | Keyword::GroupRight
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece but plain ones as a letter of its class and its text.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let pieces = highlight(text);
        let covered: String = pieces.iter().map(|piece| piece.span.of(text)).collect();
        assert_eq!(covered, text, "pieces cover the text");
        assert!(pieces.iter().all(|piece| !piece.span.is_empty()), "an empty piece: {text:?}");
        let letter = |class| match class {
            Class::Plain => '.',
            Class::Metric => 'm',
            Class::Function => 'f',
            Class::Aggregator => 'a',
            Class::Keyword => 'k',
            Class::Operator => 'o',
            Class::Label => 'l',
            Class::String => 's',
            Class::Number => 'n',
            Class::Duration => 'd',
            Class::Comment => 'c',
            Class::Bracket => 'b',
            Class::Unknown => 'u',
        };
        let seen = pieces.iter().filter(|piece| !matches!(piece.class, Class::Plain | Class::Bracket));
        let seen: Vec<String> =
            seen.map(|piece| format!("{}:{}", letter(piece.class), piece.span.of(text).replace(' ', "_"))).collect();
        assert_eq!(seen.join(" "), expected, "{text}");
    }

    #[test]
    fn every_class_has_its_place() {
        check(
            "sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m])) > 1e3 # many",
            "a:sum k:by l:job f:rate m:http_requests_total l:code o:=~ s:\"5..\" d:5m o:> n:1e3 c:#_many",
        );
        check("job:up:sum offset -1h @ start()", "m:job:up:sum k:offset o:- d:1h o:@ f:start");
        check("a[1h:5m] anchored", "m:a d:1h d:5m k:anchored");
        check("a * on (x) group_left (y, z) b", "m:a o:* k:on l:x k:group_left l:y l:z m:b");
        check("a and on() b == bool Inf", "m:a k:and k:on m:b o:== k:bool n:Inf");
        check("a[step() + min_of(range(), 5m)]", "m:a f:step o:+ f:min_of f:range d:5m");
    }

    #[test]
    fn quoted_names_are_names() {
        check("{\"a.b\", 'c d'!=\"e\"}", "m:\"a.b\" l:'c_d' o:!= s:\"e\"");
        check("sum by (\"c d\") (a)", "a:sum k:by l:\"c_d\" m:a");
        check("label_replace(a, \"x\", '$1', `y`, \"\")", "f:label_replace m:a s:\"x\" s:'$1' s:`y` s:\"\"");
    }

    #[test]
    fn words_of_the_language_may_be_names() {
        check("by + offset", "m:by o:+ m:offset");
        check("sum{by=\"x\", sum=\"y\"} / end", "m:sum l:by o:= s:\"x\" l:sum o:= s:\"y\" o:/ m:end");
        check("count by (sum, on) (and)", "a:count k:by l:sum l:on m:and");
        check("a and offset offset 5m", "m:a k:and m:offset k:offset d:5m");
    }

    #[test]
    fn what_is_not_finished_has_its_colours() {
        check("su", "m:su");
        check("sum", "a:sum");
        check("sum by (jo", "a:sum k:by l:jo");
        check("rate(a{job=\"x", "f:rate m:a l:job o:= s:\"x");
        check("rate(a{job) + b", "f:rate m:a l:job o:+ m:b");
        check("a[5m) + b{c", "m:a d:5m o:+ m:b l:c");
        check("$x ¥ a))}]", "u:$x u:¥ m:a");
        check("", "");
        check(" \n# only a comment", "c:#_only_a_comment");
    }

    #[test]
    fn deep_nesting_is_borne() {
        for piece in ["(", "{", "[", ")", "by (", "a{(", "a[)"] {
            let text = piece.repeat(50_000);
            let end = highlight(&text).last().map_or(0, |piece| piece.span.end);
            assert_eq!(end as usize, text.len());
        }
    }
}
