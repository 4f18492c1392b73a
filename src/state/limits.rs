//! How much of what a person types, and of what an address says, is taken.
//!
//! Not here: how long an address is (`route`), URLs (`url`), settings (`settings::stored`).

/// Panels that a page holds at most.
pub const MAX_PANELS: usize = 50;

/// Longest expression that is read from an address, in bytes; far above what a person types.
pub const MAX_EXPR: usize = 100_000;

/// Parameters of one panel's queries that are read at most.
pub const MAX_PARAMETERS: usize = 20;

/// Longest value of a parameter, in bytes.
pub const MAX_PARAMETER: usize = 2000;

/// Longest text to filter by that stands in an address, in bytes.
pub const MAX_FILTER: usize = 1000;

/// Series of one graph that an address names at most.
pub const MAX_SELECTED: usize = 500;
