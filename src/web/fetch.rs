//! [`Transport`] over the browser's `fetch`, in the page and in the worker alike.
//!
//! Requests go without cookies to other origins, past the HTTP cache, and without a referrer: a node
//! learns nothing of the page that asks, and an answer is never older than its question.
//!
//! Invariant: what may not be taken along by a redirect ([`Redirects::Refuse`]) reaches no other address.
//! Invariant: the time-out runs from sending to the last byte; a body that trickles does not outlive it.
//! Not here: size limits (`source`), what an answer means (`wire`).

mod credentials;
mod deadline;
pub mod diagnosis;

use gloo_net::http::Request as GlooRequest;
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Headers, ReadableStream, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, ResponseType, Url,
};

use self::deadline::Deadline;
use super::clock;
use super::scope;
use crate::model::file::Flaw;
use crate::model::outcome::Failure;
use crate::wire::transport::{Body, Head, Method, Redirects, Request, Transport};

/// Milliseconds of reading after which the browser may do other things.
const BREATH_MS: f64 = 20.0;

/// The scheme of files that the page holds.
const BLOB: &str = "blob:";

/// Sends requests with `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    type Body = FetchBody;

    async fn send(&self, request: Request) -> Result<(Head, FetchBody), Failure> {
        let url = absolute(&request.url)?;
        let deadline = Deadline::start(request.timeout_ms)?;
        let credentials = credentials::of(&url, deadline.remaining_ms()).await;
        let prepared = prepare(&url, &request, credentials, &deadline)?;
        let response = match prepared.send().await {
            Ok(response) => response,
            Err(_) if deadline.has_passed() => return Err(deadline.failure()),
            // What the page held went with it.
            Err(_) if url.protocol() == BLOB => return Err(Failure::Gone),
            Err(_) => return Err(diagnosis::of(&url, &request.headers, credentials, deadline.remaining_ms()).await),
        };
        if response.type_() == ResponseType::Opaqueredirect {
            return Err(diagnosis::of_redirect(&url, credentials, deadline.remaining_ms()).await);
        }
        let header = |name| response.headers().get(name);
        let content_type = header("content-type").unwrap_or_default();
        let retry_after_s = header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        let redirected = response.redirected().then(|| without_query(&response.url()));
        // What servers compress the browser has unpacked already.
        let is_packed = url.protocol() == BLOB && content_type.contains("gzip");
        let stream = response.body().map(|stream| if is_packed { unpacked(&stream) } else { stream });
        let reader = stream.map(|stream| stream.get_reader().unchecked_into());
        let body = FetchBody { deadline, reader, is_packed, received: 0, breathed: clock::ticks_ms() };
        Ok((Head { status: response.status(), content_type, retry_after_s, redirected }, body))
    }

    async fn rest(&self) {
        clock::rest().await;
    }

    fn now_ms(&self) -> f64 {
        clock::now_ms()
    }

    fn ticks_ms(&self) -> f64 {
        clock::ticks_ms()
    }
}

/// The body of an answer as it streams in. Dropping it closes the connection.
#[derive(Debug)]
pub struct FetchBody {
    deadline: Deadline,
    /// `None` once the last byte is there, or where the answer has no body.
    reader: Option<ReadableStreamDefaultReader>,
    /// Whether it is unpacked while it is read.
    is_packed: bool,
    received: u64,
    /// When the browser last came to do other things, on the steady clock.
    breathed: f64,
}

impl Body for FetchBody {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let Some(reader) = &self.reader else { return Ok(None) };
        // What is there already is read without a turn of the event loop. From a server that is quicker than
        // the decoder it would go on so: neither the time-out nor a cancellation would ever come through.
        if clock::ticks_ms() - self.breathed > BREATH_MS {
            clock::rest().await;
            self.breathed = clock::ticks_ms();
        }
        let Ok(read) = JsFuture::from(reader.read()).await else {
            return Err(if self.deadline.has_passed() {
                self.deadline.failure()
            } else if self.is_packed {
                Failure::Unreadable { line: 0, flaw: Flaw::Packed, excerpt: String::new() }
            } else {
                Failure::Interrupted { received: self.received }
            });
        };
        // The stream's end is `{done: true, value: undefined}`.
        let Some(piece) = scope::property(&read, "value").and_then(|value| value.dyn_into::<Uint8Array>().ok()) else {
            self.reader = None;
            self.deadline.disarm();
            return Ok(None);
        };
        self.received += u64::from(piece.length());
        Ok(Some(piece.to_vec()))
    }

    fn elapsed_ms(&self) -> f64 {
        self.deadline.elapsed_ms()
    }
}

/// A gzip stream's content; the stream itself where the browser cannot unpack it.
fn unpacked(stream: &ReadableStream) -> ReadableStream {
    // Not in `web-sys` yet.
    let class: Option<Function> = scope::global("DecompressionStream").and_then(|class| class.dyn_into().ok());
    match class.map(|class| Reflect::construct(&class, &Array::of1(&"gzip".into()))) {
        Some(Ok(unpacking)) => stream.pipe_through(unpacking.unchecked_ref()),
        _ => stream.clone(),
    }
}

/// The URL, resolved against the page's or the worker's own.
fn absolute(url: &str) -> Result<Url, Failure> {
    let url = Url::new_with_base(url, &scope::href().unwrap_or_default()).map_err(|_| Failure::BadUrl)?;
    match url.protocol().as_str() {
        "http:" | "https:" | BLOB => Ok(url),
        _ => Err(Failure::BadUrl),
    }
}

/// A URL without what may tell more than an address.
fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn prepare(
    url: &Url,
    request: &Request,
    credentials: RequestCredentials,
    deadline: &Deadline,
) -> Result<GlooRequest, Failure> {
    let headers = Headers::new().map_err(|_| Failure::Unreachable)?;
    for (name, value) in &request.headers {
        headers.set(name, value).map_err(|_| Failure::BadHeader { name: name.clone() })?;
    }
    let options = options(RequestMode::Cors, credentials, deadline);
    options.set_headers(&headers);
    options.set_redirect(match request.redirects {
        Redirects::Follow => RequestRedirect::Follow,
        Redirects::Refuse => RequestRedirect::Manual,
    });
    options.set_method(match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    });
    if !request.body.is_empty() {
        options.set_body(&Uint8Array::from(&request.body[..]));
    }
    build(url, &options)
}

fn options(mode: RequestMode, credentials: RequestCredentials, deadline: &Deadline) -> RequestInit {
    let options = RequestInit::new();
    options.set_mode(mode);
    options.set_credentials(credentials);
    options.set_cache(RequestCache::NoStore);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    options.set_signal(Some(&deadline.signal()));
    options
}

/// Refused are URLs that `fetch` does not take though they parse: those with a name and password.
fn build(url: &Url, options: &RequestInit) -> Result<GlooRequest, Failure> {
    let built: Result<_, JsValue> = web_sys::Request::new_with_str_and_init(&url.href(), options);
    built.map(GlooRequest::from).map_err(|_| Failure::BadUrl)
}
