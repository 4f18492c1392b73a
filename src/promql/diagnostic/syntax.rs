//! What the lexer and the parser find wrong.

/// A mistake in the text itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Syntax {
    /// There is nothing but white space and comments.
    Empty,
    /// The text is longer than the parser reads, in bytes.
    TooLong {
        /// The most that it reads.
        limit: usize,
    },
    /// Parentheses, brackets, calls or signs nested deeper than the parser follows.
    TooDeep {
        /// The most that it follows.
        limit: usize,
    },
    /// Something stands where something else must.
    Unexpected {
        /// What stands there.
        found: NamedToken,
        /// Inside what; `None` in the expression itself.
        context: Option<SyntaxContext>,
        /// What may stand there; empty: nothing particular.
        expected: &'static [Expected],
    },
    /// An operator without an expression on its right.
    MissingOperand {
        /// The operator.
        operator: String,
    },
    /// Two expressions without an operator between them.
    MissingOperator {
        /// The second one's first token.
        found: NamedToken,
    },
    /// `(`, `[` or `{` that is never closed.
    Unclosed(char),
    /// `)`, `]` or `}` that was never opened.
    Unopened(char),
    /// A character that begins nothing.
    Character(char),
    /// A dashboard's variable, which nobody filled in.
    Variable(String),
    /// An operator of another language.
    ForeignOperator {
        /// What stands there.
        found: &'static str,
        /// `PromQL`'s.
        meant: &'static str,
    },
    /// `=`, `=~`, `!~` or `!` between expressions.
    MatcherOperator(&'static str),
    /// A number or duration that is none.
    Number(String),
    /// A number that is too large to be held.
    NumberOutOfRange(String),
    /// A duration whose units repeat or stand in the wrong order, or that does not fit.
    Duration(String),
    /// A division of a duration by zero.
    DivisionByZero,
    /// The remainder of a duration divided by zero.
    ModuloByZero,
    /// A duration longer than can be held.
    DurationOutOfRange,
    /// A range or step of a subquery that is not above zero.
    DurationNotPositive,
    /// A quoted text whose quote is never closed, or not on its line.
    Unterminated {
        /// The quote that opens it.
        quote: char,
    },
    /// `\` before something that it does not escape.
    Escape(String),
    /// A comma before `)` in the arguments of a call.
    TrailingComma,
    /// `[5m]` after something other than a selector.
    RangeOfExpression,
    /// `offset` before `[5m]`.
    OffsetBeforeRange,
    /// `@` before `[5m]`.
    AtBeforeRange,
    /// A modifier after something that cannot have it.
    ModifierTarget(&'static str),
    /// The same modifier twice, or `anchored` and `smoothed` together.
    ModifierTwice(&'static str),
    /// A time after `@` that is none.
    Timestamp(f64),
    /// A metric's name given twice.
    NameTwice {
        /// The first.
        first: String,
        /// The second.
        second: String,
    },
    /// `group_left` or `group_right` without `on` or `ignoring` before it.
    GroupWithoutMatching(&'static str),
}

/// A token as a message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedToken {
    /// The end of the text.
    End,
    /// A name.
    Identifier(String),
    /// A word of the language.
    Keyword(String),
    /// An aggregator.
    Aggregator(String),
    /// An operator.
    Operator(String),
    /// A text in quotes, quotes included.
    String(String),
    /// A number.
    Number(String),
    /// A duration.
    Duration(String),
    /// Anything else.
    Symbol(String),
}

/// What may be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A delimiter: `,`, `)`, `()`.
    Symbol(&'static str),
    /// A word of the language: `step()`.
    Word(&'static str),
    /// Any expression.
    Expression,
    /// The name of a label or of a metric.
    Identifier,
    /// A label in a grouping.
    Label,
    /// A label's name in quotes, as it holds a colon.
    QuotedLabel,
    /// `=`, `!=`, `=~` or `!~`.
    MatchOperator,
    /// A number.
    Number,
    /// A duration.
    Duration,
    /// A text in quotes.
    String,
    /// A time after `@`.
    Timestamp,
}

/// Where in an expression something unexpected stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxContext {
    /// After an aggregator.
    Aggregation,
    /// In the labels after `by`, `without`, `on`, `ignoring`, `group_left`, `group_right`.
    Grouping,
    /// Between the braces of a selector.
    Matching,
    /// Between the parentheses of a call.
    Arguments,
    /// Between parentheses.
    Parentheses,
    /// After `offset`.
    Offset,
    /// After `@`.
    At,
    /// Between the brackets of a range or subquery.
    Range,
    /// After the colon of a subquery.
    Subquery,
    /// In a computed duration.
    Duration,
    /// After `fill`, `fill_left`, `fill_right`.
    Fill,
}
