//! What each zone can evaluate by itself: each series of the result comes of one zone's series alone, and no two zones
//! give series of equal labels. The results of all zones together are then the whole one's, and so are errors.
//!
//! Where zones differ by external labels, what is local has all of these: zones may drop anything else. Where they
//! do not, series of different zones differ somewhere: then only the metric's name may go, and only where all series
//! have the same.
//!
//! Invariant: with partition labels, all of them are among the `labels` of what is local.

mod aggregation;
mod function;
mod operator;
mod selector;

use super::Arrangement;
use crate::engine::labels::is_name;
use crate::engine::options::Dialect;
use crate::engine::plan::{PlanNode, PlanNodeId, PlanNodeKind, Projection};
use crate::promql::functions::MetricName;

/// Where a node can be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Locality {
    /// Anywhere, with the same result: it reads no series, and is a number or a text.
    Constant,
    /// Zone by zone.
    Local(Local),
    /// Only where all series are.
    Spread,
}

/// What is known of results that come zone by zone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Local {
    /// The labels that they may have.
    pub(super) labels: Projection,
    /// What a metric's name says.
    name: Name,
}

/// What the names of a result's series say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// Nothing: all have the same name, or none.
    Same,
    /// They may differ by it alone.
    Differs,
}

/// Where each node can be evaluated. Operands have smaller numbers than what is above them.
pub(super) fn localities(nodes: &[PlanNode], arrangement: &Arrangement) -> Vec<Locality> {
    let text = |node: &PlanNode| if let PlanNodeKind::String(text) = &node.kind { Some(text.clone()) } else { None };
    let texts = nodes.iter().map(text).collect();
    let mut known = Localities { arrangement, texts, known: Vec::with_capacity(nodes.len()) };
    for node in nodes {
        let locality = known.locality(&node.kind);
        known.known.push(locality);
    }
    known.known
}

struct Localities<'a> {
    arrangement: &'a Arrangement,
    /// Of each node, its text, if it is one.
    texts: Vec<Option<String>>,
    known: Vec<Locality>,
}

impl Localities<'_> {
    fn locality(&self, kind: &PlanNodeKind) -> Locality {
        let found = match kind {
            PlanNodeKind::Number(_) | PlanNodeKind::String(_) => return Locality::Constant,
            PlanNodeKind::Negate(operand) if *self.of(*operand) == Locality::Constant => return Locality::Constant,
            PlanNodeKind::Instant(selector) | PlanNodeKind::Range { selector, .. } => selector::series(selector),
            PlanNodeKind::SampleTime { selector, which } => self.sample_time(selector, *which),
            PlanNodeKind::Subquery { inner, .. } => self.local(*inner).cloned(),
            PlanNodeKind::Negate(operand) => self.renamed(self.local(*operand), MetricName::Dropped),
            PlanNodeKind::Call { function, implementation, args, .. } => {
                if self.is_constant_call(function, args) {
                    return Locality::Constant;
                }
                self.call(function, *implementation, args)
            }
            PlanNodeKind::Aggregate { op, grouping, parameter, operand, .. } => {
                self.aggregation(*op, grouping, parameter.map(|(id, _)| id), *operand)
            }
            PlanNodeKind::Binary { operation, left, right } => match (self.of(*left), self.of(*right)) {
                (Locality::Constant, Locality::Constant) => return Locality::Constant,
                (Locality::Constant, Locality::Local(local)) | (Locality::Local(local), Locality::Constant) => {
                    self.beside_constant(operation, local)
                }
                (Locality::Local(left), Locality::Local(right)) => self.matched(operation, left, right),
                _ => None,
            },
            PlanNodeKind::Info { .. } | PlanNodeKind::StepInvariant { .. } => None,
        };
        found.map_or(Locality::Spread, Locality::Local)
    }

    fn of(&self, id: PlanNodeId) -> &Locality {
        self.known.get(id.0 as usize).unwrap_or(&Locality::Spread)
    }

    fn is_constant(&self, id: PlanNodeId) -> bool {
        *self.of(id) == Locality::Constant
    }

    fn local(&self, id: PlanNodeId) -> Option<&Local> {
        if let Locality::Local(local) = self.of(id) { Some(local) } else { None }
    }

    /// Series with the same labels, but that their names may go.
    fn renamed(&self, local: Option<&Local>, name: MetricName) -> Option<Local> {
        let local = local?.clone();
        match name {
            MetricName::Kept => Some(local),
            MetricName::Dropped if self.are_zones_labelled() || local.name == Name::Same => Some(local),
            MetricName::Dropped => None,
        }
    }

    /// Whether zones differ by external labels.
    fn are_zones_labelled(&self) -> bool {
        !self.arrangement.partition_labels.is_empty()
    }

    /// A label that a part may read and write: none that members' servers give to their series. What is no name in
    /// every version is an error in some, also where no member is asked.
    fn own_label(&self, name: &str) -> Option<String> {
        (is_name(name, Dialect::V2) && !self.arrangement.is_external(name)).then(|| name.to_owned())
    }

    /// What has these labels, if zones still differ by them.
    fn labelled(&self, labels: Projection) -> Option<Local> {
        self.arrangement.is_told_apart_by(|label| labels.has(label)).then_some(Local { labels, name: Name::Differs })
    }
}
