//! The two ends of the wire between page and worker.
//!
//! Both send `{head, columns}`: a packed envelope, its bulk in typed arrays whose buffers are transferred. With a request to
//! a file that the page holds goes that file (`{head, columns, file}`). From the worker may come a text: its last words.
//!
//! Invariant: a column is copied once out of the sender's memory and once into the receiver's, never
//! parsed. Invariant: whatever else arrives ends the worker with a [`crate::model::outcome::Failure::Worker`].
//! Not here: the messages themselves (`protocol`), what the worker does with them (`service`).

pub mod crossing;
mod early;
mod files;
pub mod page;
pub mod worker;

use crate::protocol::VERSION;
use crate::protocol::envelope::Foreign;

/// What is wrong with a message, for last words.
fn wrong(foreign: Foreign) -> String {
    match foreign {
        Foreign::Version(version) => format!("protocol version {version} instead of {VERSION}"),
        Foreign::Shape => "message of an unknown shape".to_owned(),
    }
}
