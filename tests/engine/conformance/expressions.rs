//! What Prometheus evaluates is understood here: parsed, checked, printed and formatted, and means the same afterwards.
//!
//! Not here: evaluation.

use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Diagnostic;
use narthex::promql::parser::{self, Parsed};
use narthex::promql::tree::{self, TreeDetail};
use narthex::promql::{printer, wording};

use crate::files::{self, say};
use crate::format;
use crate::suite::eval::{Failure, Text};
use crate::suite::script::{self, Command};

/// An expression of a script, where it stands, and what its evaluation fails with, where it must fail.
struct Eval {
    position: String,
    expr: String,
    failure: Option<String>,
}

#[test]
fn own_expressions_are_understood() {
    check(&super::own_scripts(""));
}

#[test]
fn prometheus_expressions_are_understood() {
    if let Some(scripts) = files::conformance_scripts("prometheus_expressions_are_understood") {
        check(&scripts);
    }
}

#[track_caller]
fn check(scripts: &[(String, String)]) {
    let evals: Vec<Eval> = scripts.iter().flat_map(|(name, text)| evals(name, text)).collect();
    let wrong: Vec<String> = evals
        .iter()
        .flat_map(|eval| {
            let mistakes = [parsed(eval), checked(eval)].into_iter().flatten();
            mistakes.map(|why| format!("{}: {}\n    {why}", eval.position, eval.expr))
        })
        .collect();
    assert!(wrong.is_empty(), "{} mistakes\n{}", wrong.len(), wrong.join("\n"));
    let broken = evals.iter().filter(|eval| format::hold(&eval.expr).contains('\n')).count();
    say(&format!("{} expressions understood and formatted, {broken} of them over several lines", evals.len()));
    assert!(evals.len() > 500 && broken > 0, "{} expressions, {broken} of them long", evals.len());
}

/// Only what Prometheus' parser refuses is broken; what is printed means the same.
fn parsed(eval: &Eval) -> Option<String> {
    let parsed = parser::parse(&eval.expr);
    let is_refused = eval.failure.as_deref().is_some_and(is_syntax_message);
    if is_refused == parsed.diagnostics.is_empty() {
        // A script need not say how it fails.
        return (eval.failure.as_deref() != Some("")).then(|| messages(&parsed.diagnostics));
    }
    if is_refused {
        return None;
    }
    let printed = printer::print(&parsed.expr);
    let again = parser::parse(&printed);
    let same = again.diagnostics.is_empty() && lines(&again) == lines(&parsed);
    (!same).then(|| format!("is printed as {printed}\n{}{}", lines(&parsed), lines(&again)))
}

/// What is evaluated is no mistake, and what the text alone decides is one.
fn checked(eval: &Eval) -> Option<String> {
    let (_, found) = diagnose(&eval.expr);
    let fails_always = eval.failure.as_deref().is_some_and(is_checker_message);
    let is_wrong = (eval.failure.is_none() && !found.is_empty()) || (fails_always && found.is_empty());
    is_wrong.then(|| messages(&found))
}

/// Whether a script's message tells of something that the text alone decides.
fn is_checker_message(message: &str) -> bool {
    ["expected ", "modifier can only be used", "invalid label name", "error parsing regexp"]
        .iter()
        .any(|it| message.contains(it))
}

/// Whether a script's message is one of Prometheus' parser rather than of its checker or engine.
fn is_syntax_message(message: &str) -> bool {
    ["parse error", "unexpected ", "bad number", "unclosed", "unterminated", " by zero"]
        .iter()
        .any(|it| message.contains(it))
}

fn messages(found: &[Diagnostic]) -> String {
    found.iter().map(|one| wording::message(one, Lang::En)).collect::<Vec<_>>().join("; ")
}

fn lines(parsed: &Parsed) -> String {
    tree::lines(&parsed.expr, TreeDetail::Nodes)
}

fn evals(name: &str, text: &str) -> Vec<Eval> {
    let commands = script::read(text).unwrap_or_else(|why| panic!("{name}: {why}"));
    let eval = |numbered: script::Numbered| {
        let Command::Eval(eval) = numbered.command else { return None };
        let failure = match eval.fail {
            Failure::None => None,
            Failure::Any => Some(String::new()),
            Failure::With(Text::Exactly(text)) => Some(text),
            Failure::With(Text::Matching(pattern)) => Some(pattern.to_string()),
        };
        Some(Eval { position: format!("{name}:{}", numbered.line), expr: eval.expression, failure })
    };
    commands.into_iter().filter_map(eval).collect()
}
