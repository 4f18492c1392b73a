//! A text as HTML spans, in an element that holds nothing else.
//!
//! Invariant: spans that stay as they were are left alone, so a key typed into a long text touches few of them.

use web_sys::{Element, Node};

use super::scope;
use crate::model::count::to_u32;

/// One span of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSpan {
    /// Its classes, separated by blanks.
    pub classes: String,
    /// Its text.
    pub text: String,
}

/// Shows these spans in place of those that the element has.
pub fn show(element: &Element, before: &[TextSpan], now: &[TextSpan]) {
    let same = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    let (before, now) = (&before[same..], &now[same..]);
    let same_end = before.iter().rev().zip(now.iter().rev()).take_while(|(before, now)| before == now).count();
    let spans = element.children();
    for _ in same_end..before.len() {
        if let Some(span) = spans.item(to_u32(same)) {
            span.remove();
        }
    }
    let next = spans.item(to_u32(same));
    let next: Option<&Node> = next.as_deref();
    for text_span in &now[..now.len() - same_end] {
        if let Some(span) = scope::document().and_then(|document| document.create_element("span").ok()) {
            span.set_class_name(&text_span.classes);
            span.set_text_content(Some(&text_span.text));
            // Fails only where `next` is no child any more.
            let _ = element.insert_before(&span, next);
        }
    }
}
