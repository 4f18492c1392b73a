//! Floor 1: from a columnar block to a picture as plain data, and its drawing by plotters.
//!
//! A block is surveyed once (`survey`: statistics and extremes), composed for a size (`scene`: axes, lines
//! decimated to pixel columns, marks), and painted (`draw`) over any plotters backend. Survey, composition
//! and painting are resumable: each `advance` does about a millisecond of work, so whoever drives them
//! keeps a page responsive without a thread.
//!
//! Invariant: no clock, no browser, no measuring of text but through the width that is handed in.
//! Invariant: lengths are CSS pixels (`f32`); only `draw` knows device pixels.
//! Not here: stacking, heat maps of native histograms; a series that has histograms only draws nothing.

pub mod colour;
pub mod columns;
pub mod cover;
pub mod draw;
pub mod format;
pub mod hit;
pub mod legend;
pub mod rect;
pub mod scale;
pub mod scene;
pub mod summary;
pub mod survey;
pub mod ticks;
pub mod time_ticks;
pub mod unit;
