//! Diagnostics: what is wrong with an expression, as data with its span and, where there is one, a fix.
//!
//! Invariant: a diagnostic carries no sentence; [`super::wording`] puts every kind into words, in both languages.

mod check;
mod lint;
mod syntax;

pub use check::{Arity, Check, Hint, TypeContext};
pub use lint::{LintFinding, LintSubject};
pub use syntax::{Expected, NamedToken, Syntax, SyntaxContext};

use serde::{Deserialize, Serialize};

use super::span::Span;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Where; empty where something is missing.
    pub span: Span,
    /// How bad.
    pub severity: Severity,
    /// What.
    pub kind: DiagnosticKind,
    /// What would mend it, where that can be told.
    pub fix: Option<Fix>,
}

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// It may well be right, but is not understood here.
    Note,
    /// It works, and is likely not what was meant.
    Warning,
    /// A server would refuse the expression.
    Error,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum DiagnosticKind {
    /// The text is no expression.
    Syntax(Syntax),
    /// The expression means nothing.
    Check(Check),
    /// The expression works and is likely not what was meant.
    Lint(LintFinding),
}

/// A change of the text that mends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The replacements, in the order of the text; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced; empty: inserted here.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// Leaves one of several of the same part of a text, which stand beside each other: what was found first.
pub(super) fn leave_first(found: &mut Vec<Diagnostic>) {
    found.dedup_by(|later, first| later.span == first.span && !first.span.is_empty());
}

impl Diagnostic {
    /// An error without a fix.
    pub fn error(span: Span, kind: DiagnosticKind) -> Self {
        Self { span, severity: Severity::Error, kind, fix: None }
    }

    /// A warning without a fix.
    pub fn warning(span: Span, kind: DiagnosticKind) -> Self {
        Self { span, severity: Severity::Warning, kind, fix: None }
    }

    /// The same with a fix of one replacement.
    #[must_use]
    pub fn fixed_by(self, span: Span, text: impl Into<String>) -> Self {
        Self { fix: Some(Fix { edits: vec![Edit { span, text: text.into() }] }), ..self }
    }

    /// Whether it only says that a selector leaves no series out (`{}`). That would cost a server too much; where all
    /// series are at hand it is a question like any other, and the only one that sees series without a name.
    pub fn selects_all(&self) -> bool {
        self.kind == DiagnosticKind::Check(Check::NoMatcher)
    }

    /// Whether it may only mean that the text is not finished: what is missing may be typed next.
    pub fn may_be_unfinished(&self) -> bool {
        use Syntax::{Empty, MissingOperand, Unclosed, Unexpected, Unterminated};
        matches!(
            self.kind,
            DiagnosticKind::Syntax(
                Empty
                    | MissingOperand { .. }
                    | Unclosed(_)
                    | Unterminated { .. }
                    | Unexpected { found: NamedToken::End, .. }
            ) | DiagnosticKind::Check(Check::NotUnderstood)
        )
    }
}

impl Fix {
    /// The text with the edits made; as it was where an edit lies outside of it or cuts a character.
    pub fn applied(&self, text: &str) -> String {
        let one = self.as_one(text);
        let mended = one.and_then(|one| {
            let (before, after) = (text.get(..one.span.start as usize)?, text.get(one.span.end as usize..)?);
            Some([before, &one.text, after].concat())
        });
        mended.unwrap_or_else(|| text.to_owned())
    }

    /// The same change as one replacement, from the first edit to the last; `None` where there is none, or one lies
    /// outside the text or cuts a character.
    pub fn as_one(&self, text: &str) -> Option<Edit> {
        let span = self.edits.first()?.span.to(self.edits.last()?.span);
        let mut out = String::new();
        let mut at = span.start as usize;
        for edit in &self.edits {
            out.push_str(text.get(at..edit.span.start as usize)?);
            out.push_str(&edit.text);
            at = edit.span.end as usize;
        }
        text.is_char_boundary(at).then_some(Edit { span, text: out })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_are_applied_in_order() {
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.into() };
        let fix = Fix { edits: vec![edit(0, 1, "X"), edit(2, 2, "é"), edit(3, 4, "")] };
        assert_eq!(fix.applied("abcd"), "Xbéc");
        assert_eq!(fix.as_one("abcd"), Some(edit(0, 4, "Xbéc")));
        assert_eq!(Fix { edits: vec![edit(1, 2, ""), edit(3, 3, "x")] }.as_one("abcd"), Some(edit(1, 3, "cx")));
        assert_eq!(Fix { edits: vec![edit(9, 9, "x")] }.applied("abcd"), "abcd");
        assert_eq!(Fix { edits: vec![edit(0, 1, "x")] }.applied("é"), "é");
    }
}
