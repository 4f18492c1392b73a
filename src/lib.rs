//! Narthex: a `PromQL` console that lives wholly in a browser tab.
//!
//! One crate in floors; each may import only from the floors that `docs/ARCHITECTURE.md` names
//! for it, which `tests/tidy.rs` keeps true. Floors 0 to 5 are the core: they know no browser,
//! no clock and no randomness. Floors 6 and 7 exist only with the features `browser` and `ui`.

#![cfg_attr(
    test,
    allow(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "tests compute with numbers of their own, which are small"
    )
)]

// As wasm32 the unit tests are run by wasm-bindgen's runner.
#[cfg(all(test, target_arch = "wasm32"))]
#[macro_use(test)]
extern crate wasm32_test;

pub mod model;

pub mod chart;
pub mod promql;
pub mod wire;

pub mod engine;
pub mod protocol;

pub mod federation;
pub mod i18n;
pub mod state;

pub mod source;

pub mod service;

#[cfg(feature = "browser")]
pub mod web;

#[cfg(feature = "ui")]
pub mod ui;
