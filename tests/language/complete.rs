//! Completion against written cursors: what each is about, what is offered, and what the first offer makes of the text.
//!
//! `tests/language/complete/*.txt` begin with what is known: lines of `metric NAME TYPE UNIT HELP` (`-` for no unit),
//! `name NAME`, `label TEXT` (the answer to what is needed: names or values), `history EXPRESSION`, `rule NAME
//! EXPRESSION`. Then come sections: a title after `===`, the text with `|` for the cursor (`¦` where the text has bars
//! of its own), what is replaced and typed, what a server is asked for, the first offers, and the text as the first
//! offer makes it with the cursor again, or with `‹›` around what is selected. `UPDATE=1` writes what is said now; read
//! the difference.

use std::fmt::Write as _;
use std::ops::Range;

use narthex::model::lang::Lang;
use narthex::promql::complete::{
    ContextKind, History, Knowledge, MAX_NAMES, MOST_OFFERS, MetadataQuery, Names, Offers, RecordingRule, context,
    offers,
};
use narthex::promql::metadata::{Metadata, Metric, MetricType};

use crate::written;

/// How many offers a section shows.
const SHOWN: usize = 8;

#[test]
fn operands() {
    check_file("operands");
}

#[test]
fn labels() {
    check_file("labels");
}

#[test]
fn words() {
    check_file("words");
}

#[test]
fn durations() {
    check_file("durations");
}

#[test]
fn nothing() {
    check_file("nothing");
}

/// What is known, owned.
#[derive(Default)]
struct Known {
    metrics: Names,
    metadata: Metadata,
    labels: Names,
    history: History,
    rules: Vec<RecordingRule>,
}

impl Known {
    fn knowledge(&self) -> Knowledge<'_> {
        Knowledge {
            metrics: &self.metrics,
            metadata: &self.metadata,
            labels: &self.labels,
            history: &self.history,
            rules: &self.rules,
        }
    }

    fn of_metrics<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { metrics: Names::new(names), ..Self::default() }
    }

    /// From the lines at the beginning of a file.
    fn read(lines: &str) -> Self {
        let mut known = Self::default();
        let (mut names, mut labels, mut history) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "metric" => {
                    let mut parts = rest.splitn(4, ' ');
                    let mut part = || parts.next().unwrap_or_default();
                    let (name, metric_type, unit, help) = (part(), part(), part(), part());
                    let unit = if unit == "-" { "" } else { unit };
                    let metric_type = MetricType::named(metric_type);
                    known.metadata.insert(name, Metric { metric_type, unit: unit.into(), help: help.into() });
                }
                "name" => names.push(rest),
                "label" => labels.push(rest),
                "history" => history.push(rest),
                "rule" => {
                    let (name, expression) = rest.split_once(' ').unwrap_or((rest, ""));
                    known.rules.push(RecordingRule { name: name.into(), expression: expression.into() });
                }
                _ => {}
            }
        }
        let series = known.metadata.series_names();
        known.metrics = Names::new(series.iter().map(String::as_str).chain(names));
        known.labels = Names::new(labels);
        known.history = History::new(history);
        known
    }
}

#[track_caller]
fn check_file(name: &str) {
    let path = format!("tests/language/complete/{name}.txt");
    let written = written::read(&path);
    let known = Known::read(written::cases(&written).0);
    written::check_text(&path, &written, |case| verdict(case.text, &known.knowledge()));
}

/// A text without its mark, and where that was.
fn unmark(marked: &str) -> (String, usize) {
    let mark = if marked.contains('¦') { '¦' } else { '|' };
    let at = marked.find(mark).unwrap_or_else(|| panic!("no cursor in {marked}"));
    (marked.replacen(mark, "", 1), at)
}

/// What is said of one cursor, as it stands in the files.
fn verdict(marked: &str, knowledge: &Knowledge) -> String {
    let (text, cursor) = unmark(marked);
    let context = context(&text, cursor);
    let mut out = String::new();
    let _ = write!(out, "{}", context_of(&context.kind));
    if context.kind != ContextKind::Nothing {
        let _ = write!(out, ", replaces {:?}, typed {:?}", context.replaced.of(&text), context.typed);
    }
    out.push('\n');
    if let Some(need) = context.need() {
        let what = match &need.what {
            MetadataQuery::Metrics => "metrics".to_owned(),
            MetadataQuery::LabelNames => "label names".to_owned(),
            MetadataQuery::LabelValues(label) => format!("values of {label}"),
        };
        let of = need.selectors.join(" and ");
        let _ = writeln!(out, "needs {what}{}{of}", if of.is_empty() { "" } else { " of " });
    }
    let Offers { list, left_out } = offers(&context, knowledge);
    for offer in list.iter().take(SHOWN) {
        let _ = write!(out, "- {}", emphasised(&offer.label, &offer.matched));
        let stability =
            if offer.stability == narthex::promql::functions::Stability::Stable { "" } else { ", experimental" };
        let _ = write!(out, " ({:?}{stability})", offer.kind);
        if !offer.detail.is_empty() {
            let _ = write!(out, " {}", offer.detail);
        }
        out.push('\n');
    }
    let more = list.len().saturating_sub(SHOWN) + left_out;
    if more > 0 {
        let _ = writeln!(out, "- and {more} more");
    }
    if let Some(first) = list.first() {
        let (accepted, selected) = first.insert.applied(&text);
        let (before, after) = (&accepted[..selected.start], &accepted[selected.end..]);
        let cursor = if marked.contains('¦') { "¦".to_owned() } else { "|".to_owned() };
        let inside = if selected.is_empty() { cursor } else { format!("‹{}›", &accepted[selected]) };
        let _ = writeln!(out, "accepted: {before}{inside}{after}");
    }
    out
}

fn context_of(kind: &ContextKind) -> String {
    match kind {
        ContextKind::Operand(it) => {
            it.expected.map_or("operand".into(), |expected| format!("operand, {expected} expected"))
        }
        ContextKind::LabelValue(it) => format!("value of {} by {}", it.label, it.op.text()),
        other => other.name().into(),
    }
}

/// The label with what was typed between brackets.
fn emphasised(label: &str, matched: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for range in matched {
        out.extend([&label[at..range.start], "[", &label[range.clone()], "]"]);
        at = range.end;
    }
    out + &label[at..]
}

/// The labels of the offers at the end of a text.
fn labels_at_end(text: &str, known: &Known) -> Vec<String> {
    let offers = offers(&context(text, text.len()), &known.knowledge());
    offers.list.into_iter().map(|offer| offer.label).collect()
}

#[test]
fn what_was_used_comes_first_among_equals() {
    let mut known = Known::of_metrics(["node_load1", "node_load15", "node_load5"]);
    assert_eq!(labels_at_end("node_l", &known)[..3], ["node_load1", "node_load15", "node_load5"]);
    known.history = History::new(["avg(node_load5)"]);
    assert_eq!(labels_at_end("sum(node_l", &known)[..3], ["node_load5", "node_load1", "node_load15"]);
}

#[test]
fn the_order_does_not_depend_on_the_order_given() {
    let names: Vec<String> = (0..5000).map(|number| format!("metric_{}", number * 7919 % 5000)).collect();
    let forward = Known::of_metrics(names.iter().map(String::as_str));
    let backward = Known::of_metrics(names.iter().rev().map(String::as_str));
    for text in ["", "metric", "m1", "sum(9"] {
        assert_eq!(labels_at_end(text, &forward), labels_at_end(text, &backward), "{text}");
    }
}

#[test]
fn the_list_is_bounded_and_says_so() {
    let names: Vec<String> = (0..5000).map(|number| format!("metric_{number:04}")).collect();
    let known = Known::of_metrics(names.iter().map(String::as_str));
    let Offers { list, left_out } = offers(&context("sum(metric", 10), &known.knowledge());
    let metrics = list.iter().filter(|offer| offer.label.starts_with("metric_")).count();
    assert!(list.len() <= MOST_OFFERS && metrics == 100 && left_out == 4900, "{metrics} {left_out}");
}

/// What servers send may be anything: it is bounded, and handed on as it is.
#[test]
fn hostile_metadata_is_plain_text() {
    let mut known = Known::default();
    let markup = "<script>alert(1)</script> & \u{202e}x\n\0";
    let long = "x".repeat(100_000);
    let names = ["a\nb", "<img src=x>", "\u{1b}[31m", "\"}", "a`b", "{", "漢", " ", long.as_str()];
    for name in names {
        let metric = Metric { metric_type: MetricType::Gauge, unit: long.clone(), help: markup.repeat(1000) };
        known.metadata.insert(name, metric);
    }
    let series = known.metadata.series_names();
    known.metrics = Names::new(series.iter().map(String::as_str));
    known.labels = Names::new(names);
    let Offers { list, .. } = offers(&context("", 0), &known.knowledge());
    for name in &names[..8] {
        let offer = list.iter().find(|offer| offer.label == *name).unwrap_or_else(|| panic!("{name:?} is not there"));
        assert!(offer.about.text(Lang::Zh).starts_with("<script>") && offer.about.text(Lang::En).len() < 1100);
        assert!(offer.detail.len() < 1100);
        let (text, _) = offer.insert.applied("");
        assert_eq!(narthex::promql::check::diagnose(&text).1, [], "{text:?}");
    }
    for (text, cursor) in [("a{b=\"|\"}", 5), ("a{b='|'}", 5), ("a{b=`|`}", 5), ("a{b=~`|`}", 6), ("a{b=~'|'}", 6)] {
        let text = text.replace('|', "");
        for offer in offers(&context(&text, cursor), &known.knowledge()).list {
            let (accepted, _) = offer.insert.applied(&text);
            let (parsed, wrong) = narthex::promql::check::diagnose(&accepted);
            assert_eq!(wrong, [], "{accepted:?}");
            let narthex::promql::ast::ExprKind::Selector(selector) = parsed.expr.kind else { panic!("{accepted:?}") };
            let value = &selector.matchers[0].value.value;
            if !text.contains('~') {
                assert_eq!(*value, offer.label);
            }
        }
    }
}

#[test]
fn very_many_names_are_cut() {
    let names: Vec<String> = (0..MAX_NAMES + 1000).map(|number| format!("m{number:07}")).collect();
    let known = Known::of_metrics(names.iter().map(String::as_str));
    let offers = offers(&context("m00", 3), &known.knowledge());
    assert_eq!(offers.list.first().map(|offer| offer.label.as_str()), Some("m0000000"));
    assert!(offers.left_out >= 1000 + 99_900, "{}", offers.left_out);
}

/// Places beyond the text and within a letter.
#[test]
fn any_byte_is_a_place() {
    let text = "up{job=\"é漢\"} + é";
    for byte in 0..text.len() + 9 {
        let context = context(text, byte);
        let span = context.replaced;
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{byte}: {span:?}");
    }
}
