//! Adding a node by its URL.

use leptos::prelude::*;

use super::headers::read_headers;
use crate::i18n::{kinds, nodes as words, notice};
use crate::model::node::{Node, NodeKind};
use crate::model::notice::NodeProblem;
use crate::state::event::{Event, NodesEvent};
use crate::state::nodes::address::NodeForm;
use crate::ui::focus::ADD_NODE;
use crate::ui::kit::notice::{Notice, Tone};
use crate::ui::kit::select::Select;
use crate::ui::shell::Shell;
use crate::ui::slice::say;

/// The form. What is typed stays in it until the node was accepted.
#[component]
pub(super) fn AddNode() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let name = shell.memo(|app| app.node_form.name.clone());
    let url = shell.memo(|app| app.node_form.url.clone());
    let typed = move |change: fn(&mut NodeForm, String), text: String| {
        let mut form = shell.peek(|app| app.node_form.clone());
        change(&mut form, text);
        shell.dispatch(Event::Nodes(NodesEvent::Typed(form)));
    };
    let kind = shell.memo(|app| app.node_form.kind());
    let key = Signal::derive(move || kind.get().key().to_owned());
    let kinds = Signal::derive(move || {
        let offered = NodeKind::ALL.into_iter().filter(|kind| kind.is_added_by_form());
        offered.map(|kind| (kind.key().to_owned(), (kinds::of(kind).label)(lang.get()).to_owned())).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |key| typed(|form, key| form.kind = key, key));
    let headers = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<NodeProblem>);
    let add = move || {
        let node = read_headers(&headers.get_untracked()).and_then(|headers| {
            let form = shell.peek(|app| app.node_form.clone());
            let candidate = Node { endpoint: form.endpoint(), name: form.name, headers };
            // The candidate as it was typed is what is added, so that a changed URL is reported.
            shell.peek(|app| app.nodes.check(&candidate, &app.base)).map(|_| candidate)
        });
        match node {
            Ok(node) => {
                problem.set(None);
                headers.set(String::new());
                shell.dispatch(Event::Nodes(NodesEvent::Add(node)));
            }
            Err(why) => problem.set(Some(why)),
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            add();
        }
    };
    view! {
        // No form: where a sandbox or a policy forbids forms, its button would do nothing.
        <div class="nodes__add" role="form" aria-labelledby="node-add">
            <h2 id="node-add">{say(lang, words::add)}</h2>
            <label>
                <span>{say(lang, words::url)}</span>
                <input id=ADD_NODE class="field mono" autocomplete="off" spellcheck="false" placeholder="http://127.0.0.1:9090"
                    aria-label=say(lang, words::url) aria-describedby="node-url-hint"
                    prop:value=move || url.get() on:keydown=on_key
                    on:input=move |event| typed(|form, text| form.url = text, event_target_value(&event)) />
                <span class="nodes__note" id="node-url-hint">
                    {move || (kinds::of(kind.get()).url_hint)(lang.get())}
                </span>
            </label>
            <label>
                <span>{say(lang, words::name)}</span>
                <input class="field" autocomplete="off"
                    prop:value=move || name.get() on:keydown=on_key
                    on:input=move |event| typed(|form, text| form.name = text, event_target_value(&event)) />
            </label>
            <label>
                <span>{say(lang, words::kind)}</span>
                <Select value=key options=kinds choose=choose />
            </label>
            <label>
                <span>{say(lang, words::headers)}</span>
                <textarea class="field mono" rows="2" spellcheck="false"
                    aria-label=say(lang, words::headers) aria-describedby="node-headers-hint" autocomplete="off" placeholder="Authorization: Bearer …"
                    prop:value=move || headers.get() on:input=move |event| headers.set(event_target_value(&event))></textarea>
                <span class="nodes__note" id="node-headers-hint">{say(lang, words::headers_note)}</span>
            </label>
            {move || problem.get().map(|why| view! {
                <Notice tone=Tone::Error title=notice::node(lang.get(), &why) />
            })}
            <button class="button button--main" on:click=move |_| add()>{say(lang, words::add)}</button>
        </div>
    }
}
