//! Floor 1: from a columnar block to a picture as plain data, and its drawing by plotters.
//!
//! The statistics of a block's series are computed once (`statistics`), the picture is composed for a size (`scene`:
//! axes, lines decimated to pixel columns, marks) and painted (`draw`) over any plotters backend. All three go in
//! steps: each `advance` does about a millisecond of work, so whoever calls it keeps a page responsive without a
//! thread.
//!
//! Invariant: no clock, no browser, no measuring of text but through the width that is handed in.
//! Invariant: lengths are CSS pixels (`f32`); only `draw` knows device pixels.
//! Not here: stacking, heat maps of native histograms; a series that has histograms only draws nothing.

pub mod colour;
pub mod columns;
pub mod common_labels;
pub mod draw;
pub mod drawable;
pub mod format;
pub mod hatch;
pub mod legend;
pub mod nearest;
pub mod occlusion;
pub mod rect;
pub mod scale;
pub mod scene;
pub mod sparkline;
pub mod statistics;
pub mod ticks;
pub mod time_ticks;
pub mod unit;
