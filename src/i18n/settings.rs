//! Texts of the settings dialog.

texts! {
    title: "Settings", "设置";
    theme: "Theme", "主题";
    theme_system: "System", "跟随系统";
    theme_light: "Light", "浅色";
    theme_dark: "Dark", "深色";
    zone: "Time zone", "时区";
    zone_local: "Local time", "本地时间";
    zone_utc: "UTC", "UTC";
    language: "Language", "语言";
    language_system: "System", "跟随系统";
    language_en: "English", "English";
    language_zh: "中文", "中文";
    timeout: "Time-out of a request", "请求超时";
    max_bytes: "Largest answer", "响应大小上限";
    bad_size(from: u64, to: u64): "Not a size. Write megabytes from {from} to {to}.", "无法识别的大小。请写 {from} 到 {to} 之间的兆字节数。";
    bad_timeout(from: &str, to: &str): "Not a time-out. Write a duration from {from} to {to}, as 30s.", "无法识别的超时。请写 {from} 到 {to} 之间的时长，例如 30s。";
    refresh: "Refresh", "自动刷新";
    kept: "Settings and added nodes are kept in this browser; headers are not.", "设置和添加的节点保存在此浏览器中；请求头不会保存。";
}
