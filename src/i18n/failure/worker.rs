//! Why the worker ended, in words.

use crate::i18n::{Lang, quantity};
use crate::model::outcome::WorkerEnd;
use crate::protocol::VERSION;

/// Why it ended; a sentence without its full stop, but for what the browser or the program has put into words.
pub(super) fn cause(lang: Lang, cause: &WorkerEnd) -> String {
    match cause {
        WorkerEnd::OutOfMemory => out_of_memory(lang).to_owned(),
        WorkerEnd::NotLoaded => not_loaded(lang).to_owned(),
        WorkerEnd::Late { after_ms } => late(lang, &quantity::span(f64::from(*after_ms))),
        WorkerEnd::NotStarted { text } if text.is_empty() => refused(lang).to_owned(),
        WorkerEnd::NotStarted { text } => refused_with(lang, text),
        WorkerEnd::OtherVersion { version } => other_version(lang, *version, VERSION),
        WorkerEnd::Unreadable => unreadable(lang).to_owned(),
        WorkerEnd::Error { text } => text.clone(),
    }
}

texts! {
    out_of_memory: "It ran out of memory", "内存不足";
    not_loaded: "Its script did not load", "它的脚本未能加载";
    late(after: &str): "Its files did not arrive within {after}", "它的文件未能在 {after} 内到达";
    refused: "The browser refused to start it", "浏览器拒绝启动它";
    refused_with(text: &str): "The browser refused to start it: {text}", "浏览器拒绝启动它：{text}";
    other_version(its: u32, ours: u32): "It is of another build than this page: it speaks version {its} of their protocol, not {ours}", "它与此页面不属于同一次构建：它使用协议版本 {its}，而不是 {ours}";
    unreadable: "A message between it and the page could not be read", "它与页面之间有一条消息无法读取";
}
