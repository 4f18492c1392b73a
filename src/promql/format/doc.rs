//! The document that is written: texts that stay on their line, and lists and operators at which lines may end.
//!
//! Invariant: each part knows its length on one line and whether it holds a comment, so that nothing is measured twice.

use super::LINE;
use super::comments::Gap;

pub(super) struct Doc {
    /// Bytes on one line.
    pub(super) width: usize,
    /// Whether a comment stands in it, so that it cannot be on one line.
    pub(super) is_commented: bool,
    pub(super) layout: Layout,
}

pub(super) enum Layout {
    Text(String),
    /// Side by side.
    Row(Vec<Doc>),
    List(List),
    Binary(Box<Binary>),
}

/// Items between brackets.
pub(super) struct List {
    pub(super) brackets: [&'static str; 2],
    pub(super) items: Items,
    pub(super) is_broken: bool,
}

/// Items and what stands before each and behind the last.
pub(super) struct Items {
    pub(super) docs: Vec<Doc>,
    /// One more than items.
    pub(super) gaps: Vec<Gap>,
}

/// Two operands, and the operator with its modifiers between.
pub(super) struct Binary {
    pub(super) left: Doc,
    pub(super) before: Gap,
    pub(super) operator: Doc,
    pub(super) after: Gap,
    pub(super) right: Doc,
    pub(super) is_broken: bool,
}

/// What may make a list be broken.
#[derive(Clone, Copy)]
pub(super) enum Breaks {
    /// A comment in it.
    ByComments,
    /// A comment in it, or more bytes on one line than these.
    Beyond(usize),
    /// It is.
    Always,
}

impl Doc {
    pub(super) fn text(text: String) -> Self {
        Self { width: text.len(), is_commented: false, layout: Layout::Text(text) }
    }

    pub(super) fn row(parts: Vec<Self>) -> Self {
        let width = parts.iter().map(|part| part.width).sum();
        let is_commented = parts.iter().any(|part| part.is_commented);
        Self { width, is_commented, layout: Layout::Row(parts) }
    }

    pub(super) fn list(brackets: [&'static str; 2], items: Items, breaks: Breaks) -> Self {
        let widths: usize = items.docs.iter().map(|item| item.width + ", ".len()).sum();
        let width = widths.saturating_sub(", ".len()) + brackets[0].len() + brackets[1].len();
        let is_commented = items.gaps.iter().any(|gap| !gap.is_empty()) || items.docs.iter().any(|it| it.is_commented);
        let is_meant = match breaks {
            Breaks::ByComments => false,
            Breaks::Beyond(limit) => width > limit,
            Breaks::Always => true,
        };
        let is_broken = is_commented || is_meant && !items.docs.is_empty();
        Self { width, is_commented, layout: Layout::List(List { brackets, items, is_broken }) }
    }

    pub(super) fn binary(left: Self, before: Gap, operator: Self, after: Gap, right: Self) -> Self {
        let width = left.width + operator.width + right.width + 2;
        let is_commented = !before.is_empty()
            || !after.is_empty()
            || [&left, &operator, &right].into_iter().any(|part| part.is_commented);
        let is_broken = is_commented || width > LINE;
        let binary = Binary { left, before, operator, after, right, is_broken };
        Self { width, is_commented, layout: Layout::Binary(Box::new(binary)) }
    }
}
