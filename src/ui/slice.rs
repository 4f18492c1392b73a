//! A view of the state that changes only when its value does.
//!
//! Invariant: there is one type of memo on the page, whatever it holds. A memo of its own for each type of
//! value costs kilobytes of wasm a type, and the page has dozens; this was a tenth of its size.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::graph::{Observer, Source, ToAnySource};

use crate::i18n::Lang;

/// A value that is computed when something it was computed from has changed, and whose readers hear of it
/// only when it is another one.
pub(crate) struct Slice<T> {
    memo: Memo<Held>,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Slice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slice<T> {}

impl<T: PartialEq + Send + Sync + 'static> Slice<T> {
    /// The slice that `read` gives.
    pub(crate) fn new(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { memo: memo_of(Box::new(move || Held::of(read()))), value: PhantomData }
    }
}

impl<T: 'static> Slice<T> {
    /// Reads the value and follows it.
    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(followed(self.memo).as_ref())
    }
}

impl<T: Clone + 'static> Slice<T> {
    /// The value, followed.
    pub(crate) fn get(self) -> T {
        followed(self.memo).as_ref::<T>().clone()
    }

    /// The value as it is now; for event handlers.
    pub(crate) fn get_untracked(self) -> T {
        self.memo.get_untracked().as_ref::<T>().clone()
    }
}

impl<T: Clone + Send + Sync + 'static> From<Slice<T>> for Signal<T> {
    fn from(slice: Slice<T>) -> Self {
        Signal::derive(move || slice.get())
    }
}

/// A text that follows the language; one type of closure for all of them, for the same reason as there is one of memos.
pub(crate) fn say(
    lang: Slice<Lang>,
    text: fn(Lang) -> &'static str,
) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || text(lang.get())
}

fn memo_of(make: Box<dyn Fn() -> Held + Send + Sync>) -> Memo<Held> {
    Memo::new(move |_| make())
}

fn followed(memo: Memo<Held>) -> Held {
    forget_reader(&ArcMemo::from(memo));
    memo.get()
}

/// Has a signal or memo forget the effect or memo that is about to read it, once that is gone: by itself it does not.
/// The state and the language, which live as long as the page, would remember everything that was ever shown.
pub(crate) fn forget_reader(source: &impl ToAnySource) {
    if let Some(reader) = Observer::get() {
        let source = source.to_any_source();
        on_cleanup(move || source.remove_subscriber(&reader));
    }
}

/// A value of some type, which can be compared with another of the same.
#[derive(Clone)]
struct Held {
    value: Arc<dyn Any + Send + Sync>,
    equal: fn(&dyn Any, &dyn Any) -> bool,
}

impl Held {
    fn of<T: PartialEq + Send + Sync + 'static>(value: T) -> Self {
        Self { value: Arc::new(value), equal: |a, b| a.downcast_ref::<T>() == b.downcast_ref::<T>() }
    }

    fn as_ref<T: 'static>(&self) -> &T {
        self.value.downcast_ref().expect("a slice holds what its own constructor put into it")
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        (self.equal)(&*self.value, &*other.value)
    }
}
