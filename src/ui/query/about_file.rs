//! Notices about a file beside its result: samples outside the times shown, and what was read differently than it
//! stands.

use leptos::prelude::*;

use super::handle::PanelHandle;
use crate::i18n::local as words;
use crate::model::file::{Elsewhere, FileStatus};
use crate::model::outcome::Outside;
use crate::state::event::PanelEvent;
use crate::state::panel::options::PanelOption;
use crate::ui::kit::notice::{Notice, Tone};

/// The notices on the file that the shown result is of; none where it is of no file, or of one that was replaced.
#[component]
pub(super) fn AboutFile(handle: PanelHandle) -> impl IntoView {
    let (shell, lang) = (handle.shell, handle.shell.lang);
    let said = shell.memo(move |app| {
        let result = app.panel(handle.id)?.shown().result.as_ref()?;
        let file: FileStatus = *app.nodes.file(&result.node)?;
        let elsewhere = file.elsewhere(result.at);
        // Of a file that altogether lies elsewhere, that is all there is to say.
        let outside = result.provenance.evaluation.and_then(|took| took.outside).filter(|_| elsewhere.is_empty());
        Some((result.node.name.clone(), file, elsewhere, outside))
    });
    let elsewhere = move |name: &str, of: Elsewhere| {
        let (first, last) = of.span();
        let title = words::lie(lang.get(), name, of, |ms| shell.moment(ms));
        view! {
            <Notice tone=Tone::Warning title=title next=words::outside(lang.get())>
                <button class="button button--quiet" on:click=move |_| handle.tell(PanelEvent::Span { first, last })>
                    {words::go_there(lang.get_untracked())}
                </button>
            </Notice>
        }
    };
    let missing = move |outside: Outside| {
        let title = words::outside_series(lang.get(), outside, |ms| shell.moment(ms));
        let to = PanelOption::Time(Some(outside.nearest));
        view! {
            <Notice tone=Tone::Quiet title=title>
                <button class="button button--quiet" on:click=move |_| handle.set(to.clone())>
                    {words::go_there(lang.get_untracked())}
                </button>
            </Notice>
        }
    };
    move || {
        let (name, file, elsewhere_at, outside) = said.get()?;
        let readings = words::readings(lang.get(), &file, |ms| shell.moment(ms)).into_iter();
        let readings = readings.map(|reading| view! { <Notice tone=Tone::Quiet title=reading /> }).collect_view();
        let elsewhere = elsewhere_at.into_iter().map(|of| elsewhere(&name, of)).collect_view();
        Some((elsewhere, outside.map(missing), readings))
    }
}
