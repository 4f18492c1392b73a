//! A `narthex.json` for all who open the page: an example to copy and to save.

use leptos::prelude::*;

use crate::i18n::first_run as words;
use crate::model::node::Endpoint;
use crate::model::notice::ConfigProblem;
use crate::state::app::App;
use crate::state::command::SavedFile;
use crate::state::config::sample::{JsonPart, parts, sample};
use crate::state::event::Event;
use crate::state::nodes::candidate::CandidateState;
use crate::ui::kit::icon::{Icon, Picture};
use crate::ui::shell::Shell;
use crate::ui::slice::say;

/// The file's name.
const NAME: &str = "narthex.json";

/// The row.
#[component]
pub(super) fn Everybody() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let is_missing = shell.memo(|app| app.nodes.problems.contains(&ConfigProblem::Missing));
    let lists_none = shell.memo(|app| app.nodes.problems.is_empty());
    let text = shell.memo(sample_of);
    let found = move || match (is_missing.get(), lists_none.get()) {
        (true, _) => words::not_found(lang.get()),
        (false, true) => words::lists_none(lang.get()),
        // What is wrong with it is said above.
        (false, false) => "",
    };
    let coloured = move || {
        text.with(|text| {
            let class = |part| match part {
                JsonPart::Key => "code--label",
                JsonPart::Text => "code--string",
                JsonPart::Other => "",
            };
            parts(text)
                .into_iter()
                .map(|(part, text)| view! { <span class=class(part)>{text.to_owned()}</span> })
                .collect_view()
        })
    };
    let save = move |_| shell.dispatch(Event::Save(SavedFile { name: NAME.to_owned(), text: text.get_untracked() }));
    view! {
        <div class="first__row">
            <Icon of=Picture::Pin />
            <div>
                <h2 class="first__title">{say(lang, words::everybody)}</h2>
                <p class="first__about">{say(lang, words::everybody_about)} " " {found}</p>
                <pre class="first__sample" tabindex="0" role="region" aria-label=say(lang, words::sample)>{coloured}</pre>
            </div>
            <div class="first__buttons">
                <button class="button" on:click=move |_| shell.dispatch(Event::Copy(text.get_untracked()))>
                    <Icon of=Picture::Copy /> {say(lang, words::copy)}
                </button>
                <button class="button" on:click=save><Icon of=Picture::Save /> {say(lang, words::save)}</button>
            </div>
        </div>
    }
}

/// The example, with the address that answers, if one was found.
fn sample_of(app: &App) -> String {
    let found = app.candidate.as_ref().filter(|of| matches!(of.state, CandidateState::Up(_)));
    let url = found.and_then(|of| if let Endpoint::Server { url } = &of.endpoint { Some(url.as_str()) } else { None });
    sample(url)
}
