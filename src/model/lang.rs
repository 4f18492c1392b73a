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

    /// The one of two texts that is in this language.
    pub const fn pick<T: Copy>(self, en: T, zh: T) -> T {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// A sentence that was made where it is not known who reads it, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Said {
    /// What `say` says, in both languages.
    pub fn by(say: impl Fn(Lang) -> String) -> Self {
        Self { en: say(Lang::En), zh: say(Lang::Zh) }
    }

    /// It in this language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}

/// Pieces of a Chinese sentence in one.
pub fn joined(pieces: &[&str]) -> String {
    let mut out = String::new();
    for piece in pieces {
        append(&mut out, piece);
    }
    out
}

/// Goes on with a sentence: with a blank where a Chinese character meets a Latin letter, a digit or a sign.
pub fn append(out: &mut String, piece: &str) {
    if let Some((last, first)) = out.chars().next_back().zip(piece.chars().next())
        && (is_chinese(last) && first.is_ascii_graphic() || last.is_ascii_graphic() && is_chinese(first))
    {
        out.push(' ');
    }
    out.push_str(piece);
}

/// A character, not a mark of punctuation.
fn is_chinese(letter: char) -> bool {
    ('一'..='鿿').contains(&letter)
}

/// A text in the language that is asked for: `say!(lang, "{name} is up", "{name} 在运行", name = node.name())`. Both
/// stand side by side, so that a missing one does not compile, and both must use every value that is given.
macro_rules! say {
    ($lang:expr, $en:literal, $zh:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match $lang {
            $crate::model::lang::Lang::En => format!($en $(, $name = $value)*),
            $crate::model::lang::Lang::Zh => format!($zh $(, $name = $value)*),
        }
    };
}

pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_stand_apart() {
        assert_eq!(joined(&["应为", "数字", "或", "step()", "，", "x", "之后"]), "应为数字或 step()，x 之后");
        assert_eq!(joined(&["", "a", "", "b", "值"]), "ab 值");
    }

    #[test]
    fn both_languages_are_said() {
        let say = |lang| say!(lang, "{name} is up", "{name} 在运行", name = "A");
        assert_eq!((say(Lang::En), say(Lang::Zh)), ("A is up".into(), "A 在运行".into()));
    }
}
