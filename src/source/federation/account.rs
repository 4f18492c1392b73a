//! The account of a federation's result: who was asked what, how far each answered, and who gave which stretch.
//!
//! Invariant: the nodes stand zone after zone, in the order in which they were asked; those that members asked come
//! behind them.

use super::labels::Arrangement;
use super::member::MemberAnswer;
use crate::engine::labels::Labels;
use crate::engine::plan::{Projection, ReadUse};
use crate::engine::samples::Samples;
use crate::engine::store::TimeWindow;
use crate::federation::double_count::{self, Overcount};
use crate::federation::replicas::{Coverage, Stretch};
use crate::model::count::to_u32;
use crate::model::labels::display;
use crate::model::outcome::{
    DoubleCount, FederatedOutcome, NodeOutcome, NodeStretch, PlanStep, PlanStepKind, PlannedRead, Provenance,
    SeriesStretches,
};
use crate::source::evaluation::span_of;
use crate::source::series::Wanted;

/// The most series whose stretches are told.
const MAX_SERIES: usize = 300;

/// What is known of a result so far.
pub(super) struct Account {
    nodes: Vec<NodeOutcome>,
    /// Of the members among them, zone and place in it.
    members: Vec<(usize, usize)>,
    coverage: Coverage,
    /// The labels of what each of the plan's reads gave, once that is merged.
    pub(super) labels: Vec<Vec<Labels>>,
    outcome: FederatedOutcome,
}

impl Account {
    /// Of these answers, zone after zone, nothing merged yet.
    pub(super) fn new(zones: &[Vec<MemberAnswer>], wanted: Wanted<'_>) -> Self {
        let answers = || zones.iter().flatten();
        let nodes = answers().map(|answer| answer.outcome.clone());
        let nested = answers().flat_map(|answer| answer.nested.iter().cloned());
        let members: Vec<_> = answers().map(|answer| (answer.zone, answer.at)).collect();
        let series = || wanted.reads().iter().filter(|read| !matches!(read.read_use, ReadUse::Part { .. }));
        let from = series().map(|read| read.window.from).min().unwrap_or(0);
        let to = series().map(|read| read.window.to).max().unwrap_or(0);
        let outcome = FederatedOutcome {
            replicas: wanted.federation.replicas,
            window: (from, to),
            steps: steps(zones, wanted),
            local: wanted.plan.to_string(),
            series: Vec::new(),
            series_left_out: 0,
            double_counts: Vec::new(),
        };
        Self {
            nodes: nodes.chain(nested).collect(),
            coverage: Coverage::new(TimeWindow { from, to }, members.len()),
            members,
            labels: Vec::new(),
            outcome,
        }
    }

    /// The place of a member among the nodes.
    pub(super) fn node(&self, answer: &MemberAnswer) -> usize {
        self.members.iter().position(|member| *member == (answer.zone, answer.at)).unwrap_or_default()
    }

    /// A series that only one node gave, from its first to its last sample.
    pub(super) fn sole(&mut self, node: usize, span: Option<(i64, i64)>) {
        if let Some((from, to)) = span {
            self.coverage.add_stretches(&[Stretch { replica: node, from, to }]);
        }
    }

    /// What a node has of a series that others have, too.
    pub(super) fn covered(&mut self, node: usize, samples: &Samples) {
        self.coverage.add(node, samples);
    }

    /// Who gave which stretch of a series.
    pub(super) fn series(&mut self, labels: &Labels, stretches: &[Stretch]) {
        if self.outcome.series.len() == MAX_SERIES {
            self.outcome.series_left_out += 1;
            return;
        }
        let stretch = |one: &Stretch| NodeStretch { node: to_u32(one.replica), from: one.from, to: one.to };
        let stretches = stretches.iter().map(stretch).collect();
        self.outcome.series.push(SeriesStretches { series: display(labels.iter()), stretches });
    }

    /// Looks for aggregations that count series of several replicas, once all is merged.
    pub(super) fn count_doubles(&mut self, wanted: Wanted<'_>, arrangement: &Arrangement) {
        let replica_labels: Vec<_> = arrangement.replica_labels.iter().cloned().collect();
        let found = double_count::overcounts(wanted.expr, wanted.plan, &self.labels, &replica_labels);
        let told = |Overcount { label, replicas, span, rewrite }| DoubleCount {
            label,
            times: to_u32(replicas),
            span: span_of(wanted.expr, span),
            rewrite,
        };
        self.outcome.double_counts = found.into_iter().map(told).collect();
        self.labels.clear();
    }

    /// The provenance of the result.
    pub(super) fn provenance(&self) -> Provenance {
        let mut nodes = self.nodes.clone();
        for (at, node) in nodes.iter_mut().enumerate().take(self.members.len()) {
            if let Some(member) = &mut node.member {
                member.coverage = self.coverage.intervals(at);
            }
        }
        Provenance { nodes, federation: Some(self.outcome.clone()), ..Provenance::default() }
    }
}

/// What was asked, as the plan reads it: parts one by one, all series together.
fn steps(zones: &[Vec<MemberAnswer>], wanted: Wanted<'_>) -> Vec<PlanStep> {
    let answers = || zones.iter().flatten().enumerate().map(|(at, answer)| (to_u32(at), answer));
    let mut steps = Vec::new();
    let mut reads = Vec::new();
    for (number, read) in wanted.reads().iter().enumerate() {
        if let ReadUse::Part { part, .. } = &read.read_use {
            let mut step =
                PlanStep { kind: PlanStepKind::Evaluate { expr: part.expr.clone() }, nodes: Vec::new(), bytes: 0 };
            for (node, answer) in answers() {
                let parts = answer.given.iter().flat_map(|given| &given.parts);
                for part in parts.filter(|part| part.read == number) {
                    step.nodes.push(node);
                    step.bytes += part.bytes;
                }
            }
            steps.push(step);
        } else {
            reads.push(number);
        }
    }
    if reads.is_empty() {
        return steps;
    }
    let hints = wanted.numbered_hints();
    let planned = |number: &usize| {
        let (_, hints) = hints.iter().find(|(own, _)| own == number)?;
        let projection = &hints.usage.projection;
        Some(PlannedRead {
            selector: hints.selector(),
            labels: if *projection == Projection::ALL { String::new() } else { projection.to_string() },
            from: hints.window.from,
            to: hints.window.to,
        })
    };
    let given = || answers().filter_map(|(node, answer)| Some((node, answer.given.as_ref()?)));
    let given = || given().filter(|(_, given)| given.selected.is_some());
    steps.push(PlanStep {
        kind: PlanStepKind::Read { reads: reads.iter().filter_map(planned).collect() },
        nodes: given().map(|(node, _)| node).collect(),
        bytes: given().map(|(_, given)| given.selected_bytes).sum(),
    });
    steps
}
