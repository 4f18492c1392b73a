//! What goes wrong where raw samples are read over `remote_read`, in words.

use super::{Asked, FailureWords, asked_at};
use crate::i18n::{Lang, quantity};
use crate::model::read_fault::{ReadFault, ReadFaultKind};

/// The node does not execute the read.
pub(super) fn refused(lang: Lang, asked: Asked<'_>, status: u16, text: &str) -> FailureWords {
    let (name, url) = (asked.name, asked.url);
    let (title, next) = match (status, asked.is_about_expression) {
        (400, true) => (not_accepted(lang, name), not_accepted_next(lang)),
        (400, false) => (not_accepted(lang, name), other_address_next(lang)),
        (_, true) => (not_executed(lang, name, status), not_executed_next(lang)),
        (_, false) => (not_executed(lang, name, status), retry_next(lang)),
    };
    let detail = if text.is_empty() { asked_at(lang, url) } else { wrote(lang, url, text) };
    FailureWords::new(title, detail, next)
}

/// What it gave cannot be read.
pub(super) fn corrupt(lang: Lang, asked: Asked<'_>, fault: ReadFault) -> FailureWords {
    let what = match fault.what {
        ReadFaultKind::Truncated => truncated(lang).to_owned(),
        ReadFaultKind::Checksum => checksum(lang).to_owned(),
        ReadFaultKind::Length { declared } => length(lang, &quantity::bytes(declared)),
        ReadFaultKind::Snappy => snappy(lang).to_owned(),
        ReadFaultKind::Message => message(lang).to_owned(),
        ReadFaultKind::Label => label(lang).to_owned(),
        ReadFaultKind::UnknownChunk { encoding } => unknown_chunk(lang, &encoding.to_string()),
        ReadFaultKind::Chunk { encoding } => chunk(lang, &encoding.to_string()),
        ReadFaultKind::Histogram => histogram(lang).to_owned(),
        ReadFaultKind::Query { index } => query(lang, &quantity::count(index)),
    };
    let detail = match fault.frame {
        0 => what,
        frame => in_frame(lang, &quantity::count(frame), &what),
    };
    let is_newer = matches!(fault.what, ReadFaultKind::UnknownChunk { .. } | ReadFaultKind::Histogram);
    FailureWords::new(
        cannot_read(lang, asked.name),
        detail,
        if is_newer { newer_next(lang) } else { corrupt_next(lang) },
    )
}

texts! {
    wrote(url: &str, text: &str): "{url} wrote: {text}", "{url} 返回：{text}";
    not_accepted(name: &str): "{name} does not accept this read (400)", "{name} 不接受此读取（400）";
    not_accepted_next: "If it names a limit, select fewer series or a shorter range. Otherwise check in Nodes that its URL is that of its remote read.", "如果它提到上限，请减少序列或缩短时间范围；否则请在“节点”页确认其 URL 是 remote read 的地址。";
    other_address_next: "Check in Nodes that its URL is that of its remote read.", "请在“节点”页确认其 URL 是 remote read 的地址。";
    not_executed(name: &str, status: u16): "{name} could not execute this read ({status})", "{name} 无法执行此读取（{status}）";
    not_executed_next: "Retry, and look at the node's log. If it stays so, select fewer series or a shorter range, or choose another node.", "请重试，并查看该节点的日志。如果一直如此，请减少序列、缩短时间范围，或选择其他节点。";
    retry_next: "Retry, and look at the node's log.", "请重试，并查看该节点的日志。";
    too_many(name: &str, limit: &str): "{name} gives more than {limit} samples", "{name} 返回了超过 {limit} 个样本";

    cannot_read(name: &str): "What {name} sent is corrupt", "{name} 发送的数据已损坏";
    in_frame(frame: &str, what: &str): "In frame {frame}: {what}", "第 {frame} 帧：{what}";
    truncated: "It ends in the middle.", "数据不完整。";
    checksum: "The checksum does not fit.", "校验和不符。";
    length(declared: &str): "It declares a length of {declared}, which cannot be.", "声明的长度 {declared} 不可能成立。";
    snappy: "It is no snappy block.", "不是 snappy 数据块。";
    message: "It is no message of remote read.", "不是 remote read 消息。";
    label: "A label is no UTF-8.", "标签不是 UTF-8。";
    unknown_chunk(encoding: &str): "Chunks have the encoding {encoding}, which is not known here.", "数据块采用了未知的编码 {encoding}。";
    chunk(encoding: &str): "A chunk is none of its encoding ({encoding}).", "有数据块不符合其编码（{encoding}）。";
    histogram: "The parts of a histogram do not fit each other, or its schema is not known here.", "直方图的各部分互不相符，或其 schema 未知。";
    query(index: &str): "It has series for query {index}, which was not asked.", "其中包含未请求的查询 {index} 的序列。";
    corrupt_next: "Nothing of it is used. Retry. If it happens again, look at the node's log (it may have failed in the middle) and at proxies before it.", "未使用其中任何内容。请重试。如果再次发生，请查看该节点的日志（它可能中途失败）以及它前面的代理。";
    newer_next: "Nothing of it is used. The node may be newer than this page: please report this with the node's version.", "未使用其中任何内容。该节点可能比此页面更新：请附上节点版本报告此问题。";
}
