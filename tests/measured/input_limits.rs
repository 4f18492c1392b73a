//! Texts and answers that explode are refused before they take more memory than they may, whatever reads them.
//!
//! What goes in is generated piece by piece, so that what is counted is the reader's.

use narthex::engine::labels::Labels;
use narthex::engine::load::{LoadError, Reason, load, load_within};
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::file::FileError;
use narthex::model::memory::{MemoryBudget, OverBudget};
use narthex::model::outcome::Failure;
use narthex::wire::exposition::ExpositionReader;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::prometheus::rules;
use narthex::wire::transport::Head;

use crate::measured;

const MIB: u64 = 1 << 20;

/// Memory beyond the limit: what a piece of work has in its hands.
const SLACK: u64 = 2 * MIB;

/// What comes of some work, which takes at most so many bytes.
#[track_caller]
fn within<T>(bytes: u64, work: impl FnOnce() -> T) -> T {
    let (outcome, memory) = measured(work);
    let peak = memory.bytes_max;
    assert!(peak <= bytes + SLACK, "{peak} bytes, of {bytes}");
    outcome
}

#[test]
fn an_exposition_of_any_number_of_series_ends_at_the_limit() {
    let limit = 16 * MIB;
    let line = |at: u64| format!("node_load1{{instance=\"host-{at}\",job=\"node\"}} {at}\n");
    let error = within(limit, || {
        let mut reader = ExpositionReader::within(limit);
        (0..11_000_000).find_map(|at| reader.feed(line(at).as_bytes()).err()).map(|mistake| mistake.error)
    });
    assert_eq!(error, Some(FileError::Memory { bytes: limit }));
    // As many samples of few series.
    let error = within(limit, || {
        let mut reader = ExpositionReader::within(limit);
        (0..11_000_000_u64).find_map(|at| reader.feed(format!("a {at} {at}\n").as_bytes()).err())
    });
    assert_eq!(error.map(|mistake| mistake.error), Some(FileError::Memory { bytes: limit }));
    // A line without an end.
    let error = within(64 * MIB, || {
        let mut reader = ExpositionReader::within(limit);
        (0..100_000).find_map(|_| reader.feed(&[b'a'; 1000]).err()).map(|mistake| mistake.error)
    });
    assert!(matches!(error, Some(FileError::Line { .. })), "{error:?}");
}

#[test]
fn load_blocks_end_at_the_limit() {
    let limit = 16 * MIB;
    let buckets = "1 ".repeat(20_000);
    let histogram = format!("{{{{schema:3 count:20000 buckets:[{}]}}}}", buckets.trim_end());
    let growing = format!("h {histogram}+{histogram}x100000");
    let samples: Vec<String> = (0..100).map(|at| format!("m{{n=\"{at}\"}} 1x100000")).collect();
    let series: Vec<String> = (0..150_000).map(|at| format!("m{{n=\"{at}\"}} 1")).collect();
    for lines in [vec![growing], samples, series] {
        let outcome = within(limit, || {
            load_within(lines.iter().map(String::as_str), 1000, &mut MemoryBudget::new(limit))
                .map(|loaded| loaded.len())
        });
        let over = matches!(&outcome, Err(LoadError { why: Reason::Memory(OverBudget { limit: told }), .. }) if *told == limit);
        assert!(over, "{}: {outcome:?}", &lines[0][..lines[0].len().min(40)]);
    }
    // One that is only repeated is the same one each time.
    let repeated = format!("h {histogram}x100000");
    let loaded = within(limit, || load([repeated.as_str()], 1000));
    assert_eq!(loaded.map(|loaded| loaded[0].1.len()), Ok(100_001));
}

#[test]
fn a_store_knows_what_it_takes() {
    for (labels, samples) in [(1, 1), (8, 1), (2, 500)] {
        let (store, memory) = measured(|| {
            let mut store = MemoryStore::default();
            for at in 0..20_000 / samples {
                let names = (0..labels).map(|label| (format!("label_{label}"), format!("{at}-{label}")));
                let times = (0..i64::from(samples)).map(|at| at * 15_000).collect();
                let values = (0..samples).map(|sample| f64::from(sample * 7919 + at)).collect();
                store.append(Labels::new(names), Samples { times, values, ..Samples::default() });
            }
            store
        });
        let taken = memory.bytes_current.unsigned_abs();
        let told = store.memory();
        assert!(told * 10 >= taken * 9 && told <= taken * 2, "{labels} labels, {samples} samples: {told} of {taken}");
    }
}

#[test]
fn an_answer_of_nothing_but_series_ends_at_the_limit() {
    let head = Head { status: 200, ..Head::default() };
    let failure = within(16_000_000, || {
        let mut decoder = Decoder::new(&head, 2_000_000);
        let begin = b"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{}".to_vec();
        decoder.feed(begin).err().or_else(|| (0..600).find_map(|_| decoder.feed(b",{}".repeat(1000)).err()))
    });
    assert_eq!(failure, Some(Failure::TooMuchMemory { limit: 16_000_000 }));
}

#[test]
fn small_answers_take_what_is_counted() {
    let head = Head { status: 200, ..Head::default() };
    let rules = |rule: &str, count: usize| {
        let rules = vec![rule; count].join(",");
        format!("{{\"status\":\"success\",\"data\":{{\"groups\":[{{\"name\":\"g\",\"rules\":[{rules}]}}]}}}}")
    };
    let body = rules("{}", 4_000_000);
    let refused = within(0, || rules::decode(&head, body.as_bytes()).err());
    assert_eq!(refused, Some(Failure::TooMuchMemory { limit: 512 * MIB }));
    for (rule, members) in [("{}", 1), ("{\"type\":\"alerting\",\"alerts\":[{},{}]}", 3)] {
        let body = rules(rule, 50_000);
        let objects = 50_000 * members;
        let decoded = within(objects * 1200 + 2 * body.len() as u64, || rules::decode(&head, body.as_bytes()));
        assert!(
            decoded.is_ok_and(|listed| listed.value.iter().map(|group| group.rules.len()).sum::<usize>() == 50_000)
        );
    }
}
