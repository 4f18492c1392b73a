//! The network natively, over `reqwest`, and files by their path: what `web::fetch` is in a browser.
//!
//! Plain HTTP only: for TLS the lab and the tests have no use. Shared with the end-to-end tests.

use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use narthex::model::file::LocalFile;
use narthex::model::outcome::{Failure, Redirect};
use narthex::wire::transport::{self, Head, HttpRequest, Method, Redirects, Transport};
use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Client, Response, redirect};

/// The most bytes of a file that come at once.
const PART: usize = 1 << 16;

/// The native network.
#[derive(Debug)]
pub(crate) struct Native {
    following: Client,
    refusing: Client,
    began: Instant,
}

impl Native {
    /// With no connection yet.
    pub(crate) fn new() -> Result<Self, String> {
        let client = |policy| Client::builder().redirect(policy).no_proxy().build().map_err(|error| error.to_string());
        let (following, refusing) = (client(redirect::Policy::default())?, client(redirect::Policy::none())?);
        Ok(Self { following, refusing, began: Instant::now() })
    }

    async fn send_http(&self, request: HttpRequest) -> Result<(Head, Body), Failure> {
        let HttpRequest { method, url, headers, body, timeout_ms, redirects } = request;
        let client = if redirects == Redirects::Follow { &self.following } else { &self.refusing };
        let builder = match method {
            Method::Get => client.get(&url),
            Method::Post => client.post(&url),
        };
        let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
        let (sent, timeout) = (Instant::now(), Duration::from_millis(timeout_ms.into()));
        let response = builder.body(body).timeout(timeout).send().await;
        let response = response.map_err(|error| failure(&error, timeout_ms))?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if response.status().is_redirection() {
            return Err(Failure::Redirected { to: header(LOCATION).to_owned(), redirect: Redirect::HeadersKept });
        }
        let at = response.url().as_str();
        let head = Head {
            status: response.status().as_u16(),
            content_type: header(CONTENT_TYPE).to_owned(),
            retry_after_s: header(RETRY_AFTER).parse().ok(),
            redirected: (at.trim_end_matches('/') != url.trim_end_matches('/'))
                .then(|| at.split('?').next().unwrap_or_default().to_owned()),
        };
        Ok((head, Body { sent, received: 0, timeout_ms, source: Source::Http(response) }))
    }
}

fn failure(error: &reqwest::Error, after_ms: u32) -> Failure {
    if error.is_timeout() {
        Failure::TimedOut { after_ms }
    } else if error.is_builder() {
        Failure::BadUrl
    } else if error.is_redirect() {
        Failure::Redirected { to: String::new(), redirect: Redirect::Lost }
    } else if error.is_connect() {
        Failure::Unreachable
    } else {
        Failure::NoAnswer
    }
}

impl Transport for Native {
    type Body = Body;

    async fn send(&self, request: HttpRequest) -> Result<(Head, Body), Failure> {
        if request.url.starts_with("http://") || request.url.starts_with("https://") {
            return self.send_http(request).await;
        }
        let bytes = fs::read(&request.url).map_err(|_| Failure::Unreachable)?;
        let parts = bytes.chunks(PART).rev().map(<[u8]>::to_vec).collect();
        let head = Head { status: 200, ..Head::default() };
        let (sent, timeout_ms) = (Instant::now(), request.timeout_ms);
        Ok((head, Body { sent, received: 0, timeout_ms, source: Source::File(parts) }))
    }

    fn release(&self, _file: LocalFile) {}

    async fn yield_now(&self) {
        tokio::task::yield_now().await;
    }

    #[expect(clippy::disallowed_methods, reason = "waiting is what is asked for, and no test awaits it")]
    async fn wait(&self, ms: u32) {
        tokio::time::sleep(Duration::from_millis(ms.into())).await;
    }

    fn now_ms(&self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |passed| passed.as_secs_f64() * 1000.0)
    }

    fn ticks_ms(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1000.0
    }
}

/// A body that arrives.
#[derive(Debug)]
pub(crate) struct Body {
    sent: Instant,
    received: u64,
    timeout_ms: u32,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Http(Response),
    /// The last part first.
    File(Vec<Vec<u8>>),
}

impl transport::Body for Body {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let part = match &mut self.source {
            Source::File(parts) => parts.pop(),
            Source::Http(response) => {
                let part = response.chunk().await.map_err(|error| {
                    let is_late = error.is_timeout();
                    let ended = Failure::Interrupted { received: self.received };
                    if is_late { Failure::TimedOut { after_ms: self.timeout_ms } } else { ended }
                });
                part?.map(|part| part.to_vec())
            }
        };
        self.received += part.as_ref().map_or(0, Vec::len) as u64;
        Ok(part)
    }

    fn elapsed_ms(&self) -> f64 {
        self.sent.elapsed().as_secs_f64() * 1000.0
    }
}
