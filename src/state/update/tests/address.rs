//! Tests of what enters the address, and what following it does.

use super::*;
use crate::model::notice::{Notice, RouteProblem};
use crate::state::event::NodesEvent;
use crate::state::limits::MAX_PANELS;
use crate::state::page;
use crate::state::panel::Tab;

#[test]
fn executing_and_choosing_enter_the_history_and_typing_does_not() {
    let mut page = Page::ready("");
    assert_eq!(pushed(&page.panel(PanelEvent::Set(PanelOption::Expr("a".to_owned())))), [""; 0]);
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(pushed(&commands), ["/query?p0.node=A&p0.expr=a"]);
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(pushed(&commands), [""; 0], "the address is the same");
    let commands = page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph)));
    assert_eq!(pushed(&commands), ["/query?p0.node=A&p0.expr=a&p0.tab=graph"]);
    let commands = page.tell(Event::Go(page::Page::Nodes));
    assert_eq!(pushed(&commands), ["/nodes?p0.node=A&p0.expr=a&p0.tab=graph"], "panels are kept on other pages");
}

#[test]
fn going_back_shows_and_runs_what_was_there_and_keeps_a_draft() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    let before = page.app.fragment.clone();
    page.panel(PanelEvent::Zoom { start: 0, end: 60_000 });
    page.panel(PanelEvent::Set(PanelOption::Expr("draft".to_owned())));
    let id = page.id(0);
    let commands = page.tell(Event::HashChanged(before.clone()));
    let panel = &page.app.panels[0];
    assert_eq!(
        (panel.id, panel.options.expr.as_str(), panel.options.tab, panel.options.end),
        (id, "a", Tab::Table, None)
    );
    assert_eq!((page.shown(), queries(&commands).len()), (Some(1.0), 0), "its result is still there");
    assert_eq!(*page.app.history, ["draft", "a"]);
    assert_eq!(page.app.fragment, before);
    assert!(pushed(&commands).is_empty());
    assert_eq!(page.tell(Event::HashChanged(before)), []);
}

#[test]
fn panels_that_an_address_does_not_name_go_and_their_runs_end() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b");
    let commands = page.tell(Event::HashChanged("/query?p0.node=A&p0.expr=a&p0.tab=graph".to_owned()));
    let mut ended = cancels(&commands);
    ended.sort_unstable();
    assert_eq!((ended.as_slice(), page.app.panels.len()), (&[1, 2][..], 1), "the first is superseded by its graph");
}

#[test]
fn a_page_without_panels_in_its_address_keeps_them() {
    let mut page = Page::ready("/query?p0.expr=a");
    page.tell(Event::HashChanged("/nodes".to_owned()));
    assert_eq!(page.app.page, page::Page::Nodes);
    let commands = page.tell(Event::HashChanged("/query".to_owned()));
    assert_eq!(page.app.panels[0].options.expr, "a");
    assert!(commands.contains(&Command::ReplaceUrl("/query?p0.node=A&p0.expr=a".to_owned())));
}

#[test]
fn what_is_not_understood_is_told() {
    let mut page = Page::ready("/dashboards?p0.expr=a&p0.range=soon");
    let notices: Vec<_> = page.app.notices.iter().map(|n| n.notice.clone()).collect();
    let bad_range = RouteProblem::BadValue { key: "p0.range".to_owned(), value: "soon".to_owned() };
    let problems = vec![RouteProblem::UnknownPage("dashboards".to_owned()), bad_range];
    assert_eq!(notices, [Notice::Route(problems)], "all in one");
    assert_eq!(page.app.panels[0].options.expr, "a");
    page.tell(Event::HashChanged("/nodes".to_owned()));
    assert!(page.app.notices.is_empty(), "what was wrong with the address before is past");
}

/// The parameters of the first query asked for.
fn parameters(commands: &[Command]) -> Option<Vec<(String, String)>> {
    asked(commands).into_iter().map(|(_, _, query)| query.parameters).next()
}

#[test]
fn parameters_of_a_link_go_to_nodes_that_take_them() {
    let dedup = vec![("dedup".to_owned(), "false".to_owned())];
    let link = "/query?g0.expr=up&g0.tab=1&g0.deduplicate=0";
    let (mut page, _) = Page::opened(link);
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    assert_eq!(parameters(&page.worker_ready()), Some(dedup.clone()), "a node that was not probed yet is sent them");
    assert!(page.app.fragment.contains("&p0.param=dedup=false"), "{}", page.app.fragment);
    for (product, sent) in [("Thanos", dedup.clone()), ("Prometheus", Vec::new()), ("Mimir", Vec::new())] {
        page.hears_of("A", Response::Probe(status(product)));
        assert_eq!(parameters(&page.panel(PanelEvent::Execute)), Some(sent), "{product}");
        page.tell(Event::Nodes(NodesEvent::Probe("A".to_owned())));
    }
    let commands = page.panel(PanelEvent::Set(PanelOption::Parameters(Vec::new())));
    assert_eq!(parameters(&commands), Some(Vec::new()));
    assert!(!page.app.fragment.contains("param"), "{}", page.app.fragment);
}

#[test]
fn a_pasted_link_opens_in_place_of_the_expression() {
    let mut page = Page::ready("/query?p0.node=B&p0.expr=a&p1.node=A&p1.expr=last");
    page.panel(PanelEvent::Set(PanelOption::Expr(
        " https://p.example/graph?g0.expr=up&amp;g0.tab=0&g0.stacked=1&g1.expr=down".to_owned(),
    )));
    let commands = page.panel(PanelEvent::Execute);
    let panels: Vec<_> =
        page.app.panels.iter().map(|p| (p.options.node.as_str(), p.options.expr.as_str(), p.options.tab)).collect();
    assert_eq!(panels, [("B", "up", Tab::Graph), ("B", "down", Tab::Table), ("A", "last", Tab::Table)]);
    assert_eq!(queries(&commands).len(), 2);
    let lost = RouteProblem::Lost("g0.stacked=1".to_owned());
    assert_eq!(page.app.notices.iter().map(|shown| &shown.notice).collect::<Vec<_>>(), [&Notice::Route(vec![lost])]);
    assert!(!page.app.history.iter().any(|expr| expr.contains("https")), "{:?}", page.app.history);
}

#[test]
fn a_pasted_link_without_a_query_goes_nowhere() {
    const LINK: &str = "https://grafana.example/d/abc?auth_token=SECRET";
    let mut page = Page::ready("/query?p0.node=A&p0.expr=up");
    let run = page.app.last_run;
    page.yields(run, 1.0);
    let mut commands = page.panel(PanelEvent::Set(PanelOption::Expr(LINK.to_owned())));
    commands.extend(page.panel(PanelEvent::Execute));
    let notice = Notice::Route(vec![RouteProblem::NoQuery]);
    assert_eq!(page.app.notices.iter().map(|shown| &shown.notice).collect::<Vec<_>>(), [&notice]);
    assert_eq!(page.app.panels[0].options.expr, LINK, "it stays where it was pasted");
    // Nor does anything else that a person does with it there.
    commands.extend(page.panel(PanelEvent::Set(PanelOption::Tab(Tab::Graph))));
    commands.extend(page.panel(PanelEvent::Duplicate));
    commands.extend(page.tell(Event::Go(page::Page::Nodes)));
    commands.extend(page.panel(PanelEvent::CopyLink));
    commands.extend(page.tell(Event::HashChanged("/query?p0.node=A&p0.expr=other".to_owned())));
    commands.retain(|command| examinations(std::slice::from_ref(command)).is_empty());
    assert!(!format!("{commands:?}").contains("SECRET"), "{commands:?}");
    assert!(page.app.history.iter().all(|expr| !expr.contains("SECRET")), "{:?}", page.app.history);
    // An address that has one, as earlier ones may, is not asked either.
    let (mut page, mut commands) = Page::opened("/query?p0.expr=https://p.example/graph?token=SECRET");
    commands.extend(page.tell(Event::Config(Ok(CONFIG.to_owned()))));
    commands.extend(page.worker_ready());
    assert_eq!(queries(&commands), []);
    assert!(!page.app.fragment.contains("SECRET"), "{}", page.app.fragment);
}

#[test]
fn a_pasted_link_leaves_the_other_panels_as_they_are() {
    let mut page = Page::ready("/query?p0.node=B&p0.expr=a&p1.node=A&p1.expr=last&p1.filter=web1");
    let second = page.id(1);
    page.tell(Event::Panel(second, PanelEvent::Set(PanelOption::Expr("rate(half[5m".to_owned()))));
    let before = page.app.panels[1].clone();
    page.panel(PanelEvent::Set(PanelOption::Expr(
        "https://p.example/graph?g0.expr=up&g0.tab=1&g1.expr=down&g1.tab=1".to_owned(),
    )));
    let commands = page.panel(PanelEvent::Execute);
    let panels = page.app.panels.iter().map(|panel| (panel.options.expr.as_str(), panel.options.filter.as_str()));
    assert_eq!(panels.collect::<Vec<_>>(), [("up", ""), ("down", ""), ("rate(half[5m", "web1")]);
    assert_eq!(page.app.panels[2], before);
    let asked: Vec<_> = queries(&commands).into_iter().map(|(_, _, expr)| expr).collect();
    assert_eq!(asked, ["up", "down"], "what was not executed is not");
}

#[test]
fn a_pasted_link_takes_no_more_room_than_there_is() {
    let mut page = Page::ready("/query?p0.expr=a");
    for _ in 1..MAX_PANELS - 1 {
        page.tell(Event::AddPanel);
    }
    page.panel(PanelEvent::Set(PanelOption::Expr("https://p.example/graph?g0.expr=b&g1.expr=c&g2.expr=d".to_owned())));
    page.panel(PanelEvent::Execute);
    let exprs: Vec<_> = page.app.panels.iter().take(3).map(|panel| panel.options.expr.as_str()).collect();
    assert_eq!((exprs, page.app.panels.len()), (vec!["b", "c", ""], MAX_PANELS));
    assert!(page.app.notices.iter().any(|shown| shown.notice == Notice::TooManyPanels { limit: MAX_PANELS }));
}

#[test]
fn a_link_in_the_query_string_opens_and_its_times_go_with_the_clock() {
    let mut page = Page { app: App::default(), now: 1_000_000, ticks_ms: 0 };
    let query = "schemaVersion=1&panes={\"a\":{\"queries\":[{\"expr\":\"up\"}],\"range\":{\"from\":\"now-2h\",\"to\":\"now-1h\"}}}";
    let start = Start { query: query.to_owned(), ..Start::default() };
    page.tell(Event::Started(start));
    let panel = &page.app.panels[0];
    assert_eq!(
        (panel.options.expr.as_str(), panel.options.end, panel.options.range_ms),
        ("up", Some(page.now - 3_600_000), 3_600_000)
    );
}
