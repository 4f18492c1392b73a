//! What goes wrong on the way to an answer, in words.
//!
//! A browser tells a page little of it: no words here claim more than is known.

use super::{Asked, FailureWords, asked_at};
use crate::i18n::Lang;
use crate::model::outcome::{Failure, Redirect};

/// Puts a failure without an answer into words.
pub(super) fn words(lang: Lang, failure: &Failure, Asked { name, url, .. }: Asked<'_>) -> FailureWords {
    let there = asked_at(lang, url);
    match failure {
        Failure::NoAnswer => {
            FailureWords::new(no_answer(lang, name), no_answer_detail(lang, url), no_answer_next(lang))
        }
        Failure::Cors { headers } if headers.is_empty() => FailureWords::new(cors(lang, name), there, cors_next(lang)),
        Failure::Cors { headers } => {
            FailureWords::new(cors(lang, name), there, cors_headers_next(lang, &headers.join(", ")))
        }
        Failure::HeadersRefused { headers } => {
            let headers = headers.join(", ");
            FailureWords::new(headers_refused(lang, name, &headers), there, headers_refused_next(lang, &headers))
        }
        Failure::Hidden => FailureWords::new(hidden(lang, name), hidden_detail(lang), hidden_next(lang, url)),
        Failure::Blocked => FailureWords::new(blocked(lang, name), blocked_detail(lang, url), blocked_next(lang)),
        Failure::Redirected { to, redirect } => redirected(lang, to, *redirect, name, url),
        Failure::MixedContent => FailureWords::new(mixed(lang, name), mixed_detail(lang, url), mixed_next(lang)),
        Failure::BadUrl => FailureWords::new(bad_url(lang, name), there, bad_url_next(lang)),
        Failure::BadHeader { name: header } => {
            FailureWords::new(bad_header(lang, name, header), there, bad_header_next(lang))
        }
        _ if url.starts_with("https:") => {
            FailureWords::new(unreachable(lang, name), there, unreachable_https_next(lang, url))
        }
        _ => FailureWords::new(unreachable(lang, name), there, unreachable_next(lang, url)),
    }
}

fn redirected(lang: Lang, to: &str, redirect: Redirect, name: &str, url: &str) -> FailureWords {
    match redirect {
        Redirect::SignIn => {
            let title = if to.is_empty() { sign_in_elsewhere(lang, name) } else { sign_in(lang, name, to) };
            FailureWords::new(title, asked_at(lang, url), sign_in_next(lang, url))
        }
        Redirect::HeadersKept => {
            let detail = if to.is_empty() { somewhere(lang, url) } else { headers_kept(lang, url, to) };
            FailureWords::new(moved(lang, name), detail, moved_next(lang))
        }
        Redirect::Lost => FailureWords::new(lost(lang, name), lost_detail(lang, url), lost_next(lang)),
    }
}

texts! {
    unreachable(name: &str): "{name} is not reachable", "无法连接 {name}";
    unreachable_next(url: &str): "Check that it runs and that this browser reaches {url}, then retry. Nodes shows which others answer.", "请确认它正在运行且此浏览器可以访问 {url}，然后重试。“节点”页会显示其他可用的节点。";
    unreachable_https_next(url: &str): "Check that it runs, that this browser reaches {url} and trusts its certificate (open it in a tab), then retry. Nodes shows which others answer.", "请确认它正在运行、此浏览器可以访问 {url} 且信任其证书（可在新标签页中打开），然后重试。“节点”页会显示其他可用的节点。";
    no_answer(name: &str): "The browser got no answer from {name}", "浏览器没有收到 {name} 的响应";
    no_answer_detail(url: &str): "Something listens at {url}, but this request ended without an answer. A browser does not tell why: the connection was closed early, or a proxy asks for credentials of its own (407).", "{url} 有程序在监听，但此请求没有得到响应。浏览器不会说明原因：可能连接提前关闭，或代理要求提供它自己的凭据（407）。";
    no_answer_next: "Retry. If it happens again, look at the node's log and at proxies before it.", "请重试。如果再次发生，请查看该节点的日志以及它前面的代理。";
    cors(name: &str): "{name} does not let this page read its answers", "{name} 不允许此页面读取它的响应";
    cors_next: "It is up, but allows no other origin (CORS). Start Prometheus with --web.cors.origin set to this page's origin, let the proxy before it send Access-Control-Allow-Origin, or serve Narthex from the node's own origin.", "它在运行，但不允许跨源访问（CORS）。请用 --web.cors.origin 将此页面的源加入 Prometheus，让它前面的代理发送 Access-Control-Allow-Origin，或把 Narthex 部署在与该节点相同的源上。";
    cors_headers_next(headers: &str): "It is up, but does not allow this page's origin, or not with {headers} (CORS). Let it, or the proxy before it, answer the browser's preflight (OPTIONS) without asking for credentials, with Access-Control-Allow-Origin and Access-Control-Allow-Headers; or serve Narthex from the node's own origin.", "它在运行，但不允许此页面的源访问，或不允许带 {headers} 的请求（CORS）。请让它或它前面的代理在不要求凭据的情况下响应浏览器的预检请求（OPTIONS），并发送 Access-Control-Allow-Origin 和 Access-Control-Allow-Headers；或把 Narthex 部署在与该节点相同的源上。";
    headers_refused(name: &str, headers: &str): "{name} does not allow this page to send {headers}", "{name} 不允许此页面发送 {headers}";
    headers_refused_next(headers: &str): "Without headers of its own this page may read it. Let Access-Control-Allow-Headers of the node, or of the proxy before it, name {headers} in the answer to the preflight (OPTIONS); or serve Narthex from the node's own origin.", "不带自定义请求头时，此页面可以读取它的响应。请让该节点或它前面的代理在预检（OPTIONS）响应的 Access-Control-Allow-Headers 中列出 {headers}；或把 Narthex 部署在与该节点相同的源上。";
    hidden(name: &str): "An answer of {name} came that this page may not read", "{name} 的一个响应无法被此页面读取";
    hidden_detail: "Earlier answers could be read, so it is not the node that forbids it.", "之前的响应可以读取，因此并不是该节点禁止访问。";
    hidden_next(url: &str): "A proxy before it may answer with an error or a sign-in page of its own. Open {url} in a tab to see it, sign in if it asks, then retry.", "可能是它前面的代理返回了自己的错误页或登录页。请在新标签页中打开 {url} 查看，如有要求请登录，然后重试。";
    blocked(name: &str): "The policy of this page forbids asking {name}", "此页面的安全策略禁止访问 {name}";
    blocked_detail(url: &str): "{url} is not among the addresses that the Content-Security-Policy of this page allows (connect-src).", "{url} 不在此页面的 Content-Security-Policy 允许的地址（connect-src）之中。";
    blocked_next: "Add it to connect-src where this page is hosted, or put the node behind the same server.", "请在托管此页面的服务器上将它加入 connect-src，或将该节点放到同一服务器之后。";
    sign_in(name: &str, to: &str): "Sign in again: {name} redirects to {to}", "请重新登录：{name} 重定向到了 {to}";
    sign_in_elsewhere(name: &str): "Sign in again: {name} redirects to where this page may not read", "请重新登录：{name} 重定向到了此页面无法读取的地址";
    sign_in_next(url: &str): "Reload this page or open {url} in a tab, sign in, then retry. If it is no sign-in, give the node its final address in Nodes or in narthex.json.", "请重新加载此页面或在新标签页中打开 {url} 并登录，然后重试。如果那不是登录页，请在“节点”页或 narthex.json 中填写最终地址。";
    moved(name: &str): "{name} redirects to another address", "{name} 重定向到了另一个地址";
    headers_kept(url: &str, to: &str): "{url} redirects to {to}. The node's headers were not sent there.", "{url} 重定向到 {to}。该节点的请求头没有发送到那里。";
    somewhere(url: &str): "The browser does not tell where {url} redirects to. The node's headers were not sent there.", "浏览器不会说明 {url} 重定向到哪里。该节点的请求头没有发送到那里。";
    moved_next: "Give the node its final address in Nodes or in narthex.json. If it is a sign-in, sign in again.", "请在“节点”页或 narthex.json 中填写最终地址。如果那是登录页，请重新登录。";
    lost(name: &str): "{name} redirects in a circle, or to where nothing answers", "{name} 循环重定向，或重定向到了没有响应的地址";
    lost_detail(url: &str): "Asked at {url}, which redirects.", "请求地址 {url} 发生了重定向。";
    lost_next: "Check the node's URL in Nodes (http or https, path) and the proxy before it.", "请在“节点”页检查它的 URL（http 或 https、路径）以及它前面的代理。";
    mixed(name: &str): "The browser did not ask {name}", "浏览器没有请求 {name}";
    mixed_detail(url: &str): "This page was loaded over https, and {url} is plain http; browsers refuse that.", "此页面通过 https 加载，而 {url} 是 http，浏览器会拒绝这样的请求。";
    mixed_next: "Give the node an https address, or put it behind the proxy that serves this page.", "请为该节点提供 https 地址，或将它放到提供此页面的代理之后。";
    bad_url(name: &str): "The address of {name} is no http or https URL", "{name} 的地址不是有效的 http 或 https URL";
    bad_url_next: "Correct it in Nodes or in narthex.json.", "请在“节点”页或 narthex.json 中更正。";
    bad_header(name: &str, header: &str): "The header {header} of {name} cannot be sent", "{name} 的请求头 {header} 无法发送";
    bad_header_next: "Its name or value has characters that HTTP forbids. Correct it in Nodes or in narthex.json.", "它的名称或值含有 HTTP 不允许的字符。请在“节点”页或 narthex.json 中更正。";
}
