//! Provenance in words: what answered, what is missing.

pub mod details;
pub mod federated;

use super::Lang;
use super::failure::{self, Asked};
use crate::model::outcome::{AskedNode, MissingRemote, NodeAnswer, NodeOutcome, Provenance};

/// What answered, short, for the status line: `1 of 2 nodes`, and whether something is missing. Remotes of the asked
/// node count where it has any.
pub fn summary(lang: Lang, provenance: &Provenance) -> String {
    let answered = answered(lang, provenance);
    if provenance.is_partial() { partial(lang, &answered) } else { answered }
}

/// How many answered of how many that were asked: `1 of 2 nodes`.
pub fn answered(lang: Lang, provenance: &Provenance) -> String {
    if provenance.remotes > 0 {
        collectors(lang, provenance.remotes.into(), remotes_answered(provenance))
    } else {
        let failed = provenance.nodes.iter().filter(|n| matches!(n.answered, NodeAnswer::Failed { .. })).count();
        nodes(lang, provenance.nodes.len() as u64, provenance.nodes.len() - failed)
    }
}

/// What is missing of a result, a sentence each; empty where nothing is.
pub fn missing(lang: Lang, provenance: &Provenance) -> Vec<String> {
    // A remote has its own sentence.
    let is_remote = |node: &NodeOutcome| matches!(node.asked, AskedNode::Remote { .. });
    let failed =
        provenance.nodes.iter().filter(|node| !is_remote(node)).filter_map(|node| failed_node(lang, provenance, node));
    let remotes = provenance.missing_remotes.iter().map(|remote| missing_remote(lang, provenance, remote));
    let gaps = provenance.gaps.iter().map(|gap| partial_says(lang, asked(provenance), gap));
    let is_marked = provenance.missing_remotes.is_empty() && provenance.gaps.is_empty();
    let marked = provenance.nodes.iter().filter(|node| is_marked && node.answered == NodeAnswer::Partial);
    failed.chain(remotes).chain(gaps).chain(marked.map(|node| partial_marked(lang, node.asked.name()))).collect()
}

/// The name of the node that was asked.
fn asked(provenance: &Provenance) -> &str {
    provenance.nodes.first().map_or("", |node| node.asked.name())
}

fn remotes_answered(provenance: &Provenance) -> usize {
    (provenance.remotes as usize).saturating_sub(provenance.missing_remotes.len())
}

fn failed_node(lang: Lang, provenance: &Provenance, node: &NodeOutcome) -> Option<String> {
    let NodeAnswer::Failed { why } = &node.answered else { return None };
    if let Some(member) = &node.member {
        return Some(federated::failed(lang, provenance, node, member));
    }
    let words = failure::words(lang, why, Asked::part(node));
    Some(series_missing(lang, &words.title, &words.detail))
}

fn missing_remote(lang: Lang, provenance: &Provenance, remote: &MissingRemote) -> String {
    let MissingRemote { url, why } = remote;
    let url = if url.is_empty() { unnamed(lang) } else { url };
    if provenance.remotes == 0 {
        return collector_missing(lang, url, why);
    }
    let missing = provenance.remotes as usize - remotes_answered(provenance);
    one_collector_missing(lang, provenance.remotes.into(), missing, url, why)
}

texts! {
    nodes(all: Count, answered: usize): "{answered} of {all} node" | "{answered} of {all} nodes", "{answered} / {all} 个节点";
    collectors(all: Count, answered: usize): "{answered} of {all} collector" | "{answered} of {all} collectors", "{answered} / {all} 个采集节点";
    partial(answered: &str): "{answered}, partial", "{answered}，结果不完整";
    partial_says(name: &str, text: &str): "This result is partial. {name} says: {text}", "此结果不完整。{name} 返回：{text}";
    partial_marked(name: &str): "This result is partial: {name} says that it lacks some of the data, and not which", "此结果不完整：{name} 表示缺少部分数据，但未说明是哪些";
    collector_missing(url: &str, why: &str): "A collector did not answer: {url}, {why}", "一个采集节点未响应：{url}，{why}";
    one_collector_missing(all: Count, missing: usize, url: &str, why: &str): "{missing} of {all} collector did not answer: {url}, {why}" | "{missing} of {all} collectors did not answer: {url}, {why}", "{all} 个采集节点中有 {missing} 个未响应：{url}，{why}";
    unnamed: "not named", "未给出地址";
    series_missing(title: &str, detail: &str): "{title}; its series are missing. {detail}", "{title}，其序列缺失。{detail}";
    and_more(count: usize): "and {count} more", "另有 {count} 项";
    duplicates(count: Count): "Left out: {count} sample that has the time of a later one of its series" | "Left out: {count} samples that have the time of a later one of their series", "已省略 {count} 个样本：同一序列中有时刻相同的后续样本";
    warning_of_server: "Warning of the server", "服务器警告";
    info_of_server: "Info of the server", "服务器提示";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::{Endpoint, Node};
    use crate::model::outcome::Failure;

    fn provenance() -> Provenance {
        let remote =
            MissingRemote { url: "http://c:9092/api/v1/read".to_owned(), why: "connection refused".to_owned() };
        Provenance { remotes: 2, missing_remotes: vec![remote], ..Provenance::default() }
    }

    #[test]
    fn a_missing_collector_is_named_with_its_reason() {
        let said = missing(Lang::En, &provenance());
        assert_eq!(said, ["1 of 2 collectors did not answer: http://c:9092/api/v1/read, connection refused"]);
        assert_eq!(summary(Lang::En, &provenance()), "1 of 2 collectors, partial");
        // The remote is among the nodes that were asked, too: it is said once.
        let url = "http://c:9092/api/v1/read".to_owned();
        let nodes = vec![NodeOutcome::of_remote(url, Failure::Unreachable)];
        assert_eq!(missing(Lang::En, &Provenance { nodes, ..provenance() }), said);
    }

    #[test]
    fn a_node_that_does_not_say_how_many_it_reads_still_names_the_missing_one() {
        let said = missing(Lang::En, &Provenance { remotes: 0, ..provenance() });
        assert_eq!(said, ["A collector did not answer: http://c:9092/api/v1/read, connection refused"]);
    }

    fn answer(answered: NodeAnswer, gaps: &[&str]) -> Provenance {
        let node = Node::new("A", Endpoint::Server { url: "http://a".to_owned() });
        let node = NodeOutcome { series: 1, samples: 1, ..NodeOutcome::of(&node, answered, 1.0, 1) };
        Provenance {
            nodes: vec![node],
            gaps: gaps.iter().map(|&gap| gap.to_owned()).collect(),
            ..Provenance::default()
        }
    }

    #[test]
    fn a_partial_result_is_called_partial_whatever_product_says_it() {
        let marked = answer(NodeAnswer::Partial, &[]);
        assert_eq!(summary(Lang::En, &marked), "1 of 1 node, partial");
        let said = missing(Lang::En, &marked);
        assert_eq!(said, ["This result is partial: A says that it lacks some of the data, and not which"]);
        let partial = answer(NodeAnswer::Partial, &["No StoreAPIs matched for this query"]);
        assert_eq!(
            missing(Lang::En, &partial),
            ["This result is partial. A says: No StoreAPIs matched for this query"]
        );
        assert_eq!(summary(Lang::Zh, &partial), "1 / 1 个节点，结果不完整");
    }

    #[test]
    fn a_warning_about_the_expression_leaves_the_result_whole() {
        let whole = Provenance { warnings: vec!["PromQL warning: x".to_owned()], ..answer(NodeAnswer::Full, &[]) };
        assert_eq!((summary(Lang::En, &whole), missing(Lang::En, &whole)), ("1 of 1 node".to_owned(), vec![]));
    }
}
