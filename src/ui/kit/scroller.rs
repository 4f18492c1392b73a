//! A scrolling box for a long list, of which only the rows in view exist.
//!
//! Not here: which rows those are (`state::table::window`).

use leptos::html;
use leptos::prelude::*;

use crate::state::table::window::{List, Position, RowWindow};
use crate::ui::slice::Slice;
use crate::web::resize::{self, Observed};

/// The height of a row in CSS pixels, as `--row` has it.
pub(crate) const ROW: f64 = 24.0;

/// The scrolling box of a list; its head of one row stays in sight.
#[derive(Clone, Copy)]
pub(crate) struct Scroller {
    /// The box.
    pub(crate) frame: NodeRef<html::Div>,
    rows: Slice<usize>,
    position: RwSignal<Position>,
    /// Pixels that are scrolled to the right.
    left: RwSignal<f64>,
    /// The size of the box within its borders and scroll bars.
    size: RwSignal<(f64, f64)>,
}

impl Scroller {
    /// A box of so many rows; `size` is what its own is taken for until it is known.
    pub(crate) fn new(rows: Slice<usize>, size: (f64, f64)) -> Self {
        let frame = NodeRef::<html::Div>::new();
        let size = RwSignal::new(size);
        let observed = StoredValue::new_local(None::<Observed>);
        Effect::new(move |_| {
            let Some(frame) = frame.get() else { return };
            let element = frame.clone();
            observed.set_value(resize::observe(&element, move |_| {
                let now = (f64::from(frame.client_width()), f64::from(frame.client_height()));
                if size.try_get_untracked().is_some_and(|before| before != now) {
                    size.set(now);
                }
            }));
        });
        Self { frame, rows, position: RwSignal::new(Position::default()), left: RwSignal::new(0.0), size }
    }

    fn list(rows: usize, (_, height): (f64, f64)) -> List {
        List { rows, row: ROW, height: (height - ROW).max(ROW) }
    }

    /// To be called when the box has been scrolled.
    pub(crate) fn scrolled(self) {
        let Some(frame) = self.frame.get_untracked() else { return };
        let (bar, left) = (f64::from(frame.scroll_top()), f64::from(frame.scroll_left()));
        let list = Self::list(self.rows.get_untracked(), self.size.get_untracked());
        let before = self.position.get_untracked();
        let now = list.scrolled(before, bar);
        if now != before {
            self.position.set(now);
        }
        if now.bar.round() != bar {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "browsers scroll by whole pixels, within what an i32 holds"
            )]
            frame.set_scroll_top(now.bar.round() as i32);
        }
        if left != self.left.get_untracked() {
            self.left.set(left);
        }
    }

    /// The rows that exist.
    pub(crate) fn window(self) -> RowWindow {
        Self::list(self.rows.get(), self.size.get()).window(self.position.get())
    }

    /// What is in sight from left to right, in pixels.
    pub(crate) fn across(self) -> (f64, f64) {
        let left = self.left.get();
        (left, left + self.size.get().0)
    }
}

/// The space of rows that do not exist, in a table.
pub(crate) fn pad(height: f64) -> impl IntoView {
    (height > 0.0).then(|| {
        view! {
            <tr class="table__pad" aria-hidden="true"><td style:height=format!("{height}px")></td></tr>
        }
    })
}
