//! The button that copies the whole of a text that is shown cut.

use leptos::prelude::*;

use super::icon::{Icon, Picture};
use crate::i18n::{Lang, frame as words};
use crate::ui::slice::{Slice, say};

/// The button that copies the whole of a text that is cut. It stands before the text, whose end may be out of sight.
pub(crate) fn copy_button(
    lang: Slice<Lang>,
    copy: impl Fn(leptos::ev::MouseEvent) + Send + Sync + 'static,
) -> impl IntoView {
    let label = say(lang, words::copy_whole);
    view! {
        <button class="cut__copy" aria-label=label title=label on:click=copy>
            <Icon of=Picture::Copy />
        </button>
    }
}
