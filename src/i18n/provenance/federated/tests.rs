//! Tests of the words on how a federation came to a result.

use super::*;
use crate::i18n::provenance::{answered, details, missing};
use crate::model::node::{Endpoint, Node};
use crate::model::outcome::{Evaluated, Failure};

const RANGE: At = At::Range { start: 0, end: 3_600_000, step: 15_000 };

fn node(name: &str, zone: u32, answered: NodeAnswer) -> NodeOutcome {
    let node = Node::new(name, Endpoint::RemoteRead { url: format!("http://{name}") });
    let coverage = vec![(0, 1_620_000), (2_100_000, 3_600_000)];
    let zone_name = if zone == 0 { "eu-1".to_owned() } else { String::new() };
    let member = MemberOutcome { zone, zone_name, way: ReadWay::RemoteRead, coverage, warnings: Vec::new() };
    NodeOutcome { member: Some(member), ..NodeOutcome::of(&node, answered, 5.0, 10) }
}

/// B and B′, C and C′; B′ does not answer. A part is evaluated there, and series are read.
fn provenance() -> Provenance {
    let why = Failure::TimedOut { after_ms: 8000 };
    let nodes = vec![
        node("B", 0, NodeAnswer::Full),
        node("B′", 0, NodeAnswer::Failed { why }),
        node("C", 1, NodeAnswer::Full),
        node("C′", 1, NodeAnswer::Full),
    ];
    let expr = "sum by (instance) (rate(a[5m]))".to_owned();
    let read =
        |selector: &str| PlannedRead { selector: selector.to_owned(), labels: String::new(), from: 0, to: 3_600_000 };
    let reads = ["a", "b", "c", "d", "e"].map(read).to_vec();
    let federation = FederatedOutcome {
        replicas: ReplicaMode::Penalty,
        window: (0, 3_600_000),
        steps: vec![
            PlanStep { kind: PlanStepKind::Evaluate { expr }, nodes: vec![0, 2], bytes: 2000 },
            PlanStep { kind: PlanStepKind::Read { reads }, nodes: vec![2, 3], bytes: 0 },
        ],
        local: "a plan".to_owned(),
        series: Vec::new(),
        series_left_out: 0,
        double_counts: Vec::new(),
    };
    let evaluation = Some(Evaluated { series: 3, samples: 9, ms: 2.0, outside: None });
    Provenance { nodes, federation: Some(federation), evaluation, ..Provenance::default() }
}

#[test]
fn a_failed_member_is_told_with_who_stands_in_for_it() {
    let provenance = provenance();
    assert_eq!(answered(Lang::En, &provenance), "3 of 4 nodes");
    assert_eq!(
        missing(Lang::En, &provenance),
        ["B′ did not answer completely within 8 s. B stands in for it; what only B′ has is missing"]
    );
    let mut alone = provenance;
    alone.nodes.remove(0);
    assert_eq!(
        missing(Lang::En, &alone),
        ["B′ did not answer completely within 8 s. No replica of it answered: the series of eu-1 are missing"]
    );
}

#[test]
fn each_member_was_asked_for_something() {
    let provenance = provenance();
    let row = |at: usize| {
        let node = &provenance.nodes[at];
        let (said, _) = details::remark(Lang::En, node, &provenance, |ms| format!("{} min", ms / 60_000));
        (details::asked(Lang::En, node, &provenance, RANGE), said)
    };
    let gap = "No samples 27 min to 35 min".to_owned();
    assert_eq!(row(0), ("pushed down, 241 steps".to_owned(), gap.clone()));
    assert_eq!(row(2), ("pushed down, 241 steps, raw samples by remote_read".to_owned(), gap));
    let (asked, said) = row(1);
    assert_eq!(asked, "raw samples by remote_read");
    assert!(said.starts_with("B′ did not answer completely within 8 s"), "{said}");
    let zones: Vec<_> = provenance
        .nodes
        .iter()
        .filter_map(|node| node.member.as_ref())
        .map(|of| zone(Lang::En, &provenance, of))
        .collect();
    assert_eq!(zones, ["eu-1", "eu-1", "C, C′", "C, C′"]);
}

#[test]
fn the_plan_says_what_went_down_what_was_read_and_what_the_tab_does() {
    let part = |part: &SentencePart| match part {
        SentencePart::Words(words) => words.clone(),
        SentencePart::Code(code) => format!("`{code}`"),
    };
    let said = |lang| {
        let lines = details::plan(lang, &provenance(), "sum(a)", RANGE);
        lines.iter().map(|line| line.iter().map(part).collect::<String>()).collect::<Vec<_>>()
    };
    assert_eq!(
        said(Lang::En),
        [
            "Evaluated there by 2 nodes: `sum by (instance) (rate(a[5m]))`, 241 steps, 2 kB received.",
            "Read from 2 nodes: `a`, `b`, `c`, `d` and 1 more, of 1h.",
            followed(Lang::En),
            "The tab joins the zones and evaluates `sum(a)`.",
            "That took 2 ms, for 9 samples of 3 series.",
        ]
    );
    assert!(said(Lang::Zh)[0].contains("`sum by (instance) (rate(a[5m]))`"));
}

#[test]
fn a_stretch_says_who_is_missing_and_who_fills_in() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let said = |missing: &[&str], filling: &[&str]| stretch(Lang::En, &names(missing), &names(filling));
    assert_eq!(said(&["C′"], &["C"]), "C′ missing, C fills in");
    assert_eq!(said(&["C′"], &["C", "C2"]), "C′ missing, C, C2 fill in");
    assert_eq!(said(&["C", "C′"], &[]), "C, C′ missing");
}

#[test]
fn a_selector_is_shown_as_people_write_it() {
    for (selector, written) in [
        (r#"{__name__="up"}"#, "up"),
        (r#"{__name__="up", job=~"a|b"}"#, r#"up{job=~"a|b"}"#),
        (r#"{__name__="up",job="a"}"#, r#"up{job="a"}"#),
        (r#"{__name__="http.requests"}"#, r#"{__name__="http.requests"}"#),
        (r#"{__name__!=""}"#, r#"{__name__!=""}"#),
        (r#"{job="a"}"#, r#"{job="a"}"#),
        ("", ""),
    ] {
        assert_eq!(as_written(selector), written);
    }
}
