//! The nodes' values in the tile under way, each kept until the last node above has taken it.
//!
//! Invariant: nothing is copied for the last to take a value; where a part is shared, only for those before who change
//! what they take.

use std::rc::Rc;

use crate::engine::plan::{NodeId, Plan};
use crate::engine::value::Value;

/// The nodes' values in the tile under way.
#[derive(Debug)]
pub(super) struct Values {
    /// How many times each node's value is taken.
    uses: Vec<u32>,
    /// The values, and how many times they are still to be taken.
    slots: Vec<Option<(Rc<Value>, u32)>>,
}

impl Values {
    pub(super) fn of(plan: &Plan) -> Self {
        let uses = plan.uses();
        Self { slots: uses.iter().map(|_| None).collect(), uses }
    }

    pub(super) fn put(&mut self, id: NodeId, value: Value) {
        let at = id.0 as usize;
        self.slots[at] = Some((Rc::new(value), self.uses[at]));
    }

    /// The value of an operand, to be read; it is there, as operands come first.
    pub(super) fn read(&mut self, id: NodeId) -> Rc<Value> {
        let slot = &mut self.slots[id.0 as usize];
        match slot {
            Some((value, left)) if *left > 1 => {
                *left -= 1;
                Rc::clone(value)
            }
            _ => slot.take().map_or_else(|| Rc::new(Value::Scalar(Vec::new())), |(value, _)| value),
        }
    }

    /// The value of an operand, which stays.
    pub(super) fn look(&self, id: NodeId) -> Option<&Value> {
        self.slots[id.0 as usize].as_ref().map(|(value, _)| &**value)
    }

    /// The value of an operand, to be changed.
    pub(super) fn take(&mut self, id: NodeId) -> Value {
        Rc::unwrap_or_clone(self.read(id))
    }
}
