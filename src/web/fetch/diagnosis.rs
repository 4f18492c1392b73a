//! Why a request did not come through. A browser hides it from the page ("Failed to fetch"), so it is found out by
//! asking again in other ways: without the node's headers, with other values of them, without following redirects,
//! without reading the answer (`no-cors`).
//!
//! Invariant: these requests carry no header's value and no query: no secret, and nothing that is evaluated twice.
//! Invariant: what no request tells apart is one failure: no words claim more than a page can know.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::Response;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, Headers, RequestCredentials, RequestMode, RequestRedirect, ResponseType, Url};

use super::deadline::Deadline;
use crate::model::outcome::{Failure, Redirect};
use crate::web::listener::Listener;
use crate::web::{clock, scope};

/// How long all further requests together may take, in milliseconds: what is there answers sooner.
const PATIENCE_MS: u32 = 3000;

/// Headers that need no permission of another origin, in lower case, as forms are sent.
const PLAIN: [&str; 4] = ["accept", "accept-language", "content-language", "content-type"];

/// What kept a request with these headers from its answer.
pub(super) async fn of(
    url: &Url,
    headers: &[(String, String)],
    credentials: RequestCredentials,
    within_ms: u32,
) -> Failure {
    if is_mixed_content(&scope::href().unwrap_or_default(), url) {
        return Failure::MixedContent;
    }
    let Ok(deadline) = Deadline::start(within_ms.min(PATIENCE_MS)) else { return Failure::Unreachable };
    let policy = Policy::watch(url);
    let how = (RequestMode::Cors, RequestRedirect::Manual, credentials);
    let bare = ask(url, how, &deadline).await;
    let is_own = is_own(url);
    match bare {
        Some(answer) if answer.type_() == ResponseType::Opaqueredirect => {
            let redirect = if answers(url, &deadline).await { Redirect::SignIn } else { Redirect::Lost };
            Failure::Redirected { to: String::new(), redirect }
        }
        Some(_) => {
            let names = own_headers(headers);
            // Where such headers are allowed, it is not they that kept the answer away.
            let is_allowed = is_own || names.is_empty() || ask_with(&names, url, how, &deadline).await.is_some();
            if is_allowed { Failure::NoAnswer } else { Failure::HeadersRefused { headers: names } }
        }
        None if policy.was_violated().await => Failure::Blocked,
        None if !is_own && answers(url, &deadline).await => Failure::Cors { headers: own_headers(headers) },
        None if answers(&root(url), &deadline).await => Failure::NoAnswer,
        None => Failure::Unreachable,
    }
}

/// What became of a request whose redirect was not followed: where it leads, asked without the request's headers.
pub(super) async fn of_redirect(url: &Url, credentials: RequestCredentials, within_ms: u32) -> Failure {
    let Ok(deadline) = Deadline::start(within_ms.min(PATIENCE_MS)) else { return Failure::Unreachable };
    let followed = ask(url, (RequestMode::Cors, RequestRedirect::Follow, credentials), &deadline).await;
    let (to, redirect) = match followed {
        // Without the headers it may not redirect at all.
        Some(answer) if answer.redirected() => {
            let redirect = if is_page(&answer) { Redirect::SignIn } else { Redirect::HeadersKept };
            (super::without_query(&answer.url()), redirect)
        }
        Some(_) => (String::new(), Redirect::HeadersKept),
        None if answers(url, &deadline).await => {
            (String::new(), if is_own(url) { Redirect::SignIn } else { Redirect::HeadersKept })
        }
        None => (String::new(), Redirect::Lost),
    };
    Failure::Redirected { to, redirect }
}

fn is_page(answer: &Response) -> bool {
    answer.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

/// Whether the URL is of the page's own origin.
fn is_own(url: &Url) -> bool {
    scope::href().and_then(|href| Url::new(&href).ok()).is_some_and(|page| page.origin() == url.origin())
}

/// How a URL is asked.
type How = (RequestMode, RequestRedirect, RequestCredentials);

/// Asks for the URL without its query, without headers. `None` where nothing comes that a page may know of.
pub(super) async fn ask(url: &Url, how: How, deadline: &Deadline) -> Option<Response> {
    ask_with(&[], url, how, deadline).await
}

/// Asks with headers of these names, whose values say nothing.
async fn ask_with(
    names: &[String],
    url: &Url,
    (mode, redirect, credentials): How,
    deadline: &Deadline,
) -> Option<Response> {
    let address = Url::new(&super::without_query(&url.href())).ok()?;
    let options = super::options(mode, credentials, deadline);
    options.set_redirect(redirect);
    let headers = Headers::new().ok()?;
    for name in names {
        headers.set(name, "-").ok()?;
    }
    options.set_headers(&headers);
    super::build(&address, &options).ok()?.send().await.ok()
}

/// Whether anything answers at the URL. `no-cors` gets an answer that is empty for us, but only where there is one, at
/// the end of all redirects.
async fn answers(url: &Url, deadline: &Deadline) -> bool {
    let how = (RequestMode::NoCors, RequestRedirect::Follow, RequestCredentials::Omit);
    ask(url, how, deadline).await.is_some()
}

fn root(url: &Url) -> Url {
    Url::new_with_base("/", &url.href()).unwrap_or_else(|_| url.clone())
}

/// The names of the headers that another origin has to allow.
fn own_headers(headers: &[(String, String)]) -> Vec<String> {
    let names = headers.iter().map(|(name, _)| name);
    names.filter(|name| !PLAIN.contains(&name.to_ascii_lowercase().as_str())).cloned().collect()
}

/// Hears whether the page's policy (CSP) forbids asking a URL.
struct Policy {
    was_violated: Rc<Cell<bool>>,
    _listener: Listener,
}

impl Policy {
    fn watch(url: &Url) -> Self {
        let was_violated = Rc::new(Cell::new(false));
        let (heard, origin) = (Rc::clone(&was_violated), url.origin());
        let target: EventTarget = js_sys::global().unchecked_into();
        let listener = Listener::new(&target, "securitypolicyviolation", move |event| {
            let text = |name| scope::property(&event, name).and_then(|value| value.as_string()).unwrap_or_default();
            let is_it = text("effectiveDirective") == "connect-src" && text("blockedURI").starts_with(&origin);
            heard.set(heard.get() || is_it);
        });
        Self { was_violated, _listener: listener }
    }

    /// The browser tells of it in a task of its own, which may come after the request has failed.
    async fn was_violated(&self) -> bool {
        if !self.was_violated.get() {
            clock::yield_now().await;
        }
        self.was_violated.get()
    }
}

/// Whether browsers refuse the URL because the page is https and it is not. Loopback is excepted:
/// nobody on the way can listen there.
pub fn is_mixed_content(page: &str, url: &Url) -> bool {
    page.starts_with("https:") && url.protocol() == "http:" && !is_loopback(&url.hostname())
}

/// By the names and addresses that the Secure Contexts standard calls potentially trustworthy.
fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
