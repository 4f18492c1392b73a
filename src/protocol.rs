//! Floor 2: the typed messages between the page and its workers, versioned.
//!
//! What can be asked is declared once, as pairs of a request and its response (`request`). Around those stand the
//! messages that begin and end runs and look after the worker (`message`). A message crosses in an envelope
//! (`envelope`): a head (small, postcard bytes) and columns (bulk, each one transferable buffer).
//!
//! Invariant: samples and label sets cross as columns, never in a head.
//! Invariant: a page talks only to a worker of its own [`VERSION`]; a stale cached worker is told
//! apart from the first message on.
//! Not here: the port itself (`web`), executing (`service`).

pub mod columns;
pub mod envelope;
pub mod examination;
pub mod language;
pub mod message;
pub mod request;
pub mod rules;
pub mod watch;

/// The version of the messages. Page and worker of a build name each other by the hashes of their files; this tells
/// apart what was put together otherwise. Raised with a release whose messages have another shape.
pub const VERSION: u32 = 9;
