//! Parses numbers, strings and names.

use super::cursor::Parser;
use crate::promql::ast::{Name, NameForm, Number, NumberForm, StringLiteral};
use crate::promql::diagnostic::{Edit, Fix, Syntax};
use crate::promql::lexer::TokenKind;
use crate::promql::literal::number::{self, NumberError};
use crate::promql::literal::string;
use crate::promql::span::Span;

impl Parser<'_> {
    /// The number or duration here; 0 where it is invalid.
    pub(super) fn number(&mut self) -> Number {
        let (text, is_duration) = (self.token_text(), self.is(TokenKind::Duration));
        let form = if is_duration { NumberForm::Duration } else { NumberForm::Plain };
        let value = if is_duration {
            number::parse_duration(text).ok_or_else(|| Syntax::Duration(text.to_owned()))
        } else {
            number::parse(text).map_err(|error| match error {
                NumberError::Syntax => Syntax::Number(text.to_owned()),
                NumberError::OutOfRange => Syntax::NumberOutOfRange(text.to_owned()),
            })
        };
        let value = value.unwrap_or_else(|wrong| {
            self.report_here(wrong);
            0.0
        });
        Number { span: self.bump(), value, form }
    }

    /// The string here.
    pub(super) fn string(&mut self) -> StringLiteral {
        let is_whole = self.is(TokenKind::String);
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
