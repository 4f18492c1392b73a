//! The worker of the language: what it answers to what the page asks about expressions.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use narthex::model::lang::Lang;
use narthex::model::node::{Endpoint, Node};
use narthex::model::query::Limits;
use narthex::promql::diagnostic::Severity;
use narthex::promql::dialect::QueryDialect;
use narthex::promql::span::Span;
use narthex::protocol::envelope::Envelope;
use narthex::protocol::examination::{Examined, MAX_FINDINGS, MAX_FIX, MAX_TEXT};
use narthex::protocol::language::{Completed, Formatted, Hovered};
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::{Complete, Examine, Format, Hover, Probe, Request, Response};
use narthex::service::language;

/// The response to a request, having crossed both ways.
#[track_caller]
fn answer(request: impl Into<Request>) -> Response {
    let sent =
        Envelope::<PageMessage>::unpack(Envelope::<PageMessage>::new(1, request.into()).pack()).expect("it crosses");
    let answer = language::answer(sent).expect("every request is answered");
    assert_eq!(Envelope::unpack(answer.clone().pack()), Ok(answer.clone()), "it crosses unchanged");
    let Envelope { number: 1, message: WorkerMessage::Response(response), .. } = answer else { panic!("{answer:?}") };
    response
}

/// What an examination of a text finds.
#[track_caller]
fn examine(text: &str, lang: Lang) -> Examined {
    examine_as(text, lang, QueryDialect::Current)
}

#[track_caller]
fn examine_as(text: &str, lang: Lang, dialect: QueryDialect) -> Examined {
    match answer(Examine { text: text.to_owned(), lang, dialect }) {
        Response::Examine(found) => found,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn complete(text: &str, at: usize, lang: Lang) -> Completed {
    match answer(Complete { text: text.to_owned(), at: at as u32, lang }) {
        Response::Complete(completed) => completed,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn hover(text: &str, at: usize, lang: Lang) -> Option<Hovered> {
    match answer(Hover { text: text.to_owned(), at: at as u32, lang }) {
        Response::Hover(hovered) => hovered,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn format(text: &str) -> Option<String> {
    match answer(Format { text: text.to_owned() }) {
        Response::Format(Formatted { text }) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_examination_tells_what_is_wrong_and_where() {
    assert_eq!(examine("sum by (job) (rate(a[5m]))", Lang::En), Examined::default());
    assert_eq!(examine("{}", Lang::En).count, 1);
    assert_eq!(examine_as("{}", Lang::En, QueryDialect::Local).count, 0, "all series of a file are at hand");
    let text = "ratee(a[5m])\n  + é漢";
    let found = examine(text, Lang::En);
    let seen: Vec<_> = found.findings.iter().map(|one| (one.span.of(text), one.line, one.column)).collect();
    assert_eq!((seen, found.count), (vec![("ratee", 1, 1), ("é漢", 2, 5)], 2));
    assert!(found.findings[0].message.contains("unknown function"), "{found:?}");
    assert_eq!(found.findings[0].fix.as_ref().map(|fix| fix.text.as_str()), Some("rate"));
    let unfinished =
        |text: &str| examine(text, Lang::En).findings.iter().map(|one| one.is_unfinished).collect::<Vec<_>>();
    for text in ["sum(", "sum(a", "a{job=", "a{job=\"x", "1 +", "a[5m", "sum by"] {
        assert_eq!(unfinished(text), [true], "{text}");
    }
    assert_eq!(unfinished("a)"), [false]);
}

#[test]
fn an_examination_is_of_the_node_s_language() {
    let seen = |dialect| {
        let found = examine_as("holt_winters(a[1h], 0.3, 0.1) + median(b)", Lang::En, dialect);
        found.findings.iter().map(|one| (one.span.start, one.severity, one.fix.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(seen(QueryDialect::Current), [(0, Severity::Error, true), (32, Severity::Error, true)]);
    assert_eq!(seen(QueryDialect::Older), [(32, Severity::Error, true)]);
    assert_eq!(seen(QueryDialect::MetricsQl), [(32, Severity::Note, false)]);
}

#[test]
fn an_examination_is_bounded() {
    let found = examine(&format!("max({})", "¥ + ".repeat(1000)), Lang::En);
    assert_eq!((found.findings.len(), found.count > 900), (MAX_FINDINGS, true), "{}", found.count);
    assert_eq!(examine(&"a ".repeat(MAX_TEXT), Lang::En), Examined::default());
    let swapped = format!("clamp_max(5, a{{b=\"{}\"}})", "c".repeat(2 * MAX_FIX));
    assert!(examine(&swapped, Lang::En).findings.iter().all(|one| one.fix.is_none()), "a fix longer than the bound");
}

#[test]
fn an_examination_tells_what_is_likely_not_meant_where_nothing_is_wrong() {
    let text = "rate(sum(http_requests_total)[5m:])";
    let found = examine(text, Lang::En);
    assert!(
        !found.findings.is_empty() && found.findings.iter().all(|one| one.severity == Severity::Warning),
        "{found:?}"
    );
    let zh = examine(text, Lang::Zh);
    assert!(zh.findings[0].message.chars().any(|letter| letter > '\u{3000}'), "{zh:?}");
    let broken = examine(&format!("{text} +"), Lang::En);
    assert!(broken.findings.iter().all(|one| one.severity == Severity::Error), "{broken:?}");
    let range = examine("a[1m] offset 5m == bool 1", Lang::En);
    assert!(range.findings.iter().all(|one| one.severity == Severity::Error), "{range:?}");
    let fixed = examine("max_over_time(sum(a)[1h:])", Lang::En);
    assert_eq!(fixed.findings[0].fix.as_ref().map(|fix| fix.text.as_str()), Some("1m"), "{fixed:?}");
}

#[test]
fn a_completion_offers_the_words_of_the_language() {
    let found = complete("sum(rat", 7, Lang::En);
    let first = &found.offers[0];
    assert_eq!((first.label.as_str(), first.insert.span), ("rate", Span::new(4, 7)), "{found:?}");
    assert_eq!(first.matched, [Span::new(0, 3)]);
    assert!(!first.detail.is_empty() && !first.about.is_empty());
    let zh = complete("sum(rat", 7, Lang::Zh);
    assert!(zh.offers[0].about.chars().any(|letter| letter > '\u{3000}'), "{zh:?}");
    assert!(complete("sum(é", 999, Lang::En).offers.len() < 200 && complete("é", 1, Lang::En).left_out == 0);
    assert_eq!(complete(&"a ".repeat(MAX_TEXT), 1, Lang::En), Completed::default());
}

#[test]
fn a_hover_says_what_lies_there() {
    let hovered = hover("sum(rate(a[5m]))", 5, Lang::En).expect("a function");
    let word = hovered.word.expect("a word of the language");
    assert_eq!((hovered.span, word.signature.starts_with("rate(")), (Span::new(4, 8), true), "{word:?}");
    assert!(!hovered.words.is_empty() && !word.about.is_empty() && word.example.contains("rate"));
    for (text, at) in [("", 0), ("a", 9), ("   ", 1), (&*"a ".repeat(MAX_TEXT), 0)] {
        assert_eq!(hover(text, at, Lang::Zh), None, "{at}");
    }
}

#[test]
fn a_text_is_laid_out_unless_it_is_broken() {
    assert_eq!(format("sum( a )by(b)"), Some("sum by (b) (a)".to_owned()));
    assert_eq!(format("sum(a"), None);
    assert_eq!(format(&"a ".repeat(MAX_TEXT)), None);
}

#[test]
fn all_other_messages_come_to_their_end() {
    let word = |message: PageMessage| language::answer(Envelope::new(7, message)).map(|one| (one.number, one.message));
    assert_eq!(word(PageMessage::Ping), Some((7, WorkerMessage::Pong)));
    let node = Node::new("A", Endpoint::Server { url: "http://a".to_owned() });
    let (release, begin) = (PageMessage::Release { node: node.id() }, Request::of_node(node, Limits::default(), Probe));
    assert_eq!((word(release), word(PageMessage::Cancel)), (None, None));
    assert!(matches!(word(begin.into()), Some((7, WorkerMessage::Failed(_)))), "what is for the other worker");
    assert_eq!(language::ready().message, WorkerMessage::Ready);
}
