//! How a message crosses: with its number, as a head (postcard bytes) and columns.
//!
//! Invariant: the version comes first, so that a message of any version tells which it is of.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::VERSION;
use super::columns::{self, Column};
use crate::model::block::Block;

/// Names one run, or one ping: two sequences, in each of which the page never uses a number twice.
pub type RunId = u32;

/// A message with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<M> {
    /// The sender's [`VERSION`].
    pub version: u32,
    /// The run to which the message belongs; of a ping and its pong, the number of the ping; else 0.
    pub number: RunId,
    /// The message.
    pub message: M,
}

/// What can cross in an envelope.
pub trait Message: Serialize + DeserializeOwned {
    /// The block that crosses as columns; the message's own serialisation leaves it out.
    fn block_mut(&mut self) -> Option<&mut Arc<Block>> {
        None
    }
}

/// An envelope as it crosses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Packed {
    /// All but the columns, as postcard bytes.
    pub head: Vec<u8>,
    /// The columns of the message's block, in the order of [`super::columns::pack`]; none where it has none.
    pub columns: Vec<Column>,
}

/// Why bytes are no envelope of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// They are of another version.
    Version(u32),
    /// They are of another shape.
    Shape,
}

impl<M> Envelope<M> {
    /// A message of this version.
    pub fn new(number: RunId, message: impl Into<M>) -> Self {
        Self { version: VERSION, number, message: message.into() }
    }
}

impl<M: Message> Envelope<M> {
    /// Takes the envelope apart for the crossing.
    pub fn pack(mut self) -> Packed {
        let block = self.message.block_mut().map(std::mem::take);
        let columns = block.map(|block| columns::pack(Arc::unwrap_or_clone(block))).unwrap_or_default();
        // Only sequences of unknown length fail to serialise, and a head has none.
        Packed { head: postcard::to_allocvec(&self).unwrap_or_default(), columns }
    }

    /// Puts an envelope together again. Fails where it was packed by another version, or is none.
    pub fn unpack(Packed { head, columns }: Packed) -> Result<Self, Foreign> {
        let (version, _) = postcard::take_from_bytes::<u32>(&head).map_err(|_| Foreign::Shape)?;
        if version != VERSION {
            return Err(Foreign::Version(version));
        }
        let mut envelope: Self = postcard::from_bytes(&head).map_err(|_| Foreign::Shape)?;
        match envelope.message.block_mut() {
            Some(block) => *block = columns::unpack(columns).ok_or(Foreign::Shape)?.into(),
            None if columns.is_empty() => {}
            None => return Err(Foreign::Shape),
        }
        Ok(envelope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::answered::Answered;
    use crate::model::block::BlockBuilder;
    use crate::model::histogram::{Bucket, BucketBounds};
    use crate::model::outcome::Provenance;
    use crate::model::value::Value;
    use crate::protocol::message::{PageMessage, WorkerMessage};
    use crate::protocol::request::Response;

    fn of_value(value: Value) -> Envelope<WorkerMessage> {
        let response = Response::Query(Answered { value, provenance: Provenance::default() });
        Envelope::new(7, WorkerMessage::Response(response))
    }

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
            let envelope = of_value(value);
            let packed = envelope.clone().pack();
            assert!(packed.head.len() < 50, "samples and labels are no part of the head: {packed:?}");
            assert_eq!(Envelope::unpack(packed), Ok(envelope));
        }
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        type Unpacked = Result<Envelope<WorkerMessage>, Foreign>;
        let mut packed = of_value(Value::Matrix(Arc::default())).pack();
        packed.columns.pop();
        let scalar = of_value(Value::Scalar { time: 5, value: 1.0 }).pack();
        let too_many = Packed { columns: packed.columns.clone(), ..scalar };
        let found: [Unpacked; 3] = [
            Envelope::unpack(packed),
            Envelope::unpack(too_many),
            Envelope::unpack(Packed { head: vec![255; 9], ..Packed::default() }),
        ];
        assert_eq!(found, [const { Err(Foreign::Shape) }; 3]);
    }

    #[test]
    fn a_message_of_another_version_says_of_which() {
        let other = Envelope { version: VERSION + 1, number: 0, message: PageMessage::Ping }.pack();
        assert_eq!(Envelope::<PageMessage>::unpack(other), Err(Foreign::Version(VERSION + 1)));
    }
}
