//! Whether a request takes the browser's credentials (cookies, passwords) along.
//!
//! To other origins: never. To the page's own they are needed where a proxy lets only signed-in people through, by a cookie
//! or by the password that the browser asked for when the page was loaded. But a server that asks for a password which the
//! browser does not have makes it bring up its password dialog, in the middle of a probe. So an address of the page's own
//! origin is asked once without credentials, which never brings up a dialog, and its answer decides:
//!
//! - no answer with a challenge (anything else, a sign-in among it): with credentials;
//! - a challenge that the page's own address answers with, too: with credentials, as the browser has them;
//! - a challenge of its own: without. The person learns that the node wants credentials (401).
//!
//! What stands in the page's own folder came with the page: it is asked with credentials at once.
//!
//! One dialog is left: that of a server behind a proxy which lets only signed-in people see the challenge.

use std::cell::RefCell;

use gloo_net::http::Response;
use web_sys::{RequestCredentials, RequestMode, RequestRedirect, Url};

use super::deadline::Deadline;
use crate::web::scope;

/// The most addresses that are remembered.
const MAX_KNOWN: usize = 500;

/// What challenges begin with to which browsers answer by a dialog, in lower case.
const DIALOGS: [&str; 4] = ["basic", "digest", "ntlm", "negotiate"];

thread_local! {
    /// What was decided of addresses of the page's own origin.
    static KNOWN: RefCell<Vec<(String, RequestCredentials)>> = const { RefCell::new(Vec::new()) };
}

/// The credentials of a request to this URL.
pub(super) async fn of(url: &Url, within_ms: u32) -> RequestCredentials {
    let Some(page) = scope::href().and_then(|href| Url::new(&href).ok()) else { return RequestCredentials::Omit };
    if url.origin() != page.origin() {
        return RequestCredentials::Omit;
    }
    if folder(&url.pathname()) == folder(&page.pathname()) {
        return RequestCredentials::SameOrigin;
    }
    let address = address(&url.pathname()).to_owned();
    let known = KNOWN.with_borrow(|known| known.iter().find(|(of, _)| *of == address).map(|&(_, choice)| choice));
    match known {
        Some(choice) => choice,
        None => find_out(url, &page, address, within_ms).await,
    }
}

async fn find_out(url: &Url, page: &Url, address: String, within_ms: u32) -> RequestCredentials {
    let Ok(deadline) = Deadline::start(within_ms) else { return RequestCredentials::Omit };
    // What gives no answer gives none the next time either, and is not remembered.
    let Some(answer) = ask(url, &deadline).await else { return RequestCredentials::Omit };
    let choice = match challenge(&answer) {
        None => RequestCredentials::SameOrigin,
        asked @ Some(_) => match ask(page, &deadline).await {
            Some(own) if challenge(&own) == asked => RequestCredentials::SameOrigin,
            _ => RequestCredentials::Omit,
        },
    };
    // What a proxy says while there is nothing behind it says nothing of what is.
    let is_final = answer.status() < 500;
    KNOWN.with_borrow_mut(|known| {
        known.retain(|(of, _)| *of != address);
        if is_final && known.len() < MAX_KNOWN {
            known.push((address, choice));
        }
    });
    choice
}

/// The answer to a request without credentials, query and headers.
async fn ask(url: &Url, deadline: &Deadline) -> Option<Response> {
    super::diagnosis::ask(url, (RequestMode::Cors, RequestRedirect::Manual, RequestCredentials::Omit), deadline).await
}

/// The challenge of an answer that would bring up a dialog.
fn challenge(answer: &Response) -> Option<String> {
    let challenge = answer.headers().get("www-authenticate").filter(|_| answer.status() == 401)?;
    let scheme = challenge.trim_start().to_ascii_lowercase();
    DIALOGS.iter().any(|dialog| scheme.starts_with(dialog)).then_some(challenge)
}

/// A path up to its last slash.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What the requests of a node have in common: all before the API's own path.
fn address(path: &str) -> &str {
    path.split_once("/api/").map_or(path, |(base, _)| base)
}
