//! Tests of typed texts, which no reload loses.

use super::*;
use crate::model::node::{Endpoint, Node, NodeKind};
use crate::model::rules::AlertState;
use crate::state::command::StorageKey;
use crate::state::event::NodesEvent;
use crate::state::nodes::address::NodeForm;
use crate::state::page;
use crate::state::page::alerts::AlertsEvent;
use crate::state::panel::{Run, Tab};

/// The texts last kept for the tab.
fn kept(commands: &[Command]) -> Option<&str> {
    let of_drafts = |command: &&Command| matches!(command, Command::Store { key: StorageKey::Drafts, .. });
    commands.iter().rev().find(of_drafts).map(|command| match command {
        Command::Store { text, .. } => text.as_str(),
        _ => "",
    })
}

/// The page loaded again at an address, with what was kept.
fn reloaded(fragment: &str, drafts: &str) -> Page {
    let mut page = Page { app: App::default(), now: 2_000_000, ticks_ms: 0 };
    page.tell(Event::Started(Start {
        fragment: fragment.to_owned(),
        base: "http://page/".to_owned(),
        drafts: Some(drafts.to_owned()),
        ..Start::default()
    }));
    page
}

#[test]
fn a_text_that_was_never_executed_survives_a_reload_and_is_not_executed_by_it() {
    let mut page = Page::ready("/query?p0.expr=up&p1.expr=x");
    let id = page.id(1);
    let commands = page.tell(Event::Panel(id, PanelEvent::Set(PanelOption::Expr("rate(x[5m".to_owned()))));
    assert!(
        kept(&commands).is_some_and(|text| text.contains("rate(x[5m")),
        "at once, as the next event may be the last"
    );
    let commands = page.panel(PanelEvent::Set(PanelOption::Filter("web1".to_owned())));
    let drafts = kept(&commands).expect("under the address with the filter").to_owned();
    assert_eq!(kept(&page.tell(Event::Tick)), None, "nothing new");

    let mut page = reloaded(&page.app.fragment, &drafts);
    let typed: Vec<_> = page.app.panels.iter().map(|panel| panel.options.expr.as_str()).collect();
    assert_eq!((typed, page.app.panels[0].options.filter.as_str()), (vec!["up", "rate(x[5m"], "web1"));
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    let asked = queries(&page.worker_ready());
    let asked: Vec<_> = asked.iter().map(|(_, _, expr)| expr.as_str()).collect();
    assert_eq!(asked, ["up", "x"], "what the address says");
    assert_eq!(page.app.panels[1].options.expr, "rate(x[5m");
}

#[test]
fn what_was_typed_and_not_executed_enters_the_address_in_no_way() {
    type Happens = fn(&Page) -> Event;
    let events: [(&str, Happens); 8] = [
        ("a filter of alerts", |_| AlertsEvent::Text("disk".to_owned()).into()),
        ("a state of alerts", |_| AlertsEvent::State(Some(AlertState::Firing)).into()),
        ("another page", |_| Event::Go(page::Page::Nodes)),
        ("a new panel", |_| Event::AddPanel),
        ("an added node", |_| {
            let endpoint = Endpoint::Server { url: "http://c:9090".to_owned() };
            Event::Nodes(NodesEvent::Add(Node::new("C", endpoint)))
        }),
        ("a panel that was not run", |page| Event::Panel(page.id(2), PanelEvent::Set(PanelOption::Tab(Tab::Graph)))),
        ("another panel's run", |page| Event::Panel(page.id(0), PanelEvent::Execute)),
        ("another panel's time", |page| Event::Panel(page.id(0), PanelEvent::Set(PanelOption::Time(Some(5))))),
    ];
    for (what, event) in events {
        for at in ["/query", "/alerts"] {
            let mut page = Page::ready(&format!("{at}?p0.expr=up&p1.expr=x&p2.expr="));
            let second = page.id(1);
            page.tell(Event::Panel(second, PanelEvent::Set(PanelOption::Expr("typed".to_owned()))));
            let event = event(&page);
            page.tell(event);
            let fragment = &page.app.fragment;
            assert!(!fragment.contains("typed") && fragment.contains("p1.expr=x"), "{what} at {at}: {fragment}");
            assert_eq!(page.app.panels[1].options.expr, "typed", "{what}");
        }
    }
}

#[test]
fn the_timer_asks_what_was_executed_and_not_what_is_being_typed() {
    let mut page = Page::ready("");
    let run = page.execute("up");
    page.yields(run, 1.0);
    page.panel(PanelEvent::Set(PanelOption::Expr("rate(half[5m".to_owned())));
    let exprs: Vec<_> = queries(&page.tell(Event::Refresh)).into_iter().map(|(_, _, expr)| expr).collect();
    assert_eq!(exprs, ["up"]);
    assert_eq!(page.app.panels[0].options.expr, "rate(half[5m");
}

#[test]
fn what_is_typed_while_a_panel_waits_is_not_what_runs() {
    let (mut page, _) = Page::opened("/query?p0.expr=up");
    page.panel(PanelEvent::Set(PanelOption::Expr("other".to_owned())));
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    let asked = queries(&page.worker_ready());
    assert_eq!(asked.iter().map(|(_, _, expr)| expr.as_str()).collect::<Vec<_>>(), ["up"]);

    // But what another address asks meanwhile is.
    let (mut page, _) = Page::opened("/query?p0.expr=up");
    page.tell(Event::HashChanged("/query?p0.expr=x".to_owned()));
    assert!(matches!(page.app.panels[0].run, Run::Waiting { .. }));
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    let asked = queries(&page.worker_ready());
    assert_eq!(asked.iter().map(|(_, _, expr)| expr.as_str()).collect::<Vec<_>>(), ["x"]);
}

#[test]
fn texts_do_not_return_under_another_address_and_broken_ones_do_no_harm() {
    let mut page = Page::ready("/query?p0.expr=up");
    let drafts = kept(&page.panel(PanelEvent::Set(PanelOption::Expr("typed".to_owned())))).expect("kept").to_owned();
    assert_eq!(reloaded("/query?p0.expr=other", &drafts).app.panels[0].options.expr, "other");
    for broken in ["", "{", "[1]", "{\"fragment\":1}"] {
        assert_eq!(reloaded("/query?p0.expr=up", broken).app.panels[0].options.expr, "up", "{broken}");
    }
}

#[test]
fn the_form_of_a_node_is_kept_without_what_may_be_secret() {
    let mut page = Page::ready("/nodes");
    let kind = "alertmanager".to_owned();
    let form = NodeForm { name: "C".to_owned(), url: "http://c:9090".to_owned(), kind };
    let drafts = kept(&page.tell(Event::Nodes(NodesEvent::Typed(form.clone())))).expect("kept").to_owned();
    assert_eq!(reloaded("/nodes", &drafts).app.node_form, form);
    assert_eq!(form.endpoint().kind(), NodeKind::Alertmanager, "as it was chosen");
    page.tell(Event::Go(page::Page::Query));
    page.tell(Event::Go(page::Page::Nodes));
    assert_eq!(page.app.node_form, form);
    let before = drafts.replace(r#","kind":"alertmanager""#, "");
    assert_eq!(reloaded("/nodes", &before).app.node_form.name, "C", "what was kept before there was a kind");
    let secret = NodeForm { url: "http://me:secret@c".to_owned(), ..form };
    let commands = page.tell(Event::Nodes(NodesEvent::Typed(secret)));
    assert!(!kept(&commands).expect("kept").contains("secret"));
    for end in ["?token=secret", "#secret"] {
        let url = format!("http://c:9090/x{}{end}", end.len());
        let form = NodeForm { name: "C".to_owned(), url, ..NodeForm::default() };
        let commands = page.tell(Event::Nodes(NodesEvent::Typed(form)));
        let kept = kept(&commands).expect("kept");
        assert!(kept.contains("http://c:9090/x") && !kept.contains("secret"), "{kept}");
    }

    let headers = vec![("Authorization".to_owned(), "secret".to_owned())];
    let node = Node { headers, ..Node::new("C", Endpoint::Server { url: "http://c:9090".to_owned() }) };
    let commands = page.tell(Event::Nodes(NodesEvent::Add(node)));
    assert!(!kept(&commands).expect("the form is empty now").contains("secret"));
    assert_eq!(page.app.node_form, NodeForm::default());
}

#[test]
fn a_link_in_the_place_of_an_expression_is_not_kept() {
    let mut page = Page::ready("/query?p0.expr=up&p1.expr=x");
    let second = page.id(1);
    let link = PanelEvent::Set(PanelOption::Expr("https://p.example/graph?token=secret&g0.expr=x".to_owned()));
    let texts: Vec<_> =
        [page.panel(link), page.tell(Event::Panel(second, PanelEvent::Set(PanelOption::Expr("y".to_owned()))))]
            .iter()
            .filter_map(|commands| kept(commands).map(str::to_owned))
            .collect();
    assert!(!texts.is_empty() && texts.iter().all(|text| !text.contains("secret")), "{texts:?}");
}

#[test]
fn an_expression_with_an_address_in_quotes_is_kept_and_executed_as_one() {
    const EXPR: &str = "probe_success{instance=\"https://a.example/x\"}";
    let mut page = Page::ready("/query?p0.expr=up");
    let drafts = kept(&page.panel(PanelEvent::Set(PanelOption::Expr(EXPR.to_owned())))).expect("kept").to_owned();
    assert_eq!(reloaded(&page.app.fragment, &drafts).app.panels[0].options.expr, EXPR);
    let commands = page.panel(PanelEvent::Execute);
    assert_eq!(queries(&commands).iter().map(|(_, _, expr)| expr.as_str()).collect::<Vec<_>>(), [EXPR]);
    assert_eq!(page.app.history.first().map(String::as_str), Some(EXPR));
}

#[test]
fn a_text_too_long_to_be_kept_leaves_the_rest() {
    let mut page = Page::ready("/query?p0.expr=up&p1.expr=x");
    page.panel(PanelEvent::Set(PanelOption::Expr("y".repeat(200_000))));
    let id = page.id(1);
    let commands = page.tell(Event::Panel(id, PanelEvent::Set(PanelOption::Expr("typed".to_owned()))));
    let drafts = kept(&commands).expect("kept");
    assert!(drafts.len() < 1000);
    let page = reloaded(&page.app.fragment, drafts);
    assert_eq!(page.app.panels.iter().map(|panel| panel.options.expr.as_str()).collect::<Vec<_>>(), ["up", "typed"]);
}
