//! The network between page and node: redirects, refused headers, sign-ins, connections that end early, policies.
//!
//! What a browser tells a page of these is little; here it is the browser that is asked.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION,
    WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::browser::Page;
use crate::harness::{Outcome, console_behind, expect, expect_equal, serve};
use crate::lab::console::{self, listen};

const UP: &str = concat!(
    r#"{"status":"success","data":{"resultType":"vector","result":["#,
    r#"{"metric":{"__name__":"up","job":"there"},"value":[1700000000,"1"]}]}}"#
);

const NO_QUERY: &str =
    r#"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": no expression found in input"}"#;

/// What a server was asked: method, path, the names of headers that matter.
type Log = Arc<Mutex<Vec<String>>>;

fn json_answer(status: StatusCode, body: &'static str) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// Answers only who sends a query, as a form or in the URL.
async fn strict(RawQuery(query): RawQuery, body: Bytes) -> Response {
    let is_asked = query.is_some_and(|query| query.contains("query=")) || body.starts_with(b"query=");
    if is_asked { json_answer(StatusCode::OK, UP) } else { json_answer(StatusCode::BAD_REQUEST, NO_QUERY) }
}

/// Sends on to the same path under another prefix, with the query.
fn to(status: StatusCode, prefix: &str, uri: &Uri) -> Response {
    let path = uri.path().splitn(3, '/').nth(2).unwrap_or_default();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    (status, [(LOCATION, format!("{prefix}/{path}{query}"))]).into_response()
}

/// A server on an origin of its own: its URL, and what it was asked.
async fn server(routes: impl FnOnce(Router<Log>) -> Router<Log>) -> Result<(String, Log), String> {
    let log = Log::default();
    let noting = Arc::clone(&log);
    let note = move |request: Request, next: Next| {
        let noting = Arc::clone(&noting);
        async move {
            let headers: Vec<_> = ["x-api-key", "authorization", "cookie"]
                .into_iter()
                .filter(|&name| request.headers().contains_key(name))
                .collect();
            let line = format!("{} {} {}", request.method(), request.uri().path(), headers.join(" "));
            if let Ok(mut log) = noting.lock() {
                log.push(line);
            }
            Ok::<_, Infallible>(next.run(request).await)
        }
    };
    let routes = routes(Router::new()).with_state(Arc::clone(&log)).layer(from_fn(note));
    let (sender, receiver) = tokio::sync::oneshot::channel();
    serve(async move {
        match listen(0, routes).await {
            Ok((address, server)) => {
                let _ = sender.send(Ok(format!("http://{address}")));
                server.await;
            }
            Err(error) => {
                let _ = sender.send(Err(error));
            }
        }
    });
    Ok((receiver.await.map_err(|error| error.to_string())??, log))
}

fn lines(log: &Log) -> Vec<String> {
    log.lock().map(|log| log.clone()).unwrap_or_default()
}

/// Lets pages of all origins read, and send these headers.
async fn cors(headers: &'static str, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let answer = response.headers_mut();
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(headers));
    response
}

fn open_to_all(routes: Router<Log>) -> Router<Log> {
    routes.layer(from_fn(|request, next| cors("Content-Type, X-Api-Key", request, next)))
}

/// The console with these nodes, each with an `X-Api-Key`.
async fn console_with_keys(nodes: &[(&str, String)]) -> Result<String, String> {
    let nodes: Vec<_> = nodes
        .iter()
        .map(|(name, url)| json!({ "name": name, "url": url, "headers": { "X-Api-Key": "very-secret" } }))
        .collect();
    console_behind("/", json!({ "nodes": nodes }).to_string(), |routes| routes).await
}

async fn console_of(nodes: &[(&str, String)]) -> Result<String, String> {
    let nodes = nodes.iter().map(|(name, url)| (*name, url.clone(), "prometheus"));
    console_behind("/", console::settings(nodes), |routes| routes).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_that_empties_a_post_is_asked_again_by_get() -> Outcome {
    for status in
        [StatusCode::MOVED_PERMANENTLY, StatusCode::FOUND, StatusCode::SEE_OTHER, StatusCode::TEMPORARY_REDIRECT]
    {
        let (base, _) = server(|routes| {
            open_to_all(
                routes
                    .route("/moved/{*path}", any(async move |uri: Uri| to(status, "/strict", &uri)))
                    .route("/strict/{*path}", any(strict)),
            )
        })
        .await?;
        let page = Page::open(&console_of(&[("moved", format!("{base}/moved"))]).await?).await?;
        page.execute("moved", "up").await?;
        page.has_rows(1).await.map_err(|error| format!("{status}: {error}"))?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_reach_no_other_origin() -> Outcome {
    let (other, heard) = server(|routes| open_to_all(routes.route("/{*path}", any(strict)))).await?;
    let there = other.clone();
    let (base, _) = server(|routes| {
        open_to_all(
            routes
                .route(
                    "/found/{*path}",
                    any({
                        let there = there.clone();
                        async move |uri: Uri| to(StatusCode::FOUND, &there, &uri)
                    }),
                )
                .route("/kept/{*path}", any(async move |uri: Uri| to(StatusCode::TEMPORARY_REDIRECT, &there, &uri))),
        )
    })
    .await?;
    let nodes = ["found", "kept"].map(|way| (way, format!("{base}/{way}")));
    let page = Page::open(&console_with_keys(&nodes).await?).await?;
    for (way, _) in &nodes {
        page.execute(way, "up").await?;
        page.shows(&format!("{way} redirects to another address")).await?;
        page.shows(&format!("redirects to {other}/api/v1/query")).await?;
    }
    page.screenshot("failure-redirect").await?;
    let lines = lines(&heard);
    expect(!lines.is_empty(), || "the final address was not found out".to_owned())?;
    expect(lines.iter().all(|line| !line.contains("x-api-key")), || format!("the secret was sent on: {lines:?}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_within_the_origin_takes_the_headers_along() -> Outcome {
    let (base, heard) = server(|routes| {
        open_to_all(
            routes
                .route("/old/{*path}", any(async |uri: Uri| to(StatusCode::FOUND, "/new", &uri)))
                .route("/new/{*path}", any(strict)),
        )
    })
    .await?;
    let page = Page::open(&console_with_keys(&[("moved", format!("{base}/old"))]).await?).await?;
    page.execute("moved", "up").await?;
    page.has_rows(1).await?;
    let lines = lines(&heard);
    expect(lines.contains(&"POST /new/api/v1/query x-api-key".to_owned()), || format!("{lines:?}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circle_is_called_a_circle_and_a_sign_in_a_sign_in() -> Outcome {
    let (base, _) = server(|routes| {
        open_to_all(
            routes
                .route("/circle/{*path}", any(async |uri: Uri| to(StatusCode::FOUND, "/circle", &uri)))
                .route("/login/{*path}", any(async |uri: Uri| to(StatusCode::FOUND, "/page", &uri)))
                .route("/page/{*path}", any(async || ([(CONTENT_TYPE, "text/html")], "<h1>Sign in</h1>"))),
        )
    })
    .await?;
    let nodes = ["circle", "login"].map(|way| (way, format!("{base}/{way}")));
    let page = Page::open(&console_of(&nodes).await?).await?;
    page.execute("circle", "up").await?;
    page.shows("circle redirects in a circle, or to where nothing answers").await?;
    page.execute("login", "up").await?;
    page.shows(&format!("Sign in again: login redirects to {base}/page/api/v1/query")).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_header_is_not_a_refused_origin() -> Outcome {
    let (base, _) = server(|routes| {
        routes.route("/{*path}", any(strict)).layer(from_fn(|request, next| cors("Content-Type", request, next)))
    })
    .await?;
    let (closed, _) = server(|routes| routes.route("/{*path}", any(strict))).await?;
    let page = Page::open(&console_with_keys(&[("header", base), ("origin", closed)]).await?).await?;
    page.execute("header", "up").await?;
    page.shows("header does not allow this page to send X-Api-Key").await?;
    page.execute("origin", "up").await?;
    page.shows("origin does not let this page read its answers").await?;
    page.close().await
}

/// Answers `/` and closes every other connection when it has heard the request.
async fn closing() -> Result<String, String> {
    async fn answer(mut stream: TcpStream) {
        let mut request = [0; 2000];
        let read = stream.read(&mut request).await.unwrap_or_default();
        if request[..read].starts_with(b"GET / ") {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
        }
    }
    let (sender, receiver) = tokio::sync::oneshot::channel();
    serve(async move {
        let Ok(listener) = TcpListener::bind(("127.0.0.1", 0)).await else { return };
        let _ = sender.send(listener.local_addr());
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    let address = receiver.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    Ok(format!("http://{address}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_closed_early_is_not_cors() -> Outcome {
    let page = Page::open(&console_of(&[("closing", closing().await?)]).await?).await?;
    page.execute("closing", "up").await?;
    page.shows("The browser got no answer from closing").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_proxy_writes_before_a_node_that_was_read_is_not_cors() -> Outcome {
    let is_down = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&is_down);
    let (base, _) = server(move |routes| {
        open_to_all(routes.route("/{*path}", any(strict))).layer(from_fn(move |request: Request, next: Next| {
            let is_down = switch.load(Ordering::SeqCst);
            async move {
                if is_down { (StatusCode::BAD_GATEWAY, "down").into_response() } else { next.run(request).await }
            }
        }))
    })
    .await?;
    let page = Page::open(&console_of(&[("flaky", base)]).await?).await?;
    page.execute("flaky", "up").await?;
    page.has_rows(1).await?;
    is_down.store(true, Ordering::SeqCst);
    page.click("button", "Execute").await?;
    page.shows("An answer of flaky came that this page may not read").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_pages_policy_forbids_is_not_unreachable() -> Outcome {
    let (base, heard) = server(|routes| open_to_all(routes.route("/{*path}", any(strict)))).await?;
    let settings = console::settings([("forbidden", base, "prometheus")]);
    let policy = HeaderValue::from_static("connect-src 'self'");
    let url = console_behind("/", settings, |routes| {
        routes.layer(from_fn(move |request: Request, next: Next| {
            let policy = policy.clone();
            async move {
                let mut response = next.run(request).await;
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
                response
            }
        }))
    })
    .await?;
    let page = Page::open(&url).await?;
    page.execute("forbidden", "up").await?;
    page.shows("The policy of this page forbids asking forbidden").await?;
    expect_equal("requests", &lines(&heard), &Vec::new())?;
    page.close().await
}

/// Lets through who has the cookie; sends others to sign in at another origin.
async fn gate(State(login): State<String>, request: Request) -> Response {
    let is_signed_in = request.headers().get(COOKIE).is_some_and(|cookie| cookie.as_bytes().starts_with(b"session=1"));
    if is_signed_in {
        json_answer(StatusCode::OK, UP)
    } else {
        (StatusCode::FOUND, [(LOCATION, login)]).into_response()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_on_the_pages_own_origin_is_told_and_used() -> Outcome {
    let (login, _) = server(|routes| routes.route("/", any(async || "Sign in"))).await?;
    let url = console_behind("/", console::settings([("gated", "/gated".to_owned(), "prometheus")]), |routes| {
        routes.merge(Router::new().route("/gated/{*path}", any(gate)).with_state(login))
    })
    .await?;
    let page = Page::open(&url).await?;
    page.execute("gated", "up").await?;
    page.shows("Sign in again: gated redirects to where this page may not read").await?;
    page.screenshot("failure-sign-in").await?;
    page.run("document.cookie = 'session=1'", vec![]).await?;
    page.click("button", "Retry").await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_nobody_gave_is_not_asked_for_by_the_browser() -> Outcome {
    let heard = Log::default();
    let noting = Arc::clone(&heard);
    let settings = console::settings([("guarded", "/guarded".to_owned(), "prometheus")]);
    let url = console_behind("/", settings, move |routes| {
        routes.route(
            "/guarded/{*path}",
            any(async move |request: Request| {
                // Only a request with credentials takes the cookie along, and only such a one brings up the dialog.
                if let Ok(mut noting) = noting.lock() {
                    noting.push(if request.headers().contains_key(COOKIE) { "credentials" } else { "none" }.to_owned());
                }
                (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Basic realm=\"guarded\"")], "Unauthorized")
            }),
        )
    })
    .await?;
    let page = Page::open(&url).await?;
    page.run("document.cookie = 'any=1; path=/'", vec![]).await?;
    page.click("link", "Nodes").await?;
    page.shows("guarded wants credentials (401)").await?;
    page.click("link", "Query").await?;
    page.execute("guarded", "up").await?;
    page.shows("guarded wants credentials (401)").await?;
    let lines = lines(&heard);
    expect(lines.len() >= 4 && lines.iter().all(|line| line == "none"), || format!("{lines:?}"))?;
    page.close().await
}
