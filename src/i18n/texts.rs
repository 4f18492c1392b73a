//! The macro that turns lines of texts into functions of the language.

/// Each line `name: "English", "Chinese";` becomes `pub fn name(lang: Lang) -> &'static str`; each line
/// `name(a: T): "English {a}", "Chinese {a}";` becomes `pub fn name(lang: Lang, a: T) -> String`. A text with a count
/// has two English forms, and the count, first among its arguments, says which is taken:
/// `name(n: Count): "{n} node" | "{n} nodes", "{n} 个节点";` becomes `pub fn name(lang: Lang, n: u64) -> String`.
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
    (
        $name:ident($count:ident: Count $(, $arg:ident: $type:ty)*): $one:literal | $en:literal, $zh:literal;
        $($rest:tt)*
    ) => {
        #[doc = concat!("“", $en, "”")]
        pub fn $name(lang: $crate::i18n::Lang, $count: u64 $(, $arg: $type)*) -> String {
            let is_one = $count == 1;
            let $count = $crate::i18n::quantity::count($count);
            match lang {
                $crate::i18n::Lang::En if is_one => format!($one),
                $crate::i18n::Lang::En => format!($en),
                $crate::i18n::Lang::Zh => format!($zh),
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

#[cfg(test)]
mod tests {
    use crate::i18n::{Lang, alerts, graph, local, nodes, provenance, query, table};

    /// A text with a count; what it counts says the other numbers in it.
    type Counted = fn(Lang, u64) -> String;

    #[test]
    fn one_of_anything_is_no_plural() {
        let counted: [(Counted, &str, &str); 14] = [
            (query::samples, "1 sample", "1,000 samples"),
            (table::rows, "1 row", "1,000 rows"),
            (|lang, of| table::filtered(lang, of, "1"), "1 of 1 row", "1 of 1,000 rows"),
            (|lang, of| provenance::nodes(lang, of, 1), "1 of 1 node", "1 of 1,000 nodes"),
            (|lang, of| provenance::collectors(lang, of, 1), "1 of 1 collector", "1 of 1,000 collectors"),
            (|lang, of| local::steps(lang, of, "1"), "1 of 1 step", "1 of 1,000 steps"),
            (
                |lang, of| local::untimed(lang, of, "T"),
                "1 sample without a time stands at T",
                "1,000 samples without a time stand at T",
            ),
            (
                |lang, of| local::untimed_elsewhere(lang, of, "F", "T"),
                "1 sample of F without a time stands at T",
                "1,000 samples of F without a time stand at T",
            ),
            (
                local::duplicates,
                "1 sample does not count: a later one of the same series has the same time",
                "1,000 samples do not count: a later one of the same series has the same time",
            ),
            (
                provenance::duplicates,
                "Left out: 1 sample that has the time of a later one of its series",
                "Left out: 1,000 samples that have the time of a later one of their series",
            ),
            (graph::more_labels, "1 more label", "1,000 more labels"),
            (alerts::more, "Show 1 more rule", "Show 1,000 more rules"),
            (
                alerts::more_alerts,
                "1 more alert; open the expression to see it",
                "1,000 more alerts; open the expression to see them all",
            ),
            (
                nodes::peers_left_out,
                "and 1 more peer, which is not listed",
                "and 1,000 more peers, which are not listed",
            ),
        ];
        for (said, one, many) in counted {
            assert_eq!([1, 1000].map(|count| said(Lang::En, count)), [one, many]);
            assert!(said(Lang::Zh, 1000).contains("1,000"));
        }
    }
}
