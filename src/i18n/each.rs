//! Texts of what each node by itself answers.

use super::Lang;
use super::failure::{self, Asked, FailureWords};
use super::{frame, provenance};
use crate::model::node::NodeId;
use crate::model::outcome::{Failure, Provenance};

/// What a node said beside its answer, what is missing of it first; empty where it said nothing.
pub fn said(lang: Lang, of: &Provenance) -> String {
    let all = [provenance::missing(lang, of), of.warnings.clone(), of.infos.clone()].concat();
    let more = all.len().saturating_sub(1);
    match all.into_iter().next() {
        Some(first) if more > 0 => [first, provenance::and_more(lang, more)].join(lang.pick(", ", "，")),
        first => first.unwrap_or_default(),
    }
}

/// Why a node gave no answer, and what to do next.
pub fn why_not(lang: Lang, node: &NodeId, why: &Failure) -> String {
    let FailureWords { title, detail, next } = failure::words(lang, why, Asked::query(&node.name, &node.endpoint));
    let parts = [title, detail, next].into_iter().filter(|part| !part.is_empty());
    parts.map(|part| frame::sentence(lang, &part)).collect::<Vec<_>>().join(lang.pick(" ", ""))
}

texts! {
    title: "What each node answers", "各节点的响应";
    sum_last: "Sum, last", "总和（最新）";
    sum_last_hint: "The sum over all series at the last step that has samples", "最后一个有样本的步上所有序列的总和";
    sum_over(from: &str, to: &str): "Sum, {from} to {to}, each its own scale", "总和，{from} 至 {to}，各用各的刻度";
    sum: "Sum, each its own scale", "总和，各用各的刻度";
    sum_from_to(least: &str, greatest: &str): "Sum from {least} to {greatest}", "总和从 {least} 到 {greatest}";
    said_head: "What it said", "返回信息";
    asking: "Asking", "查询中";
    waiting: "Waiting", "等待中";
    not_asked: "Not asked", "未查询";
    no_series: "No series", "无序列";
    open_graph(name: &str): "Show the graph of {name}", "显示 {name} 的图形";
    slowest(name: &str, span: &str): "slowest {name}, {span}", "最慢 {name}，{span}";
    asked(time: &str): "asked {time}", "{time} 查询";
    clock_ahead(span: &str): "Clock {span} ahead", "时钟快 {span}";
    clock_behind(span: &str): "Clock {span} behind", "时钟慢 {span}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::{Endpoint, Node};
    use crate::model::outcome::MissingRemote;

    #[test]
    fn what_is_missing_is_said_before_what_is_only_noted() {
        let mut of = Provenance { infos: vec!["an info".to_owned()], ..Provenance::default() };
        assert_eq!(said(Lang::En, &of), "an info");
        of.warnings = vec!["a warning".to_owned()];
        assert_eq!(said(Lang::En, &of), "a warning, and 1 more");
        of.missing_remotes = vec![MissingRemote { url: "http://b".to_owned(), why: "refused".to_owned() }];
        assert_eq!(said(Lang::En, &of), "A collector did not answer: http://b, refused, and 2 more");
        assert_eq!(said(Lang::Zh, &Provenance::default()), "");
    }

    #[test]
    fn why_a_node_gave_nothing_comes_with_what_to_do_next() {
        let node = Node::new("B", Endpoint::Server { url: "http://b".to_owned() }).id();
        let words = why_not(Lang::En, &node, &Failure::TimedOut { after_ms: 8000 });
        assert!(words.starts_with("B did not answer completely within 8 s. Asked at http://b. Ask for"), "{words}");
    }
}
