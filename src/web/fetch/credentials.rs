//! Whether a request takes the browser's credentials (cookies, passwords) along.
//!
//! To other origins: never. To the page's own they are needed where a proxy lets only signed-in people through, by a
//! cookie or by the password that the browser asked for when the page was loaded. But a server that asks for a password
//! which the browser does not have makes it bring up its password dialog, in the middle of a probe. So an address of
//! the page's own origin is asked once without credentials, which never brings up a dialog, and its answer decides:
//!
//! - no answer with a challenge (anything else, a sign-in among it): with credentials;
//! - a challenge that the page's own address (in the worker its script's) answers with, too: with credentials, as the
//!   browser has them;
//! - a challenge of its own: without. The person learns that the node wants credentials (401).
//!
//! What the page itself reads of its own folder (`narthex.json`) came with the page: it is asked with credentials at
//! once. Nodes are asked in the worker, whose folder holds none.
//!
//! One dialog is left: that of a server behind a proxy which lets only signed-in people see the challenge.

use std::cell::RefCell;

use gloo_net::http::Response;
use web_sys::{RequestCredentials, RequestMode, RequestRedirect, Url};

use super::deadline::Deadline;
use crate::web::scope;

/// The most addresses that are remembered.
const MAX_KNOWN: usize = 500;

/// The schemes of challenges to which browsers answer by a dialog, in lower case.
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

/// The challenges of an answer, if one of them would bring up a dialog. Several come as one list, of which browsers
/// take the scheme that they like best.
fn challenge(answer: &Response) -> Option<String> {
    let challenges = answer.headers().get("www-authenticate").filter(|_| answer.status() == 401)?;
    let has_dialog = schemes(&challenges).any(|scheme| DIALOGS.contains(&&*scheme));
    has_dialog.then_some(challenges)
}

/// The first word of each part of a list of challenges, in lower case: schemes, and parameters of schemes
/// (`realm="x"`).
fn schemes(challenges: &str) -> impl Iterator<Item = String> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = challenges.split(move |letter| {
        is_quoted ^= letter == '"' && !is_escaped;
        is_escaped = is_quoted && letter == '\\' && !is_escaped;
        letter == ',' && !is_quoted
    });
    parts.filter_map(|part| part.split_whitespace().next()).map(str::to_ascii_lowercase)
}

/// A path up to its last slash.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What the requests of a node have in common: all before the API's own path. What a proxy puts before it may look like
/// one (`/api/datasources/proxy/1/api/v1/query`).
fn address(path: &str) -> &str {
    let api = ["/api/v1/", "/api/v2/"].into_iter().filter_map(|api| path.rfind(api)).max();
    &path[..api.unwrap_or(path.len())]
}
