//! Prometheus' own conformance scripts as a corpus: what it evaluates is understood here, and printed or formatted text
//! means the same. The scripts are read from the folder that `PROMQLTEST_DIR` names; where it is not set, they are left out.
//!
//! Not here: evaluation, and what the scripts load.

use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::parser::{self, Parsed};
use narthex::promql::tree::{self, Detail};
use narthex::promql::{printer, wording};

#[cfg(target_arch = "wasm32")]
#[macro_use(test)]
extern crate wasm32_test;

#[path = "support/files.rs"]
mod files;
#[path = "support/properties/format.rs"]
mod format;

use files::say;

/// An expression of a script and whether its evaluation fails, with the message where the script has it.
struct Eval {
    place: String,
    expr: String,
    failure: Option<String>,
}

#[test]
fn what_prometheus_evaluates_is_understood() {
    let Some(evals) = evals() else { return };
    assert!(!evals.is_empty(), "no script has an eval");
    let mut wrong = Vec::new();
    let (mut failing, mut rejected) = (0, 0);
    for eval in &evals {
        failing += usize::from(eval.failure.is_some());
        let is_rejected = eval.failure.as_deref().is_some_and(is_syntax_message);
        rejected += usize::from(is_rejected);
        wrong.extend(mistakes(&eval.expr, is_rejected).into_iter().map(|text| format!("{}: {text}", eval.place)));
    }
    let count = evals.len();
    say(&format!("{count} expressions, {failing} of them fail when evaluated, {rejected} when parsed"));
    assert!(wrong.is_empty(), "{} mistakes\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_prometheus_evaluates_means_something() {
    let Some(evals) = evals() else { return };
    let mut wrong = Vec::new();
    let mut rejected = 0;
    for eval in evals {
        let (_, found) = diagnose(&eval.expr);
        rejected += usize::from(!found.is_empty());
        let fails_always = eval.failure.as_deref().is_some_and(is_checker_message);
        if (eval.failure.is_none() && !found.is_empty()) || (fails_always && found.is_empty()) {
            let messages: Vec<_> = found.iter().map(|one| wording::message(one, Lang::En)).collect();
            wrong.push(format!("{}: {}\n    {}", eval.place, eval.expr, messages.join("; ")));
        }
    }
    say(&format!("{rejected} expressions that fail when evaluated are refused before"));
    assert!(wrong.is_empty(), "{} mistakes\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_prometheus_evaluates_is_formatted() {
    let Some(evals) = evals() else { return };
    let formatted: Vec<String> = evals.iter().map(|eval| format::hold(&eval.expr)).collect();
    let broken = formatted.iter().filter(|text| text.contains('\n')).count();
    say(&format!("{} expressions formatted, {broken} of them over several lines", formatted.len()));
    assert!(broken > 0, "no expression is long");
}

/// Whether a script's message tells of something that the text alone decides.
fn is_checker_message(message: &str) -> bool {
    ["expected ", "modifier can only be used", "invalid label name", "error parsing regexp"]
        .iter()
        .any(|it| message.contains(it))
}

/// Whether a script's message is one of Prometheus' parser rather than of its checker or engine.
fn is_syntax_message(message: &str) -> bool {
    ["parse error", "unexpected ", "bad number", "unclosed", "unterminated"].iter().any(|it| message.contains(it))
}

fn mistakes(expr: &str, is_rejected: bool) -> Option<String> {
    let parsed = parser::parse(expr);
    if is_rejected == parsed.diagnostics.is_empty() {
        return Some(format!("{expr}\n    {}", messages(&parsed)));
    }
    if is_rejected {
        return None;
    }
    let printed = printer::print(&parsed.expr);
    let again = parser::parse(&printed);
    let same = again.diagnostics.is_empty() && lines(&again) == lines(&parsed);
    (!same).then(|| format!("{expr}\n    is printed as {printed}\n{}{}", lines(&parsed), lines(&again)))
}

fn messages(parsed: &Parsed) -> String {
    parsed.diagnostics.iter().map(|one| wording::message(one, Lang::En)).collect::<Vec<_>>().join("; ")
}

fn lines(parsed: &Parsed) -> String {
    tree::lines(&parsed.expr, Detail::Nodes)
}

/// The evaluations of all scripts; `None` where there are no scripts, which is said.
fn evals() -> Option<Vec<Eval>> {
    let scripts = files::conformance_scripts()?;
    Some(scripts.iter().flat_map(|(name, text)| evals_of(name, text)).collect())
}

fn evals_of(name: &str, text: &str) -> Vec<Eval> {
    let mut evals: Vec<Eval> = Vec::new();
    for (number, line) in text.lines().map(str::trim).enumerate() {
        if let Some((expr, fails)) = expression(line) {
            let failure = fails.then(String::new);
            evals.push(Eval { place: format!("{name}:{}", number + 1), expr: expr.to_owned(), failure });
        } else if let Some(message) = line.strip_prefix("expect fail").or(line.strip_prefix("expected_fail_"))
            && let Some(last) = evals.last_mut()
        {
            last.failure = Some(message.to_owned());
        }
    }
    evals
}

/// The expression of an `eval` line and whether the line says that it fails.
fn expression(line: &str) -> Option<(&str, bool)> {
    let (head, rest) = line.split_once(char::is_whitespace)?;
    let head = head.to_ascii_lowercase();
    if !head.starts_with("eval") {
        return None;
    }
    let rest = rest.trim_start();
    let words = if rest.starts_with("range") {
        // range from A to B step S
        7
    } else if rest.strip_prefix("instant").is_some_and(|it| it.trim_start().starts_with("at ")) {
        // instant at T
        3
    } else {
        1
    };
    let expr = (0..words).fold(rest, |rest, _| rest.split_once(char::is_whitespace).map_or("", |it| it.1.trim_start()));
    Some((expr, head == "eval_fail"))
}

#[test]
fn eval_lines_are_cut() {
    assert_eq!(expression("eval instant at 5m  sum(a) "), Some(("sum(a) ", false)));
    assert_eq!(expression("eval_fail instant at 0 1 +"), Some(("1 +", true)));
    assert_eq!(expression("eval range from 0 to 1h step 5m a offset 1m"), Some(("a offset 1m", false)));
    assert_eq!(expression("load 5m"), None);
}
