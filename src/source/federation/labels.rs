//! The external labels of a federation's nodes: which tell replicas apart, which zones, and what becomes of a series'
//! labels.

use std::collections::BTreeSet;

use crate::engine::labels::Labels;
use crate::federation::double_count::USUAL_REPLICA_LABELS;
use crate::federation::push_down;
use crate::model::query::ReplicaMode;

/// The external labels of a node, as far as it tells; `None` where it does not.
pub(super) type ExternalLabels = Option<Vec<(String, String)>>;

/// What tells nodes and zones apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrangement {
    /// Zone after zone, of each node.
    labels: Vec<Vec<ExternalLabels>>,
    /// The names of labels by which the replicas of a zone differ.
    pub(super) replica_labels: BTreeSet<String>,
    /// The names of labels by which zones differ; those of replicas are none.
    pub(super) partition_labels: BTreeSet<String>,
}

impl Arrangement {
    /// Of the external labels of each zone's nodes. A node that does not tell its own has those that all others of its
    /// zone have.
    pub(super) fn new(mut labels: Vec<Vec<ExternalLabels>>) -> Self {
        let mut replica_labels = BTreeSet::new();
        for zone in labels.iter_mut().filter(|zone| zone.len() > 1) {
            let known: Vec<_> = zone.iter().flatten().collect();
            let differing = differing(&known);
            let of_all = known.first().map(|first| {
                let pairs = first.iter().filter(|(name, _)| !is_of_replicas(name, &differing));
                pairs.cloned().collect::<Vec<_>>()
            });
            replica_labels.extend(differing);
            if zone.iter().any(Option::is_none) {
                replica_labels.extend(USUAL_REPLICA_LABELS.map(str::to_owned));
            }
            zone.iter_mut().filter(|own| own.is_none()).for_each(|own| own.clone_from(&of_all));
        }
        let of_zones: Option<Vec<_>> = labels.iter().map(|zone| zone.iter().flatten().next()).collect();
        // Who does not tell may have any.
        let mut partition_labels = of_zones.map(|of_zones| apart(&of_zones)).unwrap_or_default();
        partition_labels.retain(|name| !replica_labels.contains(name));
        Self { labels, replica_labels, partition_labels }
    }

    /// The external labels of a node; empty where it does not tell them.
    pub(super) fn of(&self, zone: usize, at: usize) -> &[(String, String)] {
        self.labels.get(zone).and_then(|zone| zone.get(at)?.as_deref()).unwrap_or_default()
    }

    /// Whether no two nodes have the same external labels, so that no two give the same series.
    pub(super) fn tells_all_apart(&self) -> bool {
        let all: Option<Vec<BTreeSet<_>>> =
            self.labels.iter().flatten().map(|labels| Some(labels.as_ref()?.iter().collect())).collect();
        all.is_some_and(|all| all.iter().collect::<BTreeSet<_>>().len() == all.len())
    }

    /// What a push-down has to know of it.
    pub(super) fn for_push_down(&self) -> push_down::Arrangement {
        let all = self.labels.iter().flatten().flatten().flatten().map(|(name, _)| name.clone());
        push_down::Arrangement {
            partition_labels: self.partition_labels.iter().cloned().collect(),
            external_labels: all
                .chain(self.replica_labels.iter().cloned())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            runs_experimental: false,
        }
    }

    /// What becomes of the labels of a node's series.
    pub(super) fn relabel(&self, zone: usize, at: usize, mode: ReplicaMode) -> Relabel<'_> {
        let keeps_replicas = mode == ReplicaMode::None || self.labels.get(zone).is_none_or(|zone| zone.len() < 2);
        Relabel { added: self.of(zone, at), removed: (!keeps_replicas).then_some(&self.replica_labels) }
    }
}

/// What becomes of the labels of a node's series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Relabel<'a> {
    added: &'a [(String, String)],
    removed: Option<&'a BTreeSet<String>>,
}

impl Relabel<'_> {
    /// The labels as those of one of the federation's series: with the external labels that `has` says, unless the
    /// series has its own, and without those that tell replicas apart.
    pub(super) fn apply(&self, labels: &Labels, has: impl Fn(&str) -> bool) -> Labels {
        let own = |name: &str| self.added.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        // A label of the series itself, of the same name and another value, tells its series apart.
        let is_own =
            |name: &str| own(name).is_none_or(|value| labels.get(name) == value || labels.get(name).is_empty());
        let is_removed = |name: &str| self.removed.is_some_and(|removed| removed.contains(name)) && is_own(name);
        let missing = |name: &str| labels.get(name).is_empty() && !is_removed(name) && has(name);
        let added = self.added.iter().filter(|(name, _)| missing(name));
        let added: Vec<_> = added.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let removed = self.removed.into_iter().flatten().map(String::as_str);
        let is_there = |name: &&str| !labels.get(name).is_empty() && is_removed(name);
        let removed: Vec<_> = removed.filter(is_there).map(|name| (name, "")).collect();
        if added.is_empty() && removed.is_empty() {
            return labels.clone();
        }
        labels.with_all(added.into_iter().chain(removed))
    }
}

/// Whether a label tells replicas apart: these do, and those that usually do.
fn is_of_replicas(name: &str, differing: &BTreeSet<String>) -> bool {
    differing.contains(name) || USUAL_REPLICA_LABELS.contains(&name)
}

/// The names of labels that not all of these have with the same value.
fn differing(all: &[&Vec<(String, String)>]) -> BTreeSet<String> {
    let names: BTreeSet<&String> = all.iter().flat_map(|labels| labels.iter().map(|(name, _)| name)).collect();
    let value = |labels: &[(String, String)], name: &String| {
        labels.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let differs = |name: &&String| all.iter().map(|labels| value(labels, name)).collect::<BTreeSet<_>>().len() > 1;
    names.into_iter().filter(differs).cloned().collect()
}

/// The names of labels that all of these have, each with a value of its own.
fn apart(all: &[&Vec<(String, String)>]) -> BTreeSet<String> {
    let Some((first, rest)) = all.split_first() else { return BTreeSet::new() };
    if rest.is_empty() {
        return BTreeSet::new();
    }
    let values = |name: &String| -> Option<BTreeSet<&String>> {
        all.iter().map(|labels| labels.iter().find(|(own, _)| own == name).map(|(_, value)| value)).collect()
    };
    let is_apart = |name: &&String| values(name).is_some_and(|values| values.len() == all.len());
    first.iter().map(|(name, _)| name).filter(is_apart).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn names(set: &BTreeSet<String>) -> Vec<&str> {
        set.iter().map(String::as_str).collect()
    }

    #[test]
    fn what_differs_in_a_zone_tells_replicas_apart_and_what_differs_between_zones_these() {
        let arrangement = Arrangement::new(vec![
            vec![
                Some(labels(&[("zone", "1"), ("replica", "a"), ("env", "x")])),
                Some(labels(&[("zone", "1"), ("replica", "b"), ("env", "x")])),
            ],
            vec![Some(labels(&[("zone", "2"), ("replica", "c"), ("env", "x")]))],
        ]);
        assert_eq!(names(&arrangement.replica_labels), ["replica"]);
        assert_eq!(names(&arrangement.partition_labels), ["zone"]);
        assert!(arrangement.tells_all_apart());
        let series = Labels::new([("__name__", "up"), ("zone", "own"), ("replica", "a")]);
        let applied = |mode| arrangement.relabel(0, 0, mode).apply(&series, |_| true);
        assert_eq!(applied(ReplicaMode::Penalty), Labels::new([("__name__", "up"), ("zone", "own"), ("env", "x")]));
        let all = Labels::new([("__name__", "up"), ("zone", "own"), ("replica", "a"), ("env", "x")]);
        assert_eq!(applied(ReplicaMode::None), all);
        let some = arrangement.relabel(1, 0, ReplicaMode::Penalty).apply(&Labels::default(), |name| name == "zone");
        assert_eq!(some, Labels::new([("zone", "2")]));
    }

    #[test]
    fn nodes_that_do_not_tell_their_labels_have_those_of_their_zone() {
        let arrangement =
            Arrangement::new(vec![vec![None, Some(labels(&[("zone", "1")]))], vec![Some(labels(&[("zone", "2")]))]]);
        assert_eq!(names(&arrangement.replica_labels), ["__replica__", "prometheus_replica", "replica"]);
        assert_eq!(names(&arrangement.partition_labels), ["zone"]);
        assert_eq!(arrangement.of(0, 0), labels(&[("zone", "1")]));
        assert!(!arrangement.tells_all_apart());
        let own = Labels::new([("replica", "1")]);
        let other = arrangement.relabel(0, 1, ReplicaMode::Penalty);
        assert_eq!(other.apply(&own, |_| true), Labels::new([("zone", "1")]), "it may be the node's");
        // Labels that one zone lacks, or that are equal in two, tell no zones apart.
        let zones = [
            &[("a", "1"), ("b", "1"), ("c", "1")][..],
            &[("a", "2"), ("b", "2")],
            &[("a", "3"), ("b", "1"), ("c", "2")],
        ];
        let arrangement = Arrangement::new(zones.map(|zone| vec![Some(labels(zone))]).to_vec());
        assert_eq!(names(&arrangement.partition_labels), ["a"]);
    }
}
