//! Tests of listing rules, filtering them, opening an expression from them.

use super::*;
use crate::model::node::Endpoint;
use crate::model::outcome::Failure;
use crate::model::rules::{AlertState, Rule, RuleGroup};
use crate::protocol::rules::{Begins, RulesPart};
use crate::state::app::ListId;
use crate::state::command::Released;
use crate::state::event::NodesEvent;
use crate::state::page;
use crate::state::page::alerts::{AlertsEvent, Listed};
use crate::state::panel::Tab;

fn group(name: &str, rules: &[&str]) -> RuleGroup {
    let rules = rules.iter().map(|name| Rule { name: (*name).to_owned(), ..Rule::default() }).collect();
    RuleGroup { name: name.to_owned(), rules, ..RuleGroup::default() }
}

fn no_rules() -> Response {
    let nothing = Answered { value: Vec::new(), provenance: Provenance::default() };
    Response::ListRules(nothing.into())
}

fn listing(commands: &[Command]) -> Option<(RunId, String)> {
    let is_listing = |(run, node, request): (RunId, Node, NodeRequest)| {
        matches!(request, NodeRequest::ListRules(_)).then_some((run, node.name))
    };
    node_requests(commands).into_iter().find_map(is_listing)
}

fn failure(page: &Page) -> Option<&Failure> {
    page.app.pages.alerts.failure(&page.app.nodes).map(|failed| &failed.why)
}

fn counted(page: &Page) -> Option<&Listed> {
    page.app.pages.alerts.counted(&page.app.nodes).map(|listed| &**listed)
}

fn run_of_listing(page: &Page) -> Option<RunId> {
    page.app.pages.alerts.listing.as_ref()?.run.as_ref().map(|of| of.run)
}

/// A page that shows alerts of B.
fn listed() -> Page {
    let mut page = Page::ready("/alerts?node=B");
    let run = page.app.last_run;
    let run = run_of_listing(&page).unwrap_or(run);
    for (groups, begins, end) in [
        (vec![group("g", &["a"])], Begins::Anew, None),
        (vec![group("g", &["b"]), group("h", &["c"])], Begins::InGroup, Some(Provenance::default())),
    ] {
        page.hears(run, Response::ListRules(RulesPart { groups, begins, end }));
    }
    page
}

#[test]
fn a_listing_waits_for_node_and_worker_and_joins_its_pieces() {
    let page = listed();
    let groups = page.app.pages.alerts.listed.as_ref().map(|l| (l.node.name.clone(), l.groups.clone()));
    let (node, groups) = groups.unwrap_or_default();
    let names: Vec<Vec<_>> = groups.iter().map(|g| g.rules.iter().map(|r| r.name.as_str()).collect()).collect();
    assert_eq!((node.as_str(), names), ("B", vec![vec!["a", "b"], vec!["c"]]));
    assert!(page.app.pages.alerts.listing.is_none());
}

#[test]
fn what_is_left_of_a_listing_is_freed_in_steps() {
    let released = |commands: &[Command]| {
        let groups = |command: &Command| match command {
            Command::ReleaseListing(Released(groups)) => Some(groups.len()),
            _ => None,
        };
        commands.iter().filter_map(groups).collect::<Vec<_>>()
    };
    let mut page = listed();
    let (run, _) = listing(&page.tell(AlertsEvent::Reload.into())).unwrap_or_default();
    assert_eq!(released(&page.hears(run, no_rules())), [2], "the one before");
    let (run, _) = listing(&page.tell(AlertsEvent::Reload.into())).unwrap_or_default();
    let part = RulesPart { groups: vec![group("g", &["a"])], begins: Begins::Anew, end: None };
    assert_eq!(released(&page.hears(run, Response::ListRules(part))), [0; 0]);
    assert_eq!(released(&page.tell(AlertsEvent::Cancel.into())), [1], "what had arrived");
}

#[test]
fn a_failed_listing_keeps_the_last_one() {
    let mut page = listed();
    let (run, _) = listing(&page.tell(AlertsEvent::Reload.into())).unwrap_or_default();
    page.hears(run, SourceError::from(Failure::Unreachable));
    assert_eq!(failure(&page), Some(&Failure::Unreachable));
    assert_eq!(page.app.pages.alerts.listed(&page.app.nodes).map(|l| l.groups.len()), Some(2));
    assert_eq!(counted(&page), None, "nobody knows the states now");
}

#[test]
fn states_are_counted_only_while_they_are_known() {
    let mut page = Page::ready("/alerts?node=B");
    assert_eq!(counted(&page), None, "it is being asked");
    let run = run_of_listing(&page).unwrap_or_default();
    page.hears(run, no_rules());
    assert!(counted(&page).is_some());
    page.tell(AlertsEvent::Reload.into());
    assert!(counted(&page).is_some(), "what was known a moment ago stays while it is asked again");
    page.tell(AlertsEvent::Node("A".to_owned()).into());
    assert_eq!((counted(&page), page.app.pages.alerts.listed(&page.app.nodes)), (None, None), "of A nothing is known");
}

#[test]
fn a_failure_stays_with_the_node_that_failed() {
    let failed = |run| (run, SourceError::from(Failure::Unreachable));
    // It failed, and then another node is chosen.
    let mut page = listed();
    let (run, news) = failed(listing(&page.tell(AlertsEvent::Reload.into())).unwrap_or_default().0);
    page.hears(run, news);
    page.tell(AlertsEvent::Node("A".to_owned()).into());
    assert_eq!(failure(&page), None);
    page.tell(AlertsEvent::Node("Gone".to_owned()).into());
    assert_eq!(failure(&page), None);
    // Another node is chosen while it is asked, and its failure comes late.
    let mut page = listed();
    let (run, news) = failed(listing(&page.tell(AlertsEvent::Reload.into())).unwrap_or_default().0);
    page.tell(AlertsEvent::Node("Gone".to_owned()).into());
    page.hears(run, news);
    assert_eq!((failure(&page), page.app.pages.alerts.listing.is_none()), (None, true));
    // A person's cancel is of the node that was asked.
    let mut page = listed();
    page.tell(AlertsEvent::Node("A".to_owned()).into());
    page.tell(AlertsEvent::Cancel.into());
    assert_eq!(failure(&page), Some(&Failure::Cancelled));
    page.tell(AlertsEvent::Node("B".to_owned()).into());
    assert_eq!(failure(&page), None);
    // The worker ends while a link to another node's alerts is followed.
    let mut page = listed();
    page.tell(AlertsEvent::Reload.into());
    page.worker_dies(&[]);
    page.tell(Event::HashChanged("/alerts?node=A".to_owned()));
    assert_eq!(failure(&page), None);
}

/// Puts another node in the place of the added node C.
fn replace_c(page: &mut Page) {
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    page.tell(Event::Nodes(NodesEvent::Add(c("http://elsewhere"))));
}

fn c(url: &str) -> Node {
    Node::new("C", Endpoint::Server { url: url.to_owned() })
}

/// A page that asks the added node C for its rules.
fn asking_c() -> (Page, RunId) {
    let mut page = Page::ready("");
    page.tell(Event::Nodes(NodesEvent::Add(c("http://c"))));
    page.tell(Event::Go(page::Page::Alerts));
    let commands = page.tell(AlertsEvent::Node("C".to_owned()).into());
    let (run, _) = listing(&commands).expect("it is asked");
    (page, run)
}

#[test]
fn alerts_of_a_node_are_not_those_of_another_that_has_its_name_now() {
    let (mut page, run) = asking_c();
    page.hears(run, no_rules());
    assert!(counted(&page).is_some());
    replace_c(&mut page);
    assert_eq!((counted(&page), page.app.pages.alerts.listed(&page.app.nodes)), (None, None));
    page.tell(Event::Go(page::Page::Query));
    assert!(listing(&page.tell(Event::Go(page::Page::Alerts))).is_some(), "it is asked");
    // Also where they come late, or do not come.
    let (mut page, run) = asking_c();
    replace_c(&mut page);
    page.hears(run, no_rules());
    assert_eq!(counted(&page), None);
    let (mut page, run) = asking_c();
    replace_c(&mut page);
    page.hears(run, SourceError::from(Failure::Unreachable));
    assert_eq!(failure(&page), None);
    // What the other has under way is not waited for.
    let (mut page, _) = asking_c();
    page.tell(Event::Go(page::Page::Query));
    replace_c(&mut page);
    assert!(listing(&page.tell(Event::Go(page::Page::Alerts))).is_some());
    // What the other listed does not show that this one does no harm.
    let (mut page, run) = asking_c();
    page.hears(run, no_rules());
    replace_c(&mut page);
    page.tell(AlertsEvent::Reload.into());
    page.worker_dies(&[]);
    assert!(failure(&page).is_some_and(Failure::is_end_of_worker));
    assert_eq!(listing(&page.worker_ready()), None);
}

#[test]
fn another_node_is_listed_at_once_and_the_filter_stands_in_the_address() {
    let mut page = listed();
    let commands = page.tell(AlertsEvent::Node("A".to_owned()).into());
    assert_eq!(listing(&commands).map(|l| l.1), Some("A".to_owned()));
    page.tell(AlertsEvent::State(Some(AlertState::Firing)).into());
    page.tell(AlertsEvent::Text("disk".to_owned()).into());
    assert_eq!(page.app.fragment, "/alerts?node=A&state=firing&text=disk");
}

#[test]
fn going_back_leads_to_the_node_that_was_shown_whichever_that_is() {
    for first in ["", "?node=A", "?node=B"] {
        let mut page = Page::ready(&format!("/alerts{first}"));
        let (before, node) = (page.app.fragment.clone(), page.app.pages.alerts.options.node.clone());
        let other = if node == "A" { "B" } else { "A" };
        page.tell(AlertsEvent::Node(other.to_owned()).into());
        page.tell(AlertsEvent::Text("disk".to_owned()).into());
        let commands = page.tell(Event::HashChanged(before));
        assert_eq!(page.app.pages.alerts.options.node, node, "{first}");
        assert_eq!(page.app.pages.alerts.options.filter.text, "", "{first}");
        assert_eq!(listing(&commands).map(|(_, node)| node), Some(node), "{first}");
    }
}

#[test]
fn what_is_cancelled_is_what_is_seen() {
    let mut page = Page::ready("/query?p0.node=A&p0.expr=up");
    page.tell(Event::Go(page::Page::Alerts));
    let is_querying = |page: &Page| page.app.panels[0].run != crate::state::panel::Run::Idle;
    let escape = |page: &mut Page| (page.app.page.declared().cancel)(&page.app).map(|event| page.tell(event)).is_some();
    assert!(run_of_listing(&page).is_some() && is_querying(&page));
    assert!(escape(&mut page));
    assert_eq!((run_of_listing(&page), failure(&page), is_querying(&page)), (None, Some(&Failure::Cancelled), true));
    assert!(!escape(&mut page), "the query is not seen");
    page.tell(Event::Go(page::Page::Nodes));
    assert!(!escape(&mut page) && is_querying(&page));
    page.tell(Event::Go(page::Page::Query));
    assert!(escape(&mut page) && !is_querying(&page));
}

#[test]
fn a_listing_that_is_slower_than_the_timer_goes_on() {
    let mut page = listed();
    page.tell(Event::Refresh);
    let run = run_of_listing(&page);
    assert!(run.is_some());
    assert_eq!((asks(&page.tell(Event::Refresh)), run_of_listing(&page)), (Vec::new(), run));
    page.hears(run.unwrap_or_default(), no_rules());
    assert!(listing(&page.tell(Event::Refresh)).is_some());
}

#[test]
fn entering_lists_unless_the_listing_is_fresh() {
    let mut page = listed();
    page.tell(Event::Go(page::Page::Query));
    assert_eq!(listing(&page.tell(Event::Go(page::Page::Alerts))), None);
    page.tell(Event::Go(page::Page::Query));
    // Of a listing from the future, as of one that is old, nobody knows how old it is.
    for by_ms in [60_000, -60_000] {
        let mut page = listed();
        page.tell(Event::Go(page::Page::Query));
        page.now += by_ms;
        assert!(listing(&page.tell(Event::Go(page::Page::Alerts))).is_some(), "{by_ms}");
    }
}

#[test]
fn an_expression_opens_in_a_panel_at_its_moment() {
    let mut page = listed();
    let open = |at| AlertsEvent::Open { expr: "up == 0".to_owned(), at }.into();
    let commands = page.tell(open(Some(500_000)));
    let panel = &page.app.panels[0];
    assert_eq!((page.app.page, page.app.panels.len()), (page::Page::Query, 1), "the blank panel is taken");
    assert_eq!((panel.options.node.as_str(), panel.options.tab, panel.options.time), ("B", Tab::Table, Some(500_000)));
    assert_eq!(queries(&commands).len(), 1);
    let focused = Command::Focus(crate::state::command::Focus::Expression(panel.id));
    assert!(commands.contains(&focused), "the button that was pressed is gone");
    assert_eq!(pushed(&commands), ["/query?p0.node=B&p0.expr=up%20==%200&p0.time=1970-01-01T00:08:20Z"]);
    page.tell(open(None));
    assert_eq!(page.app.panels.len(), 2);
}

#[test]
fn an_alertmanager_or_an_unknown_node_is_not_asked_for_rules() {
    for node in ["AM", "Gone"] {
        let mut page = listed();
        assert_eq!(asks(&page.tell(AlertsEvent::Node(node.to_owned()).into())), []);
        assert!(page.app.pages.alerts.listing.is_none());
    }
}

#[test]
fn how_far_a_list_is_unfolded_goes_with_what_it_is_of() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b");
    let c = Node::new("C", crate::model::node::Endpoint::Server { url: "http://c".to_owned() });
    page.tell(Event::Nodes(crate::state::event::NodesEvent::Add(c.clone())));
    let second = page.id(1);
    let lists = [ListId::Warnings(page.id(0)), ListId::Warnings(second), ListId::Rules(c.id())];
    for list in &lists {
        page.tell(Event::Unfold(list.clone(), 5000));
    }
    let kept = |page: &Page| page.app.unfolded.keys().cloned().collect::<Vec<_>>();
    assert_eq!(kept(&page), lists);
    page.tell(Event::Panel(second, PanelEvent::Remove));
    page.tell(Event::Nodes(crate::state::event::NodesEvent::Remove("C".to_owned())));
    assert_eq!(kept(&page), lists[..1]);
}
