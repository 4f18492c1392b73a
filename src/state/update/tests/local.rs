//! Tests of local data.

use super::*;
use crate::model::file::{FileError, FileFormat, FileStatus, LocalFile, Spacing, UserFile};
use crate::model::node::{Endpoint, Node, NodeId, NodeStatus};
use crate::model::notice::{Notice, PanelProblem};
use crate::model::outcome::Failure;
use crate::model::query::At;
use crate::promql::dialect::QueryDialect;
use crate::state::app::{Dialog, NoticeId};
use crate::state::command::StorageKey;
use crate::state::event::{LocalEvent, NodesEvent};
use crate::state::local::{ALL, FileUse};
use crate::state::panel::Tab;

fn local(number: u32) -> LocalFile {
    LocalFile { number, given_ms: 0 }
}

fn given(name: &str, number: u32) -> UserFile {
    UserFile { name: name.to_owned(), file: local(number) }
}

fn read(times: Option<(i64, i64)>) -> WorkerMessage {
    read_as(FileFormat::OpenMetrics, times, None)
}

fn read_as(format: FileFormat, times: Option<(i64, i64)>, spacing: Option<Spacing>) -> WorkerMessage {
    let file = FileStatus { format, series: 2, samples: 9, times, untimed: None, spacing, duplicates: 0, doubt: None };
    Response::Probe(NodeStatus { file: Some(file), ..status("") }).into()
}

fn broken() -> WorkerMessage {
    let why = Failure::Unreadable { line: 3, error: FileError::Value, excerpt: "up x".to_owned() };
    SourceError::from(why).into()
}

/// Gives files to the first panel.
fn drop_files(page: &mut Page, files: &[(&str, u32)]) -> Vec<Command> {
    let files = files.iter().map(|&(name, number)| given(name, number)).collect();
    let id = page.id(0);
    page.tell(Event::Local(LocalEvent::Give(files, FileUse::Panel(id))))
}

/// That a file takes the place of this node's.
fn replacing(page: &Page, name: &str) -> FileUse {
    FileUse::Replace(page.app.nodes.entry(name).expect("the node").node.id())
}

#[test]
fn files_become_nodes_of_their_own_names_and_the_first_is_asked() {
    let mut page = Page::ready("");
    let commands = drop_files(&mut page, &[("a.om", 1), ("a.om", 2), ("", 3)]);
    assert_eq!(page.node_names(), ["AM", "A", "B", "file:a.om", "file:a.om (2)", "file:pasted"]);
    assert_eq!(asks(&commands).len(), 3, "each is read");
    assert_eq!(page.app.panels[0].options.node, "file:a.om");
    let is_stored = |c: &Command| matches!(c, Command::Store { text, .. } if text.contains("local:"));
    assert!(!commands.iter().any(is_stored));
}

#[test]
fn the_time_of_old_samples_is_shown_and_can_be_taken_back() {
    let mut page = Page::ready("");
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    page.now = 10_000_000;
    drop_files(&mut page, &[("a.om", 1)]);
    let commands = page.hears_of("file:a.om", read(Some((100_000, 160_000))));
    let panel = &page.app.panels[0];
    assert_eq!((panel.options.time, panel.options.end, panel.options.range_ms), (Some(160_000), Some(160_000), 61_000));
    assert_eq!(queries(&commands).len(), 1, "what was typed is asked at once");
    let notice = page.app.notices.last().cloned();
    let notice = notice.filter(|shown| matches!(shown.notice, Notice::TimesSet { .. })).map(|shown| shown.id);
    page.tell(Event::Undo(notice.unwrap_or(crate::state::app::NoticeId(0))));
    let panel = &page.app.panels[0];
    assert_eq!((panel.options.time, panel.options.end, panel.options.range_ms), (None, None, 3_600_000));
}

#[test]
fn a_saved_answer_is_shown_whole_and_on_its_own_grid() {
    for (step, last) in [(3_600_000, 36_000_000), (345_000, 34_500_000), (250, 25_000)] {
        let mut page = Page::ready("");
        page.now = 1_000_000_000;
        drop_files(&mut page, &[("a.json", 1)]);
        let spacing = Some(Spacing::Grid(step));
        let commands = page.hears_of("file:a.json", read_as(FileFormat::Answer, Some((0, last)), spacing));
        let asked = asked(&commands).into_iter().map(|(_, _, query)| (query.expr, query.at)).next();
        assert_eq!(asked, Some((ALL.to_owned(), At::Range { start: 0, end: last, step })));
        assert_eq!(page.app.panels[0].options.tab, Tab::Graph);
    }
    // One moment is a table.
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.json", 1)]);
    page.hears_of("file:a.json", read_as(FileFormat::Answer, Some((500_000, 500_000)), None));
    let panel = &page.app.panels[0];
    assert_eq!((panel.options.tab, panel.options.time, panel.options.expr.as_str()), (Tab::Table, Some(500_000), ALL));
    // What was typed before is asked, and what was scraped waits for a question.
    let mut page = Page::ready("");
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    drop_files(&mut page, &[("a.json", 1)]);
    page.hears_of("file:a.json", read_as(FileFormat::Answer, Some((500_000, 500_000)), None));
    assert_eq!(page.app.panels[0].options.expr, "up");
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    let commands = page.hears_of("file:a.om", read(Some((500_000, 500_000))));
    assert_eq!((queries(&commands), page.app.panels[0].options.expr.as_str()), (Vec::new(), ""));
}

#[test]
fn a_click_goes_to_where_the_samples_are() {
    let mut page = Page::ready("");
    let run = page.execute("up");
    page.yields(run, 1.0);
    let commands = page.panel(PanelEvent::Span { first: 100_000, last: 160_000 });
    let panel = &page.app.panels[0];
    assert_eq!((panel.options.time, panel.options.end, panel.options.range_ms), (Some(160_000), Some(160_000), 61_000));
    assert_eq!(queries(&commands).len(), 1);
}

#[test]
fn a_file_s_expression_is_examined_for_a_file() {
    let dialects = |commands: &[Command]| {
        examinations(commands).into_iter().map(|(_, examine)| examine.dialect).collect::<Vec<_>>()
    };
    let mut page = Page::ready("");
    assert_eq!(dialects(&page.panel(PanelEvent::Set(PanelOption::Expr(ALL.to_owned())))), [QueryDialect::Current]);
    let run = page.app.examining[0].run;
    page.hears_language(run, Response::Examine(crate::protocol::examination::Examined::default()));
    assert_eq!(
        dialects(&drop_files(&mut page, &[("a.json", 1)])),
        [QueryDialect::Local],
        "what was found is not so here"
    );
}

#[test]
fn a_file_that_cannot_be_read_becomes_no_node_and_the_panel_asks_what_it_asked() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    let commands = page.hears_of("file:a.om", broken());
    assert_eq!((page.node_names(), page.app.panels[0].options.node.as_str()), (vec!["AM", "A", "B"], "A"));
    assert!(commands.contains(&Command::ReleaseFile(local(1))));
    assert!(
        matches!(page.app.notices.last().map(|n| &n.notice), Some(Notice::FileRefused { name, .. }) if name == "file:a.om")
    );
}

#[test]
fn the_dialog_closes_when_its_file_was_read_and_stays_with_the_reason_when_not() {
    let mut page = Page::ready("");
    let id = page.id(0);
    page.tell(Event::Local(LocalEvent::Open(FileUse::Panel(id))));
    drop_files(&mut page, &[("", 1)]);
    page.hears_of("file:pasted", broken());
    assert_eq!((page.app.dialog, page.app.local.refused.is_some()), (Some(Dialog::Local), true));
    drop_files(&mut page, &[("", 2)]);
    assert_eq!(page.app.local.refused, None);
    page.hears_of("file:pasted", read(None));
    assert_eq!(page.app.dialog, None);
}

#[test]
fn the_dialog_stays_when_a_file_was_read_that_was_dropped_before_it_opened() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    let id = page.id(0);
    page.tell(Event::Local(LocalEvent::Open(FileUse::Panel(id))));
    page.hears_of("file:a.om", read(None));
    assert_eq!(page.app.dialog, Some(Dialog::Local));
    drop_files(&mut page, &[("", 2)]);
    page.hears_of("file:pasted", read(None));
    assert_eq!(page.app.dialog, None);
}

#[test]
fn a_link_to_lost_data_says_so_and_goes_on_with_the_file_of_that_name() {
    let (mut page, _) = Page::opened("/query?p0.node=file:a.om&p0.expr=up");
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    page.worker_ready();
    assert_eq!(page.app.panels[0].problem, Some(PanelProblem::FileGone("file:a.om".to_owned())));
    page.now = 10_000_000;
    drop_files(&mut page, &[("a.om", 1)]);
    let commands = page.hears_of("file:a.om", read(Some((9_000_000, 10_000_000))));
    assert_eq!(page.app.panels[0].problem, None);
    assert_eq!(queries(&commands).iter().map(|q| q.1.as_str()).collect::<Vec<_>>(), ["file:a.om"]);
}

#[test]
fn data_loaded_again_keep_their_node() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    page.hears_of("file:a.om", read(None));
    let wanted = replacing(&page, "file:a.om");
    let commands = page.tell(Event::Local(LocalEvent::Give(vec![given("b.om", 2)], wanted)));
    assert!(commands.contains(&Command::ReleaseFile(local(1))));
    assert_eq!(page.app.nodes.entry("file:a.om").map(|e| e.node.endpoint.local_file()), Some(Some(local(2))));
    let read = node_requests(&commands).into_iter().filter_map(|(_, node, _)| node.endpoint.local_file());
    assert_eq!(read.collect::<Vec<_>>(), [local(2)], "it is read at once");
}

#[test]
fn what_is_said_of_loaded_data_is_not_said_of_the_result_of_earlier_ones() {
    let mut page = Page::ready("");
    page.now = 10_000_000;
    drop_files(&mut page, &[("a.om", 1)]);
    page.hears_of("file:a.om", read(Some((9_000_000, 10_000_000))));
    let run = page.execute("up");
    page.yields(run, 1.0);
    let file_of_result = |page: &Page| {
        let asked = page.app.panels[0].shown().result.as_ref().map(|result| result.node.clone());
        page.app.nodes.file(&asked.expect("a result")).copied()
    };
    assert!(file_of_result(&page).is_some());
    let wanted = replacing(&page, "file:a.om");
    page.tell(Event::Local(LocalEvent::Give(vec![given("b.om", 2)], wanted)));
    page.hears_of("file:a.om", read(Some((1, 2))));
    assert_eq!(file_of_result(&page), None);
    assert!(page.app.panels[0].is_stale(&page.app.nodes));
}

#[test]
fn a_file_that_is_removed_while_it_is_read_is_not_taken_for_the_next_of_its_name() {
    let mut page = Page::ready("");
    let id = page.id(0);
    drop_files(&mut page, &[("a.om", 1)]);
    page.tell(Event::Nodes(NodesEvent::Remove("file:a.om".to_owned())));
    assert_eq!(page.app.local.reading, [], "nothing waits for it");
    assert_eq!(page.app.panels[0].options.node, "A", "the panel asks what it asked");
    assert_eq!(page.app.notices.last().map(|shown| shown.undo.is_none()), Some(true));
    page.panel(PanelEvent::Set(PanelOption::Node("B".to_owned())));
    page.tell(Event::AddPanel);
    let second = page.id(1);
    let files = vec![given("a.om", 2)];
    page.tell(Event::Local(LocalEvent::Give(files, FileUse::Panel(second))));
    page.hears_of("file:a.om", read(Some((100_000, 160_000))));
    let times = |id| page.app.panel(id).map(|panel| panel.options.time);
    assert_eq!((times(id), times(second)), (Some(None), Some(Some(160_000))));
}

#[test]
fn a_file_that_is_read_late_leaves_a_panel_alone_that_asks_another_node_by_now() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.json", 1)]);
    page.panel(PanelEvent::Set(PanelOption::Node("A".to_owned())));
    let before = page.app.panels[0].clone();
    let saved = read_as(FileFormat::Answer, Some((0, 500_000)), Some(Spacing::Grid(1000)));
    let commands = page.hears_of("file:a.json", saved);
    assert_eq!((queries(&commands), &page.app.panels[0]), (Vec::new(), &before));
    assert!(page.app.notices.is_empty(), "nor is it said that times were set");
}

#[test]
fn two_files_that_cannot_be_read_leave_their_panel_on_the_node_that_it_asked() {
    for first in ["file:a.om", "file:b.om"] {
        let mut page = Page::ready("/query?p0.node=B&p0.expr=");
        drop_files(&mut page, &[("a.om", 1)]);
        drop_files(&mut page, &[("b.om", 2)]);
        for name in [first, if first == "file:a.om" { "file:b.om" } else { "file:a.om" }] {
            page.hears_of(name, broken());
        }
        assert_eq!(page.app.panels[0].options.node, "B", "{first} first");
    }
}

#[test]
fn a_removed_file_s_name_is_kept_nowhere() {
    let (_, commands) = removed();
    let is_kept =
        |c: &Command| matches!(c, Command::Store { key: StorageKey::Settings, text } if text.contains("a.om"));
    assert!(!commands.iter().any(is_kept), "{commands:?}");
}

#[test]
fn data_that_are_loaded_again_while_they_are_read_are_refused_as_their_file_would_be() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    let wanted = replacing(&page, "file:a.om");
    page.tell(Event::Local(LocalEvent::Give(vec![given("b.om", 2)], wanted)));
    page.hears_of("file:a.om", broken());
    assert_eq!((page.node_names(), &page.app.local.reading[..]), (vec!["AM", "A", "B"], &[][..]));
}

#[test]
fn a_file_never_takes_the_place_of_a_configured_node() {
    let (mut page, _) = Page::opened("/query");
    page.worker_ready();
    drop_files(&mut page, &[("a.om", 1)]);
    let wanted = replacing(&page, "file:a.om");
    let config = r#"{"nodes":[{"name":"file:a.om","url":"http://a:9090"}]}"#;
    page.tell(Event::Config(Ok(config.to_owned())));
    page.tell(Event::Local(LocalEvent::Give(vec![given("b.om", 2)], wanted)));
    assert_eq!(page.node_names(), ["file:a.om", "file:b.om"]);
    assert_eq!(page.app.nodes.entries[0].node.endpoint.url(), Some("http://a:9090"));
}

#[test]
fn alerts_are_asked_of_servers_only() {
    let (mut page, _) = Page::opened("");
    page.tell(Event::Config(Ok("{\"nodes\":[]}".to_owned())));
    page.worker_ready();
    drop_files(&mut page, &[("a.om", 1)]);
    page.hears_of("file:a.om", read(None));
    page.tell(Event::Go(crate::state::page::Page::Alerts));
    assert_eq!(page.app.pages.alerts.options.node, "");
}

#[test]
fn a_worker_that_ends_over_a_file_refuses_it() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    page.worker_dies(&[]);
    assert_eq!(page.node_names(), ["AM", "A", "B"]);
    assert_eq!(page.app.local.reading, []);
}

/// The files that worker and page were told to release, by their numbers.
fn released(commands: &[Command]) -> (Vec<u32>, Vec<u32>) {
    let by_worker = released_nodes(commands).into_iter().filter_map(|node| Some(node.endpoint.local_file()?.number));
    let by_page = commands.iter();
    let by_page = by_page.filter_map(|c| if let Command::ReleaseFile(file) = c { Some(file.number) } else { None });
    (by_worker.collect(), by_page.collect())
}

/// The nodes that the worker was told to release.
fn released_nodes(commands: &[Command]) -> Vec<NodeId> {
    let released = |sent: Envelope<PageMessage>| match sent.message {
        PageMessage::Release { node } => Some(node),
        _ => None,
    };
    asks(commands).into_iter().filter_map(released).collect()
}

fn both(files: &[u32]) -> (Vec<u32>, Vec<u32>) {
    (files.to_vec(), files.to_vec())
}

/// A page that holds this file and was told to remove it, and what came of that.
fn removed() -> (Page, Vec<Command>) {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    page.hears_of("file:a.om", read(None));
    let commands = page.tell(Event::Nodes(NodesEvent::Remove("file:a.om".to_owned())));
    (page, commands)
}

#[test]
fn a_removed_file_is_there_until_nothing_can_bring_it_back() {
    let (mut page, commands) = removed();
    assert_eq!(released(&commands), both(&[]), "it may come back");
    let notice = page.app.notices.last().map_or(NoticeId(0), |shown| shown.id);
    assert_eq!(released(&page.tell(Event::Undo(notice))), both(&[]));
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    page.panel(PanelEvent::Set(PanelOption::Node("file:a.om".to_owned())));
    assert_eq!(queries(&page.panel(PanelEvent::Execute)).len(), 1, "it is asked as before");
    // Dismissed.
    let (mut page, _) = removed();
    let notice = page.app.notices.last().map_or(NoticeId(0), |shown| shown.id);
    assert_eq!(released(&page.tell(Event::Dismiss(notice))), both(&[1]));
    // Put aside by later removals, or by other notices.
    let (mut page, _) = removed();
    let mut all = Vec::new();
    for _ in 0..3 {
        page.tell(Event::AddPanel);
        let id = page.id(0);
        page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
        all.extend(page.tell(Event::Panel(id, PanelEvent::Remove)));
    }
    assert_eq!(released(&all), both(&[1]));
    let (mut page, _) = removed();
    let mut all = Vec::new();
    for at in 0..12 {
        let name = format!("b{at}");
        drop_files(&mut page, &[(&name, 2)]);
        all.extend(page.hears_of(&format!("file:{name}"), broken()));
    }
    assert!(released(&all).0.contains(&1), "{all:?}");
    // Undone too late: its name is taken.
    let (mut page, _) = removed();
    let notice = page.app.notices.last().map_or(NoticeId(0), |shown| shown.id);
    drop_files(&mut page, &[("a.om", 2)]);
    assert_eq!(released(&page.tell(Event::Undo(notice))), both(&[1]));
}

#[test]
fn a_file_that_becomes_no_node_is_forgotten() {
    let mut page = Page::ready("");
    drop_files(&mut page, &[("a.om", 1)]);
    assert_eq!(released(&page.hears_of("file:a.om", broken())), both(&[1]));
    let many: Vec<(&str, u32)> = (0..250).map(|number| ("a.om", number)).collect();
    let commands = drop_files(&mut page, &many);
    assert_eq!(released(&commands).1.len(), 250 - (crate::state::nodes::MAX_NODES - 3));
    // One that a configured node takes the name of.
    let (mut page, _) = Page::opened("");
    drop_files(&mut page, &[("a", 1)]);
    let config = r#"{"nodes":[{"name":"file:a","url":"http://a:9090"}]}"#;
    assert_eq!(released(&page.tell(Event::Config(Ok(config.to_owned())))).1, [1]);
}

#[test]
fn the_worker_forgets_a_removed_server_too() {
    let mut page = Page::ready("");
    let node = Node::new("C", Endpoint::Server { url: "http://c".to_owned() });
    page.tell(Event::Nodes(NodesEvent::Add(node.clone())));
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    let notice = page.app.notices.last().map_or(NoticeId(0), |shown| shown.id);
    let commands = page.tell(Event::Dismiss(notice));
    assert_eq!((released_nodes(&commands), released(&commands)), (vec![node.id()], both(&[])));
}

#[test]
fn a_configured_node_takes_the_name_of_a_file_and_is_not_refused_as_that() {
    let (mut page, _) = Page::opened("/query");
    page.worker_ready();
    drop_files(&mut page, &[("a.om", 1)]);
    let config = r#"{"nodes":[{"name":"file:a.om","url":"http://a:9090"}]}"#;
    page.tell(Event::Config(Ok(config.to_owned())));
    assert_eq!(page.app.local.reading, []);
    page.hears_of("file:a.om", broken());
    assert_eq!(page.node_names(), ["file:a.om"], "it is down, and stays");
}
