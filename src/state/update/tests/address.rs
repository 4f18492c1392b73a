//! Tests of what enters the address, and what following it does.

use super::*;
use crate::model::notice::{Notice, RouteProblem};
use crate::state::app;
use crate::state::panel::Tab;

#[test]
fn executing_and_choosing_enter_the_history_and_typing_does_not() {
    let mut page = Page::ready("");
    assert_eq!(pushed(&page.panel(PanelEvent::Typed("a".to_owned()))), [""; 0]);
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(pushed(&commands), ["/query?p0.node=A&p0.expr=a"]);
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(pushed(&commands), [""; 0], "the address is the same");
    let commands = page.panel(PanelEvent::Tab(Tab::Graph));
    assert_eq!(pushed(&commands), ["/query?p0.node=A&p0.expr=a&p0.tab=graph"]);
    let commands = page.tell(Event::Go(app::Page::Nodes));
    assert_eq!(pushed(&commands), ["/nodes?p0.node=A&p0.expr=a&p0.tab=graph"], "panels are kept on other pages");
}

#[test]
fn going_back_shows_and_runs_what_was_there_and_keeps_a_draft() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    let before = page.app.fragment.clone();
    page.panel(PanelEvent::Zoom { start: 0, end: 60_000 });
    page.panel(PanelEvent::Typed("draft".to_owned()));
    let id = page.id(0);
    let commands = page.tell(Event::HashChanged(before.clone()));
    let panel = &page.app.panels[0];
    assert_eq!((panel.id, panel.expr.as_str(), panel.tab, panel.end), (id, "a", Tab::Table, None));
    assert_eq!((page.shown(), queries(&commands).len()), (Some(1.0), 0), "its result is still there");
    assert_eq!(page.app.history, ["draft", "a"]);
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
    assert_eq!(page.app.page, app::Page::Nodes);
    let commands = page.tell(Event::HashChanged("/query".to_owned()));
    assert_eq!(page.app.panels[0].expr, "a");
    assert!(commands.contains(&Command::ReplaceUrl("/query?p0.node=A&p0.expr=a".to_owned())));
}

#[test]
fn what_is_not_understood_is_told() {
    let mut page = Page::ready("/dashboards?p0.expr=a&p0.range=soon");
    let told: Vec<_> = page.app.notices.iter().map(|n| n.notice.clone()).collect();
    let bad_range = RouteProblem::BadValue { key: "p0.range".to_owned(), value: "soon".to_owned() };
    let problems = [RouteProblem::UnknownPage("dashboards".to_owned()), bad_range];
    assert_eq!(told, problems.map(Notice::Route));
    assert_eq!(page.app.panels[0].expr, "a");
    page.tell(Event::HashChanged("/nodes".to_owned()));
    assert!(page.app.notices.is_empty(), "what was wrong with the address before is past");
}
