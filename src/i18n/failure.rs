//! Failures in words: what happened, where, and what to do next.

pub mod local;

use super::{Lang, quantity};
use crate::model::outcome::Failure;

/// A failure in words, each part a sentence or two of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What happened, and to which node.
    pub title: String,
    /// What is known beyond that: the server's own words, or the cause; its place ([`Failure::place`]) is told beside
    /// it. May be empty.
    pub detail: String,
    /// What to do next.
    pub next: String,
}

/// Puts a failure of the node `name` at `url` into words.
pub fn words(lang: Lang, failure: &Failure, name: &str, url: &str) -> Words {
    let (title, detail, next) = match failure {
        Failure::Unreachable => (unreachable(lang, name), where_(lang, url), unreachable_next(lang, url)),
        Failure::Cors => (cors(lang, name), where_(lang, url), cors_next(lang).to_owned()),
        Failure::MixedContent => (mixed(lang, name), mixed_detail(lang, url), mixed_next(lang).to_owned()),
        Failure::BadUrl => (bad_url(lang, name), where_(lang, url), bad_url_next(lang).to_owned()),
        Failure::BadHeader { name: header } => {
            (bad_header(lang, name, header), where_(lang, url), bad_header_next(lang).to_owned())
        }
        Failure::Cancelled => (cancelled(lang).to_owned(), String::new(), cancelled_next(lang).to_owned()),
        Failure::TimedOut { after_ms } => {
            let after = quantity::span(f64::from(*after_ms));
            (timed_out(lang, name, &after), where_(lang, url), timed_out_next(lang).to_owned())
        }
        Failure::TooLarge { limit } => {
            let limit = quantity::bytes(*limit);
            (too_large(lang, name, &limit), where_(lang, url), too_large_next(lang).to_owned())
        }
        Failure::Interrupted { received } => {
            let received = quantity::bytes(*received);
            (interrupted(lang, name, &received), where_(lang, url), interrupted_next(lang).to_owned())
        }
        Failure::NotReady { text } => {
            (not_ready(lang, name), format!("{} {text}", where_(lang, url)), not_ready_next(lang).to_owned())
        }
        Failure::Http { status, text } => http(lang, *status, text, name, url),
        Failure::Api { error_type, message } => api(lang, error_type, message, name),
        Failure::NotTheApi { content_type, excerpt } => {
            let got = if content_type.is_empty() { "?" } else { content_type };
            (not_the_api(lang, name), not_the_api_detail(lang, url, got, excerpt), not_the_api_next(lang).to_owned())
        }
        Failure::Truncated { at } => {
            let at = quantity::bytes(*at);
            (truncated(lang, name, &at), where_(lang, url), interrupted_next(lang).to_owned())
        }
        Failure::Malformed { at, expected } => {
            let at = quantity::count(*at);
            (malformed(lang, name), malformed_detail(lang, &at, expected), malformed_next(lang, url))
        }
        Failure::Unreadable { line, flaw, excerpt } => local::unreadable(lang, name, *line, flaw, excerpt),
        Failure::Gone => (gone(lang, name), String::new(), gone_next(lang).to_owned()),
        Failure::Expression { said, .. } => {
            (bad_data(lang, name), said.in_lang(lang).to_owned(), expression_next(lang).to_owned())
        }
        Failure::Evaluation { text, .. } => (execution(lang, name), text.clone(), evaluation_next(lang).to_owned()),
        Failure::Limit { limit, most, .. } => local::limit(lang, name, *limit, *most),
        Failure::Worker { text } => (worker(lang).to_owned(), text.clone(), worker_next(lang).to_owned()),
    };
    Words { title, detail, next }
}

type Parts = (String, String, String);

fn http(lang: Lang, status: u16, text: &str, name: &str, url: &str) -> Parts {
    let said = if text.is_empty() { where_(lang, url) } else { said(lang, url, text) };
    match status {
        401 => (unauthorized(lang, name), said, unauthorized_next(lang).to_owned()),
        403 => (forbidden(lang, name), said, forbidden_next(lang).to_owned()),
        404 => (not_found(lang, name), said, not_found_next(lang).to_owned()),
        405 => (not_allowed(lang, name), said, not_found_next(lang).to_owned()),
        413 | 414 => (too_long(lang, name), said, too_long_next(lang).to_owned()),
        429 => (too_many(lang, name), said, too_many_next(lang).to_owned()),
        502..=504 => (gateway(lang, name, status), said, gateway_next(lang).to_owned()),
        _ => (http_other(lang, name, status), said, http_other_next(lang).to_owned()),
    }
}

fn api(lang: Lang, error_type: &str, message: &str, name: &str) -> Parts {
    let (title, next) = match error_type {
        "bad_data" => (bad_data(lang, name), bad_data_next(lang)),
        "execution" => (execution(lang, name), execution_next(lang)),
        "timeout" => (api_timeout(lang, name), api_timeout_next(lang)),
        "canceled" => (api_cancelled(lang, name), gateway_next(lang)),
        "unavailable" => (unavailable(lang, name), not_ready_next(lang)),
        "not_found" => (not_found(lang, name), not_found_next(lang)),
        _ => (api_other(lang, name, error_type), http_other_next(lang)),
    };
    (title, message.to_owned(), next.to_owned())
}

texts! {
    where_(url: &str): "Asked at {url}.", "请求地址：{url}。";
    said(url: &str, text: &str): "{url} wrote: {text}", "{url} 返回：{text}";

    unreachable(name: &str): "{name} is not reachable", "无法连接 {name}";
    unreachable_next(url: &str): "Check that it runs and that this browser reaches {url}, then retry. Nodes shows which others answer.", "请确认它正在运行且此浏览器可以访问 {url}，然后重试。“节点”页会显示其他可用的节点。";
    cors(name: &str): "{name} does not let this page read its answers", "{name} 不允许此页面读取它的响应";
    cors_next: "It is up, but allows no other origin (CORS). Start Prometheus with --web.cors.origin set to this page's origin, let the proxy before it send Access-Control-Allow-Origin, or serve Narthex from the node's own origin.", "它在运行，但不允许跨源访问（CORS）。请用 --web.cors.origin 将此页面的源加入 Prometheus，让它前面的代理发送 Access-Control-Allow-Origin，或把 Narthex 部署在与该节点相同的源上。";
    mixed(name: &str): "The browser did not ask {name}", "浏览器没有请求 {name}";
    mixed_detail(url: &str): "This page was loaded over https, and {url} is plain http; browsers refuse that.", "此页面通过 https 加载，而 {url} 是 http，浏览器会拒绝这样的请求。";
    mixed_next: "Give the node an https address, or put it behind the proxy that serves this page.", "请为该节点提供 https 地址，或将它放到提供此页面的代理之后。";
    bad_url(name: &str): "The address of {name} is no http or https URL", "{name} 的地址不是有效的 http 或 https URL";
    bad_url_next: "Correct it in Nodes or in narthex.json.", "请在“节点”页或 narthex.json 中更正。";
    bad_header(name: &str, header: &str): "The header {header} of {name} cannot be sent", "{name} 的请求头 {header} 无法发送";
    bad_header_next: "Its name or value has characters that HTTP forbids. Correct it in Nodes or in narthex.json.", "它的名称或值含有 HTTP 不允许的字符。请在“节点”页或 narthex.json 中更正。";
    cancelled: "Cancelled", "已取消";
    cancelled_next: "Execute to run it again.", "点击“执行”可重新运行。";
    timed_out(name: &str, after: &str): "{name} did not answer completely within {after}", "{name} 未能在 {after} 内完整响应";
    timed_out_next: "Ask for a shorter range or fewer series, or raise the time-out in Settings. If it hangs, other nodes may still answer.", "请缩短时间范围或减少序列，或在“设置”中提高超时。如果它已停止响应，可以试试其他节点。";
    too_large(name: &str, limit: &str): "The answer of {name} is larger than {limit}", "{name} 的响应超过了 {limit}";
    too_large_next: "Aggregate, select fewer series or take a larger step; or raise the limit in Settings.", "请聚合、减少序列或增大步长，或在“设置”中提高上限。";
    interrupted(name: &str, received: &str): "The connection to {name} ended after {received}", "与 {name} 的连接在收到 {received} 后中断";
    interrupted_next: "Retry. If it happens again, look at the node's log and at proxies before it.", "请重试。如果再次发生，请查看该节点的日志以及它前面的代理。";
    not_ready(name: &str): "{name} is still starting", "{name} 仍在启动";
    not_ready_next: "Wait a little and retry.", "请稍候重试。";

    unauthorized(name: &str): "{name} wants credentials (401)", "{name} 需要身份凭据（401）";
    unauthorized_next: "Add the node in Nodes with an Authorization header, or sign in where this page comes from.", "请在“节点”页为它添加 Authorization 请求头，或先在提供此页面的站点登录。";
    forbidden(name: &str): "{name} refuses these credentials (403)", "{name} 拒绝了访问（403）";
    forbidden_next: "Check the node's headers in Nodes, or ask who runs it for access.", "请在“节点”页检查请求头，或向其管理者申请权限。";
    not_found(name: &str): "{name} has no such address (404)", "{name} 上没有此地址（404）";
    not_found_next: "Check the node's URL in Nodes: it ends before /api/v1. It may also be too old for this question.", "请在“节点”页检查它的 URL：应以 /api/v1 之前的部分结尾。也可能它的版本过旧，不支持此请求。";
    not_allowed(name: &str): "{name} does not take this kind of request (405)", "{name} 不接受此类请求（405）";
    too_long(name: &str): "The expression is too long for {name}", "表达式对 {name} 来说过长";
    too_long_next: "Shorten the expression.", "请缩短表达式。";
    too_many(name: &str): "{name} refuses so many requests (429)", "{name} 认为请求过多（429）";
    too_many_next: "Wait a little, or refresh less often.", "请稍候，或降低刷新频率。";
    gateway(name: &str, status: u16): "{name} cannot answer now ({status})", "{name} 目前无法响应（{status}）";
    gateway_next: "The node may be starting, overloaded or cut off from its proxy. Retry, or choose another node.", "它可能正在启动、负载过高，或与其代理断开。请重试或选择其他节点。";
    http_other(name: &str, status: u16): "{name} answered with an error ({status})", "{name} 返回了错误（{status}）";
    http_other_next: "Retry, and look at the node's log.", "请重试，并查看该节点的日志。";

    bad_data(name: &str): "{name} does not accept this query", "{name} 不接受此查询";
    bad_data_next: "Correct the expression or the times.", "请更正表达式或时间。";
    execution(name: &str): "{name} could not evaluate this query", "{name} 无法执行此查询";
    execution_next: "Correct the expression, or select fewer series or a shorter range.", "请更正表达式，或减少序列、缩短时间范围。";
    api_timeout(name: &str): "{name} gave up: its own time-out", "{name} 因自身超时而放弃";
    api_timeout_next: "Ask for a shorter range or fewer series. The bound is the node's --query.timeout.", "请缩短时间范围或减少序列。该上限由节点的 --query.timeout 决定。";
    api_cancelled(name: &str): "{name} ended the query", "{name} 终止了查询";
    unavailable(name: &str): "{name} is not ready", "{name} 尚未就绪";
    api_other(name: &str, error_type: &str): "{name} reports an error ({error_type})", "{name} 报告错误（{error_type}）";

    not_the_api(name: &str): "{name} answered with something else than the Prometheus API", "{name} 的响应不是 Prometheus API";
    not_the_api_detail(url: &str, got: &str, excerpt: &str): "{url} sent {got}: {excerpt}", "{url} 返回了 {got}：{excerpt}";
    not_the_api_next: "Check the node's URL in Nodes: a sign-in page or another program may stand there.", "请在“节点”页检查它的 URL：那里可能是登录页或其他程序。";
    truncated(name: &str, at: &str): "The answer of {name} breaks off after {at}", "{name} 的响应在 {at} 处中断";
    malformed(name: &str): "The answer of {name} has an unknown shape", "{name} 的响应格式无法识别";
    malformed_detail(at: &str, expected: &str): "At byte {at}, {expected} was expected.", "在第 {at} 字节处应为 {expected}。";
    malformed_next(url: &str): "Check that {url} is a Prometheus API; if it is, please report this with the node's version.", "请确认 {url} 是 Prometheus API；如果是，请附上节点版本报告此问题。";
    gone(name: &str): "{name} is no longer there", "{name} 已不存在";
    gone_next: "A reload of the page lets go of dropped and pasted data. Drop or paste it again.", "重新加载页面后，拖入或粘贴的数据不再保留。请重新拖入或粘贴。";
    expression_next: "Correct the expression.", "请更正表达式。";
    evaluation_next: "Correct the expression, or look at the series that it selects.", "请更正表达式，或检查它选择的序列。";

    worker: "The part of this page that asks the nodes has ended", "此页面中负责查询的部分已停止";
    worker_next: "It was started anew. Execute again, with fewer series or a shorter range if memory ran out; if that fails too, reload the page. What you typed is kept in the address after each run.", "它已重新启动。请再次执行，如果内存不足，请减少序列或缩短时间范围；如果仍然失败，请重新加载页面。每次执行后，输入的内容都保存在地址栏中。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file::Flaw;
    use crate::model::lang::Said;
    use crate::model::outcome::{Limit, Place};

    const PLACE: Place = Place { start: 4, end: 9, line: 1, column: 5 };

    fn all() -> Vec<Failure> {
        let text = || "<b>text</b>".to_owned();
        let mut all = vec![
            Failure::Unreachable,
            Failure::Cors,
            Failure::MixedContent,
            Failure::BadUrl,
            Failure::BadHeader { name: text() },
            Failure::Cancelled,
            Failure::TimedOut { after_ms: 30_000 },
            Failure::TooLarge { limit: 256_000_000 },
            Failure::Interrupted { received: 10 },
            Failure::NotReady { text: text() },
            Failure::NotTheApi { content_type: "text/html".to_owned(), excerpt: text() },
            Failure::Truncated { at: 7 },
            Failure::Malformed { at: 7, expected: text() },
            Failure::Worker { text: text() },
            Failure::Gone,
            Failure::Evaluation { text: text(), place: Some(PLACE) },
            Failure::Expression { said: Said { en: text(), zh: "文".to_owned() }, place: PLACE },
        ];
        all.extend([400, 401, 403, 404, 405, 413, 429, 500, 502].map(|status| Failure::Http { status, text: text() }));
        all.extend(
            ["bad_data", "execution", "timeout", "canceled", "internal", "unavailable", "not_found"]
                .map(|t| Failure::Api { error_type: t.to_owned(), message: text() }),
        );
        let limits = [Limit::Samples, Limit::Series, Limit::Memory, Limit::Steps, Limit::Depth];
        all.extend(limits.map(|limit| Failure::Limit { limit, most: 1000, place: PLACE }));
        let flaws = [
            Flaw::Empty,
            Flaw::Unknown,
            Flaw::Encoding,
            Flaw::Packed,
            Flaw::Name,
            Flaw::Labels,
            Flaw::Value,
            Flaw::Time,
            Flaw::Surplus,
            Flaw::Step,
            Flaw::Load { text: text() },
            Flaw::Json { at: 7, expected: text() },
            Flaw::Json { at: 7, expected: String::new() },
            Flaw::ErrorAnswer,
            Flaw::NoSeries,
            Flaw::TooMuch { samples: 7 },
        ];
        let unreadable = |flaw, line| Failure::Unreadable { line, flaw, excerpt: text() };
        all.extend(flaws.clone().map(|flaw| unreadable(flaw, 0)));
        all.extend(flaws.map(|flaw| unreadable(flaw, 7)));
        all
    }

    #[test]
    fn every_failure_says_what_where_and_what_next_in_both_languages() {
        for failure in all() {
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| words(lang, &failure, "Reader A", "http://a:9090"));
            assert_ne!(en.title, zh.title, "{failure:?}");
            assert_ne!(en.next, zh.next, "{failure:?}");
            for words in [en, zh] {
                assert!(!words.title.is_empty() && !words.next.is_empty(), "{failure:?}");
                let whole = format!("{}{}{}", words.title, words.detail, words.next);
                let of_a_node = !matches!(failure, Failure::Cancelled | Failure::Worker { .. });
                assert_eq!(whole.contains("Reader A"), of_a_node, "{whole}");
                assert!(!whole.contains('{'), "{whole}");
            }
        }
    }

    #[test]
    fn what_the_server_wrote_is_quoted_as_it_is() {
        let failure = Failure::Api { error_type: "bad_data".to_owned(), message: "parse error: <x>".to_owned() };
        assert_eq!(words(Lang::En, &failure, "A", "http://a").detail, "parse error: <x>");
    }
}
