//! Rule groups in parts, each a message that the page reads without stuttering.
//!
//! A group, a rule's list of alerts too, is cut wherever a part is full; the next part goes on with it.
//!
//! Invariant: a part has at most [`MAX_RULES`] rules and [`MAX_ALERTS`] alerts, and its texts take about [`MAX_BYTES`]
//! and at most one rule or alert more.
//! Invariant: parts joined in their order are what was cut.

use serde::{Deserialize, Serialize};

use crate::model::answered::Answered;
use crate::model::outcome::Provenance;
use crate::model::rules::{Alert, Alerting, Rule, RuleGroup, TextPairs};

/// The most rules in a part; an empty group counts as one.
pub const MAX_RULES: usize = 200;

/// The most alerts in a part.
pub const MAX_ALERTS: usize = 500;

/// The bytes of texts after which a part is full.
pub const MAX_BYTES: usize = 256 << 10;

/// Some rule groups, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulesPart {
    /// The groups, as the node lists them.
    pub groups: Vec<RuleGroup>,
    /// What their first one is.
    pub begins: Begins,
    /// Where all of them came from, with the last part; `None` with the others.
    pub end: Option<Provenance>,
}

/// How a part begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Begins {
    /// With a group of its own.
    Anew,
    /// With more rules of the last part's last group.
    InGroup,
    /// With more alerts of the last part's last rule; they stand in a rule that has nothing else.
    InRule,
}

impl From<Answered<Vec<RuleGroup>>> for RulesPart {
    fn from(Answered { value, provenance }: Answered<Vec<RuleGroup>>) -> Self {
        Self { groups: value, begins: Begins::Anew, end: Some(provenance) }
    }
}

impl RulesPart {
    /// Cuts a listing that is whole.
    pub fn cut(self) -> Vec<Self> {
        let mut cutter = Cutter::new(self.begins);
        for group in self.groups {
            cutter.group(group);
        }
        let mut parts = cutter.parts;
        if let Some(last) = parts.last_mut() {
            last.end = self.end;
        }
        parts
    }

    /// Puts the part behind the groups of those before it.
    pub fn join(self, groups: &mut Vec<RuleGroup>) {
        let mut own = self.groups.into_iter();
        let last = groups.last_mut().filter(|_| self.begins != Begins::Anew);
        if let Some(last) = last
            && let Some(first) = own.next()
        {
            let mut rules = first.rules.into_iter();
            if self.begins == Begins::InRule
                && let Some(known) = last.rules.last_mut().and_then(|rule| rule.alerting.as_mut())
                && let Some(more) = rules.next().and_then(|rule| rule.alerting)
            {
                known.alerts.extend(more.alerts);
            }
            last.rules.extend(rules);
        }
        groups.extend(own);
    }
}

/// Fills parts one after the other.
struct Cutter {
    parts: Vec<RulesPart>,
    /// What is in the last part.
    rules: usize,
    alerts: usize,
    bytes: usize,
}

impl Cutter {
    fn new(begins: Begins) -> Self {
        let part = RulesPart { groups: Vec::new(), begins, end: None };
        Self { parts: vec![part], rules: 0, alerts: 0, bytes: 0 }
    }

    /// Begins another part.
    fn begin(&mut self, begins: Begins) {
        *self = Self { parts: std::mem::take(&mut self.parts), ..Self::new(begins) };
        self.parts.push(RulesPart { groups: Vec::new(), begins, end: None });
    }

    fn is_full(&self) -> bool {
        self.rules >= MAX_RULES || self.alerts >= MAX_ALERTS || self.bytes >= MAX_BYTES
    }

    fn groups(&mut self) -> Option<&mut Vec<RuleGroup>> {
        self.parts.last_mut().map(|part| &mut part.groups)
    }

    fn group(&mut self, mut group: RuleGroup) {
        let rules = std::mem::take(&mut group.rules);
        if self.is_full() {
            self.begin(Begins::Anew);
        }
        // An empty group is shown too; it takes the room of a rule.
        self.rules += usize::from(rules.is_empty());
        self.bytes += group.name.len() + group.file.len();
        self.open(group.clone());
        for rule in rules {
            if self.is_full() {
                self.begin(Begins::InGroup);
                self.open(group.clone());
            }
            self.rule(&group, rule);
        }
    }

    /// Adds a group without rules, to which those that follow belong.
    fn open(&mut self, group: RuleGroup) {
        if let Some(groups) = self.groups() {
            groups.push(group);
        }
    }

    /// Adds a rule of the group that was opened last.
    fn rule(&mut self, group: &RuleGroup, mut rule: Rule) {
        let alerts = rule.alerting.as_mut().map(|alerting| std::mem::take(&mut alerting.alerts)).unwrap_or_default();
        self.rules += 1;
        self.bytes += rule_bytes(&rule);
        self.push(rule);
        for alert in alerts {
            if self.alerts >= MAX_ALERTS || self.bytes >= MAX_BYTES {
                self.begin(Begins::InRule);
                self.open(group.clone());
                self.rules += 1;
                self.push(Rule { alerting: Some(Alerting::default()), ..Rule::default() });
            }
            self.alerts += 1;
            self.bytes += pairs_bytes(&alert.labels) + pairs_bytes(&alert.annotations) + alert.value.len();
            self.push_alert(alert);
        }
    }

    fn push(&mut self, rule: Rule) {
        if let Some(group) = self.groups().and_then(|groups| groups.last_mut()) {
            group.rules.push(rule);
        }
    }

    fn push_alert(&mut self, alert: Alert) {
        let rule = self.groups().and_then(|groups| groups.last_mut()?.rules.last_mut());
        if let Some(alerting) = rule.and_then(|rule| rule.alerting.as_mut()) {
            alerting.alerts.push(alert);
        }
    }
}

fn rule_bytes(rule: &Rule) -> usize {
    let annotations = rule.alerting.as_ref().map_or(0, |alerting| pairs_bytes(&alerting.annotations));
    rule.name.len() + rule.expr.len() + rule.last_error.len() + pairs_bytes(&rule.labels) + annotations
}

fn pairs_bytes(pairs: &TextPairs) -> usize {
    pairs.iter().map(|(name, value)| name.len() + value.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(at: usize, text: &str) -> Alert {
        let labels = vec![("at".to_owned(), at.to_string()), ("text".to_owned(), text.to_owned())];
        Alert { labels, ..Alert::default() }
    }

    /// A group of rules with so many alerts, all rules of one name; `None`: a recording rule.
    fn group(name: &str, rules: &[Option<usize>]) -> RuleGroup {
        let rule = |alerts: &Option<usize>| Rule {
            name: "same".to_owned(),
            alerting: alerts.map(|count| Alerting {
                duration_ms: 5,
                alerts: (0..count).map(|at| alert(at, "")).collect(),
                ..Alerting::default()
            }),
            ..Rule::default()
        };
        RuleGroup { name: name.to_owned(), rules: rules.iter().map(rule).collect(), ..RuleGroup::default() }
    }

    fn whole(groups: Vec<RuleGroup>) -> RulesPart {
        Answered { value: groups, provenance: Provenance::default() }.into()
    }

    /// Of a part how it begins, and of each of its groups the alerts of each rule.
    type Part = (Begins, Vec<Vec<usize>>);

    #[track_caller]
    fn check(groups: &[RuleGroup], expected: &[Part]) {
        let parts = whole(groups.to_vec()).cut();
        let alerts = |rule: &Rule| rule.alerting.as_ref().map_or(0, |alerting| alerting.alerts.len());
        let rules = |group: &RuleGroup| group.rules.iter().map(alerts).collect();
        let shape: Vec<Part> =
            parts.iter().map(|part| (part.begins, part.groups.iter().map(rules).collect())).collect();
        assert_eq!(shape, expected);
        let (last, others) = parts.split_last().expect("a part");
        assert!(last.end.is_some() && others.iter().all(|part| part.end.is_none()));
        let mut joined = Vec::new();
        for part in parts {
            part.join(&mut joined);
        }
        assert_eq!(joined, groups, "joined, they are what was cut");
    }

    #[test]
    fn parts_are_bounded_by_rules_and_alerts() {
        use Begins::{Anew, InGroup, InRule};
        check(&[], &[(Anew, vec![])]);
        check(&[group("a", &[]), group("b", &[None, Some(0)])], &[(Anew, vec![vec![], vec![0, 0]])]);
        check(
            &[group("a", &[Some(0); 450])],
            &[(Anew, vec![vec![0; 200]]), (InGroup, vec![vec![0; 200]]), (InGroup, vec![vec![0; 50]])],
        );
        for rules in [&[None][..], &[]] {
            let second = vec![0; rules.len()];
            let expected = [(Anew, vec![vec![0; 200]]), (Anew, vec![second])];
            check(&[group("a", &[None; 200]), group("b", rules)], &expected);
        }
        // Two groups of one name and file are two.
        let expected = [(Anew, vec![vec![0; 200]]), (Anew, vec![vec![0]])];
        check(&[group("a", &[None; 200]), group("a", &[None])], &expected);
        check(
            &[group("a", &[Some(300), Some(300), Some(1)])],
            &[(Anew, vec![vec![300, 200]]), (InRule, vec![vec![100, 1]])],
        );
        check(
            &[group("a", &[Some(1200)]), group("b", &[Some(1)])],
            &[(Anew, vec![vec![500]]), (InRule, vec![vec![500]]), (InRule, vec![vec![200], vec![1]])],
        );
        check(&[group("a", &[Some(500), None])], &[(Anew, vec![vec![500]]), (InGroup, vec![vec![0]])]);
    }

    #[test]
    fn parts_are_bounded_by_texts() {
        let long = "x".repeat(MAX_BYTES / 4);
        let mut one = group("a", &[Some(0), Some(0)]);
        for rule in &mut one.rules {
            let alerts = (0..6).map(|at| alert(at, &long)).collect();
            rule.alerting = Some(Alerting { alerts, ..Alerting::default() });
        }
        let expected =
            [(Begins::Anew, vec![vec![4]]), (Begins::InRule, vec![vec![2, 2]]), (Begins::InRule, vec![vec![4]])];
        check(&[one], &expected);
    }
}
