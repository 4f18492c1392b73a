//! Adding a node by its URL.

use leptos::prelude::*;

use crate::i18n::{kinds, nodes as words};
use crate::model::node::NodeKind;
use crate::ui::adding::{Adding, AddingProblem, AddressBox, Found};
use crate::ui::kit::select::Select;
use crate::ui::shell::Shell;
use crate::ui::slice::say;

/// The form. What is typed stays in it until the node was accepted.
#[component]
pub(super) fn AddNode() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let adding = Adding::new(shell);
    let name = shell.memo(|app| app.node_form.name.clone());
    let kind = shell.memo(|app| app.node_form.kind());
    let key = Signal::derive(move || kind.get().key().to_owned());
    let kinds = Signal::derive(move || {
        let offered = NodeKind::ALL.into_iter().filter(|kind| kind.is_added_by_form());
        offered.map(|kind| (kind.key().to_owned(), (kinds::of(kind).label)(lang.get()).to_owned())).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |key| adding.typed(|form, key| form.kind = key, key));
    view! {
        // No form: where a sandbox or a policy forbids forms, its button would do nothing.
        <div class="nodes__add" role="form" aria-labelledby="node-add">
            <h2 id="node-add">{say(lang, words::add)}</h2>
            <label>
                <span>{say(lang, words::url)}</span>
                <AddressBox adding=adding label=words::url described="node-url-hint" />
                <span class="nodes__note" id="node-url-hint">
                    {move || (kinds::of(kind.get()).url_hint)(lang.get())}
                </span>
            </label>
            <Found adding=adding />
            <label>
                <span>{say(lang, words::name)}</span>
                <input class="field" autocomplete="off"
                    prop:value=move || name.get() on:keydown=move |event| adding.on_key(&event)
                    on:input=move |event| adding.typed(|form, text| form.name = text, event_target_value(&event)) />
            </label>
            <label>
                <span>{say(lang, words::kind)}</span>
                <Select value=key options=kinds choose=choose />
            </label>
            <label>
                <span>{say(lang, words::headers)}</span>
                <textarea class="field mono" rows="2" spellcheck="false"
                    aria-label=say(lang, words::headers) aria-describedby="node-headers-hint" autocomplete="off" placeholder="Authorization: Bearer …"
                    prop:value=move || adding.headers.get() on:input=move |event| adding.headers.set(event_target_value(&event))></textarea>
                <span class="nodes__note" id="node-headers-hint">{say(lang, words::headers_note)}</span>
            </label>
            <AddingProblem adding=adding />
            <button class="button button--main" on:click=move |_| adding.add()>{say(lang, words::add)}</button>
        </div>
    }
}
