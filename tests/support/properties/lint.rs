//! What holds of every text in which unlikely meanings are looked for.

use narthex::promql::diagnostic::Severity;
use narthex::promql::lints::{Facts, lint};
use narthex::promql::parser;

use super::parse::in_place;

/// Lints a text, with and without knowledge: what is found is no error, stands in the text's order in the text, and a
/// fix of whole text leaves it whole.
#[track_caller]
pub(crate) fn hold(text: &str) {
    let parsed = parser::parse(text);
    let known = Facts { scrape_interval_ms: Some(60_000), replica_labels: vec!["a".to_owned()], ..Facts::default() };
    for facts in [Facts::default(), known] {
        let found = lint(text, &parsed.expr, &facts);
        assert!(found.is_sorted_by_key(|one| one.span), "out of order: {text:?}");
        for one in &found {
            assert_eq!(one.severity, Severity::Warning, "{text:?}");
            in_place(text, one);
            if let Some(fix) = one.fix.as_ref().filter(|_| parsed.diagnostics.is_empty()) {
                let fixed = fix.applied(text);
                assert_eq!(parser::parse(&fixed).diagnostics, [], "{text}\nis mended to\n{fixed}");
            }
        }
    }
}
