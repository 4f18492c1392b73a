//! Answers that are no result, in words: errors, and what is no answer of the API.

use super::{Asked, FailureWords, asked_at};
use crate::i18n::{Lang, kinds, quantity};
use crate::model::outcome::Failure;

/// Puts a failure with an answer into words.
pub(super) fn words(lang: Lang, failure: &Failure, asked: Asked<'_>) -> FailureWords {
    let Asked { name, url, kind, .. } = asked;
    // What is made up in the page has no URL.
    let who = if url.is_empty() { name } else { url };
    match failure {
        Failure::NotReady { text } => {
            FailureWords::new(not_ready(lang, name), said(lang, who, text), not_ready_next(lang))
        }
        Failure::NoTenant { status, text } => {
            FailureWords::new(no_tenant(lang, name, *status), said(lang, who, text), no_tenant_next(lang))
        }
        Failure::StoreDown { status, text } => {
            let title = store_down(lang, name, &in_brackets(lang, *status));
            FailureWords::new(title, said(lang, who, text), store_down_next(lang))
        }
        // VictoriaMetrics' way of saying 404.
        Failure::Http { status: 400, text, .. } if text.starts_with("unsupported path requested") => {
            FailureWords::new(not_found(lang, name, 400), said(lang, who, text), check_address(lang, asked))
        }
        Failure::Http { status, text, retry_after_s } => {
            let (title, next) = by_status(lang, *status, *retry_after_s, asked);
            let detail = if text.is_empty() { asked_at(lang, url) } else { said(lang, who, text) };
            FailureWords::new(title, detail, next)
        }
        Failure::Api { status, error_type, message, retry_after_s } => {
            let (title, next) = by_type(lang, error_type, (*status, *retry_after_s), asked);
            FailureWords::new(title, message, next)
        }
        Failure::NotTheApi { content_type, excerpt } => {
            let got = if content_type.is_empty() { "?" } else { content_type };
            let title = (kinds::of(kind).is_another)(lang, name);
            FailureWords::new(title, not_the_api_detail(lang, url, got, excerpt), not_the_api_next(lang))
        }
        Failure::Malformed { at, expected } => {
            let detail = malformed_detail(lang, &quantity::count(*at), expected);
            FailureWords::new(malformed(lang, name), detail, (kinds::of(kind).check_product)(lang, url))
        }
        _ => FailureWords::new(http_other(lang, name, 0), asked_at(lang, url), http_other_next(lang)),
    }
}

/// What a status code alone tells, and what to do.
fn by_status(lang: Lang, status: u16, retry_after_s: Option<u32>, asked: Asked<'_>) -> (String, String) {
    let name = asked.name;
    let (title, next) = match status {
        401 => (unauthorized(lang, name), unauthorized_next(lang)),
        403 => (forbidden(lang, name), forbidden_next(lang)),
        404 | 410 => (not_found(lang, name, status), check_address(lang, asked)),
        405 => (not_allowed(lang, name), check_address(lang, asked)),
        413 | 414 | 431 if asked.is_about_expression => (too_long(lang, name, status), too_long_next(lang)),
        429 => (too_many(lang, name), too_many_next(lang)),
        502..=504 => (gateway(lang, name, status), gateway_next(lang)),
        _ => (http_other(lang, name, status), http_other_next(lang)),
    };
    (title, wait(lang, retry_after_s, next))
}

/// What an API's error type tells; of products with types of their own (`VictoriaMetrics`: the status code as a text),
/// what the status code tells.
fn by_type(lang: Lang, error_type: &str, (status, retry): (u16, Option<u32>), asked: Asked<'_>) -> (String, String) {
    let (name, is_query) = (asked.name, asked.is_about_expression);
    let code = &in_brackets(lang, status);
    let (title, next) = match (error_type, status) {
        ("timeout", _) if is_query => (api_timeout(lang, name, code), api_timeout_next(lang)),
        ("timeout", _) => (api_timeout(lang, name, code), http_other_next(lang)),
        ("canceled", _) => (api_cancelled(lang, name, code), gateway_next(lang)),
        ("unavailable", _) => (unavailable(lang, name, code), not_ready_next(lang)),
        ("not_found", _) => (api_not_found(lang, name, code), check_address(lang, asked)),
        ("bad_data", _) | (_, 400) if is_query => (bad_data(lang, name, code), bad_data_next(lang)),
        ("execution", _) | (_, 422) if is_query => (execution(lang, name, code), execution_next(lang)),
        ("bad_data" | "execution", _) | (_, 400 | 422) => (refused(lang, name, code), http_other_next(lang)),
        (_, 401 | 403 | 404 | 410 | 405 | 413 | 414 | 429 | 431 | 502..=504) => {
            return by_status(lang, status, retry, asked);
        }
        _ => (api_other(lang, name, error_type, code), http_other_next(lang)),
    };
    (title, wait(lang, retry, next))
}

/// What to do where nothing is at a node's address.
fn check_address(lang: Lang, asked: Asked<'_>) -> &'static str {
    (kinds::of(asked.kind).check_address)(lang)
}

/// The advice, after how long the server wants to be asked again where it says so.
fn wait(lang: Lang, retry_after_s: Option<u32>, next: &str) -> String {
    match retry_after_s {
        Some(seconds @ 1..) => retry_after(lang, &quantity::span(f64::from(seconds) * 1000.0)),
        Some(0) | None => next.to_owned(),
    }
}

/// A status code behind a title; nothing of an answer that claims success.
fn in_brackets(lang: Lang, status: u16) -> String {
    match (status, lang) {
        (0..=299, _) => String::new(),
        (_, Lang::En) => format!(" ({status})"),
        (_, Lang::Zh) => format!("（{status}）"),
    }
}

texts! {
    said(url: &str, text: &str): "{url} wrote: {text}", "{url} 返回：{text}";
    not_ready(name: &str): "{name} is still starting", "{name} 仍在启动";
    not_ready_next: "Wait a little and retry. If it stays so, a proxy before it may have nothing behind it.", "请稍候重试。如果一直如此，可能是它前面的代理背后没有可用的服务。";
    no_tenant(name: &str, status: u16): "{name} serves several tenants and was not told which ({status})", "{name} 为多个租户提供服务，但请求未指明租户（{status}）";
    no_tenant_next: "Give the node the header X-Scope-OrgID with the tenant's name, in Nodes or in narthex.json. It asks for no password.", "请在“节点”页或 narthex.json 中为该节点添加请求头 X-Scope-OrgID，值为租户名。它并不要求密码。";
    store_down(name: &str, code: &str): "A store behind {name} is not available{code}", "{name} 背后的存储不可用{code}";
    store_down_next: "The expression is not the cause. Retry; if it stays so, look at the stores behind the node, or choose another node.", "问题不在表达式。请重试；如果一直如此，请检查该节点背后的存储，或选择其他节点。";
    retry_after(span: &str): "Try again in {span}: it says when.", "请在 {span} 后重试：这是它给出的时间。";

    unauthorized(name: &str): "{name} wants credentials (401)", "{name} 需要身份凭据（401）";
    unauthorized_next: "Add the node in Nodes with an Authorization header, or sign in where this page comes from.", "请在“节点”页为它添加 Authorization 请求头，或先在提供此页面的站点登录。";
    forbidden(name: &str): "{name} refuses these credentials (403)", "{name} 拒绝了访问（403）";
    forbidden_next: "Check the node's headers in Nodes, or ask who runs it for access.", "请在“节点”页检查请求头，或向其管理者申请权限。";
    not_found(name: &str, status: u16): "{name} has no such address ({status})", "{name} 上没有此地址（{status}）";
    not_allowed(name: &str): "{name} does not take this kind of request (405)", "{name} 不接受此类请求（405）";
    too_long(name: &str, status: u16): "The expression is too long for {name} ({status})", "表达式对 {name} 来说过长（{status}）";
    too_long_next: "Shorten the expression.", "请缩短表达式。";
    too_many(name: &str): "{name} refuses so many requests (429)", "{name} 认为请求过多（429）";
    too_many_next: "Wait a little, or refresh less often.", "请稍候，或降低刷新频率。";
    gateway(name: &str, status: u16): "{name} cannot answer now ({status})", "{name} 目前无法响应（{status}）";
    gateway_next: "The node may be starting, overloaded or cut off from its proxy. Retry, or choose another node.", "它可能正在启动、负载过高，或与其代理断开。请重试或选择其他节点。";
    http_other(name: &str, status: u16): "{name} answered with an error ({status})", "{name} 返回了错误（{status}）";
    http_other_next: "Retry, and look at the node's log.", "请重试，并查看该节点的日志。";

    bad_data(name: &str, code: &str): "{name} does not accept this query{code}", "{name} 不接受此查询{code}";
    bad_data_next: "Correct the expression or the times.", "请更正表达式或时间。";
    execution(name: &str, code: &str): "{name} could not evaluate this query{code}", "{name} 无法执行此查询{code}";
    execution_next: "Correct the expression, or select fewer series, a shorter range or a larger step.", "请更正表达式，或减少序列、缩短时间范围、增大步长。";
    refused(name: &str, code: &str): "{name} does not accept this request{code}", "{name} 不接受此请求{code}";
    api_timeout(name: &str, code: &str): "{name} gave up: its own time-out{code}", "{name} 因自身超时而放弃{code}";
    api_timeout_next: "Ask for a shorter range or fewer series. The bound is the node's --query.timeout.", "请缩短时间范围或减少序列。该上限由节点的 --query.timeout 决定。";
    api_cancelled(name: &str, code: &str): "{name} ended the query{code}", "{name} 终止了查询{code}";
    unavailable(name: &str, code: &str): "{name} is not ready{code}", "{name} 尚未就绪{code}";
    api_not_found(name: &str, code: &str): "{name} has no such address{code}", "{name} 上没有此地址{code}";
    api_other(name: &str, error_type: &str, code: &str): "{name} reports an error, {error_type}{code}", "{name} 报告错误 {error_type}{code}";

    not_the_api_detail(url: &str, got: &str, excerpt: &str): "{url} sent {got}: {excerpt}", "{url} 返回了 {got}：{excerpt}";
    not_the_api_next: "Check the node's URL in Nodes: a sign-in page or another program may stand there.", "请在“节点”页检查它的 URL：那里可能是登录页或其他程序。";
    malformed(name: &str): "The answer of {name} has an unknown shape", "{name} 的响应格式无法识别";
    malformed_detail(at: &str, expected: &str): "At byte {at}, {expected} was expected.", "在第 {at} 字节处应为 {expected}。";
}
