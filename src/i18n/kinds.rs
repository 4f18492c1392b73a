//! Words that depend on the kind of a node. A new kind has its words here.

use super::Lang;
use crate::model::node::NodeKind;

/// What is said of all nodes of a kind.
#[derive(Debug, Clone, Copy)]
pub struct KindWords {
    /// What people choose the kind by.
    pub label: fn(Lang) -> &'static str,
    /// What its URL looks like.
    pub url_hint: fn(Lang) -> &'static str,
    /// What to do where its address is not there (404).
    pub check_address: fn(Lang) -> &'static str,
    /// That the node of this name is something else.
    pub is_another: fn(Lang, &str) -> String,
    /// What to do where the answer from this URL has an unknown shape.
    pub check_product: fn(Lang, &str) -> String,
}

/// The words of a kind.
pub fn of(kind: NodeKind) -> KindWords {
    match kind {
        NodeKind::Server => KindWords {
            label: server,
            url_hint,
            check_address: check_server_address,
            is_another: not_the_api,
            check_product: check_server,
        },
        NodeKind::Alertmanager => KindWords {
            label: alertmanager,
            url_hint,
            check_address: check_alertmanager_address,
            is_another: not_alertmanager,
            check_product: check_alertmanager,
        },
        NodeKind::File => KindWords {
            label: file,
            url_hint: file_url_hint,
            check_address: check_file_address,
            is_another: not_the_api,
            check_product: check_server,
        },
        NodeKind::RemoteRead => KindWords {
            label: remote_read,
            url_hint: read_url_hint,
            check_address: check_read_address,
            is_another: not_remote_read,
            check_product: check_remote_read,
        },
        NodeKind::Federation => KindWords {
            label: federation,
            url_hint: members_hint,
            check_address: check_members,
            is_another: not_the_api,
            check_product: check_server,
        },
        NodeKind::Demo => KindWords {
            label: demo,
            url_hint,
            check_address: check_demo,
            is_another: not_the_api,
            check_product: check_server,
        },
    }
}

/// The keys of all kinds in `narthex.json`, as a list.
pub fn keys(lang: Lang) -> String {
    let comma = lang.pick(", ", "、");
    let [others @ .., last] = NodeKind::ALL.map(NodeKind::key);
    list(lang, &others.join(comma), last)
}

texts! {
    list(others: &str, last: &str): "{others} and {last}", "{others} 和 {last}";

    url_hint: "As https://prometheus.example/prometheus, without /api/v1", "例如 https://prometheus.example/prometheus，不含 /api/v1";
    server: "Prometheus API", "Prometheus API";
    check_server_address: "Check the node's URL in Nodes: it ends before /api/v1. It may also be too old for this question.", "请在“节点”页检查它的 URL：应以 /api/v1 之前的部分结尾。也可能它的版本过旧，不支持此请求。";
    not_the_api(name: &str): "{name} answered with something else than the Prometheus API", "{name} 的响应不是 Prometheus API";
    check_server(url: &str): "Check that {url} is a Prometheus API; if it is, please report this with the node's version.", "请确认 {url} 是 Prometheus API；如果是，请附上节点版本报告此问题。";

    alertmanager: "Alertmanager", "Alertmanager";
    check_alertmanager_address: "Check the node's URL in Nodes: it ends before /api/v2.", "请在“节点”页检查它的 URL：应以 /api/v2 之前的部分结尾。";
    not_alertmanager(name: &str): "{name} answered with something else than Alertmanager's API", "{name} 的响应不是 Alertmanager API";
    check_alertmanager(url: &str): "Check that {url} is an Alertmanager; if it is, please report this with its version.", "请确认 {url} 是 Alertmanager；如果是，请附上其版本报告此问题。";

    file: "File", "文件";
    file_url_hint: "The whole URL of the file", "文件的完整 URL";
    check_file_address: "Check the file's URL in narthex.json.", "请检查 narthex.json 中该文件的 URL。";

    remote_read: "Remote read (raw samples)", "Remote read（原始样本）";
    read_url_hint: "The whole URL of the read, as https://prometheus.example/api/v1/read", "完整的读取地址，例如 https://prometheus.example/api/v1/read";
    check_read_address: "Check the node's URL in Nodes: it is that of the read, as /api/v1/read of a Prometheus.", "请在“节点”页检查它的 URL：应为读取地址，例如 Prometheus 的 /api/v1/read。";
    not_remote_read(name: &str): "{name} answered with something else than remote read", "{name} 的响应不是 remote read";
    check_remote_read(url: &str): "Check that remote read is at {url}; if it is, please report this with the node's version.", "请确认 {url} 提供 remote read；如果是，请附上节点版本报告此问题。";
    federation: "Federation (several nodes as one)", "联邦（多个节点合为一个）";
    members_hint: "Zones of replicas, as B | B′, C | C′", "副本组成的区域，例如 B | B′, C | C′";
    check_members: "Check the members' addresses in Nodes.", "请在“节点”页检查成员的地址。";
    demo: "Demo", "演示";
    check_demo: "The demo is made up in this tab: please report this.", "演示数据由此标签页生成，请报告此问题。";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_listed_in_both_languages() {
        assert_eq!(keys(Lang::En), "prometheus, remote_read, federation, alertmanager, file and demo");
        assert_eq!(keys(Lang::Zh), "prometheus、remote_read、federation、alertmanager、file 和 demo");
    }
}
