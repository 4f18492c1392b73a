//! What is wrong with the answer to a `remote_read` request, as data.
//!
//! Not here: finding it (`wire::remote_read`), its words (`i18n`).

use serde::{Deserialize, Serialize};

/// Why an answer cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFault {
    /// In which frame of a streamed answer, from 1; 0 of an answer that is one message.
    pub frame: u64,
    /// What is wrong there.
    pub what: ReadFaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadFaultKind {
    /// It ends in the middle.
    Truncated,
    /// The checksum of a frame is not that of its bytes.
    Checksum,
    /// A length is declared that is larger than it may or can be.
    Length {
        /// In bytes.
        declared: u64,
    },
    /// What should be a snappy block is none.
    Snappy,
    /// What should be a protobuf message of remote read is none.
    Message,
    /// A label's name or value is no UTF-8.
    Label,
    /// Samples in an encoding that is not known.
    UnknownChunk {
        /// Its number.
        encoding: u64,
    },
    /// A chunk of samples whose bytes are none of its encoding.
    Chunk {
        /// The encoding's number.
        encoding: u64,
    },
    /// A histogram whose parts do not fit each other, or of an unknown schema.
    Histogram,
    /// Series for a query that was not asked.
    Query {
        /// Its number, from 0.
        index: u64,
    },
}
