//! What the worker answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ask::RunId;
use super::columns::{self, Column};
use super::examination::Examined;
use crate::model::node::NodeStatus;
use crate::model::outcome::{Failure, Provenance};
pub use crate::model::query::Progress;
use crate::model::rules::RuleGroup;
use crate::model::value::Value;

/// One message of the worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The run it belongs to; 0 for [`News::Ready`]; the ping's number for [`News::Pong`].
    pub run: RunId,
    /// What it says.
    pub news: News,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "messages are moved one at a time, never kept in numbers")]
pub enum News {
    /// The worker is there and speaks this version.
    Ready {
        /// The worker's [`super::VERSION`].
        version: u32,
    },
    /// The run goes on.
    Progress(Progress),
    /// A query's end, successful: its value.
    Value {
        /// The value.
        value: Value,
        /// Where it came from.
        provenance: Provenance,
    },
    /// A probe's end, successful.
    Status(NodeStatus),
    /// Some rule groups; more may follow until [`News::RulesEnd`]. Cut into messages so that none
    /// costs the page more than a few milliseconds to read: a long group is continued by the first
    /// group of the next message, which then has the same name and file.
    Rules(Vec<RuleGroup>),
    /// The end of a rules run, successful.
    RulesEnd(Provenance),
    /// An examination's end.
    Examined(Examined),
    /// A run's end without a result.
    Failed {
        /// Why.
        why: Failure,
        /// What is known of who was asked.
        provenance: Provenance,
    },
    /// The worker takes messages: it has taken all up to the ping of this number.
    Pong,
}

impl News {
    /// Whether it is a run's last answer.
    pub fn ends_run(&self) -> bool {
        match self {
            Self::Value { .. } | Self::Status(_) | Self::RulesEnd(_) | Self::Examined(_) | Self::Failed { .. } => true,
            Self::Ready { .. } | Self::Progress(_) | Self::Rules(_) | Self::Pong => false,
        }
    }
}

/// The head of a message: all of an [`Answer`] but its columns.
#[derive(Serialize, Deserialize)]
struct Head {
    run: RunId,
    news: HeadNews,
}

#[derive(Serialize, Deserialize)]
enum HeadNews {
    Ready { version: u32 },
    Progress { progress: Progress },
    Value { shape: Shape, provenance: Provenance },
    Status { status: NodeStatus },
    Rules { groups: Vec<RuleGroup> },
    RulesEnd { provenance: Provenance },
    Examined { found: Examined },
    Failed { why: Failure, provenance: Provenance },
    Pong,
}

/// A value without its columns.
#[derive(Serialize, Deserialize)]
enum Shape {
    Vector,
    Matrix,
    Scalar { time: i64, value: f64 },
    Text { time: i64, text: String },
}

/// An answer as it crosses: a head and columns.
pub type Packed = (Vec<u8>, Vec<Column>);

impl Answer {
    /// Takes the answer apart for the crossing.
    pub fn pack(self) -> Packed {
        let mut bulk = Vec::new();
        let news = match self.news {
            News::Ready { version } => HeadNews::Ready { version },
            News::Progress(progress) => HeadNews::Progress { progress },
            News::Value { value, provenance } => {
                let shape = match value {
                    Value::Vector(block) => {
                        bulk = columns::pack(Arc::unwrap_or_clone(block));
                        Shape::Vector
                    }
                    Value::Matrix(block) => {
                        bulk = columns::pack(Arc::unwrap_or_clone(block));
                        Shape::Matrix
                    }
                    Value::Scalar { time, value } => Shape::Scalar { time, value },
                    Value::Text { time, text } => Shape::Text { time, text },
                };
                HeadNews::Value { shape, provenance }
            }
            News::Status(status) => HeadNews::Status { status },
            News::Rules(groups) => HeadNews::Rules { groups },
            News::RulesEnd(provenance) => HeadNews::RulesEnd { provenance },
            News::Examined(found) => HeadNews::Examined { found },
            News::Failed { why, provenance } => HeadNews::Failed { why, provenance },
            News::Pong => HeadNews::Pong,
        };
        // Only sequences of unknown length fail to serialise, and a head has none.
        let head = postcard::to_allocvec(&Head { run: self.run, news }).unwrap_or_default();
        (head, bulk)
    }

    /// Puts an answer together again; `None` where head or columns are not of this version's shape.
    pub fn unpack((head, bulk): Packed) -> Option<Self> {
        let head: Head = postcard::from_bytes(&head).ok()?;
        let news = match head.news {
            HeadNews::Ready { version } => News::Ready { version },
            HeadNews::Progress { progress } => News::Progress(progress),
            HeadNews::Value { shape, provenance } => {
                let value = match shape {
                    Shape::Vector => Value::Vector(columns::unpack(bulk)?.into()),
                    Shape::Matrix => Value::Matrix(columns::unpack(bulk)?.into()),
                    Shape::Scalar { time, value } => Value::Scalar { time, value },
                    Shape::Text { time, text } => Value::Text { time, text },
                };
                News::Value { value, provenance }
            }
            HeadNews::Status { status } => News::Status(status),
            HeadNews::Rules { groups } => News::Rules(groups),
            HeadNews::RulesEnd { provenance } => News::RulesEnd(provenance),
            HeadNews::Examined { found } => News::Examined(found),
            HeadNews::Failed { why, provenance } => News::Failed { why, provenance },
            HeadNews::Pong => News::Pong,
        };
        Some(Self { run: head.run, news })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::block::BlockBuilder;
    use crate::model::histogram::{Bucket, BucketBounds};

    #[test]
    fn every_value_crosses_unchanged() {
        let mut builder = BlockBuilder::default();
        builder.labels.push("__name__", "é");
        builder.push_float(1, f64::INFINITY);
        builder.histograms().push_bucket(Bucket { bounds: BucketBounds::Closed, lo: -1.0, hi: 1.0, count: 2.5 });
        builder.push_histogram(2, 2.5, 0.5);
        builder.end_series();
        let block = Arc::new(builder.finish());
        for value in [
            Value::Vector(block.clone()),
            Value::Matrix(block),
            Value::Scalar { time: 5, value: f64::NEG_INFINITY },
            Value::Text { time: 5, text: "<b>\u{0}".to_owned() },
        ] {
            let answer = Answer { run: 7, news: News::Value { value, provenance: Provenance::default() } };
            assert_eq!(Answer::unpack(answer.clone().pack()), Some(answer));
        }
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let value = Value::Matrix(Arc::default());
        let (head, mut bulk) = Answer { run: 1, news: News::Value { value, provenance: Provenance::default() } }.pack();
        bulk.pop();
        assert_eq!(Answer::unpack((head, bulk)), None);
        assert_eq!(Answer::unpack((vec![255; 9], Vec::new())), None);
    }
}
