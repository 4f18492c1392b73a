//! Rule: functions that make one series of one are local, and so are scalars of the step alone.
//!
//! With partition labels also those that put together series with the same partition labels (classic histograms), and
//! those that write labels other than external ones, reading none of them.
//! Never: `absent` and `absent_over_time`, `scalar`, `vector`, `info`, and what only orders (`sort`). What is below
//! them may be.

use super::super::projections::either;
use super::{Local, Localities};
use crate::engine::functions::Implementation;
use crate::engine::matcher::regex;
use crate::engine::options::Dialect;
use crate::engine::plan::{PlanNodeId, Projection};
use crate::promql::functions::{Function, ParameterRole, ResultLabels};
use crate::promql::value_type::ValueType;

impl Localities<'_> {
    /// Whether a call is a scalar that the step decides alone. `scalar(v)` has a vector below, so it is none.
    pub(super) fn is_constant_call(&self, function: &Function, args: &[PlanNodeId]) -> bool {
        function.returns == ValueType::Scalar
            && self.arrangement.allows(function.stability)
            && args.iter().all(|arg| self.is_constant(*arg))
    }

    pub(super) fn call(
        &self,
        function: &Function,
        implementation: Implementation,
        args: &[PlanNodeId],
    ) -> Option<Local> {
        let mut series = args.iter().filter(|arg| !self.is_constant(**arg));
        let (Some(operand), None) = (series.next(), series.next()) else { return None };
        let local = self.local(*operand).filter(|_| self.arrangement.allows(function.stability))?;
        match implementation {
            Implementation::OfRange(_)
            | Implementation::OfFloat(_)
            | Implementation::OfSample(_)
            | Implementation::OfTimes(_) => self.renamed(Some(local), function.metric_name),
            Implementation::OfLabels(_) => self.relabelled(function, args, local),
            Implementation::OfManyValues(_)
                if matches!(function.labels, ResultLabels::WithoutLe | ResultLabels::PerScalar) =>
            {
                self.relabelled(function, args, local)
            }
            Implementation::OfManyValues(_) | Implementation::OfValues(_) => None,
        }
    }

    /// What changes labels, as long as it neither reads nor writes external ones.
    fn relabelled(&self, function: &Function, args: &[PlanNodeId], local: &Local) -> Option<Local> {
        let mut labels = local.labels.clone();
        for (at, arg) in args.iter().enumerate() {
            let text = || self.texts.get(arg.0 as usize)?.as_ref();
            match function.parameter(at)?.role {
                ParameterRole::SourceLabel => drop(self.own_label(text()?)?),
                ParameterRole::TargetLabel => {
                    labels = either(&labels, &Projection::Only(vec![self.own_label(text()?)?]));
                }
                // What is none is an error, also where no member is asked.
                ParameterRole::Pattern => drop(regex(text()?, Dialect::default()).ok()?),
                ParameterRole::Value | ParameterRole::Quantile | ParameterRole::LabelMatchers => {}
            }
        }
        self.labelled(labels)
    }
}
