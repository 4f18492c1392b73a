//! The completion context at a cursor, as data: what may be inserted there, and which series that concerns.
//!
//! Invariant: [`Context::replaced`] lies within the text on characters' boundaries.
//! Not here: how it is found (`reading`).

use super::keywords;
use super::literal::Literal;
use super::need::{MOST_ASKED, MetadataQuery, Need};
use super::reading::begins_word;
use super::scope::CursorScope;
use crate::model::labels::METRIC_NAME;
use crate::promql::ast::MatchOp;
use crate::promql::lexer::{Keyword, Token, TokenKind};
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// The context of a cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// What may stand there.
    pub kind: ContextKind,
    /// What an offer replaces, for most offers: the word that the cursor stands in.
    pub replaced: Span,
    /// What is typed of it, up to the cursor: what names have to fit.
    pub typed: String,
    /// The series and labels that it is about.
    pub scope: CursorScope,
    /// What stands around the word.
    pub(super) around: Around,
}

/// What may stand at a cursor.
#[derive(Debug, Clone, PartialEq)]
pub enum ContextKind {
    /// Nothing that could be offered: comments, texts, numbers.
    Nothing,
    /// An expression begins.
    Operand(Operand),
    /// An expression is complete, and may go on with these words.
    AfterOperand(AfterOperand),
    /// A label's name in braces.
    LabelName(LabelName),
    /// An operator between a label's name and its value.
    MatchOperator,
    /// A label's value.
    LabelValue(LabelValue),
    /// A label's name in the list of an aggregation or an operator.
    Grouping(GroupingContext),
    /// A range, a step or an offset.
    Duration(DurationContext),
    /// A time after `@`.
    Time,
}

impl ContextKind {
    /// What it is called in tests and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Operand(_) => "operand",
            Self::AfterOperand(_) => "after operand",
            Self::LabelName(_) => "label name",
            Self::MatchOperator => "match operator",
            Self::LabelValue(_) => "label value",
            Self::Grouping(_) => "grouping",
            Self::Duration(DurationContext::Range) => "range",
            Self::Duration(DurationContext::Step) => "step",
            Self::Duration(DurationContext::Offset) => "offset",
            Self::Duration(DurationContext::Inner) => "duration",
            Self::Time => "time",
        }
    }
}

/// An expression begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// What it has to evaluate to, where that is known.
    pub expected: Option<ValueType>,
    /// Words that belong to the operator before it.
    pub words: Vec<&'static str>,
    /// Whether anything but these words may stand here.
    pub choice: Choice,
    /// Whether the text holds nothing else.
    pub extent: WordExtent,
}

/// What may stand where an expression begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Any expression.
    All,
    /// Only words of the operator, as its right side is there already.
    Words,
}

/// How much of the text a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordExtent {
    /// All of it.
    Whole,
    /// A part.
    Part,
}

/// An expression is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AfterOperand {
    /// The words that may stand here.
    pub words: Vec<&'static str>,
    /// Whether a range is needed: `rate(errors `.
    pub range: Range,
}

/// Whether a range is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// It is.
    Missing,
    /// None is wanted, or it is there.
    Settled,
}

/// A label's name in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelName {
    /// Labels that other matchers fix.
    pub taken: Vec<String>,
    /// The quotes that it stands in.
    pub literal: Option<Literal>,
    /// Whether a metric's quoted name may stand here too.
    pub metric: WordExtent,
}

/// A label's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelValue {
    /// The label.
    pub label: String,
    /// What it is compared by.
    pub op: MatchOp,
    /// The quotes that it stands in; `None` where they are still to be written.
    pub literal: Option<Literal>,
}

/// A label's name in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupingContext {
    /// The labels that are listed already.
    pub listed: Vec<String>,
    /// The quotes that it stands in.
    pub literal: Option<Literal>,
}

/// Where a duration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationContext {
    /// A range in brackets.
    Range,
    /// A subquery's step.
    Step,
    /// After `offset`.
    Offset,
    /// In parentheses of any of these.
    Inner,
}

/// What stands around the word at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Around {
    /// What the word is, where there is one.
    pub(super) word: Option<TokenKind>,
    /// The letter before it; a blank at the text's start.
    pub(super) before: char,
    /// The token behind it.
    pub(super) next: Token,
    /// The kind of the one behind that.
    pub(super) second: TokenKind,
    /// Whether nothing stands between the word and the next token.
    pub(super) gap: Gap,
}

impl Around {
    /// Whether what follows goes on with a selector or an aggregation, and with nothing else.
    pub(super) fn modifies_next(self) -> bool {
        use Keyword::{Anchored, By, Offset, Smoothed, Without};
        matches!(
            self.next.kind,
            TokenKind::Open('{' | '[')
                | TokenKind::At
                | TokenKind::Keyword(By | Without | Offset | Anchored | Smoothed)
        )
    }
}

/// Whether two things touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    Blank,
}

impl Context {
    /// Where nothing is offered.
    pub(super) fn nothing(cursor: usize) -> Self {
        let next = Token { kind: TokenKind::End, span: Span::at(cursor) };
        Self {
            kind: ContextKind::Nothing,
            replaced: Span::at(cursor),
            typed: String::new(),
            scope: CursorScope::default(),
            around: Around { word: None, before: ' ', next, second: TokenKind::End, gap: Gap::Blank },
        }
    }

    /// What a server should be asked for, so that there is more to offer.
    pub fn need(&self) -> Option<Need> {
        let need = |what, selectors: &[String]| Need { what, selectors: selectors.to_vec(), limit: MOST_ASKED };
        let is_settled = self.scope.selectors.is_empty() && !self.scope.labels.is_empty();
        match &self.kind {
            ContextKind::Operand(it) if it.choice == Choice::All && keywords::takes_series(it.expected) => {
                Some(need(MetadataQuery::Metrics, &[]))
            }
            ContextKind::LabelName(_) => Some(need(MetadataQuery::LabelNames, &self.scope.selectors)),
            ContextKind::Grouping(_) if !is_settled => Some(need(MetadataQuery::LabelNames, &self.scope.selectors)),
            ContextKind::LabelValue(value) if value.label == METRIC_NAME && self.scope.selectors.is_empty() => {
                Some(need(MetadataQuery::Metrics, &[]))
            }
            ContextKind::LabelValue(value) => {
                Some(need(MetadataQuery::LabelValues(value.label.clone()), &self.scope.selectors))
            }
            _ => None,
        }
    }

    /// Whether an entry of a list follows, which a comma has to keep apart.
    pub(super) fn begins_next(&self) -> bool {
        begins_word(self.around.next.kind)
    }
}
