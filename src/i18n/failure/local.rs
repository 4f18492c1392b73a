//! What goes wrong where the worker reads series and evaluates by itself, in words.

use super::FailureWords;
use super::answer::execution;
use crate::i18n::{Lang, quantity};
use crate::model::file::FileError;
use crate::model::outcome::Limit;

/// A file that cannot be read.
pub(super) fn unreadable(lang: Lang, name: &str, line: u64, error: &FileError, excerpt: &str) -> FailureWords {
    let title = match line {
        0 => no_file(lang, name),
        line => no_line(lang, name, &quantity::count(line)),
    };
    let what = match error {
        FileError::Empty => empty(lang).to_owned(),
        FileError::Unknown => unknown(lang).to_owned(),
        FileError::Encoding => encoding(lang).to_owned(),
        FileError::Packed => packed(lang).to_owned(),
        FileError::Name => metric(lang).to_owned(),
        FileError::Labels => labels(lang).to_owned(),
        FileError::Value => value(lang).to_owned(),
        FileError::Time => time(lang).to_owned(),
        FileError::Surplus => surplus(lang).to_owned(),
        FileError::Step => step(lang).to_owned(),
        FileError::Load { text } => text.clone(),
        FileError::Json { expected, .. } if expected.is_empty() => breaks_off(lang).to_owned(),
        FileError::Json { at, expected } => json(lang, &quantity::count(*at), expected),
        FileError::ErrorAnswer => error_answer(lang).to_owned(),
        FileError::NoSeries => no_series(lang).to_owned(),
        FileError::Line { bytes } => long_line(lang, &quantity::bytes(*bytes)),
        FileError::Memory { bytes } => much_memory(lang, &quantity::bytes(*bytes)),
        FileError::TooMuch { samples } => too_much(lang, *samples),
    };
    let detail = if excerpt.is_empty() { what } else { there(lang, &what, excerpt) };
    let is_too_much = matches!(error, FileError::TooMuch { .. } | FileError::Memory { .. } | FileError::Line { .. });
    FailureWords::new(title, detail, if is_too_much { smaller_next(lang) } else { next(lang) })
}

/// A limit of evaluation that was reached.
pub(super) fn limit(lang: Lang, name: &str, limit: Limit, most: u64) -> FailureWords {
    let what = match limit {
        Limit::Samples => samples(lang, most),
        Limit::Series => series(lang, &quantity::count(most)),
        Limit::Memory => memory(lang, &quantity::bytes(most)),
        Limit::Steps => steps(lang, most),
        Limit::Depth => depth(lang, most),
    };
    let next = if limit == Limit::Depth { depth_next(lang) } else { limit_next(lang) };
    FailureWords::new(execution(lang, name, ""), what, next)
}

texts! {
    no_file(name: &str): "{name} cannot be read", "无法读取 {name}";
    no_line(name: &str, line: &str): "{name} cannot be read: line {line}", "无法读取 {name}：第 {line} 行";
    there(what: &str, excerpt: &str): "{what}: {excerpt}", "{what}：{excerpt}";
    next: "Nothing of it is used. What can be read is the text exposition or OpenMetrics, an answer of the query API as JSON (all of it, its data, or its result), exported JSON lines, and load blocks of test scripts; UTF-8 or UTF-16, plain or gzip.", "未使用其中任何内容。可以读取的格式：文本指标或 OpenMetrics、查询 API 的 JSON 响应（完整响应、其 data 或结果）、导出的 JSON 行，以及测试脚本的 load 块；编码为 UTF-8 或 UTF-16，可为 gzip。";
    empty: "It is empty", "内容为空";
    unknown: "It is in none of the known formats", "不是任何已知的格式";
    encoding: "It is no UTF-8 or UTF-16 text", "不是 UTF-8 或 UTF-16 文本";
    packed: "It is no gzip file, or it breaks off", "不是 gzip 文件，或文件不完整";
    metric: "The metric's name is missing", "缺少指标名";
    labels: "The labels are not as name=\"value\" in braces", "标签不是花括号中的 name=\"value\" 形式";
    value: "The value is no number", "值不是数字";
    time: "The time is no number (whole milliseconds; in OpenMetrics, seconds)", "时间不是数字（应为整数毫秒；OpenMetrics 为秒）";
    surplus: "More follows than a value and a time", "值和时间之后还有其他内容";
    step: "A load line with a step is expected, as “load 1m”", "应为带步长的 load 行，如“load 1m”";
    breaks_off: "The JSON breaks off", "JSON 不完整";
    json(at: &str, expected: &str): "The JSON has another shape: at byte {at}, {expected} was expected", "JSON 的结构不符：第 {at} 字节处应为 {expected}";
    error_answer: "It is an answer that tells of an error", "它是一个错误响应";
    no_series: "It is an answer without series", "它是不含序列的响应";
    long_line(bytes: &str): "A line is longer than {bytes}", "有一行超过 {bytes}";
    much_memory(bytes: &str): "What is in it takes more than {bytes} of memory", "其内容需要超过 {bytes} 的内存";
    smaller_next: "Nothing of it is used. Give a part of it: fewer series, or a shorter time.", "未使用其中任何内容。请只提供其中一部分：更少的序列，或更短的时间。";
    too_much(samples: Count): "It has more than {samples} sample" | "It has more than {samples} samples", "样本超过 {samples} 个";

    samples(most: Count): "More than {most} sample would be held at once" | "More than {most} samples would be held at once", "需要同时保存超过 {most} 个样本";
    series(most: &str): "There are more than {most} series", "序列超过 {most} 个";
    memory(most: &str): "More than {most} of memory would be needed", "需要超过 {most} 的内存";
    steps(most: Count): "There are more than {most} step" | "There are more than {most} steps", "步数超过 {most}";
    depth(most: Count): "It is nested more than {most} level deep" | "It is nested more than {most} levels deep", "嵌套超过 {most} 层";
    depth_next: "Nest the expression less deep, or split it.", "请减少表达式的嵌套，或将其拆分。";
    limit_next: "Select fewer series, a shorter range or a larger step.", "请减少序列、缩短时间范围或增大步长。";
}
