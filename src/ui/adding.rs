//! The address of a node that is to be added: its text box, what is found there while someone types, and adding it.
//! The first page and the form of the nodes page share it.

use leptos::html;
use leptos::prelude::*;

use crate::i18n::failure::{self, Asked};
use crate::i18n::{Lang, Text, first_run as words, nodes, notice, quantity};
use crate::model::http_url::HttpUrl;
use crate::model::node::{Node, NodeStatus};
use crate::model::notice::NodeProblem;
use crate::state::event::{Event, NodesEvent};
use crate::state::nodes::address::{self, NodeForm};
use crate::state::nodes::candidate::{Candidate, CandidateState};
use crate::state::nodes::read_headers;
use crate::ui::focus::ADD_NODE;
use crate::ui::kit::notice::{Notice, Tone};
use crate::ui::kit::shape::{Shape, state};
use crate::ui::shell::Shell;
use crate::ui::slice::say;

/// Remotes that are named.
const REMOTES: usize = 3;

/// What is typed of a node, and adding it.
#[derive(Clone, Copy)]
pub(super) struct Adding {
    shell: Shell,
    /// The headers as they were typed; they may be secrets, so they are nowhere else.
    pub(super) headers: RwSignal<String>,
    problem: RwSignal<Option<NodeProblem>>,
}

impl Adding {
    /// Nothing was typed here yet.
    pub(super) fn new(shell: Shell) -> Self {
        Self { shell, headers: RwSignal::new(String::new()), problem: RwSignal::new(None) }
    }

    /// Something is typed into the form.
    pub(super) fn typed(self, change: fn(&mut NodeForm, String), text: String) {
        let mut form = self.shell.peek(|app| app.node_form.clone());
        change(&mut form, text);
        self.problem.set(None);
        self.shell.dispatch(Event::Nodes(NodesEvent::Typed(form)));
    }

    /// Adds the node, or says why it cannot be.
    pub(super) fn add(self) {
        let node = read_headers(&self.headers.get_untracked()).and_then(|headers| {
            let candidate = self.shell.peek(|app| app.typed_node(headers));
            // The candidate as it was typed is what is added, so that a changed URL is reported.
            self.shell.peek(|app| app.nodes.check(&candidate, &app.base)).map(|_| candidate)
        });
        match node {
            Ok(node) => {
                self.problem.set(None);
                self.headers.set(String::new());
                self.shell.dispatch(Event::Nodes(NodesEvent::Add(node)));
            }
            Err(why) => self.problem.set(Some(why)),
        }
    }

    /// Adds it by Enter.
    pub(super) fn on_key(self, event: &leptos::ev::KeyboardEvent) {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            self.add();
        }
    }
}

/// The text box.
#[component]
pub(super) fn AddressBox(adding: Adding, label: Text, #[prop(optional)] described: &'static str) -> impl IntoView {
    let shell = adding.shell;
    let url = shell.memo(|app| app.node_form.url.clone());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if field.get().is_some() {
            shell.arrived(ADD_NODE);
        }
    });
    view! {
        <input id=ADD_NODE node_ref=field class="field mono" autocomplete="off" autocapitalize="off" spellcheck="false"
            inputmode="url" placeholder="http://127.0.0.1:9090" aria-label=say(shell.lang, label)
            aria-describedby=(!described.is_empty()).then_some(described)
            prop:value=move || url.get() on:keydown=move |event| adding.on_key(&event)
            on:input=move |event| adding.typed(|form, text| form.url = text, event_target_value(&event)) />
    }
}

/// Why it could not be added.
#[component]
pub(super) fn AddingProblem(adding: Adding) -> impl IntoView {
    let lang = adding.shell.lang;
    move || adding.problem.get().map(|why| view! { <Notice tone=Tone::Error title=notice::node(lang.get(), &why) /> })
}

/// What is found at the address while someone types. It is asked without headers, so that nothing is said where some
/// are typed.
#[component]
pub(super) fn Found(adding: Adding) -> impl IntoView {
    let shell = adding.shell;
    let candidate = shell.memo(|app| app.candidate.clone());
    let typed = shell.memo(|app| app.node_form.url.trim().trim_end_matches('/').to_owned());
    let found = move || {
        let is_bare = adding.headers.with(|headers| headers.trim().is_empty());
        let candidate = candidate.get().filter(|_| is_bare)?;
        Some(of_candidate(shell.lang.get(), &candidate, &typed.get()))
    };
    view! { <div class="found" role="status">{found}</div> }
}

fn of_candidate(lang: Lang, candidate: &Candidate, typed: &str) -> AnyView {
    let url = candidate.endpoint.to_string();
    match &candidate.state {
        CandidateState::Wanted | CandidateState::Asked(_) => {
            view! { <span class="found__more">{words::asking(lang, &url)}</span> }.into_any()
        }
        CandidateState::Up(status) => {
            let took = quantity::span(status.latency_ms);
            let product = nodes::product_of(lang, candidate.endpoint.kind(), status);
            let elsewhere = (url != typed).then(|| words::found_at(lang, &url));
            let more = [elsewhere, Some(words::lets_read(lang).to_owned()), reads_from(lang, status)];
            view! {
                {state(Shape::Full, words::answers(lang).to_owned())}
                <span>{words::product_in(lang, &product, &took)}</span>
                {more.into_iter().flatten().map(|text| view! { <span class="found__more">{text}</span> }).collect_view()}
            }
            .into_any()
        }
        CandidateState::Down(why) => {
            let node = Node::new(address::name(&candidate.endpoint), candidate.endpoint.clone());
            let said = failure::words(lang, why, Asked::probe(&node));
            view! {
                {state(Shape::Cross, nodes::state_down(lang, why).to_owned())}
                <span>{said.title}</span>
                <p class="found__next">{[said.detail, said.next].join(" ")}</p>
            }
            .into_any()
        }
    }
}

/// The hosts that a node reads from.
fn reads_from(lang: Lang, status: &NodeStatus) -> Option<String> {
    let host = |url: &String| HttpUrl::parse(url).map_or(url.as_str(), |url| url.origin).to_owned();
    let names: Vec<_> = status.remotes.iter().take(REMOTES).map(host).collect();
    let names = names.iter().map(|name| name.split_once("://").map_or(name.as_str(), |(_, host)| host));
    let names = names.collect::<Vec<_>>().join(", ");
    let more = status.remotes.len().saturating_sub(REMOTES);
    let names = if more > 0 { words::and_more(lang, &names, more) } else { names };
    (!names.is_empty()).then(|| words::reads_from(lang, &names))
}
