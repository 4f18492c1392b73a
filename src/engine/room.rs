//! The memory that there is for what is being made: to be asked before it is made.

use super::error::{Error, Limit};
use crate::promql::span::Span;

/// The memory that there is for what a part of an expression makes.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Bytes that are left.
    pub left: u64,
    /// The limit, of which they are left.
    pub most: u64,
    /// The part of the expression.
    pub span: Span,
}

impl Room {
    /// Takes some bytes; fails where there are no more as many.
    pub fn take(&mut self, bytes: usize) -> Result<(), Error> {
        let Self { most, span, .. } = *self;
        self.left = self.left.checked_sub(bytes as u64).ok_or(Error::Limit { limit: Limit::Memory, most, span })?;
        Ok(())
    }
}
