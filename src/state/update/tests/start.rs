//! Tests of loading the page.

use super::*;
use crate::model::lang::Lang;
use crate::model::notice::{ConfigProblem, Notice};
use crate::model::outcome::Failure;
use crate::state::app::Worker;
use crate::state::command::StorageKey;
use crate::state::panel::Run;
use crate::state::settings::Theme;

fn notices(page: &Page) -> Vec<&Notice> {
    page.app.notices.iter().map(|shown| &shown.notice).collect()
}

#[test]
fn a_linked_query_waits_for_nodes_and_worker_whichever_comes_last() {
    for worker_first in [true, false] {
        let (mut page, commands) = Page::opened("/query?p0.expr=up");
        assert!(commands.contains(&Command::LoadConfig));
        assert!(matches!(page.app.panels[0].run, Run::Waiting { .. }));
        let mut sent = Vec::new();
        if worker_first {
            sent.extend(page.worker_ready());
        }
        sent.extend(page.tell(Event::Config(Ok(CONFIG.to_owned()))));
        if !worker_first {
            assert!(asks(&sent).is_empty());
            sent.extend(page.worker_ready());
        }
        let queries = queries(&sent);
        assert_eq!(queries.iter().map(|q| (q.1.as_str(), q.2.as_str())).collect::<Vec<_>>(), [("A", "up")]);
        let probes = probed(&sent).len();
        assert_eq!(probes, 3);
    }
}

#[test]
fn an_expression_is_waited_for_only_by_the_page_that_has_it() {
    for (fragment, is_asked) in [("/query", true), ("/alerts", false)] {
        let (_, commands) = Page::opened(fragment);
        let asked = commands.iter().any(|command| matches!(command, Command::Focus(_)));
        assert_eq!(asked, is_asked, "{fragment}: {commands:?}");
    }
}

#[test]
fn a_link_of_prometheus_in_the_query_string_opens_and_moves_into_the_fragment() {
    let mut page = Page { app: App::default(), now: 0, ticks_ms: 0 };
    let start = Start { query: "g0.expr=up&g0.tab=0".to_owned(), ..Start::default() };
    let commands = page.tell(Event::Started(start));
    assert!(commands.contains(&Command::ReplaceUrl("/query?p0.expr=up&p0.tab=graph".to_owned())), "{commands:?}");
}

#[test]
fn stored_settings_hold_and_corrupt_ones_are_kept_aside() {
    let stored =
        r#"{"version":1,"theme":"dark","refresh_ms":5000,"nodes":[{"name":"Mine","url":"http://m"}],"history":["up"]}"#;
    let start = |text: &str| Start {
        base: "http://page/".to_owned(),
        locale: "zh-CN".to_owned(),
        stored: Some(text.to_owned()),
        ..Start::default()
    };
    let mut page = Page { app: App::default(), now: 0, ticks_ms: 0 };
    let commands = page.tell(Event::Started(start(stored)));
    for expected in
        [Command::ApplyTheme(Theme::Dark), Command::ApplyLanguage(Lang::Zh), Command::ScheduleRefresh(Some(5000))]
    {
        assert!(commands.contains(&expected), "{expected:?}");
    }
    page.tell(Event::Config(Ok(CONFIG.to_owned())));
    let names: Vec<_> = page.app.nodes.entries.iter().map(|e| e.node.name.as_str()).collect();
    assert_eq!(names, ["AM", "A", "B", "Mine"]);

    let mut page = Page { app: App::default(), now: 0, ticks_ms: 0 };
    let commands = page.tell(Event::Started(start("{broken")));
    assert!(commands.contains(&Command::Store { key: StorageKey::Corrupt, text: "{broken".to_owned() }));
    assert!(!commands.iter().any(|c| matches!(c, Command::Store { key: StorageKey::Settings, .. })));
    assert_eq!(notices(&page), [&Notice::SettingsCorrupt]);
}

#[test]
fn a_missing_or_malformed_configuration_is_told_and_the_page_lives() {
    for (config, problem) in [
        (Err(Failure::Http { status: 404, text: String::new(), retry_after_s: None }), ConfigProblem::Missing),
        (Err(Failure::Unreachable), ConfigProblem::Unavailable(Failure::Unreachable)),
    ] {
        let (mut page, _) = Page::opened("/query?p0.expr=up");
        page.tell(Event::Config(config));
        page.worker_ready();
        assert_eq!(notices(&page), [&Notice::Config(problem)]);
        assert_eq!(page.app.panels[0].problem, Some(crate::model::notice::PanelProblem::NoNodes));
        assert_eq!(page.app.panels[0].options.expr, "up");
    }
}

#[test]
fn a_worker_that_never_starts_is_given_up_and_tried_again_by_hand_only() {
    let mut page = Page::ready("");
    assert_eq!(page.worker_dies(&[]), [Command::RestartWorker]);
    assert_eq!(page.worker_dies(&[]), []);
    assert_eq!(page.app.worker, Worker::Dead);
    page.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    assert!(page.panel(PanelEvent::Execute).contains(&Command::RestartWorker));
    assert_eq!(queries(&page.worker_ready()).len(), 1);
}
