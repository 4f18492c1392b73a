//! Pass: propagates matchers from one operand of a binary operator to the other, so that fewer series are read.
//!
//! In `a{x="1"} and on (x) b` no series of `b` with another `x` matters.
//!
//! Results, annotations and errors must not change, and Prometheus looks at more than at pairs:
//! - Two series of the "one" side that match the same labels are an error even where they have no partner, and only
//!   where the other side has a sample at all. So matchers are propagated between arithmetic operands only if that side
//!   cannot have two such series: its labels are those of an aggregation, or a metric's that all count.
//! - Annotations are made of every series that a function or an operator meets. So matchers are pushed down to plain
//!   selectors only through set operators, `count` and `group`, which make none.
//! - `or` adds what the other side lacks, and `fill` makes up partners: neither propagates anything.
//!
//! Invariant: a label that is missing has the empty value, for matchers and for partners alike.
//! Not here: names and what else functions drop (`__type__`, `__unit__`): they need not be those of the samples.

use super::{PlanNode, PlanNodeId, PlanNodeKind};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::BinaryOperation;
use crate::engine::functions::Implementation;
use crate::engine::labels::{METRIC_NAME, is_schema_name};
use crate::engine::matcher::LabelMatcher;
use crate::promql::aggregators::Gives;
use crate::promql::ast::{BinaryOp, MatchOp, MatchingKind, Side};
use crate::promql::functions::Reads;
use crate::promql::value_type::ValueType;

/// The most matchers that are known of one node, or added to one selector: a chain of operators would else bring each
/// of its selectors those of all others.
const MOST: usize = 32;

/// Adds the matchers.
pub(super) fn propagate_matchers(nodes: &mut [PlanNode], root: PlanNodeId) {
    let order = super::operands_first(nodes, root);
    let mut facts = vec![Facts::default(); nodes.len()];
    for id in &order {
        facts[id.0 as usize] = Facts::of(&nodes[id.0 as usize].kind, &facts);
        facts[id.0 as usize].matchers.truncate(MOST);
    }
    // Of each node, what its series need satisfy for the nodes above; these come first, so that one walk is enough.
    let mut wanted: Vec<Vec<LabelMatcher>> = vec![Vec::new(); nodes.len()];
    for id in order.into_iter().rev() {
        let own = std::mem::take(&mut wanted[id.0 as usize]);
        pass_on(nodes, id, own, &mut wanted);
        join(nodes, id, &facts, &mut wanted);
    }
}

/// Adds to the operands of an operator what is known of each other's series.
fn join(nodes: &[PlanNode], id: PlanNodeId, facts: &[Facts], wanted: &mut [Vec<LabelMatcher>]) {
    let PlanNodeKind::Binary { operation, left, right } = &nodes[id.0 as usize].kind else { return };
    let (of_left, of_right) = (&facts[left.0 as usize], &facts[right.0 as usize]);
    if of_left.is_scalar || of_right.is_scalar {
        return;
    }
    let (to_left, to_right) = match operation.op {
        BinaryOp::And => (true, true),
        BinaryOp::Unless => (false, true),
        BinaryOp::Or => (false, false),
        _ => {
            let one = if operation.many == Some(Side::Right) { *left } else { *right };
            let both = !fills(operation) && is_unique(nodes, one, operation);
            (both, both)
        }
    };
    for (is_wanted, from, to) in [(to_right, of_left, right), (to_left, of_right, left)] {
        for matcher in from.matchers.iter().filter(|one| is_wanted && operation.counts(&one.name)) {
            add(&mut wanted[to.0 as usize], matcher);
        }
    }
}

/// Adds a matcher, unless it is there, or there are too many.
fn add(wanted: &mut Vec<LabelMatcher>, matcher: &LabelMatcher) {
    if wanted.len() < MOST && !wanted.contains(matcher) {
        wanted.push(matcher.clone());
    }
}

fn fills(operation: &BinaryOperation) -> bool {
    operation.fill_left.is_some() || operation.fill_right.is_some()
}

/// What is known of a node's series.
#[derive(Debug, Clone, Default)]
struct Facts {
    /// Every series satisfies these.
    matchers: Vec<LabelMatcher>,
    is_scalar: bool,
}

impl Facts {
    /// Of a node of whose operands all is known.
    fn of(kind: &PlanNodeKind, facts: &[Self]) -> Self {
        let of = |id: &PlanNodeId| &facts[id.0 as usize];
        let known = |matchers: Vec<LabelMatcher>| Self { matchers, is_scalar: false };
        match kind {
            PlanNodeKind::Number(_) | PlanNodeKind::String(_) => Self { matchers: Vec::new(), is_scalar: true },
            PlanNodeKind::Instant(selector)
            | PlanNodeKind::SampleTime { selector, .. }
            | PlanNodeKind::Range { selector, .. } => {
                let own = selector.matchers.iter();
                known(own.filter(|one| !is_schema_name(&one.name)).cloned().collect())
            }
            PlanNodeKind::Subquery { inner: one, .. }
            | PlanNodeKind::StepInvariant { inner: one, .. }
            | PlanNodeKind::Negate(one) => of(one).clone(),
            PlanNodeKind::Call { function, implementation, args, .. } => Self {
                matchers: match implementation {
                    Implementation::OfRange(..)
                    | Implementation::OfFloat(_)
                    | Implementation::OfSample(_)
                    | Implementation::OfTimes(_) => {
                        args.iter().flat_map(|arg| of(arg).matchers.iter().cloned()).collect()
                    }
                    Implementation::OfLabels(_) | Implementation::OfValues(_) | Implementation::OfManyValues(_) => {
                        Vec::new()
                    }
                },
                is_scalar: function.returns == ValueType::Scalar,
            },
            PlanNodeKind::Info { .. } => Self::default(),
            PlanNodeKind::Aggregate { op, .. } if op.aggregator().gives == Gives::SeriesPerValue => Self::default(),
            PlanNodeKind::Aggregate { op, grouping, operand, .. } => {
                let below = of(operand).matchers.iter();
                known(below.filter(|one| op.selects() || grouping.keeps(&one.name)).cloned().collect())
            }
            PlanNodeKind::Binary { operation, left, right } => {
                let (left, right) = (of(left), of(right));
                match (left.is_scalar, right.is_scalar) {
                    (false, false) => known(joined(operation, left, right)),
                    (true, _) => right.clone(),
                    (_, true) => left.clone(),
                }
            }
        }
    }
}

/// What is known of the results of an operator between vectors.
fn joined(operation: &BinaryOperation, left: &Facts, right: &Facts) -> Vec<LabelMatcher> {
    let counted =
        |facts: &Facts| facts.matchers.iter().filter(|one| operation.counts(&one.name)).cloned().collect::<Vec<_>>();
    match operation.op {
        BinaryOp::And => [left.matchers.clone(), counted(right)].concat(),
        BinaryOp::Unless => left.matchers.clone(),
        BinaryOp::Or => Vec::new(),
        _ if fills(operation) => Vec::new(),
        _ => match operation.many {
            None => [counted(left), counted(right)].concat(),
            Some(side) => {
                let (many, one) = if side == Side::Left { (left, right) } else { (right, left) };
                let is_taken = |it: &&LabelMatcher| operation.include.contains(&it.name);
                let own = many.matchers.iter().filter(|it| !is_taken(it)).cloned();
                own.chain(one.matchers.iter().filter(is_taken).cloned()).collect()
            }
        },
    }
}

/// Whether no two series of a node match by the same labels.
fn is_unique(nodes: &[PlanNode], mut id: PlanNodeId, operation: &BinaryOperation) -> bool {
    loop {
        match &nodes[id.0 as usize].kind {
            PlanNodeKind::Instant(selector) => {
                let is_name =
                    |one: &LabelMatcher| one.name == METRIC_NAME && one.op == MatchOp::Equal && !one.value.is_empty();
                let all_count = operation.matching == MatchingKind::Ignoring && operation.labels.is_empty();
                return all_count && selector.matchers.iter().any(is_name);
            }
            PlanNodeKind::Aggregate { op, grouping, .. } => {
                let is_counted = match (grouping, operation.matching) {
                    (GroupingLabels::By(labels), _) => labels.iter().all(|label| operation.counts(label)),
                    (GroupingLabels::Without(_), MatchingKind::On) => false,
                    (GroupingLabels::Without(_), MatchingKind::Ignoring) => {
                        !operation.labels.iter().any(|label| grouping.keeps(label))
                    }
                };
                return is_counted && op.aggregator().gives == Gives::OneSeries;
            }
            PlanNodeKind::Binary { operation: own, left, .. } if matches!(own.op, BinaryOp::And | BinaryOp::Unless) => {
                id = *left;
            }
            _ => return false,
        }
    }
}

/// Adds what a node's series need satisfy to its selector, or to what is wanted of its operands, as far as nothing else
/// changes by it.
fn pass_on(nodes: &mut [PlanNode], id: PlanNodeId, own: Vec<LabelMatcher>, wanted: &mut [Vec<LabelMatcher>]) {
    match &mut nodes[id.0 as usize].kind {
        PlanNodeKind::Instant(selector) if selector.extension.is_none() && selector.part.is_none() => {
            for matcher in own {
                if !selector.matchers.contains(&matcher) {
                    selector.matchers.push(matcher);
                    selector.propagated += 1;
                }
            }
        }
        PlanNodeKind::Aggregate { op, grouping, operand, .. } if op.aggregator().reads == Reads::Presence => {
            own.iter()
                .filter(|one| grouping.keeps(&one.name))
                .for_each(|one| add(&mut wanted[operand.0 as usize], one));
        }
        PlanNodeKind::Binary { operation, left, right } if operation.op.is_set() => {
            for matcher in &own {
                // A series of the left side may keep one of the right out of `or`, whatever their other labels are.
                let counts = operation.counts(&matcher.name);
                if counts || operation.op != BinaryOp::Or {
                    add(&mut wanted[left.0 as usize], matcher);
                }
                if counts {
                    add(&mut wanted[right.0 as usize], matcher);
                }
            }
        }
        _ => {}
    }
}
