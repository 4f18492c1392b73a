//! The values of nodes in the tile under way, each dropped once the last node above has taken it.
//!
//! Invariant: nothing is copied for the last to take a value; where a part is shared, only for those before who change
//! what they take.

use std::rc::Rc;

use crate::engine::plan::{Plan, PlanNodeId};
use crate::engine::value::TileValue;

/// The nodes' values in the tile under way.
#[derive(Debug)]
pub(super) struct Values {
    /// How many times each node's value is taken.
    uses: Vec<u32>,
    slots: Vec<Option<Slot>>,
    /// The bytes of all that are kept.
    bytes: u64,
}

/// A value that is kept.
#[derive(Debug)]
struct Slot {
    value: Rc<TileValue>,
    /// How many times it is still to be taken.
    left: u32,
    bytes: u64,
}

impl Values {
    pub(super) fn of(plan: &Plan) -> Self {
        let uses = plan.uses().to_vec();
        Self { slots: uses.iter().map(|_| None).collect(), uses, bytes: 0 }
    }

    /// Keeps a value, which takes so many bytes.
    pub(super) fn put(&mut self, id: PlanNodeId, value: TileValue, bytes: u64) {
        let at = id.0 as usize;
        self.bytes += bytes;
        self.slots[at] = Some(Slot { value: Rc::new(value), left: self.uses[at], bytes });
    }

    /// The bytes of all values that are kept.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The bytes of one of them, and whether it is taken for the last time; none of one that is not there.
    pub(super) fn bytes_of(&self, id: PlanNodeId) -> (u64, bool) {
        self.slots[id.0 as usize].as_ref().map_or((0, true), |slot| (slot.bytes, slot.left <= 1))
    }

    /// The value of an operand, to be read; it is there, as operands come first.
    pub(super) fn read(&mut self, id: PlanNodeId) -> Rc<TileValue> {
        let slot = &mut self.slots[id.0 as usize];
        match slot {
            Some(slot) if slot.left > 1 => {
                slot.left -= 1;
                Rc::clone(&slot.value)
            }
            _ => {
                let Some(slot) = slot.take() else { return Rc::new(TileValue::Scalar(Vec::new())) };
                self.bytes -= slot.bytes;
                slot.value
            }
        }
    }

    /// The value of an operand, which stays.
    pub(super) fn look(&self, id: PlanNodeId) -> Option<&TileValue> {
        self.slots[id.0 as usize].as_ref().map(|slot| &*slot.value)
    }

    /// The value of an operand, to be changed.
    pub(super) fn take(&mut self, id: PlanNodeId) -> TileValue {
        Rc::unwrap_or_clone(self.read(id))
    }
}
