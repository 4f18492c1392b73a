//! What a caller is to ask a server for, so that there is something to offer.

/// The most names or values that are asked for.
pub const MOST_ASKED: usize = 10_000;

/// Something that only a server knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// What.
    pub what: MetadataQuery,
    /// Of which series: selectors, each of which the server takes as it is; it gives what any of them has. Empty: of
    /// all series.
    pub selectors: Vec<String>,
    /// How many at most.
    pub limit: usize,
}

/// What is wanted of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetadataQuery {
    /// The names of all metrics, which may be kept for long: [`super::Knowledge::metrics`].
    Metrics,
    /// The names of the labels of the series: [`super::Knowledge::labels`].
    LabelNames,
    /// The values of a label of the series: [`super::Knowledge::labels`].
    LabelValues(String),
}
