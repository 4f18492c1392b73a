//! Tests of what is known of members over time.

use super::*;
use crate::model::node::{DemoCollector, Endpoint, Node};
use crate::model::outcome::{Failure, NodeStretch, PlanStep, ReadWay, SeriesStretches};

const M: i64 = 60_000;

/// A member that answered, with what it covers in minutes.
fn member(name: &str, zone: u32, coverage: &[TimeInterval]) -> NodeOutcome {
    let node = Node::new(name, Endpoint::Demo { collector: DemoCollector::B });
    let coverage = coverage.iter().map(|(from, to)| (from * M, to * M)).collect();
    let member =
        MemberOutcome { zone, zone_name: String::new(), way: ReadWay::RemoteRead, coverage, warnings: Vec::new() };
    NodeOutcome { member: Some(member), ..NodeOutcome::of(&node, NodeAnswer::Full, 1.0, 1) }
}

fn down(node: NodeOutcome) -> NodeOutcome {
    NodeOutcome { answered: NodeAnswer::Failed { why: Failure::Unreachable }, ..node }
}

/// What was read from minute 0 to minute 60 of these, in one step.
fn read(nodes: Vec<NodeOutcome>, stretches: &[(u32, i64, i64)]) -> Provenance {
    let all = (0..u32::try_from(nodes.len()).expect("few")).collect();
    let stretch = |&(node, from, to): &(u32, i64, i64)| NodeStretch { node, from: from * M, to: to * M };
    let series = SeriesStretches { series: "a".to_owned(), stretches: stretches.iter().map(stretch).collect() };
    let federation = FederatedOutcome {
        replicas: ReplicaMode::Penalty,
        window: (0, 60 * M),
        steps: vec![PlanStep { kind: PlanStepKind::Read { reads: Vec::new() }, nodes: all, bytes: 0 }],
        local: String::new(),
        series: vec![series],
        series_left_out: 0,
        double_counts: Vec::new(),
    };
    Provenance { nodes, federation: Some(federation), ..Provenance::default() }
}

/// A member's time as text: used, spare or missing from minute to minute.
fn covered(provenance: &Provenance, place: usize) -> String {
    let word = |cover: &CoveredStretch| {
        let kind = match cover.kind {
            CoverKind::Used => "used",
            CoverKind::Spare => "spare",
            CoverKind::Missing => "missing",
        };
        format!("{kind} {}-{}", cover.of.0 / M, cover.of.1 / M)
    };
    cover(provenance, place, (0, 60 * M)).iter().map(word).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_member_s_time_is_used_spare_or_missing() {
    let nodes = vec![member("C", 0, &[(0, 60)]), member("C′", 0, &[(0, 20), (30, 60)])];
    let provenance = read(nodes, &[(1, 0, 20), (0, 20, 60)]);
    assert_eq!(covered(&provenance, 0), "spare 0-20, used 20-60");
    assert_eq!(covered(&provenance, 1), "used 0-20, missing 20-30, spare 30-60");
    assert_eq!(covered(&provenance, 2), "", "there is no third");
    // Samples begin and end at other moments than the window.
    let mut nodes = vec![member("B", 0, &[]), member("B′", 0, &[])];
    for (node, by) in nodes.iter_mut().zip([4000, 9000]) {
        node.member.as_mut().expect("a member").coverage = vec![(by, 60 * M - by)];
    }
    let provenance = read(nodes, &[(0, 0, 60)]);
    assert_eq!((covered(&provenance, 0), covered(&provenance, 1)), ("used 0-60".to_owned(), "spare 0-60".to_owned()));
}

#[test]
fn what_only_one_of_a_zone_has_is_used_though_no_series_of_several_says_it() {
    let nodes = vec![member("B", 0, &[(0, 60)]), down(member("B′", 0, &[])), member("C", 1, &[(10, 50)])];
    let provenance = read(nodes, &[]);
    assert_eq!(covered(&provenance, 0), "used 0-60");
    assert_eq!(covered(&provenance, 1), "missing 0-60");
    assert_eq!(covered(&provenance, 2), "missing 0-10, used 10-50, missing 50-60", "of another zone");
}

#[test]
fn what_is_evaluated_there_is_whole() {
    let mut provenance = read(vec![member("B", 0, &[]), member("C", 1, &[])], &[]);
    let federated = provenance.federation.as_mut().expect("one");
    federated.window = (0, 0);
    federated.steps =
        vec![PlanStep { kind: PlanStepKind::Evaluate { expr: "sum(a)".to_owned() }, nodes: vec![0], bytes: 9 }];
    assert_eq!(covered(&provenance, 0), "used 0-60");
    assert_eq!(covered(&provenance, 1), "missing 0-60", "it gave nothing");
}

#[test]
fn without_de_duplication_everything_is_used() {
    let mut provenance = read(vec![member("B", 0, &[(0, 60)]), member("B′", 0, &[(0, 60)])], &[(0, 0, 60)]);
    assert_eq!((covered(&provenance, 0), covered(&provenance, 1)), ("used 0-60".to_owned(), "spare 0-60".to_owned()));
    provenance.federation.as_mut().expect("one").replicas = ReplicaMode::None;
    assert_eq!(covered(&provenance, 1), "used 0-60");
}

/// The marked stretches of a graph from minute 0 to minute 60, as text.
fn marked(nodes: Vec<NodeOutcome>) -> Vec<String> {
    let text = |stretch: &MissingStretch| {
        let (from, to) = stretch.of;
        format!("{}-{} {} by {}", from / M, to / M, stretch.missing.join(" "), stretch.filling.join(" "))
    };
    missing_stretches(&read(nodes, &[]), (0, 60 * M)).iter().map(text).collect()
}

#[test]
fn a_stretch_without_a_replica_says_who_fills_in() {
    let (c, c2) = (member("C", 1, &[(0, 60)]), member("C′", 1, &[(0, 27), (35, 60)]));
    assert_eq!(marked(vec![member("B", 0, &[(0, 60)]), c.clone(), c2]), ["27-35 C′ by C"]);
    let both = member("C′", 1, &[(0, 20), (40, 60)]);
    assert_eq!(
        marked(vec![member("C", 1, &[(0, 30), (35, 60)]), both]),
        ["20-30 C′ by C", "30-35 C C′ by ", "35-40 C′ by C"],
        "cut where another begins to miss"
    );
    assert_eq!(marked(vec![c.clone(), down(member("C′", 1, &[]))]), [""; 0], "that is told above the graph");
    assert_eq!(marked(vec![member("C", 1, &[(0, 30), (31, 60)]), c]), ["30-31 C by C"]);
    assert_eq!(marked(vec![member("C", 1, &[(5, 60)])]), ["0-5 C by "]);
    assert_eq!(missing_stretches(&Provenance::default(), (0, 60 * M)), []);
}

#[test]
fn what_is_too_short_to_be_seen_is_not_marked() {
    let mut nodes = vec![member("C", 1, &[(0, 60)]), member("C′", 1, &[])];
    nodes[1].member.as_mut().expect("a member").coverage = vec![(15_000, 30 * M), (30 * M + 59_000, 60 * M - 15_000)];
    assert_eq!(marked(nodes), [""; 0]);
}

#[test]
fn stretches_are_joined_cut_and_taken_away() {
    assert_eq!(joined(vec![(5, 9), (0, 3), (3, 4), (6, 7)]), [(0, 4), (5, 9)]);
    assert_eq!(without(&[(0, 10)], &[(2, 3), (3, 5), (9, 12)]), [(0, 2), (5, 9)]);
    assert_eq!(without(&[(0, 10)], &[]), [(0, 10)]);
    assert_eq!(without(&[(0, 10)], &[(0, 10)]), []);
    assert_eq!(intersection(&[(0, 4), (6, 9)], &[(3, 7)]), [(3, 4), (6, 7)]);
}
