//! The formatter: one style, the one of Prometheus' own formatter, with every comment kept.
//!
//! Invariant: the formatted text parses to the same tree, formatting it again changes nothing, and its comments are the
//! text's comments in the same order.
//! Invariant: text that is broken or means nothing on any server is not touched.
//! Invariant: time and memory in proportion to the text's length: no node is measured twice, and from level
//! [`MAX_LEVEL`] on nothing is indented further.
//!
//! What has more than [`LINE`] bytes on one line, its indentation not counted, is broken: calls, aggregations and
//! parentheses after `(`, after each comma and before `)`; an operator stands with its modifiers on a line of its own,
//! its operands a level deeper. What binds to an operand (a sign, `[1h:5m]`, `offset`) stays beside it; selectors and
//! lists of labels stay on one line, however long. All of this is Prometheus'. What is not:
//!
//! - Comments, which Prometheus drops. What holds one is broken, lists of labels and matchers too. A comment stays
//!   before the node that it precedes: at the end of the line before, if it stood behind something, otherwise on its
//!   own line. Where no line can end (`offset # why`), it moves on to the next place where one can. One empty line
//!   between two comments is kept.
//! - Numbers, durations, strings and names stand as typed: `300s`, `0x1F`, `'it'`, `{"up"}`. Prometheus rewrites them.
//! - Matchers keep their order, with a space after each comma, and an empty `by ()` is kept.
//! - Subqueries that fit on one line are indented as all else, which Prometheus forgets; very deep nodes are not.
//!
//! Blanks at the ends of lines, empty lines in code, a line's end after the last line and carriage returns go.
//! Not here: the texts of nodes that fit on one line (`printer`).

mod build;
mod comments;
mod doc;
mod write;

use super::check::diagnose_as;
use super::diagnostic::Diagnostic;
use super::dialect::QueryDialect;
use super::parser::Parsed;
use build::Builder;
use comments::Comments;
use write::Writer;

/// The most bytes of a node on one line, as in Prometheus.
pub const LINE: usize = 100;

/// The deepest indentation, in levels.
pub const MAX_LEVEL: usize = 32;

/// The formatted text, without a line's end after its last line. Fails with what is wrong with the text, which then
/// stays as it is.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    // A name of older servers is as good as another.
    let (parsed, found) = diagnose_as(text, QueryDialect::Older);
    if found.is_empty() { Ok(layout(text, &parsed)) } else { Err(found) }
}

/// The text formatted, whatever it means; unchanged where what it was parsed to is broken.
pub fn layout(text: &str, parsed: &Parsed) -> String {
    if !parsed.diagnostics.is_empty() {
        return text.to_owned();
    }
    let mut builder = Builder::new(text, Comments::new(text, &parsed.comments));
    let (before, doc, after) = builder.whole(&parsed.expr);
    let mut writer = Writer::new(builder.comments());
    writer.whole(&before, &doc, &after);
    writer.finish()
}
