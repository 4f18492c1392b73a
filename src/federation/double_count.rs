//! Aggregations that count the same series twice, as several replicas hold it: series that differ only by the label
//! that tells replicas apart, in groups that drop it.
//!
//! A Prometheus that reads from both replicas has all series twice, and `sum(x)` is twice as large; nothing says so.
//! Only the labels of the series tell, so this is known after they were read.
//!
//! Not here: reading, and words (`i18n`). What is pushed down is evaluated by one replica of each zone.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::BinaryOperation;
use crate::engine::functions::Implementation;
use crate::engine::labels::{LabelSetIndex, Labels, is_name};
use crate::engine::options::Dialect;
use crate::engine::plan::{Plan, PlanNodeId, PlanNodeKind, StoreRead};
use crate::promql::ast::{AggregateOp, BinaryOp, Side};
use crate::promql::literal::string;
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// Labels that tell replicas apart wherever they are found: those of Prometheus' operator, of Thanos and of Mimir.
pub const USUAL_REPLICA_LABELS: [&str; 3] = ["__replica__", "prometheus_replica", "replica"];

/// An aggregation that counts series several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overcount {
    /// The label that tells replicas apart, which its groups drop.
    pub label: String,
    /// How many replicas hold the same series, at the most; at least 2.
    pub replicas: usize,
    /// Its place in the query.
    pub span: Span,
    /// What to write in its place, so that the replicas of each series are made one before: `sum(x)` becomes
    /// `sum(max without (replica) (x))`.
    pub rewrite: String,
}

/// The aggregations of a query that count series several times; each as often as it is written, in the order of the
/// text. `series` are the labels of what each read of its plan gave, `replica_labels` the labels that are known to tell
/// replicas apart, besides those that usually do.
pub fn overcounts(query: &str, plan: &Plan, series: &[Vec<Labels>], replica_labels: &[String]) -> Vec<Overcount> {
    let mut labels: Vec<&str> =
        USUAL_REPLICA_LABELS.into_iter().chain(replica_labels.iter().map(String::as_str)).collect();
    labels.sort_unstable();
    labels.dedup();
    let read =
        |(number, read): (usize, &StoreRead)| read.selectors.iter().map(|(id, _)| (*id, number)).collect::<Vec<_>>();
    let search = Search { plan, reads: plan.reads().iter().enumerate().flat_map(read).collect(), series };
    let mut found = Vec::new();
    for node in plan.nodes() {
        let PlanNodeKind::Aggregate { op, grouping, operand, operand_span, .. } = &node.kind else { continue };
        for label in labels.iter().filter(|label| counts(*op) && !grouping.keeps(label)) {
            let replicas = search.replicas(*operand, label);
            let others = node.elsewhere.iter().map(|other| [node.span, *operand_span].map(|own| moved(other, own)));
            for [span, operand] in std::iter::once([node.span, *operand_span]).chain(others).filter(|_| replicas > 1) {
                let rewrite = rewrite(query, span, operand, label).unwrap_or_default();
                found.push(Overcount { label: (*label).to_owned(), replicas, span, rewrite });
            }
        }
    }
    found.sort_by(|a, b| (a.span.start, a.span.end, &a.label).cmp(&(b.span.start, b.span.end, &b.label)));
    found.dedup();
    found
}

/// The text of an aggregation with the replicas of what it aggregates made one.
fn rewrite(query: &str, span: Span, operand: Span, label: &str) -> Option<String> {
    let [start, from, to, end] = [span.start, operand.start, operand.end, span.end].map(|at| at as usize);
    let (before, operand, after) = (query.get(start..from)?, query.get(from..to)?, query.get(to..end)?);
    let mut name = String::new();
    if is_name(label, Dialect::V2) {
        name.push_str(label);
    } else {
        string::push_name(&mut name, label);
    }
    Some(format!("{before}max without ({name}) ({operand}){after}"))
}

/// Whether it matters to an aggregation how often a series is there.
fn counts(op: AggregateOp) -> bool {
    !matches!(op, AggregateOp::Min | AggregateOp::Max | AggregateOp::Group | AggregateOp::LimitRatio)
}

/// Where a node stands besides.
fn moved(elsewhere: &[(Span, Span)], own: Span) -> Span {
    elsewhere.iter().find(|(here, _)| *here == own).map_or(own, |(_, there)| *there)
}

struct Search<'a> {
    plan: &'a Plan,
    /// Of each selector, the number of its read.
    reads: BTreeMap<PlanNodeId, usize>,
    series: &'a [Vec<Labels>],
}

impl Search<'_> {
    /// How many replicas hold the same series of a node's result, which differ by this label; 1 where none do, or where
    /// it is not known.
    fn replicas(&self, id: PlanNodeId, label: &str) -> usize {
        let mut most = 1;
        // Each with the groupings on the way, which all have to keep what tells series apart.
        let mut left: Vec<(PlanNodeId, Vec<&GroupingLabels>)> = vec![(id, Vec::new())];
        while let Some((id, mut groupings)) = left.pop() {
            let kind = &self.plan.node(id).kind;
            if let (Some(read), Some(_)) = (self.reads.get(&id), kind.selector()) {
                let series = self.series.get(*read).map_or(&[][..], Vec::as_slice);
                most = most.max(alike(series, label, &groupings));
                continue;
            }
            let below = match kind {
                PlanNodeKind::Negate(one)
                | PlanNodeKind::StepInvariant { inner: one, .. }
                | PlanNodeKind::Subquery { inner: one, .. } => vec![*one],
                PlanNodeKind::Call { implementation, args, .. } if keeps_labels(*implementation) => {
                    args.iter().copied().filter(|arg| !self.is_scalar(*arg)).collect()
                }
                PlanNodeKind::Aggregate { grouping, operand, op, .. } if grouping.keeps(label) => {
                    if !op.selects() {
                        groupings.push(grouping);
                    }
                    vec![*operand]
                }
                PlanNodeKind::Binary { operation, left, right } => self.sides(operation, *left, *right, label),
                _ => Vec::new(),
            };
            left.extend(below.into_iter().map(|id| (id, groupings.clone())));
        }
        most
    }

    /// The operands whose labels an operator's results have.
    fn sides(&self, operation: &BinaryOperation, left: PlanNodeId, right: PlanNodeId, label: &str) -> Vec<PlanNodeId> {
        match (self.is_scalar(left), self.is_scalar(right)) {
            (true, _) => return vec![right],
            (_, true) => return vec![left],
            _ => {}
        }
        match (operation.op, operation.many) {
            (BinaryOp::Or, _) => vec![left, right],
            (BinaryOp::And | BinaryOp::Unless, _) | (_, Some(Side::Left)) => vec![left],
            (_, Some(Side::Right)) => vec![right],
            (_, None) if operation.counts(label) => vec![left],
            (_, None) => Vec::new(),
        }
    }

    fn is_scalar(&self, id: PlanNodeId) -> bool {
        match &self.plan.node(id).kind {
            PlanNodeKind::Number(_) | PlanNodeKind::String(_) => true,
            PlanNodeKind::Call { function, .. } => function.returns == ValueType::Scalar,
            PlanNodeKind::Negate(one) | PlanNodeKind::StepInvariant { inner: one, .. } => self.is_scalar(*one),
            PlanNodeKind::Binary { left, right, .. } => self.is_scalar(*left) && self.is_scalar(*right),
            _ => false,
        }
    }
}

/// Whether a function makes one series of one.
fn keeps_labels(implementation: Implementation) -> bool {
    matches!(
        implementation,
        Implementation::OfRange(_)
            | Implementation::OfFloat(_)
            | Implementation::OfSample(_)
            | Implementation::OfTimes(_)
    )
}

/// The most series that are equal but for a label, which all of them have, as far as groupings keep the others.
fn alike(series: &[Labels], label: &str, groupings: &[&GroupingLabels]) -> usize {
    let mut known = LabelSetIndex::default();
    let mut values: Vec<BTreeSet<&str>> = Vec::new();
    for labels in series {
        let value = labels.get(label);
        if value.is_empty() {
            continue;
        }
        let counts = |name: &str| name != label && groupings.iter().all(|grouping| grouping.keeps(name));
        let number = known.number(labels, &counts) as usize;
        if number == values.len() {
            values.push(BTreeSet::new());
        }
        if let Some(values) = values.get_mut(number) {
            values.insert(value);
        }
    }
    values.iter().map(BTreeSet::len).max().unwrap_or(1).max(1)
}
