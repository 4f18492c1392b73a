//! Lists in sentences: `a, b and c`, bounded.

use crate::model::lang::{Lang, joined};
use crate::promql::ast::Name;
use crate::promql::excerpt::bare;

/// The most that are named; of the others their number is said.
const MOST: usize = 6;

/// `a, b and c`; of many, `a, b, c, d, e, f and 4 more`.
pub(super) fn all<T>(items: &[T], lang: Lang, word: impl Fn(&T) -> String) -> String {
    let named: Vec<String> = items.iter().take(MOST).map(word).collect();
    let more = items.len() - named.len();
    match (&named[..], lang) {
        ([], _) => String::new(),
        (named, Lang::Zh) if more == 0 => named.join("、"),
        (named, Lang::Zh) => joined(&[&named.join("、"), "等", &format!("{} 个", items.len())]),
        (named, Lang::En) if more > 0 => format!("{} and {more} more", named.join(", ")),
        ([one], Lang::En) => one.clone(),
        ([most @ .., last], Lang::En) => format!("{} and {last}", most.join(", ")),
    }
}

/// Labels by their names.
pub(super) fn labels(labels: &[Name], lang: Lang) -> String {
    all(labels, lang, |label| bare(&label.text))
}
