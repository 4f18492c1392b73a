//! An expression with syntax highlighting, and wavy lines under what is wrong.

use leptos::html;
use leptos::prelude::*;

use crate::promql::highlight::marks::{Part, marked};
use crate::promql::highlight::{Class, highlight};
use crate::promql::span::Span;
use crate::web::spans::{self, TextSpan};

/// The expression. `read` gives its text and the marks, in the order of their starts.
#[component]
pub(crate) fn Code(read: Callback<(), (String, Vec<Span>)>) -> impl IntoView {
    let code = NodeRef::<html::Code>::new();
    // Not a view of its own: a key typed into a long text would make thousands of elements anew.
    Effect::new(move |before: Option<Vec<TextSpan>>| {
        let (text, marks) = read.run(());
        let Some(code) = code.get() else { return Vec::new() };
        let now = text_spans(&text, &marks);
        spans::show(&code, &before.unwrap_or_default(), &now);
        now
    });
    view! { <code node_ref=code></code> }
}

fn text_spans(text: &str, marks: &[Span]) -> Vec<TextSpan> {
    let parts = marked(&highlight(text), marks);
    let text_span = |part: &Part| {
        let mark = if part.is_marked { " code--wrong" } else { "" };
        TextSpan { classes: [class_of(part.token.class), mark].concat(), text: part.token.span.of(text).to_owned() }
    };
    parts.iter().map(text_span).collect()
}

fn class_of(class: Class) -> &'static str {
    match class {
        Class::Plain => "",
        Class::Metric => "code--metric",
        Class::Function => "code--function",
        Class::Aggregator => "code--aggregator",
        Class::Keyword => "code--keyword",
        Class::Operator => "code--operator",
        Class::Label => "code--label",
        Class::String => "code--string",
        Class::Number => "code--number",
        Class::Duration => "code--duration",
        Class::Comment => "code--comment",
        Class::Bracket => "code--bracket",
        Class::Unknown => "code--unknown",
    }
}
