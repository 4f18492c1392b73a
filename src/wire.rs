//! Floor 1: bytes ↔ model. HTTP requests and responses as plain values, and what servers mean by them.
//!
//! Invariant: [`transport::Transport`] is the one door to the network; everything else here is pure.
//! Invariant: every decoder is bounded, checks what it reads, and answers bad input with an error.

pub mod alertmanager;
pub mod exposition;
pub mod http;
pub mod json;
pub mod memory;
pub mod prometheus;
pub mod remote_read;
pub mod text;
pub mod transport;
