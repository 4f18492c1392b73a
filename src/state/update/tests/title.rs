//! What names the tab: what was executed, else the page.

use super::{Page, PanelOption};
use crate::model::answered::SourceError;
use crate::model::outcome::Failure;
use crate::state::event::{Event, PanelEvent};
use crate::state::page;
use crate::state::title::{Subject, subject};

#[test]
fn the_tab_is_named_by_the_first_expression_that_was_executed() {
    let expression = |text: &str| Subject::Expression(text.to_owned());
    let mut page = Page::ready("");
    assert_eq!(subject(&page.app), Subject::Page(page::Page::Query));
    page.panel(PanelEvent::Set(PanelOption::Expr("typed only".to_owned())));
    assert_eq!(subject(&page.app), Subject::Page(page::Page::Query));

    let run = page.execute("sum(\n  a\n)");
    assert_eq!(subject(&page.app), expression("sum( a )"));
    page.yields(run, 1.0);
    page.panel(PanelEvent::Set(PanelOption::Expr("b".to_owned())));
    assert_eq!(subject(&page.app), expression("sum( a )"));

    let run = page.execute("b");
    page.hears(run, SourceError::from(Failure::Unreachable));
    assert_eq!(subject(&page.app), expression("b"));

    page.tell(Event::Go(page::Page::Alerts));
    assert_eq!(subject(&page.app), Subject::Page(page::Page::Alerts));
    page.tell(Event::Go(page::Page::Query));
    assert_eq!(subject(&page.app), expression("b"));
}
