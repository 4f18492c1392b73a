//! Reads a fragment or query string into a `Route`: the second stage, from key-value pairs to a validated route with
//! defaults, and a list of what was not understood.

use std::collections::BTreeMap;

use super::raw::{self, Pair, Plus};
use super::{MAX_ADDRESS, Route, foreign};
use crate::model::notice::RouteProblem;
use crate::state::limits::{MAX_EXPR, MAX_PANELS};
use crate::state::page::Page;
use crate::state::panel::options::{Misread, PanelOptions};
use crate::state::url::is_link;

/// Problems that are reported; an address that is wrong all over need not be reported word by word.
const MAX_PROBLEMS: usize = 40;

/// Reads a fragment, without `#`: Narthex' own or one of another console, whose times may go with the clock; `now` is
/// Unix milliseconds. What cannot be read is left out and reported.
pub fn fragment(text: &str, now: i64) -> (Route, Vec<RouteProblem>) {
    if text.len() > MAX_ADDRESS {
        return (Route::default(), vec![RouteProblem::TooLong { limit: MAX_ADDRESS }]);
    }
    let mut problems = Vec::new();
    if let Some(panels) = foreign::json(text, &mut problems) {
        return capped(Route { panels, ..Route::default() }, problems);
    }
    let (path, pairs) = raw::split(text);
    let (of_panels, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|p| indexed(p.key, 'p').is_some());
    let mut unread = Vec::new();
    let mut route = Route::default();
    // Whatever page of another console it is of, its panels are on this one.
    if let Some(panels) = foreign::pairs(&others, now, &mut unread) {
        route.panels = panels;
    } else {
        route.page = page(path, &mut problems);
        for pair in others {
            let value = pair.decode(Plus::Literal, &mut unread);
            let read = route.page.read(&mut route.own, pair.key, &value);
            unread.extend(problem(pair.key, &value, read));
        }
    }
    let mut own = panels(&of_panels, &mut problems);
    own.append(&mut route.panels);
    route.panels = own;
    problems.append(&mut unread);
    capped(route, problems)
}

/// Reads a query string, without `?`, as other consoles write it; `None` where it has none of their keys. `now` is Unix
/// milliseconds.
pub fn query_string(text: &str, now: i64) -> Option<(Route, Vec<RouteProblem>)> {
    let mut problems = Vec::new();
    let pairs = raw::pairs(text);
    if text.len() > MAX_ADDRESS {
        // Whoever sends so much means it for this page.
        return Some((Route::default(), vec![RouteProblem::TooLong { limit: MAX_ADDRESS }]));
    }
    let panels = foreign::pairs(&pairs, now, &mut problems)?;
    Some(capped(Route { panels, ..Route::default() }, problems))
}

/// Reads a whole link, as it is pasted; `None` where it is none. `now` is Unix milliseconds.
pub fn link(text: &str, now: i64) -> Option<(Route, Vec<RouteProblem>)> {
    if !is_link(text) {
        return None;
    }
    let text = text.trim();
    let (before, behind) = text.split_once('#').unwrap_or((text, ""));
    let query = before.split_once('?').map_or("", |(_, query)| query);
    let (route, mut problems) = query_string(query, now).unwrap_or_else(|| fragment(behind, now));
    if route.panels.is_empty() {
        problems.insert(0, RouteProblem::NoQuery);
    }
    Some((route, problems))
}

fn capped(mut route: Route, mut problems: Vec<RouteProblem>) -> (Route, Vec<RouteProblem>) {
    if route.panels.len() > MAX_PANELS {
        route.panels.truncate(MAX_PANELS);
        problems.insert(0, RouteProblem::TooManyPanels { limit: MAX_PANELS });
    }
    problems.dedup();
    problems.truncate(MAX_PROBLEMS);
    (route, problems)
}

fn page(path: &str, problems: &mut Vec<RouteProblem>) -> Page {
    Page::at(path).unwrap_or_else(|| {
        problems.push(RouteProblem::UnknownPage(cut(path)));
        Page::Query
    })
}

/// Number and rest of a key such as `p12.expr`.
pub(super) fn indexed(key: &str, letter: char) -> Option<(u32, &str)> {
    let (number, name) = key.strip_prefix(letter)?.split_once('.')?;
    let digits = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| Some((number.parse().ok()?, name)))?
}

fn panels(pairs: &[Pair<'_>], problems: &mut Vec<RouteProblem>) -> Vec<PanelOptions> {
    let mut panels: BTreeMap<u32, PanelOptions> = BTreeMap::new();
    for pair in pairs {
        let Some((index, key)) = indexed(pair.key, 'p').filter(|(_, key)| PanelOptions::has(key)) else {
            problems.push(RouteProblem::UnknownKey(cut(pair.key)));
            continue;
        };
        let value = pair.decode(Plus::Literal, problems);
        let read = panels.entry(index).or_default().read(key, &value);
        problems.extend(problem(pair.key, &value, read));
    }
    panels.into_values().collect()
}

/// What is to be reported of an option's value that was read; `key` is as it stands in the address.
pub(super) fn problem(key: &str, value: &str, read: Result<(), Misread>) -> Option<RouteProblem> {
    read.err().map(|why| match why {
        Misread::UnknownKey => RouteProblem::UnknownKey(cut(key)),
        Misread::BadValue => RouteProblem::BadValue { key: cut(key), value: cut(value) },
        Misread::CutExpression => RouteProblem::ExpressionTooLong { limit: MAX_EXPR },
    })
}

pub(super) fn bad_value(key: &str, value: &str, problems: &mut Vec<RouteProblem>) {
    problems.push(RouteProblem::BadValue { key: cut(key), value: cut(value) });
}

/// A foreign text short enough for a notice.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::AlertState;

    #[track_caller]
    fn problems(text: &str) -> (Vec<PanelOptions>, Vec<RouteProblem>) {
        let (route, problems) = fragment(text, 0);
        (route.panels, problems)
    }

    fn bad(key: &str, value: &str) -> RouteProblem {
        RouteProblem::BadValue { key: key.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn what_can_be_kept_is_kept_and_the_rest_is_told() {
        let (panels, problems) =
            problems("/query?p3.expr=up&p3.range=soon&p3.tab=pie&p3.colour=red&p1.expr=a%FFb&x=1&p3.end=");
        let exprs: Vec<_> = panels.iter().map(|p| (p.expr.as_str(), p.range_ms)).collect();
        assert_eq!(exprs, [("a\u{fffd}b", 3_600_000), ("up", 3_600_000)]);
        assert_eq!(
            problems,
            [
                bad("p3.range", "soon"),
                bad("p3.tab", "pie"),
                RouteProblem::UnknownKey("p3.colour".to_owned()),
                RouteProblem::BadEncoding { key: "p1.expr".to_owned() },
                bad("p3.end", ""),
                RouteProblem::UnknownKey("x".to_owned()),
            ]
        );
    }

    #[test]
    fn bounds_hold() {
        let many = (0..60).fold(String::from("/query?"), |text, i| text + &format!("&p{i}.expr=x"));
        let (panels, found) = problems(&many);
        assert_eq!((panels.len(), found), (MAX_PANELS, vec![RouteProblem::TooManyPanels { limit: MAX_PANELS }]));
        let (panels, found) = problems(&format!("/query?p0.expr={}", "é".repeat(60_000)));
        assert_eq!(
            (panels[0].expr.len(), found),
            (MAX_EXPR, vec![RouteProblem::ExpressionTooLong { limit: MAX_EXPR }])
        );
        assert_eq!(problems(&"x".repeat(MAX_ADDRESS + 1)).1, [RouteProblem::TooLong { limit: MAX_ADDRESS }]);
        for range in ["0s", "-1h", "200y", "NaN", "1e400"] {
            assert_eq!(problems(&format!("p0.range={range}")).1, [bad("p0.range", range)]);
        }
    }

    #[test]
    fn nothing_malformed_panics() {
        for text in [
            "",
            "?",
            "&&&",
            "/",
            "//query//",
            "=",
            "?=",
            "%",
            "%zz",
            "p0.expr",
            "p.expr=1",
            "p99999999999.expr=1",
            "é?é=é",
            "/query?p0.expr=%",
            "/alerts?state=burning",
            "g0.",
            "g0.tab",
        ] {
            let (route, _) = fragment(text, 0);
            assert!(route.panels.len() <= 1, "{text}");
        }
        assert_eq!(fragment("/dashboards", 0).1, [RouteProblem::UnknownPage("dashboards".to_owned())]);
        assert_eq!(fragment("/alerts?state=burning", 0).1, [bad("state", "burning")]);
        for state in AlertState::ALL {
            let (route, problems) = fragment(&format!("/alerts?state={}", state.name()), 0);
            assert_eq!((route.own.alerts.filter.state, problems), (Some(state), Vec::new()));
        }
        assert_eq!(fragment("/nodes?x=1", 0).1, [RouteProblem::UnknownKey("x".to_owned())]);
    }

    #[test]
    fn plus_is_itself_in_own_addresses_and_a_space_in_those_of_prometheus() {
        assert_eq!(problems("p0.expr=a+b").0[0].expr, "a+b");
        assert_eq!(problems("g0.expr=a+%2B+b").0[0].expr, "a + b");
    }
}
