//! What holds of every text that is parsed and checked.

use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Diagnostic;
use narthex::promql::parser;
use narthex::promql::printer;
use narthex::promql::tree::{self, Detail};
use narthex::promql::wording;

use super::languages::check_sentence;

/// Parses, checks and prints: what is wrong is said in sentences, in the text's order, of places in the text; a tree
/// without mistakes is whole, and what is printed of it parses to it again.
#[track_caller]
pub(crate) fn hold(text: &str) {
    let (parsed, found) = diagnose(text);
    assert!(found.is_sorted_by_key(|one| one.span), "out of order: {text:?}");
    for one in &found {
        in_place(text, one);
    }
    let printed = printer::print(&parsed.expr);
    if parsed.diagnostics.is_empty() {
        let lines = tree::lines(&parsed.expr, Detail::Nodes);
        assert!(!tree::lines(&parsed.expr, Detail::Spans).contains("Error ["), "an error unreported: {text:?}");
        let again = parser::parse(&printed);
        assert_eq!(again.diagnostics, [], "{text}\nis printed as\n{printed}");
        assert_eq!(tree::lines(&again.expr, Detail::Nodes), lines, "{text}\nis printed as\n{printed}");
    }
}

/// A diagnostic lies in the text, can be put into words, and its fix can be applied.
#[track_caller]
pub(crate) fn in_place(text: &str, found: &Diagnostic) {
    let (start, end) = (found.span.start as usize, found.span.end as usize);
    assert!(start <= end && text.get(start..end).is_some(), "{start}..{end} of {text:?}");
    for lang in [Lang::En, Lang::Zh] {
        check_sentence(&wording::message(found, lang), lang);
    }
    if let Some(fix) = &found.fix {
        for edit in &fix.edits {
            assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some(), "{edit:?} of {text:?}");
        }
        parser::parse(&fix.applied(text));
    }
}
