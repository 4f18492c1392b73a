//! The one door to the network: HTTP as plain values, and the trait that sends them.
//!
//! Invariant: dropping a body, or the future that awaits it, ends the request.
//! Not here: how it is done in a browser (`web::fetch`).

use crate::model::file::LocalFile;
use crate::model::outcome::Failure;

/// A request's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
}

/// What a redirect of the server comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// It is followed, as browsers do: after a 301, 302 or 303 a POST goes on as a GET without its body.
    Follow,
    /// It is not followed, so that the request's headers reach no other address: [`Failure::Redirected`].
    Refuse,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Its method.
    pub method: Method,
    /// Its whole URL.
    pub url: String,
    /// Its headers; values may be secrets.
    pub headers: Vec<(String, String)>,
    /// Its body; empty for none.
    pub body: Vec<u8>,
    /// Milliseconds from sending to the last byte of the answer, after which the transport ends it
    /// with [`Failure::TimedOut`].
    pub timeout_ms: u32,
    /// What a redirect comes to.
    pub redirects: Redirects,
}

/// The head of a response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The status code.
    pub status: u16,
    /// The content type as sent, empty where there is none.
    pub content_type: String,
    /// The seconds of `Retry-After`, where it is sent and may be read.
    pub retry_after_s: Option<u32>,
    /// The URL that answered, without its query, where that is another one than was asked: after redirects.
    pub redirected: Option<String>,
}

/// The body of a response, in pieces as they arrive.
pub trait Body {
    /// The next piece; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure>;

    /// Milliseconds since the request was sent.
    fn elapsed_ms(&self) -> f64;
}

/// Sends requests.
pub trait Transport {
    /// The body that its responses have.
    type Body: Body;

    /// Sends a request and waits for the head of its response. Any status is a response; failures are
    /// those of the way there: unreachable, CORS, mixed content, a refused redirect, time-out, a file that the page
    /// no longer holds.
    async fn send(&self, request: HttpRequest) -> Result<(Head, Self::Body), Failure>;

    /// Forgets a file that the page has handed over.
    fn release(&self, file: LocalFile);

    /// Lets what is due elsewhere be done, a cancellation among it, before long work goes on.
    async fn yield_now(&self);

    /// Waits for so many milliseconds, while everything else goes on.
    async fn wait(&self, ms: u32);

    /// This machine's wall clock, Unix milliseconds, for comparing it with a node's. It may be set at any time, so no
    /// duration is measured by it.
    fn now_ms(&self) -> f64;

    /// A monotonic clock, milliseconds from any beginning: what time-outs, slices and durations are measured by.
    fn ticks_ms(&self) -> f64;
}
