//! Pass: constant folding. What follows from numbers alone is computed while planning.
//!
//! Signs, operators between scalars, and functions that give a scalar and read neither the step nor a series; the
//! query's own times (`start()`, `end()`, `step()`, `range()`) are numbers as well. `scalar(vector(x))` is `x`.
//! The values come from the very code that would compute them step by step.
//!
//! Invariant: nothing is folded that could be annotated or fail: scalars cannot.
//! Not here: `vector(1)`, which is a series: what is done to it drops names, joins and may fail.

use std::rc::Rc;

use super::{PlanNode, PlanNodeId, PlanNodeKind};
use crate::engine::annotation::Annotations;
use crate::engine::binary;
use crate::engine::column::is_absent;
use crate::engine::functions::{FunctionCall, Implementation};
use crate::engine::labels::Labels;
use crate::engine::options::{Options, When};
use crate::engine::query_budget::QueryBudget;
use crate::engine::value::TileValue;
use crate::model::count::to_u32;
use crate::promql::functions::FunctionId;

/// Puts numbers in the place of what gives one; gives the root.
pub(super) fn fold(nodes: &mut [PlanNode], root: PlanNodeId, when: When, options: &Options) -> PlanNodeId {
    // Of every node, which one gives its value now.
    let mut now: Vec<PlanNodeId> = Vec::with_capacity(nodes.len());
    for at in 0..nodes.len() {
        // Operands have smaller numbers: they are done.
        nodes[at].kind.replace_children(|child| now[child.0 as usize]);
        if let Some(value) = number(&nodes[at], nodes, when, options) {
            nodes[at].kind = PlanNodeKind::Number(value);
        }
        now.push(undone(&nodes[at].kind, nodes).unwrap_or(PlanNodeId(to_u32(at))));
    }
    now[root.0 as usize]
}

/// The number that a node always gives.
fn number(node: &PlanNode, nodes: &[PlanNode], when: When, options: &Options) -> Option<f64> {
    let of =
        |id: &PlanNodeId| if let PlanNodeKind::Number(value) = nodes[id.0 as usize].kind { Some(value) } else { None };
    match &node.kind {
        PlanNodeKind::Negate(operand) => Some(-of(operand)?),
        PlanNodeKind::Binary { operation, left, right } => {
            let value = *binary::scalars(operation, &[of(left)?], &[of(right)?]).first()?;
            (!is_absent(value)).then_some(value)
        }
        PlanNodeKind::Call { function, implementation: Implementation::OfValues(of_values), args, spans, .. }
            if function.is_constant() =>
        {
            let args = args.iter().map(|arg| of(arg).map(|value| TileValue::Scalar(vec![value])));
            let mut call = FunctionCall {
                function: function.name,
                args: args.collect::<Option<_>>()?,
                spans: spans.clone(),
                span: node.span,
                fixed: Labels::default(),
                steps: Rc::from([0]),
                query: super::grid(when),
                options: *options,
                budget: QueryBudget::new(options.limits.memory, node.span),
                annotations: Annotations::default(),
                grouping: Rc::default(),
            };
            match of_values(&mut call) {
                Ok(TileValue::Scalar(values)) => values.first().copied(),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Of `scalar(vector(x))` the `x`.
fn undone(kind: &PlanNodeKind, nodes: &[PlanNode]) -> Option<PlanNodeId> {
    let call = |kind: &PlanNodeKind, id: FunctionId| match kind {
        PlanNodeKind::Call { function, args, .. } if function.id == id => args.first().copied(),
        _ => None,
    };
    call(&nodes[call(kind, FunctionId::Scalar)?.0 as usize].kind, FunctionId::Vector)
}
