//! Binary operators in words: what the table says of the operator, which series of both sides belong together, what
//! stands in for a missing one.

use super::{list, short};
use crate::model::lang::{Lang, joined, say};
use crate::model::number;
use crate::promql::ast::{Binary, Expr, ExprKind, Fill, Group, Matching, MatchingKind, Number, Side};
use crate::promql::keywords::keyword;
use crate::promql::value_type::ValueType;

/// What an operator does with its sides.
pub(super) fn words(text: &str, it: &Binary, lang: Lang) -> String {
    let whole = format!("{} {} {}", short(text, &it.left), it.op.text(), short(text, &it.right));
    let compared = it.op.is_comparison();
    let what = if compared && it.bool_span.is_some() {
        say!(lang, "Gives 1 where {whole} and 0 elsewhere", "{whole} 成立时返回 1，否则返回 0")
    } else if compared && is_scalar(&it.left) && !is_scalar(&it.right) {
        say!(lang, "Keeps the samples of the right side where {whole}", "保留右侧满足 {whole} 的样本")
    } else {
        let gist = keyword(it.op.text()).map_or("", |word| word.doc.gist(lang));
        say!(lang, "{gist}: {whole}", "{gist}：{whole}")
    };
    let clauses = it.matching.iter().map(|it| matching(it, lang)).chain(it.fill.iter().map(|it| fill(it, lang)));
    clauses.fold(what, |out, clause| say!(lang, "{out}; {clause}", "{out}；{clause}"))
}

/// Which series of both sides belong together.
pub(super) fn matching(it: &Matching, lang: Lang) -> String {
    let names = list::labels(&it.labels, lang);
    let matched = match (it.kind, names.is_empty(), lang) {
        (MatchingKind::On, true, _) => say!(lang, "series are matched whatever their labels", "配对时不比较标签"),
        (MatchingKind::Ignoring, true, _) => say!(lang, "series are matched by all labels", "按全部标签配对"),
        (MatchingKind::On, false, Lang::En) => format!("series are matched by {names}"),
        (MatchingKind::On, false, Lang::Zh) => joined(&["按", &names, "配对"]),
        (MatchingKind::Ignoring, false, Lang::En) => format!("series are matched by all labels but {names}"),
        (MatchingKind::Ignoring, false, Lang::Zh) => joined(&["按除", &names, "以外的标签配对"]),
    };
    match &it.group {
        Some(group) => say!(lang, "{matched}; {it}", "{matched}；{it}", it = self::group(group, lang)),
        None => matched,
    }
}

/// Which side may have many series, and what they take over.
pub(super) fn group(it: &Group, lang: Lang) -> String {
    let (many, one) = match it.side {
        Side::Left => lang.pick(("left", "right"), ("左侧", "右侧")),
        Side::Right => lang.pick(("right", "left"), ("右侧", "左侧")),
    };
    let shared = say!(lang, "many on the {many} may share one on the {one}", "{many}多条可共用{one}一条");
    let names = list::labels(&it.labels, lang);
    match (names.is_empty(), lang) {
        (true, _) => shared,
        (false, Lang::En) => format!("{shared} and take over its {names}"),
        (false, Lang::Zh) => joined(&[&shared, "，并带上它的", &names]),
    }
}

/// What stands in for series that a side lacks.
pub(super) fn fill(it: &Fill, lang: Lang) -> String {
    let value = |it: Number| number::format(it.value);
    let left = it
        .left
        .map(value)
        .map(|it| say!(lang, "{it} stands in for series missing on the left", "左侧缺少的序列以 {it} 代替"));
    let right = it
        .right
        .map(value)
        .map(|it| say!(lang, "{it} stands in for series missing on the right", "右侧缺少的序列以 {it} 代替"));
    match (it.left, it.right) {
        (None, None) => {
            say!(lang, "the number that stands in for missing series is missing", "缺少用来代替缺失序列的数字")
        }
        (Some(one), Some(other)) if one.value == other.value => {
            say!(
                lang,
                "{it} stands in for series missing on either side",
                "任一侧缺少的序列以 {it} 代替",
                it = value(one)
            )
        }
        _ => left.into_iter().chain(right).collect::<Vec<_>>().join(lang.pick("; ", "；")),
    }
}

/// Whether an expression is a scalar, so far as its outermost words say.
fn is_scalar(it: &Expr) -> bool {
    match &it.kind {
        ExprKind::Number(_) => true,
        ExprKind::Paren(inner) => is_scalar(inner),
        ExprKind::Unary(it) => is_scalar(&it.operand),
        ExprKind::Call(it) => it.function().is_some_and(|one| one.returns == ValueType::Scalar),
        ExprKind::Binary(it) => is_scalar(&it.left) && is_scalar(&it.right),
        _ => false,
    }
}
