//! The transport over `fetch`: against the test's own server, a closed port, and stand-ins that break off,
//! trickle and refuse as no test server does.

use narthex::model::outcome::{Failure, Redirect};
use narthex::web::fetch::{FetchBody, FetchTransport, diagnosis};
use narthex::web::local_file;
use narthex::wire::transport::{Body, Head, HttpRequest, Method, Redirects, Transport};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{StandIn, begin, js, js_text, until};

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers: vec![],
        body: vec![],
        timeout_ms: 10_000,
        redirects: Redirects::Follow,
    }
}

async fn send(request: HttpRequest) -> Result<(Head, FetchBody), Failure> {
    FetchTransport.send(request).await
}

async fn failure(request: HttpRequest) -> Failure {
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

/// All bytes of a body, or why they do not come.
async fn all(body: &mut FetchBody) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await? {
        bytes.extend(piece);
    }
    Ok(bytes)
}

#[wasm_bindgen_test]
async fn a_file_that_the_page_holds_is_read_without_a_fetch_until_the_page_lets_go_of_it() {
    let _fetch = StandIn::fetch("() => { throw new Error('forbidden by a content security policy') }");
    let given = local_file::pasted("a 1 5\nb 2").expect("the browser has files");
    for _ in 0..2 {
        let (head, mut body) = send(get(&given.file.url())).await.expect("it is there");
        assert_eq!((head.status, all(&mut body).await), (200, Ok(b"a 1 5\nb 2".to_vec())));
    }
    assert_eq!(local_file::pasted("").map(|other| other.file == given.file), Some(false), "each is a file of its own");
    FetchTransport.release(given.file);
    assert_eq!(failure(get(&given.file.url())).await, Failure::Gone);
}

#[wasm_bindgen_test]
async fn a_file_is_read_no_longer_than_a_server() {
    let _stream = StandIn::value(
        "Blob.prototype",
        "stream",
        "function () {
           return new ReadableStream({
             start(stream) { stream.enqueue(new TextEncoder().encode('abc')) },
             cancel() { globalThis.cancelled = true },
           });
         }",
    );
    let given = local_file::pasted("it never ends").expect("the browser has files");
    let (_, mut body) = send(HttpRequest { timeout_ms: 50, ..get(&given.file.url()) }).await.expect("a head");
    assert_eq!(all(&mut body).await, Err(Failure::TimedOut { after_ms: 50 }));
    assert!(js("cancelled").is_truthy());
    js("globalThis.cancelled = false");
    let (_, mut body) = send(get(&given.file.url())).await.expect("a head");
    assert_eq!(body.next().await, Ok(Some(b"abc".to_vec())));
    drop(body);
    until("the file is let go of", || js("cancelled").is_truthy()).await;
}

#[wasm_bindgen_test]
async fn a_file_that_was_moved_or_changed_is_gone() {
    let stream = "function () {
        return new ReadableStream({ pull(stream) { stream.error(new DOMException('', 'NotReadableError')) } });
    }";
    let _stream = StandIn::value("Blob.prototype", "stream", stream);
    let given = local_file::pasted("gone").expect("the browser has files");
    let (_, mut body) = send(get(&given.file.url())).await.expect("a head");
    assert_eq!(all(&mut body).await, Err(Failure::Gone));
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
        ("credentials", "omit"),
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
    let cors = Failure::Cors { headers: vec![] };
    assert_eq!(failure(get("https://node.example/prom/api/v1/query?query=up")).await, cors);
    assert_eq!(
        js_text("seen.url"),
        "https://node.example/prom/api/v1/query",
        "the second request asks for nothing in particular"
    );
    assert_eq!(js_text("seen.credentials"), "omit");
}

/// A `fetch` that answers as the code of a function of a `Request` says, and records what it was asked.
fn noting(code: &str) -> StandIn {
    js("globalThis.asked = []");
    StandIn::fetch(&format!(
        "async (request) => {{
           asked.push([request.method, request.url, request.mode, request.credentials, request.redirect,
             [...request.headers.keys()].join('+')].join(' '));
           const no = () => {{ throw new TypeError('Failed to fetch'); }};
           const redirects = () => Object.defineProperty(new Response(null), 'type', {{ value: 'opaqueredirect' }});
           const moved = (to, status) => Object.defineProperties(new Response('', {{ status }}),
             {{ redirected: {{ value: true }}, url: {{ value: to }} }});
           const basic = () => new Response('', {{ status: 401, headers: {{ 'WWW-Authenticate': 'Basic realm=\"x\"' }} }});
           {code}
         }}"
    ))
}

fn with_header(url: &str) -> HttpRequest {
    let headers = vec![("X-Scope-OrgID".to_owned(), "secret".to_owned())];
    HttpRequest { headers, redirects: Redirects::Refuse, ..get(url) }
}

const NODE: &str = "https://node.example/prom/api/v1/query?query=up";

#[wasm_bindgen_test]
async fn a_refused_header_is_told_from_a_refused_origin() {
    let fetch = noting("return request.headers.has('x-scope-orgid') ? no() : new Response('', { status: 400 });");
    let headers = vec!["X-Scope-OrgID".to_owned()];
    assert_eq!(failure(with_header(NODE)).await, Failure::HeadersRefused { headers: headers.clone() });
    assert_eq!(
        js_text("asked[1]"),
        "GET https://node.example/prom/api/v1/query cors omit manual ",
        "neither headers nor query go along"
    );
    drop(fetch);
    let _fetch = noting("return request.mode === 'no-cors' ? new Response('') : no();");
    assert_eq!(failure(with_header(NODE)).await, Failure::Cors { headers });
}

#[wasm_bindgen_test]
async fn headers_that_are_allowed_are_not_blamed_for_a_lost_answer() {
    let _fetch = noting(
        "if (request.headers.get('x-scope-orgid') === 'secret') globalThis.secrets = (globalThis.secrets ?? 0) + 1;
         return request.method === 'POST' ? no() : new Response('');",
    );
    let post = HttpRequest { method: Method::Post, body: b"query=up".to_vec(), ..with_header(NODE) };
    assert_eq!(failure(post).await, Failure::NoAnswer);
    let asked = "GET https://node.example/prom/api/v1/query cors omit manual ";
    assert_eq!(js_text("asked.slice(1).join()"), format!("{asked},{asked}x-scope-orgid"));
    assert_eq!(js_text("secrets"), "1", "no value of a header goes along");
}

#[wasm_bindgen_test]
async fn what_listens_and_does_not_answer_is_neither_cors_nor_unreachable() {
    let post = || HttpRequest { method: Method::Post, body: b"query=up".to_vec(), ..get(NODE) };
    for code in [
        "return request.method === 'POST' ? no() : new Response('');",
        "return new URL(request.url).pathname === '/' ? new Response('') : no();",
    ] {
        let _fetch = noting(code);
        assert_eq!(failure(post()).await, Failure::NoAnswer, "{code}");
    }
    let _fetch = noting("no()");
    assert_eq!(failure(post()).await, Failure::Unreachable);
}

#[wasm_bindgen_test]
async fn what_the_pages_policy_forbids_is_told_so() {
    let violation = |uri: &str| {
        format!(
            "const event = new Event('securitypolicyviolation');
             Object.assign(event, {{ effectiveDirective: 'connect-src', blockedURI: {uri} }});
             globalThis.dispatchEvent(event);
             no();"
        )
    };
    let fetch = noting(&violation("request.url"));
    assert_eq!(failure(get(NODE)).await, Failure::Blocked);
    drop(fetch);
    let _fetch = noting(&violation("'https://another.example/'"));
    assert_eq!(failure(get(NODE)).await, Failure::Unreachable, "a violation by something else is none by this");
}

#[wasm_bindgen_test]
async fn headers_are_taken_nowhere_by_a_redirect() {
    let code = "if (request.redirect === 'manual') return redirects();
         return moved('https://other.example/api/v1/query?token=x', 200);";
    let _fetch = noting(code);
    let to = "https://other.example/api/v1/query".to_owned();
    assert_eq!(failure(with_header(NODE)).await, Failure::Redirected { to, redirect: Redirect::HeadersKept });
    assert_eq!(js_text("asked[0]"), format!("GET {NODE} cors omit manual x-scope-orgid"));
    assert_eq!(js_text("asked[1]"), "GET https://node.example/prom/api/v1/query cors omit follow ");
    assert_eq!(js_text("asked.length"), "2");
}

#[wasm_bindgen_test]
async fn a_sign_in_is_one_also_for_a_node_with_headers() {
    let page = "if (request.redirect === 'manual') return redirects();
         const page = moved('https://login.example/', 200);
         page.headers.set('content-type', 'text/html; charset=utf-8');
         return page;";
    let elsewhere = "if (request.mode === 'no-cors') return new Response('');
         return request.redirect === 'manual' ? redirects() : no();";
    for (code, url, to, redirect) in [
        (page, NODE, "https://login.example/", Redirect::SignIn),
        (elsewhere, "/signed/api/v1/query", "", Redirect::SignIn),
        (elsewhere, NODE, "", Redirect::HeadersKept),
    ] {
        let _fetch = noting(code);
        assert_eq!(failure(with_header(url)).await, Failure::Redirected { to: to.to_owned(), redirect }, "{url}");
    }
}

#[wasm_bindgen_test]
async fn a_redirect_to_where_nobody_may_read_is_a_sign_in_and_a_circle_is_none() {
    let redirected = |redirect| Failure::Redirected { to: String::new(), redirect };
    let sign_in = "if (request.mode === 'no-cors') return new Response('');
         return request.redirect === 'manual' ? redirects() : no();";
    let circle = "return request.redirect === 'manual' ? redirects() : no();";
    for url in [NODE, "/elsewhere/api/v1/query"] {
        let fetch = noting(sign_in);
        assert_eq!(failure(get(url)).await, redirected(Redirect::SignIn), "{url}");
        drop(fetch);
        let _fetch = noting(circle);
        assert_eq!(failure(get(url)).await, redirected(Redirect::Lost), "{url}");
        let refused = HttpRequest { redirects: Redirects::Refuse, ..get(url) };
        assert_eq!(failure(refused).await, redirected(Redirect::Lost), "{url}");
    }
}

#[wasm_bindgen_test]
async fn the_head_tells_the_last_address_and_when_to_come_again() {
    let fetch = noting("return moved('https://there.example/api?query=up', 400);");
    let (head, _) = send(get(NODE)).await.expect("a head");
    assert_eq!(head.redirected.as_deref(), Some("https://there.example/api"));
    drop(fetch);
    let fetch = noting("return new Response('', { status: 429, headers: { 'Retry-After': '10' } });");
    let (head, _) = send(get(NODE)).await.expect("a head");
    assert_eq!((head.retry_after_s, head.redirected), (Some(10), None));
    drop(fetch);
    for (moment, expected) in [("Wed, 21 Oct 2015 07:28:00 GMT", Some(0)), ("soon", None)] {
        let script = format!("return new Response('', {{ status: 503, headers: {{ 'Retry-After': '{moment}' }} }});");
        let _fetch = noting(&script);
        let (head, _) = send(get(NODE)).await.expect("a head");
        assert_eq!(head.retry_after_s, expected, "{moment}");
    }
    let in_a_minute = "return new Response('', { status: 503, headers: { 'Retry-After': new Date(Date.now() + 60000).toUTCString() } });";
    let _fetch = noting(in_a_minute);
    let (head, _) = send(get(NODE)).await.expect("a head");
    assert!(head.retry_after_s.is_some_and(|seconds| (58..=60).contains(&seconds)), "{head:?}");
}

/// How requests to an address of the page's own origin went, after so many at first.
fn credentials() -> String {
    js_text("asked.map((line) => line.split(' ')[3]).join(' ')")
}

#[wasm_bindgen_test]
async fn no_password_dialog_comes_up_for_a_node_of_the_pages_own_origin() {
    // A server that asks for a password which nobody has given: credentials would bring up the dialog.
    let _fetch = noting("return request.url.includes('/guarded/') ? basic() : new Response('');");
    for _ in 0..2 {
        let (head, _) = send(get("/guarded/api/v1/query?query=up")).await.expect("401 is an answer");
        assert_eq!(head.status, 401);
    }
    assert_eq!(credentials(), "omit omit omit omit", "the node, the page, the request; the next request");
}

#[wasm_bindgen_test]
async fn nodes_behind_one_proxy_are_each_found_out() {
    let _fetch = noting("return request.url.includes('/proxy/1/') ? basic() : new Response('');");
    for (node, status) in [(1, 401), (2, 200)] {
        let url = format!("/api/datasources/proxy/{node}/api/v1/query");
        let (head, _) = send(get(&url)).await.expect("an answer");
        assert_eq!(head.status, status);
    }
    assert_eq!(credentials(), "omit omit omit omit same-origin", "the node, the page, the request; the other two");
}

#[wasm_bindgen_test]
async fn of_several_challenges_one_that_brings_up_a_dialog_is_enough() {
    let challenge = |node: usize, challenges: &str| {
        format!(
            "if (!request.url.includes('/several-{node}/')) return new Response('');
             return new Response('', {{ status: 401, headers: {{ 'WWW-Authenticate': '{challenges}' }} }});"
        )
    };
    let dialogs = [
        "Bearer realm=\"x\", Basic realm=\"y\"",
        "Bearer realm=\"a, b\", error=\"c\",NTLM",
        "Bearer scope=\"d\\\\\"\", Negotiate abc==",
    ];
    let none = ["Bearer realm=\"x, Basic y\"", "Bearer basic=\"x\"", "Bearer realm=\"\\\\\", Basic\""];
    for (node, challenges) in dialogs.into_iter().chain(none).enumerate() {
        let _fetch = noting(&challenge(node, challenges));
        send(get(&format!("/several-{node}/api/v1/query"))).await.expect("401 is an answer");
        let expected = if node < dialogs.len() { "omit omit omit" } else { "omit same-origin" };
        assert_eq!(credentials(), expected, "{challenges}");
    }
}

#[wasm_bindgen_test]
async fn who_is_signed_in_by_a_cookie_is_let_through() {
    let _fetch = noting("return request.credentials === 'omit' ? redirects() : new Response('');");
    for path in ["/cookie/api/v1/query?query=up", "/cookie/api/v1/rules"] {
        let (head, _) = send(get(path)).await.expect("an answer");
        assert_eq!(head.status, 200);
    }
    assert_eq!(credentials(), "omit same-origin same-origin", "found out once");
}

#[wasm_bindgen_test]
async fn the_password_with_which_the_page_was_loaded_is_used() {
    let _fetch = noting("return request.credentials === 'omit' ? basic() : new Response('');");
    let (head, _) = send(get("/portal/api/v1/query")).await.expect("an answer");
    assert_eq!((head.status, credentials()), (200, "omit omit same-origin".to_owned()));
}

#[wasm_bindgen_test]
async fn what_stands_beside_the_page_is_asked_at_once() {
    let _fetch = noting("return new Response('');");
    send(get("./narthex.json")).await.expect("an answer");
    assert_eq!(credentials(), "same-origin");
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
    let request = HttpRequest { timeout_ms: 20, ..get("https://node.example/") };
    assert_eq!(failure(request).await, Failure::TimedOut { after_ms: 20 });
    assert!(aborted());
}

#[wasm_bindgen_test]
async fn a_body_that_stops_times_out() {
    let _fetch = after_abc("return new Promise(() => {})");
    let (_, mut body) = send(HttpRequest { timeout_ms: 50, ..get("https://node.example/") }).await.expect("a head");
    assert_eq!(body.next().await, Ok(Some(b"abc".to_vec())));
    assert_eq!(body.next().await, Err(Failure::TimedOut { after_ms: 50 }));
    assert!(aborted());
}

#[wasm_bindgen_test]
async fn a_body_without_end_times_out() {
    let _fetch = after_abc("stream.enqueue(new Uint8Array(65536))");
    let (_, mut body) = send(HttpRequest { timeout_ms: 200, ..get("https://node.example/") }).await.expect("a head");
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
