//! The checker against written expressions: each one's mistakes with their spans and messages, and what the
//! expression becomes by its fixes.
//!
//! `tests/language/check/*.txt` hold sections: a title after `===`, one line of text, then what the checker says of it
//! in English. Under the text, carets mark the span. `UPDATE=1` writes what it says now; read the difference.

use std::fmt::Write as _;

use narthex::model::lang::Lang;
use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::check::{check, diagnose, diagnose_as, value_type};
use narthex::promql::diagnostic::{Diagnostic, Severity};
use narthex::promql::dialect::QueryDialect;
use narthex::promql::format;
use narthex::promql::functions::FUNCTIONS;
use narthex::promql::keywords::KEYWORDS;
use narthex::promql::parser::parse;
use narthex::promql::wording::message;

use crate::properties::sentences::check_sentence;
use crate::written;

#[test]
fn calls() {
    check_file("calls", Expected::Refused);
}

#[test]
fn aggregations() {
    check_file("aggregations", Expected::Refused);
}

#[test]
fn operators() {
    check_file("operators", Expected::Refused);
}

#[test]
fn selectors() {
    check_file("selectors", Expected::Refused);
}

#[test]
fn valid() {
    check_file("valid", Expected::Taken);
}

/// The examples that completion and help show, and what each function says it gives.
#[test]
fn examples_of_the_tables_are_sound() {
    let functions = FUNCTIONS.iter().map(|one| one.doc.example);
    let aggregators = AGGREGATORS.iter().map(|one| one.doc.example);
    let keywords = KEYWORDS.iter().map(|one| one.doc.example);
    for example in functions.chain(aggregators).chain(keywords) {
        let parsed = parse(example);
        assert_eq!(parsed.diagnostics, [], "{example}");
        assert_eq!(check(example, &parsed.expr), [], "{example}");
        assert!(value_type(&parsed.expr).is_some(), "{example}");
    }
}

/// Where the parser has spoken, the checker is silent; elsewhere it is not.
#[test]
fn broken_text_is_not_judged_twice() {
    for text in ["", "rate(", "sum by (", "rate(x[5m], )", "1 + ", "topk(5,", "x{a=", "(-", "x[5m:", "info(x,"] {
        let (parsed, found) = diagnose(text);
        assert!(!parsed.diagnostics.is_empty(), "{text}");
        assert_eq!(found, parsed.diagnostics, "{text}");
    }
    let (parsed, found) = diagnose("rate(errors) + sum(");
    assert_eq!((parsed.diagnostics.len(), found.len()), (1, 2));
    let (parsed, found) = diagnose("sum(errors) rate(requests)");
    assert_eq!((parsed.diagnostics.len(), found.len()), (1, 2));
}

/// What the languages of nodes make of a text: severity and message of each.
#[track_caller]
fn check_as(dialect: QueryDialect, text: &str, expected: &[(Severity, &str)]) {
    let (_, found) = diagnose_as(text, dialect);
    found.iter().for_each(check_messages);
    let found: Vec<_> = found.iter().map(|one| (one.severity, message(one, Lang::En))).collect();
    let found: Vec<_> = found.iter().map(|(severity, message)| (*severity, message.as_str())).collect();
    assert_eq!(found, expected, "{dialect:?} {text}");
}

#[test]
fn a_renamed_function_is_right_on_older_servers() {
    let text = "holt_winters(queue[1h], 0.3, 0.1) > 1";
    let renamed = "holt_winters has been called double_exponential_smoothing since Prometheus 3";
    check_as(QueryDialect::Current, text, &[(Severity::Error, renamed)]);
    for dialect in [QueryDialect::Older, QueryDialect::MetricsQl] {
        check_as(dialect, text, &[]);
    }
    check_as(
        QueryDialect::Older,
        "sum(holt_winters(queue, 0.3))",
        &[
            (Severity::Error, {
                "expected 3 argument(s) in call to \"holt_winters\", got 2: holt_winters(v range vector, smoothing scalar, trend \
         scalar) instant vector"
            }),
            (Severity::Error, {
                "expected type range vector in call to function \"holt_winters\", got instant vector: a range such as [5m] is missing"
            }),
        ],
    );
    assert_eq!(format::format("holt_winters (queue[1h],0.3,0.1)"), Ok("holt_winters(queue[1h], 0.3, 0.1)".to_owned()));
}

#[test]
fn what_may_be_metricsql_is_noted_once() {
    let note = "not understood here as PromQL from this place on: it is sent as it is, MetricsQL may know it";
    for text in [
        "rollup_rate(up[5m]) + median_over_time(a[5m])",
        "rate(http_requests_total)",
        "sum(a) limit 5",
        "a default 0 keep_metric_names",
        "WITH (x = {job=\"a\"}) up{x}",
        "{job=\"a\" or instance=\"b\"}",
        "a > 5K and b[5m] offset 1i",
        "1 +",
    ] {
        check_as(QueryDialect::MetricsQl, text, &[(Severity::Note, note)]);
        assert!(!diagnose(text).1.is_empty(), "{text} is no PromQL");
    }
    check_as(QueryDialect::MetricsQl, "sum by (job) (rate(a[5m]))", &[]);
    // These are mistakes in every language.
    check_as(QueryDialect::MetricsQl, "sum(rollup_rate(a[5m])", &[(Severity::Error, "unclosed left parenthesis")]);
    check_as(QueryDialect::MetricsQl, "foo(a))", &[(Severity::Error, "unexpected right parenthesis ')'")]);
    check_as(
        QueryDialect::MetricsQl,
        "a{b=\"c}",
        &[(Severity::Error, { "unterminated quoted string: closing \" is missing on its line" })],
    );
    check_as(QueryDialect::MetricsQl, "", &[(Severity::Error, "no expression found in input")]);
}

/// Half-typed text: whatever is said of it lies in it, is one line, and its fix can be applied.
#[test]
fn every_beginning_of_a_text_is_borne() {
    for text in written::texts("tests/language/check") {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let beginning = &text[..end];
            let (_, found) = diagnose(beginning);
            assert!(found.is_sorted_by_key(|one| one.span), "{beginning}");
            for one in found {
                let marked = beginning.get(one.span.start as usize..one.span.end as usize);
                assert!(marked.is_some(), "{beginning}: {one:?}");
                check_messages(&one);
                let fixed = one.fix.map(|fix| fix.applied(beginning));
                assert_ne!(fixed.as_deref(), Some(beginning), "a fix that changes nothing");
            }
        }
    }
}

/// A text of a hundred thousand mistakes takes memory and time of its own size.
#[test]
fn many_mistakes_are_borne() {
    let names = "x".repeat(250_000);
    for text in [
        format!("{names}{{{}}}", "__name__=\"a\",".repeat(10_000)),
        format!("a / on ({0}) group_left ({0}) b", "a,".repeat(15_000)),
        format!("abs({})", vec!["rate()"; 15_000].join(",")),
        format!("{}a{}", "topk(".repeat(100), ", 1)".repeat(100)),
        format!("{{{}}}", "a=~\"(\",".repeat(15_000)),
    ] {
        let (parsed, found) = diagnose(&text);
        assert_eq!(parsed.diagnostics, [], "{}", &text[text.len() - 20..]);
        assert!(!found.is_empty());
        found.iter().for_each(check_messages);
    }
}

/// What is said of a mistake in either language.
#[track_caller]
fn check_messages(found: &Diagnostic) {
    for lang in [Lang::En, Lang::Zh] {
        check_sentence(&message(found, lang), lang);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Every section has at least one mistake.
    Refused,
    /// None has.
    Taken,
}

#[track_caller]
fn check_file(name: &str, expected: Expected) {
    written::check(&format!("tests/language/check/{name}.txt"), |case| verdict(case.text, expected));
}

/// What is said of one expression, as it stands in the files.
#[track_caller]
fn verdict(text: &str, expected: Expected) -> String {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics, [], "broken text: {text}");
    let found = check(text, &parsed.expr);
    assert_eq!(found.is_empty(), expected == Expected::Taken, "{text}: {found:?}");
    if found.is_empty() {
        let Some(value_type) = value_type(&parsed.expr) else { panic!("{text} has no type") };
        return format!("{value_type}\n");
    }
    found.iter().map(|one| marked(text, one)).collect()
}

/// Carets under the span, the message, and the text as its fix makes it.
#[track_caller]
fn marked(text: &str, found: &Diagnostic) -> String {
    let letters = |until: u32| text.get(..until as usize).map_or(0, |part| part.chars().count());
    let (start, end) = (letters(found.span.start), letters(found.span.end));
    assert!(start < end, "{text}: an empty span");
    check_messages(found);
    let mut out = format!("{}{} {}\n", " ".repeat(start), "^".repeat(end - start), message(found, Lang::En));
    if let Some(fix) = &found.fix {
        let fixed = fix.applied(text);
        let parsed = parse(&fixed);
        assert_eq!(parsed.diagnostics, [], "the fix breaks the text: {fixed}");
        let before = check(text, &parse(text).expr).len();
        assert!(check(&fixed, &parsed.expr).len() < before, "the fix mends nothing: {fixed}");
        let _ = writeln!(out, "fix: {fixed}");
    }
    out
}
