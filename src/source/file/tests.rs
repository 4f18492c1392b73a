//! A file beside other readings of one run, and one that holds too much.

use std::cell::Cell;

use super::*;
use crate::engine::options::Options;
use crate::model::node::{Endpoint, FileAddress};
use crate::model::query::{Limits, Query};
use crate::source::evaluation::CheckedQuery;
use crate::wire::memory::{Memory, Script};

#[test]
fn progress_is_added_to_that_of_other_readings() {
    let node = Node::new("dump", Endpoint::File(FileAddress::Url("http://a/x.om".to_owned())));
    let text = "a 1 1000\na 2 2000\nb 1 1000\n";
    let memory = Rc::new(Memory::at(0.0).on(Method::Get, "http://a/x.om", Script::text(200, text)));
    let file = File::new(node, Rc::clone(&memory));
    let reported = Cell::new(Progress::default());
    let tell = |progress| reported.set(progress);
    let run = SourceRun::new(&*memory, Limits { timeout_ms: 1000, max_bytes: 1000 }, &tell);
    let other = Progress { bytes: 300_000, series: 10, samples: 100, evaluation: None };
    run.advance(Progress::default(), other);
    let at = At::Instant { time: 0 };
    let query = Query::new("a", at);
    let plan = CheckedQuery::new(&query).and_then(|query| query.plan(&Options::default(), None)).expect("a plan");
    let wanted = Wanted {
        expr: "a",
        at,
        plan: &plan,
        options: &Options::default(),
        federation: query.federation,
        external_labels: &[],
        wants_parts: false,
        whole: &[],
        is_refused: &Cell::new(false),
    };
    let selected = file.select(wanted, &run).now_or_never().expect("an end");
    assert!(selected.is_ok());
    let both = Progress { bytes: other.bytes + text.len() as u64, series: 12, samples: 103, evaluation: None };
    assert_eq!((reported.get(), run.progress()), (other, both));
}

#[test]
fn few_lines_that_hold_many_samples_are_refused() {
    let node = Node::new("dump", Endpoint::File(FileAddress::Url("http://a/x.test".to_owned())));
    let probed = |samples: u64| {
        let text = ["a", "b", "c", "d"].map(|name| format!("load 1s\n {name} 1x{}\n\n", samples / 4 - 1)).concat();
        let memory = Rc::new(Memory::at(0.0).on(Method::Get, "http://a/x.test", Script::text(200, &text)));
        let file = File::new(node.clone(), Rc::clone(&memory));
        let run = SourceRun::new(&*memory, Limits { timeout_ms: 60_000, max_bytes: 1000 }, &|_| {});
        let probed = file.probe(&run).now_or_never().expect("an end");
        probed.map(|status| status.file.map(|file| file.samples)).map_err(|refused| refused.why)
    };
    assert_eq!(probed(MAX_SAMPLES), Ok(Some(MAX_SAMPLES)));
    let error = FileError::TooMuch { samples: MAX_SAMPLES };
    assert_eq!(probed(MAX_SAMPLES + 4), Err(Failure::Unreadable { line: 0, error, excerpt: String::new() }));
}
