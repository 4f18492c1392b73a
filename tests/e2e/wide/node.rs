//! A node whose answers have more than a person can see, in one of several ways.

use std::fmt::Write;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::harness::serve;
use crate::lab::console::listen;

/// Label names of `columns`.
pub(super) const COLUMNS: usize = 10_000;

/// Samples of `rows`: at 24 px each they are higher than a browser makes elements.
pub(super) const ROWS: usize = 1_410_000;

/// Characters of the label value of `long`, and of its label's name.
pub(super) const LONG: usize = 10_000_000;

/// Warnings of `warned`.
pub(super) const WARNINGS: usize = 900;

/// Peers of `peers`.
pub(super) const PEERS: usize = 100_000;

/// The URL of a node that answers in this way. Its bodies are made by then: it takes longer than a page waits.
pub(super) async fn url(way: &str) -> Result<String, String> {
    let instant: Bytes = body(way, false).into();
    let range: Bytes = if way == "long" { body(way, true).into() } else { Bytes::new() };
    let routes = Router::new()
        .route("/{*path}", any(async move |path: Path<String>, form: String| answer(&path, &form, &instant, &range)));
    let (address, server) = listen(0, routes).await?;
    serve(server);
    Ok(format!("http://{address}"))
}

fn body(way: &str, is_range: bool) -> String {
    match way {
        "columns" => columns(),
        "rows" => rows(),
        "long" => long(is_range),
        "warned" => warned(),
        "one" => vector(r#"{"metric":{"job":"x"},"value":[1700000000,"1"]}"#, ""),
        _ => peers(),
    }
}

/// Answers the panel's query, or an Alertmanager's probe; nothing else.
fn answer(path: &str, form: &str, instant: &Bytes, range: &Bytes) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    if !path.ends_with("v2/status") && !form.contains("query=up") {
        return (StatusCode::NOT_FOUND, headers).into_response();
    }
    (headers, if path.ends_with("query_range") { range.clone() } else { instant.clone() }).into_response()
}

fn vector(series: &str, rest: &str) -> String {
    format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{series}]}}{rest}}}"#)
}

/// Series of so many label names, each with all of them.
fn columns() -> String {
    let series: Vec<_> = (0..60)
        .map(|series| {
            let labels: Vec<_> = (0..COLUMNS).map(|label| format!(r#""label_{label}":"v{label}""#)).collect();
            format!(
                r#"{{"metric":{{{},"series":"{series}"}},"value":[1700000000,"1"]}}"#,
                labels[..COLUMNS - 1].join(",")
            )
        })
        .collect();
    vector(&series.join(","), "")
}

/// A range vector.
fn rows() -> String {
    let mut out = r#"{"status":"success","data":{"resultType":"matrix","result":["#.to_owned();
    let of_each = 15_000;
    for series in 0..ROWS / of_each {
        let comma = if series > 0 { "," } else { "" };
        let _ = write!(out, r#"{comma}{{"metric":{{"series":"{series}"}},"values":["#);
        for at in 0..of_each {
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(out, r#"{comma}[{},"1"]"#, 1_700_000_000 + at);
        }
        out.push_str("]}");
    }
    out + "]}}"
}

fn long(is_range: bool) -> String {
    let (name, value) = ("n".repeat(LONG), "v".repeat(LONG));
    let metric = format!(r#""metric":{{"{name}":"x","other":"{value}"}}"#);
    if is_range {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.as_secs());
        let values: Vec<_> = (0..10).map(|at| format!(r#"[{},"{at}"]"#, now - 100 + at * 10)).collect();
        let series = format!(r#"{{{metric},"values":[{}]}}"#, values.join(","));
        return format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{series}]}}}}"#);
    }
    vector(&format!(r#"{{{metric},"value":[1700000000,"1"]}}"#), "")
}

fn warned() -> String {
    let warnings: Vec<_> = (0..WARNINGS).map(|at| format!(r#""PromQL warning: number {at}""#)).collect();
    let rest = format!(r#","warnings":[{}]"#, warnings.join(","));
    vector(r#"{"metric":{"job":"x"},"value":[1700000000,"1"]}"#, &rest)
}

fn peers() -> String {
    let peers: Vec<_> = (0..PEERS).map(|at| format!(r#"{{"name":"am-{at:05}","address":"10.0.0.1:9094"}}"#)).collect();
    format!(
        r#"{{"cluster":{{"status":"ready","peers":[{}]}},"versionInfo":{{"version":"0.27.0"}},"uptime":"x"}}"#,
        peers.join(",")
    )
}
