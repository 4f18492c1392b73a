//! The messages that page and worker send each other: requests and responses, and what begins, ends and watches over
//! runs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::envelope::Message;
use super::request::{Request, Response};
use crate::model::answered::SourceError;
use crate::model::block::Block;
use crate::model::node::NodeId;
use crate::model::query::Progress;

/// One message of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageMessage {
    /// Begin a run. It ends with its last response or an error, or is cancelled.
    Begin(Request),
    /// End the run of this number; nothing more is said of it.
    Cancel,
    /// Release what is known of a node, and what was read of it; nothing is said of it.
    Release {
        /// The node.
        node: NodeId,
    },
    /// Say [`WorkerMessage::Pong`] with this number.
    Ping,
}

/// One message of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "messages are moved one at a time, never kept in numbers")]
pub enum WorkerMessage {
    /// The worker is there; the first message of all.
    Ready,
    /// How far a run has come.
    Progress(Progress),
    /// What comes of a run's request; its end, unless more parts follow.
    Response(Response),
    /// A run's end without a response.
    Failed(SourceError),
    /// The worker takes messages: it has taken all up to the ping of this number.
    Pong,
}

impl WorkerMessage {
    /// Whether a run ends with it.
    pub fn ends_run(&self) -> bool {
        match self {
            Self::Response(response) => response.is_last(),
            Self::Failed(_) => true,
            Self::Ready | Self::Progress(_) | Self::Pong => false,
        }
    }
}

impl From<Request> for PageMessage {
    fn from(request: Request) -> Self {
        Self::Begin(request)
    }
}

impl From<Response> for WorkerMessage {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl From<SourceError> for WorkerMessage {
    fn from(error: SourceError) -> Self {
        Self::Failed(error)
    }
}

impl Message for PageMessage {}

impl Message for WorkerMessage {
    fn block_mut(&mut self) -> Option<&mut Arc<Block>> {
        if let Self::Response(response) = self { response.block_mut() } else { None }
    }
}
