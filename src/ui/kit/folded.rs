//! Long lists that show their first items and more on demand, and lists whose parts are made one per task.
//!
//! Not here: lists of rows of one height, of which only those in view exist (`kit::scroller`).

use leptos::prelude::*;

use crate::i18n::{Lang, frame as words, quantity};
use crate::model::text::numbered;
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

/// The first of some texts, and a button that shows more of them. The item of a text that stays keeps its elements when
/// the list is another one.
#[component]
pub(crate) fn Folded(
    lang: Slice<Lang>,
    texts: Slice<Vec<String>>,
    /// How many are shown at first.
    first: usize,
    unfolding: Unfolding,
    /// Makes the item of a text.
    item: Callback<String, AnyView>,
) -> impl IntoView {
    let count = Slice::new(move || texts.with(Vec::len));
    let shown = move || unfolding.shown.get().max(first).min(count.get());
    let hidden = Slice::new(move || count.get() - shown());
    let items = move || texts.with(|texts| numbered(&texts[..shown().min(texts.len())]));
    view! {
        <For each=items key=Clone::clone let((text, _))>
            {item.run(text)}
        </For>
        <Show when=move || { hidden.get() > 0 }>
            <button class="button button--quiet" on:click=move |_| unfolding.show.run(untrack(shown) + MORE)>
                {move || {
                    let hidden = hidden.get();
                    let more = quantity::count(hidden.min(MORE) as u64);
                    words::show_more(lang.get(), &more, &quantity::count(hidden as u64))
                }}
            </button>
        </Show>
    }
}

/// How many of so many parts are made by now: one at first, and one more in each task, so that none takes long.
pub(crate) fn one_by_one(parts: Signal<usize>) -> Signal<usize> {
    let made = RwSignal::new(1);
    let next = StoredValue::new_local(None::<Timer>);
    Effect::new(move |_| {
        let count = made.get();
        if count < parts.get() {
            next.set_value(Some(timer::after(0, move || made.set(count + 1))));
        }
    });
    made.into()
}
