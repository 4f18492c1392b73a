//! Headers that a person types: for a node whose own were gone with a reload.

use leptos::prelude::*;

use crate::i18n::{nodes as words, notice};
use crate::model::node::Node;
use crate::model::notice::NodeProblem;
use crate::state::event::{Event, NodesEvent};
use crate::state::nodes::{check_header, read_headers};
use crate::ui::kit::notice::{Notice, Tone};
use crate::ui::shell::Shell;
use crate::ui::slice::say;

/// The form that gives a node its headers again.
#[component]
pub(super) fn HeadersAgain(node: Node) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<NodeProblem>);
    let label = node.name.clone();
    let label = move || words::headers_of(lang.get(), &label);
    let bare = node.clone();
    let set = move |_| {
        let read = read_headers(&text.get_untracked());
        let checked = read.and_then(|headers| {
            headers.iter().try_for_each(|(name, value)| check_header(name, value))?;
            Ok(headers)
        });
        match checked {
            // Nothing was typed.
            Ok(headers) if headers.is_empty() => {}
            Ok(headers) => shell.dispatch(Event::Nodes(NodesEvent::Headers(Node { headers, ..node.clone() }))),
            Err(why) => problem.set(Some(why)),
        }
    };
    view! {
        <div class="nodes__headers">
            <span>{say(lang, words::headers_gone_hint)}</span>
            <textarea class="field mono" rows="2" spellcheck="false" autocomplete="off" aria-label=label
                placeholder="Authorization: Bearer …"
                prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))></textarea>
            {move || problem.get().map(|why| view! {
                <Notice tone=Tone::Error title=notice::node(lang.get(), &why) />
            })}
            <span class="row">
                <button class="button button--main" on:click=set>{say(lang, words::set_headers)}</button>
                <button class="button button--quiet"
                    on:click=move |_| shell.dispatch(Event::Nodes(NodesEvent::Headers(bare.clone())))>
                    {say(lang, words::without_headers)}
                </button>
            </span>
        </div>
    }
}
