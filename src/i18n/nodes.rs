//! Texts of the nodes page.

use super::{Lang, kinds};
use crate::model::node::{NodeKind, NodeStatus};
use crate::model::outcome::Failure;

/// What a node of this kind is, by what it said: product and version.
pub fn product_of(lang: Lang, kind: NodeKind, status: &NodeStatus) -> String {
    let NodeStatus { product, version, .. } = status;
    if product.is_empty() {
        return (kinds::of(kind).label)(lang).to_owned();
    }
    [product, version.as_deref().unwrap_or(version_unknown(lang))].join(" ")
}

/// That a node is of no use. One that answers is not called unreachable.
pub fn state_down(lang: Lang, why: &Failure) -> &'static str {
    match why {
        Failure::Unreachable | Failure::NoAnswer | Failure::TimedOut { .. } | Failure::Interrupted { .. } => down(lang),
        _ => unusable(lang),
    }
}

texts! {
    title: "Nodes", "节点";
    name: "Name", "名称";
    url: "URL", "URL";
    kind: "Kind", "类型";
    product: "Product", "产品";
    version_unknown: "version unknown", "版本未知";
    state: "State", "状态";
    up: "Reachable", "可达";
    down: "Not reachable", "不可达";
    unusable: "Not usable", "不可用";
    unknown: "Not asked yet", "尚未查询";
    probing: "Asking", "正在查询";
    latency: "Latency", "延迟";
    clock: "Clock difference", "时钟偏差";
    clock_fast(span: &str): "{span} ahead", "快 {span}";
    clock_slow(span: &str): "{span} behind", "慢 {span}";
    clock_equal: "none", "无";
    clock_warning: "Results \"now\" may be empty or old; set the clocks.", "“现在”的查询结果可能为空或过时，请校准时钟。";
    peers_left_out(count: Count): "and {count} more peer, which is not listed" | "and {count} more peers, which are not listed", "另有 {count} 个成员未列出";
    reads_or_peers: "Reads from, peers", "读取自、集群成员";
    configured: "From narthex.json", "来自 narthex.json";
    added: "Added here", "在此添加";
    origin: "Origin", "来源";
    probe: "Ask again", "重新查询";
    probe_all: "Ask all again", "全部重新查询";
    remove(name: &str): "Remove {name}", "移除 {name}";
    add: "Add node", "添加节点";
    headers: "Headers", "请求头";
    headers_note: "Headers stay in this tab's memory. They are not stored, and are gone after a reload.", "请求头只保存在此标签页的内存中，不会存储，重新加载后即消失。";
    headers_gone: "Headers gone", "请求头已消失";
    headers_gone_hint: "They are kept only in the memory of the tab in which they were typed, until that tab is reloaded. Enter them here, one a line; without them the node is not asked.", "它们只保存在输入它们的标签页的内存中，重新加载后即消失。请在此输入，每行一个；在此之前不会请求该节点。";
    set_headers: "Set headers", "设置请求头";
    headers_of(name: &str): "Headers of {name}", "{name} 的请求头";
    without_headers: "Ask without headers", "不带请求头查询";
    headers_hidden(names: &str): "with headers {names}", "带请求头 {names}";
    none: "There are no nodes yet", "还没有节点";
    none_hint: "Add one below, or put a narthex.json beside this page.", "请在下方添加，或在此页面旁放置 narthex.json。";
    config_problems: "Problems in narthex.json", "narthex.json 中的问题";
}
