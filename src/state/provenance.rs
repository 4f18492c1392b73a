//! What is known of a federation's members over time: what each gave that was used, what it has besides, and where it
//! has nothing; and the stretches of a graph in which a replica is missing.
//!
//! Not here: the words (`i18n::provenance`), whole results (`model::outcome`).

use crate::model::outcome::{FederatedOutcome, MemberOutcome, NodeAnswer, NodeOutcome, PlanStepKind, Provenance};
use crate::model::query::ReplicaMode;

/// The least length of a stretch that is marked in a graph, in milliseconds: what is shorter is the distance of
/// scrapes.
const LEAST_MS: i64 = 60_000;

/// The least part of a graph's time that is marked: what is shorter is not seen.
const LEAST_SHARE: i64 = 100;

/// Stretches that a graph marks at most.
const MOST_MARKED: usize = 50;

/// A stretch of time, Unix milliseconds, first and last included.
pub type TimeInterval = (i64, i64);

/// What a stretch of a member's time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverKind {
    /// The result has samples of it.
    Used,
    /// It has samples, and those of another replica were taken.
    Spare,
    /// It has none.
    Missing,
}

/// A stretch of a member's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveredStretch {
    /// What it is.
    pub kind: CoverKind,
    /// From when to when.
    pub of: TimeInterval,
}

/// A stretch in which a replica has nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingStretch {
    /// From when to when.
    pub of: TimeInterval,
    /// The replicas that have nothing, in their order.
    pub missing: Vec<String>,
    /// Those of the same zone that have something.
    pub filling: Vec<String>,
}

/// The times that a federation's members were read or asked for: where nothing was read, those of the query, from
/// `start` to `end`.
pub fn window(of: &FederatedOutcome, asked: TimeInterval) -> TimeInterval {
    if of.window.0 < of.window.1 { of.window } else { asked }
}

/// How the time of a member is covered: stretches that fill the window, in order; none of a node that is no member.
/// `place` is its place in [`Provenance::nodes`], `asked` the times of the query.
pub fn cover(provenance: &Provenance, place: usize, asked: TimeInterval) -> Vec<CoveredStretch> {
    let (Some(federated), Some(node)) = (&provenance.federation, provenance.nodes.get(place)) else {
        return Vec::new();
    };
    let Some(member) = &node.member else { return Vec::new() };
    let window = window(federated, asked);
    let has_failed = matches!(node.answered, NodeAnswer::Failed { .. });
    let has = if has_failed { Vec::new() } else { has(federated, place, member, window) };
    let used = used(provenance, federated, place, member, &has);
    let spare = without(&has, &used);
    let missing = without(&[window], &has);
    let of_kind = |kind, of: Vec<TimeInterval>| of.into_iter().map(move |of| CoveredStretch { kind, of });
    let mut cover: Vec<CoveredStretch> = of_kind(CoverKind::Used, used)
        .chain(of_kind(CoverKind::Spare, spare))
        .chain(of_kind(CoverKind::Missing, missing))
        .collect();
    cover.sort_by_key(|cover| cover.of);
    cover
}

/// Where a member that answered has something. What was evaluated there has no samples here: it is taken as whole.
fn has(of: &FederatedOutcome, place: usize, member: &MemberOutcome, window: TimeInterval) -> Vec<TimeInterval> {
    let evaluates = |kind: &PlanStepKind| matches!(kind, PlanStepKind::Evaluate { .. });
    let is_evaluated = of.steps.iter().any(|step| evaluates(&step.kind) && gives(&step.nodes, place));
    let is_read = of.steps.iter().any(|step| !evaluates(&step.kind) && gives(&step.nodes, place));
    if is_evaluated && !is_read { vec![window] } else { settled(&member.coverage, window) }
}

fn gives(nodes: &[u32], place: usize) -> bool {
    nodes.iter().any(|node| *node as usize == place)
}

/// What of that the result has: what only it has of its zone, and what the account of series says.
fn used(
    provenance: &Provenance,
    of: &FederatedOutcome,
    place: usize,
    member: &MemberOutcome,
    has: &[TimeInterval],
) -> Vec<TimeInterval> {
    if of.replicas == ReplicaMode::None {
        return has.to_vec();
    }
    let others = siblings(provenance, member.zone).filter(|(at, _, _)| *at != place);
    let others = others.flat_map(|(_, _, other)| settled(&other.coverage, window(of, (0, 0)))).collect();
    let alone = without(has, &joined(others));
    let series = of.series.iter().flat_map(|series| &series.stretches);
    let given = series.filter(|stretch| stretch.node as usize == place).map(|stretch| (stretch.from, stretch.to));
    let used = joined(alone.into_iter().chain(given).collect());
    // Within what it has: an account of some series is none of all.
    intersection(&used, has)
}

/// The members of a zone that answered, with their places.
fn siblings(provenance: &Provenance, zone: u32) -> impl Iterator<Item = (usize, &NodeOutcome, &MemberOutcome)> {
    let members = provenance.nodes.iter().enumerate();
    members
        .filter(|(_, node)| !matches!(node.answered, NodeAnswer::Failed { .. }))
        .filter_map(move |(at, node)| node.member.as_ref().map(|member| (at, node, member)))
        .filter(move |(_, _, member)| member.zone == zone)
}

/// The stretches of a graph from `start` to `end` in which a replica that answered has nothing: zone after zone, in the
/// order of time. A replica that did not answer at all is told elsewhere.
pub fn missing_stretches(provenance: &Provenance, (start, end): TimeInterval) -> Vec<MissingStretch> {
    let Some(federated) = &provenance.federation else { return Vec::new() };
    let (from, to) = federated.window;
    let window = (start.max(from), end.min(to));
    let least = least((start, end));
    let mut zones: Vec<u32> = provenance.nodes.iter().filter_map(|node| Some(node.member.as_ref()?.zone)).collect();
    zones.dedup();
    let stretches = zones.into_iter().flat_map(|zone| of_zone(provenance, zone, window));
    let is_seen = |stretch: &MissingStretch| stretch.of.1.saturating_sub(stretch.of.0) >= least;
    stretches.filter(is_seen).take(MOST_MARKED).collect()
}

/// The stretches of a zone, cut wherever another replica begins or ends to miss.
fn of_zone(provenance: &Provenance, zone: u32, window: TimeInterval) -> Vec<MissingStretch> {
    let covered: Vec<(&str, Vec<TimeInterval>)> = siblings(provenance, zone)
        .filter(|(_, _, member)| !member.coverage.is_empty())
        .map(|(_, node, member)| (node.asked.name(), settled(&member.coverage, window)))
        .collect();
    let gaps: Vec<_> = covered.iter().map(|(name, covered)| (*name, without(&[window], covered))).collect();
    let mut cuts: Vec<i64> =
        gaps.iter().flat_map(|(_, gaps)| gaps.iter().flat_map(|(from, to)| [*from, *to])).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let between = cuts.windows(2).filter_map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let misses = |gaps: &Vec<TimeInterval>| gaps.iter().any(|gap| gap.0 <= from && to <= gap.1);
        let names = |wanted: bool| {
            gaps.iter().filter(|(_, gaps)| misses(gaps) == wanted).map(|(name, _)| (*name).to_owned()).collect()
        };
        let missing: Vec<String> = names(true);
        (!missing.is_empty()).then(|| MissingStretch { of: (from, to), missing, filling: names(false) })
    });
    between.collect()
}

/// What of a coverage lies in the window. From an edge of it to the first sample, and from the last, is mostly the
/// distance of scrapes, and nothing is missing there.
fn settled(coverage: &[TimeInterval], window: TimeInterval) -> Vec<TimeInterval> {
    let least = least(window);
    let mut settled = intersection(coverage, &[window]);
    if let Some(first) = settled.first_mut().filter(|first| first.0 - window.0 < least) {
        first.0 = window.0;
    }
    if let Some(last) = settled.last_mut().filter(|last| window.1 - last.1 < least) {
        last.1 = window.1;
    }
    settled
}

/// The least length that is told of a time.
fn least((start, end): TimeInterval) -> i64 {
    LEAST_MS.max(end.saturating_sub(start) / LEAST_SHARE)
}

/// Stretches in order, joined where they meet.
fn joined(mut of: Vec<TimeInterval>) -> Vec<TimeInterval> {
    of.sort_unstable();
    let mut joined: Vec<TimeInterval> = Vec::new();
    for (from, to) in of {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What lies in both; each in order, apart.
fn intersection(one: &[TimeInterval], other: &[TimeInterval]) -> Vec<TimeInterval> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(from, to)| from < to).collect()
}

/// What of the one does not lie in the other; each in order, apart.
fn without(one: &[TimeInterval], other: &[TimeInterval]) -> Vec<TimeInterval> {
    let mut left = Vec::new();
    for &(from, to) in one {
        let mut from = from;
        for &(begin, end) in other {
            if end <= from || begin >= to {
                continue;
            }
            if begin > from {
                left.push((from, begin));
            }
            from = from.max(end);
        }
        if from < to {
            left.push((from, to));
        }
    }
    left
}

#[cfg(test)]
mod tests;
