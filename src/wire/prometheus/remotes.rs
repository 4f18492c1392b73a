//! The `remote_read: …` warnings of a Prometheus that could not read one of its remotes.
//!
//! The texts, by version:
//! - `remote_read: remote server URL returned HTTP status 500 Internal Server Error: …` (2.x; lower
//!   case `http status` from 3.x on)
//! - `remote_read: error sending request: Post "URL": dial tcp …: connect: connection refused`
//!   (without quotes before Go 1.14)
//! - `remote_read: error reading response: snappy: corrupt input`, and others without a URL

use crate::model::outcome::{Failure, MissingRemote};
use crate::wire::http;

use super::config::Remote;

/// What this warning tells of a remote; `None` for a warning about anything else.
pub fn of_warning(warning: &str) -> Option<MissingRemote> {
    let rest = warning.strip_prefix("remote_read: ")?;
    let (url, why) = status(rest).or_else(|| connection(rest)).unwrap_or(("", rest));
    Some(MissingRemote { url: http::without_user(url), why: why.to_owned() })
}

fn status(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix("remote server ")?;
    let (url, why) = rest.split_once(" returned ")?;
    Some((url, why))
}

fn connection(rest: &str) -> Option<(&str, &str)> {
    let (_, rest) = rest.split_once("Post ")?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once("\": "),
        None => rest.split_once(": "),
    }
}

/// A remote's reason as a failure; `timeout_ms`, milliseconds, is how long the reader waits for it.
pub fn failure(why: &str, timeout_ms: u32) -> Failure {
    let status = why.get(..12).filter(|start| start.eq_ignore_ascii_case("HTTP status ")).and_then(|_| {
        let (code, text) = why[12..].split_once(' ').unwrap_or((&why[12..], ""));
        Some((code.parse().ok()?, text))
    });
    if let Some((status, text)) = status {
        Failure::Http { status, text: text.to_owned(), retry_after_s: None }
    } else if ["deadline exceeded", "timeout", "Client.Timeout"].iter().any(|sign| why.contains(sign)) {
        Failure::TimedOut { after_ms: timeout_ms }
    } else if ["connection refused", "no such host", "no route to host", "network is unreachable"]
        .iter()
        .any(|sign| why.contains(sign))
    {
        Failure::Unreachable
    } else {
        // The answer that holds the warning was a success.
        Failure::Api { status: 200, error_type: "remote_read".to_owned(), message: why.to_owned(), retry_after_s: None }
    }
}

/// Adds a remote to the missing ones, each of which is named once. Where one remote is all that the node has, it is the
/// one that is missing without a URL.
pub(super) fn add(missing: &mut Vec<MissingRemote>, mut remote: MissingRemote, remotes: &[Remote]) {
    if let ("", [only]) = (&*remote.url, remotes) {
        remote.url.clone_from(&only.url);
    }
    let is_it = |known: &MissingRemote| known.url == remote.url && (!remote.url.is_empty() || known.why == remote.why);
    if !missing.iter().any(is_it) {
        missing.push(remote);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_versions_text_is_read() {
        for (warning, url, why) in [
            (
                "remote server http://c:1/read returned HTTP status 500 Internal Server Error: on fire",
                "http://c:1/read",
                "HTTP status 500 Internal Server Error: on fire",
            ),
            (
                "remote server http://u:p@c/read?db=x returned http status 401 Unauthorized: no",
                "http://c/read?db=x",
                "http status 401 Unauthorized: no",
            ),
            (
                "error sending request: Post \"http://u:***@c/read\": dial tcp 1.2.3.4:1: connect: connection refused",
                "http://c/read",
                "dial tcp 1.2.3.4:1: connect: connection refused",
            ),
            (
                "error sending request: Post http://c:9/read: context deadline exceeded",
                "http://c:9/read",
                "context deadline exceeded",
            ),
            ("error reading response: snappy: corrupt input", "", "error reading response: snappy: corrupt input"),
            ("", "", ""),
            ("remote server ", "", "remote server "),
        ] {
            let read = of_warning(&format!("remote_read: {warning}"));
            assert_eq!(read, Some(MissingRemote { url: url.to_owned(), why: why.to_owned() }), "{warning}");
        }
        assert_eq!(of_warning("PromQL warning: something of remote_read: x"), None);
    }

    #[test]
    fn reasons_become_failures() {
        let status = Failure::Http { status: 503, text: "Service Unavailable: x".to_owned(), retry_after_s: None };
        let other = Failure::Api {
            status: 200,
            error_type: "remote_read".to_owned(),
            message: "snappy".to_owned(),
            retry_after_s: None,
        };
        for (why, wanted) in [
            ("HTTP status 503 Service Unavailable: x", status.clone()),
            ("http status 503 Service Unavailable: x", status),
            ("context deadline exceeded", Failure::TimedOut { after_ms: 8000 }),
            ("dial tcp: lookup c: no such host", Failure::Unreachable),
            ("snappy", other),
        ] {
            assert_eq!(failure(why, 8000), wanted, "{why}");
        }
        assert!(matches!(failure("http status é", 1), Failure::Api { .. }));
    }
}
