//! Failures in words: what happened, where, and what to do next.
//!
//! What to do depends on what was asked: a list of rules gets no advice about an expression.

pub mod answer;
pub mod configuration;
pub mod federation;
pub mod local;
pub mod remote_read;
pub mod way;
pub mod worker;

#[cfg(test)]
mod tests;

use super::{Lang, quantity};
use crate::model::node::{Endpoint, Node, NodeKind};
use crate::model::outcome::{AskedNode, Failure, NodeOutcome};

/// A failure in words, each part a sentence or two of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureWords {
    /// What happened, and to which node.
    pub title: String,
    /// What is known beyond that: the server's own words, or the cause; its span ([`Failure::span`]) is shown beside
    /// it. May be empty.
    pub detail: String,
    /// What to do next.
    pub next: String,
}

/// Who was asked, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The node's name.
    name: &'a str,
    /// Its URL; empty where it has none.
    url: &'a str,
    kind: NodeKind,
    /// Whether another expression may help. It does not where a file fails to be read, as all of it is read for any.
    is_about_expression: bool,
}

impl<'a> Asked<'a> {
    /// The value of an expression, of the node of this name that is here.
    pub fn query(name: &'a str, endpoint: &'a Endpoint) -> Self {
        let kind = endpoint.kind();
        Self { name, url: endpoint.url().unwrap_or_default(), kind, is_about_expression: !kind.is_read_whole() }
    }

    /// A part of the value of an expression.
    pub fn part(node: &'a NodeOutcome) -> Self {
        let asked = match &node.asked {
            AskedNode::Node(node) => Self::query(&node.name, &node.endpoint),
            AskedNode::Remote { url } => Self::rules(url, url),
        };
        Self { is_about_expression: true, ..asked }
    }

    /// Rules and alerts, of the server of this name and URL.
    pub const fn rules(name: &'a str, url: &'a str) -> Self {
        Self { name, url, kind: NodeKind::Server, is_about_expression: false }
    }

    /// What a node is.
    pub fn probe(node: &'a Node) -> Self {
        Self { is_about_expression: false, ..Self::query(&node.name, &node.endpoint) }
    }

    /// What is in a file of this name.
    pub const fn file(name: &'a str) -> Self {
        Self { name, url: "", kind: NodeKind::File, is_about_expression: false }
    }
}

impl FailureWords {
    fn new(title: impl Into<String>, detail: impl Into<String>, next: impl Into<String>) -> Self {
        Self { title: title.into(), detail: detail.into(), next: next.into() }
    }
}

/// Puts a failure into words.
pub fn words(lang: Lang, failure: &Failure, asked: Asked<'_>) -> FailureWords {
    let Asked { name, url, is_about_expression, .. } = asked;
    // Only who asked for an expression may ask for less.
    let next = |of_query: &'static str, of_others| if is_about_expression { of_query } else { of_others };
    match failure {
        Failure::Unreachable
        | Failure::NoAnswer
        | Failure::Cors { .. }
        | Failure::HeadersRefused { .. }
        | Failure::Hidden
        | Failure::Blocked
        | Failure::Redirected { .. }
        | Failure::MixedContent
        | Failure::BadUrl
        | Failure::BadHeader { .. } => way::words(lang, failure, asked),
        Failure::Cancelled => FailureWords::new(cancelled(lang), "", cancelled_next(lang)),
        Failure::TimedOut { after_ms } => {
            let after = quantity::span(f64::from(*after_ms));
            let next = next(timed_out_next(lang), late_next(lang));
            FailureWords::new(timed_out(lang, name, &after), asked_at(lang, url), next)
        }
        Failure::TooLarge { limit } => {
            let next = next(too_large_next(lang), large_next(lang));
            FailureWords::new(too_large(lang, name, &quantity::bytes(*limit)), asked_at(lang, url), next)
        }
        Failure::TooMuchMemory { limit } => {
            let next = next(memory_next(lang), much_next(lang));
            FailureWords::new(much_memory(lang, name, &quantity::bytes(*limit)), asked_at(lang, url), next)
        }
        Failure::Interrupted { received } => {
            let title = interrupted(lang, name, &quantity::bytes(*received));
            FailureWords::new(title, asked_at(lang, url), interrupted_next(lang))
        }
        Failure::Truncated { at } => {
            let title = truncated(lang, name, &quantity::bytes(*at));
            FailureWords::new(title, asked_at(lang, url), interrupted_next(lang))
        }
        Failure::NotReady { .. }
        | Failure::Http { .. }
        | Failure::NoTenant { .. }
        | Failure::StoreDown { .. }
        | Failure::Api { .. }
        | Failure::NotTheApi { .. }
        | Failure::Malformed { .. } => answer::words(lang, failure, asked),
        Failure::ReadRefused { status, text } => remote_read::refused(lang, asked, *status, text),
        Failure::CorruptRead { fault } => remote_read::corrupt(lang, asked, *fault),
        Failure::TooManySamples { limit } => {
            let title = remote_read::too_many(lang, name, &quantity::count(*limit));
            FailureWords::new(title, asked_at(lang, url), next(memory_next(lang), much_next(lang)))
        }
        Failure::Unreadable { line, error, excerpt } => local::unreadable(lang, name, *line, error, excerpt),
        Failure::Gone => FailureWords::new(gone(lang, name), "", gone_next(lang)),
        Failure::NoSuchNode => federation::no_such_node(lang, name),
        Failure::Circular => federation::circular(lang, name),
        Failure::Members { failed, asked, is_strict } => federation::members(lang, name, failed, *asked, *is_strict),
        Failure::Expression { said, .. } => {
            FailureWords::new(answer::bad_data(lang, name, ""), said.in_lang(lang), expression_next(lang))
        }
        Failure::Evaluation { text, .. } => {
            FailureWords::new(answer::execution(lang, name, ""), text, evaluation_next(lang))
        }
        Failure::Limit { limit, most, .. } => local::limit(lang, name, *limit, *most),
        Failure::Worker { cause } => FailureWords::new(worker(lang), worker::cause(lang, cause), worker_next(lang)),
        Failure::WorkerSilent { after_ms } => {
            let after = quantity::span(f64::from(*after_ms));
            FailureWords::new(silent(lang), silent_detail(lang, &after), silent_next(lang))
        }
    }
}

/// Where the node was asked; nothing of one without a URL.
fn asked_at(lang: Lang, url: &str) -> String {
    if url.is_empty() { String::new() } else { at_url(lang, url) }
}

texts! {
    at_url(url: &str): "Asked at {url}.", "请求地址：{url}。";
    cancelled: "Cancelled", "已取消";
    cancelled_next: "Execute to run it again.", "点击“执行”可重新运行。";
    timed_out(name: &str, after: &str): "{name} did not answer completely within {after}", "{name} 未能在 {after} 内完整响应";
    timed_out_next: "Ask for a shorter range or fewer series, or raise the time-out in Settings. If it hangs, other nodes may still answer.", "请缩短时间范围或减少序列，或在“设置”中提高超时。如果它已停止响应，可以试试其他节点。";
    late_next: "Retry, or raise the time-out in Settings.", "请重试，或在“设置”中提高超时。";
    too_large(name: &str, limit: &str): "The answer of {name} is larger than {limit}", "{name} 的响应超过了 {limit}";
    too_large_next: "Aggregate, select fewer series or take a larger step; or raise the limit in Settings.", "请聚合、减少序列或增大步长，或在“设置”中提高上限。";
    much_memory(name: &str, limit: &str): "What {name} answers takes more than {limit} of memory", "{name} 的响应需要超过 {limit} 的内存";
    memory_next: "Aggregate, select fewer series or take a larger step.", "请聚合、减少序列或增大步长。";
    much_next: "Retrying does not help: what is read at once is limited. Ask a node that has less to list.", "重试没有帮助：一次读取的数据量有上限。请查询内容较少的节点。";
    large_next: "Raise the limit in Settings.", "请在“设置”中提高上限。";
    interrupted(name: &str, received: &str): "The connection to {name} ended after {received}", "与 {name} 的连接在收到 {received} 后中断";
    interrupted_next: "Retry. If it happens again, look at the node's log and at proxies before it.", "请重试。如果再次发生，请查看该节点的日志以及它前面的代理。";
    truncated(name: &str, at: &str): "The answer of {name} breaks off after {at}", "{name} 的响应在 {at} 处中断";
    gone(name: &str): "{name} is no longer there", "{name} 已不存在";
    gone_next: "The file was changed, moved or deleted since it was given to this page, or the page was loaded anew. Drop or paste it again.", "该文件在交给此页面后已被修改、移动或删除，或页面已重新加载。请重新拖入或粘贴。";
    expression_next: "Correct the expression.", "请更正表达式。";
    evaluation_next: "Correct the expression, or look at the series that it selects.", "请更正表达式，或检查它选择的序列。";
    silent: "The worker that asks the nodes did not answer and was ended", "负责查询的 worker 没有响应，已被终止";
    silent_detail(after: &str): "It was busy for {after} without a pause.", "它持续繁忙 {after}，没有停顿。";
    silent_next: "It was started anew. Try again with less data; if that fails too, reload the page. What you typed is kept in the address after each run.", "它已重新启动。请减少数据后重试；如果仍然失败，请重新加载页面。每次执行后，输入的内容都保存在地址栏中。";
    worker: "The worker that asks the nodes has ended", "负责查询的 worker 已停止";
    worker_next: "It was started anew. Execute again, with fewer series or a shorter range if memory ran out; if that fails too, reload the page. What you typed is kept in the address after each run.", "它已重新启动。请再次执行，如果内存不足，请减少序列或缩短时间范围；如果仍然失败，请重新加载页面。每次执行后，输入的内容都保存在地址栏中。";
}
