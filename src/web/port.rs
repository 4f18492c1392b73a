//! The two ends of the wire between page and worker.
//!
//! From the page go bytes, a packed ask; with one to a file that the page holds goes that file. From the worker comes `{head, columns}`, an answer with
//! its bulk in typed arrays whose buffers are transferred; or a text, the worker's last words.
//!
//! Invariant: a column is copied once out of the sender's memory and once into the receiver's, never
//! parsed. Invariant: whatever else arrives ends the worker with a [`crate::model::outcome::Failure::Worker`].
//! Not here: the messages themselves (`protocol`), what the worker does with them (`service`).

pub mod arrays;
mod asks;
mod early;
pub mod page;
pub mod worker;
