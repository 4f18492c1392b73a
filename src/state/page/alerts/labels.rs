//! The labels of an alert that its rule does not show already.

use std::collections::BTreeSet;

use crate::model::rules::{Rule, TextPairs};

/// What stands beside a rule, and so with none of its alerts: its labels and its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownLabels(BTreeSet<(String, String)>);

impl KnownLabels {
    /// What stands beside this rule.
    pub fn of(rule: &Rule) -> Self {
        let name = ("alertname".to_owned(), rule.name.clone());
        Self(rule.labels.iter().cloned().chain([name]).collect())
    }

    /// The other labels, in their order.
    pub fn without<'a>(&'a self, labels: &'a TextPairs) -> impl Iterator<Item = &'a (String, String)> {
        labels.iter().filter(|pair| !self.0.contains(pair))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_alerts_labels_its_own_are_left() {
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let labels = vec![("severity", "page"), ("team", "db")].into_iter().map(pair).collect();
        let known = KnownLabels::of(&Rule { name: "Down".to_owned(), labels, ..Rule::default() });
        let of_alert =
            [("team", "db"), ("alertname", "Down"), ("severity", "ticket"), ("instance", "a"), ("job", "Down")];
        let of_alert: TextPairs = of_alert.into_iter().map(pair).collect();
        let own: Vec<&str> = known.without(&of_alert).map(|(name, _)| name.as_str()).collect();
        assert_eq!(own, ["severity", "instance", "job"]);
        assert_eq!(KnownLabels::default().without(&of_alert).count(), 5);
    }
}
