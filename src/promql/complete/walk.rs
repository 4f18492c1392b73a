//! Where in the grammar the cursor is, from the tokens before it alone: so it is known in broken text too.
//!
//! A machine with a stack of what is open; it looks at each token once. The parser cannot serve here, as it reads on:
//! what it makes of a half-written text depends on what follows.
//!
//! Invariant: linear time, no recursion; it never fails.
//! Not here: which series the cursor is about (`scope`, from the tree).

use crate::promql::ast::{AggregateOp, BinaryOp, MatchOp};
use crate::promql::functions::function;
use crate::promql::lexer::{Keyword, Token, TokenKind};
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// What stands before a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail<'a> {
    /// An expression is to begin.
    Start,
    /// It is to begin behind an operator.
    Operator(Operator),
    /// A function's name before its parenthesis.
    Callee(&'a str),
    /// An aggregator's name, and its labels where they stand before the arguments.
    Aggregator { op: AggregateOp, grouping: Presence },
    /// A word before its list of labels.
    ListOf(List, Resume),
    /// `fill` before its parenthesis.
    Fill(Operator),
    /// A metric's name or the braces behind it.
    Selector,
    /// A range, or a subquery, or modifiers of anything.
    Ranged,
    /// An aggregation's closing parenthesis, or the labels behind it.
    Aggregation(Presence),
    /// Any other operand.
    Operand,
    /// `offset`
    Offset,
    /// `@`
    At,
    /// `start`, `end`, `step`, `range`, before the parenthesis.
    Edge,
    /// In braces, where an entry begins.
    Entry,
    /// In braces behind a name.
    EntryName(Span),
    /// In braces behind the operator of a label.
    EntryOperator { name: Span, op: MatchOp },
    /// In a list of labels, where one begins.
    Label,
    /// A duration begins.
    Duration,
    /// Nothing that is known may stand here.
    Done,
}

/// Whether something is already written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Absent,
    Present,
}

/// An operator and how far its modifiers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) op: BinaryOp,
    pub(super) written: Written,
}

/// The modifiers of an operator in the order in which they have to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    Nothing,
    Bool,
    Matching,
    Group,
    Fill,
}

/// A list of labels: the span of its keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct List {
    pub(super) keyword: Keyword,
    pub(super) start: usize,
}

/// What a list of labels belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resume {
    Aggregator(AggregateOp),
    Aggregation,
    Operator(Operator),
}

/// What is open, and what stands there when it is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) open: Open<'a>,
    /// The byte of the delimiter.
    pub(super) start: usize,
    resume: Tail<'a>,
}

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open<'a> {
    /// Parentheses around an expression, with what it is expected to be.
    Group(Option<ValueType>),
    /// The arguments of a function, and which of them it is.
    Call { name: &'a str, argument: usize },
    /// The arguments of an aggregation, and which of them it is.
    Aggregation { op: AggregateOp, argument: usize },
    /// Braces.
    Braces,
    /// Brackets, and whether the colon was passed.
    Brackets(Presence),
    /// A list of labels.
    Labels(List),
    /// Parentheses in a duration.
    Durations,
    /// Parentheses with nothing to offer in them.
    Inert,
}

impl Open<'_> {
    fn delimiter(self) -> usize {
        match self {
            Self::Braces => 0,
            Self::Brackets(_) => 1,
            _ => 2,
        }
    }
}

/// The machine.
#[derive(Debug)]
pub(super) struct Walker<'a> {
    text: &'a str,
    pub(super) tail: Tail<'a>,
    pub(super) frames: Vec<Frame<'a>>,
    /// How many of each delimiter are open.
    open: [usize; 3],
}

impl<'a> Walker<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, tail: Tail::Start, frames: Vec::new(), open: [0; 3] }
    }

    /// Passes a token; `next` is the kind of the one behind it.
    pub(super) fn pass(&mut self, token: Token, next: TokenKind) {
        match token.kind {
            TokenKind::Close(close) => return self.close(close),
            TokenKind::Open(open) => return self.open(open, token.span),
            _ => {}
        }
        match self.frames.last().map(|frame| frame.open) {
            Some(Open::Braces) => self.in_braces(token),
            _ if self.is_in_duration() => self.in_duration(token, next),
            Some(Open::Labels(_)) => self.tail = if token.kind == TokenKind::Comma { Tail::Label } else { Tail::Done },
            Some(Open::Inert) => self.tail = Tail::Done,
            _ => self.in_expression(token, next),
        }
    }

    fn is_in_duration(&self) -> bool {
        self.frames.last().is_some_and(|frame| matches!(frame.open, Open::Brackets(_) | Open::Durations))
    }

    /// What an expression that begins here is to evaluate to, where that is known.
    pub(super) fn expected(&self) -> Option<ValueType> {
        match (self.tail, self.frames.last()?.open) {
            (Tail::Operator(operator), _) => operator.op.is_set().then_some(ValueType::Vector),
            (_, Open::Group(expected)) => expected,
            (_, Open::Call { name, argument }) => function(name)?.parameter(argument).map(|it| it.value_type),
            (_, Open::Aggregation { op, argument }) => {
                let parameter = op.aggregator().parameter.filter(|_| argument == 0);
                Some(parameter.map_or(ValueType::Vector, |parameter| parameter.value_type))
            }
            _ => None,
        }
    }

    fn push(&mut self, open: Open<'a>, span: Span, inside: Tail<'a>, resume: Tail<'a>) {
        self.open[open.delimiter()] += 1;
        self.frames.push(Frame { open, start: span.start as usize, resume });
        self.tail = inside;
    }

    fn pop(&mut self) -> Option<Frame<'a>> {
        let frame = self.frames.pop()?;
        self.open[frame.open.delimiter()] -= 1;
        self.tail = frame.resume;
        Some(frame)
    }

    /// Closes the innermost such delimiter and all that is open in it; one that was never opened is passed over.
    fn close(&mut self, close: char) {
        let delimiter = match close {
            '}' => 0,
            ']' => 1,
            _ => 2,
        };
        if self.open[delimiter] > 0 {
            while self.pop().is_some_and(|frame| frame.open.delimiter() != delimiter) {}
        }
    }

    fn open(&mut self, delimiter: char, span: Span) {
        // Braces that were not closed end where something else is opened.
        while self.frames.last().is_some_and(|frame| frame.open == Open::Braces) {
            self.pop();
        }
        let (open, inside, resume) = match (delimiter, self.tail) {
            ('{', _) => (Open::Braces, Tail::Entry, Tail::Selector),
            ('[', _) => (Open::Brackets(Presence::Absent), Tail::Duration, Tail::Ranged),
            (_, Tail::Callee(name)) => (Open::Call { name, argument: 0 }, Tail::Start, Tail::Operand),
            (_, Tail::Aggregator { op, grouping }) => {
                (Open::Aggregation { op, argument: 0 }, Tail::Start, Tail::Aggregation(grouping))
            }
            (_, Tail::ListOf(list, resume)) => (Open::Labels(list), Tail::Label, resumed(resume)),
            (_, Tail::Fill(operator)) => (Open::Inert, Tail::Done, Tail::Operator(operator)),
            (_, Tail::Edge) if self.is_in_duration() => (Open::Inert, Tail::Done, Tail::Done),
            (_, Tail::Edge) => (Open::Inert, Tail::Done, Tail::Ranged),
            (_, Tail::Offset) => (Open::Durations, Tail::Duration, Tail::Ranged),
            (_, Tail::Duration) => (Open::Durations, Tail::Duration, Tail::Done),
            (_, Tail::Start | Tail::Operator(_)) => (Open::Group(self.expected()), Tail::Start, Tail::Operand),
            _ => (Open::Group(None), Tail::Start, Tail::Operand),
        };
        self.push(open, span, inside, resume);
    }

    fn in_braces(&mut self, token: Token) {
        let op = match token.kind {
            TokenKind::Comma => return self.tail = Tail::Entry,
            TokenKind::Match("=") | TokenKind::Operator(BinaryOp::Equal) => Some(MatchOp::Equal),
            TokenKind::Match("!") | TokenKind::Operator(BinaryOp::NotEqual) => Some(MatchOp::NotEqual),
            TokenKind::Match("=~" | "~") => Some(MatchOp::Regex),
            TokenKind::Match("!~") => Some(MatchOp::NotRegex),
            _ => None,
        };
        self.tail = match (self.tail, op) {
            (Tail::Entry, None) => Tail::EntryName(token.span),
            (Tail::EntryName(name), Some(op)) => Tail::EntryOperator { name, op },
            _ => Tail::Done,
        };
    }

    fn in_duration(&mut self, token: Token, next: TokenKind) {
        self.tail = match (token.kind, self.frames.last_mut()) {
            (TokenKind::Colon, Some(Frame { open: Open::Brackets(step), .. })) => {
                *step = Presence::Present;
                Tail::Duration
            }
            (TokenKind::Operator(_) | TokenKind::Comma, _) => Tail::Duration,
            (TokenKind::Keyword(Keyword::Step | Keyword::Range), _) => Tail::Edge,
            // `min_of(`
            (TokenKind::Keyword(_), _) if next == TokenKind::Open('(') => Tail::Duration,
            _ => Tail::Done,
        };
    }

    fn in_expression(&mut self, token: Token, next: TokenKind) {
        if token.kind == TokenKind::Comma {
            if let Some(Frame { open: Open::Call { argument, .. } | Open::Aggregation { argument, .. }, .. }) =
                self.frames.last_mut()
            {
                *argument += 1;
            }
            self.tail = Tail::Start;
            return;
        }
        self.tail = match self.tail {
            Tail::Start => self.operand(token, next),
            Tail::Operator(operator) => {
                Self::operator_word(operator, token, next).unwrap_or_else(|| self.operand(token, next))
            }
            Tail::Offset if matches!(token.kind, TokenKind::Operator(_)) => Tail::Offset,
            // Only a number may follow a sign.
            Tail::At if matches!(token.kind, TokenKind::Operator(_)) => Tail::Done,
            Tail::At if matches!(token.kind, TokenKind::Keyword(_)) => Tail::Edge,
            Tail::Offset if matches!(token.kind, TokenKind::Keyword(Keyword::Step | Keyword::Range)) => Tail::Edge,
            Tail::Offset if matches!(token.kind, TokenKind::Keyword(_)) && next == TokenKind::Open('(') => Tail::Offset,
            Tail::Offset | Tail::At => Tail::Ranged,
            _ => self.after_operand(token).unwrap_or_else(|| self.operand(token, next)),
        };
    }

    /// What begins an expression.
    fn operand(&self, token: Token, next: TokenKind) -> Tail<'a> {
        let name = token.span.of(self.text);
        match token.kind {
            TokenKind::Keyword(Keyword::Aggregate(op))
                if !matches!(next, TokenKind::Operator(_) | TokenKind::Open('{' | '[')) =>
            {
                Tail::Aggregator { op, grouping: Presence::Absent }
            }
            TokenKind::Keyword(Keyword::Number) => Tail::Operand,
            TokenKind::Name | TokenKind::Keyword(_) if next == TokenKind::Open('(') => Tail::Callee(name),
            TokenKind::Name | TokenKind::ColonName | TokenKind::Keyword(_) | TokenKind::Unknown => Tail::Selector,
            // A sign: an operand is still to come, and words of an operator are too late.
            TokenKind::Operator(BinaryOp::Add | BinaryOp::Sub) => match self.tail {
                Tail::Operator(Operator { op, .. }) => Tail::Operator(Operator { op, written: Written::Fill }),
                tail => tail,
            },
            _ => Tail::Operand,
        }
    }

    /// What stands between an operator and its right operand.
    fn operator_word(operator: Operator, token: Token, next: TokenKind) -> Option<Tail<'a>> {
        let TokenKind::Keyword(keyword) = token.kind else { return None };
        let with = |written| Operator { written, ..operator };
        let list = List { keyword, start: token.span.start as usize };
        let is_before_list = next == TokenKind::Open('(');
        Some(match keyword {
            Keyword::Bool => Tail::Operator(with(Written::Bool)),
            Keyword::On | Keyword::Ignoring => Tail::ListOf(list, Resume::Operator(with(Written::Matching))),
            Keyword::GroupLeft | Keyword::GroupRight if is_before_list => {
                Tail::ListOf(list, Resume::Operator(with(Written::Group)))
            }
            Keyword::GroupLeft | Keyword::GroupRight => Tail::Operator(with(Written::Group)),
            Keyword::Fill | Keyword::FillLeft | Keyword::FillRight if is_before_list => Tail::Fill(with(Written::Fill)),
            _ => return None,
        })
    }

    /// What goes on with an operand.
    fn after_operand(&self, token: Token) -> Option<Tail<'a>> {
        let list = |keyword| List { keyword, start: token.span.start as usize };
        Some(match (token.kind, self.tail) {
            (TokenKind::Keyword(keyword @ (Keyword::By | Keyword::Without)), Tail::Aggregator { op, .. }) => {
                Tail::ListOf(list(keyword), Resume::Aggregator(op))
            }
            (TokenKind::Keyword(keyword @ (Keyword::By | Keyword::Without)), Tail::Aggregation(_)) => {
                Tail::ListOf(list(keyword), Resume::Aggregation)
            }
            (TokenKind::Keyword(Keyword::Operator(op)) | TokenKind::Operator(op), _) => {
                Tail::Operator(Operator { op, written: Written::Nothing })
            }
            // Meant as `==`.
            (TokenKind::Match(_), _) => Tail::Operator(Operator { op: BinaryOp::Equal, written: Written::Nothing }),
            (TokenKind::Keyword(Keyword::Offset), _) => Tail::Offset,
            (TokenKind::At, _) => Tail::At,
            (TokenKind::Keyword(Keyword::Anchored | Keyword::Smoothed), _) => Tail::Ranged,
            _ => return None,
        })
    }
}

/// What stands behind a list of labels.
fn resumed<'a>(resume: Resume) -> Tail<'a> {
    match resume {
        Resume::Aggregator(op) => Tail::Aggregator { op, grouping: Presence::Present },
        Resume::Aggregation => Tail::Aggregation(Presence::Present),
        Resume::Operator(operator) => Tail::Operator(operator),
    }
}
