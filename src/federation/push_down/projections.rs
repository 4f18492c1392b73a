//! Sets of label names: what results may have.

use crate::engine::aggregate::GroupingLabels;
use crate::engine::labels::METRIC_NAME;
use crate::engine::plan::Projection;

/// Only these.
pub(super) fn only(names: &[String]) -> Projection {
    Projection::Only(sorted(names.to_vec()))
}

/// All but these.
pub(super) fn all_but(names: &[String]) -> Projection {
    Projection::AllBut(sorted(names.to_vec()))
}

/// What a grouping keeps.
pub(super) fn of_grouping(grouping: &GroupingLabels) -> Projection {
    match grouping {
        GroupingLabels::By(labels) => only(labels),
        GroupingLabels::Without(labels) => all_but(&[labels.to_vec(), vec![METRIC_NAME.to_owned()]].concat()),
    }
}

/// What both have.
pub(super) fn both(one: &Projection, other: &Projection) -> Projection {
    match (one, other) {
        (Projection::AllBut(a), Projection::AllBut(b)) => Projection::AllBut(sorted([a.as_slice(), b].concat())),
        (Projection::Only(names), set) | (set, Projection::Only(names)) => {
            Projection::Only(names.iter().filter(|name| set.has(name)).cloned().collect())
        }
    }
}

/// What either has.
pub(super) fn either(one: &Projection, other: &Projection) -> Projection {
    match (one, other) {
        (Projection::Only(a), Projection::Only(b)) => Projection::Only(sorted([a.as_slice(), b].concat())),
        (Projection::AllBut(names), set) | (set, Projection::AllBut(names)) => {
            Projection::AllBut(names.iter().filter(|name| !set.has(name)).cloned().collect())
        }
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_and_met() {
        let names = ["a", "b", "c"];
        let sets = [&["a", "b"][..], &["b", "c"], &[]];
        let texts = |set: &[&str]| set.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let all = sets.iter().flat_map(|set| [only(&texts(set)), all_but(&texts(set))]).collect::<Vec<_>>();
        for one in &all {
            for other in &all {
                for name in names {
                    assert_eq!(both(one, other).has(name), one.has(name) && other.has(name), "{one} and {other}");
                    assert_eq!(either(one, other).has(name), one.has(name) || other.has(name), "{one} or {other}");
                }
            }
        }
    }
}
