//! What went wrong, from a response that is no success.

use serde::Deserialize;

use crate::model::outcome::Failure;
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
        return Failure::Api { error_type: text::line(&envelope.error_type), message: text::line(&envelope.error) };
    }
    let text = text::body_line(body);
    // Prometheus answers 503 in plain text while it replays its log; a proxy's 503 is mostly a page.
    if head.status == 503 && !body.trim_ascii_start().starts_with(b"<") {
        Failure::NotReady { text }
    } else {
        Failure::Http { status: head.status, text }
    }
}

/// The failure of a successful response that is no JSON object.
pub fn not_the_api(content_type: &str, body: &[u8]) -> Failure {
    Failure::NotTheApi { content_type: text::line(content_type), excerpt: text::body_line(body) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_each_kind() {
        let http = |status, text: &str| Failure::Http { status, text: text.to_owned() };
        for (status, body, failure) in [
            (401, "Unauthorized\n", http(401, "Unauthorized")),
            (404, "404 page not found\n", http(404, "404 page not found")),
            (502, "<html><title>502 Bad Gateway</title>", http(502, "502 Bad Gateway")),
            (503, "<html><title>Busy</title>", http(503, "Busy")),
            (503, "Service Unavailable", Failure::NotReady { text: "Service Unavailable".to_owned() }),
            (500, "", http(500, "")),
            (400, "{\"message\":\"no tenant\"}", http(400, "{\"message\":\"no tenant\"}")),
            (
                422,
                "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"many-to-many\"}",
                Failure::Api { error_type: "execution".to_owned(), message: "many-to-many".to_owned() },
            ),
            (
                503,
                "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"too slow\"}",
                Failure::Api { error_type: "timeout".to_owned(), message: "too slow".to_owned() },
            ),
        ] {
            let head = Head { status, content_type: String::new() };
            assert_eq!(of_response(&head, body.as_bytes()), failure, "{body}");
        }
    }
}
