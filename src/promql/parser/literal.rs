//! Numbers, strings and names.

use super::cursor::Parser;
use crate::promql::ast::{Name, NameForm, Number, NumberForm, StringLiteral};
use crate::promql::diagnostic::{Edit, Fix, Syntax};
use crate::promql::lexer::Kind;
use crate::promql::literal::{number, string};
use crate::promql::span::Span;

impl Parser<'_> {
    /// The number or duration here; 0 where it is unsound.
    pub(super) fn number(&mut self) -> Number {
        let (text, is_duration) = (self.token_text(), self.is(Kind::Duration));
        let form = if is_duration { NumberForm::Duration } else { NumberForm::Plain };
        let value = if is_duration { number::parse_duration(text) } else { number::parse(text) };
        if value.is_none() {
            let text = text.to_owned();
            self.report_here(if is_duration { Syntax::Duration(text) } else { Syntax::Number(text) });
        }
        Number { span: self.bump(), value: value.unwrap_or_default(), form }
    }

    /// The string here.
    pub(super) fn string(&mut self) -> StringLiteral {
        let is_whole = self.is(Kind::String);
        let (literal, bad) = string::unquote(self.token_text(), self.span());
        self.bump();
        if let Some(bad) = bad.filter(|_| is_whole) {
            let start = literal.span.start as usize + bad.at;
            let span = Span::new(start, start + bad.text.len());
            let fix = Fix { edits: vec![Edit { span: span.before(), text: "\\".into() }] };
            self.report_passed(span, Syntax::Escape(bad.text), Some(fix));
        }
        literal
    }

    /// The word here as a name.
    pub(super) fn bare_name(&mut self) -> Name {
        let text = self.token_text().to_owned();
        Name { span: self.bump(), text, form: NameForm::Bare }
    }

    /// The string here as a name.
    pub(super) fn quoted_name(&mut self) -> Name {
        let literal = self.string();
        Name { span: literal.span, text: literal.value, form: NameForm::Quoted }
    }
}
