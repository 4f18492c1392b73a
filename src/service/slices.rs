//! Rule groups cut into messages that the page reads without stuttering.

use crate::model::rules::{Rule, RuleGroup};

/// The most rules in a message.
const MAX_RULES: usize = 200;

/// The most alerts in a message, but for a single rule that has more.
const MAX_ALERTS: usize = 1000;

/// Cuts groups into slices. A group that does not fit goes on, with the same name and file, as the
/// first of the next slice.
pub(super) fn of(groups: Vec<RuleGroup>) -> Vec<Vec<RuleGroup>> {
    let mut slices = vec![Vec::new()];
    let (mut rules, mut alerts) = (0, 0);
    for mut group in groups {
        let all = std::mem::take(&mut group.rules);
        // An empty group is shown too; it takes the room of a rule.
        if all.is_empty() && rules == MAX_RULES {
            slices.push(Vec::new());
            (rules, alerts) = (0, 0);
        }
        rules += usize::from(all.is_empty());
        let empty = group.clone();
        let mut open = group;
        for rule in all {
            let more = rule_alerts(&rule);
            if rules == MAX_RULES || (rules > 0 && alerts + more > MAX_ALERTS) {
                let full = std::mem::replace(&mut open, empty.clone());
                push(&mut slices, full);
                slices.push(Vec::new());
                (rules, alerts) = (0, 0);
            }
            rules += 1;
            alerts += more;
            open.rules.push(rule);
        }
        if let Some(slice) = slices.last_mut() {
            slice.push(open);
        }
    }
    slices.retain(|slice| !slice.is_empty());
    slices
}

/// Ends a slice with what of a group stands in it, if anything does.
fn push(slices: &mut [Vec<RuleGroup>], group: RuleGroup) {
    if let Some(slice) = slices.last_mut().filter(|_| !group.rules.is_empty()) {
        slice.push(group);
    }
}

fn rule_alerts(rule: &Rule) -> usize {
    rule.alerting.as_ref().map_or(0, |alerting| alerting.alerts.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::{Alert, Alerting};

    fn group(name: &str, rules: &[usize]) -> RuleGroup {
        let rule = |&alerts: &usize| Rule {
            alerting: Some(Alerting { alerts: vec![Alert::default(); alerts], ..Alerting::default() }),
            ..Rule::default()
        };
        RuleGroup { name: name.to_owned(), rules: rules.iter().map(rule).collect(), ..RuleGroup::default() }
    }

    fn shape(groups: Vec<RuleGroup>) -> Vec<Vec<(String, usize)>> {
        of(groups).into_iter().map(|slice| slice.into_iter().map(|g| (g.name, g.rules.len())).collect()).collect()
    }

    #[track_caller]
    fn check(groups: Vec<RuleGroup>, wanted: &[&[(&str, usize)]]) {
        let wanted: Vec<Vec<_>> =
            wanted.iter().map(|slice| slice.iter().map(|&(name, rules)| (name.to_owned(), rules)).collect()).collect();
        assert_eq!(shape(groups), wanted);
    }

    #[test]
    fn slices_are_bounded_by_rules_and_alerts() {
        check(vec![], &[]);
        check(vec![group("a", &[]), group("b", &[0, 0])], &[&[("a", 0), ("b", 2)]]);
        check(vec![group("a", &[0; 450])], &[&[("a", 200)], &[("a", 200)], &[("a", 50)]]);
        check(vec![group("a", &[0; 200]), group("b", &[0])], &[&[("a", 200)], &[("b", 1)]]);
        check(vec![group("a", &[0; 200]), group("b", &[])], &[&[("a", 200)], &[("b", 0)]]);
        check(vec![group("a", &[600, 600, 1])], &[&[("a", 1)], &[("a", 2)]]);
        check(vec![group("a", &[5000, 1])], &[&[("a", 1)], &[("a", 1)]]);
    }
}
