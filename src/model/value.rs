//! What a query yields.
//!
//! Blocks are shared: a result is held by the state, drawn from and tabulated at once, and never copied.
//! They are left out where a value is serialised: between page and worker they cross as columns (`protocol::envelope`).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::block::Block;

/// The value of a query, in the field's four types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// At most one sample a series, all at one time.
    Vector(#[serde(skip)] Arc<Block>),
    /// Any number of samples a series.
    Matrix(#[serde(skip)] Arc<Block>),
    /// One number.
    Scalar {
        /// Unix milliseconds.
        time: i64,
        /// The number.
        value: f64,
    },
    /// One text.
    Text {
        /// Unix milliseconds.
        time: i64,
        /// The text as the server sent it; never HTML.
        text: String,
    },
}

impl Value {
    /// The block of a vector or a matrix.
    pub fn block(&self) -> Option<&Arc<Block>> {
        match self {
            Self::Vector(block) | Self::Matrix(block) => Some(block),
            Self::Scalar { .. } | Self::Text { .. } => None,
        }
    }

    /// The same, to be taken out or put in.
    pub fn block_mut(&mut self) -> Option<&mut Arc<Block>> {
        match self {
            Self::Vector(block) | Self::Matrix(block) => Some(block),
            Self::Scalar { .. } | Self::Text { .. } => None,
        }
    }

    /// Its series and samples; a scalar or a text is one sample of no series.
    pub fn count(&self) -> (u64, u64) {
        self.block().map_or((0, 1), |block| (block.len() as u64, block.samples() as u64))
    }
}
