//! What becomes of an answer that is no plain success: redirects, errors, answers that may not be read, partial ones.

use std::rc::Rc;

use futures_util::FutureExt;
use narthex::model::answered::{Answered, SourceError};
use narthex::model::node::{Endpoint, FileAddress, Node};
use narthex::model::outcome::{Failure, NodeAnswer, Provenance, Redirect};
use narthex::model::query::{At, Limits};
use narthex::model::value::Value;
use narthex::protocol::request::Query;
use narthex::source::Source;
use narthex::wire::memory::{Memory, Script};
use narthex::wire::transport::{HttpRequest, Method, Redirects};

const BASE: &str = "http://a:9090/prom";
const QUERY: &str = "http://a:9090/prom/api/v1/query";
const UP: &str =
    r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[5,"1"]}]}}"#;
const NO_QUERY: &str = r#"{"status":"error","errorType":"bad_data","error":"no expression found in input"}"#;
const LIMITS: Limits = Limits { timeout_ms: 7500, max_bytes: 1_000_000 };

type Asked = Result<Answered<Value>, Box<SourceError>>;

fn node(headers: &[(&str, &str)]) -> Node {
    let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Node { headers, ..Node::new("A", Endpoint::Server { url: BASE.to_owned() }) }
}

/// A file at the same URL.
fn file() -> Node {
    Node::new("A", Endpoint::File(FileAddress::Url(BASE.to_owned())))
}

fn source(node: Node, memory: Memory) -> (Source<Memory>, Rc<Memory>) {
    let memory = Rc::new(memory);
    (Source::new(node, Rc::clone(&memory)), memory)
}

fn ask(source: &Source<Memory>) -> Asked {
    let query = Query::new("up", At::Instant { time: 5 });
    source.query(&query, LIMITS, &|_| {}).now_or_never().expect("an end").map_err(Box::new)
}

fn why(asked: Asked) -> Failure {
    asked.expect_err("no result").why
}

fn methods(requests: &[HttpRequest]) -> Vec<Method> {
    requests.iter().map(|request| request.method).collect()
}

/// The answer of another address, after a redirect.
fn redirected(script: Script, to: &str) -> Script {
    script.with_head(|head| head.redirected = Some(to.to_owned()))
}

/// A body with these members before the others.
fn with(members: &str) -> String {
    UP.replacen('{', &format!("{{{members},"), 1)
}

#[test]
fn a_post_that_a_redirect_emptied_is_asked_again_by_get_and_remembered() {
    let memory = Memory::default()
        .on(Method::Post, QUERY, redirected(Script::json(400, NO_QUERY), "https://a/prom/api/v1/query"))
        .on(Method::Get, QUERY, redirected(Script::json(200, UP), "https://a/prom/api/v1/query"));
    let (source, memory) = source(node(&[]), memory);
    assert!(ask(&source).is_ok());
    assert!(ask(&source).is_ok());
    let requests = memory.requests();
    assert_eq!(methods(&requests), [Method::Post, Method::Get, Method::Get]);
    assert!(requests[1].url.starts_with(&format!("{QUERY}?query=up&")), "{}", requests[1].url);
    assert!(requests.iter().all(|request| request.redirects == Redirects::Follow));
}

#[test]
fn an_expression_that_is_wrong_stays_wrong_behind_a_redirect() {
    let wrong = || redirected(Script::json(400, NO_QUERY), "https://a/prom/api/v1/query");
    let (source, memory) =
        source(node(&[]), Memory::default().on(Method::Post, QUERY, wrong()).on(Method::Get, QUERY, wrong()));
    for _ in 0..2 {
        assert!(matches!(why(ask(&source)), Failure::Api { status: 400, .. }));
    }
    // Nothing is learned of it: a redirect that keeps the POST (307, 308) is not distinguished from one that does not.
    assert_eq!(methods(&memory.requests()), [Method::Post, Method::Get, Method::Post, Method::Get]);
}

#[test]
fn a_page_behind_a_redirect_is_named_and_not_taken_for_the_api() {
    let to = "https://login.example/authorize";
    let page = Script::new(200, "text/html", vec![narthex::wire::memory::ResponseEvent::Chunk(b"<html>".to_vec())]);
    let (source, _) = source(node(&[]), Memory::default().on(Method::Post, QUERY, redirected(page, to)));
    assert_eq!(why(ask(&source)), Failure::Redirected { to: to.to_owned(), redirect: Redirect::SignIn });
}

#[test]
fn a_page_in_the_place_of_a_file_is_a_sign_in_where_it_was_redirected() {
    let page = || Script::text(200, "<html>Sign in</html>");
    let on = |script| Memory::default().on(Method::Get, BASE, script);
    let to = "https://login.example/".to_owned();
    let (moved, _) = source(file(), on(redirected(page(), &to)));
    assert_eq!(why(ask(&moved)), Failure::Redirected { to, redirect: Redirect::SignIn });
    let (there, _) = source(file(), on(page()));
    assert!(matches!(why(ask(&there)), Failure::Unreadable { .. }));
}

#[test]
fn headers_go_to_no_other_address() {
    let kept = |to: &str| Failure::Redirected { to: to.to_owned(), redirect: Redirect::HeadersKept };
    for to in ["http://other/prom/api/v1/query", "http://a:9090/elsewhere", ""] {
        let (source, memory) = source(
            node(&[("X-Api-Key", "secret")]),
            Memory::default().on(Method::Post, QUERY, Script::failure(kept(to))),
        );
        assert_eq!(why(ask(&source)), kept(to));
        let requests = memory.requests();
        assert_eq!(requests.len(), 1, "{to}: nothing is asked elsewhere");
        assert_eq!(requests[0].redirects, Redirects::Refuse);
    }
}

#[test]
fn a_redirect_within_the_nodes_own_origin_is_followed_with_its_headers_and_remembered() {
    let there = "http://a:9090/new/api/v1/query";
    let kept = Failure::Redirected { to: there.to_owned(), redirect: Redirect::HeadersKept };
    let memory =
        Memory::default().on(Method::Post, QUERY, Script::failure(kept)).on(Method::Post, there, Script::json(200, UP));
    let (source, memory) = source(node(&[("X-Scope-OrgID", "t")]), memory);
    assert!(ask(&source).is_ok());
    assert!(ask(&source).is_ok());
    let asked: Vec<_> = memory.requests().into_iter().map(|request| (request.url, request.headers.len())).collect();
    assert_eq!(asked, [QUERY, there, there].map(|url| (url.to_owned(), 2)));
}

#[test]
fn a_redirect_is_remembered_only_as_long_as_it_leads_somewhere() {
    let (old, new) = ("http://a:9090/old/api/v1/query", "http://a:9090/new/api/v1/query");
    let kept = |to: &str| Script::failure(Failure::Redirected { to: to.to_owned(), redirect: Redirect::HeadersKept });
    let gone = || Script::text(404, "404 page not found");
    let asked = |memory: Memory, times: usize| {
        let (source, memory) = source(node(&[("X-Scope-OrgID", "t")]), memory);
        let outcomes: Vec<bool> = (0..times).map(|_| ask(&source).is_ok()).collect();
        (outcomes, memory.requests().into_iter().map(|request| request.url).collect::<Vec<_>>())
    };
    let with_own = |memory: Memory, first: &str, then: Script| {
        memory.on(Method::Post, QUERY, kept(first)).on(Method::Post, QUERY, then)
    };
    // For a moment it leads to what does not answer rightly.
    let broken = Memory::default().on(Method::Post, old, Script::text(502, "Bad Gateway"));
    let memory = with_own(broken, old, Script::json(200, UP));
    let all = [QUERY, old, QUERY].map(str::to_owned).to_vec();
    assert_eq!(asked(memory, 2), (vec![false, true], all));
    // The new address is given up, or moves on.
    let later =
        |then: Script| Memory::default().on(Method::Post, old, Script::json(200, UP)).on(Method::Post, old, then);
    let back = with_own(later(gone()), old, Script::json(200, UP));
    let all = [QUERY, old, old, QUERY, QUERY].map(str::to_owned).to_vec();
    assert_eq!(asked(back, 3), (vec![true; 3], all));
    let on = with_own(later(kept(new)), old, kept(new)).on(Method::Post, new, Script::json(200, UP));
    let all = [QUERY, old, old, QUERY, new, new].map(str::to_owned).to_vec();
    assert_eq!(asked(on, 3), (vec![true; 3], all));
}

#[test]
fn a_node_that_was_read_before_forbids_nobody_to_read_it() {
    let cors = Failure::Cors { headers: Vec::new() };
    let refused = Failure::HeadersRefused { headers: vec!["X-A".to_owned()] };
    for (failure, later) in [(cors, Failure::Hidden), (refused, Failure::NoAnswer)] {
        for (node, method, url) in [(node(&[]), Method::Post, QUERY), (file(), Method::Get, BASE)] {
            let never = Memory::default().on(method, url, Script::failure(failure.clone()));
            let (fresh, _) = source(node.clone(), never);
            assert_eq!(why(ask(&fresh)), failure, "it was never read");
            // Any status that can be read will do.
            let once = Memory::default().on(method, url, Script::text(500, "on fire")).on(
                method,
                url,
                Script::failure(failure.clone()),
            );
            let (read, _) = source(node.clone(), once);
            assert!(matches!(why(ask(&read)), Failure::Http { status: 500, .. }));
            assert_eq!(why(ask(&read)), later);
        }
    }
}

#[test]
fn a_status_and_when_to_come_again_are_kept_beside_a_json_error() {
    let busy = r#"{"status":"error","errorType":"429","error":"too many concurrent requests"}"#;
    let script = Script::json(429, busy).with_head(|head| head.retry_after_s = Some(10));
    let (source, _) = source(node(&[]), Memory::default().on(Method::Post, QUERY, script));
    let wanted = Failure::Api {
        status: 429,
        error_type: "429".to_owned(),
        message: "too many concurrent requests".to_owned(),
        retry_after_s: Some(10),
    };
    assert_eq!(why(ask(&source)), wanted);
}

fn provenance(body: String) -> Provenance {
    let (source, _) = source(node(&[]), Memory::default().on(Method::Post, QUERY, Script::json(200, body)));
    ask(&source).expect("a result").provenance
}

#[test]
fn whatever_product_says_that_something_is_missing_the_result_is_partial() {
    for (members, gaps) in [
        (r#""isPartial":true"#, &[][..]),
        (r#""warnings":["No StoreAPIs matched for this query"]"#, &["No StoreAPIs matched for this query"]),
        (r#""warnings":["rpc error: code = Unavailable"]"#, &["rpc error: code = Unavailable"]),
        (r#""warnings":["remote_read: snappy: corrupt input"]"#, &[]),
    ] {
        let provenance = provenance(with(members));
        assert!(provenance.is_partial(), "{members}");
        assert_eq!((&provenance.nodes[0].answered, &provenance.gaps[..]), (&NodeAnswer::Partial, &owned(gaps)[..]));
        assert_eq!(provenance.warnings, Vec::<String>::new());
    }
}

#[test]
fn what_annotates_the_expression_makes_nothing_partial() {
    for annotations in
        [r#""warnings":["PromQL warning: x (1:1)","PromQL info: y"],"infos":["PromQL info: z"]"#, r#""warnings":null"#]
    {
        let provenance = provenance(with(annotations));
        assert!(!provenance.is_partial(), "{annotations}");
        assert_eq!(provenance.nodes[0].answered, NodeAnswer::Full);
    }
}

#[test]
fn a_saved_answer_stays_partial_and_so_does_a_list_of_rules() {
    for members in [r#""isPartial":true"#, r#""warnings":["rpc error: code = Unavailable"]"#] {
        let body = Script::json(200, with(members));
        let (source, _) = source(file(), Memory::at(5.0).on(Method::Get, BASE, body));
        assert!(ask(&source).expect("a result").provenance.is_partial(), "{members}");

        let groups = format!(r#"{{{members},"status":"success","data":{{"groups":[]}}}}"#);
        let rules = Memory::default().on(Method::Get, "http://a:9090/prom/api/v1/rules", Script::json(200, groups));
        let (server, _) = self::source(node(&[]), rules);
        let answer = server.rules(LIMITS).now_or_never().expect("an end").expect("rules");
        assert!(answer.provenance.is_partial(), "{members}");
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
