//! Selectors in words: the name, the conditions on labels, and what shifts the time.

use super::{duration, list};
use crate::model::labels::METRIC_NAME;
use crate::model::lang::{Lang, joined, say};
use crate::model::time::Civil;
use crate::promql::ast::{AtKind, Extension, MatchOp, Matcher, Modifiers, Selector};
use crate::promql::excerpt::bare;

/// `series named up whose job is api, 1 day earlier`.
pub(super) fn words(it: &Selector, lang: Lang) -> String {
    series(it, lang) + &after_comma(&it.modifiers, lang)
}

/// The series without what shifts the time.
pub(super) fn series(it: &Selector, lang: Lang) -> String {
    let is_name = |matcher: &Matcher| matcher.name.text == METRIC_NAME && matcher.op == MatchOp::Equal;
    let matched = it.matchers.iter().find(|matcher| is_name(matcher)).map(|matcher| &matcher.value.value);
    let name = it.name.as_ref().map(|name| &name.text).or(matched).map(|name| bare(name));
    let conditions: Vec<&Matcher> = it.matchers.iter().filter(|one| !is_name(one)).collect();
    let conditions = list::all(&conditions, lang, |one| condition(one, lang));
    match (name, conditions.is_empty(), lang) {
        (Some(name), true, _) => say!(lang, "series named {name}", "指标 {name} 的序列"),
        (Some(name), false, Lang::En) => format!("series named {name} {conditions}"),
        (Some(name), false, Lang::Zh) => joined(&["指标", &name, "中", &conditions, "的序列"]),
        (None, true, _) => say!(lang, "all series", "全部序列"),
        (None, false, Lang::En) => format!("series {conditions}"),
        (None, false, Lang::Zh) => joined(&[&conditions, "的序列"]),
    }
}

/// What a matcher asks for.
pub(super) fn matcher(it: &Matcher, lang: Lang) -> String {
    let condition = condition(it, lang);
    match lang {
        Lang::En => format!("Only series {condition}"),
        Lang::Zh => joined(&["只选", &condition, "的序列"]),
    }
}

/// What shifts the time, and how edges are treated; empty where nothing does.
pub(super) fn modifiers(it: &Modifiers, lang: Lang) -> String {
    let shift = it.offset.as_ref().map(|offset| duration::shift(offset, lang));
    let at = it.at.map(|at| moment(at.kind, lang));
    let time = match (shift, at, lang) {
        (None, None, _) => None,
        (Some(shift), None, _) => Some(say!(lang, "{shift}", "时间{shift}")),
        (None, Some(at), Lang::En) => Some(format!("at {at}")),
        (None, Some(at), Lang::Zh) => Some(joined(&["时间固定为", &at])),
        (Some(shift), Some(at), Lang::En) => Some(format!("{shift} than {at}")),
        (Some(shift), Some(at), Lang::Zh) => Some(joined(&["时间固定为", &at, "并", &shift])),
    };
    let edges = it.extension.map(|(extension, _)| edges(extension, lang).to_owned());
    let parts: Vec<String> = time.into_iter().chain(edges).collect();
    parts.join(lang.pick(", ", "，"))
}

/// The same with a comma before it, where there is anything.
pub(super) fn after_comma(it: &Modifiers, lang: Lang) -> String {
    match modifiers(it, lang) {
        none if none.is_empty() => none,
        some => say!(lang, ", {some}", "，{some}"),
    }
}

fn condition(it: &Matcher, lang: Lang) -> String {
    let is_missing = it.value.span.is_empty();
    let is_empty = it.value.value.is_empty() && !is_missing;
    let label = bare(&it.name.text);
    match it.op {
        MatchOp::Equal if is_empty => say!(lang, "without label {label}", "没有标签 {label}"),
        MatchOp::NotEqual if is_empty => say!(lang, "with label {label}", "有标签 {label}"),
        op => {
            let is_name = it.name.text == METRIC_NAME;
            let label = if is_name { lang.pick("name", "名称").to_owned() } else { label };
            let relation = match op {
                MatchOp::Equal => lang.pick("is", "为"),
                MatchOp::NotEqual => lang.pick("is not", "不为"),
                MatchOp::Regex => lang.pick("matches", "匹配"),
                MatchOp::NotRegex => lang.pick("does not match", "不匹配"),
            };
            let value = if is_missing { "…".into() } else { bare(&it.value.value) };
            match lang {
                Lang::En => format!("whose {label} {relation} {value}"),
                Lang::Zh => joined(&[&label, relation, &value]),
            }
        }
    }
}

fn moment(kind: AtKind, lang: Lang) -> String {
    match kind {
        AtKind::Start => lang.pick("the query's start", "查询的开始时间").into(),
        AtKind::End => lang.pick("the query's end", "查询的结束时间").into(),
        AtKind::Time(ms) => {
            let civil = Civil::from_utc(ms);
            format!("{} {} UTC", civil.date(), civil.clock())
        }
    }
}

fn edges(extension: Extension, lang: Lang) -> &'static str {
    match extension {
        Extension::Anchored => lang.pick("from the last sample before the range on", "从区间之前的最后一个样本算起"),
        Extension::Smoothed => lang.pick("interpolated at the edges", "边界的值由插值得到"),
    }
}
