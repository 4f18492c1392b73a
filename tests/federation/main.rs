//! Federation without a network: what holds of samples that are merged.

#[path = "../support/any_bytes.rs"]
mod any_bytes;
#[path = "../support/choices.rs"]
mod choices;
mod replicas;
