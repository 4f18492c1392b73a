//! What names the groups, rules and alerts that are shown, from one listing to the next, so that the page keeps their
//! elements and with them the focus; and which rules exist while a newer listing takes an older one's place.
//!
//! Invariant: within a listing no name is given twice, however many rules or alerts are alike: the nth of them is named
//! as the nth.
//! Invariant: all of it takes time in proportion to what is shown.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh64::Xxh64;

use super::shown::{ShownGroup, ShownRule};
use crate::model::rules::{Alert, RuleGroup, TextPairs};

/// Names a group, a rule or an alert among its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Of what it is called.
    hash: u64,
    /// Which of those that are called so, from 1.
    nth: u32,
}

/// A rule that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleKey {
    /// Its group.
    pub group: Identity,
    /// The rule, among those of all groups.
    pub rule: Identity,
}

/// A rule that is shown, and where it is among the parts that a filter leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedRule {
    /// What names it.
    pub key: RuleKey,
    /// The part.
    pub part: usize,
    /// Its index in the part.
    pub index: usize,
}

/// Gives names.
#[derive(Debug, Default)]
struct Names(BTreeMap<u64, u32>);

impl Names {
    fn name(&mut self, hash: u64) -> Identity {
        let nth = self.0.entry(hash).or_default();
        *nth += 1;
        Identity { hash, nth: *nth }
    }
}

/// The hash of some texts; the end of each counts.
fn hash<'a>(texts: impl Iterator<Item = &'a str>) -> u64 {
    let mut hasher = Xxh64::new(0);
    for text in texts {
        hasher.update(text.as_bytes());
        // It occurs in no UTF-8 text.
        hasher.update(&[0xff]);
    }
    hasher.digest()
}

fn texts(pairs: &TextPairs) -> impl Iterator<Item = &str> {
    pairs.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()])
}

/// The rules of these parts of a listing, in their order. A rule is named by its group, its own name and its labels: a
/// newer expression, state or alert does not make it another one.
pub fn placed(groups: &[RuleGroup], parts: &[ShownGroup]) -> Vec<PlacedRule> {
    let (mut of_groups, mut of_rules) = (Names::default(), Names::default());
    let mut group = None;
    let mut placed = Vec::new();
    for (part, ShownGroup { group: at, goes_on, rules }) in parts.iter().enumerate() {
        let RuleGroup { name, file, interval_ms, rules: all } = &groups[*at];
        let own = match group {
            Some(own) if *goes_on => own,
            _ => of_groups.name(hash([name.as_str(), file, &interval_ms.to_string()].into_iter())),
        };
        group = Some(own);
        for (index, ShownRule { rule, .. }) in rules.iter().enumerate() {
            let rule = &all[*rule];
            let kind = if rule.alerting.is_some() { "alerting" } else { "recording" };
            let of_group = [own.hash.to_string(), own.nth.to_string()];
            let named = of_group.iter().map(String::as_str).chain([kind, rule.name.as_str()]);
            let rule = of_rules.name(hash(named.chain(texts(&rule.labels))));
            placed.push(PlacedRule { key: RuleKey { group: own, rule }, part, index });
        }
    }
    placed
}

/// The alerts at these places of a rule, each named by its labels.
pub fn alerts(alerts: &[Alert], places: &[usize]) -> Vec<(Identity, usize)> {
    let mut names = Names::default();
    places.iter().map(|&place| (names.name(hash(texts(&alerts[place].labels))), place)).collect()
}

/// The rules that exist once the first `done` of those that are wanted do: these, and behind them those that existed
/// before, which stay until all is there, so that the page keeps its height and its place.
pub fn renewed(existing: &[RuleKey], wanted: &[RuleKey], done: usize) -> Vec<RuleKey> {
    let first = &wanted[..done.min(wanted.len())];
    if first.len() == wanted.len() {
        return wanted.to_vec();
    }
    let known: BTreeSet<&RuleKey> = first.iter().collect();
    first.iter().chain(existing.iter().filter(|key| !known.contains(key))).copied().collect()
}

/// Rules by group: the groups in the order of their first rules.
pub fn by_group(rules: &[RuleKey]) -> Vec<(Identity, Vec<Identity>)> {
    let mut places: BTreeMap<Identity, usize> = BTreeMap::new();
    let mut groups: Vec<(Identity, Vec<Identity>)> = Vec::new();
    for RuleKey { group, rule } in rules {
        let place = *places.entry(*group).or_insert_with(|| {
            groups.push((*group, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(*rule);
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Filter;
    use super::super::shown::ShownJob;
    use super::*;
    use crate::model::rules::{AlertState, Alerting, Rule};

    fn pairs(pairs: &[(&str, &str)]) -> TextPairs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// An alerting rule with so many alerts.
    fn rule(name: &str, severity: &str, alerts: usize) -> Rule {
        let alert = |at: usize| Alert {
            labels: pairs(&[("instance", &at.to_string())]),
            state: AlertState::Firing,
            ..Alert::default()
        };
        let alerting = Alerting { alerts: (0..alerts).map(alert).collect(), ..Alerting::default() };
        let labels = pairs(&[("severity", severity)]);
        Rule { name: name.to_owned(), labels, alerting: Some(alerting), ..Rule::default() }
    }

    fn group(name: &str, rules: Vec<Rule>) -> RuleGroup {
        RuleGroup { name: name.to_owned(), file: "f".to_owned(), interval_ms: 15_000, rules }
    }

    /// Rules with their names as they are shown: `group/rule/severity`.
    fn named(groups: Vec<RuleGroup>) -> Vec<(String, RuleKey)> {
        let groups = Arc::new(groups);
        let mut job = ShownJob::new(Arc::clone(&groups), &Filter::default());
        let parts = std::iter::repeat_with(|| job.advance()).find_map(|parts| parts).unwrap_or_default();
        let name = |placed: PlacedRule| {
            let part = &parts[placed.part];
            let group = &groups[part.group];
            let rule = &group.rules[part.rules[placed.index].rule];
            (format!("{}/{}/{}", group.name, rule.name, rule.labels[0].1), placed.key)
        };
        placed(&groups, &parts).into_iter().map(name).collect()
    }

    #[test]
    fn a_rule_is_the_same_in_every_listing_whatever_has_changed_around_it() {
        let before = named(vec![
            group("a", vec![rule("r", "page", 1), rule("r", "ticket", 0)]),
            group("b", vec![rule("r", "page", 30), rule("s", "page", 2)]),
        ]);
        let mut expression = rule("r", "page", 80);
        expression.expr = "other".to_owned();
        let after = named(vec![
            group("new", vec![rule("r", "page", 200)]),
            group("b", vec![rule("s", "page", 60), expression]),
            group("a", vec![rule("r", "ticket", 4), rule("r", "page", 0)]),
        ]);
        assert_eq!((before.len(), after.len()), (4, 5));
        for (name, key) in &before {
            assert_eq!(after.iter().filter(|(other, _)| other == name).map(|(_, key)| key).collect::<Vec<_>>(), [key]);
        }
        let (_, new) = &after[0];
        assert!(before.iter().all(|(_, key)| key.group != new.group && key.rule != new.rule));
    }

    #[test]
    fn what_is_alike_has_names_of_its_own() {
        let twice = || vec![rule("r", "page", 25), rule("r", "page", 25)];
        let listing = || named(vec![group("a", twice()), group("a", twice())]);
        let rules: BTreeSet<_> = listing().into_iter().map(|(_, key)| key.rule).collect();
        let groups: BTreeSet<_> = listing().into_iter().map(|(_, key)| key.group).collect();
        assert_eq!((rules.len(), groups.len()), (4, 2));
        assert_eq!(listing(), listing());
        let same = Alert { labels: pairs(&[("a", "1")]), ..Alert::default() };
        let of = alerts(&[same.clone(), same, Alert::default()], &[2, 1, 0]);
        assert_eq!(of.iter().map(|(_, place)| *place).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(of.iter().map(|(identity, _)| identity).collect::<BTreeSet<_>>().len(), 3);
    }

    #[test]
    fn an_alert_is_the_same_whatever_order_they_come_in() {
        let alert = |instance: &str| Alert { labels: pairs(&[("instance", instance)]), ..Alert::default() };
        let before = alerts(&[alert("a"), alert("b")], &[0, 1]);
        let after = alerts(&[alert("c"), alert("b"), alert("a")], &[2, 0, 1]);
        assert_eq!((before[0].0, before[1].0), (after[0].0, after[2].0));
    }

    #[test]
    fn rules_stay_until_the_newer_ones_are_there() {
        let key = |at: u64| RuleKey { group: Identity { hash: at / 10, nth: 1 }, rule: Identity { hash: at, nth: 1 } };
        let keys = |all: &[u64]| all.iter().map(|&at| key(at)).collect::<Vec<_>>();
        let (before, wanted) = (keys(&[1, 2, 11, 12, 21]), keys(&[11, 2, 3, 31, 12]));
        for (done, expected) in [
            (0, keys(&[1, 2, 11, 12, 21])),
            (1, keys(&[11, 1, 2, 12, 21])),
            (3, keys(&[11, 2, 3, 1, 12, 21])),
            (5, keys(&[11, 2, 3, 31, 12])),
            (9, keys(&[11, 2, 3, 31, 12])),
        ] {
            let now = renewed(&before, &wanted, done);
            assert_eq!(now, expected, "{done}");
            assert_eq!(now.iter().collect::<BTreeSet<_>>().len(), now.len(), "no key twice: {now:?}");
            let groups = by_group(&now);
            assert_eq!(groups.iter().map(|(group, _)| group).collect::<BTreeSet<_>>().len(), groups.len());
            assert_eq!(groups.iter().map(|(_, rules)| rules.len()).sum::<usize>(), now.len());
        }
        assert_eq!(renewed(&[], &wanted, 2), wanted[..2]);
        assert_eq!(renewed(&before, &[], 0), []);
    }
}
