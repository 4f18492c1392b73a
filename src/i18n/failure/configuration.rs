//! Why `narthex.json` could not be had, in words.

use super::{Asked, FailureWords};
use crate::i18n::{Lang, quantity};
use crate::model::outcome::Failure;

/// Puts a failure to get the file into words.
pub fn words(lang: Lang, failure: &Failure) -> FailureWords {
    let (title, next) = match failure {
        Failure::TimedOut { after_ms } => (late(lang, &quantity::span(f64::from(*after_ms))), reload(lang)),
        Failure::TooLarge { limit } => (large(lang, &quantity::bytes(*limit)), large_next(lang)),
        Failure::Http { status: status @ (401 | 403), .. } => (status_of(lang, *status), sign_in(lang)),
        Failure::Http { status, .. } => (status_of(lang, *status), hosted(lang)),
        Failure::Redirected { .. } => (redirected(lang).to_owned(), sign_in(lang)),
        Failure::NotTheApi { .. } => (page(lang).to_owned(), hosted(lang)),
        Failure::Malformed { .. } => (encoding(lang).to_owned(), encoding_next(lang)),
        Failure::Unreachable | Failure::NoAnswer | Failure::Interrupted { .. } => {
            (no_answer(lang).to_owned(), reload(lang))
        }
        other => {
            // It comes by HTTP, as an answer of a server does.
            let asked = Asked::rules("narthex.json", "narthex.json");
            (super::words(lang, other, asked).title, reload(lang))
        }
    };
    FailureWords::new(title, "", next)
}

texts! {
    late(after: &str): "It did not come within {after}", "未能在 {after} 内收到";
    large(limit: &str): "It is larger than {limit}", "它超过了 {limit}";
    large_next: "Name fewer nodes in it.", "请减少其中的节点。";
    status_of(status: u16): "The server of this page answered with {status}", "此页面的服务器返回了 {status}";
    redirected: "The server of this page redirects it to a page", "此页面的服务器将它重定向到了一个网页";
    page: "The server of this page sends a page in its place", "此页面的服务器返回的是一个网页";
    encoding: "It is no UTF-8 text", "它不是 UTF-8 文本";
    encoding_next: "Save it as UTF-8.", "请将它保存为 UTF-8。";
    no_answer: "The server of this page did not answer", "此页面的服务器没有响应";
    reload: "Reload the page; until then add nodes in Nodes.", "请重新加载页面；在此之前可在“节点”页添加节点。";
    sign_in: "Sign in again and reload the page.", "请重新登录并重新加载页面。";
    hosted: "It belongs beside index.html where this page is hosted; until then add nodes in Nodes.", "它应与托管此页面的 index.html 放在一起；在此之前可在“节点”页添加节点。";
}
