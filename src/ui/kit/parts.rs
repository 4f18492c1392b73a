//! The rows of a long table, made and renewed a part at a time, with a frame between, so that neither making them nor
//! laying them out is a long task.
//!
//! Invariant: rows in sight come first. A row keeps its element while it is in the window, and is renewed in place; all
//! rows are made anew where the head they stand under changes.
//!
//! Not here: which rows are to exist (`state::table::window`).

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::scroller::{ROW, Scroller};
use super::sliced::Slot;
use crate::state::table::window::RowWindow;
use crate::ui::slice::Slice;
use crate::web::clock::timer;

/// About a frame, in milliseconds: the browser lays out a part before the next is made.
const FRAME_MS: u32 = 16;

/// What the rows of a table are made of.
pub(crate) trait Content: Send + Sync + 'static {
    /// Whether rows of `before` may stand under the same head.
    fn has_head_of(&self, before: &Self) -> bool;

    /// How many rows make a part.
    fn rows_of_part(&self) -> usize;
}

/// The content of one row, which is renewed in place.
pub(crate) type RowContent<T> = ArcRwSignal<Arc<T>>;

/// The rows that exist, and what each is made of.
pub(crate) struct Parts<T: Content> {
    /// What all rows are to be made of.
    wanted: RwSignal<Option<Arc<T>>>,
    /// The rows that are to exist.
    window: Slice<RowWindow>,
    /// What the head is made of.
    head: RwSignal<Option<Arc<T>>>,
    existing: RwSignal<Existing>,
    contents: StoredValue<BTreeMap<usize, RowContent<T>>>,
    next: Slot,
}

/// The rows that exist.
#[derive(Clone, Default, PartialEq)]
struct Existing {
    /// How often the head has changed.
    heads: u64,
    window: RowWindow,
}

impl<T: Content> Clone for Parts<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Content> Copy for Parts<T> {}

impl<T: Content> Parts<T> {
    /// The rows of a scrolling box; `content` is followed, `None` where there is none.
    pub(crate) fn new(scroller: Scroller, content: impl Fn() -> Option<T> + 'static) -> Self {
        let parts = Self {
            wanted: RwSignal::new(None),
            // Rows stand still while less than one of them is scrolled.
            window: Slice::new(move || scroller.window()),
            head: RwSignal::new(None),
            existing: RwSignal::new(Existing::default()),
            contents: StoredValue::new(BTreeMap::new()),
            next: StoredValue::new_local(None),
        };
        Effect::new(move |_| parts.wanted.set(content().map(Arc::new)));
        Effect::new(move |_| {
            parts.window.with(|_| ());
            parts.wanted.track();
            // In a task of its own: the one that has scrolled lays out, too.
            parts.go_on_after(0);
        });
        parts
    }

    /// What the head is made of; `None` before there is a row.
    pub(crate) fn head(self) -> Option<Arc<T>> {
        self.head.get()
    }

    /// The rows that exist, each with the number of the head it stands under: the key of its element.
    pub(crate) fn rows(self) -> Vec<(u64, usize)> {
        self.existing.with(|Existing { heads, window }| window.rows.clone().map(|row| (*heads, row)).collect())
    }

    /// The room above the rows that exist, in CSS pixels.
    pub(crate) fn above(self) -> f64 {
        self.existing.with(|existing| existing.window.above)
    }

    /// The room below them.
    pub(crate) fn below(self) -> f64 {
        self.existing.with(|existing| existing.window.below)
    }

    /// What a row that exists is made of.
    pub(crate) fn content(self, row: usize) -> Option<RowContent<T>> {
        self.contents.with_value(|contents| contents.get(&row).cloned())
    }

    fn go_on_after(self, ms: u32) {
        let timer = timer::after(ms, move || {
            if !self.advance() {
                self.go_on_after(FRAME_MS);
            }
        });
        self.next.try_update_value(|next| *next = Some(timer));
    }

    /// Makes or renews a part; whether all is done.
    fn advance(self) -> bool {
        let Some(wanted) = self.wanted.try_get_untracked() else { return true };
        let head = self.head.get_untracked();
        let is_new_head = match (&wanted, &head) {
            (Some(wanted), Some(head)) => !wanted.has_head_of(head),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        };
        let Existing { mut heads, window: before } = self.existing.get_untracked();
        let mut rows = before.rows;
        if is_new_head {
            (heads, rows) = (heads + 1, 0..0);
            self.contents.set_value(BTreeMap::new());
            self.head.set(wanted.clone());
        }
        let Some(wanted) = wanted else {
            self.existing.set(Existing { heads, window: RowWindow::default() });
            return true;
        };
        let window = self.window.get_untracked();
        let most = wanted.rows_of_part().max(1);
        let renewed = self.renew(&wanted, &window, most);
        let rows = window.grown(&rows, most - renewed);
        self.contents.update_value(|contents| {
            contents.retain(|row, _| rows.contains(row));
            for row in rows.clone() {
                contents.entry(row).or_insert_with(|| ArcRwSignal::new(Arc::clone(&wanted)));
            }
        });
        let is_done = renewed < most && rows == window.rows;
        let now = Existing { heads, window: window.of_part(rows, ROW) };
        if self.existing.with_untracked(|before| *before != now) {
            self.existing.set(now);
        }
        is_done
    }

    /// Renews rows that are of older content, those in sight first; how many.
    fn renew(self, wanted: &Arc<T>, window: &RowWindow, most: usize) -> usize {
        let older = self.contents.with_value(|contents| {
            let is_older = |content: &RowContent<T>| !Arc::ptr_eq(&content.read_untracked(), wanted);
            let older = contents.iter().filter(|(row, content)| window.rows.contains(row) && is_older(content));
            let (first, later): (Vec<_>, Vec<_>) = older.partition(|(row, _)| window.sight.contains(row));
            first.into_iter().chain(later).take(most).map(|(_, content)| content.clone()).collect::<Vec<_>>()
        });
        for content in &older {
            content.set(Arc::clone(wanted));
        }
        older.len()
    }
}
