//! The macro that turns lines of texts into functions of the language.

/// Each line `name: "English", "Chinese";` becomes `pub fn name(lang: Lang) -> &'static str`; each line
/// `name(a: T): "English {a}", "Chinese {a}";` becomes `pub fn name(lang: Lang, a: T) -> String`.
macro_rules! texts {
    () => {};
    ($name:ident: $en:literal, $zh:literal; $($rest:tt)*) => {
        #[doc = concat!("“", $en, "”")]
        pub const fn $name(lang: $crate::i18n::Lang) -> &'static str {
            match lang {
                $crate::i18n::Lang::En => $en,
                $crate::i18n::Lang::Zh => $zh,
            }
        }
        texts! { $($rest)* }
    };
    ($name:ident($($arg:ident: $type:ty),+): $en:literal, $zh:literal; $($rest:tt)*) => {
        #[doc = concat!("“", $en, "”")]
        pub fn $name(lang: $crate::i18n::Lang, $($arg: $type),+) -> String {
            match lang {
                $crate::i18n::Lang::En => format!($en),
                $crate::i18n::Lang::Zh => format!($zh),
            }
        }
        texts! { $($rest)* }
    };
}
