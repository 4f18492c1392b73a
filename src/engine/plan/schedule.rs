//! Which nodes are evaluated on which steps, and in what order.

use super::{PlanNode, PlanNodeId, PlanNodeKind, Scope, ScopeId, Timing};
use crate::engine::error::{Error, Limit};
use crate::engine::options::{Dialect, Options};
use crate::model::count::to_u32;
use crate::model::time::StepGrid;
use crate::promql::span::Span;

enum Visit {
    Enter(PlanNodeId, ScopeId),
    Leave(PlanNodeId, ScopeId),
}

/// The scopes of a plan, the query's own first. Fails where one has too many steps.
pub(super) fn schedule(
    nodes: &mut [PlanNode],
    root: PlanNodeId,
    grid: StepGrid,
    options: &Options,
) -> Result<Vec<Scope>, Error> {
    let mut scopes = vec![Scope { grid, nodes: Vec::new(), root }];
    bounded(&scopes[0], nodes[root.0 as usize].span, options)?;
    // Evaluated with the node above.
    let mut is_streamed_input = vec![false; nodes.len()];
    let mut is_known = vec![false; nodes.len()];
    let mut visits = vec![Visit::Enter(root, ScopeId::QUERY)];
    while let Some(visit) = visits.pop() {
        let (id, scope) = match visit {
            Visit::Leave(id, scope) => {
                scopes[scope.0 as usize].nodes.push(id);
                continue;
            }
            Visit::Enter(id, _) if std::mem::replace(&mut is_known[id.0 as usize], true) => continue,
            Visit::Enter(id, scope) => (id, scope),
        };
        if !is_streamed_input[id.0 as usize] {
            visits.push(Visit::Leave(id, scope));
        }
        if let Some(operand) = nodes[id.0 as usize].kind.streamed_input() {
            is_streamed_input[operand.0 as usize] = true;
        }
        let next = ScopeId(to_u32(scopes.len()));
        let outer = scopes[scope.0 as usize].grid;
        let opened = match &mut nodes[id.0 as usize].kind {
            PlanNodeKind::Subquery { inner, range, step, timing, scope: own } => {
                *own = next;
                Some((*inner, subquery_grid(outer, *range, *step, *timing, options.dialect)))
            }
            PlanNodeKind::StepInvariant { inner, scope: own } => {
                *own = next;
                Some((*inner, StepGrid { start: outer.start, end: outer.start, step: 1 }))
            }
            _ => None,
        };
        if let Some((inner, grid)) = opened {
            let opened = Scope { grid, nodes: Vec::new(), root: inner };
            bounded(&opened, nodes[id.0 as usize].span, options)?;
            scopes.push(opened);
            visits.push(Visit::Enter(inner, next));
        } else {
            let children = nodes[id.0 as usize].kind.children();
            visits.extend(children.into_iter().rev().map(|child| Visit::Enter(child, scope)));
        }
    }
    Ok(scopes)
}

/// Refuses a scope of too many steps; `span` is the part that asks for them.
fn bounded(scope: &Scope, span: Span, options: &Options) -> Result<(), Error> {
    if scope.grid.len() <= options.limits.steps {
        return Ok(());
    }
    Err(Error::Limit { limit: Limit::Steps, most: options.limits.steps, span })
}

/// The steps of a subquery: multiples of its step, from the first within the first step's range up to the last step.
fn subquery_grid(outer: StepGrid, range: i64, step: i64, timing: Timing, dialect: Dialect) -> StepGrid {
    if outer.is_empty() {
        return StepGrid { start: 0, end: -1, step };
    }
    let lower = timing.reference(outer.start).saturating_sub(range);
    let below = lower.div_euclid(step).saturating_mul(step);
    let is_inside = below > lower || (below == lower && dialect == Dialect::V2);
    let start = if is_inside { below } else { below.saturating_add(step) };
    StepGrid { start, end: timing.reference(outer.last()), step }
}
