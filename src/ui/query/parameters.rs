//! What is sent with a panel's queries besides, as a link of another console asked for it.

use leptos::prelude::*;

use super::hold::Hold;
use crate::i18n::query as words;
use crate::state::panel::options::PanelOption;
use crate::ui::kit::notice::{Notice, Tone};

/// The parameters, and a way to be rid of them; nothing where there are none.
#[component]
pub(super) fn ParametersLine(hold: Hold) -> impl IntoView {
    let lang = hold.shell.lang;
    let sent = hold.memo(|panel| panel.options.parameters.clone());
    let refusing = hold.shell.memo(move |app| {
        let panel = app.panel(hold.id)?;
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
                    <button class="button button--quiet" on:click=move |_| hold.set(PanelOption::Parameters(Vec::new()))>
                        {words::drop_parameters(lang.get_untracked())}
                    </button>
                </Notice>
            }
        })
    }
}
