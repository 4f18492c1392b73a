//! Series that an instant query selects and whose samples all lie before or behind what it looks at: the result does
//! not show them, so the page says how many there are, and where.
//!
//! Not here: files whose samples altogether lie at other times (`model::file::Elsewhere`).

use std::collections::BTreeMap;

use super::yielder::Yielder;
use crate::engine::matcher::{Matchers, Patterns};
use crate::engine::options::{Options, When};
use crate::engine::plan::{Plan, PlanNodeId};
use crate::engine::store::TimeWindow;
use crate::engine::store::memory::MemoryStore;
use crate::model::outcome::{Failure, Outside};
use crate::model::time::DAY;
use crate::promql::ast::Expr;
use crate::wire::transport::Transport;

/// Series that are looked at between two yields at the least.
const BATCH: usize = 1 << 12;

/// By how much a query's time is moved to see which selectors follow it: farther than a subquery's steps mostly are
/// apart.
const MOVED_MS: i64 = DAY;

/// The series outside, for a query at this time; `None` where there is none.
pub(super) async fn of<T: Transport>(
    tree: &Expr,
    time: i64,
    store: &MemoryStore,
    options: &Options,
    yielder: &Yielder<'_, T>,
) -> Result<Option<Outside>, Failure> {
    // What cannot be planned, or matches nothing, has failed before.
    let plan_at = |time| Plan::as_written(tree, When::Instant(time), options).ok();
    let (Some(plan), Some(moved)) = (plan_at(time), plan_at(time.saturating_add(MOVED_MS))) else { return Ok(None) };
    let mut patterns = Patterns::new(options.dialect);
    let mut is_counted = vec![false; store.series().len()];
    let mut outside: Option<Outside> = None;
    let moved: BTreeMap<PlanNodeId, TimeWindow> = moved.windows(options).into_iter().collect();
    for (id, window) in plan.windows(options) {
        // At a fixed time (`@`) no other time of the query shows more.
        let follows = moved.get(&id).is_some_and(|moved| moved.to > window.to);
        let Some(matchers) = follows.then(|| matchers(&plan, id, &mut patterns)).flatten() else { continue };
        for numbers in store.matching(&matchers).chunks(BATCH) {
            for at in numbers {
                let at = *at as usize;
                let Some(nearest) = store.series()[at].samples.span().and_then(|span| distance(span, window)) else {
                    continue;
                };
                let nearest = time.saturating_add(nearest);
                let known = outside.get_or_insert(Outside { series: 0, nearest });
                known.series += u64::from(!std::mem::replace(&mut is_counted[at], true));
                if nearest.abs_diff(time) < known.nearest.abs_diff(time) {
                    known.nearest = nearest;
                }
            }
            yielder.yield_if_due().await?;
        }
    }
    Ok(outside)
}

fn matchers(plan: &Plan, id: PlanNodeId, patterns: &mut Patterns) -> Option<Matchers> {
    Matchers::compile(&plan.node(id).kind.selector()?.matchers, patterns).ok()
}

/// By how much a window must move to end where these samples begin or end; `None` where they reach into it.
fn distance((first, last): (i64, i64), window: TimeWindow) -> Option<i64> {
    if last < window.from {
        Some(last.saturating_sub(window.to))
    } else if first > window.to {
        Some(first.saturating_sub(window.to))
    } else {
        None
    }
}
