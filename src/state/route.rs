//! What of the page stands in the address: fragment ↔ state, in two stages.
//!
//! First the raw text is cut into keys and values ([`raw`]), then these are validated ([`read`]) with
//! defaults and a list of what was not understood. [`write`] is the inverse. [`foreign`] reads
//! the links of other consoles. What a panel's keys are is declared with its options
//! ([`super::panel::options`]).
//!
//! ```text
//! /query?p0.node=A&p0.expr=up&p0.tab=graph&p0.range=6h&p0.end=2026-11-22T18:00:00Z&p0.step=15s&p1.expr=…
//! /alerts?node=B&state=firing&text=disk
//! /nodes?p0.expr=up
//! ```
//!
//! Invariant: reading never panics and never refuses as a whole what can be kept in part.
//! Invariant: reading what was written gives the same route, without problems; less of one that is too long.
//! Invariant: no header, no added node's address, no link that stands in the place of an expression, nothing secret is
//! written.

mod foreign;
pub mod raw;
pub mod read;
pub mod write;

use super::page::{Page, PageOptions};
use super::panel::options::PanelOptions;

/// Longest address that is read, and written, in bytes.
pub const MAX_ADDRESS: usize = 500_000;

/// What an address says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// The page.
    pub page: Page,
    /// Its panels; empty where it names none.
    pub panels: Vec<PanelOptions>,
    /// What it says of that page besides; of other pages nothing.
    pub own: PageOptions,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chart::legend::LegendSelection;
    use crate::model::rules::AlertState;
    use crate::model::sort_order::SortOrder;
    use crate::state::limits::MAX_EXPR;
    use crate::state::page::alerts::{AlertsOptions, Filter};
    use crate::state::panel::{Step, Tab, TableColumn, TableSort};

    fn panel(expr: &str) -> PanelOptions {
        PanelOptions { node: "Reader A".to_owned(), expr: expr.to_owned(), ..PanelOptions::default() }
    }

    #[track_caller]
    fn round_trips(route: &Route) -> String {
        let text = write::fragment(route);
        assert!(text.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>`#{}|\\^[]".contains(&b)), "{text}");
        assert_eq!(read::fragment(&text, 0), (route.clone(), Vec::new()), "{text}");
        text
    }

    #[test]
    fn every_field_comes_back() {
        let graph = PanelOptions {
            tab: Tab::Graph,
            range_ms: 21_600_000,
            end: Some(1_795_370_400_000),
            step: Step::Fixed(15_000),
            ..panel("rate(node_cpu_seconds_total[5m])")
        };
        let parameters = [("dedup", "false"), ("storeMatch[]", "{a=\"b&c\"}"), ("storeMatch[]", "{}")];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let asked = PanelOptions { parameters, ..panel("a") };
        let table = PanelOptions { time: Some(1_795_370_400_123), ..panel("up") };
        assert!(
            round_trips(&Route { panels: vec![asked], ..Route::default() }).contains("&p0.param=dedup=false&p0.param=")
        );
        let panels = vec![graph, table, panel("")];
        let text = round_trips(&Route { panels, ..Route::default() });
        assert_eq!(
            text,
            "/query?p0.node=Reader%20A&p0.expr=rate(node_cpu_seconds_total%5B5m%5D)&p0.tab=graph&p0.range=6h\
             &p0.end=2026-11-22T18:00:00Z&p0.step=15s&p1.node=Reader%20A&p1.expr=up&p1.time=2026-11-22T18:00:00.123Z\
             &p2.node=Reader%20A&p2.expr="
        );
        let filter = Filter { state: Some(AlertState::Firing), text: "a&b".to_owned() };
        let own = PageOptions { alerts: AlertsOptions { node: "B".to_owned(), filter } };
        let text = round_trips(&Route { page: Page::Alerts, own, ..Route::default() });
        assert_eq!(text, "/alerts?node=B&state=firing&text=a%26b");
        assert_eq!(round_trips(&Route { page: Page::Nodes, ..Route::default() }), "/nodes");
        let panels = vec![PanelOptions { expr: "up".to_owned(), ..PanelOptions::default() }];
        let kept = round_trips(&Route { page: Page::Nodes, panels, ..Route::default() });
        assert_eq!(kept, "/nodes?p0.expr=up", "panels are kept on other pages");
        assert_eq!(round_trips(&Route::default()), "/query");
    }

    #[test]
    fn how_a_result_is_shown_comes_back() {
        let sort = Some(TableSort { column: TableColumn::Label("job".to_owned()), order: SortOrder::Descending });
        let series = LegendSelection::AllBut(BTreeSet::from([0x1f, 0x2e]));
        let shown = PanelOptions { sort, filter: "a b".to_owned(), series, ..panel("up") };
        let text = round_trips(&Route { panels: vec![shown], ..Route::default() });
        assert!(text.ends_with("&p0.expr=up&p0.sort=-label.job&p0.filter=a%20b&p0.series=-1f,2e"), "{text}");
    }

    #[test]
    fn of_what_is_too_long_for_an_address_the_rest_comes_back() {
        let panels = vec![panel("up"), panel(&"x".repeat(MAX_EXPR)), panel("down")];
        let panels = [vec![panels[1].clone(); 8], panels].concat();
        let text = write::fragment(&Route { panels: panels.clone(), ..Route::default() });
        let (read, problems) = read::fragment(&text, 0);
        assert!(text.len() <= MAX_ADDRESS && problems.is_empty(), "{} {problems:?}", text.len());
        assert_eq!(read.panels.len(), panels.len());
        let kept = |expr: &str| read.panels.iter().filter(|panel| panel.expr == expr).count();
        assert_eq!((kept("up"), kept("down"), kept(&panels[0].expr)), (1, 1, 4), "four long ones have room");
    }

    #[test]
    fn any_expression_comes_back() {
        for expr in [
            "a + b",
            "100%",
            "{\"é.中\"=~\"x|y\"}",
            "a\n  # comment\n/ b",
            "a&p0.expr=b",
            "%41",
            "a==b",
            "`raw\\`",
            "\u{0}\u{7f}\t",
            "?g0.expr=x#y",
        ] {
            round_trips(&Route { panels: vec![panel(expr)], ..Route::default() });
        }
    }
}
