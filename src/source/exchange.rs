//! Asking with success or a failure, whatever the kind of node.

use crate::model::outcome::Failure;
use crate::wire::prometheus::error;
use crate::wire::transport::{Body, Head, Request, Transport};

/// Sends a request and waits for a successful head; any other status is a failure.
pub(super) async fn send<T: Transport>(transport: &T, request: Request) -> Result<(Head, T::Body), Failure> {
    let (head, body) = transport.send(request).await?;
    if (200..300).contains(&head.status) {
        return Ok((head, body));
    }
    let told = read_up_to(body, error::MAX_BODY).await;
    Err(error::of_response(&head, &told))
}

/// Reads the start of a body, as far as it comes.
async fn read_up_to<B: Body>(mut body: B, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Ok(Some(piece)) = body.next().await {
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 >= limit {
            break;
        }
    }
    bytes
}
