//! Failures from responses: the API's error envelope, and what proxies and other servers answer in its place.
//!
//! The text of an error decides what it is about (a tenant, a store, the expression) before its status code does.
//!
//! Invariant: what a text quotes, which may be the query, decides nothing.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::model::outcome::{Failure, Redirect};
use crate::wire::{text, transport::Head};

/// The most bytes of an error's body that are worth reading.
pub const MAX_BODY: u64 = 64_000;

#[derive(Deserialize)]
struct ErrorEnvelope {
    #[serde(rename = "errorType")]
    error_type: String,
    #[serde(default)]
    error: String,
}

/// The failure of a response whose status code tells of none of the 200s; `body` may be cut.
pub fn of_response(head: &Head, body: &[u8]) -> Failure {
    if let Ok(envelope) = serde_json::from_slice::<ErrorEnvelope>(body) {
        return of_envelope(head, text::line(&envelope.error_type), text::line(&envelope.error));
    }
    let text = gateway_message(body).map_or_else(|| text::body_line(body), |message| text::line(&message));
    let (is_page, said) = (is_page(body), unquoted(&text));
    match (head.status, &head.redirected) {
        (401 | 403 | 404, Some(to)) if is_page => redirected(to),
        (400 | 401 | 403, _) if lacks_tenant(&said) => Failure::NoTenant { status: head.status, text },
        (503, _) if !is_page && is_starting(body, &said) => Failure::NotReady { text },
        (500.., _) if !is_page && lacks_store(&said) => Failure::StoreDown { status: head.status, text },
        _ => Failure::Http { status: head.status, text, retry_after_s: head.retry_after_s },
    }
}

/// The failure that an API's envelope tells of. What it is about is read in the message: a status and an error type
/// alone blame the expression for a store that is down.
pub(super) fn of_envelope(head: &Head, error_type: String, message: String) -> Failure {
    let (status, said) = (head.status, unquoted(&message));
    if lacks_tenant(&said) && matches!(status, 400 | 401 | 403) {
        Failure::NoTenant { status, text: message }
    } else if lacks_store(&said) && error_type != "bad_data" && status != 400 {
        Failure::StoreDown { status, text: message }
    } else {
        Failure::Api { status, error_type, message, retry_after_s: head.retry_after_s }
    }
}

/// The failure of a successful response that is no JSON object.
pub fn not_the_api(head: &Head, body: &[u8]) -> Failure {
    match &head.redirected {
        Some(to) => redirected(to),
        None => Failure::NotTheApi { content_type: text::line(&head.content_type), excerpt: text::body_line(body) },
    }
}

fn redirected(to: &str) -> Failure {
    Failure::Redirected { to: text::line(to), redirect: Redirect::SignIn }
}

/// What a gateway says in JSON of its own: under `message`, `error` or `detail`, or one of those within `error`.
fn gateway_message(body: &[u8]) -> Option<String> {
    let Value::Object(object) = serde_json::from_slice(body).ok()? else { return None };
    let text = |object: &Map<String, Value>| {
        let words = ["message", "error_description", "detail", "error"].into_iter();
        words.filter_map(|key| object.get(key)?.as_str()).find(|text| !text.trim().is_empty()).map(str::to_owned)
    };
    text(&object).or_else(|| text(object.get("error")?.as_object()?))
}

/// Whether this is HTML, as proxies write it.
fn is_page(body: &[u8]) -> bool {
    String::from_utf8_lossy(&body[..body.len().min(64)])
        .trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t'])
        .starts_with('<')
}

/// Prometheus writes just this while it replays its log, other products say it; all else is a proxy with nothing
/// behind.
fn is_starting(body: &[u8], text: &str) -> bool {
    body == b"Service Unavailable" || text.to_ascii_lowercase().contains("not ready")
}

/// Mimir, Cortex and Loki: `no org id`.
fn lacks_tenant(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["no org id", "x-scope-orgid"].iter().any(|sign| message.contains(sign))
}

/// A message without what stands between double quotes: there it repeats the query, or labels, which may hold any
/// words. A quote that was cut off reaches to the end.
fn unquoted(message: &str) -> String {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let outside = message.chars().filter(|letter| {
        let is_end = *letter == '"' && !is_escaped;
        let is_outside = !is_quoted && !is_end;
        is_quoted ^= is_end;
        is_escaped = is_quoted && *letter == '\\' && !is_escaped;
        is_outside
    });
    outside.collect()
}

/// Whether a store behind the node is what is missing: Thanos' and Mimir's gRPC errors, Mimir's ring,
/// `VictoriaMetrics`' storage nodes, and connections of the node's own.
fn lacks_store(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "code = unavailable",
        "no storeapis matched",
        "unhealthy instances",
        "live replicas required",
        "from vmstorage",
        "connection refused",
        "no such host",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(status: u16) -> Head {
        Head { status, ..Head::default() }
    }

    fn envelope(error_type: &str, message: &str) -> String {
        format!("{{\"status\":\"error\",\"errorType\":\"{error_type}\",\"error\":\"{message}\"}}")
    }

    #[test]
    fn errors_of_each_kind() {
        let http = |status, text: &str| Failure::Http { status, text: text.to_owned(), retry_after_s: None };
        let starting = |text: &str| Failure::NotReady { text: text.to_owned() };
        let tenant = |status, text: &str| Failure::NoTenant { status, text: text.to_owned() };
        let store = |status, text: &str| Failure::StoreDown { status, text: text.to_owned() };
        for (status, body, failure) in [
            (401, "Unauthorized\n", http(401, "Unauthorized")),
            (404, "404 page not found\n", http(404, "404 page not found")),
            (502, "<html><title>502 Bad Gateway</title>", http(502, "502 Bad Gateway")),
            (503, "<html><title>Busy</title>", http(503, "Busy")),
            (503, "\u{feff}\n<p>not ready</p>", http(503, "not ready")),
            (503, "Service Unavailable", starting("Service Unavailable")),
            (503, "Ingester not ready: 1 of 3", starting("Ingester not ready: 1 of 3")),
            // Envoy, Traefik, nothing at all: proxies.
            (503, "no healthy upstream", http(503, "no healthy upstream")),
            (503, "Service Unavailable\n", http(503, "Service Unavailable")),
            (503, "", http(503, "")),
            (500, "", http(500, "")),
            (400, "{\"message\":\"bad\"}", http(400, "bad")),
            (403, "{\"error\":{\"code\":7,\"message\":\"no permission\"}}", http(403, "no permission")),
            (429, "{\"code\":1,\"detail\":\"slow down\",\"message\":\" \"}", http(429, "slow down")),
            (401, "{\"message\":\"no org id\"}", tenant(401, "no org id")),
            (400, "{\"code\":7}", http(400, "{\"code\":7}")),
            (401, "no org id\n", tenant(401, "no org id")),
            (500, "no org id", http(500, "no org id")),
            (500, "dial tcp: connection refused", store(500, "dial tcp: connection refused")),
        ] {
            assert_eq!(of_response(&head(status), body.as_bytes()), failure, "{status} {body}");
        }
    }

    #[test]
    fn an_envelope_keeps_its_status_and_is_read_before_the_expression_is_blamed() {
        let unavailable = "expanding series: rpc error: code = Unavailable desc = connection closed";
        let api = |status, error_type: &str, message: &str| Failure::Api {
            status,
            error_type: error_type.to_owned(),
            message: message.to_owned(),
            retry_after_s: None,
        };
        for (status, error_type, message, failure) in [
            (422, "execution", "many-to-many", api(422, "execution", "many-to-many")),
            (503, "timeout", "too slow", api(503, "timeout", "too slow")),
            // VictoriaMetrics' error types are its status codes.
            (422, "422", "cannot parse", api(422, "422", "cannot parse")),
            (422, "execution", unavailable, Failure::StoreDown { status: 422, text: unavailable.to_owned() }),
            (400, "bad_data", unavailable, api(400, "bad_data", unavailable)),
            (401, "unauthorized", "no org id", Failure::NoTenant { status: 401, text: "no org id".to_owned() }),
        ] {
            assert_eq!(of_response(&head(status), envelope(error_type, message).as_bytes()), failure, "{message}");
        }
        let busy = Head { retry_after_s: Some(10), ..head(429) };
        let said = of_response(&busy, envelope("429", "too many").as_bytes());
        assert!(matches!(said, Failure::Api { status: 429, retry_after_s: Some(10), .. }), "{said:?}");
        assert!(matches!(of_response(&busy, b"too many"), Failure::Http { status: 429, retry_after_s: Some(10), .. }));
    }

    /// `VictoriaMetrics` repeats the query, Prometheus the labels, both as Go quotes them.
    #[test]
    fn what_a_message_quotes_does_not_say_what_it_is_about() {
        let quoting = [
            r#"error when executing query="sum(rate(log_total{msg=~\"connection refused|no such host\"}[1m]))": too many"#,
            r#"error when executing query="a{b=\"\\\\\"} + c{d=\"from vmstorage\"}": cannot merge"#,
            r#"found duplicate series for the match group {msg="dial tcp: connection refused"} on the right side"#,
            r#"error when executing query="a{b=\"cut off: connection refused"#,
        ];
        let failure = |message: &str| {
            let body = serde_json::json!({ "status": "error", "errorType": "422", "error": message });
            of_response(&head(422), body.to_string().as_bytes())
        };
        for message in quoting {
            assert!(matches!(failure(message), Failure::Api { .. }), "{message}");
        }
        let refused = r#"invalid parameter "query": 1:4: parse error: unexpected string "\"no org id\"""#;
        let body = serde_json::json!({ "status": "error", "errorType": "bad_data", "error": refused }).to_string();
        assert!(matches!(of_response(&head(400), body.as_bytes()), Failure::Api { .. }));
        for (status, text) in [
            (400, r#"cannot parse "up \"no org id\"""#),
            (500, r#"cannot evaluate {msg="connection refused"}"#),
            (503, r#"cannot evaluate {msg="not ready"}"#),
        ] {
            assert!(matches!(of_response(&head(status), text.as_bytes()), Failure::Http { .. }), "{text}");
        }
        for message in [
            r#"error when executing query="up": cannot fetch data from vmstorage nodes"#,
            r#"remote_read: Post "http://b:9090/api/v1/read": dial tcp: lookup b: no such host"#,
            r#"query="a{b=\"c\"}": connection refused"#,
        ] {
            assert!(matches!(failure(message), Failure::StoreDown { .. }), "{message}");
        }
    }

    #[test]
    fn a_page_behind_a_redirect_is_a_sign_in() {
        let to = "https://login.example/authorize".to_owned();
        let there = Failure::Redirected { to: to.clone(), redirect: Redirect::SignIn };
        let at = |status| Head { redirected: Some(to.clone()), ..head(status) };
        assert_eq!(not_the_api(&at(200), b"<html>"), there);
        assert_eq!(of_response(&at(403), b"<html>"), there);
        assert!(matches!(of_response(&at(401), b"Unauthorized"), Failure::Http { status: 401, .. }));
        assert!(matches!(of_response(&at(502), b"<html>"), Failure::Http { status: 502, .. }));
    }
}
