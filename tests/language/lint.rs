//! The lints against written expressions: what is found with its span and message and what the fix makes of it, and,
//! as important, where nothing is found.
//!
//! `tests/language/lint/*.txt` hold sections: a title after `===`, one line of text, lines `given: …` with facts, then
//! what the lints say of it: carets under the span, the lint's name and message. `UPDATE=1` writes what they say now;
//! read the difference. Facts: `scrape 30s`, `replica LABEL`, `type METRIC TYPE`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use narthex::model::duration;
use narthex::model::lang::Lang;
use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::check;
use narthex::promql::diagnostic::{Diagnostic, DiagnosticKind, Severity};
use narthex::promql::functions::FUNCTIONS;
use narthex::promql::keywords::KEYWORDS;
use narthex::promql::lexer::lex;
use narthex::promql::lints::{Facts, LINTS, Lint, diagnose, named};
use narthex::promql::metadata::{Metric, MetricType};
use narthex::promql::wording::message;

use crate::properties::sentences::check_sentence;
use crate::time::{check_proportion, worked};
use crate::written;

#[test]
fn counters() {
    check_file("counters", Expected::Found);
}

#[test]
fn histograms() {
    check_file("histograms", Expected::Found);
}

#[test]
fn matchers() {
    check_file("matchers", Expected::Found);
}

#[test]
fn operators() {
    check_file("operators", Expected::Found);
}

#[test]
fn ranges() {
    check_file("ranges", Expected::Found);
}

#[test]
fn replicas() {
    check_file("replicas", Expected::Found);
}

/// Near to what is found elsewhere, and meant.
#[test]
fn meant_as_written() {
    check_file("silent", Expected::Silent);
}

/// Alerts and recording rules as good collections have them.
#[test]
fn rules_that_run_in_the_world() {
    check_file("rules", Expected::Silent);
}

#[test]
fn examples_of_the_tables_are_clean() {
    let functions = FUNCTIONS.iter().map(|one| one.doc.example);
    let aggregators = AGGREGATORS.iter().map(|one| one.doc.example);
    let keywords = KEYWORDS.iter().map(|one| one.doc.example);
    for example in functions.chain(aggregators).chain(keywords) {
        let (_, found) = diagnose(example, &Facts::default());
        assert_eq!(found, [], "{example}");
    }
}

#[test]
fn the_registry_is_in_order() {
    assert!(LINTS.windows(2).all(|pair| pair[0].name < pair[1].name));
    assert!(LINTS.iter().all(|lint| named(lint.name) == Some(*lint)));
    assert_eq!(named("no-such-lint"), None);
}

/// Each lint finds something in its example, and nothing at all is found in what it proposes instead.
#[test]
fn lints_show_what_they_find() {
    for lint in LINTS {
        let scraped = Facts { scrape_interval_ms: Some(15_000), ..Facts::default() };
        let facts = if lint.name == "sum-over-replicas" {
            Facts { replica_labels: vec!["replica".into()], ..scraped }
        } else {
            scraped
        };
        let (_, found) = diagnose(lint.example, &facts);
        assert_eq!(found.iter().map(name).collect::<Vec<_>>(), [lint.name], "{}", lint.example);
        assert_eq!(diagnose(lint.instead, &facts).1, [], "{}", lint.instead);
    }
}

/// In the product and in the code the same is said, in both languages.
#[test]
fn lints_explain_themselves() {
    for lint in LINTS {
        for (lang, words) in [(Lang::En, &lint.en), (Lang::Zh, &lint.zh)] {
            let end = if lang == Lang::En { '.' } else { '。' };
            assert!(words.what.ends_with(end) && words.why.ends_with(end), "{}", lint.name);
            check_chinese(words.what, lang);
            check_chinese(words.why, lang);
            assert!(!words.message.ends_with(end), "{}", lint.name);
        }
        let placeholders = |text: &str| ["{0}", "{1}"].map(|mark| text.contains(mark));
        assert_eq!(placeholders(lint.en.message), placeholders(lint.zh.message), "{}", lint.name);
        let file = lint.name.replace('-', "_");
        let code = written::read(&format!("src/promql/lints/{file}.rs"));
        let doc: Vec<&str> = code.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
        let Lint { en, example, instead, .. } = *lint;
        let expected = format!(
            "# What it does {} # Why it matters {} # Example ```promql {example} ``` # Use instead ```promql {instead} ```",
            en.what, en.why
        );
        let plain =
            |text: &str| text.replace("```", "").replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&doc.join(" ")), plain(&expected), "{file}.rs");
    }
}

#[test]
fn broken_text_is_not_linted() {
    for text in ["sum(http_requests_total", "rate(sum(http_requests_total))", "sum(http_requests_total) + ", "x[5m:"] {
        let (_, found) = diagnose(text, &Facts::default());
        assert!(!found.is_empty() && found.iter().all(|one| one.severity == Severity::Error), "{text}: {found:?}");
        assert_eq!(found, check::diagnose(text).1, "{text}");
    }
}

/// Half-typed text, of this and of the neighbouring tests: whatever is said of it lies in it and can be applied.
#[test]
fn every_beginning_of_a_text_is_borne() {
    let facts = Facts { scrape_interval_ms: Some(30_000), replica_labels: vec!["replica".into()], ..Facts::default() };
    let texts = ["/lint", "/check", ""].map(|folder| written::texts(&format!("tests/language{folder}"))).concat();
    let texts: BTreeSet<&str> = texts.iter().map(|text| text.lines().next().unwrap_or_default()).collect();
    assert!(texts.len() > 300, "{} texts", texts.len());
    for text in texts {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let beginning = &text[..end];
            let (parsed, found) = diagnose(beginning, &facts);
            assert!(found.is_sorted_by_key(|one| one.span), "{beginning}");
            for one in found {
                let marked = beginning.get(one.span.start as usize..one.span.end as usize);
                assert!(marked.is_some(), "{beginning}: {one:?}");
                let fixed = one.fix.map(|fix| fix.applied(beginning));
                assert_ne!(fixed.as_deref(), Some(beginning), "a fix that changes nothing");
            }
            // Broken trees are not for lints, but must not break them.
            narthex::promql::lints::lint(beginning, &parsed.expr, &facts);
        }
    }
}

/// Comments between all words change nothing in what is found, and fixes leave whole what they stand in.
#[test]
fn comments_are_borne() {
    for file in ["counters", "histograms", "matchers", "operators", "ranges", "replicas", "silent"] {
        let written = written::read(&format!("tests/language/lint/{file}.txt"));
        for case in written::cases(&written).1 {
            let (text, facts) = read_case(case.text);
            let words: Vec<&str> = lex(text).tokens.iter().map(|token| token.span.of(text)).collect();
            let commented = words.join(" # ) rest,\n");
            let (_, found) = diagnose(&commented, &facts);
            let names = |found: &[Diagnostic]| found.iter().map(name).collect::<Vec<_>>();
            assert_eq!(names(&found), names(&diagnose(text, &facts).1), "{commented}");
            for one in &found {
                let Some(fixed) = one.fix.as_ref().map(|fix| fix.applied(&commented)) else { continue };
                assert!(names(&diagnose(&fixed, &facts).1).len() < found.len(), "{fixed}");
            }
        }
    }
}

#[test]
fn long_texts_take_time_in_proportion() {
    let facts = Facts { replica_labels: vec!["replica".into()], ..Facts::default() };
    for piece in ["a{b=~\"c\", c=~\"^d$\"} or ", "sum(rate(a_total[5m])) / count(b > 1) or ", "(b_total > 1) * "] {
        check_proportion(piece, 4, |count| {
            let sums = format!("sum({}a)", piece.repeat(400));
            let text = format!("label_join(a, \"b\", \"c\") or abs({})", vec![sums; count].join(") or abs("));
            worked(|| assert!(diagnose(&text, &facts).1.len() > count, "{text:.100}"))
        });
    }
}

/// A text of tens of thousands of mistakes, and one of names that are as long, take memory and time of their own size.
#[test]
fn many_mistakes_are_borne() {
    let long = "x".repeat(500_000);
    for text in [
        format!("a{{{}}}", "b=~\"c\",".repeat(30_000)),
        format!("a{{{}}}", "b=\"c\",b!=\"c\",".repeat(15_000)),
        format!("sum({long}_total) / {long}_total > 1"),
        format!("sum by ({0}) (a) / sum by ({0}c) (b)", "a,b,".repeat(15_000)),
        format!("label_replace(a, \"b\", \"{}\", \"c\", \"{}\")", "$9".repeat(100_000), "(a)".repeat(5)),
    ] {
        let (_, found) = diagnose(&text, &Facts::default());
        assert!(!found.is_empty(), "{}", &text[..80]);
        for one in found {
            assert!(matches!(one.kind, DiagnosticKind::Lint(_)), "{}", message(&one, Lang::En));
            assert!(message(&one, Lang::En).len() < 300);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Every section has at least one finding.
    Found,
    /// None has.
    Silent,
}

#[track_caller]
fn check_file(name: &str, expected: Expected) {
    written::check(&format!("tests/language/lint/{name}.txt"), |case| {
        let (text, facts) = read_case(case.text);
        verdict(text, &facts, expected)
    });
}

/// The expression of a case, and what is given beside it.
fn read_case(text: &str) -> (&str, Facts) {
    let mut lines = text.lines();
    let expression = lines.next().unwrap_or_default();
    (expression, facts(&lines.filter_map(|line| line.strip_prefix("given: ")).collect::<Vec<_>>()))
}

#[track_caller]
fn facts(given: &[&str]) -> Facts {
    let mut facts = Facts::default();
    for fact in given {
        match fact.split(' ').collect::<Vec<_>>()[..] {
            ["scrape", interval] => facts.scrape_interval_ms = duration::parse(interval),
            ["replica", label] => facts.replica_labels.push(label.into()),
            ["type", metric, metric_type] => {
                let metric_type = MetricType::named(metric_type);
                facts.metadata.insert(metric, Metric { metric_type, ..Metric::default() });
            }
            _ => panic!("no fact: {fact}"),
        }
    }
    facts
}

/// What is said of one expression, as it stands in the files.
#[track_caller]
fn verdict(text: &str, facts: &Facts, expected: Expected) -> String {
    let (_, found) = diagnose(text, facts);
    assert_eq!(found.is_empty(), expected == Expected::Silent, "{text}: {found:?}");
    let spans: BTreeSet<_> = found.iter().map(|one| one.span).collect();
    assert_eq!(spans.len(), found.len(), "two findings of one span: {text}");
    found.iter().map(|one| marked(text, one, facts)).collect()
}

/// Carets under the span, the message, and the text as its fix makes it.
#[track_caller]
fn marked(text: &str, found: &Diagnostic, facts: &Facts) -> String {
    let name = name(found);
    let letters = |until: u32| text.get(..until as usize).map_or(0, |part| part.chars().count());
    let (start, end) = (letters(found.span.start), letters(found.span.end));
    assert!(start < end, "{text}: an empty span");
    for lang in [Lang::En, Lang::Zh] {
        let message = message(found, lang);
        check_sentence(&message, lang);
        assert!(!message.contains("{0}") && !message.contains("{1}") || name == "missing-capture-group", "{message}");
    }
    let message = message(found, Lang::En);
    let mut out = format!("{}{} {name}: {message}\n", " ".repeat(start), "^".repeat(end - start));
    if let Some(fix) = &found.fix {
        let fixed = fix.applied(text);
        let count = |found: &[Diagnostic]| found.iter().filter(|one| self::name(one) == name).count();
        let (_, before) = diagnose(text, facts);
        let (_, after) = diagnose(&fixed, facts);
        assert!(count(&after) < count(&before), "the fix mends nothing: {fixed}");
        assert!(after.len() < before.len(), "the fix brings something else: {fixed}: {after:?}");
        let _ = writeln!(out, "fix: {fixed}");
    }
    out
}

/// The lint's name; what is no lint's finding fails.
#[track_caller]
fn name(found: &Diagnostic) -> &'static str {
    match &found.kind {
        DiagnosticKind::Lint(finding) => finding.lint,
        kind => panic!("not a lint's: {kind:?}"),
    }
}

/// Long texts: Chinese where they should be.
#[track_caller]
fn check_chinese(text: &str, lang: Lang) {
    let is_chinese = text.chars().any(|letter| ('一'..='鿿').contains(&letter));
    assert_eq!(is_chinese, lang == Lang::Zh, "{text}");
}
