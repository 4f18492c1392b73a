//! What the service keeps between runs. What it answers stands in `tests/sources`.

use futures_util::FutureExt;

use super::*;
use crate::model::file::LocalFile;
use crate::model::node::{Endpoint, FileAddress};
use crate::model::query::{At, Limits, Query};
use crate::protocol::request::Request;
use crate::source::MAX_KEPT_SAMPLES;
use crate::wire::memory::{Memory, Script};
use crate::wire::transport::Method;

#[test]
fn files_together_hold_no_more_than_one_may() {
    let third = MAX_KEPT_SAMPLES / 3;
    let memory = (1..=3).fold(Memory::at(0.0), |memory, number| {
        let text = format!("load 1s\n a{number} 1x{third}\n");
        memory.on(Method::Get, &format!("local:{number}@0"), Script::text(200, &text))
    });
    let say = |_| {};
    let service = Service::new(memory, &say);
    let ask = |run: u32| {
        let file = Endpoint::File(FileAddress::Local(LocalFile { number: run, given_ms: 0 }));
        let query = Query::new("up", At::Instant { time: 5 });
        let sent = Envelope::new(run, Request::of_node(Node::new("dump", file), Limits::default(), query));
        service.handle(sent, &say).now_or_never().expect("an end");
        service.transport().requests().len()
    };
    // Three files are too much: as soon as the third is read, that which was asked longest ago is released.
    assert_eq!([1, 2, 3, 1].map(ask), [1, 2, 3, 4]);
}
