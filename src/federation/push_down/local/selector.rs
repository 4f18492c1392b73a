//! Rule: selectors are local, as each series lies in one zone.
//!
//! Not those with `anchored` and `smoothed`, for which a server needs a flag. Matchers of external labels, which
//! members' series do not have, are decided member by member (`for_member`).

use super::{Local, Localities, Name};
use crate::engine::labels::METRIC_NAME;
use crate::engine::matcher::LabelMatcher;
use crate::engine::plan::{PlanSelector, Projection, SampleTime};
use crate::promql::ast::MatchOp;
use crate::promql::functions::{FunctionId, MetricName};

/// The series of a selector.
pub(super) fn series(selector: &PlanSelector) -> Option<Local> {
    if selector.extension.is_some() || selector.part.is_some() {
        return None;
    }
    let is_name = |one: &LabelMatcher| one.name == METRIC_NAME && one.op == MatchOp::Equal && !one.value.is_empty();
    let name = if selector.matchers.iter().any(is_name) { Name::Same } else { Name::Differs };
    Some(Local { labels: Projection::ALL, name })
}

impl Localities<'_> {
    pub(super) fn sample_time(&self, selector: &PlanSelector, which: SampleTime) -> Option<Local> {
        let function = match which {
            SampleTime::Taken => FunctionId::Timestamp,
            SampleTime::Start => FunctionId::StartTimestamp,
        };
        let series = series(selector).filter(|_| self.arrangement.allows(function.function().stability));
        self.renamed(series.as_ref(), MetricName::Dropped)
    }
}
