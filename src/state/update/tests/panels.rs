//! Tests of adding, copying, removing, ordering panels.

use super::*;
use crate::model::notice::Notice;
use crate::state::app::NoticeId;
use crate::state::event::Direction;
use crate::state::panel::{Column, Order, Run, Sort};
use crate::state::route::MAX_PANELS;

fn exprs(page: &Page) -> Vec<&str> {
    page.app.panels.iter().map(|p| p.expr.as_str()).collect()
}

fn last_notice(page: &Page) -> NoticeId {
    page.app.notices.last().map_or(NoticeId(0), |shown| shown.id)
}

#[test]
fn a_copy_has_everything_but_the_run_and_a_name_of_its_own() {
    let mut page = Page::ready("");
    let run = page.execute("a");
    page.yields(run, 1.0);
    page.execute("b");
    page.panel(PanelEvent::Duplicate);
    let [first, copy] = &page.app.panels[..] else { panic!("{:?}", exprs(&page)) };
    assert_ne!(first.id, copy.id);
    assert_eq!((copy.expr.as_str(), &copy.run, &copy.table), ("b", &Run::Idle, &first.table));
    assert!(matches!(first.run, Run::Running(_)));
}

#[test]
fn a_removed_panel_comes_back_to_its_place() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b&p2.expr=c");
    let middle = page.id(1);
    let ended = cancels(&page.tell(Event::Panel(middle, PanelEvent::Remove)));
    assert_eq!(ended.len(), 1);
    assert_eq!(exprs(&page), ["a", "c"]);
    page.yields(ended[0], 1.0);
    page.tell(Event::Undo(last_notice(&page)));
    assert_eq!((exprs(&page), page.id(1)), (vec!["a", "b", "c"], middle));
    assert!(page.app.notices.is_empty());
}

#[test]
fn the_last_panel_leaves_a_blank_one_that_undo_replaces() {
    let mut page = Page::ready("/query?p0.node=B&p0.expr=a");
    page.panel(PanelEvent::Remove);
    assert_eq!((exprs(&page), page.app.panels[0].node.as_str()), (vec![""], "B"));
    page.tell(Event::Undo(last_notice(&page)));
    assert_eq!(exprs(&page), ["a"]);
    page.panel(PanelEvent::Remove);
    page.panel(PanelEvent::Remove);
    let told: Vec<_> = page.app.notices.iter().map(|n| &n.notice).collect();
    assert_eq!(told, [&Notice::PanelRemoved { expr: "a".to_owned() }], "a blank panel is not worth a notice");
}

#[test]
fn the_last_removals_can_be_undone_and_older_ones_go() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b&p2.expr=c&p3.expr=d&p4.expr=e");
    for _ in 0..4 {
        page.panel(PanelEvent::Remove);
    }
    let told: Vec<_> = page.app.notices.iter().map(|n| n.notice.clone()).collect();
    assert_eq!(told, ["b", "c", "d"].map(|expr| Notice::PanelRemoved { expr: expr.to_owned() }));
}

#[test]
fn that_something_was_copied_is_said_for_a_moment() {
    let mut page = Page::ready("");
    let commands = page.tell(Event::Copied(Ok(())));
    let notice = last_notice(&page);
    assert!(matches!(commands[..], [Command::DismissLater { notice: later, .. }] if later == notice));
    page.tell(Event::Dismiss(notice));
    assert!(page.app.notices.is_empty());
}

#[test]
fn panels_are_bounded() {
    let mut page = Page::ready("");
    for _ in 0..MAX_PANELS + 5 {
        page.tell(Event::AddPanel);
        page.panel(PanelEvent::Duplicate);
    }
    assert_eq!(page.app.panels.len(), MAX_PANELS);
    let told: Vec<_> = page.app.notices.iter().map(|n| &n.notice).collect();
    assert_eq!(told, [&Notice::TooManyPanels { limit: MAX_PANELS }]);
}

#[test]
fn moving_swaps_neighbours_and_stops_at_the_ends() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b");
    page.panel(PanelEvent::Move(Direction::Up));
    assert_eq!(exprs(&page), ["a", "b"]);
    page.panel(PanelEvent::Move(Direction::Down));
    assert_eq!(exprs(&page), ["b", "a"]);
}

#[test]
fn sorting_goes_round() {
    let mut page = Page::ready("");
    let mut orders = Vec::new();
    for column in [Column::Value, Column::Value, Column::Value, Column::Value, Column::Label("job".to_owned())] {
        page.panel(PanelEvent::Sort(column));
        orders.push(page.app.panels[0].sort.as_ref().map(|Sort { order, .. }| *order));
    }
    let (up, down) = (Some(Order::Ascending), Some(Order::Descending));
    assert_eq!(orders, [up, down, None, up, up]);
}

#[test]
fn a_link_holds_this_panel_alone() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b");
    let link = "http://page/#/query?p0.node=A&p0.expr=a".to_owned();
    assert_eq!(page.panel(PanelEvent::CopyLink), [Command::CopyText(link)]);
}
