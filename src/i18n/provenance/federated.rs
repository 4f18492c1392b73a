//! How a federation came to a result, in words: who stands in for whom, how each member was read, and the plan.

use super::details::{CODE, SentencePart, sentence, steps};
use crate::i18n::failure::{self, Asked};
use crate::i18n::{Lang, quantity};
use crate::model::duration;
use crate::model::outcome::{
    DoubleCount, FederatedOutcome, MemberOutcome, NodeAnswer, NodeOutcome, PlanStep, PlanStepKind, PlannedRead,
    Provenance, ReadWay,
};
use crate::model::query::{At, ReplicaMode};

/// Selectors of a read that are named.
const READS: usize = 4;

/// Gaps of a member that are named.
const GAPS: usize = 3;

/// Names as a list.
fn list(lang: Lang, names: &[&str]) -> String {
    names.join(lang.pick(", ", "、"))
}

/// The zone of a member, by its name, or by the names of its members.
pub fn zone(lang: Lang, provenance: &Provenance, member: &MemberOutcome) -> String {
    if !member.zone_name.is_empty() {
        return member.zone_name.clone();
    }
    let of_zone = |node: &&NodeOutcome| node.member.as_ref().is_some_and(|other| other.zone == member.zone);
    let names: Vec<&str> = provenance.nodes.iter().filter(of_zone).map(|node| node.asked.name()).collect();
    list(lang, &names)
}

/// That a member failed, and whether others stand in for it.
pub(super) fn failed(lang: Lang, provenance: &Provenance, node: &NodeOutcome, member: &MemberOutcome) -> String {
    let NodeAnswer::Failed { why } = &node.answered else { return String::new() };
    let said = failure::words(lang, why, Asked::part(node));
    let answers = |other: &&NodeOutcome| {
        let is_of_zone = other.member.as_ref().is_some_and(|other| other.zone == member.zone);
        is_of_zone && !matches!(other.answered, NodeAnswer::Failed { .. })
    };
    let others: Vec<&str> = provenance.nodes.iter().filter(answers).map(|node| node.asked.name()).collect();
    if others.is_empty() {
        return nobody(lang, &said.title, &zone(lang, provenance, member));
    }
    let (others, name) = (list(lang, &others), node.asked.name());
    stands_in(lang, &said.title, &others, name)
}

/// What a member was asked for; `place` is its place among the nodes.
pub(super) fn asked(lang: Lang, of: &FederatedOutcome, place: usize, member: &MemberOutcome, at: At) -> String {
    let gives = |step: &&PlanStep| step.nodes.iter().any(|node| *node as usize == place);
    let is_evaluated = |step: &&PlanStep| matches!(step.kind, PlanStepKind::Evaluate { .. });
    let parts = of.steps.iter().filter(gives).filter(is_evaluated).count();
    let is_read = of.steps.iter().filter(gives).any(|step| !is_evaluated(&step));
    let pushed = (parts > 0).then(|| pushed_down(lang, &steps(lang, at)));
    let read = (is_read || parts == 0).then(|| way(lang, member.way).to_owned());
    let said: Vec<String> = pushed.into_iter().chain(read).collect();
    said.join(lang.pick(", ", "，"))
}

/// How a member is read.
fn way(lang: Lang, way: ReadWay) -> &'static str {
    match way {
        ReadWay::RemoteRead => raw_samples(lang),
        ReadWay::QueryApi => series_of_api(lang),
        ReadWay::Page => in_this_tab(lang),
        ReadWay::Federation => as_federation(lang),
    }
}

/// What a member said, and where it has no samples; `time` puts a time into words.
pub(super) fn remark(
    lang: Lang,
    of: &FederatedOutcome,
    member: &MemberOutcome,
    time: impl Fn(i64) -> String,
) -> String {
    let ends = member.coverage.windows(2).map(|pair| (pair[0].1, pair[1].0));
    let gaps: Vec<_> = if of.window.0 < of.window.1 { ends.collect() } else { Vec::new() };
    let named: Vec<_> = gaps.iter().take(GAPS).map(|(from, to)| span(lang, &time(*from), &time(*to))).collect();
    let more = (gaps.len() > GAPS).then(|| super::and_more(lang, gaps.len() - GAPS));
    let named: Vec<&str> = named.iter().map(String::as_str).chain(more.as_deref()).collect();
    let gaps = (!named.is_empty()).then(|| no_samples(lang, &list(lang, &named)));
    gaps.into_iter().chain(member.warnings.iter().cloned()).collect::<Vec<_>>().join("; ")
}

/// How the query was asked, a sentence each.
pub(super) fn plan(
    lang: Lang,
    provenance: &Provenance,
    of: &FederatedOutcome,
    expr: &str,
    at: At,
) -> Vec<Vec<SentencePart>> {
    let code = CODE.to_string();
    let mut said: Vec<_> = of.steps.iter().map(|step| self::step(lang, step, at)).collect();
    let members = provenance.nodes.iter().filter_map(|node| node.member.as_ref());
    let mut zones: Vec<u32> = members.map(|member| member.zone).collect();
    let count = zones.len();
    zones.sort_unstable();
    zones.dedup();
    if zones.len() < count {
        said.push(sentence(merging(lang, of.replicas), &[]));
    }
    said.push(sentence(&tab_evaluates(lang, &code), &[expr]));
    if let Some(took) = &provenance.evaluation {
        let (series, span) = (quantity::count(took.series), quantity::span(took.ms));
        said.push(sentence(&super::details::tab_took(lang, took.samples, &series, &span), &[]));
    }
    said
}

fn step(lang: Lang, step: &PlanStep, at: At) -> Vec<SentencePart> {
    let nodes = super::details::count_of_nodes(lang, step.nodes.len() as u64);
    let received = if step.bytes > 0 { received(lang, &quantity::bytes(step.bytes)) } else { String::new() };
    match &step.kind {
        PlanStepKind::Evaluate { expr } => {
            sentence(&evaluate(lang, &nodes, &CODE.to_string(), &steps(lang, at), &received), &[expr])
        }
        PlanStepKind::Read { reads } => {
            let from = reads.iter().map(|read| read.from).min().unwrap_or_default();
            let to = reads.iter().map(|read| read.to).max().unwrap_or_default();
            let named: Vec<&PlannedRead> = reads.iter().take(READS).collect();
            let marks: Vec<String> = named.iter().map(|_| CODE.to_string()).collect();
            let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
            let more = reads.len() - named.len();
            let mut selectors = list(lang, &marks);
            if more > 0 {
                selectors = [&selectors, " ", &super::and_more(lang, more)].concat();
            }
            let code: Vec<String> = named.iter().map(|read| as_written(&read.selector)).collect();
            let code: Vec<&str> = code.iter().map(String::as_str).collect();
            let span = duration::format(rounded(to.saturating_sub(from)));
            sentence(&gives(lang, &nodes, &selectors, &span, &received), &code)
        }
    }
}

/// A selector as people write it: with the name of the metric before its braces, where it has a plain one.
fn as_written(selector: &str) -> String {
    let named = selector.strip_prefix("{__name__=\"").and_then(|rest| rest.split_once('"'));
    let is_plain = |name: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || byte == b':';
        name.bytes().next().is_some_and(is_letter) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
    };
    match named {
        Some((name, "}")) if is_plain(name) => name.to_owned(),
        Some((name, rest)) if is_plain(name) && rest.starts_with(',') => {
            [name, "{", rest.trim_start_matches([',', ' '])].concat()
        }
        _ => selector.to_owned(),
    }
}

/// A length of time, in milliseconds, as exactly as it is told: hours by minutes.
const fn rounded(ms: i64) -> i64 {
    let unit = if ms >= 600_000 { 60_000 } else { 1000 };
    ms.saturating_add(unit / 2) / unit * unit
}

/// What was made of replicas.
fn merging(lang: Lang, mode: ReplicaMode) -> &'static str {
    match mode {
        ReplicaMode::Penalty => followed(lang),
        ReplicaMode::First => first_gave(lang),
        ReplicaMode::None => put_together(lang),
    }
}

/// What is made of replicas, as a sentence.
pub fn mode(lang: Lang, mode: ReplicaMode) -> &'static str {
    match mode {
        ReplicaMode::Penalty => penalty_about(lang),
        ReplicaMode::First => first_about(lang),
        ReplicaMode::None => none_about(lang),
    }
}

/// The name of what is made of replicas.
pub fn mode_name(lang: Lang, mode: ReplicaMode) -> &'static str {
    match mode {
        ReplicaMode::Penalty => penalty(lang),
        ReplicaMode::First => first(lang),
        ReplicaMode::None => none(lang),
    }
}

/// That a stretch is missing of some, and who fills in.
pub fn stretch(lang: Lang, missing: &[String], filling: &[String]) -> String {
    let names = |names: &[String]| list(lang, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let missing = names(missing);
    match filling {
        [] => is_missing(lang, &missing),
        [one] => fills_in(lang, &missing, one),
        several => fill_in(lang, &missing, &names(several)),
    }
}

/// That replicas were counted several times.
pub fn double_count(lang: Lang, of: &DoubleCount) -> String {
    counted(lang, of.times, &of.label)
}

texts! {
    stands_in(title: &str, others: &str, name: &str): "{title}. {others} stands in for it; what only {name} has is missing", "{title}。由 {others} 代替，只有 {name} 才有的数据缺失";
    nobody(title: &str, zone: &str): "{title}. No replica of it answered: the series of {zone} are missing", "{title}。没有副本响应：{zone} 的序列缺失";
    pushed_down(steps: &str): "pushed down, {steps}", "下推计算，{steps}";
    raw_samples: "raw samples by remote_read", "通过 remote_read 读取原始样本";
    series_of_api: "series by its query API", "通过查询 API 读取序列";
    in_this_tab: "series, in this tab", "此标签页中的序列";
    as_federation: "series, as a federation of its own", "作为联邦提供序列";
    span(from: &str, to: &str): "{from} to {to}", "{from} 至 {to}";
    no_samples(spans: &str): "No samples {spans}", "{spans} 没有样本";
    evaluate(nodes: &str, code: &str, steps: &str, received: &str): "Evaluated there by {nodes}: {code}, {steps}{received}.", "由 {nodes}自行计算：{code}，{steps}{received}。";
    gives(nodes: &str, selectors: &str, span: &str, received: &str): "Read from {nodes}: {selectors}, of {span}{received}.", "从 {nodes}读取：{selectors}，跨度 {span}{received}。";
    received(bytes: &str): ", {bytes} received", "，接收 {bytes}";
    tab_evaluates(code: &str): "The tab joins the zones and evaluates {code}.", "此标签页合并各区域并计算 {code}。";
    followed: "Of the replicas of a zone the tab follows one for each series, and another one where that has a gap.", "对每条序列，此标签页跟随区域中的一个副本，仅在其出现间隙时换用另一个。";
    first_gave: "The first replica of a zone that answered gives all of it.", "每个区域由首个响应的副本提供全部数据。";
    put_together: "Replicas are put together as a reading Prometheus does.", "与读取远端的 Prometheus 一样合并各副本。";
    plan_of_engine: "Plan of the engine", "引擎的执行计划";
    replicas: "Replicas", "副本";
    penalty: "Penalty", "惩罚";
    first: "First healthy", "首个可用";
    none: "None", "不去重";
    penalty_about: "Stays with one replica and leaves it only at a gap, so lines do not flicker between two clocks.", "始终跟随一个副本，仅在出现间隙时切换，因此曲线不会在两个时钟之间跳动。";
    first_about: "The first replica of a zone that answers gives all of it; another is asked only if it fails.", "区域中首个响应的副本提供全部数据，仅在其失败时才查询其他副本。";
    none_about: "Puts all together as a reading Prometheus does: series that differ in a replica label count twice.", "与读取远端的 Prometheus 一样合并全部数据：仅副本标签不同的序列会被重复计算。";
    strict: "Strict", "严格";
    switched_on: "On", "开";
    switched_off: "Off", "关";
    strict_about: "Off: a result in part is shown with its warning. On: this panel fails unless every zone answers.", "关：不完整的结果会连同警告一起显示。开：除非每个区域都响应，否则此面板失败。";
    push_down: "Push-down", "下推";
    push_down_about: "On: nodes evaluate what they soundly can, so that little is sent. Off: this tab reads the series and evaluates everything.", "开：节点自行计算可以可靠下推的部分，减少传输。关：此标签页读取序列并完成全部计算。";
    used: "used", "已用";
    spare: "spare", "备用";
    missing: "missing", "缺失";
    is_missing(missing: &str): "{missing} missing", "{missing} 缺失";
    fills_in(missing: &str, filling: &str): "{missing} missing, {filling} fills in", "{missing} 缺失，由 {filling} 补足";
    fill_in(missing: &str, filling: &str): "{missing} missing, {filling} fill in", "{missing} 缺失，由 {filling} 补足";
    counted(times: u32, label: &str): "Counted up to {times} times: series that differ in {label} only are of replicas", "最多被重复计算 {times} 次：仅 {label} 不同的序列来自副本";
    apply_rewrite(rewrite: &str): "Write {rewrite}", "改写为 {rewrite}";
}

#[cfg(test)]
mod tests;
