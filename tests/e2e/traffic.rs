//! What page and workers send each other, noted on the page as it happens.

use narthex::model::lang::Lang;
use narthex::model::node::{Endpoint, Node};
use narthex::model::query::Limits;
use narthex::promql::dialect::QueryDialect;
use narthex::protocol::VERSION;
use narthex::protocol::envelope::{Envelope, Message};
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::{Complete, Examine, Format, Hover, Probe, Request};
use serde_json::{Value, json};

use crate::browser::Page;
use crate::harness::Outcome;

/// Records in `seen` when messages go to a worker and when one says something of a run: all begin with version and run,
/// as numbers of seven bits a byte, and what kind they are stands behind. Each worker's pings have numbers of their
/// own, so that their answers are told apart. `hears(worker, run)` awaits the answer to a run.
const LISTEN: &str = "
    const [kinds, pong] = arguments;
    window.seen = [];
    const waiting = new Set();
    const number = (bytes, at) => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) return [value, at];
      }
    };
    const read = (head) => {
      const [run, at] = number(head, number(head, 0)[1]);
      return { run, is: (kind) => kind.every((byte, place) => head[at + place] === byte) };
    };
    const note = (entry) => {
      seen.push(entry);
      for (const one of waiting) if (one.is(entry)) { waiting.delete(one); one.wake(entry); }
    };
    window.hears = (worker, run) => new Promise((wake) => {
      waiting.add({ wake, is: (one) => one.of === 'answer' && one.worker === worker && one.run === run });
    });
    const post = Worker.prototype.postMessage;
    const heard = new WeakSet();
    Worker.prototype.postMessage = function (message, ...rest) {
      if (!heard.has(this)) {
        heard.add(this);
        this.addEventListener('message', ({ data }) => {
          if (!data.head) return;
          const { run, is } = read(data.head);
          note({ of: is(pong) ? 'pong' : 'answer', run, at: performance.now(), worker: this });
        });
      }
      const { run, is } = read(message.head);
      const of = Object.keys(kinds).find((name) => is(kinds[name]));
      note({ of, run, at: performance.now(), worker: this });
      return post.call(this, message, ...rest);
    };";

impl Page {
    /// Records all messages from now on.
    pub(crate) async fn listen(&self) -> Outcome {
        let node = Node::new("", Endpoint::Server { url: String::new() });
        let of_node = Request::of_node(node, Limits::default(), Probe);
        let examine = Examine { text: String::new(), lang: Lang::En, dialect: QueryDialect::default() };
        let kinds = json!({
            "node": kind(PageMessage::Begin(of_node), 2),
            "examine": kind(PageMessage::Begin(examine.into()), 3),
            "cancel": kind(PageMessage::Cancel, 1),
            "ping": kind(PageMessage::Ping, 1),
        });
        self.run(LISTEN, vec![kinds, json!(kind(WorkerMessage::Pong, 1))]).await.map(drop)
    }
}

/// What tells messages of this kind from others: the first bytes behind version and run.
fn kind<M: Message>(message: M, bytes: usize) -> Vec<u8> {
    Envelope { version: VERSION, number: 1, message }.pack().head[2..2 + bytes].to_vec()
}

/// What an editor asks of the language at the end of a text beside an examination, as heads of messages: completion,
/// hover, formatting. The run's number is one that no page reaches.
pub(crate) fn asked_at_a_key(text: &str) -> Value {
    const RUN: u32 = 1 << 30;
    let end = u32::try_from(text.len()).unwrap_or_default();
    let head = |run: u32, request: Request| Envelope::<PageMessage>::new(run, request).pack().head;
    json!({
        "complete": [RUN, head(RUN, Complete { text: text.to_owned(), at: end, lang: Lang::En }.into())],
        "hover": [RUN + 1, head(RUN + 1, Hover { text: text.to_owned(), at: end, lang: Lang::En }.into())],
        "format": [RUN + 2, head(RUN + 2, Format { text: text.to_owned() }.into())],
    })
}
