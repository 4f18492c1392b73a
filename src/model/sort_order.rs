//! The direction of a sort.

/// From the least or from the greatest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// From the least to the greatest.
    #[default]
    Ascending,
    /// From the greatest to the least.
    Descending,
}

impl SortOrder {
    /// The other direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    /// A key whose ascending order is this order of `key`.
    pub fn directed(self, key: u64) -> u64 {
        match self {
            Self::Ascending => key,
            Self::Descending => !key,
        }
    }
}
