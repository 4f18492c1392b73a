//! Why a request did not come through. A browser hides it from the page ("Failed to fetch"), so it is
//! found out: by the two URLs, and by one request more whose answer nobody may read.

use web_sys::{RequestCredentials, RequestMode, Url};

use super::deadline::Deadline;
use crate::model::outcome::Failure;
use crate::web::scope;

/// How long the second request may take, in milliseconds: what is there answers sooner.
const PATIENCE_MS: u32 = 2000;

/// What kept a request to this URL from its answer.
pub(super) async fn of(url: &Url, within_ms: u32) -> Failure {
    if is_mixed_content(&scope::href().unwrap_or_default(), url) {
        Failure::MixedContent
    } else if answers(url, within_ms.min(PATIENCE_MS)).await {
        Failure::Cors
    } else {
        Failure::Unreachable
    }
}

/// Whether anything answers at the URL's origin. `no-cors` gets an answer that is empty for us, but only
/// where there is one. It asks for the origin's root, without headers: nothing is evaluated twice.
async fn answers(url: &Url, within_ms: u32) -> bool {
    let Ok(deadline) = Deadline::start(within_ms) else { return false };
    let options = super::options(RequestMode::NoCors, RequestCredentials::Omit, &deadline);
    let Ok(root) = Url::new_with_base("/", &url.href()) else { return false };
    let Ok(request) = super::build(&root, &options) else { return false };
    request.send().await.is_ok()
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
