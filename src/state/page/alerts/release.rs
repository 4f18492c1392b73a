//! Frees what is left of a listing in steps: each of its texts is freed by itself, and there are some twenty an alert.
//!
//! Not here: when nothing shows it any more (`ui::effects`).

use crate::model::rules::RuleGroup;

/// Rules and alerts that one [`ReleaseJob::advance`] frees at most; a few milliseconds.
const BATCH: usize = 1000;

/// Frees a listing.
#[derive(Debug)]
pub struct ReleaseJob(Vec<RuleGroup>);

impl ReleaseJob {
    /// Begins.
    pub fn new(groups: Vec<RuleGroup>) -> Self {
        Self(groups)
    }

    /// Frees some more; whether all is freed.
    pub fn advance(&mut self) -> bool {
        let mut left = BATCH;
        while let Some(group) = self.0.last_mut() {
            let Some(rule) = group.rules.last_mut() else {
                self.0.pop();
                continue;
            };
            let alerts = rule.alerting.as_mut().map(|alerting| &mut alerting.alerts);
            if let Some(alerts) = alerts.filter(|alerts| !alerts.is_empty()) {
                let freed = left.min(alerts.len());
                alerts.truncate(alerts.len() - freed);
                left -= freed;
            } else {
                group.rules.pop();
                left -= 1;
            }
            if left == 0 {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::{Alert, Alerting, Rule};

    /// Rules and alerts.
    fn count(job: &ReleaseJob) -> usize {
        let alerts = |rule: &Rule| rule.alerting.as_ref().map_or(0, |alerting| alerting.alerts.len());
        job.0.iter().flat_map(|group| &group.rules).map(|rule| 1 + alerts(rule)).sum()
    }

    #[test]
    fn each_step_frees_a_bounded_number_of_rules_and_alerts() {
        let rule = |alerts: usize| Rule {
            alerting: Some(Alerting { alerts: vec![Alert::default(); alerts], ..Alerting::default() }),
            ..Rule::default()
        };
        let group = |rules| RuleGroup { rules, ..RuleGroup::default() };
        let groups =
            vec![group(vec![rule(0); 2500]), group(Vec::new()), group(vec![rule(5000), Rule::default(), rule(1)])];
        let mut job = ReleaseJob::new(groups);
        let all = count(&job);
        for steps in 1.. {
            let before = count(&job);
            let is_done = job.advance();
            assert!(before - count(&job) <= BATCH);
            if is_done {
                assert!((all / BATCH..=all / BATCH + 1).contains(&steps), "{steps} steps for {all}");
                break;
            }
        }
        assert!(job.0.is_empty() && ReleaseJob::new(Vec::new()).advance());
    }
}
