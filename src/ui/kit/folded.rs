//! Long lists that show their first items and more on demand, and lists whose parts are made one per task.
//!
//! Not here: lists of rows of one height, of which only those in view exist (`kit::scroller`).

use leptos::prelude::*;

use crate::i18n::{Lang, frame as words, quantity};
use crate::ui::slice::Slice;
use crate::web::clock::timer::{self, Timer};

/// How many more a press shows.
const MORE: usize = 100;

/// How many items of a list a person has asked for; kept where it outlives the list.
#[derive(Clone, Copy)]
pub(crate) struct Unfolding {
    /// The number; 0 where nobody has asked.
    pub(crate) shown: Signal<usize>,
    /// Takes another number.
    pub(crate) show: Callback<usize>,
}

/// The first of so many items, and a button that shows more of them.
#[component]
pub(crate) fn Folded(
    lang: Slice<Lang>,
    count: usize,
    /// How many are shown at first.
    first: usize,
    unfolding: Unfolding,
    /// Makes the item of an index.
    item: Callback<usize, AnyView>,
) -> impl IntoView {
    let shown = move || unfolding.shown.get().max(first).min(count);
    let hidden = move || count - shown();
    view! {
        <For each=move || 0..shown() key=|at| *at let:at>
            {item.run(at)}
        </For>
        {move || (hidden() > 0).then(|| view! {
            <button class="button button--quiet" on:click=move |_| unfolding.show.run(untrack(shown) + MORE)>
                {words::show_more(lang.get(), &quantity::count(hidden().min(MORE) as u64), &quantity::count(hidden() as u64))}
            </button>
        })}
    }
}

/// How many of a list's parts are made by now: one more in each task, so that none takes long. `list` is a version of
/// the list and the number of its parts; a list of another version is made from its first part on.
pub(crate) fn one_by_one(list: Signal<(u64, usize)>) -> Signal<usize> {
    let made = RwSignal::new((0, 1));
    let next = StoredValue::new_local(None::<Timer>);
    let now = Signal::derive(move || {
        let (of, count) = made.get();
        if of == list.get().0 { count } else { 1 }
    });
    Effect::new(move |_| {
        let (version, parts) = list.get();
        let count = now.get();
        if count < parts {
            next.set_value(Some(timer::after(0, move || made.set((version, count + 1)))));
        }
    });
    now
}
