//! What keeps an answer from being read, while it is not known yet where in it that is.

use crate::model::memory::OverBudget;
use crate::model::outcome::Failure;
use crate::model::read_fault::{ReadFault, ReadFaultKind};
use crate::model::xor::Broken;

/// What is wrong, or that there is too much of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is wrong.
    Kind(ReadFaultKind),
    /// It takes more memory than there is.
    Memory(OverBudget),
}

impl Fault {
    /// In which frame; 0 of an answer that is one message.
    pub(super) fn in_frame(self, frame: u64) -> Failure {
        match self {
            Self::Kind(what) => Failure::CorruptRead { fault: ReadFault { frame, what } },
            Self::Memory(OverBudget { limit }) => Failure::TooMuchMemory { limit },
        }
    }

    /// Of a chunk in the encoding of this number.
    pub(super) fn of_chunk(encoding: u64) -> impl Fn(Broken) -> Self {
        move |Broken| Self::Kind(ReadFaultKind::Chunk { encoding })
    }
}

impl From<ReadFaultKind> for Fault {
    fn from(what: ReadFaultKind) -> Self {
        Self::Kind(what)
    }
}

impl From<OverBudget> for Fault {
    fn from(over: OverBudget) -> Self {
        Self::Memory(over)
    }
}
