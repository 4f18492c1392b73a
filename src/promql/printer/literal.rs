//! Numbers, strings and names: each in its one form, or as typed.

use super::Printer;
use crate::model::time::{seconds, whole_ms};
use crate::model::{duration, number};
use crate::promql::ast::{Name, NameForm, Number, NumberForm, StringLiteral};
use crate::promql::literal::string;
use crate::promql::span::Span;

impl Printer<'_> {
    /// Writes a number or duration.
    pub(super) fn number(&mut self, it: Number) {
        if let Some(text) = self.typed {
            self.signed(it.span.of(text));
        } else if it.form == NumberForm::Duration {
            // The sign by itself: a zero may have one, too.
            let ms = whole_ms(it.value.abs() * 1000.0);
            self.text(if it.value.is_sign_negative() { "-" } else { "" });
            self.text(&duration::format(ms));
        } else {
            self.text(&number::format(it.value));
        }
    }

    /// Writes a number's text; its signs, between which anything blank may stand, become one or none: a `+` before
    /// a base, `Inf ^ 2`, would take its power with it.
    fn signed(&mut self, typed: &str) {
        let mut digits = typed;
        let mut is_negative = false;
        loop {
            digits = digits.trim_start();
            if let Some(rest) = digits.strip_prefix('-') {
                is_negative = !is_negative;
                digits = rest;
            } else if let Some(rest) = digits.strip_prefix('+') {
                digits = rest;
            } else if digits.starts_with('#') {
                digits = digits.split_once(['\n', '\r']).map_or("", |(_, rest)| rest);
            } else {
                break;
            }
        }
        self.text(if is_negative { "-" } else { "" });
        self.text(digits);
    }

    /// Writes a time after `@`: milliseconds as seconds with up to three decimals.
    pub(super) fn time(&mut self, ms: i64, span: Span) {
        match self.typed {
            Some(text) => self.signed(span.of(text).trim_start_matches('@')),
            None => self.text(&number::format(seconds(ms))),
        }
    }

    /// Writes a string.
    pub(in crate::promql) fn string(&mut self, it: &StringLiteral) {
        match self.typed {
            Some(text) => self.text(it.span.of(text)),
            None => string::push(&mut self.out, it),
        }
    }

    /// Writes a metric's or label's name.
    pub(in crate::promql) fn name(&mut self, it: &Name) {
        match (self.typed, it.form) {
            (Some(text), _) => self.text(it.span.of(text)),
            (None, NameForm::Bare) => self.text(&it.text),
            (None, NameForm::Quoted) => string::push_name(&mut self.out, &it.text),
        }
    }
}
