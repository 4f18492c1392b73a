//! A view of the state that changes only when its value does.
//!
//! Invariant: what reads the state forgets it when it goes. Leptos keeps a source's readers until the source changes
//! or goes, and the state lives as long as the page.

use leptos::prelude::*;
use leptos::reactive::graph::{Observer, Source, ToAnySource};

use crate::i18n::Lang;

/// A value that is computed when something it was computed from has changed, and whose readers hear of it
/// only when it is another one.
pub(crate) struct Slice<T: Send + Sync + 'static>(Memo<T>);

impl<T: Send + Sync + 'static> Clone for Slice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Slice<T> {}

impl<T: Send + Sync + 'static> Slice<T> {
    /// The slice that `read` gives.
    pub(crate) fn new(read: impl Fn() -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self(Memo::new(move |_| read()))
    }

    /// Reads the value and follows it.
    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        forget_reader(&ArcMemo::from(self.0));
        self.0.with(read)
    }
}

impl<T: Clone + Send + Sync + 'static> Slice<T> {
    /// The value, followed.
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now; for event handlers.
    pub(crate) fn get_untracked(self) -> T {
        self.0.get_untracked()
    }
}

impl<T: Clone + Send + Sync + 'static> From<Slice<T>> for Signal<T> {
    fn from(slice: Slice<T>) -> Self {
        Signal::derive(move || slice.get())
    }
}

/// A text that follows the language.
pub(crate) fn say(
    lang: Slice<Lang>,
    text: fn(Lang) -> &'static str,
) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || text(lang.get())
}

/// Has a signal or memo forget the effect or memo that is about to read it, once that is gone: by itself it does not,
/// and the state would remember everything that was ever shown.
pub(crate) fn forget_reader(source: &impl ToAnySource) {
    if let Some(reader) = Observer::get() {
        let source = source.to_any_source();
        on_cleanup(move || source.remove_subscriber(&reader));
    }
}
