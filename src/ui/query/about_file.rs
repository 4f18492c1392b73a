//! What is to be said of a file beside its result: samples that lie at other times, and what was not read as it stands.

use leptos::prelude::*;

use super::hold::Hold;
use crate::i18n::local as words;
use crate::model::file::{Elsewhere, FileStatus};
use crate::state::event::PanelEvent;
use crate::ui::kit::notice::{Notice, Tone};

/// The notices on the file that the shown result is of; none where it is of no file.
#[component]
pub(super) fn AboutFile(hold: Hold) -> impl IntoView {
    let (shell, lang) = (hold.shell, hold.shell.lang);
    let said = shell.memo(move |app| {
        let result = app.panel(hold.id)?.shown().result.as_ref()?;
        let node = &result.question.node;
        let file: FileStatus = *app.nodes.file(node)?;
        Some((node.clone(), file, file.elsewhere(result.at)))
    });
    let elsewhere = move |name: &str, of: Elsewhere| {
        let (first, last) = of.span();
        let title = words::lie(lang.get(), name, of, |ms| shell.moment(ms));
        view! {
            <Notice tone=Tone::Warning title=title next=words::outside(lang.get())>
                <button class="button button--quiet" on:click=move |_| hold.tell(PanelEvent::Span { first, last })>
                    {words::go_there(lang.get_untracked())}
                </button>
            </Notice>
        }
    };
    move || {
        let (name, file, outside) = said.get()?;
        let readings = words::readings(lang.get(), &file, |ms| shell.moment(ms)).into_iter();
        let readings = readings.map(|reading| view! { <Notice tone=Tone::Quiet title=reading /> }).collect_view();
        let outside = outside.into_iter().map(|of| elsewhere(&name, of)).collect_view();
        Some((outside, readings))
    }
}
