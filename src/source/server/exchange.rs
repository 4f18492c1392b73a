//! HTTP requests to a server (POST or GET, headers, redirects), and small answers read to their end.

use super::Server;
use crate::model::outcome::{Failure, Redirect};
use crate::model::query::Limits;
use crate::source::exchange::{Rejected, redirects};
use crate::wire::http;
use crate::wire::transport::{Body, Head, HttpRequest, Method, Transport};

/// A small answer with a successful status code, read to its end.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
    /// Milliseconds from sending to the last byte.
    pub(super) latency_ms: f64,
}

impl<T: Transport> Server<T> {
    /// Gets a small answer. `form` goes with the path; empty for none.
    pub(super) async fn fetch(&self, path: &str, form: &str, limits: Limits) -> Result<Answer, Failure> {
        let sent = self.send(Method::Get, path, form, limits).await.map_err(|rejected| rejected.why)?;
        read(sent, limits.max_bytes).await
    }

    /// Posts a small form, and gets a small answer.
    pub(super) async fn fetch_form(&self, path: &str, form: &str, limits: Limits) -> Result<Answer, Failure> {
        read(self.submit(path, form, limits).await?, limits.max_bytes).await
    }

    /// Sends a form and waits for a successful head. A node that refuses POST (Prometheus 1.8 and 2.0 do, with 405), or
    /// before which a redirect makes an empty GET of it (301, 302, 303), is asked by GET, from then on at once.
    pub(super) async fn submit(&self, path: &str, form: &str, limits: Limits) -> Result<(Head, T::Body), Failure> {
        let method = self.method.get();
        match self.send(method, path, form, limits).await {
            Err(Rejected { why, redirected }) if method == Method::Post && (redirected || is_refused_method(&why)) => {
                let answer = self.send(Method::Get, path, form, limits).await;
                if answer.is_ok() || !redirected {
                    self.method.set(Method::Get);
                }
                answer.map_err(|rejected| rejected.why)
            }
            answer => answer.map_err(|rejected| rejected.why),
        }
    }

    /// Sends a request with the node's headers. Those are not taken along by a redirect; one that stays at the node's
    /// own origin is followed by asking there. Once that has answered it is asked there at once, until it is not there
    /// any more.
    async fn send(&self, method: Method, path: &str, form: &str, limits: Limits) -> Result<(Head, T::Body), Rejected> {
        let ask = async |base: &str| {
            let request = self.request(base, method, path, form, limits);
            let request = request.map_err(|why| Rejected { why, redirected: false })?;
            self.connection.send(&*self.transport, request).await
        };
        let moved = self.moved.borrow().clone();
        if let Some(base) = moved {
            match ask(&base).await {
                Err(rejected) if is_elsewhere(&rejected.why) => self.moved.replace(None),
                answer => return answer,
            };
        }
        let own = self.node.endpoint.url().unwrap_or_default();
        let sent = ask(own).await;
        if let Err(Rejected { why: Failure::Redirected { to, redirect: Redirect::HeadersKept }, .. }) = &sent
            && let Some(base) = to.strip_suffix(path)
            && http::origin(base) == http::origin(own)
            && base != own
        {
            let answer = ask(base).await;
            if answer.is_ok() {
                self.moved.replace(Some(base.to_owned()));
            }
            return answer;
        }
        sent
    }

    fn request(
        &self,
        base: &str,
        method: Method,
        path: &str,
        form: &str,
        limits: Limits,
    ) -> Result<HttpRequest, Failure> {
        let mut url = http::join(base, path)?;
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
        Ok(HttpRequest { method, url, headers, body, timeout_ms: limits.timeout_ms, redirects: redirects(&self.node) })
    }
}

/// Whether the API is not where it was asked.
fn is_elsewhere(why: &Failure) -> bool {
    matches!(why, Failure::Http { status: 404, .. } | Failure::Api { status: 404, .. } | Failure::Redirected { .. })
}

fn is_refused_method(why: &Failure) -> bool {
    matches!(why, Failure::Http { status: 405, .. } | Failure::Api { status: 405, .. })
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
