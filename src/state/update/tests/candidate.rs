//! Tests of the address that is typed: asked in a pause, added as it was found.

use super::*;
use crate::model::node::{Endpoint, Node};
use crate::state::command::Focus;
use crate::state::event::NodesEvent;
use crate::state::nodes::address::NodeForm;
use crate::state::nodes::candidate::CandidateState;
use crate::state::nodes::{Health, MAX_NODES, NodeEntry, Origin};
use crate::state::page;

fn first_run() -> Page {
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    page.worker_ready();
    page
}

fn types(page: &mut Page, url: &str) -> Vec<Command> {
    page.tell(Event::Nodes(NodesEvent::Typed(NodeForm { url: url.to_owned(), ..NodeForm::default() })))
}

/// The addresses that are asked.
fn urls(commands: &[Command]) -> Vec<String> {
    probed(commands).into_iter().map(|node| node.endpoint.to_string()).collect()
}

fn run_of(page: &Page) -> RunId {
    page.app.candidate.as_ref().and_then(crate::state::nodes::candidate::Candidate::run).expect("it is asked")
}

fn add(page: &mut Page) -> Vec<Command> {
    let node = page.app.typed_node(Vec::new());
    page.tell(Event::Nodes(NodesEvent::Add(node)))
}

#[test]
fn an_address_is_asked_in_a_pause_and_added_as_it_was_found() {
    let mut page = first_run();
    assert!(page.app.is_first_run());
    assert_eq!(types(&mut page, "prom.exam")[..1], [Command::AwaitPause]);
    types(&mut page, "prom.example");
    assert_eq!(urls(&page.tell(Event::Paused)), ["http://prom.example"]);
    assert_eq!(urls(&page.tell(Event::Paused)), [""; 0], "it is being asked");
    let run = run_of(&page);
    let next = page.hears(run, SourceError::from(Failure::Unreachable));
    assert_eq!(urls(&next), ["https://prom.example"]);
    let run = run_of(&page);
    page.hears(run, Response::Probe(status("Prometheus")));

    let commands = add(&mut page);
    assert_eq!(urls(&commands), [""; 0], "what is known is not asked again");
    let entry = page.app.nodes.entry("prom.example").expect("it was added");
    assert_eq!(entry.node.endpoint.url(), Some("https://prom.example"));
    assert_eq!(entry.health, Health::Up(status("Prometheus")));
    assert!(page.app.notices.is_empty(), "the page has said where it answers");
    assert!(commands.contains(&Command::Focus(Focus::Expression(page.id(0)))));
    assert_eq!((page.app.candidate.clone(), page.app.is_first_run()), (None, false));
}

#[test]
fn another_text_ends_what_was_asked_and_late_answers_change_nothing() {
    let mut page = first_run();
    types(&mut page, "http://a");
    page.tell(Event::Paused);
    let run = run_of(&page);
    assert_eq!(cancels(&types(&mut page, "http://ab")), [run]);
    assert_eq!(page.app.candidate, None);
    page.hears(run, Response::Probe(status("Prometheus")));
    assert_eq!(page.app.candidate, None);
    page.tell(Event::Paused);
    let run = run_of(&page);
    let named = NodeForm { name: "A".to_owned(), ..page.app.node_form.clone() };
    assert_eq!(
        cancels(&page.tell(Event::Nodes(NodesEvent::Typed(named)))),
        [0; 0],
        "its name has nothing to do with it"
    );
    page.hears(run, SourceError::from(Failure::Cors { headers: Vec::new() }));
    let found = page.app.candidate.as_ref().map(|of| of.state.clone());
    assert_eq!(found, Some(CandidateState::Down(Failure::Cors { headers: Vec::new() })));
    for text in ["", "not an address"] {
        types(&mut page, text);
        assert_eq!(urls(&page.tell(Event::Paused)), [""; 0], "{text}");
    }
}

#[test]
fn what_answers_as_alertmanager_is_added_as_one() {
    let mut page = first_run();
    types(&mut page, "http://am:9093/x");
    page.tell(Event::Paused);
    let missing = Failure::Http { status: 404, text: String::new(), retry_after_s: None };
    let next = page.hears(run_of(&page), SourceError::from(missing));
    assert_eq!(probed(&next)[0].endpoint, Endpoint::Alertmanager { url: "http://am:9093/x".to_owned() });
    page.hears(run_of(&page), Response::Probe(status("Alertmanager")));
    add(&mut page);
    assert!(page.app.is_first_run(), "there is still nothing to ask");
    assert_eq!(page.app.nodes.entries[0].node.endpoint, Endpoint::Alertmanager { url: "http://am:9093/x".to_owned() });
}

#[test]
fn a_path_that_is_named_as_a_page_stays_as_it_was_found() {
    let mut page = first_run();
    types(&mut page, "http://a/query/");
    page.tell(Event::Paused);
    page.hears(run_of(&page), Response::Probe(status("Prometheus")));
    add(&mut page);
    assert_eq!(page.app.nodes.entries[0].node.endpoint.url(), Some("http://a/query"));
}

#[test]
fn an_address_survives_a_worker_that_had_not_begun_with_it() {
    let mut page = first_run();
    types(&mut page, "http://a");
    page.tell(Event::Paused);
    let run = run_of(&page);
    page.worker_dies(&[run]);
    assert_eq!(urls(&page.worker_ready()), ["http://a"]);
    page.worker_dies(&[]);
    assert!(matches!(page.app.candidate.as_ref().map(|of| &of.state), Some(CandidateState::Down(_))));
    assert_eq!(urls(&page.worker_ready()), [""; 0], "it may have ended it");
}

#[test]
fn nothing_is_sent_with_headers_before_the_node_is_added() {
    let mut page = first_run();
    types(&mut page, "http://a");
    page.tell(Event::Paused);
    page.hears(run_of(&page), Response::Probe(status("Prometheus")));
    let secret = vec![("Authorization".to_owned(), "Bearer x".to_owned())];
    let node = page.app.typed_node(secret.clone());
    let commands = page.tell(Event::Nodes(NodesEvent::Add(node)));
    assert_eq!(
        probed(&commands),
        [Node { headers: secret, ..Node::new("a", Endpoint::Server { url: "http://a".to_owned() }) }]
    );
}

#[test]
fn the_first_page_stands_where_there_is_nothing_to_ask_and_nothing_was_asked() {
    let (mut page, _) = Page::opened("");
    assert!(!page.app.is_first_run(), "narthex.json is on its way");
    let commands = page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    assert!(page.app.is_first_run() && commands.contains(&Command::Focus(Focus::AddNode)));
    assert!(!Page::ready("").app.is_first_run());
    let (mut page, _) = Page::opened("/query?p0.expr=up");
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    assert!(!page.app.is_first_run(), "a link asks something");
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Err(Failure::Http { status: 404, text: String::new(), retry_after_s: None })));
    assert!(page.app.is_first_run() && page.app.notices.is_empty(), "it says itself that there is no narthex.json");
}

#[test]
fn a_file_is_looked_at_on_the_page_that_shows_it() {
    use crate::state::app::Dialog;
    use crate::state::event::LocalEvent;
    use crate::state::local::FileUse;
    let mut page = first_run();
    page.tell(Event::Go(page::Page::Nodes));
    let panel = page.id(0);
    let commands = page.tell(Event::Local(LocalEvent::Open(FileUse::Panel(panel))));
    assert_eq!((page.app.page, page.app.dialog), (page::Page::Query, Some(Dialog::Local)));
    assert_eq!(pushed(&commands).len(), 1, "Back leads to the nodes");
}

#[test]
fn a_list_that_is_full_takes_no_more() {
    let mut page = first_run();
    for number in 0..MAX_NODES {
        let node = Node::new(number.to_string(), Endpoint::Alertmanager { url: format!("http://{number}") });
        page.app.nodes.entries.push(NodeEntry::new(node, Origin::Added));
    }
    types(&mut page, "http://a");
    add(&mut page);
    assert_eq!((page.app.nodes.entries.len(), page.app.node_form.url.as_str()), (MAX_NODES, "http://a"));
}
