//! Lengths of time in words: of literals exactly, of computed ones by their parts.

use std::fmt::Write as _;

use crate::model::lang::{Lang, append, joined, say};
use crate::model::{duration, number};
use crate::promql::ast::{Duration, DurationKind, DurationOp, Number, NumberForm};

/// The most bytes of a computed duration's words.
const LONGEST: usize = 160;

/// `5 minutes`, `the query's step * 2`.
pub(super) fn words(it: &Duration, lang: Lang) -> String {
    let mut inner = it;
    while let DurationKind::Paren(within) = &inner.kind {
        inner = within;
    }
    let mut out = String::new();
    push(&mut out, inner, lang);
    if out.len() > LONGEST {
        out.truncate(out.floor_char_boundary(LONGEST));
        out.push('…');
    }
    out
}

/// A range that ends at the evaluation: `the last 5 minutes`.
pub(super) fn last(it: &Duration, lang: Lang) -> String {
    if it.kind == DurationKind::Error {
        return lang.pick("an unknown range", "未知的区间").into();
    }
    let words = words(it, lang);
    match (it.literal_ms(), lang) {
        (Some(_), Lang::En) => format!("the last {}", without_one(&words)),
        (Some(_), Lang::Zh) => format!("最近 {words}"),
        (None, Lang::En) => format!("a range of {words}"),
        (None, Lang::Zh) => joined(&["长度为", &words, "的区间"]),
    }
}

/// The distance of a subquery's steps: `every 30 seconds`.
pub(super) fn every(it: Option<&Duration>, lang: Lang) -> String {
    let step = match it {
        None => return lang.pick("at the server's evaluation interval", "按服务器的求值间隔").into(),
        Some(Duration { kind: DurationKind::Error, .. }) => {
            return lang.pick("at unknown steps", "按未知的步长").into();
        }
        Some(step) => step,
    };
    let words = words(step, lang);
    match (step.literal_ms(), lang) {
        (Some(_), Lang::En) => format!("every {}", without_one(&words)),
        (Some(_), Lang::Zh) => format!("每 {words}"),
        (None, Lang::En) => format!("with a step of {words}"),
        (None, Lang::Zh) => joined(&["以", &words, "为步长"]),
    }
}

/// An offset: `1 day earlier`, `5 minutes later`.
pub(super) fn shift(it: &Duration, lang: Lang) -> String {
    match (it.literal_ms(), lang) {
        (Some(ms), _) if ms < 0 => say!(lang, "{it} later", "推后 {it}", it = spelled(-ms, lang)),
        (Some(ms), _) => say!(lang, "{it} earlier", "提前 {it}", it = spelled(ms, lang)),
        (None, Lang::En) => format!("earlier by {}", words(it, lang)),
        (None, Lang::Zh) => joined(&["提前", &words(it, lang)]),
    }
}

/// Milliseconds in words: `1 hour 30 minutes`.
pub(super) fn spelled(ms: i64, lang: Lang) -> String {
    let text = duration::format(ms);
    let mut out = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let unit_at = rest.find(|letter: char| letter.is_ascii_lowercase()).unwrap_or(rest.len());
        let (count, after) = rest.split_at(unit_at);
        let end = after.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(after.len());
        let unit = unit(&after[..end], lang);
        let blank = if out.is_empty() { "" } else { " " };
        let plural = if lang == Lang::En && count != "1" { "s" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{blank}{count} {unit}{plural}");
        rest = &after[end..];
    }
    out
}

fn unit(text: &str, lang: Lang) -> &'static str {
    match text {
        "y" => lang.pick("year", "年"),
        "w" => lang.pick("week", "周"),
        "d" => lang.pick("day", "天"),
        "h" => lang.pick("hour", "小时"),
        "m" => lang.pick("minute", "分钟"),
        "s" => lang.pick("second", "秒"),
        _ => lang.pick("millisecond", "毫秒"),
    }
}

/// `1 hour` as `hour`, after `the last` and `every`.
fn without_one(words: &str) -> &str {
    words.strip_prefix("1 ").filter(|unit| !unit.contains(' ')).unwrap_or(words)
}

fn push(out: &mut String, it: &Duration, lang: Lang) {
    if out.len() > LONGEST {
        return;
    }
    match &it.kind {
        DurationKind::Error => append(out, lang.pick("an unknown time", "未知的时长")),
        DurationKind::Literal(number) => {
            append(out, &it.literal_ms().map_or_else(|| number::format(number.value), |ms| spelled(ms, lang)));
        }
        DurationKind::Step => append(out, lang.pick("the query's step", "查询的步长")),
        DurationKind::Range => append(out, lang.pick("the query's length", "查询的总时长")),
        DurationKind::Min(pair) => push_choice(out, lang.pick(["the shorter of ", ""], ["", "中的较短者"]), pair, lang),
        DurationKind::Max(pair) => push_choice(out, lang.pick(["the longer of ", ""], ["", "中的较长者"]), pair, lang),
        DurationKind::Unary(op, inner) => {
            append(out, op.text());
            push(out, inner, lang);
        }
        DurationKind::Binary(op, pair) => {
            push_operand(out, *op, &pair[0], lang);
            // Writing to a string cannot fail.
            let _ = write!(out, " {} ", op.text());
            push_operand(out, *op, &pair[1], lang);
        }
        DurationKind::Paren(inner) => {
            append(out, "(");
            push(out, inner, lang);
            out.push(')');
        }
    }
}

fn push_choice(out: &mut String, [before, behind]: [&str; 2], [left, right]: &[Duration; 2], lang: Lang) {
    append(out, before);
    push(out, left, lang);
    append(out, lang.pick(" and ", "与"));
    push(out, right, lang);
    append(out, behind);
}

/// Only sums are of two times; the factors of products are numbers.
fn push_operand(out: &mut String, op: DurationOp, it: &Duration, lang: Lang) {
    match it.kind {
        DurationKind::Literal(Number { value, form: NumberForm::Plain, .. })
            if !matches!(op, DurationOp::Add | DurationOp::Sub) =>
        {
            append(out, &number::format(value));
        }
        _ => push(out, it, lang),
    }
}
