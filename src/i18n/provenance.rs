//! Provenance in words: what answered, what is missing.

use super::Lang;
use super::failure;
use crate::model::outcome::{Answered, MissingRemote, NodeOutcome, Provenance};

/// What answered, short, for the status line: `1 of 2 nodes`. Remotes of the asked node count where it has any.
pub fn summary(lang: Lang, provenance: &Provenance) -> String {
    let (answered, all) = if provenance.remotes > 0 {
        (remotes_answered(provenance), provenance.remotes as usize)
    } else {
        let failed = provenance.nodes.iter().filter(|n| matches!(n.answered, Answered::Failed { .. })).count();
        (provenance.nodes.len() - failed, provenance.nodes.len())
    };
    if provenance.remotes > 0 { collectors(lang, answered, all) } else { nodes(lang, answered, all) }
}

/// What is missing of a result, a sentence each; empty where nothing is.
pub fn missing(lang: Lang, provenance: &Provenance) -> Vec<String> {
    let failed = provenance.nodes.iter().filter_map(|node| failed_node(lang, node));
    let remotes = provenance.missing_remotes.iter().map(|remote| missing_remote(lang, provenance, remote));
    failed.chain(remotes).collect()
}

fn remotes_answered(provenance: &Provenance) -> usize {
    (provenance.remotes as usize).saturating_sub(provenance.missing_remotes.len())
}

fn failed_node(lang: Lang, node: &NodeOutcome) -> Option<String> {
    let Answered::Failed { why } = &node.answered else { return None };
    let words = failure::words(lang, why, &node.node, &node.url);
    Some(series_missing(lang, &words.title, &words.detail))
}

fn missing_remote(lang: Lang, provenance: &Provenance, remote: &MissingRemote) -> String {
    let MissingRemote { url, why } = remote;
    let url = if url.is_empty() { unnamed(lang) } else { url };
    if provenance.remotes == 0 {
        return collector_missing(lang, url, why);
    }
    let all = provenance.remotes as usize;
    one_collector_missing(lang, all - remotes_answered(provenance), all, url, why)
}

texts! {
    nodes(answered: usize, all: usize): "{answered} of {all} nodes", "{answered} / {all} 个节点";
    collectors(answered: usize, all: usize): "{answered} of {all} collectors", "{answered} / {all} 个采集节点";
    collector_missing(url: &str, why: &str): "A collector did not answer: {url}, {why}", "一个采集节点未响应：{url}，{why}";
    one_collector_missing(missing: usize, all: usize, url: &str, why: &str): "{missing} of {all} collectors did not answer: {url}, {why}", "{all} 个采集节点中有 {missing} 个未响应：{url}，{why}";
    unnamed: "not named", "未给出地址";
    series_missing(title: &str, detail: &str): "{title}; its series are missing. {detail}", "{title}，其序列缺失。{detail}";
    missing_hint: "Series of what did not answer are missing. Retry, or open Nodes.", "未响应节点的序列缺失。请重试或打开“节点”页。";
    warning_of_server: "Warning of the server", "服务器警告";
    info_of_server: "Info of the server", "服务器提示";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        let remote =
            MissingRemote { url: "http://c:9092/api/v1/read".to_owned(), why: "connection refused".to_owned() };
        Provenance { remotes: 2, missing_remotes: vec![remote], ..Provenance::default() }
    }

    #[test]
    fn a_missing_collector_is_named_with_its_reason() {
        let said = missing(Lang::En, &provenance());
        assert_eq!(said, ["1 of 2 collectors did not answer: http://c:9092/api/v1/read, connection refused"]);
        assert_eq!(summary(Lang::En, &provenance()), "1 of 2 collectors");
    }

    #[test]
    fn a_node_that_does_not_say_how_many_it_reads_still_names_the_missing_one() {
        let said = missing(Lang::En, &Provenance { remotes: 0, ..provenance() });
        assert_eq!(said, ["A collector did not answer: http://c:9092/api/v1/read, connection refused"]);
    }
}
