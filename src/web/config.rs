//! The file `narthex.json` beside the page.
//!
//! Not here: what stands in it (`state`).

use super::fetch::FetchTransport;
use crate::model::outcome::Failure;
use crate::wire::prometheus::error;
use crate::wire::transport::{Body, HttpRequest, Method, Redirects, Transport};

/// The most bytes that are read of it.
const LIMIT: u64 = 1_000_000;

/// The most characters of a server's error page that are shown.
const EXCERPT: usize = 200;

/// The file's text, awaited for so many milliseconds. Fails as any request does.
pub async fn load(timeout_ms: u32) -> Result<String, Failure> {
    let url = "./narthex.json".to_owned();
    let request = HttpRequest {
        method: Method::Get,
        url,
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms,
        redirects: Redirects::Follow,
    };
    let (head, mut body) = FetchTransport.send(request).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 > LIMIT {
            return Err(Failure::TooLarge { limit: LIMIT });
        }
    }
    if !(200..300).contains(&head.status) {
        let text = String::from_utf8_lossy(&bytes);
        let line = text.trim_start().lines().next().unwrap_or_default();
        return Err(Failure::Http {
            status: head.status,
            text: line.chars().take(EXCERPT).collect(),
            retry_after_s: None,
        });
    }
    // A sign-in page, or what a server sends in the place of a file that it does not have.
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(error::not_the_api(&head, &bytes));
    }
    String::from_utf8(bytes).map_err(|error| Failure::Malformed {
        at: error.utf8_error().valid_up_to() as u64,
        expected: "UTF-8".to_owned(),
    })
}
