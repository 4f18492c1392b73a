//! Which rules and alerts a filter leaves, and how many there are in each state.
//!
//! Invariant: what is shown is indices into the listing; no rule or alert is copied.
//! Invariant: it is found in steps of a few milliseconds, and drawn part by part ([`ShownGroup`]): a listing has any
//! number of rules, and a rule any number of alerts.

use std::cmp::Reverse;
use std::sync::Arc;
use std::task::Poll;

use super::Filter;
use crate::model::count::to_u32;
use crate::model::order::MergeSort;
use crate::model::rules::{Alert, AlertState, Alerting, Rule, RuleGroup, TextPairs};
use crate::model::text::Needle;

/// A part of a group, of which the filter leaves something: rules of about [`LINES_A_PART`] lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownGroup {
    /// Its index in the listing.
    pub group: usize,
    /// Whether the part before is of the same group.
    pub goes_on: bool,
    /// Its rules that are left.
    pub rules: Vec<ShownRule>,
}

/// A rule that the filter leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRule {
    /// Its index in the group.
    pub rule: usize,
    /// Its alerts that are left, by their places in the rule: the most urgent first, then the oldest.
    pub alerts: Vec<usize>,
}

/// How many alerting rules are in a state, and how many alerts; a rule has its most urgent alert's state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Alerting rules.
    pub rules: usize,
    /// Active alerts.
    pub alerts: usize,
}

/// Counts by state, without regard to a filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the order of [`AlertState::ALL`].
    states: [Count; AlertState::ALL.len()],
    /// Recording rules, which have no state.
    pub recording: usize,
}

impl Counts {
    /// The count of one state.
    pub fn of(&self, state: AlertState) -> Count {
        let at = AlertState::ALL.iter().position(|own| *own == state);
        at.map_or_else(Count::default, |at| self.states[at])
    }

    /// All rules, recording ones too.
    pub fn rules(&self) -> usize {
        self.states.iter().map(|count| count.rules).sum::<usize>() + self.recording
    }

    fn of_mut(&mut self, state: AlertState) -> &mut Count {
        let at = AlertState::ALL.iter().position(|own| *own == state);
        &mut self.states[at.unwrap_or_default()]
    }
}

/// Counts rules and alerts by state.
pub fn counts(groups: &[RuleGroup]) -> Counts {
    let mut counts = Counts::default();
    for rule in groups.iter().flat_map(|g| &g.rules) {
        let Some(alerting) = &rule.alerting else {
            counts.recording += 1;
            continue;
        };
        counts.of_mut(alerting.state).rules += 1;
        for alert in &alerting.alerts {
            counts.of_mut(alert.state).alerts += 1;
        }
    }
    counts
}

/// Alerts that are shown of a rule at most; a rule with more is better looked at in a query panel.
pub const ALERTS_A_RULE: usize = 50;

/// The lines of a part, one a rule and one an alert; a rule that begins within them is in it whole.
pub const LINES_A_PART: usize = 20;

/// Alerts, or as much of anything else, that one [`ShownJob::advance`] looks at least.
const BATCH: usize = 256;

/// The number of rules in these parts, all together.
pub fn rules(parts: &[ShownGroup]) -> usize {
    parts.iter().map(|part| part.rules.len()).sum()
}

/// Finds in steps what a filter leaves, in the order of the listing.
///
/// A text is looked for, whatever its case, in a rule's name, expression, labels and annotations: if the rule
/// holds it, all its alerts are left; else those alerts whose labels, annotations or value hold it. A state
/// leaves the alerts in it, and the rules with such alerts or, where they have none, in that state themselves.
#[derive(Debug)]
pub struct ShownJob {
    groups: Arc<Vec<RuleGroup>>,
    state: Option<AlertState>,
    text: Needle,
    parts: Vec<ShownGroup>,
    /// Lines of the last part.
    lines: usize,
    /// The group and the rule that are looked at.
    at: (usize, usize),
    of_rule: OfRule,
}

/// What is known of the rule that is looked at.
#[derive(Debug, Default)]
struct OfRule {
    is_named: Option<bool>,
    /// The next alert.
    next: usize,
    left: Vec<usize>,
    sort: Option<MergeSort>,
}

impl ShownJob {
    /// Begins.
    pub fn new(groups: Arc<Vec<RuleGroup>>, filter: &Filter) -> Self {
        let text = Needle::new(filter.text.trim());
        Self { groups, state: filter.state, text, parts: Vec::new(), lines: 0, at: (0, 0), of_rule: OfRule::default() }
    }

    /// Does a part of the work; the parts once all is done, which are only then taken out.
    pub fn advance(&mut self) -> Option<Vec<ShownGroup>> {
        let groups = Arc::clone(&self.groups);
        let mut left_over = BATCH;
        while let Some(group) = groups.get(self.at.0) {
            let Some(rule) = group.rules.get(self.at.1) else {
                self.at = (self.at.0 + 1, 0);
                continue;
            };
            if left_over == 0 {
                return None;
            }
            if let Poll::Ready(alerts) = self.alerts_of(group, rule, &mut left_over) {
                self.push(alerts);
                self.at.1 += 1;
                self.of_rule = OfRule::default();
            }
            left_over = left_over.saturating_sub(8);
        }
        Some(std::mem::take(&mut self.parts))
    }

    /// The alerts of a rule that are left, `None` if the rule is not.
    fn alerts_of(&mut self, group: &RuleGroup, rule: &Rule, left_over: &mut usize) -> Poll<Option<Vec<usize>>> {
        let (text, state, of_rule) = (&self.text, self.state, &mut self.of_rule);
        let of_names = || text.is_empty() || holds(&group.name, text) || rule_holds(rule, text);
        let is_named = *of_rule.is_named.get_or_insert_with(of_names);
        let Some(alerting) = &rule.alerting else {
            return Poll::Ready((is_named && state.is_none()).then(Vec::new));
        };
        let alerts = &alerting.alerts;
        if of_rule.next < alerts.len() {
            let end = (of_rule.next + *left_over).min(alerts.len());
            let is_left = |at: &usize| {
                let alert = &alerts[*at];
                state.is_none_or(|state| alert.state == state) && (is_named || alert_holds(alert, text))
            };
            of_rule.left.extend((of_rule.next..end).filter(is_left));
            *left_over -= end - of_rule.next;
            of_rule.next = end;
            return Poll::Pending;
        }
        let left = &of_rule.left;
        let sort = of_rule.sort.get_or_insert_with(|| MergeSort::new((0..to_u32(left.len())).collect()));
        let key = |place: u32| {
            let alert = &alerts[left[place as usize]];
            (Reverse(alert.state), alert.active_at)
        };
        let Some(sorted) = sort.advance(*left_over * 8, &mut |a, b| key(a).cmp(&key(b))) else {
            *left_over = 0;
            return Poll::Pending;
        };
        let is_in_state = state.is_none_or(|state| alerting.state == state);
        let is_left = !left.is_empty() || is_named && is_in_state;
        Poll::Ready(is_left.then(|| sorted.into_iter().map(|place| left[place as usize]).collect()))
    }

    /// Adds the rule that was looked at, if it is left.
    fn push(&mut self, alerts: Option<Vec<usize>>) {
        let (group, Some(alerts)) = (self.at.0, alerts) else { return };
        let before = self.parts.last().map(|part| part.group);
        if before != Some(group) || self.lines >= LINES_A_PART {
            self.parts.push(ShownGroup { group, goes_on: before == Some(group), rules: Vec::new() });
            self.lines = 0;
        }
        self.lines += 1 + alerts.len().min(ALERTS_A_RULE);
        if let Some(part) = self.parts.last_mut() {
            part.rules.push(ShownRule { rule: self.at.1, alerts });
        }
    }
}

fn rule_holds(rule: &Rule, text: &Needle) -> bool {
    let annotations = rule.alerting.iter().map(|a: &Alerting| &a.annotations);
    holds(&rule.name, text)
        || holds(&rule.expr, text)
        || holds(&rule.last_error, text)
        || std::iter::once(&rule.labels).chain(annotations).any(|pairs| pairs_hold(pairs, text))
}

fn alert_holds(alert: &Alert, text: &Needle) -> bool {
    pairs_hold(&alert.labels, text) || pairs_hold(&alert.annotations, text) || holds(&alert.value, text)
}

/// Names and values, and both as they are shown: `severity="page"`.
fn pairs_hold(pairs: &TextPairs, text: &Needle) -> bool {
    pairs.iter().any(|(name, value)| {
        holds(name, text)
            || holds(value, text)
            || (text.text().contains('=') && holds(&format!("{name}=\"{value}\""), text))
    })
}

/// The empty text is no filter, so nothing holds it.
fn holds(inside: &str, text: &Needle) -> bool {
    !text.is_empty() && text.is_in(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> TextPairs {
        pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    fn alert(instance: &str, state: AlertState, active_at: i64) -> Alert {
        let annotations = pairs(&[("summary", &format!("{instance} is loaded"))]);
        Alert {
            labels: pairs(&[("instance", instance)]),
            annotations,
            state,
            active_at: Some(active_at),
            ..Alert::default()
        }
    }

    fn groups() -> Vec<RuleGroup> {
        let load = Rule {
            name: "HighLoad".to_owned(),
            expr: "node_load1 > 4".to_owned(),
            labels: pairs(&[("severity", "page")]),
            alerting: Some(Alerting {
                state: AlertState::Firing,
                alerts: vec![
                    alert("db1", AlertState::Pending, 1),
                    alert("web1", AlertState::Firing, 9),
                    alert("web2", AlertState::Firing, 5),
                ],
                ..Alerting::default()
            }),
            ..Rule::default()
        };
        let disk = Rule {
            name: "DiskFull".to_owned(),
            alerting: Some(Alerting {
                state: AlertState::Inactive,
                annotations: pairs(&[("runbook", "Wipe Logs")]),
                ..Alerting::default()
            }),
            ..Rule::default()
        };
        let recorded = Rule { name: "job:up:sum".to_owned(), expr: "sum(up)".to_owned(), ..Rule::default() };
        let group = |name: &str, rules| RuleGroup { name: name.to_owned(), rules, ..RuleGroup::default() };
        vec![group("hosts", vec![load, disk]), group("recorded", vec![recorded])]
    }

    fn shown(groups: &[RuleGroup], filter: &Filter) -> Vec<ShownGroup> {
        let mut job = ShownJob::new(Arc::new(groups.to_vec()), filter);
        std::iter::repeat_with(|| job.advance()).find_map(|parts| parts).unwrap_or_default()
    }

    /// `group/rule[alerts]` of all that is left.
    fn left(state: Option<AlertState>, text: &str) -> String {
        let groups = groups();
        let shown = shown(&groups, &Filter { state, text: text.to_owned() });
        let rules = shown.iter().flat_map(|g| {
            let group = &groups[g.group];
            g.rules.iter().map(move |r| format!("{}/{}{:?}", group.name, group.rules[r.rule].name, r.alerts))
        });
        rules.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn filters_by_state_and_text_over_rules_and_alerts() {
        use AlertState::{Firing, Inactive, Pending};
        for (state, text, expected) in [
            (None, "", "hosts/HighLoad[2, 1, 0] hosts/DiskFull[] recorded/job:up:sum[]"),
            (Some(Firing), "", "hosts/HighLoad[2, 1]"),
            (Some(Pending), "", "hosts/HighLoad[0]"),
            (Some(Inactive), "", "hosts/DiskFull[]"),
            (None, "highload", "hosts/HighLoad[2, 1, 0]"),
            (None, "NODE_LOAD1", "hosts/HighLoad[2, 1, 0]"),
            (None, "severity=\"page\"", "hosts/HighLoad[2, 1, 0]"),
            (None, "web1", "hosts/HighLoad[1]"),
            (None, "db1 is", "hosts/HighLoad[0]"),
            (None, "wipe logs", "hosts/DiskFull[]"),
            (None, "recorded", "recorded/job:up:sum[]"),
            (Some(Firing), "db1", ""),
            (Some(Pending), "highload", "hosts/HighLoad[0]"),
            (Some(Inactive), "highload", ""),
            (None, "nothing", ""),
        ] {
            assert_eq!(left(state, text), expected, "{state:?} {text}");
        }
    }

    #[test]
    fn a_long_listing_is_parted_after_rules_and_where_groups_end() {
        let rule = |name: usize, alerts: usize| {
            let alerts = (0..alerts).map(|at| alert(&at.to_string(), AlertState::Firing, 0)).collect();
            let alerting = Alerting { state: AlertState::Firing, alerts, ..Alerting::default() };
            Rule { name: name.to_string(), alerting: Some(alerting), ..Rule::default() }
        };
        let group = |rules| RuleGroup { rules, ..RuleGroup::default() };
        let small = || group((0..3).map(|name| rule(name, 0)).collect());
        let long = group((0..25).map(|name| rule(name, usize::from(name == 0) * 5)).collect());
        let groups = [small(), long, group(vec![rule(0, 200), rule(1, 0)])];
        let parts = shown(&groups, &Filter::default());
        let seen: Vec<_> = parts.iter().map(|part| (part.group, part.goes_on, part.rules.len())).collect();
        assert_eq!(seen, [(0, false, 3), (1, false, 15), (1, true, 10), (2, false, 1), (2, true, 1)]);
        assert_eq!(rules(&parts), 30);
    }

    #[test]
    fn very_many_alerts_are_filtered_and_sorted_in_steps() {
        let states = [AlertState::Pending, AlertState::Firing];
        let alerts: Vec<_> =
            (0..20_000).map(|at| alert(&format!("i{at}"), states[at % 2], (at * 7919 % 1000) as i64)).collect();
        let alerting = Alerting { state: AlertState::Firing, alerts: alerts.clone(), ..Alerting::default() };
        let rule = Rule { name: "Many".to_owned(), alerting: Some(alerting), ..Rule::default() };
        let groups = Arc::new(vec![RuleGroup { rules: vec![rule], ..RuleGroup::default() }]);
        let filter = Filter { state: None, text: "i1".to_owned() };
        let mut job = ShownJob::new(groups, &filter);
        let mut steps = 1;
        let parts = loop {
            match job.advance() {
                Some(parts) => break parts,
                None => steps += 1,
            }
        };
        let mut wanted: Vec<_> = (0..alerts.len()).filter(|&at| format!("i{at}").contains("i1")).collect();
        wanted.sort_by_key(|&at| (Reverse(alerts[at].state), alerts[at].active_at));
        assert_eq!(parts[0].rules[0].alerts, wanted);
        assert!((100..1000).contains(&steps), "{steps} steps");
    }

    #[test]
    fn counts_rules_and_alerts_by_state() {
        let counts = counts(&groups());
        assert_eq!(counts.of(AlertState::Firing), Count { rules: 1, alerts: 2 });
        assert_eq!(counts.of(AlertState::Pending), Count { rules: 0, alerts: 1 });
        assert_eq!(counts.of(AlertState::Inactive), Count { rules: 1, alerts: 0 });
        assert_eq!(counts.of(AlertState::Unknown), Count::default());
        assert_eq!((counts.recording, counts.rules()), (1, 3));
    }
}
