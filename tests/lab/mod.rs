//! The lab: a small federation of the real programs, on loopback, with a throw-away data folder.
//!
//! ```text
//! node_exporter ← collectors B and C ← reader A (and its mirror), by remote_read
//!                      └→ two clustered Alertmanagers
//! ```
//!
//! Where it is asked for, and installed, other products stand beside: a collector D of Prometheus 3, which writes to
//! `VictoriaMetrics` and `InfluxDB`, and nginx before all.
//!
//! Used by `examples/lab.rs` (make lab, make run) and by the end-to-end tests; included by path, so that cargo
//! takes it for neither a test nor an example of its own.
//!
//! Invariant: whatever was started ends with the process that started it, however that one ends (see `watchdog`).

#![allow(dead_code, unused_imports, reason = "the example and the tests each use a part")]

pub(crate) mod api;
pub(crate) mod config;
pub(crate) mod console;
pub(crate) mod daemon;
pub(crate) mod federation;
pub(crate) mod member;
pub(crate) mod nginx;
pub(crate) mod options;
pub(crate) mod peers;
pub(crate) mod ports;
pub(crate) mod programs;
pub(crate) mod receiver;
pub(crate) mod watchdog;

pub(crate) use federation::Lab;
pub(crate) use options::{ExternalLabels, Mirror, Options, Peers, Release, Scraped};
pub(crate) use ports::PortChoice;
