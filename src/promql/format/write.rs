//! Writes a document (`doc`) as text: decides where lines end, and indents.
//!
//! Invariant: what begins a line decides its indentation; the left operand of a broken operator stands a level deeper
//! than the operator, also where a sign before it began the line.

use super::MAX_LEVEL;
use super::comments::{Comments, Gap};
use super::doc::{Binary, Doc, Layout, List};

pub(super) struct Writer<'a> {
    comments: Comments<'a>,
    out: String,
    is_at_line_start: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(comments: Comments<'a>) -> Self {
        Self { comments, out: String::new(), is_at_line_start: true }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn whole(&mut self, before: &Gap, doc: &Doc, after: &Gap) {
        for comment in before.clone() {
            self.own_line(comment, 0);
            self.new_line();
        }
        self.doc(doc, 0);
        self.gap(after, 0);
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        self.is_at_line_start = true;
    }

    fn text(&mut self, text: &str, level: usize) {
        if std::mem::take(&mut self.is_at_line_start) {
            self.out.extend(std::iter::repeat_n("  ", level.min(MAX_LEVEL)));
        }
        self.out.push_str(text);
    }

    /// A comment where a line begins, after an empty one where the text has one.
    fn own_line(&mut self, comment: usize, level: usize) {
        if self.comments.is_apart(comment) {
            self.new_line();
        }
        self.text(self.comments.text(comment), level);
    }

    /// The comments where a line ends; the line's end is left to what follows.
    fn gap(&mut self, gap: &Gap, level: usize) {
        for comment in gap.clone() {
            if comment == gap.start && self.comments.is_behind(comment) {
                self.out.push(' ');
                self.out.push_str(self.comments.text(comment));
            } else {
                self.new_line();
                self.own_line(comment, level);
            }
        }
    }

    fn doc(&mut self, doc: &Doc, level: usize) {
        match &doc.layout {
            Layout::Text(text) => self.text(text, level),
            Layout::Row(parts) => parts.iter().for_each(|part| self.doc(part, level)),
            Layout::List(list) => self.list(list, level),
            Layout::Binary(binary) => self.binary(binary, level),
        }
    }

    fn list(&mut self, list: &List, level: usize) {
        let [open, close] = list.brackets;
        let inner = level + 1;
        self.text(open, level);
        for (at, (gap, item)) in list.items.gaps.iter().zip(&list.items.docs).enumerate() {
            if at > 0 {
                self.text(",", inner);
            }
            if list.is_broken {
                self.gap(gap, inner);
                self.new_line();
            } else if at > 0 {
                self.text(" ", inner);
            }
            self.doc(item, inner);
        }
        if list.is_broken {
            list.items.gaps.last().into_iter().for_each(|gap| self.gap(gap, inner));
            self.new_line();
        }
        self.text(close, level);
    }

    fn binary(&mut self, it: &Binary, level: usize) {
        if !it.is_broken {
            for part in [&it.left, &it.operator] {
                self.doc(part, level);
                self.text(" ", level);
            }
            return self.doc(&it.right, level);
        }
        self.doc(&it.left, level + 1);
        self.gap(&it.before, level);
        self.new_line();
        self.doc(&it.operator, level);
        self.gap(&it.after, level + 1);
        self.new_line();
        self.doc(&it.right, level + 1);
    }
}
