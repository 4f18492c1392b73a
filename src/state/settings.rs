//! Settings: theme, time zone, language, limits of requests, refresh interval.

pub mod stored;

use crate::model::lang::Lang;
use crate::model::query::Limits;

/// Colours of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Zone in which times are shown and read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ZoneChoice {
    /// The browser's.
    #[default]
    Local,
    /// UTC.
    Utc,
}

/// Language of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// As the browser has it.
    #[default]
    System,
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

impl Language {
    /// The language itself; `locale` is the browser's, as `zh-CN`.
    pub fn spoken(self, locale: &str) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::System if locale.starts_with("zh") => Lang::Zh,
            Self::En | Self::System => Lang::En,
        }
    }
}

/// Everything that is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Zone of times.
    pub zone: ZoneChoice,
    /// Language.
    pub language: Language,
    /// Bounds of every request.
    pub limits: Limits,
    /// Milliseconds between two automatic runs; `None`: off.
    pub refresh_ms: Option<u32>,
}
