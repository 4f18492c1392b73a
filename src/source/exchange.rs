//! One HTTP exchange with a node of any kind: a successful response, or the failure that it means.

use std::cell::Cell;

use crate::model::node::Node;
use crate::model::outcome::Failure;
use crate::wire::prometheus::error;
use crate::wire::transport::{Body, Head, HttpRequest, Redirects, Transport};

/// The connection to one node, and what was learned of it.
#[derive(Debug, Default)]
pub(super) struct Connection {
    /// Whether a page may read its answers: one was read.
    was_read: Cell<bool>,
}

/// No successful head, why, and whether what was asked was redirected before.
pub(super) struct Rejected {
    pub(super) why: Failure,
    pub(super) redirected: bool,
}

impl Connection {
    /// Sends a request and waits for a successful head; any other status is a failure.
    pub(super) async fn send<T: Transport>(
        &self,
        transport: &T,
        request: HttpRequest,
    ) -> Result<(Head, T::Body), Rejected> {
        let sent = transport.send(request).await;
        let (head, body) = sent.map_err(|why| Rejected { why: self.explain(why), redirected: false })?;
        self.was_read.set(true);
        if (200..300).contains(&head.status) {
            return Ok((head, body));
        }
        let said = read_up_to(body, error::MAX_BODY).await;
        Err(Rejected { why: error::of_response(&head, &said), redirected: head.redirected.is_some() })
    }

    /// A node whose answers could be read before does let pages read them.
    fn explain(&self, why: Failure) -> Failure {
        match why {
            Failure::Cors { .. } if self.was_read.get() => Failure::Hidden,
            Failure::HeadersRefused { .. } if self.was_read.get() => Failure::NoAnswer,
            why => why,
        }
    }
}

/// A node's own headers go to no address but its own.
pub(super) fn redirects(node: &Node) -> Redirects {
    if node.headers.is_empty() { Redirects::Follow } else { Redirects::Refuse }
}

/// Reads the start of a body, as far as it comes.
pub(super) async fn read_up_to<B: Body>(mut body: B, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Ok(Some(piece)) = body.next().await {
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 >= limit {
            break;
        }
    }
    bytes
}
