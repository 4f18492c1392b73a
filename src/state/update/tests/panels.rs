//! Tests of adding, copying, removing, ordering panels.

use super::*;
use crate::chart::legend::{LegendColumn, LegendSelection, LegendSort};
use crate::model::notice::Notice;
use crate::model::sort_order::SortOrder;
use crate::state::app::NoticeId;
use crate::state::command::Focus;
use crate::state::event::Direction;
use crate::state::limits::MAX_PANELS;
use crate::state::page;
use crate::state::panel::{Run, Tab, TableColumn, TableSort};

fn exprs(page: &Page) -> Vec<&str> {
    page.app.panels.iter().map(|p| p.options.expr.as_str()).collect()
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
    assert_eq!((copy.options.expr.as_str(), &copy.run, &copy.table), ("b", &Run::Idle, &first.table));
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
    assert_eq!((exprs(&page), page.app.panels[0].options.node.as_str()), (vec![""], "B"));
    page.tell(Event::Undo(last_notice(&page)));
    assert_eq!(exprs(&page), ["a"]);
    page.panel(PanelEvent::Remove);
    page.panel(PanelEvent::Remove);
    let notices: Vec<_> = page.app.notices.iter().map(|n| &n.notice).collect();
    assert_eq!(notices, [&Notice::PanelRemoved { expr: "a".to_owned() }], "a blank panel is not worth a notice");
}

#[test]
fn the_last_removals_can_be_undone_and_older_ones_go() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b&p2.expr=c&p3.expr=d&p4.expr=e");
    for _ in 0..4 {
        page.panel(PanelEvent::Remove);
    }
    let notices: Vec<_> = page.app.notices.iter().map(|n| n.notice.clone()).collect();
    assert_eq!(notices, ["b", "c", "d"].map(|expr| Notice::PanelRemoved { expr: expr.to_owned() }));
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

/// What is given the focus.
fn focused(commands: &[Command]) -> Vec<Focus> {
    let focus = |command: &Command| if let Command::Focus(focus) = command { Some(focus.clone()) } else { None };
    commands.iter().filter_map(focus).collect()
}

#[test]
fn what_takes_the_focus_away_says_where_it_goes() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b&p2.expr=c");
    let [a, b, c] = [0, 1, 2].map(|place| page.id(place));
    let removed = |page: &mut Page, panel| focused(&page.tell(Event::Panel(panel, PanelEvent::Remove)));
    assert_eq!(removed(&mut page, b), [Focus::Expression(c)], "the next takes its place");
    assert_eq!(removed(&mut page, c), [Focus::Expression(a)], "the last but one");
    assert_eq!(focused(&page.tell(Event::Undo(last_notice(&page)))), [Focus::Expression(c)]);
    let moved = page.tell(Event::Panel(c, PanelEvent::Move(Direction::Up)));
    assert_eq!(focused(&moved), [Focus::PanelMenu(c)], "it may be moved on");
    assert_eq!(focused(&page.tell(Event::Panel(c, PanelEvent::Move(Direction::Up)))), []);
    let copied = focused(&page.tell(Event::Panel(c, PanelEvent::Duplicate)));
    assert_eq!(copied, [Focus::Expression(page.id(1))]);
    let added = focused(&page.tell(Event::AddPanel));
    assert_eq!(added, [Focus::Expression(page.id(3))]);
    for _ in 0..3 {
        page.panel(PanelEvent::Remove);
    }
    let last = focused(&page.panel(PanelEvent::Remove));
    assert_eq!(last, [Focus::Expression(page.id(0))], "the blank one that is left");
}

#[test]
fn a_notice_that_is_shown_already_is_left_alone() {
    let mut page = Page::ready("");
    page.tell(Event::StorageRefused);
    let first = last_notice(&page);
    page.tell(Event::Copied(Err(())));
    page.tell(Event::StorageRefused);
    let ids: Vec<_> = page.app.notices.iter().map(|shown| shown.id).collect();
    assert_eq!((ids.len(), ids[0]), (2, first), "it keeps its place and its elements");
    for (fragment, count) in [("/query?x=1", 1), ("/query?x=1&", 1), ("/query?y=1", 1), ("/query?p0.expr=up", 0)] {
        page.tell(Event::HashChanged(fragment.to_owned()));
        let of_address = page.app.notices.iter().filter(|shown| matches!(shown.notice, Notice::Route(_)));
        assert_eq!(of_address.count(), count, "{fragment}");
    }
    // What is shown for a moment goes a moment after it was said last.
    page.tell(Event::Copied(Ok(())));
    let copied = last_notice(&page);
    let again = page.tell(Event::Copied(Ok(())));
    assert!(matches!(again[..], [Command::DismissLater { notice, .. }] if notice == copied), "{again:?}");
}

#[test]
fn panels_are_bounded() {
    let mut page = Page::ready("");
    for _ in 0..MAX_PANELS + 5 {
        page.tell(Event::AddPanel);
        page.panel(PanelEvent::Duplicate);
    }
    assert_eq!(page.app.panels.len(), MAX_PANELS);
    let notices: Vec<_> = page.app.notices.iter().map(|n| &n.notice).collect();
    assert_eq!(notices, [&Notice::TooManyPanels { limit: MAX_PANELS }]);
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
    let mut sort = None;
    let mut orders = Vec::new();
    let label = TableColumn::Label("job".to_owned());
    for column in [TableColumn::Value, TableColumn::Value, TableColumn::Value, TableColumn::Value, label] {
        sort = TableSort::pressed(sort, column);
        orders.push(sort.as_ref().map(|TableSort { order, .. }| *order));
    }
    let (up, down) = (Some(SortOrder::Ascending), Some(SortOrder::Descending));
    assert_eq!(orders, [up, down, None, up, up]);
}

/// What a person has hidden, sorted and filtered, in table and legend.
fn shown_options() -> [PanelOption; 5] {
    [
        PanelOption::Sort(TableSort::pressed(None, TableColumn::Value)),
        PanelOption::Filter("web".to_owned()),
        PanelOption::Series(LegendSelection::default().toggled(0x1f)),
        PanelOption::LegendSort(LegendSort::default().pressed(LegendColumn::Max)),
        PanelOption::LegendFilter("idle".to_owned()),
    ]
}

#[test]
fn what_is_hidden_sorted_and_filtered_survives_tabs_pages_runs_and_a_reload() {
    let mut page = Page::ready("");
    let run = page.execute("up");
    page.yields(run, 1.0);
    for option in shown_options() {
        let commands = page.panel(PanelEvent::Set(option.clone()));
        assert_eq!(asks(&commands), [], "nothing is asked by {option:?}");
        assert!(matches!(commands[..], [Command::ReplaceUrl(_), Command::Store { .. }]), "{commands:?}");
    }
    let options = page.app.panels[0].options.clone();
    for tab in [Tab::Graph, Tab::Table] {
        let commands = page.panel(PanelEvent::Set(PanelOption::Tab(tab)));
        for (run, ..) in queries(&commands) {
            page.yields(run, 2.0);
        }
    }
    page.tell(Event::Go(page::Page::Alerts));
    page.tell(Event::Go(page::Page::Query));
    let run = queries(&page.tell(Event::Refresh))[0].0;
    page.yields(run, 3.0);
    assert_eq!(page.app.panels[0].options, options);
    let reloaded = Page::ready(&page.app.fragment);
    assert_eq!(reloaded.app.panels[0].options, options, "{}", page.app.fragment);
}

#[test]
fn hiding_a_series_takes_no_text_into_the_address_that_was_not_executed() {
    let mut page = Page::ready("");
    page.execute("up");
    page.panel(PanelEvent::Set(PanelOption::Expr("rate(up[".to_owned())));
    for option in shown_options() {
        page.panel(PanelEvent::Set(option));
    }
    let expected = "/query?p0.node=A&p0.expr=up&p0.sort=value&p0.filter=web&p0.series=-1f&p0.legend_sort=-max\
                    &p0.legend_filter=idle";
    assert_eq!(page.app.fragment, expected);
    assert_eq!(page.app.panels[0].options.expr, "rate(up[");
}

#[test]
fn a_link_holds_this_panel_alone() {
    let mut page = Page::ready("/query?p0.expr=a&p1.expr=b");
    let link = "http://page/#/query?p0.node=A&p0.expr=a".to_owned();
    assert_eq!(page.panel(PanelEvent::CopyLink), [Command::CopyText(link)]);
}
