//! Selectors and the modifiers of time on one line.

use super::{duration, push_name};
use crate::model::number;
use crate::promql::ast::{AtKind, Modifiers, Name, NameForm, Selector};
use crate::promql::literal::string;

/// Name and matchers, without modifiers.
pub(super) fn push(out: &mut String, it: &Selector) {
    let quoted: Option<&Name> = it.name.as_ref().filter(|name| name.form == NameForm::Quoted);
    if let Some(name) = it.name.as_ref().filter(|name| name.form == NameForm::Bare) {
        out.push_str(&name.text);
        if it.matchers.is_empty() {
            return;
        }
    }
    out.push('{');
    if let Some(name) = quoted {
        push_name(out, name);
    }
    for (at, matcher) in it.matchers.iter().enumerate() {
        if at > 0 || quoted.is_some() {
            out.push_str(", ");
        }
        push_name(out, &matcher.name);
        out.push_str(matcher.op.text());
        string::push(out, &matcher.value);
    }
    out.push('}');
}

/// The modifiers, each with a space before it.
pub(super) fn push_modifiers(out: &mut String, it: &Modifiers) {
    if let Some((extension, _)) = it.extension {
        out.push(' ');
        out.push_str(extension.text());
    }
    match it.at.map(|at| at.kind) {
        Some(AtKind::Time(ms)) => push_time(out, ms),
        Some(AtKind::Start) => out.push_str(" @ start()"),
        Some(AtKind::End) => out.push_str(" @ end()"),
        None => {}
    }
    if let Some(offset) = &it.offset {
        out.push_str(" offset ");
        duration::push_offset(out, offset);
    }
}

/// Milliseconds as seconds with up to three decimals.
fn push_time(out: &mut String, ms: i64) {
    out.push_str(" @ ");
    out.push_str(&number::format(ms as f64 / 1000.0));
}
