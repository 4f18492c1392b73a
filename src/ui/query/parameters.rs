//! The notice of parameters that go with a panel's queries, such as Thanos' `dedup`, taken from another console's link.

use leptos::prelude::*;

use super::handle::PanelHandle;
use crate::i18n::query as words;
use crate::state::command::Focus;
use crate::state::panel::options::PanelOption;
use crate::ui::kit::notice::{Notice, Tone};

/// The parameters, and a way to be rid of them; nothing where there are none.
#[component]
pub(super) fn ParametersLine(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let sent = handle.memo(|panel| panel.options.parameters.clone());
    let drop = move |_| {
        handle.set(PanelOption::Parameters(Vec::new()));
        handle.shell.focus(&Focus::Expression(handle.id));
    };
    let refusing = handle.shell.memo(move |app| {
        let panel = app.panel(handle.id)?;
        app.nodes.takes_no_parameters(&panel.options.node).map(str::to_owned)
    });
    move || {
        let sent = sent.get();
        let list = sent.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
        let title = match refusing.get() {
            Some(product) if product.is_empty() => words::parameters_unused(lang.get(), &list),
            Some(product) => words::parameters_not_taken(lang.get(), &product, &list),
            None => words::parameters(lang.get(), &list),
        };
        (!sent.is_empty()).then(|| {
            view! {
                <Notice tone=Tone::Quiet title=title>
                    <button class="button button--quiet" on:click=drop>
                        {words::drop_parameters(lang.get_untracked())}
                    </button>
                </Notice>
            }
        })
    }
}
