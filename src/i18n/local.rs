//! Local data: files and pasted text.

use super::Lang;
use super::quantity;
use crate::model::file::FileFormat;
use crate::model::outcome::Evaluated;

/// The name of a format.
pub fn format(lang: Lang, format: FileFormat) -> &'static str {
    match format {
        FileFormat::Exposition => exposition(lang),
        FileFormat::OpenMetrics => "OpenMetrics",
        FileFormat::Answer => answer(lang),
        FileFormat::Load => load(lang),
    }
}

/// What an evaluation in this tab took.
pub fn evaluation(lang: Lang, took: &Evaluated) -> String {
    evaluated(lang, &quantity::count(took.series), &quantity::count(took.samples), &quantity::span(took.ms))
}

texts! {
    title: "Local data", "本地数据";
    open: "Local data…", "本地数据…";
    about: "Prometheus text or OpenMetrics with timestamps, a saved answer of the query API (JSON), or load blocks of test scripts. It stays in this tab: it is sent nowhere, stored nowhere, and is in no link.", "支持带时间戳的 Prometheus 文本或 OpenMetrics、保存的查询 API 响应（JSON），以及测试脚本的 load 块。数据只留在此标签页中：不会发送、不会存储，也不会出现在链接里。";
    choose: "Choose files, or drop them on a panel", "选择文件，或将文件拖到面板上";
    paste: "Or paste text", "或粘贴文本";
    add: "Add pasted text", "添加粘贴的文本";
    reading: "Reading…", "正在读取…";
    drop_here: "Drop to query these files here", "松开即可在此查询这些文件";
    load_again: "Load again…", "重新加载…";
    load_again_of(name: &str): "Load {name} again", "重新加载 {name}";
    kind: "File", "文件";
    in_this_tab: "In this tab", "在此标签页中";
    exposition: "text exposition", "文本格式";
    answer: "API answer", "API 响应";
    load: "load blocks", "load 块";
    from(first: &str): "from {first}", "自 {first}";
    to(last: &str): "to {last}", "至 {last}";
    untimed(count: &str): "{count} samples without a time stand at the time of reading", "{count} 个样本没有时间戳，按读取时间计";
    evaluated(series: &str, samples: &str, took: &str): "evaluated here in {took}: {series} series, {samples} samples read", "在此计算用时 {took}：{series} 条序列，读取样本 {samples}";
    steps(done: &str, all: &str): "{done} of {all} steps", "{done} / {all} 步";
}
