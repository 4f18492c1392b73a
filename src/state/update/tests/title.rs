//! What names the tab: what was executed, else the page.

use super::Page;
use crate::model::outcome::{Failure, Provenance};
use crate::protocol::answer::News;
use crate::state::app;
use crate::state::event::{Event, PanelEvent};
use crate::state::title::{Subject, subject};

#[test]
fn the_tab_is_named_by_the_first_expression_that_was_executed() {
    let expression = |text: &str| Subject::Expression(text.to_owned());
    let mut page = Page::ready("");
    assert_eq!(subject(&page.app), Subject::Page(app::Page::Query));
    page.panel(PanelEvent::Typed("typed only".to_owned()));
    assert_eq!(subject(&page.app), Subject::Page(app::Page::Query));

    let run = page.execute("sum(\n  a\n)");
    assert_eq!(subject(&page.app), expression("sum( a )"));
    page.yields(run, 1.0);
    page.panel(PanelEvent::Typed("b".to_owned()));
    assert_eq!(subject(&page.app), expression("sum( a )"));

    let run = page.execute("b");
    page.news(run, News::Failed { why: Failure::Unreachable, provenance: Provenance::default() });
    assert_eq!(subject(&page.app), expression("b"));

    page.tell(Event::Go(app::Page::Alerts));
    assert_eq!(subject(&page.app), Subject::Page(app::Page::Alerts));
    page.tell(Event::Go(app::Page::Query));
    assert_eq!(subject(&page.app), expression("b"));
}
