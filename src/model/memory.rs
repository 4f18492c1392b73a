//! A budget of memory: bytes are reserved before they are taken, so that what would take too much ends with an error
//! and not with the program.
//!
//! Not here: limits of an evaluation (`engine::query_budget`), which also know the part of the expression; how much
//! something may take, which stands beside what takes it.

/// The most bytes that one thing takes: the series that a query reads, its evaluation, what is merged for it, all that
/// is kept between queries, a small answer, and a file's text while it is read, with as many again for its store.
/// Several may be there at once; the worker's memory ends at 2 GiB (`build.rs`).
pub const MAX_MEMORY: u64 = 512 << 20;

/// Bytes that may be taken. Without a limit of its own it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryBudget {
    limit: u64,
    left: u64,
}

/// More bytes were asked for than a budget has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverBudget {
    /// All bytes that it had.
    pub limit: u64,
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::new(u64::MAX)
    }
}

impl MemoryBudget {
    /// A budget of so many bytes.
    pub const fn new(limit: u64) -> Self {
        Self { limit, left: limit }
    }

    /// Takes so many items of so many bytes each out of the budget. Fails where there are fewer bytes left, and takes
    /// none.
    pub fn reserve(&mut self, items: usize, bytes: usize) -> Result<(), OverBudget> {
        let wanted = (items as u64).saturating_mul(bytes as u64);
        self.left = self.left.checked_sub(wanted).ok_or(OverBudget { limit: self.limit })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_is_taken_and_what_is_refused_is_not() {
        let mut budget = MemoryBudget::new(100);
        assert_eq!(budget.reserve(10, 6), Ok(()));
        assert_eq!(budget.reserve(usize::MAX, usize::MAX), Err(OverBudget { limit: 100 }));
        assert_eq!(budget.reserve(1, 41), Err(OverBudget { limit: 100 }));
        assert_eq!(budget.reserve(4, 10), Ok(()));
        assert_eq!(MemoryBudget::default().reserve(usize::MAX, 1), Ok(()));
    }
}
