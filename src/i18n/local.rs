//! Texts about local data: files and pasted text.

use super::Lang;
use super::quantity;
use crate::model::file::{Elsewhere, FileFormat, FileStatus, UnitDoubt};
use crate::model::outcome::{Evaluated, Outside};

/// The name of a format.
pub fn format(lang: Lang, format: FileFormat) -> &'static str {
    match format {
        FileFormat::Exposition => exposition(lang),
        FileFormat::OpenMetrics => "OpenMetrics",
        FileFormat::Answer => answer(lang),
        FileFormat::Export => export(lang),
        FileFormat::Load => load(lang),
    }
}

/// What of a file was not read as it stands there, a sentence each; `time` puts a time into words.
pub fn readings(lang: Lang, file: &FileStatus, time: impl Fn(i64) -> String) -> Vec<String> {
    let untimed = file.untimed.map(|of| untimed(lang, of.count, &time(of.at)));
    let doubt = file.doubt.map(|doubt| match doubt {
        UnitDoubt::SecondsWithoutEof => seconds_without_eof(lang).to_owned(),
        UnitDoubt::MillisecondsDespiteEof => milliseconds_despite_eof(lang).to_owned(),
    });
    let duplicates = (file.duplicates > 0).then(|| duplicates(lang, file.duplicates));
    doubt.into_iter().chain(duplicates).chain(untimed).collect()
}

/// Where the samples of a file lie that a panel's time does not show.
pub fn lie(lang: Lang, name: &str, of: Elsewhere, time: impl Fn(i64) -> String) -> String {
    match of {
        Elsewhere::Timed { first, last } if first == last => elsewhere_at(lang, name, &time(first)),
        Elsewhere::Timed { first, last } => elsewhere(lang, name, &time(first), &time(last)),
        Elsewhere::Untimed { count, at } => untimed_elsewhere(lang, count, name, &time(at)),
    }
}

/// Which series a table does not show, as they have no samples at its time.
pub fn outside_series(lang: Lang, Outside { series, nearest }: Outside, time: impl Fn(i64) -> String) -> String {
    without_samples(lang, &quantity::count(series), &time(nearest))
}

/// What an evaluation in this tab took.
pub fn evaluation(lang: Lang, took: &Evaluated) -> String {
    evaluated(lang, took.samples, &quantity::count(took.series), &quantity::span(took.ms))
}

texts! {
    title: "Local data", "本地数据";
    open: "Local data…", "本地数据…";
    about: "Prometheus text or OpenMetrics with timestamps, a saved answer of the query API (JSON), exported JSON lines, or load blocks of test scripts; plain or gzip. It stays in this tab: it is sent nowhere, stored nowhere, and is in no link.", "支持带时间戳的 Prometheus 文本或 OpenMetrics、保存的查询 API 响应（JSON）、导出的 JSON 行，以及测试脚本的 load 块，可为 gzip。数据只留在此标签页中：不会发送、不会存储，也不会出现在链接里。";
    choose: "Choose files, or drop them on a panel", "选择文件，或将文件拖到面板上";
    paste: "Or paste text", "或粘贴文本";
    add: "Add pasted text", "添加粘贴的文本";
    reading: "Reading…", "正在读取…";
    drop_here: "Drop to query these files here", "松开即可在此查询这些文件";
    load_again: "Load again…", "重新加载…";
    load_again_of(name: &str): "Load {name} again", "重新加载 {name}";
    in_this_tab: "In this tab", "在此标签页中";
    exposition: "text exposition", "文本格式";
    answer: "API answer", "API 响应";
    export: "exported series", "导出的序列";
    load: "load blocks", "load 块";
    from(first: &str): "from {first}", "自 {first}";
    to(last: &str): "to {last}", "至 {last}";
    untimed(count: Count, at: &str): "{count} sample without a time stands at {at}" | "{count} samples without a time stand at {at}", "{count} 个样本没有时间戳，按 {at} 计";
    duplicates(count: Count): "{count} sample does not count: a later one of the same series has the same time" | "{count} samples do not count: a later one of the same series has the same time", "{count} 个样本未计入：同一序列在同一时间还有更靠后的样本";
    seconds_without_eof: "Times are read as seconds, as in OpenMetrics, but the text does not end in # EOF: it may break off", "时间戳按秒读取（OpenMetrics），但文本没有以 # EOF 结尾，可能不完整";
    milliseconds_despite_eof: "Times are read as milliseconds, though the text ends in # EOF, after which they would be seconds", "文本以 # EOF 结尾，时间戳本应为秒，但数值只能是毫秒，已按毫秒读取";
    elsewhere(name: &str, first: &str, last: &str): "The samples of {name} lie from {first} to {last}", "{name} 的样本位于 {first} 至 {last}";
    elsewhere_at(name: &str, at: &str): "The samples of {name} lie at {at}", "{name} 的样本位于 {at}";
    untimed_elsewhere(count: Count, name: &str, at: &str): "{count} sample of {name} without a time stands at {at}" | "{count} samples of {name} without a time stand at {at}", "{name} 中 {count} 个没有时间戳的样本按 {at} 计";
    outside: "That is outside the time of this panel.", "不在此面板的时间范围内。";
    without_samples(series: &str, at: &str): "Without samples at this time: {series} selected series, the nearest at {at}", "此时间没有样本的所选序列：{series} 条，最近的位于 {at}";
    go_there: "Show that time", "转到该时间";
    show_all: "Show all series of the file", "显示文件中的全部序列";
    evaluated(samples: Count, series: &str, took: &str): "evaluated here in {took}: {series} series, {samples} sample read" | "evaluated here in {took}: {series} series, {samples} samples read", "在此计算用时 {took}：{series} 条序列，读取样本 {samples}";
    steps(all: Count, done: &str): "{done} of {all} step" | "{done} of {all} steps", "{done} / {all} 步";
}
