//! The memory budget of a query: bytes are reserved before they are allocated, and an evaluation that needs more fails
//! with the part of the expression that needed them.

use super::error::{Error, Limit};
use crate::promql::span::Span;

/// Bytes that an allocation takes besides what is in it: a word.
pub const ALLOCATION: u64 = bytes_of::<usize>(1);

/// Bytes of so many items.
pub const fn bytes_of<T>(items: usize) -> u64 {
    (items as u64).saturating_mul(size_of::<T>() as u64)
}

/// Bytes of so many items in a list that grows as they come: for a moment it is there as it was and twice as long.
pub const fn growing<T>(items: usize) -> u64 {
    bytes_of::<T>(items).saturating_mul(3)
}

/// The memory that a part of an expression may still reserve.
#[derive(Debug, Clone, Copy)]
pub struct QueryBudget {
    /// Bytes that are left.
    pub left: u64,
    /// The limit, of which they are left.
    pub limit: u64,
    /// The part of the expression.
    pub span: Span,
}

impl QueryBudget {
    /// All of a limit's bytes, for the part of the expression at this span, which errors name.
    pub fn new(limit: u64, span: Span) -> Self {
        Self { left: limit, limit, span }
    }

    /// Fails where there are not so many bytes left; takes none.
    pub fn check(&self, bytes: u64) -> Result<(), Error> {
        Self { ..*self }.reserve(bytes)
    }

    /// Takes so many bytes. Fails where there are fewer left, and takes none then.
    pub fn reserve(&mut self, bytes: u64) -> Result<(), Error> {
        let Self { limit, span, .. } = *self;
        self.left = self.left.checked_sub(bytes).ok_or(Error::Limit { limit: Limit::Memory, most: limit, span })?;
        Ok(())
    }

    /// Reserves the bytes of a text, which is there twice for the moment in which it becomes a shared one.
    pub fn reserve_text(&mut self, bytes: u64) -> Result<(), Error> {
        self.reserve(bytes)?;
        let Self { left, .. } = *self;
        self.reserve(bytes)?;
        self.left = left;
        Ok(())
    }
}
