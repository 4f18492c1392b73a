//! Broken expressions with the message, the span and the fix of each mistake, as text that people review.
//! `UPDATE=1` rewrites what follows each expression.
//!
//! A section is `=== name`, the expression, `---`, and a line for each mistake: `start..end message`, and where there
//! is a fix, a line `fix: ` with the mended expression.

use narthex::model::lang::Lang;
use narthex::promql::{parser, wording};

use crate::properties::sentences::check_sentence;
use crate::written;

#[test]
fn every_mistake_has_its_message_and_place() {
    let mut count = 0;
    written::check("tests/language/errors.txt", |case| {
        count += 1;
        verdict(case.text)
    });
    assert!(count >= 100, "{count} broken expressions");
}

/// What is said about an expression. A fix has to change that.
fn verdict(expression: &str) -> String {
    let diagnostics = parser::parse(expression).diagnostics;
    let mut out = String::new();
    for diagnostic in &diagnostics {
        let span = diagnostic.span;
        let [message, chinese] = [Lang::En, Lang::Zh].map(|lang| wording::message(diagnostic, lang));
        check_sentence(&message, Lang::En);
        check_sentence(&chinese, Lang::Zh);
        out.extend([format!("{}..{} ", span.start, span.end), message, "\n".into()]);
        if let Some(fix) = &diagnostic.fix {
            let mended = fix.applied(expression);
            assert!(parser::parse(&mended).diagnostics != diagnostics, "{expression} is not mended: {mended}");
            out.extend(["fix: ", &mended, "\n"]);
        }
    }
    out
}
