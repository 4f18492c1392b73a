//! Finds the completion context at a cursor: the text is read once around it.
//!
//! The tokens before the cursor tell where in the grammar it is (`walk`), the tree tells which series that is about.
//! Where a text's closing quote is missing, both are read as if it stood at the cursor.
//!
//! Not here: looking up nodes (`nodes`).

use super::context::{
    AfterOperand, Around, Choice, Context, ContextKind, DurationContext, Gap, GroupingContext, LabelName, LabelValue,
    Operand, Range, WordExtent,
};
use super::keywords;
use super::literal::{self, Closing, Literal};
use super::nodes::{is_around, listed_at, modified_at, selector_at};
use super::scope::CursorScope;
use super::walk::{Open, Presence, Tail, Walker};
use crate::promql::ast::{BinaryOp, MatchOp, Selector};
use crate::promql::lexer::{self, Token, TokenKind};
use crate::promql::literal::string;
use crate::promql::parser::{self, MAX_BYTES, Parsed};
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// The context of a cursor. A byte within a character stands for the character's start, one beyond the text
/// for its end.
pub fn context(text: &str, byte: usize) -> Context {
    let cursor = text.floor_char_boundary(byte);
    if text.len() > MAX_BYTES {
        return Context::nothing(cursor);
    }
    let reading = Reading::new(text, cursor, Closing::Written);
    match reading.missing_quote() {
        None => reading.context(),
        Some(quote) => {
            let mended = [&text[..cursor], quote, &text[cursor..]].concat();
            Reading::new(&mended, cursor, Closing::Missing).context()
        }
    }
}

/// A text, read once around a cursor.
struct Reading<'a> {
    text: &'a str,
    cursor: usize,
    tokens: Vec<Token>,
    in_comment: bool,
    closing: Closing,
}

/// The tokens before, in and behind the cursor's word.
struct Word {
    /// The number of tokens before it.
    before: usize,
    /// Where it is; empty: there is none.
    span: Span,
    kind: Option<TokenKind>,
    /// The number of tokens before what is behind it.
    behind: usize,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, cursor: usize, closing: Closing) -> Self {
        let lexed = lexer::lex(text);
        let is_around = |span: Span| (span.start as usize) < cursor && cursor <= span.end as usize;
        let in_comment = lexed.comments.iter().any(|comment| is_around(comment.span));
        Self { text, cursor, tokens: lexed.tokens, in_comment, closing }
    }

    fn token(&self, at: usize) -> Token {
        self.tokens.get(at).copied().unwrap_or(Token { kind: TokenKind::End, span: Span::at(self.text.len()) })
    }

    /// The quote that is missing at the cursor: the text it stands in has none, or swallowed what follows.
    fn missing_quote(&self) -> Option<&'static str> {
        let word = self.word()?;
        let swallows = || {
            let next = self.token(word.behind);
            next.span.start == word.span.end
                && (is_wordish(next.kind) || matches!(next.kind, TokenKind::String | TokenKind::BrokenString))
        };
        let is_missing = match word.kind? {
            TokenKind::BrokenString => true,
            TokenKind::String => swallows(),
            _ => false,
        };
        is_missing.then(|| match self.text.as_bytes().get(word.span.start as usize) {
            Some(b'`') => "`",
            Some(b'\'') => "'",
            _ => "\"",
        })
    }

    /// The word at the cursor; `None` where it stands within something that is no word.
    fn word(&self) -> Option<Word> {
        let mut at = self.tokens.partition_point(|token| (token.span.end as usize) < self.cursor);
        let token = self.token(at);
        let none = |at| Some(Word { before: at, span: Span::at(self.cursor), kind: None, behind: at });
        if token.span.start as usize >= self.cursor {
            return none(at);
        }
        let is_at_end = token.span.end as usize == self.cursor;
        match token.kind {
            TokenKind::BrokenString => {}
            TokenKind::String if !is_at_end => {}
            kind if is_wordish(kind) => {}
            _ => return if is_at_end { none(at + 1) } else { None },
        }
        let mut behind = at + 1;
        let (mut span, mut kind) = (token.span, token.kind);
        // `http.server` is three tokens to the lexer: what hangs together was meant as one name.
        let hangs = |one: Token, other: Token| {
            one.span.end == other.span.start
                && is_wordish(one.kind)
                && is_wordish(other.kind)
                && (one.kind == TokenKind::Unknown || other.kind == TokenKind::Unknown)
        };
        while at > 0 && hangs(self.token(at - 1), self.token(at)) {
            at -= 1;
            span = span.to(self.token(at).span);
            kind = TokenKind::Unknown;
        }
        while hangs(self.token(behind - 1), self.token(behind)) {
            span = span.to(self.token(behind).span);
            behind += 1;
            kind = TokenKind::Unknown;
        }
        Some(Word { before: at, span, kind: Some(kind), behind })
    }

    fn context(&self) -> Context {
        let nothing = Context::nothing(self.cursor);
        let Some(word) = self.word().filter(|_| !self.in_comment) else { return nothing };
        let mut walker = Walker::new(self.text);
        for at in 0..word.before {
            walker.pass(self.token(at), self.token(at + 1).kind);
        }
        let next = self.token(word.behind);
        let around = Around {
            word: word.kind,
            before: self.text[..word.span.start as usize].chars().next_back().unwrap_or(' '),
            next,
            second: self.token(word.behind + 1).kind,
            gap: if next.span.start == word.span.end { Gap::None } else { Gap::Blank },
        };
        let is_text = matches!(word.kind, Some(TokenKind::String | TokenKind::BrokenString));
        let literal = is_text.then(|| self.literal(word.span));
        let parsed = parser::parse(self.text);
        let Some((kind, scope)) = self.kind(&word, &walker, around, literal, &parsed) else { return nothing };
        let (replaced, typed) = match (&kind, literal) {
            (ContextKind::LabelValue(LabelValue { op, .. }), Some(literal)) if op.is_regex() => {
                let span = literal.alternative(self.text, self.cursor);
                (span, literal::plain(&literal.meaning(self.upto_cursor(span))))
            }
            (_, Some(literal)) => {
                let inside = Span { start: literal.span.start + 1, ..literal.span };
                (literal.span, literal.meaning(self.upto_cursor(inside)))
            }
            (_, None) => (word.span, self.upto_cursor(word.span).to_owned()),
        };
        Context { kind, replaced, typed, scope, around }
    }

    fn upto_cursor(&self, span: Span) -> &str {
        self.text.get(span.start as usize..self.cursor).unwrap_or_default()
    }

    /// A text in quotes as it stands in what was typed, where an inserted quote does not exist.
    fn literal(&self, span: Span) -> Literal {
        let quote = string::unquote(span.of(self.text), span).0.quote;
        let end = if self.closing == Closing::Missing { self.cursor } else { span.end as usize };
        Literal { span: Span::new(span.start as usize, end), quote, closing: self.closing }
    }

    fn kind(
        &self,
        word: &Word,
        walker: &Walker,
        around: Around,
        literal: Option<Literal>,
        parsed: &Parsed,
    ) -> Option<(ContextKind, CursorScope)> {
        let is_bare = literal.is_none();
        let is_empty = word.kind.is_none();
        // Directly before a word an offer would run into it.
        let runs_on = is_empty && around.gap == Gap::None && begins_word(around.next.kind);
        let frame = walker.frames.last();
        match walker.tail {
            Tail::Start | Tail::Operator(_) if is_bare && !runs_on => {
                self.operand(word, walker, around).map(|kind| (kind, CursorScope::default()))
            }
            Tail::Selector | Tail::Ranged | Tail::Aggregation(_) | Tail::Operand | Tail::Aggregator { .. }
                if is_bare && !runs_on =>
            {
                let after = self.after_operand(word, walker, around, parsed);
                let is_empty = after.words.is_empty() && after.range == Range::Settled;
                (!is_empty).then_some((ContextKind::AfterOperand(after), CursorScope::default()))
            }
            Tail::Entry => {
                let selector = frame.and_then(|frame| selector_at(parsed, frame.start));
                let has_name = selector
                    .is_some_and(|it| it.name.as_ref().is_some_and(|name| !(is_around(name.span, self.cursor))));
                let taken = selector.map(|it| self.taken(it)).unwrap_or_default();
                let metric = if has_name { WordExtent::Part } else { WordExtent::Whole };
                let scope = selector.map(|it| CursorScope::of_selector(it, self.cursor)).unwrap_or_default();
                Some((ContextKind::LabelName(LabelName { taken, literal, metric }), scope))
            }
            Tail::EntryName(_) if is_empty && !is_match_operator(around.next.kind) => {
                Some((ContextKind::MatchOperator, CursorScope::default()))
            }
            Tail::EntryOperator { name, op } if !(runs_on || is_empty && begins_word(around.next.kind)) => {
                let selector = frame.and_then(|frame| selector_at(parsed, frame.start));
                let scope = selector.map(|it| CursorScope::of_selector(it, self.cursor)).unwrap_or_default();
                Some((ContextKind::LabelValue(LabelValue { label: self.name(name), op, literal }), scope))
            }
            Tail::Label => {
                let Some(Open::Labels(list)) = frame.map(|frame| frame.open) else { return None };
                let (scope, labels) = listed_at(parsed, list).unwrap_or_default();
                let others = labels.iter().filter(|name| is_empty || !is_around(name.span, self.cursor));
                let listed = others.map(|name| name.text.clone()).collect();
                Some((ContextKind::Grouping(GroupingContext { listed, literal }), scope))
            }
            Tail::Duration | Tail::Offset if is_bare && !runs_on => {
                let kind = match frame.map(|frame| frame.open) {
                    Some(Open::Brackets(Presence::Absent)) => DurationContext::Range,
                    Some(Open::Brackets(_)) => DurationContext::Step,
                    Some(Open::Durations) => DurationContext::Inner,
                    _ => DurationContext::Offset,
                };
                let is_followed = is_empty && (begins_word(around.next.kind) || is_opening(around.next.kind));
                (!is_followed).then_some((ContextKind::Duration(kind), CursorScope::default()))
            }
            Tail::At if is_bare && !runs_on && !matches!(word.kind, Some(TokenKind::Number | TokenKind::Duration)) => {
                let is_sign = matches!(around.next.kind, TokenKind::Operator(BinaryOp::Add | BinaryOp::Sub));
                let is_followed = is_empty && (is_sign || begins_word(around.next.kind));
                (!is_followed).then_some((ContextKind::Time, CursorScope::default()))
            }
            _ => None,
        }
    }

    fn operand(&self, word: &Word, walker: &Walker, around: Around) -> Option<ContextKind> {
        let is_variable = word.kind == Some(TokenKind::Unknown) && word.span.of(self.text).starts_with('$');
        if is_variable || matches!(word.kind, Some(TokenKind::Number | TokenKind::Duration)) {
            return None;
        }
        let expected = walker.expected().filter(|_| !matches!(walker.tail, Tail::Operator(_)));
        let words = match walker.tail {
            Tail::Operator(operator) => keywords::after_operator(operator, around.next.kind),
            _ => Vec::new(),
        };
        let is_followed = word.kind.is_none() && (begins_word(around.next.kind) || is_opening(around.next.kind));
        if expected == Some(ValueType::String) || is_followed && words.is_empty() {
            return None;
        }
        // A word of an operator before what it needs: `a == bool b`.
        let is_word = matches!((walker.tail, word.kind), (Tail::Operator(_), Some(TokenKind::Keyword(it))) if !it.may_be_metric() || is_opening(around.next.kind))
            && (begins_word(around.next.kind) || is_opening(around.next.kind));
        let choice = if is_followed || is_word { Choice::Words } else { Choice::All };
        let is_whole = word.before == 0 && around.next.kind == TokenKind::End;
        let extent = if is_whole { WordExtent::Whole } else { WordExtent::Part };
        Some(ContextKind::Operand(Operand { expected, words, choice, extent }))
    }

    fn after_operand(&self, word: &Word, walker: &Walker, around: Around, parsed: &Parsed) -> AfterOperand {
        let end = word.before.checked_sub(1).map_or(0, |before| self.token(before).span.end);
        let node = modified_at(parsed, end as usize);
        let words = keywords::after_operand(walker.tail, node, around.next.kind);
        let wants_range = walker.tail == Tail::Selector
            && walker.expected() == Some(ValueType::Matrix)
            && around.next.kind != TokenKind::Open('[');
        AfterOperand { words, range: if wants_range { Range::Missing } else { Range::Settled } }
    }

    /// The labels that a selector fixes, but for the one at the cursor.
    fn taken(&self, selector: &Selector) -> Vec<String> {
        let others = selector.matchers.iter().filter(|it| it.op == MatchOp::Equal && !is_around(it.span, self.cursor));
        others.map(|it| it.name.text.clone()).collect()
    }

    /// A name, quoted or not.
    fn name(&self, span: Span) -> String {
        let text = span.of(self.text);
        let is_quoted = text.starts_with(['"', '\'', '`']);
        if is_quoted { string::unquote(text, span).0.value } else { text.to_owned() }
    }
}

/// Whether it may be a word that is being typed.
fn is_wordish(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Name
            | TokenKind::ColonName
            | TokenKind::Keyword(_)
            | TokenKind::Number
            | TokenKind::Duration
            | TokenKind::Unknown
    )
}

/// Whether a word or a text begins.
pub(super) fn begins_word(kind: TokenKind) -> bool {
    is_wordish(kind) || matches!(kind, TokenKind::String | TokenKind::BrokenString)
}

fn is_opening(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Open(_))
}

/// Whether it stands between a label and its value.
pub(super) fn is_match_operator(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Match(_) | TokenKind::Operator(BinaryOp::Equal | BinaryOp::NotEqual))
}
