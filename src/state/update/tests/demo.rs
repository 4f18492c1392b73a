//! Tests of opening the demo.

use super::*;
use crate::model::node::{DemoCollector, Endpoint, NodeKind};
use crate::state::command::Focus;
use crate::state::event::NodesEvent;
use crate::state::nodes::Origin;
use crate::state::page;
use crate::state::panel::Tab;

fn page_without_nodes() -> Page {
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    page.worker_ready();
    page
}

#[test]
fn opening_the_demo_adds_its_collectors_and_asks_their_fleet() {
    let mut page = page_without_nodes();
    page.tell(Event::Go(page::Page::Nodes));
    let commands = page.tell(Event::Nodes(NodesEvent::OpenDemo));
    assert_eq!(page.node_names(), ["demo fleet", "demo B", "demo B′", "demo C", "demo C′"]);
    assert_eq!((page.app.page, page.app.panels.len()), (page::Page::Query, 1));
    let asked: Vec<_> = queries(&commands).into_iter().map(|(_, node, expr)| (node, expr)).collect();
    assert_eq!(asked, [("demo fleet".to_owned(), "node_load1".to_owned())]);
    assert_eq!(page.app.panels[0].options.tab, Tab::Graph);
    assert!(commands.contains(&Command::Focus(Focus::Expression(page.id(0)))));
    let replaced = |command: &Command| matches!(command, Command::ReplaceUrl(url) if url.starts_with("/query"));
    assert!(!commands.iter().any(replaced), "Back leads to the nodes: {commands:?}");
    let stored = commands.iter().any(|command| {
        matches!(command, Command::Store { text, .. } if text.contains(r#""collector":"B′""#) && text.contains(r#""kind":"demo""#))
    });
    assert!(stored, "they are there after a reload: {commands:?}");
    page.tell(Event::Nodes(NodesEvent::Remove("demo C".to_owned())));
    assert_eq!(page.node_names(), ["demo fleet", "demo B", "demo B′", "demo C′"]);
    page.tell(Event::Nodes(NodesEvent::OpenDemo));
    assert_eq!(
        page.node_names(),
        ["demo fleet", "demo B", "demo B′", "demo C′", "demo C"],
        "only what is missing is added"
    );
}

#[test]
fn the_demo_is_listed_in_narthex_json_too() {
    let json =
        r#"{"nodes":[{"name":"made up","kind":"demo","collector":"C'"},{"name":"x","kind":"demo","collector":"D"}]}"#;
    let (entries, problems) = crate::state::config::read(json, "http://page/");
    let nodes: Vec<_> = entries.iter().map(|entry| (entry.node.name.as_str(), entry.node.endpoint.clone())).collect();
    assert_eq!(nodes, [("made up", Endpoint::Demo { collector: DemoCollector::CPrime })]);
    assert_eq!((entries[0].node.kind(), entries[0].origin), (NodeKind::Demo, Origin::Configured));
    assert_eq!(problems.len(), 1);
}
