//! Rule: selectors are local, as each series lies in one zone.
//!
//! Not those that look at external labels, which members' series do not have, and not those with `anchored` and
//! `smoothed`, for which a server needs a flag.

use super::{Local, Localities, Name};
use crate::engine::labels::METRIC_NAME;
use crate::engine::plan::{PlanSelector, Projection, SampleTime};
use crate::promql::ast::MatchOp;
use crate::promql::functions::{FunctionId, MetricName};

impl Localities<'_> {
    pub(super) fn series(&self, selector: &PlanSelector) -> Option<Local> {
        let looks_outside = selector.matchers.iter().any(|one| self.arrangement.is_external(&one.name));
        if looks_outside || selector.extension.is_some() || selector.part.is_some() {
            return None;
        }
        let is_name = selector
            .matchers
            .iter()
            .any(|one| one.name == METRIC_NAME && one.op == MatchOp::Equal && !one.value.is_empty());
        Some(Local { labels: Projection::ALL, name: if is_name { Name::Same } else { Name::Differs } })
    }

    pub(super) fn sample_time(&self, selector: &PlanSelector, which: SampleTime) -> Option<Local> {
        let function = match which {
            SampleTime::Taken => FunctionId::Timestamp,
            SampleTime::Start => FunctionId::StartTimestamp,
        };
        let series = self.series(selector).filter(|_| self.arrangement.allows(function.function().stability));
        self.renamed(series.as_ref(), MetricName::Dropped)
    }
}
