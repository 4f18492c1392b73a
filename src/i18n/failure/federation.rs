//! What goes wrong where several nodes are read as one, in words.

use super::FailureWords;
use crate::i18n::{Lang, quantity};

/// A federation that gives no result, as members did not answer.
pub(super) fn members(lang: Lang, name: &str, failed: &[String], asked: u32, is_strict: bool) -> FailureWords {
    let names = failed.join(lang.pick(", ", "、"));
    if is_strict {
        let answered = asked.saturating_sub(u32::try_from(failed.len()).unwrap_or(u32::MAX));
        let (answered, asked) = (quantity::count(u64::from(answered)), quantity::count(u64::from(asked)));
        return FailureWords::new(partial(lang, name, &answered, &asked), missing(lang, &names), strict_next(lang));
    }
    FailureWords::new(none(lang, name), missing(lang, &names), none_next(lang))
}

/// A member that there is not.
pub(super) fn no_such_node(lang: Lang, name: &str) -> FailureWords {
    FailureWords::new(unknown(lang, name), "", unknown_next(lang))
}

/// A federation that is among its own members.
pub(super) fn circular(lang: Lang, name: &str) -> FailureWords {
    FailureWords::new(circle(lang, name), "", circle_next(lang))
}

texts! {
    none(name: &str): "No node of {name} answered", "{name} 的节点均未响应";
    none_next: "Look at what each said in the details, and at Nodes.", "请查看详情中各节点的说明以及“节点”页。";
    partial(name: &str, answered: &str, asked: &str): "{name} is strict, and only {answered} of {asked} nodes answered", "{name} 为严格模式，而 {asked} 个节点中只有 {answered} 个响应";
    missing(names: &str): "Without an answer: {names}.", "未响应：{names}。";
    strict_next: "Switch Strict off to see what the others gave, or retry.", "关闭“严格”可查看其余节点的结果，或重试。";
    unknown(name: &str): "There is no node {name} that answers queries", "没有名为 {name} 且可以查询的节点";
    unknown_next: "Add it in Nodes, or correct the federation's members in narthex.json.", "请在“节点”页添加它，或更正 narthex.json 中该联邦的成员。";
    circle(name: &str): "The federation {name} contains itself, or only nodes that there are not", "联邦 {name} 包含其自身，或只包含不存在的节点";
    circle_next: "Correct its members in narthex.json.", "请更正 narthex.json 中它的成员。";
}
