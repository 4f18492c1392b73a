//! Requests to one node and their whole, small answers.

use super::Server;
use crate::model::outcome::Failure;
use crate::model::query::Limits;
use crate::source::exchange;
use crate::wire::http;
use crate::wire::transport::{Body, Head, Method, Request, Transport};

/// A small answer with a successful status code, read to its end.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    /// Milliseconds from sending to the last byte.
    pub(super) latency_ms: f64,
}

impl<T: Transport> Server<T> {
    /// Gets a small answer.
    pub(super) async fn fetch(&self, path: &str, limits: Limits) -> Result<Answer, Failure> {
        let request = self.request(Method::Get, path, "", limits)?;
        read(self.send(request).await?, limits.max_bytes).await
    }

    /// Posts a small form, and gets a small answer.
    pub(super) async fn fetch_form(&self, path: &str, form: &str, limits: Limits) -> Result<Answer, Failure> {
        read(self.submit(path, form, limits).await?, limits.max_bytes).await
    }

    /// Sends a form and waits for a successful head. A node that refuses POST (Prometheus 1.8 and 2.0
    /// do, with 405) is asked by GET, from then on at once.
    pub(super) async fn submit(&self, path: &str, form: &str, limits: Limits) -> Result<(Head, T::Body), Failure> {
        let method = self.method.get();
        let answer = self.send(self.request(method, path, form, limits)?).await;
        match answer {
            Err(Failure::Http { status: 405, .. }) if method == Method::Post => {
                self.method.set(Method::Get);
                self.send(self.request(Method::Get, path, form, limits)?).await
            }
            answer => answer,
        }
    }

    async fn send(&self, request: Request) -> Result<(Head, T::Body), Failure> {
        exchange::send(&*self.transport, request).await
    }

    fn request(&self, method: Method, path: &str, form: &str, limits: Limits) -> Result<Request, Failure> {
        let mut url = http::join(&self.node.url, path)?;
        let mut headers = self.node.headers.clone();
        let mut body = Vec::new();
        match method {
            Method::Get if form.is_empty() => {}
            Method::Get => {
                url.push('?');
                url.push_str(form);
            }
            Method::Post => {
                headers.push(("Content-Type".to_owned(), http::FORM.to_owned()));
                body.extend_from_slice(form.as_bytes());
            }
        }
        Ok(Request { method, url, headers, body, timeout_ms: limits.timeout_ms })
    }
}

/// Reads a body to its end.
async fn read<B: Body>((head, mut body): (Head, B), limit: u64) -> Result<Answer, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await? {
        if (bytes.len() + piece.len()) as u64 > limit {
            return Err(Failure::TooLarge { limit });
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Answer { head, body: bytes, latency_ms: body.elapsed_ms() })
}
