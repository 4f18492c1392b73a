//! What holds of every text that is parsed and checked.

use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::{Diagnostic, DiagnosticKind, NamedToken, Syntax};
use narthex::promql::parser;
use narthex::promql::printer;
use narthex::promql::tree::{self, TreeDetail};
use narthex::promql::wording;

use super::sentences::check_sentence;

/// Parses, checks and prints: what is wrong is said in sentences, in the text's order, of spans in the text; a tree
/// without mistakes is whole, and what is printed of it parses to it again.
#[track_caller]
pub(crate) fn hold(text: &str) {
    let (parsed, found) = diagnose(text);
    assert!(found.is_sorted_by_key(|one| one.span), "out of order: {text:?}");
    for one in &found {
        in_place(text, one);
        names_what_is_there(text, one);
    }
    let twice = found.windows(2).find(|pair| pair[0].span == pair[1].span && !pair[0].span.is_empty());
    assert_eq!(twice, None, "two messages of one span: {text:?}");
    let printed = printer::print(&parsed.expr);
    if parsed.diagnostics.is_empty() {
        let lines = tree::lines(&parsed.expr, TreeDetail::Nodes);
        assert!(!tree::lines(&parsed.expr, TreeDetail::Spans).contains("Error ["), "an error unreported: {text:?}");
        let again = parser::parse(&printed);
        assert_eq!(again.diagnostics, [], "{text}\nis printed as\n{printed}");
        assert_eq!(tree::lines(&again.expr, TreeDetail::Nodes), lines, "{text}\nis printed as\n{printed}");
    }
}

/// What a message says was found stands in the text.
#[track_caller]
fn names_what_is_there(text: &str, found: &Diagnostic) {
    let DiagnosticKind::Syntax(kind) = &found.kind else { return };
    let named = match kind {
        Syntax::Unexpected { found, .. } | Syntax::MissingOperator { found } => match found {
            NamedToken::End => return,
            NamedToken::Identifier(text)
            | NamedToken::Keyword(text)
            | NamedToken::Aggregator(text)
            | NamedToken::Operator(text)
            | NamedToken::String(text)
            | NamedToken::Number(text)
            | NamedToken::Duration(text)
            | NamedToken::Symbol(text) => text.clone(),
        },
        Syntax::MissingOperand { operator: named }
        | Syntax::Variable(named)
        | Syntax::Number(named)
        | Syntax::NumberOutOfRange(named)
        | Syntax::Duration(named) => named.clone(),
        Syntax::Unclosed(letter) | Syntax::Unopened(letter) | Syntax::Character(letter) => letter.to_string(),
        Syntax::ForeignOperator { found: named, .. } | Syntax::MatcherOperator(named) => (*named).to_owned(),
        // These words may be written in large letters.
        Syntax::ModifierTarget(word) | Syntax::ModifierTwice(word) | Syntax::GroupWithoutMatching(word) => {
            assert!(text.to_ascii_lowercase().contains(word), "{word} is not in {text:?}");
            return;
        }
        _ => return,
    };
    assert!(text.contains(&named), "{named:?} is not in {text:?}");
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
