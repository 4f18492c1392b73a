//! Every failure has words, and words fit what was asked.

use super::*;
use crate::model::file::FileError;
use crate::model::lang::Said;
use crate::model::node::FileAddress;
use crate::model::outcome::{ExprSpan, Limit, Redirect, WorkerEnd};
use crate::model::read_fault::{ReadFault, ReadFaultKind};

const SPAN: ExprSpan = ExprSpan { start: 4, end: 9, line: 1, column: 5 };

fn all() -> Vec<Failure> {
    let text = || "<b>text</b>".to_owned();
    let mut all = vec![
        Failure::Unreachable,
        Failure::NoAnswer,
        Failure::Cors { headers: Vec::new() },
        Failure::Cors { headers: vec![text()] },
        Failure::HeadersRefused { headers: vec![text()] },
        Failure::Hidden,
        Failure::Blocked,
        Failure::NoTenant { status: 401, text: text() },
        Failure::StoreDown { status: 422, text: text() },
        Failure::MixedContent,
        Failure::BadUrl,
        Failure::BadHeader { name: text() },
        Failure::Cancelled,
        Failure::TimedOut { after_ms: 30_000 },
        Failure::TooLarge { limit: 256_000_000 },
        Failure::TooMuchMemory { limit: 256_000_000 },
        Failure::Interrupted { received: 10 },
        Failure::NotReady { text: text() },
        Failure::NotTheApi { content_type: "text/html".to_owned(), excerpt: text() },
        Failure::Truncated { at: 7 },
        Failure::Malformed { at: 7, expected: text() },
        Failure::WorkerSilent { after_ms: 5000 },
        Failure::Gone,
        Failure::NoSuchNode,
        Failure::Circular,
        Failure::Members { failed: vec![text(), text()], asked: 4, is_strict: false },
        Failure::Members { failed: vec![text()], asked: 4, is_strict: true },
        Failure::Evaluation { text: text(), span: Some(SPAN) },
        Failure::Expression { said: Said { en: text(), zh: "文".to_owned() }, span: SPAN },
    ];
    let ends = [
        WorkerEnd::OutOfMemory,
        WorkerEnd::NotLoaded,
        WorkerEnd::Late { after_ms: 30_000 },
        WorkerEnd::NotStarted { text: String::new() },
        WorkerEnd::NotStarted { text: text() },
        WorkerEnd::OtherVersion { version: 1 },
        WorkerEnd::Unreadable,
        WorkerEnd::Error { text: text() },
    ];
    all.extend(ends.map(|cause| Failure::Worker { cause }));
    all.extend([400, 401, 403, 404, 405, 413, 429, 500, 502].map(|status| Failure::Http {
        status,
        text: text(),
        retry_after_s: None,
    }));
    all.extend(
        ["bad_data", "execution", "timeout", "canceled", "internal", "unavailable", "not_found"]
            .map(|error_type| api(200, error_type, None)),
    );
    let redirects = [Redirect::SignIn, Redirect::HeadersKept, Redirect::Lost];
    all.extend(redirects.map(|redirect| Failure::Redirected { to: String::new(), redirect }));
    all.extend(redirects.map(|redirect| Failure::Redirected { to: "https://login".to_owned(), redirect }));
    let limits = [Limit::Samples, Limit::Series, Limit::Memory, Limit::Steps, Limit::Depth];
    all.extend(limits.map(|limit| Failure::Limit { limit, most: 1000, span: SPAN }));
    let errors = [
        FileError::Empty,
        FileError::Unknown,
        FileError::Encoding,
        FileError::Packed,
        FileError::Name,
        FileError::Labels,
        FileError::Value,
        FileError::Time,
        FileError::Surplus,
        FileError::Step,
        FileError::Load { text: text() },
        FileError::Json { at: 7, expected: text() },
        FileError::Json { at: 7, expected: String::new() },
        FileError::ErrorAnswer,
        FileError::NoSeries,
        FileError::TooMuch { samples: 7 },
        FileError::Line { bytes: 7 },
        FileError::Memory { bytes: 7 },
    ];
    all.extend([400, 500].map(|status| Failure::ReadRefused { status, text: text() }));
    all.push(Failure::TooManySamples { limit: 7 });
    let kinds = [
        ReadFaultKind::Truncated,
        ReadFaultKind::Checksum,
        ReadFaultKind::Length { declared: u64::MAX },
        ReadFaultKind::Snappy,
        ReadFaultKind::Message,
        ReadFaultKind::Label,
        ReadFaultKind::UnknownChunk { encoding: 9 },
        ReadFaultKind::Chunk { encoding: 1 },
        ReadFaultKind::Histogram,
        ReadFaultKind::Query { index: 2 },
    ];
    all.extend(kinds.map(|what| Failure::CorruptRead { fault: ReadFault { frame: 0, what } }));
    all.extend(kinds.map(|what| Failure::CorruptRead { fault: ReadFault { frame: 3, what } }));
    let unreadable = |error, line| Failure::Unreadable { line, error, excerpt: text() };
    all.extend(errors.clone().map(|error| unreadable(error, 0)));
    all.extend(errors.map(|error| unreadable(error, 7)));
    all
}

#[test]
fn every_failure_says_what_where_and_what_next_in_both_languages() {
    for failure in all() {
        let asked = Asked { name: "Reader A", ..A };
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| words(lang, &failure, asked));
        assert_ne!(en.title, zh.title, "{failure:?}");
        assert_ne!(en.next, zh.next, "{failure:?}");
        for words in [en, zh] {
            assert!(!words.title.is_empty() && !words.next.is_empty(), "{failure:?}");
            let whole = format!("{}{}{}", words.title, words.detail, words.next);
            let of_a_node = !matches!(failure, Failure::Cancelled) && !failure.is_end_of_worker();
            assert_eq!(whole.contains("Reader A"), of_a_node, "{whole}");
            assert!(!whole.contains('{'), "{whole}");
        }
    }
}

fn api(status: u16, error_type: &str, retry_after_s: Option<u32>) -> Failure {
    Failure::Api { status, error_type: error_type.to_owned(), message: "<b>text</b>".to_owned(), retry_after_s }
}

#[track_caller]
fn title(failure: &Failure, title: &str) {
    assert_eq!(words(Lang::En, failure, A).title, title);
}

const A: Asked<'_> = Asked { name: "A", url: "https://a", kind: NodeKind::Server, is_about_expression: true };

#[test]
fn what_the_server_wrote_is_quoted_as_it_is() {
    assert_eq!(words(Lang::En, &api(400, "bad_data", None), A).detail, "<b>text</b>");
}

#[test]
fn what_has_no_url_wrote_by_its_name() {
    let collector = crate::model::node::DemoCollector::CPrime;
    let node = crate::model::node::Node::new("demo C′", crate::model::node::Endpoint::Demo { collector });
    let why = Failure::Http { status: 503, text: "made up".to_owned(), retry_after_s: None };
    assert_eq!(words(Lang::En, &why, Asked::probe(&node)).detail, "demo C′ wrote: made up");
}

#[test]
fn a_status_tells_where_a_product_has_error_types_of_its_own() {
    title(&api(422, "execution", None), "A could not evaluate this query (422)");
    title(&api(422, "422", None), "A could not evaluate this query (422)");
    title(&api(400, "400", None), "A does not accept this query (400)");
    title(&api(429, "429", None), "A refuses so many requests (429)");
    title(&api(503, "503", None), "A cannot answer now (503)");
    title(&api(500, "internal", None), "A reports an error, internal (500)");
    title(&api(200, "bad_data", None), "A does not accept this query");
}

#[test]
fn an_address_that_is_not_there_is_no_error_to_be_retried() {
    let text = "unsupported path requested: \"/graph/api/v1/query\"".to_owned();
    let said = words(Lang::En, &Failure::Http { status: 400, text, retry_after_s: None }, A);
    assert_eq!(said.title, "A has no such address (400)");
    assert!(said.next.contains("before /api/v1"), "{said:?}");
}

#[test]
fn a_server_that_says_when_is_asked_again_then() {
    let next = words(Lang::En, &api(429, "429", Some(10)), A).next;
    assert_eq!(next, "Try again in 10 s: it says when.");
    assert_eq!(words(Lang::En, &api(429, "429", Some(0)), A), words(Lang::En, &api(429, "429", None), A));
}

#[test]
fn only_a_query_gets_advice_about_expressions() {
    let about_expressions = ["xpression", "series", "range", "step", "ggregate"];
    for failure in all() {
        // Those of an evaluation are about one, whoever asks.
        let is_evaluated = matches!(
            failure,
            Failure::Expression { .. }
                | Failure::Evaluation { .. }
                | Failure::Limit { .. }
                | Failure::Unreadable { .. }
                | Failure::StoreDown { .. }
                | Failure::Worker { .. }
        );
        let node = |endpoint| Node::new("A", endpoint);
        let url = || "https://a".to_owned();
        let file = Endpoint::File(FileAddress::Url(url()));
        let probed = [Endpoint::Server { url: url() }, Endpoint::Alertmanager { url: url() }, file.clone()].map(node);
        let others = [Asked::rules("A", "https://a"), Asked::file("A"), Asked::query("A", &file)];
        for asked in probed.iter().map(Asked::probe).chain(others) {
            let next = words(Lang::En, &failure, asked).next;
            let advises = about_expressions.iter().any(|word| next.contains(word));
            assert!(is_evaluated || !advises, "{asked:?} {failure:?}: {next}");
        }
    }
    for failure in all() {
        let next = configuration::words(Lang::En, &failure).next;
        assert!(!about_expressions.iter().any(|word| next.contains(word)), "{failure:?}: {next}");
    }
    let said = configuration::words(Lang::En, &Failure::TooLarge { limit: 1_000_000 });
    assert_eq!((&*said.title, &*said.next), ("It is larger than 1 MB", "Name fewer nodes in it."));
}

#[test]
fn an_alertmanager_is_not_told_of_prometheus() {
    let asked = Asked { kind: NodeKind::Alertmanager, ..Asked::rules("A", "https://a") };
    for failure in [
        Failure::Http { status: 404, text: String::new(), retry_after_s: None },
        Failure::NotTheApi { content_type: "text/html".to_owned(), excerpt: "x".to_owned() },
        Failure::Malformed { at: 1, expected: "a status".to_owned() },
    ] {
        let said = words(Lang::En, &failure, asked);
        assert!(![said.title, said.next].concat().contains("Prometheus"), "{failure:?}");
    }
}

#[test]
fn why_the_worker_ended_is_told_in_the_page_s_language() {
    for failure in all() {
        let Failure::Worker { cause } = &failure else { continue };
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| words(lang, &failure, A).detail);
        // What the browser or the program has said stays as it is.
        assert!(en != zh || matches!(cause, WorkerEnd::Error { .. }), "{cause:?}: {zh}");
    }
}

#[test]
fn a_tenant_is_no_password_and_a_store_no_expression() {
    let said = words(Lang::En, &Failure::NoTenant { status: 401, text: "no org id".to_owned() }, A);
    assert!(said.next.contains("X-Scope-OrgID") && !said.next.contains("Authorization"), "{said:?}");
    let said = words(Lang::En, &Failure::StoreDown { status: 422, text: "code = Unavailable".to_owned() }, A);
    assert!(said.title.contains("store") && !said.next.contains("Correct"), "{said:?}");
}
