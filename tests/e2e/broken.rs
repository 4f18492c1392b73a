//! A server that answers wrongly, in each of the ways in which a node may: one path prefix a way, to be used as a
//! node's URL (`{base}/truncated`, so that `/truncated/api/v1/query` is asked). `/many` answers
//! rightly, and much; `/histogram` as the lab's older daemons cannot.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::{StreamExt, stream};
use tokio::sync::OnceCell;

use crate::harness::serve;
use crate::lab::console::listen;

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// A whole answer, of which others show a part.
const VECTOR: &str = concat!(
    r#"{"status":"success","data":{"resultType":"vector","result":["#,
    r#"{"metric":{"__name__":"up","job":"broken"},"value":[1700000000,"1"]}]}}"#
);

/// What Prometheus says of itself; what says less is taken for another product, with another language.
const PROMETHEUS: &str = r#"{"status":"success","data":{"version":"3.5.0","goVersion":"go1.24"}}"#;

/// How many queries of a load `/counted` was asked.
pub(crate) static COUNTED: AtomicUsize = AtomicUsize::new(0);

/// How many queries of `up` wait for an answer of `/held`, which never comes.
pub(crate) static HELD: AtomicUsize = AtomicUsize::new(0);

/// The base URL of the one server that all tests share.
pub(crate) async fn base() -> Result<&'static str, String> {
    static BASE: OnceCell<String> = OnceCell::const_new();
    let start = async || {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        serve(async move {
            match listen(0, routes()).await {
                Ok((address, server)) => {
                    let _ = sender.send(Ok(format!("http://{address}")));
                    server.await;
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                }
            }
        });
        receiver.await.map_err(|error| error.to_string())?
    };
    BASE.get_or_try_init(start).await.map(String::as_str)
}

fn routes() -> Router {
    let with_cors = Router::new()
        .route("/401/{*path}", any(async || answer(401, TEXT, "Unauthorized\n")))
        .route("/403/{*path}", any(async || answer(403, TEXT, "no access for you\n")))
        .route("/404/{*path}", any(async || answer(404, TEXT, "404 page not found\n")))
        .route("/407/{*path}", any(async || answer(407, TEXT, "Proxy Authentication Required\n")))
        .route("/no-org/{*path}", any(async || answer(401, TEXT, "no org id\n")))
        .route("/store-down/{*path}", any(async || answer(422, JSON, STORE_DOWN)))
        .route("/unprocessable/{*path}", any(async || answer(422, JSON, UNPROCESSABLE)))
        .route("/busy/{*path}", any(busy))
        .route("/proxy/{*path}", any(async || answer(503, TEXT, "no healthy upstream")))
        .route("/partial/{*path}", any(async || answer(200, JSON, PARTIAL)))
        .route("/sidecar/{*path}", any(async || answer(200, JSON, SIDECAR)))
        .route("/annotated/{*path}", any(async || answer(200, JSON, ANNOTATED)))
        .route("/no-samples/{*path}", any(async || answer(200, JSON, NO_SAMPLES)))
        .route("/starting/{*path}", any(async || answer(503, TEXT, "Service Unavailable")))
        .route("/html/{*path}", any(async || answer(200, "text/html", HTML)))
        .route("/html-error/{*path}", any(async || answer(502, "text/html", HTML)))
        .route("/truncated/{*path}", any(async || answer(200, JSON, &VECTOR[..VECTOR.len() / 2])))
        .route("/other-shape/{*path}", any(async || answer(200, JSON, r#"{"hits":{"total":3,"rows":[1,2,3]}}"#)))
        .route("/not-json/{*path}", any(async || answer(200, JSON, "\u{1}\u{2}\u{3}")))
        .route("/empty/{*path}", any(async || answer(200, JSON, "")))
        .route("/markup/{*path}", any(async || answer(200, JSON, MARKUP)))
        .route("/silent/{*path}", any(std::future::pending::<Response>))
        .route("/endless/{*path}", any(endless))
        .route("/held/{*path}", any(held))
        .route("/counted/api/v1/status/buildinfo", any(async || answer(200, JSON, PROMETHEUS)))
        .route("/counted/{*path}", any(counted))
        .route("/many/{*path}", any(many))
        .route("/histogram/api/v1/query_range", any(async || answer(200, JSON, HISTOGRAM_RANGE)))
        .route("/histogram/{*path}", any(async || answer(200, JSON, HISTOGRAM)))
        .layer(from_fn(cors));
    with_cors.route("/no-cors/{*path}", any(async || answer(200, JSON, VECTOR)))
}

const HTML: &str = "<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>";

/// A native histogram as Prometheus writes it: boundaries' kind, lower, upper, count.
const HISTOGRAM: &str = concat!(
    r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"histogram":"#,
    r#"[1700000000,{"count":"30","sum":"17.25","buckets":[[0,"0.25","0.5","12"],[0,"0.5","1","18"]]}]}]}}"#
);

/// The same, for a graph.
const HISTOGRAM_RANGE: &str = concat!(
    r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"histograms":[[1700000000,"#,
    r#"{"count":"30","sum":"17.25","buckets":[[0,"0.25","0.5","12"],[0,"0.5","1","18"]]}]]}]}}"#
);

/// Thanos, where a store is down and partial answers are not allowed.
const STORE_DOWN: &str = concat!(
    r#"{"status":"error","errorType":"execution","error":"expanding series: proxy Series(): rpc error: "#,
    r#"code = Unavailable desc = connection error"}"#
);

/// `VictoriaMetrics`: its error types are status codes.
const UNPROCESSABLE: &str = r#"{"status":"error","errorType":"422","error":"cannot execute query: too many series"}"#;

/// The same.
const PARTIAL: &str = concat!(
    r#"{"status":"success","isPartial":true,"data":{"resultType":"vector","result":["#,
    r#"{"metric":{"__name__":"up","job":"broken"},"value":[1700000000,"1"]}]}}"#
);

/// Thanos, which could not ask a store.
const SIDECAR: &str = concat!(
    r#"{"status":"success","data":{"resultType":"vector","result":["#,
    r#"{"metric":{"__name__":"up","job":"broken"},"value":[1700000000,"1"]}]},"#,
    r#""warnings":["No StoreAPIs matched for this query"]}"#
);

/// A whole answer about a doubtful expression.
const ANNOTATED: &str = concat!(
    r#"{"status":"success","data":{"resultType":"vector","result":["#,
    r#"{"metric":{"__name__":"up","job":"broken"},"value":[1700000000,"1"]}]},"#,
    r#""warnings":["PromQL warning: something is odd (1:1)"]}"#
);

const NO_SAMPLES: &str =
    r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[]}]}}"#;

async fn busy() -> Response {
    let body = r#"{"status":"error","errorType":"429","error":"too many concurrent requests"}"#;
    let mut response = answer(429, JSON, body);
    response.headers_mut().insert("Retry-After", HeaderValue::from_static("10"));
    response.headers_mut().insert("Access-Control-Expose-Headers", HeaderValue::from_static("Retry-After"));
    response
}

/// Label values that would run a script if they became HTML.
const MARKUP: &str = concat!(
    r#"{"status":"success","data":{"resultType":"vector","result":["#,
    r#"{"metric":{"__name__":"up","job":"<img src=x onerror=\"window.broken=1\">"},"value":[1700000000,"1"]}]},"#,
    r#""warnings":["<script>window.broken=1</script>"]}"#
);

fn answer(status: u16, kind: &'static str, body: &'static str) -> Response {
    let status = StatusCode::from_u16(status).expect("the statuses above are valid");
    (status, [(CONTENT_TYPE, kind)], body).into_response()
}

/// The head of a matrix, then one series after another for ever; as fast as a copy, so that the size limit is
/// met before the time-out.
async fn endless() -> Response {
    let head = r#"{"status":"success","data":{"resultType":"matrix","result":["#;
    let samples: Vec<String> = (1_700_000_000..1_700_016_384).map(|time| format!(r#"[{time},"1"]"#)).collect();
    let series = format!(r#"{{"metric":{{"__name__":"up"}},"values":[{}]}},"#, samples.join(","));
    let series = Bytes::from(series);
    let pieces = stream::once(async move { Bytes::from(head) }).chain(stream::repeat(series));
    ([(CONTENT_TYPE, JSON)], Body::from_stream(pieces.map(Ok::<_, Infallible>))).into_response()
}

/// Answers rightly, and counts what asks for a load; a probe asks for the time.
async fn counted(body: Bytes) -> Response {
    if body.windows(9).any(|piece| piece == b"node_load") {
        COUNTED.fetch_add(1, Ordering::SeqCst);
    }
    answer(200, JSON, VECTOR)
}

/// Never answers a query of `up`, and knows of each whether it is still waited for: a connection that is closed ends
/// the wait. All else is answered.
async fn held(body: Bytes) -> Response {
    struct Waiting;
    impl Drop for Waiting {
        fn drop(&mut self) {
            HELD.fetch_sub(1, Ordering::SeqCst);
        }
    }
    if body.windows(8).any(|piece| piece == b"query=up") {
        HELD.fetch_add(1, Ordering::SeqCst);
        let _waiting = Waiting;
        std::future::pending::<()>().await;
    }
    answer(200, JSON, VECTOR)
}

/// How many series `/many` has.
pub(crate) const MANY: usize = 10_000;

async fn many() -> Response {
    let series: Vec<String> = (0..MANY)
        .map(|number| {
            format!(r#"{{"metric":{{"__name__":"up","job":"series-{number:04}"}},"value":[1700000000,"{number}"]}}"#)
        })
        .collect();
    let head = r#"{"status":"success","data":{"resultType":"vector","result":["#;
    ([(CONTENT_TYPE, JSON)], format!("{head}{}]}}}}", series.join(","))).into_response()
}

/// As Prometheus does it; and preflights are answered at once, also where the answer itself never comes.
async fn cors(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    let allowed = HeaderValue::from_static("Accept, Authorization, Content-Type, Origin");
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    response
}
