//! One node of the list.

use leptos::prelude::*;

use super::headers::HeadersAgain;
use crate::i18n::failure::{self, Asked};
use crate::i18n::{Lang, frame, kinds, local, nodes as words, quantity, query};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::Failure;
use crate::state::app::ListId;
use crate::state::event::{Event, LocalEvent, NodesEvent};
use crate::state::local::FileUse;
use crate::state::nodes::{CLOCK_WARNING_MS, Health, NodeEntry, Origin};
use crate::ui::kit::folded::Folded;
use crate::ui::shell::Shell;

/// How many of its neighbours a row shows before a person asks for more.
const NEIGHBOURS: usize = 8;

/// The node's row, and below it what is wrong with it.
#[component]
pub(super) fn Row(name: String) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let entry = shell.memo(move |app| app.nodes.entry(&name).cloned());
    move || {
        let entry = entry.get()?;
        let lang = lang.get();
        let wrong = wrong(lang, &entry);
        Some(view! {
            <tr class="nodes__row">
                <th scope="row" class="mono">{entry.node.name.clone()}</th>
                <td>{state(lang, &entry)}</td>
                {facts(lang, &entry)}
                <td class="nodes__url" class:mono=!entry.node.is_of_this_page()>{address(shell, lang, &entry)}{headers(lang, &entry.node)}</td>
                <td class="mono">{neighbours(lang, shell, &entry)}</td>
                <td>{match entry.origin {
                    Origin::Added if entry.node.is_of_this_page() => local::in_this_tab(lang),
                    Origin::Configured => words::configured(lang),
                    Origin::Added => words::added(lang),
                }}</td>
                <td>{actions(shell, lang, &entry)}</td>
            </tr>
            {wrong.map(|(reason, next)| view! {
                <tr class="nodes__wrong"><td colspan="9">
                    <span class="nodes__said"><b class="nodes__reason">{reason}</b>" "{next}</span>
                </td></tr>
            })}
            {entry.headers_gone.then(|| view! {
                <tr class="nodes__wrong"><td colspan="9">
                    <div class="nodes__said"><HeadersAgain node=entry.node.clone() /></div>
                </td></tr>
            })}
        })
    }
}

fn status(entry: &NodeEntry) -> Option<&NodeStatus> {
    match &entry.health {
        Health::Up(status) => Some(status),
        Health::Unknown | Health::Down(_) => None,
    }
}

/// The state as a word with a shape: a full, an empty, a struck circle.
fn state(lang: Lang, entry: &NodeEntry) -> impl IntoView + use<> {
    let (class, shape, word) = match (&entry.health, entry.probe) {
        _ if entry.headers_gone => ("nodes__state nodes__state--down", "✕", words::headers_gone(lang)),
        (Health::Up(_), _) => ("nodes__state nodes__state--up", "●", words::up(lang)),
        (Health::Down(why), _) => ("nodes__state nodes__state--down", "✕", down_word(lang, why)),
        (Health::Unknown, Some(_)) => ("nodes__state", "○", words::probing(lang)),
        (Health::Unknown, None) => ("nodes__state", "○", words::unknown(lang)),
    };
    view! { <span class=class><span aria-hidden="true">{shape}</span> " " {word}</span> }
}

/// A node that answers in a way that is of no use is not called unreachable.
fn down_word(lang: Lang, why: &Failure) -> &'static str {
    match why {
        Failure::Unreachable | Failure::NoAnswer | Failure::TimedOut { .. } | Failure::Interrupted { .. } => {
            words::down(lang)
        }
        _ => words::unusable(lang),
    }
}

/// Product, latency, clock.
fn facts(lang: Lang, entry: &NodeEntry) -> impl IntoView + use<> {
    let (product, latency, clock) = status(entry).map_or_else(Default::default, |status| {
        if let Some(file) = &status.file {
            let product = [(kinds::of(entry.node.kind()).label)(lang), local::format(lang, file.format)].join(", ");
            return (product, quantity::span(status.latency_ms), None);
        }
        let version = status.version.as_deref().unwrap_or(words::version_unknown(lang));
        let product = format!("{} {version}", status.product);
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
fn neighbours(lang: Lang, shell: Shell, entry: &NodeEntry) -> Option<impl IntoView + use<>> {
    let status = status(entry)?;
    // A node has the one or the other.
    let names = [&status.remotes[..], &status.peers].concat();
    let count = names.len();
    let item = Callback::new(move |at: usize| view! { <div>{names[at].clone()}</div> }.into_any());
    let left_out = status.peers_left_out;
    let unfolding = shell.unfolding(ListId::Neighbours(entry.node.id()));
    Some(view! {
        <Folded lang=shell.lang count=count first=NEIGHBOURS unfolding=unfolding item=item />
        {(left_out > 0).then(|| view! {
            <div class="nodes__note">{words::peers_left_out(lang, left_out)}</div>
        })}
    })
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

fn actions(shell: Shell, lang: Lang, entry: &NodeEntry) -> impl IntoView + use<> {
    let name = entry.node.name.clone();
    let removed = name.clone();
    let node = entry.node.id();
    let again = local::load_again_of(lang, &name);
    let label = words::remove(lang, &name);
    let probing = entry.probe.is_some() || entry.headers_gone;
    view! {
        <span class="nodes__actions">
            <button class="button button--quiet" disabled=probing
                on:click=move |_| shell.dispatch(Event::Nodes(NodesEvent::Probe(name.clone())))>
                {words::probe(lang)}
            </button>
            {entry.node.is_of_this_page().then(|| view! {
                <button class="button button--quiet" aria-label=again
                    on:click=move |_| shell.dispatch(Event::Local(LocalEvent::Open(FileUse::Replace(node.clone()))))>
                    {local::load_again(lang)}
                </button>
            })}
            {(entry.origin == Origin::Added).then(|| view! {
                <button class="button button--quiet" aria-label=label
                    on:click=move |_| shell.dispatch(Event::Nodes(NodesEvent::Remove(removed.clone())))>
                    {frame::remove(lang)}
                </button>
            })}
        </span>
    }
}
