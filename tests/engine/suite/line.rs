//! The lines after an `eval`: what is expected of it.

use narthex::engine::load;
use narthex::model::time::StepGrid;
use narthex::promql::ast::ExprKind;
use narthex::promql::{literal, parser};
use regex::Regex;

use crate::suite::eval::{Eval, Expected, Failure, Text};
use crate::suite::script::{after, word};

/// Reads one line into an evaluation's expectations.
pub(crate) fn read(eval: &mut Eval, line: &str) -> Result<(), String> {
    let (first, rest) = word(line);
    match first {
        "expect" => return expect(eval, rest),
        "expected_fail_message" => {
            eval.fail = Failure::With(Text::Exactly(rest.to_owned()));
            return Ok(());
        }
        "expected_fail_regexp" => {
            eval.fail = Failure::With(Text::Matching(regex(rest)?));
            return Ok(());
        }
        _ => {}
    }
    if let Some(value) = scalar(line) {
        eval.expected = Expected::Scalar(value);
        return Ok(());
    }
    match &mut eval.expected {
        Expected::Series(series) | Expected::Ranges(_, series) => series.push(load::line(line)?),
        Expected::Scalar(_) | Expected::String(_) => return Err(format!("another result is expected already: {line}")),
    }
    Ok(())
}

fn expect(eval: &mut Eval, rest: &str) -> Result<(), String> {
    let (kind, rest) = word(rest);
    // `msg:` may follow without a blank: `fail msg:text`.
    let text = text(rest);
    match kind {
        "ordered" => eval.is_ordered = true,
        "fail" if matches!(eval.fail, Failure::With(_)) => return Err("two expect fail lines".into()),
        "fail" => eval.fail = text?.map_or(Failure::Any, Failure::With),
        "warn" => {
            eval.warnings.must_occur = true;
            eval.warnings.texts.extend(text?);
        }
        "info" => {
            eval.infos.must_occur = true;
            eval.infos.texts.extend(text?);
        }
        "no_warn" => eval.warnings.must_not_occur = true,
        "no_info" => eval.infos.must_not_occur = true,
        "string" => eval.expected = Expected::String(string(rest)?),
        "range" => {
            let rest = rest.strip_prefix("vector").ok_or("expect range: vector is missing")?;
            let (start, rest) = after("from", rest)?;
            let (end, rest) = after("to", rest)?;
            let (step, _) = after("step", rest)?;
            eval.expected = Expected::Ranges(StepGrid { start, end, step }, Vec::new());
        }
        other => return Err(format!("nothing is known of expect {other}")),
    }
    let contradicts = |it: &crate::suite::eval::ExpectedAnnotations| it.must_occur && it.must_not_occur;
    if contradicts(&eval.warnings) || contradicts(&eval.infos) {
        return Err("annotations are both expected and excluded".into());
    }
    Ok(())
}

/// `msg:…` or `regex:…`, if anything.
fn text(rest: &str) -> Result<Option<Text>, String> {
    if rest.is_empty() {
        Ok(None)
    } else if let Some(text) = rest.strip_prefix("msg:") {
        Ok(Some(Text::Exactly(text.trim().to_owned())))
    } else if let Some(pattern) = rest.strip_prefix("regex:") {
        regex(pattern.trim()).map(|pattern| Some(Text::Matching(pattern)))
    } else {
        Err(format!("neither msg: nor regex: {rest}"))
    }
}

fn regex(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| error.to_string())
}

/// A line that is nothing but a number.
fn scalar(line: &str) -> Option<f64> {
    let unsigned = line.strip_prefix(['+', '-']).unwrap_or(line);
    let value = literal::number::parse(unsigned).ok()?;
    Some(if line.starts_with('-') { -value } else { value })
}

/// A text in quotes.
fn string(quoted: &str) -> Result<String, String> {
    match parser::parse(quoted).expr.kind {
        ExprKind::String(literal) => Ok(literal.value),
        _ => Err(format!("{quoted} is no text in quotes")),
    }
}
