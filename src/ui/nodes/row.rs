//! A row of the nodes page: one node, whether it answers, what it is, and its actions.

use std::sync::Arc;

use leptos::prelude::*;

use super::headers::HeadersAgain;
use crate::i18n::failure::{self, Asked};
use crate::i18n::{Lang, frame, kinds, local, nodes as words, quantity, query};
use crate::model::node::{Node, NodeStatus};
use crate::state::app::ListId;
use crate::state::event::{Event, LocalEvent, NodesEvent};
use crate::state::local::FileUse;
use crate::state::nodes::{CLOCK_WARNING_MS, Health, NodeEntry, Origin};
use crate::ui::focus::node_id;
use crate::ui::kit::folded::Folded;
use crate::ui::kit::shape::{Shape, state};
use crate::ui::shell::Shell;
use crate::ui::slice::{Slice, say};

/// How many of its neighbours a row shows before a person asks for more.
const NEIGHBOURS: usize = 8;

/// The node's row, and below it what is wrong with it. Its elements stay while probes come and go; what has changed is
/// renewed in them.
#[component]
pub(super) fn Row(name: String) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let known = name.clone();
    let entry = shell.memo(move |app| app.nodes.entry(&known).cloned());
    let is_of_this_page = part(entry, |entry| entry.node.is_of_this_page());
    let wrong = Slice::new(move || entry.with(|entry| wrong(lang.get(), entry.as_ref()?)));
    let has_wrong = Slice::new(move || wrong.with(Option::is_some));
    // The form is another one's where the node is.
    let lacking = part(entry, |entry| entry.headers_gone.then(|| Arc::new(entry.node.clone())));
    // One type of closure for all cells, as with [`say`].
    let cell = move |view: fn(Shell, Lang, &NodeEntry) -> AnyView| {
        move || entry.with(|entry| entry.as_ref().map(|entry| view(shell, lang.get(), entry)))
    };
    view! {
        <tr class="nodes__row">
            <th scope="row" class="mono">{name.clone()}</th>
            <td>{cell(|_, lang, entry| health(lang, entry).into_any())}</td>
            {cell(|_, lang, entry| facts(lang, entry).into_any())}
            <td class="nodes__url" class:mono=move || !is_of_this_page.get()>
                {cell(|shell, lang, entry| (address(shell, lang, entry), headers(lang, &entry.node)).into_any())}
            </td>
            <td class="mono"><Neighbours name=name.clone() entry=entry /></td>
            <td>{cell(|_, lang, entry| origin(lang, entry).into_any())}</td>
            <td><Actions name=name entry=entry /></td>
        </tr>
        <Show when=move || has_wrong.get()>
            <tr class="nodes__wrong"><td colspan="9">
                <span class="nodes__said">
                    <b class="nodes__reason">{move || wrong.get().map(|(reason, _)| reason)}</b> " "
                    {move || wrong.get().map(|(_, next)| next)}
                </span>
            </td></tr>
        </Show>
        {move || lacking.get().map(|node| view! {
            <tr class="nodes__wrong"><td colspan="9">
                <div class="nodes__said"><HeadersAgain node=Node::clone(&node) /></div>
            </td></tr>
        })}
    }
}

/// A part of what is known of the node, which changes only when its value does.
fn part<T: Default + PartialEq + Send + Sync + 'static>(
    entry: Slice<Option<NodeEntry>>,
    read: impl Fn(&NodeEntry) -> T + Send + Sync + 'static,
) -> Slice<T> {
    Slice::new(move || entry.with(|entry| entry.as_ref().map(&read).unwrap_or_default()))
}

fn origin(lang: Lang, entry: &NodeEntry) -> &'static str {
    match entry.origin {
        Origin::Added if entry.node.is_of_this_page() => local::in_this_tab(lang),
        Origin::Configured => words::configured(lang),
        Origin::Added => words::added(lang),
    }
}

fn status(entry: &NodeEntry) -> Option<&NodeStatus> {
    match &entry.health {
        Health::Up(status) => Some(status),
        Health::Unknown | Health::Down(_) => None,
    }
}

/// The state as a word with a shape.
fn health(lang: Lang, entry: &NodeEntry) -> impl IntoView + use<> {
    let (shape, word) = match (&entry.health, entry.probe) {
        _ if entry.headers_gone => (Shape::Cross, words::headers_gone(lang)),
        (Health::Up(_), _) => (Shape::Full, words::up(lang)),
        (Health::Down(why), _) => (Shape::Cross, words::state_down(lang, why)),
        (Health::Unknown, Some(_)) => (Shape::Empty, words::probing(lang)),
        (Health::Unknown, None) => (Shape::Empty, words::unknown(lang)),
    };
    state(shape, word.to_owned())
}

/// Product, latency, clock.
fn facts(lang: Lang, entry: &NodeEntry) -> impl IntoView + use<> {
    let (product, latency, clock) = status(entry).map_or_else(Default::default, |status| {
        if let Some(file) = &status.file {
            let product = [(kinds::of(entry.node.kind()).label)(lang), local::format(lang, file.format)].join(", ");
            return (product, quantity::span(status.latency_ms), None);
        }
        let product = words::product_of(lang, entry.node.kind(), status);
        (product, quantity::span(status.latency_ms), status.clock_difference_ms.map(|ms| clock(lang, ms, status)))
    });
    view! {
        <td>{product}</td>
        <td class="nodes__number">{latency}</td>
        <td class="nodes__number">{clock}</td>
    }
}

/// A difference below half the latency is within the error of measuring it.
fn clock(lang: Lang, ms: f64, status: &NodeStatus) -> String {
    if ms.abs() <= (status.latency_ms / 2.0).max(1.0) {
        words::clock_equal(lang).to_owned()
    } else if ms > 0.0 {
        words::clock_fast(lang, &quantity::span(ms))
    } else {
        words::clock_slow(lang, &quantity::span(-ms))
    }
}

/// Where it is; of a file that this page holds, what is in it.
fn address(shell: Shell, lang: Lang, entry: &NodeEntry) -> impl IntoView + use<> {
    if !entry.node.is_of_this_page() {
        return entry.node.endpoint.to_string().into_any();
    }
    let Some(file) = status(entry).and_then(|status| status.file) else { return ().into_any() };
    let amounts = [query::series(lang, &quantity::count(file.series)), query::samples(lang, file.samples)];
    let times = file.times.map(|(first, last)| {
        let text = |ms| {
            let civil = shell.zone(first, last).civil(ms);
            [civil.date(), civil.clock()].join(" ")
        };
        if first == last {
            [query::evaluated_at(lang, &text(first)), String::new()]
        } else {
            [local::from(lang, &text(first)), local::to(lang, &text(last))]
        }
        .map(|line| view! { <div>{line}</div> })
    });
    let readings = local::readings(lang, &file, |ms| shell.moment(ms)).into_iter();
    let readings = readings.map(|reading| view! { <div>{reading}</div> }).collect_view();
    view! { <div>{amounts.join(", ")}</div> {times} {readings} }.into_any()
}

/// Names of the headers that are sent along; never their values.
fn headers(lang: Lang, node: &Node) -> impl IntoView + use<> {
    let names: Vec<_> = node.headers.iter().map(|(name, _)| name.as_str()).collect();
    (!names.is_empty())
        .then(|| view! { <div class="nodes__note">{words::headers_hidden(lang, &names.join(", "))}</div> })
}

/// What it reads from, or the peers of its cluster.
#[component]
fn Neighbours(name: String, entry: Slice<Option<NodeEntry>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    // A node has the one or the other.
    let names = part(entry, |entry| {
        status(entry).map(|status| [&status.remotes[..], &status.peers].concat()).unwrap_or_default()
    });
    let left_out = part(entry, |entry| status(entry).map_or(0, |status| status.peers_left_out));
    let unfolding =
        shell.unfolding_of(move |app| app.nodes.entry(&name).map(|entry| ListId::Neighbours(entry.node.id())));
    let item = Callback::new(move |name: String| view! { <div>{name}</div> }.into_any());
    view! {
        <Folded lang=lang texts=names first=NEIGHBOURS unfolding=unfolding item=item />
        {move || Some(left_out.get()).filter(|count| *count > 0).map(|count| view! {
            <div class="nodes__note">{words::peers_left_out(lang.get(), count)}</div>
        })}
    }
}

/// What is wrong with a node, and all else that is to be said of that.
fn wrong(lang: Lang, entry: &NodeEntry) -> Option<(String, String)> {
    match &entry.health {
        Health::Down(why) => {
            let said = failure::words(lang, why, Asked::probe(&entry.node));
            Some((said.title, [said.detail, said.next].join(" ")))
        }
        Health::Up(status) if status.clock_difference_ms.is_some_and(|ms| ms.abs() > CLOCK_WARNING_MS) => {
            Some((String::new(), words::clock_warning(lang).to_owned()))
        }
        Health::Up(_) | Health::Unknown => None,
    }
}

/// What can be done with the node. Its buttons are never disabled: that would take the focus from who presses one.
#[component]
fn Actions(name: String, entry: Slice<Option<NodeEntry>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let is_busy = part(entry, |entry| entry.probe.is_some() || entry.headers_gone);
    let can_reload = part(entry, |entry| entry.node.is_of_this_page());
    let can_remove = part(entry, |entry| entry.origin == Origin::Added);
    let [probed, removed, again_of, remove_of] = [(); 4].map(|()| name.clone());
    let probe = move |_| {
        if !is_busy.get_untracked() {
            shell.dispatch(Event::Nodes(NodesEvent::Probe(probed.clone())));
        }
    };
    let reload = move |_| {
        if let Some(entry) = entry.get_untracked() {
            shell.dispatch(Event::Local(LocalEvent::Open(FileUse::Replace(entry.node.id()))));
        }
    };
    view! {
        <span class="nodes__actions">
            <button id=node_id(&name) class="button button--quiet" aria-disabled=move || is_busy.get().then_some("true") on:click=probe>
                {say(lang, words::probe)}
            </button>
            {move || can_reload.get().then(|| view! {
                <button class="button button--quiet" aria-label=local::load_again_of(lang.get(), &again_of) on:click=reload>
                    {say(lang, local::load_again)}
                </button>
            })}
            {move || can_remove.get().then(|| {
                let removed = removed.clone();
                view! {
                    <button class="button button--quiet" aria-label=words::remove(lang.get(), &remove_of)
                        on:click=move |_| shell.dispatch(Event::Nodes(NodesEvent::Remove(removed.clone())))>
                        {say(lang, frame::remove)}
                    </button>
                }
            })}
        </span>
    }
}
