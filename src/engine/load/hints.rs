//! Hints of counter resets as a storage gives them back.
//!
//! Source: `tsdb/chunkenc/float_histogram.go` of Prometheus: a chunk begins anew where a counter was reset or the
//! layout changed; within a chunk there was no reset.

use std::rc::Rc;

use crate::model::native_histogram::NativeHistogram;

type Stored = Option<Rc<NativeHistogram>>;

/// The histograms of one series with the hints that they have after they were stored.
pub(super) fn as_stored(histograms: Vec<Stored>) -> Vec<Stored> {
    histograms
}
