//! The transport over `fetch`: against the test's own server, a closed port, and stand-ins that break off,
//! trickle and refuse as no test server does.

use narthex::model::outcome::Failure;
use narthex::web::fetch::{FetchBody, FetchTransport, diagnosis};
use narthex::wire::transport::{Body, Head, Method, Request, Transport};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{StandIn, begin, js, js_text, until};

fn get(url: &str) -> Request {
    Request { method: Method::Get, url: url.to_owned(), headers: vec![], body: vec![], timeout_ms: 10_000 }
}

async fn send(request: Request) -> Result<(Head, FetchBody), Failure> {
    FetchTransport.send(request).await
}

async fn failure(request: Request) -> Failure {
    match send(request).await {
        Err(failure) => failure,
        Ok((head, _)) => panic!("answered: {head:?}"),
    }
}

/// A `fetch` that answers `abc` at once and then does as the code says.
fn after_abc(code: &str) -> StandIn {
    StandIn::fetch(&format!(
        "async (request) => {{
           globalThis.seen = request;
           return new Response(new ReadableStream({{
             start(stream) {{
               stream.enqueue(new TextEncoder().encode('abc'));
               request.signal.onabort = () => stream.error(request.signal.reason);
             }},
             pull(stream) {{ {code} }},
           }}, {{ highWaterMark: 0 }}));
         }}"
    ))
}

/// A `fetch` that waits until it is aborted.
fn silent() -> StandIn {
    StandIn::fetch(
        "(request) => new Promise((_, reject) => {
           globalThis.seen = request;
           request.signal.onabort = () => reject(request.signal.reason);
         })",
    )
}

fn aborted() -> bool {
    js("seen.signal.aborted").is_truthy()
}

#[wasm_bindgen_test]
async fn an_answer_comes_in_pieces_and_ends() {
    let origin = js_text("location.origin");
    let (head, mut body) = send(get(&format!("{origin}/?with=query"))).await.expect("the test's own server answers");
    assert_eq!(head.status, 200);
    assert!(head.content_type.starts_with("text/html"), "{head:?}");
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await.expect("the body comes through") {
        bytes.extend(piece);
    }
    assert!(!bytes.is_empty());
    assert_eq!(body.next().await, Ok(None), "after the end there is nothing");
    assert!(body.elapsed_ms() >= 0.0);
}

#[wasm_bindgen_test]
async fn a_file_that_the_page_holds_is_read_until_the_page_lets_go_of_it() {
    let url = js_text("globalThis.held = URL.createObjectURL(new Blob(['a 1 5\\n', 'b 2']))");
    let (head, mut body) = send(get(&url)).await.expect("it is there");
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await.expect("it comes through") {
        bytes.extend(piece);
    }
    assert_eq!((head.status, bytes), (200, b"a 1 5\nb 2".to_vec()));
    js("URL.revokeObjectURL(held)");
    assert_eq!(failure(get(&url)).await, Failure::Gone);
}

#[wasm_bindgen_test]
async fn any_status_is_an_answer() {
    let (head, _) = send(get("./no-such-file")).await.expect("404 is an answer");
    assert_eq!(head.status, 404);
}

#[wasm_bindgen_test]
async fn a_request_says_nothing_of_the_page_and_skips_the_cache() {
    let _fetch = after_abc("stream.close()");
    let mut request = get("https://node.example:9090/api/v1/query?a=1");
    request.method = Method::Post;
    request.headers = vec![("Authorization".to_owned(), "Bearer x".to_owned())];
    request.body = b"query=up".to_vec();
    send(request).await.expect("the stand-in answers");
    for (property, expected) in [
        ("url", "https://node.example:9090/api/v1/query?a=1"),
        ("method", "POST"),
        ("mode", "cors"),
        ("credentials", "same-origin"),
        ("cache", "no-store"),
        ("referrerPolicy", "no-referrer"),
        ("headers.get('authorization')", "Bearer x"),
    ] {
        assert_eq!(js_text(&format!("seen.{property}")), expected, "{property}");
    }
}

#[wasm_bindgen_test]
async fn a_closed_port_is_unreachable() {
    assert_eq!(failure(get("http://127.0.0.1:1/api/v1/query")).await, Failure::Unreachable);
}

#[wasm_bindgen_test]
async fn what_is_no_http_url_is_refused() {
    for url in
        ["http://", "http://a<b/", "ftp://node/", "data:,x", "file:///etc", "http://name:word@node/", "http://n:99999"]
    {
        assert_eq!(failure(get(url)).await, Failure::BadUrl, "{url}");
    }
}

#[wasm_bindgen_test]
async fn what_is_no_header_is_told_by_its_name() {
    for (name, value) in [("a b", "x"), ("", "x"), ("X-Scope", "two\nlines"), ("X-Scope", "\u{4e2d}")] {
        let mut request = get("/");
        request.headers = vec![(name.to_owned(), value.to_owned())];
        assert_eq!(failure(request).await, Failure::BadHeader { name: name.to_owned() });
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_may_not_be_read_is_told_from_none() {
    let _fetch = StandIn::fetch(
        "async (request) => {
           if (request.mode === 'cors') throw new TypeError('Failed to fetch');
           globalThis.seen = request;
           return new Response('');
         }",
    );
    assert_eq!(failure(get("https://node.example/prom/api/v1/query?query=up")).await, Failure::Cors);
    assert_eq!(js_text("seen.url"), "https://node.example/", "the second request asks for nothing in particular");
    assert_eq!(js_text("seen.credentials"), "omit");
}

#[wasm_bindgen_test]
fn mixed_content_is_known_by_its_urls() {
    let mixed = |page: &str, url: &str| diagnosis::is_mixed_content(page, &web_sys::Url::new(url).expect("a URL"));
    assert!(mixed("https://portal/", "http://prometheus:9090/"));
    assert!(mixed("https://portal/", "http://10.0.0.1/"));
    for trustworthy in ["http://localhost:9090", "http://a.localhost", "http://127.8.9.1", "http://[::1]:9090"] {
        assert!(!mixed("https://portal/", trustworthy), "{trustworthy}");
    }
    assert!(!mixed("https://portal/", "https://prometheus/"));
    assert!(!mixed("http://portal/", "http://prometheus/"));
}

#[wasm_bindgen_test]
async fn a_silent_server_times_out() {
    let _fetch = silent();
    let request = Request { timeout_ms: 20, ..get("https://node.example/") };
    assert_eq!(failure(request).await, Failure::TimedOut { after_ms: 20 });
    assert!(aborted());
}

#[wasm_bindgen_test]
async fn a_body_that_stops_times_out() {
    let _fetch = after_abc("return new Promise(() => {})");
    let (_, mut body) = send(Request { timeout_ms: 50, ..get("https://node.example/") }).await.expect("a head");
    assert_eq!(body.next().await, Ok(Some(b"abc".to_vec())));
    assert_eq!(body.next().await, Err(Failure::TimedOut { after_ms: 50 }));
    assert!(aborted());
}

#[wasm_bindgen_test]
async fn a_body_without_end_times_out() {
    let _fetch = after_abc("stream.enqueue(new Uint8Array(65536))");
    let (_, mut body) = send(Request { timeout_ms: 200, ..get("https://node.example/") }).await.expect("a head");
    let end = loop {
        match body.next().await {
            Ok(Some(_)) => {}
            end => break end,
        }
    };
    assert_eq!(end, Err(Failure::TimedOut { after_ms: 200 }));
}

#[wasm_bindgen_test]
async fn a_connection_lost_tells_how_far_it_came() {
    let _fetch = after_abc("stream.error(new TypeError('network error'))");
    let (_, mut body) = send(get("https://node.example/")).await.expect("a head");
    assert_eq!(body.next().await, Ok(Some(b"abc".to_vec())));
    assert_eq!(body.next().await, Err(Failure::Interrupted { received: 3 }));
}

#[wasm_bindgen_test]
async fn dropping_the_future_ends_the_request() {
    let _fetch = silent();
    let mut sending = Box::pin(send(get("https://node.example/")));
    assert!(!begin(&mut sending).await);
    assert!(!aborted());
    drop(sending);
    assert!(aborted());
}

#[wasm_bindgen_test]
async fn dropping_the_body_ends_the_request() {
    let _fetch = after_abc("return new Promise(() => {})");
    let (_, mut body) = send(get("https://node.example/")).await.expect("a head");
    assert_eq!(body.next().await, Ok(Some(b"abc".to_vec())));
    assert!(!aborted());
    drop(body);
    until("the abort", aborted).await;
}
