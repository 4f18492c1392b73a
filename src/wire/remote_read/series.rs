//! One series of an answer.

use std::rc::Rc;

use super::SampleColumns;
use super::fault::Fault;
use super::protobuf::Message;
use crate::model::memory::MemoryBudget;
use crate::model::read_fault::ReadFaultKind;

/// A series, or a part of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadSeries {
    /// Which query it is of, from 0.
    pub query: usize,
    /// Names and values, in the order in which they were sent.
    pub labels: Vec<(Rc<str>, Rc<str>)>,
    /// Its samples, complete.
    pub columns: SampleColumns,
}

/// The bytes of a label beside its texts: two pointers with lengths, and the counters before either text.
const LABEL: usize = 2 * size_of::<Rc<str>>() + 4 * size_of::<usize>();

/// A label of a series: name and value.
pub(super) fn label(mut message: Message<'_>, memory: &mut MemoryBudget) -> Result<(Rc<str>, Rc<str>), Fault> {
    let (mut name, mut value) = (&[][..], &[][..]);
    while let Some((number, field)) = message.next()? {
        match number {
            1 => name = field.bytes()?,
            2 => value = field.bytes()?,
            _ => {}
        }
    }
    // The list that they stand in grows: for a moment it is there once more, and twice as long.
    memory.reserve(1, 3 * LABEL + name.len() + value.len())?;
    let text = |bytes| str::from_utf8(bytes).map(Rc::from).map_err(|_| ReadFaultKind::Label);
    Ok((text(name)?, text(value)?))
}
