//! The details of a result's provenance in words: a node's row, and how the query was asked.

use super::{Lang, federated};
use crate::i18n::failure::{self, Asked, FailureWords};
use crate::i18n::{frame, quantity};
use crate::model::outcome::{AskedNode, Failure, MissingRemote, NodeAnswer, NodeOutcome, Provenance};
use crate::model::query::At;

/// What stands for code in a sentence, until it is put there.
pub(super) const CODE: char = '\u{1}';

/// A part of a sentence with an expression in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentencePart {
    /// Words.
    Words(String),
    /// The expression, or a part of one.
    Code(String),
}

/// How far a node answered, in a word.
pub fn outcome(lang: Lang, answered: &NodeAnswer) -> &'static str {
    match answered {
        NodeAnswer::Full => answered_whole(lang),
        NodeAnswer::Partial => answered_part(lang),
        NodeAnswer::Failed { why } => match why {
            Failure::Unreachable | Failure::NoAnswer | Failure::TimedOut { .. } | Failure::Interrupted { .. } => {
                no_answer(lang)
            }
            Failure::Cancelled => cancelled(lang),
            _ => failed(lang),
        },
    }
}

/// What a node was asked for.
pub fn asked(lang: Lang, node: &NodeOutcome, provenance: &Provenance, at: At) -> String {
    if let (Some(of), Some(member)) = (&provenance.federation, &node.member) {
        let place = provenance.nodes.iter().position(|other| other == node).unwrap_or_default();
        return federated::asked(lang, of, place, member, at);
    }
    match &node.asked {
        AskedNode::Remote { .. } => match provenance.nodes.first().map(|node| node.asked.name()) {
            Some(reader) => read_by(lang, reader),
            None => String::new(),
        },
        AskedNode::Node(id) if id.endpoint.kind().evaluates_in_worker() => series_for_here(lang).to_owned(),
        AskedNode::Node(_) => evaluates(lang, &steps(lang, at)),
    }
}

/// At how many times an expression is evaluated.
pub(super) fn steps(lang: Lang, at: At) -> String {
    match at {
        At::Instant { .. } => one_time(lang).to_owned(),
        At::Range { start, end, step } => {
            let steps = end.saturating_sub(start).max(0).cast_unsigned() / step.max(1).cast_unsigned() + 1;
            count_of_steps(lang, steps)
        }
    }
}

/// What a node said, or why it said nothing, and what to do about that; both may be empty. `time` puts a time into
/// words.
pub fn remark(
    lang: Lang,
    node: &NodeOutcome,
    provenance: &Provenance,
    time: impl Fn(i64) -> String,
) -> (String, String) {
    let NodeAnswer::Failed { why } = &node.answered else {
        if let (Some(of), Some(member)) = (&provenance.federation, &node.member) {
            return (federated::remark(lang, of, member, time), String::new());
        }
        let is_asked = provenance.nodes.first().is_some_and(|first| first == node);
        let gaps = if is_asked { provenance.gaps.join("; ") } else { String::new() };
        return (gaps, String::new());
    };
    let FailureWords { title, detail, next } = failure::words(lang, why, Asked::part(node));
    match &node.asked {
        // The reader has said why, in its own words.
        AskedNode::Remote { url } => {
            let said = provenance.missing_remotes.iter().find(|remote| &remote.url == url);
            (said.map_or(title, |MissingRemote { why, .. }| why.clone()), String::new())
        }
        AskedNode::Node(_) => {
            let said = [title, detail].into_iter().filter(|text| !text.is_empty());
            let said: Vec<_> = said.map(|text| frame::sentence(lang, &text)).collect();
            (said.join(lang.pick(" ", "")), next)
        }
    }
}

/// How the query was asked, a sentence each.
pub fn plan(lang: Lang, provenance: &Provenance, expr: &str, at: At) -> Vec<Vec<SentencePart>> {
    if let Some(of) = &provenance.federation {
        return federated::plan(lang, provenance, of, expr, at);
    }
    let Some(first) = provenance.nodes.first() else { return Vec::new() };
    let AskedNode::Node(id) = &first.asked else { return Vec::new() };
    let name = &*id.name;
    let code = CODE.to_string();
    if id.endpoint.kind().evaluates_in_worker() {
        let mut said = vec![sentence(&gives_series(lang, name), &[]), sentence(&tab_evaluates(lang, &code), &[expr])];
        if let Some(took) = &provenance.evaluation {
            let (series, span) = (quantity::count(took.series), quantity::span(took.ms));
            said.push(sentence(&tab_took(lang, took.samples, &series, &span), &[]));
        }
        return said;
    }
    let whole = sentence(&node_evaluates(lang, name, &code, &steps(lang, at)), &[expr]);
    let remotes = (provenance.remotes > 0).then(|| sentence(&node_reads(lang, provenance.remotes.into(), name), &[]));
    std::iter::once(whole).chain(remotes).collect()
}

/// A sentence with code in the places that are kept for it.
pub(super) fn sentence(said: &str, code: &[&str]) -> Vec<SentencePart> {
    let mut code = code.iter();
    let mut pieces = Vec::new();
    for (at, words) in said.split(CODE).enumerate() {
        if at > 0 {
            pieces.extend(code.next().map(|code| SentencePart::Code((*code).to_owned())));
        }
        if !words.is_empty() {
            pieces.push(SentencePart::Words(words.to_owned()));
        }
    }
    pieces
}

texts! {
    details: "Details", "详情";
    hide: "Hide details", "隐藏详情";
    open_hint: "Which node was asked what, and how far it answered (d)", "各节点被请求了什么、响应情况如何（d）";
    zone: "Zone", "区域";
    outcome_head: "Outcome", "结果";
    asked_head: "Asked", "请求";
    took_head: "Took", "用时";
    series_head: "Series", "序列";
    samples_head: "Samples", "样本";
    bytes_head: "Bytes", "字节";
    remarks_head: "Warnings", "警告";
    count_of_nodes(count: Count): "{count} node" | "{count} nodes", "{count} 个节点";
    how_asked: "How it was asked", "查询过程";
    answered_whole: "Answered", "已响应";
    answered_part: "In part", "部分响应";
    no_answer: "No answer", "无响应";
    failed: "Failed", "失败";
    cancelled: "Cancelled", "已取消";
    evaluates(steps: &str): "evaluates itself, {steps}", "自行计算，{steps}";
    one_time: "one time", "一个时刻";
    count_of_steps(count: Count): "{count} step" | "{count} steps", "{count} 步";
    series_for_here: "gives series, evaluated in this tab", "提供序列，在此标签页中计算";
    read_by(name: &str): "read by {name}", "由 {name} 读取";
    gives_series(name: &str): "{name} gives series; it evaluates nothing.", "{name} 只提供序列，不做计算。";
    tab_evaluates(code: &str): "The tab evaluates {code} over them.", "此标签页对它们计算 {code}。";
    tab_took(samples: Count, series: &str, took: &str): "That took {took}, for {samples} sample of {series} series." | "That took {took}, for {samples} samples of {series} series.", "用时 {took}，涉及 {series} 条序列的 {samples} 个样本。";
    node_evaluates(name: &str, code: &str, steps: &str): "{name} evaluates {code} itself: one request, {steps}.", "{name} 自行计算 {code}：一次请求，{steps}。";
    node_reads(remotes: Count, name: &str): "{name} reads from {remotes} collector for that, over remote_read, and does not say which series are whose." | "{name} reads from {remotes} collectors for that, over remote_read, and does not say which series are whose.", "{name} 为此通过 remote_read 从 {remotes} 个采集节点读取，但不说明各序列来自哪个节点。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::{DemoCollector, Endpoint, Node};
    use crate::model::outcome::Evaluated;

    const RANGE: At = At::Range { start: 0, end: 3_600_000, step: 15_000 };

    fn node(name: &str, endpoint: Endpoint, answered: NodeAnswer) -> NodeOutcome {
        NodeOutcome::of(&Node::new(name, endpoint), answered, 5.0, 10)
    }

    fn server(answered: NodeAnswer) -> NodeOutcome {
        node("A", Endpoint::Server { url: "http://a".to_owned() }, answered)
    }

    fn text(lines: &[Vec<SentencePart>]) -> Vec<String> {
        let piece = |piece: &SentencePart| match piece {
            SentencePart::Words(words) => words.clone(),
            SentencePart::Code(code) => format!("`{code}`"),
        };
        lines.iter().map(|line| line.iter().map(piece).collect()).collect()
    }

    #[test]
    fn a_server_evaluates_itself_and_may_read_from_others() {
        let url = "http://c:9092/api/v1/read".to_owned();
        let missing = NodeOutcome::of_remote(url.clone(), Failure::Unreachable);
        let said = MissingRemote { url, why: "connection refused".to_owned() };
        let provenance = Provenance {
            nodes: vec![server(NodeAnswer::Partial), missing],
            missing_remotes: vec![said],
            remotes: 2,
            ..Provenance::default()
        };
        let row = |at: usize| {
            let node = &provenance.nodes[at];
            let (said, next) = remark(Lang::En, node, &provenance, |ms| ms.to_string());
            [outcome(Lang::En, &node.answered).to_owned(), asked(Lang::En, node, &provenance, RANGE), said, next]
        };
        assert_eq!(row(0), ["In part", "evaluates itself, 241 steps", "", ""]);
        assert_eq!(row(1), ["No answer", "read by A", "connection refused", ""]);
        assert_eq!(
            text(&plan(Lang::En, &provenance, "up", At::Instant { time: 0 })),
            [
                "A evaluates `up` itself: one request, one time.",
                "A reads from 2 collectors for that, over remote_read, and does not say which series are whose."
            ]
        );
        assert_eq!(text(&plan(Lang::Zh, &provenance, "up", RANGE))[0], "A 自行计算 `up`：一次请求，241 步。");
    }

    #[test]
    fn over_series_the_tab_evaluates() {
        let demo = node("demo B", Endpoint::Demo { collector: DemoCollector::B }, NodeAnswer::Full);
        let evaluation = Some(Evaluated { series: 3, samples: 1200, ms: 2.0, outside: None });
        let provenance = Provenance { nodes: vec![demo], evaluation, ..Provenance::default() };
        let said = text(&plan(Lang::En, &provenance, "sum(up)", RANGE));
        assert_eq!(said[1], "The tab evaluates `sum(up)` over them.");
        assert_eq!(said[2], "That took 2 ms, for 1,200 samples of 3 series.");
        assert_eq!(asked(Lang::En, &provenance.nodes[0], &provenance, RANGE), "gives series, evaluated in this tab");
        assert!(plan(Lang::En, &Provenance::default(), "up", RANGE).is_empty());
    }

    #[test]
    fn why_a_node_gave_nothing_comes_with_what_to_do() {
        let why = Failure::Http { status: 401, text: String::new(), retry_after_s: None };
        let provenance = Provenance { nodes: vec![server(NodeAnswer::Failed { why })], ..Provenance::default() };
        let (said, next) = remark(Lang::En, &provenance.nodes[0], &provenance, |ms| ms.to_string());
        assert!(said.contains("401") && !next.is_empty(), "{said}; {next}");
        assert_eq!(outcome(Lang::En, &provenance.nodes[0].answered), "Failed");
    }
}
