//! [`Transport`] over the browser's `fetch`, in the page and in the worker alike; and over the files that the page
//! holds, which no fetch has to read.
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
mod local;

use gloo_net::http::Request as GlooRequest;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Headers, ReadableStream, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, ResponseType, Url,
};

use self::deadline::Deadline;
use super::clock::timer;
use super::scope;
use super::{clock, local_file};
use crate::model::file::LocalFile;
use crate::model::outcome::Failure;
use crate::wire::transport::{Body, Head, HttpRequest, Method, Redirects, Transport};

/// Milliseconds of reading after which the browser may do other things.
const YIELD_MS: f64 = 20.0;

/// Sends requests with `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    type Body = FetchBody;

    async fn send(&self, request: HttpRequest) -> Result<(Head, FetchBody), Failure> {
        let deadline = Deadline::start(request.timeout_ms)?;
        if let Some(file) = LocalFile::from_url(&request.url) {
            let (head, stream) = local::open(file, &deadline)?;
            return Ok((head, FetchBody::new(deadline, Some(&stream), Origin::File)));
        }
        let url = absolute(&request.url)?;
        let credentials = credentials::of(&url, deadline.remaining_ms()).await;
        let prepared = prepare(&url, &request, credentials, &deadline)?;
        let response = match prepared.send().await {
            Ok(response) => response,
            Err(_) if deadline.has_passed() => return Err(deadline.failure()),
            Err(_) => return Err(diagnosis::of(&url, &request.headers, credentials, deadline.remaining_ms()).await),
        };
        if response.type_() == ResponseType::Opaqueredirect {
            return Err(diagnosis::of_redirect(&url, credentials, deadline.remaining_ms()).await);
        }
        let header = |name| response.headers().get(name);
        let content_type = header("content-type").unwrap_or_default();
        let seconds = |text: String| text.trim().parse().ok().or_else(|| clock::seconds_until(&text));
        let retry_after_s = header("retry-after").and_then(seconds);
        let redirected = response.redirected().then(|| without_query(&response.url()));
        let body = FetchBody::new(deadline, response.body().as_ref(), Origin::Network);
        Ok((Head { status: response.status(), content_type, retry_after_s, redirected }, body))
    }

    fn release(&self, file: LocalFile) {
        local_file::release(file);
    }

    async fn yield_now(&self) {
        clock::yield_now().await;
    }

    async fn wait(&self, ms: u32) {
        timer::wait(ms).await;
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
    origin: Origin,
    received: u64,
    /// When the browser last came to do other things, on the monotonic clock.
    yielded: f64,
}

/// Where a body comes from, by which its end in the middle is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Network,
    /// A file that the page holds.
    File,
}

impl FetchBody {
    fn new(deadline: Deadline, stream: Option<&ReadableStream>, origin: Origin) -> Self {
        let reader = stream.map(|stream| stream.get_reader().unchecked_into());
        Self { deadline, reader, origin, received: 0, yielded: clock::ticks_ms() }
    }

    /// Why reading ended before the last byte.
    fn failure(&self) -> Failure {
        if self.deadline.has_passed() {
            return self.deadline.failure();
        }
        match self.origin {
            Origin::Network => Failure::Interrupted { received: self.received },
            // It was changed, moved or deleted.
            Origin::File => Failure::Gone,
        }
    }
}

impl Body for FetchBody {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let Some(reader) = &self.reader else { return Ok(None) };
        // What is there already is read without a turn of the event loop. From a server that is quicker than
        // the decoder it would go on so: neither the time-out nor a cancellation would ever come through.
        if clock::ticks_ms() - self.yielded > YIELD_MS {
            clock::yield_now().await;
            self.yielded = clock::ticks_ms();
        }
        let read = JsFuture::from(reader.read()).await.map_err(|_| self.failure())?;
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

/// The URL, resolved against the page's or the worker's own.
fn absolute(url: &str) -> Result<Url, Failure> {
    let url = Url::new_with_base(url, &scope::href().unwrap_or_default()).map_err(|_| Failure::BadUrl)?;
    match url.protocol().as_str() {
        "http:" | "https:" => Ok(url),
        _ => Err(Failure::BadUrl),
    }
}

/// A URL without what may tell more than an address.
fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn prepare(
    url: &Url,
    request: &HttpRequest,
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
