//! Executes one run: its request on a source, its response as messages.

use super::{Service, not_asked_here};
use crate::model::query::Progress;
use crate::protocol::message::WorkerMessage;
use crate::protocol::request::Request;
use crate::source::Transport;

impl<T: Transport + 'static> Service<T> {
    /// Executes a run to its end.
    pub(super) async fn execute(&self, request: Request, say: &impl Fn(WorkerMessage)) {
        let progress = |progress: Progress| say(WorkerMessage::Progress(progress));
        let result = match request {
            Request::Node { node, limits, request } => {
                let answered = self.source(node).answer(&request, limits, &progress).await;
                self.bound_memory();
                answered
            }
            Request::Language(_) => Err(not_asked_here()),
        };
        match result {
            Ok(response) => response.into_parts().into_iter().for_each(|part| say(WorkerMessage::Response(part))),
            Err(error) => say(WorkerMessage::Failed(error)),
        }
    }
}
