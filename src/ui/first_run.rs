//! The page where there are no nodes: it asks which Prometheus, and offers what can be had without one.

use leptos::prelude::*;

use super::adding::{Adding, AddingProblem, AddressBox, Found};
use super::drop_area::DropArea;
use super::offers::{self, Offers};
use super::shell::Shell;
use super::slice::say;
use crate::i18n::{failure, first_run as words};
use crate::state::command::Focus;
use crate::state::event::Event;
use crate::state::page::Page;

/// The page.
#[component]
pub(super) fn FirstRun() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let adding = Adding::new(shell);
    let more = move |_| {
        shell.dispatch(Event::Go(Page::Nodes));
        shell.focus(&Focus::AddNode);
    };
    view! {
        <DropArea class="first" label=Signal::derive(move || words::title(lang.get()).to_owned())
            wanted=Callback::new(move |()| offers::file_use(shell))>
            <h1 class="first__question">{say(lang, words::title)}</h1>
            <p class="first__about">{say(lang, words::about)}</p>
            // No form: where a sandbox or a policy forbids forms, its button would do nothing.
            <div class="first__ask">
                <AddressBox adding=adding label=words::address />
                <button class="button button--main first__add" on:click=move |_| adding.add()>{say(lang, words::add)}</button>
            </div>
            <div class="first__below">
                <Found adding=adding />
                <button class="link first__more" on:click=more>{say(lang, words::more)}</button>
            </div>
            <AddingProblem adding=adding />
            <Offers />
            <div class="first__foot">
                {say(lang, words::nothing_sent)} " "
                <details>
                    <summary class="link">{say(lang, words::must_allow)}</summary>
                    <p class="first__allow">{say(lang, failure::way::cors_next)}</p>
                </details>
            </div>
        </DropArea>
    }
}
