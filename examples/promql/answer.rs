//! What a command is asked about one expression, and what it answers.

use narthex::model::lang::Lang;
use narthex::promql::diagnostic::Diagnostic;
use narthex::promql::dialect::QueryDialect;
use narthex::promql::position::Positions;
use narthex::promql::wording;
use serde_json::{Value, json};

/// How texts are read and answers are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// The whole text is one expression.
    Whole,
    /// Every line is one; its number stands before each line of the answer.
    Lines,
    /// Every line is one; its answer is one line of JSON.
    Json,
}

/// One expression and how to answer.
pub(crate) struct Request<'a> {
    pub(crate) text: &'a str,
    pub(crate) format: Format,
    /// The command's options with their values.
    pub(crate) options: &'a [(&'static str, String)],
}

impl Request<'_> {
    /// The last value of an option.
    pub(crate) fn value(&self, option: &str) -> Option<&str> {
        self.options.iter().rev().find(|(name, _)| *name == option).map(|(_, value)| value.as_str())
    }

    /// The language that is named, else that of Prometheus 3.
    pub(crate) fn dialect(&self) -> Result<QueryDialect, String> {
        match self.value("--dialect") {
            None | Some("current") => Ok(QueryDialect::Current),
            Some("older") => Ok(QueryDialect::Older),
            Some("metricsql") => Ok(QueryDialect::MetricsQl),
            Some(other) => Err(format!("there is no dialect {other}")),
        }
    }

    /// The last value of an option that stands for a number of bytes.
    pub(crate) fn byte(&self, option: &str) -> Result<Option<usize>, String> {
        let Some(value) = self.value(option) else { return Ok(None) };
        value.parse().map(Some).map_err(|_| format!("{option} takes a number of bytes, not {value}"))
    }
}

/// What is printed about one expression.
pub(crate) struct Answer {
    /// To standard output.
    pub(crate) lines: Vec<String>,
    /// To standard error.
    pub(crate) complaints: Vec<String>,
    /// Whether the program ends well, as far as this expression goes.
    pub(crate) is_sound: bool,
}

/// Diagnostics for people: `line:column: message` each.
pub(crate) fn messages(text: &str, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut places = Positions::new(text);
    let line = |it: &Diagnostic| {
        let (line, column) = places.of(it.span.start as usize);
        format!("{line}:{column}: {}", wording::message(it, Lang::En))
    };
    diagnostics.iter().map(line).collect()
}

/// Diagnostics for programs.
pub(crate) fn errors(diagnostics: &[Diagnostic]) -> Vec<Value> {
    let error = |it: &Diagnostic| json!({ "start": it.span.start, "end": it.span.end, "message": wording::message(it, Lang::En) });
    diagnostics.iter().map(error).collect()
}
