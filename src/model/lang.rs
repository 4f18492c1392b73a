//! The languages that the product speaks.
//!
//! Not here: the page's texts (`i18n`), the texts of `PromQL`'s words and mistakes (`promql`), which language a person
//! chose (`state::settings`).

use serde::{Deserialize, Serialize};

/// A language that the product speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// Its tag, for the document's `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }
}
