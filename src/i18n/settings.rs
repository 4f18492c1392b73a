//! Settings.

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
    limits: "Limits", "限制";
    timeout: "Time-out of a request", "请求超时";
    max_bytes: "Largest answer", "响应大小上限";
    bad_size: "Not a size. Write megabytes from 1 to 2000.", "无法识别的大小。请写 1 到 2000 之间的兆字节数。";
    refresh: "Refresh", "自动刷新";
    off: "Off", "关闭";
    kept: "Settings and added nodes are kept in this browser; headers are not.", "设置和添加的节点保存在此浏览器中；请求头不会保存。";
}
