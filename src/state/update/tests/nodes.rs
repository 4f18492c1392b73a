//! Tests of the list of nodes.

use super::*;
use crate::model::file::LocalFile;
use crate::model::node::{Endpoint, FileAddress, Node};
use crate::model::notice::PanelProblem;
use crate::model::outcome::Failure;
use crate::state::app::NoticeId;
use crate::state::command::{Focus, StorageKey};
use crate::state::event::NodesEvent;
use crate::state::nodes::{Health, NodeEntry, Origin};
use crate::state::page;
use crate::state::page::alerts::AlertsEvent;

fn candidate(name: &str, url: &str) -> Node {
    let headers = vec![("Authorization".to_owned(), "Bearer secret".to_owned())];
    Node { headers, ..Node::new(name, Endpoint::Server { url: url.to_owned() }) }
}

#[test]
fn an_added_node_is_probed_and_stored_without_its_headers() {
    let mut page = Page::ready("");
    let commands = page.tell(Event::Nodes(NodesEvent::Add(candidate("C", "http://c/"))));
    assert_eq!(page.node_names(), ["AM", "A", "B", "C"]);
    assert_eq!(probed(&commands), [candidate("C", "http://c")]);
    let stored =
        commands.iter().find_map(|c| if let Command::Store { text, .. } = c { Some(text.as_str()) } else { None });
    assert!(
        stored.is_some_and(|text| text.contains("http://c") && !text.contains("secret") && !text.contains("http://a"))
    );
    for (name, url) in [("C", "http://other"), ("D", "not a url")] {
        assert_eq!(page.tell(Event::Nodes(NodesEvent::Add(candidate(name, url)))), []);
    }
}

#[test]
fn a_file_that_the_page_holds_is_asked_but_never_stored() {
    let mut page = Page::ready("");
    let file = Endpoint::File(FileAddress::Local(LocalFile { number: 1, given_ms: 0 }));
    let file = Node { endpoint: file, ..candidate("dump.txt", "") };
    page.app.nodes.entries.push(NodeEntry::new(file, Origin::Added));
    page.panel(PanelEvent::Set(PanelOption::Node("dump.txt".to_owned())));
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    let asked: Vec<_> = queries(&commands).into_iter().map(|(_, node, _)| node).collect();
    assert_eq!(asked, ["dump.txt"]);
    let stored = |wanted: StorageKey| {
        let text = |command: &Command| match command {
            Command::Store { key, text } if *key == wanted => Some(text.clone()),
            _ => None,
        };
        commands.iter().filter_map(text).collect::<String>()
    };
    assert!(!stored(StorageKey::Settings).is_empty() && !stored(StorageKey::Settings).contains("dump.txt"));
    assert!(!stored(StorageKey::Drafts).is_empty() && !stored(StorageKey::Drafts).contains("local:"));
}

/// The settings that are stored.
fn settings_of(commands: &[Command]) -> Option<String> {
    commands.iter().find_map(|command| match command {
        Command::Store { key: StorageKey::Settings, text } => Some(text.clone()),
        _ => None,
    })
}

/// A page that was loaded anew, whose node C had a header before; a link asks it.
fn reloaded(fragment: &str) -> (Page, Vec<Command>) {
    let mut before = Page::ready("");
    let commands = before.tell(Event::Nodes(NodesEvent::Add(candidate("C", "http://c"))));
    let stored = settings_of(&commands);
    let mut page = Page { app: App::default(), now: 1_000_000, ticks_ms: 0 };
    let start = Start { fragment: fragment.to_owned(), base: "http://page/".to_owned(), stored, ..Start::default() };
    page.tell(Event::Started(start));
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    let commands = page.worker_ready();
    (page, commands)
}

#[test]
fn a_node_whose_headers_are_gone_is_not_asked_without_them() {
    let (mut page, commands) = reloaded("/query?p0.node=C&p0.expr=up");
    assert_eq!(asks(&commands), [], "neither probed nor queried");
    let gone = Some(PanelProblem::HeadersGone("C".to_owned()));
    assert_eq!(page.app.panels[0].problem, gone);
    assert_eq!(asks(&page.tell(Event::Nodes(NodesEvent::ProbeAll))), []);
    assert_eq!(asks(&page.tell(AlertsEvent::Node("C".to_owned()).into())), []);
    assert_eq!(asks(&page.tell(Event::Refresh)), []);
    // Still so after another reload.
    assert!(page.app.nodes.lacks_headers("C"));

    // Only the node as it is known gets them, and only headers that a browser sends.
    let other = candidate("C", "http://other");
    let forbidden = Node { headers: vec![("Cookie".to_owned(), "x".to_owned())], ..candidate("C", "http://c") };
    for node in [other, forbidden] {
        assert_eq!(asks(&page.tell(Event::Nodes(NodesEvent::Headers(node)))), []);
    }
    let commands = page.tell(Event::Nodes(NodesEvent::Headers(candidate("C", "http://c"))));
    let asked: Vec<_> = node_requests(&commands)
        .into_iter()
        .map(|(_, node, request)| match request {
            NodeRequest::Probe(_) => ("probe", node.headers.len()),
            NodeRequest::Query(_) | NodeRequest::Summarize(_) => ("query", node.headers.len()),
            NodeRequest::ListRules(_) => ("rules", node.headers.len()),
        })
        .collect();
    assert_eq!(asked, [("probe", 1), ("query", 1)]);
    assert_eq!(page.app.panels[0].problem, None);
}

#[test]
fn a_person_may_do_without_headers_for_good() {
    let (mut page, _) = reloaded("");
    let bare = Node { headers: Vec::new(), ..candidate("C", "http://c") };
    let commands = page.tell(Event::Nodes(NodesEvent::Headers(bare)));
    assert_eq!(asks(&commands).len(), 1);
    assert!(matches!(&probed(&commands)[..], [node] if node.headers.is_empty()));
    let stored = settings_of(&commands);
    assert!(stored.as_ref().is_some_and(|text| !text.contains("headers")), "{stored:?}");
}

#[test]
fn secrets_enter_no_address_and_no_debug_text() {
    let mut page = Page::ready("");
    page.tell(Event::Nodes(NodesEvent::Add(candidate("C", "http://c"))));
    page.panel(PanelEvent::Set(PanelOption::Node("C".to_owned())));
    page.execute("up");
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    assert!(!page.app.fragment.contains("secret"));
    assert!(!format!("{:?}", page.app).contains("secret"));
}

#[test]
fn only_added_nodes_are_removed_and_undo_brings_them_back_with_their_headers() {
    let mut page = Page::ready("");
    page.tell(Event::Nodes(NodesEvent::Add(candidate("C", "http://c"))));
    page.tell(Event::Nodes(NodesEvent::Remove("A".to_owned())));
    let commands = page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    assert_eq!((page.node_names(), cancels(&commands).len()), (vec!["AM", "A", "B"], 1));
    let notice = page.app.notices.last().map_or(NoticeId(0), |n| n.id);
    page.tell(Event::Undo(notice));
    assert_eq!(page.app.nodes.entry("C").map(|e| e.node.headers.len()), Some(1));
}

#[test]
fn the_focus_goes_from_a_removed_node_to_another_and_back() {
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    page.tell(Event::Go(page::Page::Nodes));
    let focused = |commands: Vec<Command>| {
        let focus = |command| if let Command::Focus(focus) = command { Some(focus) } else { None };
        commands.into_iter().filter_map(focus).collect::<Vec<_>>()
    };
    for name in ["C", "D"] {
        let added = page.tell(Event::Nodes(NodesEvent::Add(candidate(name, "http://c"))));
        assert_eq!(focused(added), [], "the form keeps it");
    }
    let node = |name: &str| Focus::Node(name.to_owned());
    assert_eq!(focused(page.tell(Event::Nodes(NodesEvent::Remove("D".to_owned())))), [node("C")]);
    let notice = page.app.notices.last().map_or(NoticeId(0), |n| n.id);
    assert_eq!(focused(page.tell(Event::Undo(notice))), [node("D")]);
    assert_eq!(focused(page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())))), [node("D")]);
    assert_eq!(focused(page.tell(Event::Nodes(NodesEvent::Remove("D".to_owned())))), [Focus::AddNode]);
}

#[test]
fn probes_are_remembered_and_not_repeated_within_moments() {
    let mut page = Page::ready("");
    page.hears_of("A", Response::Probe(status("Prometheus")));
    page.hears_of("B", SourceError::from(Failure::Hidden));
    page.hears_of("AM", Response::Probe(status("Alertmanager")));
    assert_eq!(page.app.nodes.entry("A").map(|e| e.health.clone()), Some(Health::Up(status("Prometheus"))));
    assert_eq!(page.app.nodes.entry("B").map(|e| e.health.clone()), Some(Health::Down(Failure::Hidden)));
    assert_eq!(asks(&page.tell(Event::Go(page::Page::Nodes))).len(), 0);
    page.now += 60_000;
    assert_eq!(asks(&page.tell(Event::Go(page::Page::Nodes))).len(), 3);
    assert_eq!(asks(&page.tell(Event::Nodes(NodesEvent::ProbeAll))).len(), 0, "all are under way");
}

#[test]
fn the_first_added_node_serves_a_panel_that_had_none() {
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    page.worker_ready();
    page.tell(Event::Nodes(NodesEvent::Add(candidate("", "http://c:9090"))));
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(queries(&commands).first().map(|q| q.1.as_str()), Some("c:9090"));
}
