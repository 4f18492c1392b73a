//! Texts of the frame of the page: navigation, refresh, theme, general words.

use super::Lang;

/// A text as a sentence that others may follow.
pub fn sentence(lang: Lang, text: &str) -> String {
    let is_ended = text.ends_with(['.', '。', '!', '?', '…', ':']);
    let stop = if is_ended { "" } else { lang.pick(".", "。") };
    [text, stop].concat()
}

texts! {
    product: "Narthex", "Narthex";
    titled(subject: &str): "{subject} · Narthex", "{subject} · Narthex";
    titled_firing(count: usize, subject: &str): "{count} firing · {subject} · Narthex", "{count} 条告警触发中 · {subject} · Narthex";
    pages: "Pages", "页面";
    query: "Query", "查询";
    refresh: "Refresh", "刷新";
    refresh_now: "Refresh now", "立即刷新";
    refresh_off: "Off", "关闭";
    theme: "Theme", "主题";
    language: "Language", "语言";
    settings: "Settings", "设置";
    help: "Help", "帮助";
    close: "Close", "关闭";
    cancel: "Cancel", "取消";
    dismiss: "Dismiss", "知道了";
    remove: "Remove", "移除";
    undo: "Undo", "撤销";
    retry: "Retry", "重试";
    reload_page: "Reload the page", "重新加载页面";
    copy: "Copy", "复制";
    copy_whole: "Cut here; copy the whole text", "此处已截断，复制完整文本";
    show_more(some: &str, all: &str): "Show {some} of {all} more", "再显示 {all} 项中的 {some} 项";
    notices: "Notices", "通知";
    loading: "Loading", "加载中";
    now: "Now", "现在";
    none: "None", "无";
}
