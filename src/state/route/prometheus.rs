//! Links of Prometheus' own page: `g0.expr=up&g0.tab=0&g0.range_input=1h&g0.end_input=2026-11-22 18:00:00`.
//!
//! Prometheus 1 and 2 number tabs (0 graph, 1 table); 3 names them. What only shapes its graph
//! (stacking, exemplars, axes) is passed over in silence.

use std::collections::BTreeMap;

use super::PanelRoute;
use super::raw::{Pair, Plus};
use super::read::{bad_value, bound, cut, indexed, span};
use crate::model::notice::RouteProblem;
use crate::model::time::{self, Zone};
use crate::state::panel::{Step, Tab};

/// Keys that have no counterpart here.
const PASSED_OVER: [&str; 9] = [
    "show_exemplars",
    "show_tree",
    "stacked",
    "display_mode",
    "y_axis_min",
    "y_axis_max",
    "res_type",
    "res_density",
    "hide_labels",
];

/// The panels of these pairs, all of whose keys are of the form `g0.…`.
pub(super) fn panels(pairs: &[Pair<'_>], problems: &mut Vec<RouteProblem>) -> Vec<PanelRoute> {
    let mut panels: BTreeMap<u32, PanelRoute> = BTreeMap::new();
    for pair in pairs {
        let Some((index, name)) = indexed(pair.key, 'g') else { continue };
        let panel = panels.entry(index).or_default();
        let value = pair.decode(Plus::Space, problems);
        match read(panel, name, &value) {
            Read::Taken => {}
            Read::BadValue => bad_value(pair, &value, problems),
            Read::UnknownKey => problems.push(RouteProblem::UnknownKey(cut(pair.key))),
        }
        problems.extend(bound(&mut panel.expr));
    }
    panels.into_values().collect()
}

enum Read {
    Taken,
    BadValue,
    UnknownKey,
}

impl Read {
    fn taken(taken: Option<()>) -> Self {
        taken.map_or(Self::BadValue, |()| Self::Taken)
    }
}

fn read(panel: &mut PanelRoute, name: &str, value: &str) -> Read {
    match name {
        "expr" => {
            value.clone_into(&mut panel.expr);
            Read::Taken
        }
        "tab" => {
            // Prometheus shows the table for every tab that it does not know.
            panel.tab = if matches!(value, "0" | "graph") { Tab::Graph } else { Tab::Table };
            Read::Taken
        }
        // Empty inputs are written too, and mean the default.
        "range_input" | "end_input" | "moment_input" | "step_input" | "res_step" if value.is_empty() => Read::Taken,
        "range_input" => Read::taken(span(value).map(|ms| panel.range_ms = ms)),
        "end_input" => Read::taken(time::parse(value, &Zone::UTC).map(|end| panel.end = Some(end))),
        "moment_input" => Read::taken(time::parse(value, &Zone::UTC).map(|time| panel.time = Some(time))),
        "step_input" | "res_step" => Read::taken(span(value).map(|ms| panel.step = Step::Fixed(ms))),
        name if PASSED_OVER.contains(&name) => Read::Taken,
        _ => Read::UnknownKey,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::{fragment, query_string};
    use super::*;

    #[test]
    fn links_of_every_version_open() {
        let graph = PanelRoute {
            expr: "rate(x[5m]) + 1".to_owned(),
            tab: Tab::Graph,
            range_ms: 7_200_000,
            end: Some(1_795_370_400_000),
            step: Step::Fixed(15_000),
            ..PanelRoute::default()
        };
        let v2 = "g0.expr=rate(x%5B5m%5D)%20%2B%201&g0.tab=0&g0.stacked=0&g0.show_exemplars=0&g0.range_input=2h\
                  &g0.end_input=2026-11-22%2018:00:00&g0.moment_input=&g0.step_input=15";
        let v3 = "g0.expr=rate%28x%5B5m%5D%29+%2B+1&g0.show_tree=0&g0.tab=graph&g0.range_input=2h&g0.end_input=2026-11-22+18%3A00%3A00\
                  &g0.res_type=fixed&g0.res_step=15&g0.display_mode=lines&g0.show_exemplars=0";
        for text in [v2, v3] {
            let read = query_string(text).map(|(route, problems)| (route.panels, problems));
            assert_eq!(read, Some((vec![graph.clone()], Vec::new())), "{text}");
            for prefix in ["", "?", "/graph?", "/query?"] {
                assert_eq!(fragment(&format!("{prefix}{text}")).0.panels, std::slice::from_ref(&graph));
            }
        }
    }

    #[test]
    fn several_panels_and_tables_open() {
        let (route, problems) =
            fragment("g1.expr=b&g1.tab=table&g0.expr=a&g0.tab=1&g0.moment_input=2026-11-22%2018:00:00");
        let panels: Vec<_> = route.panels.iter().map(|p| (p.expr.as_str(), p.tab, p.time)).collect();
        assert_eq!(panels, [("a", Tab::Table, Some(1_795_370_400_000)), ("b", Tab::Table, None)]);
        assert_eq!(problems, []);
    }

    #[test]
    fn a_query_string_of_something_else_is_left_alone() {
        assert_eq!(query_string("utm_source=mail&g=1"), None);
        assert_eq!(query_string(""), None);
    }
}
