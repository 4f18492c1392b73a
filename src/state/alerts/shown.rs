//! Which rules and alerts a filter leaves, and how many there are in each state.
//!
//! Invariant: what is shown is indices into the listing; no rule or alert is copied.

use super::Filter;
use crate::model::order;
use crate::model::rules::{Alert, AlertState, Alerting, Pairs, Rule, RuleGroup};
use crate::model::text;

/// A group of which the filter leaves something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownGroup {
    /// Its place in the listing.
    pub group: usize,
    /// Its rules that are left.
    pub rules: Vec<ShownRule>,
}

/// A rule that the filter leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRule {
    /// Its place in the group.
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

/// What a filter leaves, in the order of the listing.
///
/// A text is looked for, whatever its case, in a rule's name, expression, labels and annotations: if the rule
/// holds it, all its alerts are left; else those alerts whose labels, annotations or value hold it. A state
/// leaves the alerts in it, and the rules with such alerts or, where they have none, in that state themselves.
pub fn shown(groups: &[RuleGroup], filter: &Filter) -> Vec<ShownGroup> {
    let text = filter.text.trim();
    let of_group = |(at, group): (usize, &RuleGroup)| {
        let of_group = holds(&group.name, text);
        let rules = group.rules.iter().enumerate();
        let rules: Vec<_> = rules.filter_map(|(at, rule)| shown_rule(at, rule, filter.state, text, of_group)).collect();
        (!rules.is_empty()).then_some(ShownGroup { group: at, rules })
    };
    groups.iter().enumerate().filter_map(of_group).collect()
}

/// Alerts that are shown of a rule at most; a rule with more is better looked at in a query panel.
pub const ALERTS_A_RULE: usize = 50;

/// The first rules of what is left, as many as fit into so many lines: one a rule and one an
/// alert. A rule that begins within them is shown whole.
pub fn cut(left: &[ShownGroup], lines: usize) -> Vec<ShownGroup> {
    let mut used = 0;
    let mut fits = |rule: &&ShownRule| {
        let fits = used < lines;
        used += 1 + rule.alerts.len().min(ALERTS_A_RULE);
        fits
    };
    let mut groups = Vec::new();
    for group in left {
        let rules: Vec<_> = group.rules.iter().take_while(&mut fits).cloned().collect();
        let is_whole = rules.len() == group.rules.len();
        if !rules.is_empty() {
            groups.push(ShownGroup { group: group.group, rules });
        }
        if !is_whole {
            break;
        }
    }
    groups
}

/// The number of rules that are left.
pub fn rules(left: &[ShownGroup]) -> usize {
    left.iter().map(|group| group.rules.len()).sum()
}

fn shown_rule(at: usize, rule: &Rule, state: Option<AlertState>, text: &str, of_group: bool) -> Option<ShownRule> {
    let is_named = text.is_empty() || of_group || rule_holds(rule, text);
    let Some(alerting) = &rule.alerting else {
        return (is_named && state.is_none()).then_some(ShownRule { rule: at, alerts: Vec::new() });
    };
    let alerts = &alerting.alerts;
    let is_left =
        |alert: &Alert| state.is_none_or(|state| alert.state == state) && (is_named || alert_holds(alert, text));
    let mut left: Vec<_> = (0..alerts.len()).filter(|&i| is_left(&alerts[i])).collect();
    order::sort_by_key(&mut left, |&i| (std::cmp::Reverse(alerts[i].state), alerts[i].active_at));
    let is_in_state = state.is_none_or(|state| alerting.state == state);
    (!left.is_empty() || is_named && is_in_state).then_some(ShownRule { rule: at, alerts: left })
}

fn rule_holds(rule: &Rule, text: &str) -> bool {
    let annotations = rule.alerting.iter().map(|a: &Alerting| &a.annotations);
    holds(&rule.name, text)
        || holds(&rule.expr, text)
        || holds(&rule.last_error, text)
        || std::iter::once(&rule.labels).chain(annotations).any(|pairs| pairs_hold(pairs, text))
}

fn alert_holds(alert: &Alert, text: &str) -> bool {
    pairs_hold(&alert.labels, text) || pairs_hold(&alert.annotations, text) || holds(&alert.value, text)
}

/// Names and values, and both as they are shown: `severity="page"`.
fn pairs_hold(pairs: &Pairs, text: &str) -> bool {
    pairs.iter().any(|(name, value)| {
        holds(name, text) || holds(value, text) || (text.contains('=') && holds(&format!("{name}=\"{value}\""), text))
    })
}

/// The empty text is no filter, so nothing holds it.
fn holds(inside: &str, text: &str) -> bool {
    !text.is_empty() && text::holds(inside, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
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
    fn a_long_list_is_cut_after_a_rule() {
        let groups = groups();
        let left = shown(&groups, &Filter::default());
        let cuts: Vec<_> = (0..=6).map(|lines| rules(&cut(&left, lines))).collect();
        assert_eq!(cuts, [0, 1, 1, 1, 1, 2, 3], "the first rule has three alerts");
        assert_eq!(cut(&left, 100), left);
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
