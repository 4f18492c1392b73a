//! Generated and mutated texts, held to what holds of all (`properties`).

mod complete;
mod format;
mod robust;
mod trees;
