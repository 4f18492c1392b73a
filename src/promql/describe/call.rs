//! Calls of functions and aggregations in words: what the tables say of the word, and of what.

use super::{duration, list, selector, short};
use crate::model::lang::{Lang, joined, say};
use crate::promql::ast::{Aggregate, Call, Expr, ExprKind, Grouping, GroupingKind};
use crate::promql::excerpt::{bare, code};
use crate::promql::functions::{Renamed, renamed};
use crate::promql::value_type::ValueType;

/// The most arguments that are named.
const MOST_ARGUMENTS: usize = 6;

/// What a call does, and of what.
pub(super) fn call(text: &str, it: &Call, lang: Lang) -> String {
    let renamed = renamed(&it.name);
    let Some(function) = renamed.map(|renamed| renamed.now.function()).or_else(|| it.function()) else {
        return say!(lang, "Unknown function {name}", "未知的函数 {name}", name = bare(&it.name));
    };
    let gist = function.doc.gist(lang);
    let gist = match renamed {
        None => gist.to_owned(),
        Some(Renamed { now, .. }) => {
            let now = now.name();
            say!(lang, "{gist} (called {now} since Prometheus 3)", "{gist}（自 Prometheus 3 起名为 {now}）")
        }
    };
    let takes_time = function.parameters.first().is_some_and(|first| first.value_type == ValueType::Vector);
    if it.args.is_empty() && takes_time && function.arguments().0 == 0 {
        return say!(lang, "{gist}: the evaluation's time", "{gist}：求值时间");
    }
    after_colon(&gist, &operands(text, &it.args, |at| function.parameter(at).map(|one| one.name), lang), lang)
}

/// What an aggregation does, by which groups, and of what.
pub(super) fn aggregate(text: &str, it: &Aggregate, lang: Lang) -> String {
    let aggregator = it.op.aggregator();
    let gist = aggregator.doc.gist(lang);
    let parameter = aggregator.parameter.map(|parameter| parameter.name);
    let names = |at| parameter.map(|name| if at == 0 { name } else { "v" });
    let groups = grouping(it.grouping.as_ref(), lang);
    let what = say!(lang, "{gist} ({groups})", "{gist}（{groups}）");
    after_colon(&what, &operands(text, &it.args, names, lang), lang)
}

/// What makes a group: `one group for each job`.
pub(super) fn grouping(it: Option<&Grouping>, lang: Lang) -> String {
    let Some(Grouping { kind, labels, .. }) = it.filter(|it| it.kind == GroupingKind::Without || !it.labels.is_empty())
    else {
        return lang.pick("all series in one group", "全部序列为一组").into();
    };
    let names = list::labels(labels, lang);
    match (kind, lang) {
        (GroupingKind::By, Lang::En) => format!("one group for each {names}"),
        (GroupingKind::By, Lang::Zh) => joined(&["按", &names, "分组"]),
        (GroupingKind::Without, Lang::En) if names.is_empty() => "one group for each set of labels".into(),
        (GroupingKind::Without, Lang::Zh) if names.is_empty() => "按全部标签分组".into(),
        (GroupingKind::Without, Lang::En) => format!("one group for each set of labels without {names}"),
        (GroupingKind::Without, Lang::Zh) => joined(&["按除", &names, "以外的标签分组"]),
    }
}

fn after_colon(what: &str, operands: &str, lang: Lang) -> String {
    if operands.is_empty() {
        return what.to_owned();
    }
    say!(lang, "{what}: {operands}", "{what}：{operands}")
}

/// The only argument, or all of them with the names of their parameters.
fn operands<'a>(text: &str, args: &[Expr], name: impl Fn(usize) -> Option<&'a str>, lang: Lang) -> String {
    if let [one] = args {
        return operand(text, one, lang);
    }
    let named = |(at, arg): (usize, &Expr)| {
        let operand = operand(text, arg, lang);
        name(at).map_or(operand.clone(), |name| format!("{name} = {operand}"))
    };
    let mut all: Vec<String> = args.iter().enumerate().take(MOST_ARGUMENTS).map(named).collect();
    all.extend((args.len() > MOST_ARGUMENTS).then(|| "…".to_owned()));
    all.join(lang.pick(", ", "，"))
}

/// An argument: its text, and ranges in words.
fn operand(text: &str, it: &Expr, lang: Lang) -> String {
    match &it.unparenthesised().kind {
        ExprKind::Matrix(it) => {
            let what = code(text, it.selector.span);
            let last = duration::last(&it.range, lang);
            let modifiers = selector::after_comma(&it.selector.modifiers, lang);
            say!(lang, "{what} over {last}{modifiers}", "{last}的 {what}{modifiers}")
        }
        ExprKind::Subquery(it) => {
            let what = short(text, &it.expr);
            let (last, every) = (duration::last(&it.range, lang), duration::every(it.step.as_ref(), lang));
            let modifiers = selector::after_comma(&it.modifiers, lang);
            say!(lang, "{what} over {last}, {every}{modifiers}", "{last}内{every}求值的 {what}{modifiers}")
        }
        _ => short(text, it),
    }
}
