//! Answers what is asked about expressions: diagnostics, completion, hover, formatting.
//!
//! Invariant: every request is answered before the next message is taken, by one response; so there is nothing to
//! cancel, and a ping says that all before it is answered.
//! Invariant: bounded work for any text, and a bounded response: of a text longer than [`MAX_TEXT`] nothing is said.
//! Not here: what the language is (`promql`).

mod complete;
mod examine;
mod format;
mod hover;

use super::not_asked_here;
use crate::protocol::envelope::Envelope;
#[cfg(doc)]
use crate::protocol::examination::MAX_TEXT;
use crate::protocol::message::{PageMessage, WorkerMessage};
use crate::protocol::request::{Complete, Examine, Format, Hover, LanguageRequest, Request, RequestKind, Response};

/// The first message: the worker is there.
pub fn ready() -> Envelope<WorkerMessage> {
    Envelope::new(0, WorkerMessage::Ready)
}

/// What a message is answered by, if by anything.
pub fn answer(sent: Envelope<PageMessage>) -> Option<Envelope<WorkerMessage>> {
    let Envelope { number: run, message, .. } = sent;
    let answer = match message {
        PageMessage::Begin(Request::Language(request)) => WorkerMessage::Response(respond(request)),
        PageMessage::Begin(Request::Node { .. }) => WorkerMessage::Failed(not_asked_here()),
        PageMessage::Ping => WorkerMessage::Pong,
        PageMessage::Cancel | PageMessage::Release { .. } => return None,
    };
    Some(Envelope::new(run, answer))
}

fn respond(request: LanguageRequest) -> Response {
    match request {
        LanguageRequest::Examine(Examine { text, lang, dialect }) => {
            Examine::respond(examine::examine(&text, lang, dialect))
        }
        LanguageRequest::Complete(Complete { text, at, lang }) => {
            Complete::respond(complete::complete(&text, at as usize, lang))
        }
        LanguageRequest::Hover(Hover { text, at, lang }) => Hover::respond(hover::hover(&text, at as usize, lang)),
        LanguageRequest::Format(Format { text }) => Format::respond(format::format(&text)),
    }
}
