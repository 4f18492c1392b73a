//! Answers to remote reads, and what becomes of them when they are cut, split and broken.

#![allow(clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::cell::Cell;
use std::rc::Rc;

use narthex::engine::column::{ABSENT, HISTOGRAM};
use narthex::engine::histogram::{compact, equal};
use narthex::engine::labels::Labels;
use narthex::engine::load::load;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::memory::MemoryBudget;
use narthex::model::native_histogram::{NativeHistogram, ResetHint};
use narthex::model::outcome::Failure;
use narthex::model::read_fault::{ReadFault, ReadFaultKind};
use narthex::wire::remote_read::{Interval, ReadDecoder, ReadSeries, ResponseType};

use crate::any_bytes;
use crate::read_answers;
use crate::remote_read::chunks::{self, Chunk};
use crate::remote_read::messages::{self, bytes, frame, number, packed, varint};
use crate::remote_read::{ALWAYS, FloatEncoding, Way, all, answer, decoded, sent};

/// Samples of every kind that chunks have.
const LINES: &[&str] = &[
    "a{x=\"1\"} 1 2 2 2 stale stale 7 _ 8.25 -3e300 NaN Inf -Inf 0 _x400 1 _x40000 0.1",
    "a{x=\"é𝒳\"} stale 1 stale 1 1 2 1",
    "b@st -1sx299",
    "b 0+1x299",
    "d@st _x3 1msx2 1msx7",
    "d 7x13",
    "whole {{schema:1 sum:3 count:9 z_bucket:2 buckets:[1 2 4]}}+{{schema:1 sum:1 count:4 z_bucket:1 buckets:[1 1 1]}}x9",
    "both {{schema:-4 count:9 sum:-7 z_bucket:1 z_bucket_w:0.1 buckets:[2 0 1] offset:-9 n_buckets:[1 0 0 4] n_offset:3}}x4",
    "grows {{count:1 sum:1 buckets:[1]}} {{count:3 sum:2 buckets:[1 0 0 2] offset:0}} {{count:9 sum:2 buckets:[5 1 0 0 3] offset:-1}}",
    "resets {{count:9 sum:1 buckets:[9]}} {{count:8 sum:2 buckets:[8]}} {{schema:2 count:9 sum:2 buckets:[9]}} stale {{count:9 sum:2 buckets:[9]}}",
    "float {{count:1.5 sum:1.25 z_bucket:0.25 z_bucket_w:0.001 buckets:[0.5 0.75]}}x3 {{count:2.5 sum:1.25 z_bucket:1.25 z_bucket_w:0.001 buckets:[0.5 0.75]}}",
    "gauge {{count:5 sum:1 buckets:[5] counter_reset_hint:gauge}} {{count:2 sum:1 buckets:[2] counter_reset_hint:gauge}}",
    "custom {{schema:-53 count:9 sum:7 custom_values:[-1.5 0 0.005 7.1 1e9] buckets:[1 2 0 5 0 1]}}x3",
    "mixed 1 {{count:1 sum:1 buckets:[1]}} 2 stale {{count:1.5 sum:1 buckets:[1.5]}} 3",
    "times@st -1sx5",
    "times {{count:1 sum:1 buckets:[1]}}+{{count:1 sum:1 buckets:[1]}}x5",
    "half@st _ 0s -1s",
    "half {{count:1.5 sum:1 buckets:[1.5]}}+{{count:1 sum:1 buckets:[1]}}x2",
];

fn store() -> MemoryStore {
    let mut store = MemoryStore::default();
    for (labels, samples) in load(LINES.iter().copied(), 15_007).expect("valid lines") {
        store.append(labels, samples);
    }
    store
}

fn histograms(samples: &Samples) -> impl Iterator<Item = Option<NativeHistogram>> {
    let one =
        |histogram: &Option<Rc<NativeHistogram>>| histogram.as_ref().map(|one| compact(NativeHistogram::clone(one)));
    samples.histograms.iter().map(one)
}

/// That two are the same, but for empty buckets.
#[track_caller]
fn assert_same(labels: &Labels, sent: &Samples, read: &Samples, has_starts: bool) {
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(read.times, sent.times, "{labels}");
    assert_eq!(bits(&read.values), bits(&sent.values), "{labels}");
    assert_eq!(read.histograms.len(), sent.histograms.len(), "{labels}");
    for (own, other) in histograms(read).zip(histograms(sent)) {
        let is_same = match (&own, &other) {
            (Some(own), Some(other)) => equal(own, other) && own.hint == other.hint,
            (own, other) => own.is_none() && other.is_none(),
        };
        assert!(is_same, "{labels}: {own:?} {other:?}");
    }
    if has_starts {
        assert_eq!(read.starts, sent.starts, "{labels}");
    }
}

#[test]
fn what_is_sent_in_any_way_is_read() {
    let store = store();
    for way in Way::ALL {
        let read = sent(&store, way);
        let (sent, read) = (all(&store), all(&read));
        assert_eq!(read.len(), sent.len(), "{way:?}");
        for ((labels, samples), (read_labels, read)) in sent.iter().zip(&read) {
            assert_eq!(labels, read_labels, "{way:?}");
            assert_same(labels, samples, read, way == Way::Chunks(FloatEncoding::Xor2));
        }
    }
}

#[test]
fn an_answer_may_come_in_any_parts() {
    // Without the long ones, whose bytes are many.
    let some: Vec<_> = all(&store()).into_iter().filter(|(_, samples)| samples.len() < 100).collect();
    for way in Way::ALL {
        let bytes = answer(way, &[some.clone(), some[..1].to_vec()]);
        let wanted = [ALWAYS, ALWAYS];
        let whole = decoded(way.response_type(), &[&bytes], &wanted).expect("an answer");
        assert_eq!(whole.iter().filter(|one| one.query == 1).count(), 1, "{way:?}");
        let whole = shown(&Ok(whole));
        for cut in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            let parts = decoded(way.response_type(), &[head, &[], tail], &wanted);
            assert_eq!(shown(&parts), whole, "{way:?} cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(shown(&decoded(way.response_type(), &single, &wanted)), whole, "{way:?}");
    }
}

/// As text, so that NaN is equal to itself.
fn shown(answer: &Result<Vec<ReadSeries>, Failure>) -> String {
    format!("{answer:?}")
}

#[test]
fn an_answer_that_breaks_off_is_told_as_such() {
    let some = all(&store());
    for way in Way::ALL {
        let bytes = answer(way, std::slice::from_ref(&some));
        let wanted = [ALWAYS];
        let mut ends = 0;
        for cut in (0..bytes.len()).filter(|cut| cut % 7 == 0 || *cut < 1000) {
            match decoded(way.response_type(), &[&bytes[..cut]], &wanted) {
                // Between two frames an end is one.
                Ok(_) if way != Way::Samples => ends += 1,
                Ok(series) => panic!("{way:?} cut at {cut}: {series:?}"),
                Err(Failure::CorruptRead { fault: ReadFault { frame, what } }) if way == Way::Samples => {
                    let is_told = matches!(what, ReadFaultKind::Snappy | ReadFaultKind::Length { .. });
                    assert!(frame == 0 && is_told, "{what:?} cut at {cut}");
                }
                Err(failure) => {
                    let truncated = matches!(&failure, Failure::CorruptRead { fault } if fault.what == ReadFaultKind::Truncated && fault.frame > 0);
                    assert!(truncated, "{way:?} cut at {cut}: {failure:?}");
                }
            }
        }
        assert!(ends < 100, "{way:?}");
    }
}

/// What holds of all columns, whatever was read.
#[track_caller]
fn assert_valid(series: &[ReadSeries]) {
    for ReadSeries { columns, .. } in series {
        let length = columns.len();
        assert!(columns.times.is_sorted_by(|a, b| a < b));
        assert_eq!(columns.values.len(), length);
        assert!([0, length].contains(&columns.histograms.len()) && [0, length].contains(&columns.starts.len()));
        for (at, value) in columns.values.iter().enumerate() {
            let histogram = columns.histograms.get(at).is_some_and(Option::is_some);
            assert_eq!(value.to_bits() == HISTOGRAM.to_bits(), histogram);
        }
        for histogram in columns.histograms.iter().flatten() {
            assert!(histogram.positive.is_valid() && histogram.negative.is_valid(), "{histogram:?}");
        }
    }
}

#[test]
fn changed_bytes_are_told_or_give_columns() {
    let some: Vec<_> = all(&store()).into_iter().filter(|(_, samples)| samples.len() < 100).collect();
    for way in Way::ALL {
        let bytes = answer(way, std::slice::from_ref(&some));
        for at in 0..bytes.len() {
            for bit in [0, at % 7 + 1] {
                let mut bent = bytes.clone();
                bent[at] ^= 1 << bit;
                match decoded(way.response_type(), &[&bent], &[ALWAYS]) {
                    Ok(series) if way == Way::Samples => assert_valid(&series),
                    Ok(_) => panic!("{way:?}: no checksum saw bit {bit} of {at}"),
                    Err(_) => {}
                }
            }
        }
    }
}

/// A streamed answer with one series of these chunks.
fn stream(chunks: &[Chunk]) -> Vec<u8> {
    frame(&messages::chunked_response(&[messages::chunked_series(&[("__name__", "a")], chunks)], 0))
}

fn read_chunks(chunks: &[Chunk]) -> Result<Vec<ReadSeries>, Failure> {
    decoded(ResponseType::StreamedChunks, &[&stream(chunks)], &[ALWAYS])
}

/// The same within frames whose checksum is right, and cut off.
#[test]
fn changed_chunks_are_told_or_give_columns() {
    for (labels, samples) in all(&store()) {
        for encoding in [FloatEncoding::Xor, FloatEncoding::Xor2] {
            for chunk in chunks::of(&samples, encoding).into_iter().take(3) {
                for at in 0..chunk.bytes.len() {
                    for bit in [0, at % 7 + 1] {
                        let mut bent = chunk.clone();
                        bent.bytes[at] ^= 1 << bit;
                        if let Ok(series) = read_chunks(&[bent]) {
                            assert_valid(&series);
                        }
                    }
                    let cut = Chunk { bytes: chunk.bytes[..at].to_vec(), ..chunk };
                    let fault = Fault { frame: 1, what: ReadFaultKind::Chunk { encoding: chunk.encoding } };
                    let told = read_chunks(&[cut]).expect_err("a chunk that breaks off");
                    assert_eq!(told, Failure::CorruptRead { fault }, "{labels} cut at {at}");
                }
            }
        }
    }
}

use ReadFault as Fault;

#[track_caller]
fn check(response_type: ResponseType, bytes: &[u8], frame: u64, what: ReadFaultKind) {
    let told = decoded(response_type, &[bytes], &[ALWAYS]).expect_err("no answer");
    assert_eq!(told, Failure::CorruptRead { fault: Fault { frame, what } }, "{bytes:?}");
}

#[test]
fn what_is_wrong_is_told_with_its_frame() {
    let good = stream(&[chunks::xor(&[(1, 1.0)])]);
    let check = |second: &[u8], what| check(ResponseType::StreamedChunks, &[&good, second].concat(), 2, what);
    let mut sum = good.clone();
    sum[2] ^= 1;
    check(&sum, ReadFaultKind::Checksum);
    for declared in [50_000_001, 1 << 32, 1 << 63, u64::MAX] {
        check(&[varint(declared), vec![0; 9]].concat(), ReadFaultKind::Length { declared });
    }
    check(&[0xff; 11], ReadFaultKind::Message);
    check(b"Internal Server Error: something failed\n", ReadFaultKind::Truncated);
    check(&stream(&[Chunk { encoding: 0, bytes: vec![0, 0] }]), ReadFaultKind::UnknownChunk { encoding: 0 });
    check(&stream(&[Chunk { encoding: 7, bytes: vec![0, 0] }]), ReadFaultKind::UnknownChunk { encoding: 7 });
    for encoding in 1..=6 {
        for bytes in [vec![], vec![0], vec![0xff, 0xff, 0, 0, 0]] {
            check(&stream(&[Chunk { encoding, bytes }]), ReadFaultKind::Chunk { encoding });
        }
    }
    check(&frame(&bytes(1, &bytes(1, &bytes(1, &[0xff])))), ReadFaultKind::Label);
    check(&frame(&bytes(1, &number(1, 7))), ReadFaultKind::Message);
    check(&frame(&[0x0a, 9, 1]), ReadFaultKind::Message);
    check(&frame(&number(2, 1)), ReadFaultKind::Query { index: 1 });
    check(&frame(&number(2, u64::MAX)), ReadFaultKind::Query { index: u64::MAX });
}

#[test]
fn what_is_wrong_with_a_message_of_samples_is_told() {
    let check = |bytes: &[u8], what| check(ResponseType::Samples, bytes, 0, what);
    let label = bytes(1, b"n");
    check(b"", ReadFaultKind::Snappy);
    check(b"<html>", ReadFaultKind::Snappy);
    check(&[0xff; 11], ReadFaultKind::Snappy);
    check(&[0x80, 0x80, 0x80, 0x10, 0], ReadFaultKind::Length { declared: 1 << 25 });
    check(&packed(&[1]), ReadFaultKind::Message);
    check(&packed(&bytes(1, &number(1, 7))), ReadFaultKind::Message);
    check(&packed(&bytes(1, &bytes(1, &bytes(1, &bytes(2, &[0xc0]))))), ReadFaultKind::Label);
    let second = [bytes(1, &[]), bytes(1, &bytes(1, &label))].concat();
    check(&packed(&second), ReadFaultKind::Query { index: 1 });
    for histogram in [
        number(4, 2 * 53),
        number(4, 2 * 9 - 1),
        // A span without counts, one that goes back, one beyond all numbers.
        bytes(11, &number(2, 1)),
        [bytes(11, &number(2, 1)), bytes(11, &[number(1, 1), number(2, 1)].concat()), bytes(12, &[2, 2])].concat(),
        bytes(11, &number(2, u64::MAX)),
        bytes(11, &number(1, u64::MAX)),
        // Custom buckets that do not grow, and too many of them.
        [number(4, 2 * 53 - 1), bytes(16, &[1.0_f64.to_le_bytes(), 1.0_f64.to_le_bytes()].concat())].concat(),
        [number(4, 2 * 53 - 1), bytes(11, &number(2, 2)), bytes(12, &[2, 2])].concat(),
    ] {
        check(&packed(&bytes(1, &bytes(1, &bytes(4, &histogram)))), ReadFaultKind::Histogram);
    }
}

#[test]
fn the_limit_of_an_answer_is_its_limit_unpacked() {
    let samples = messages::read_response(&[vec![vec![0; 0]; 1000]]);
    let packed = packed(&samples);
    let mut decoder = ReadDecoder::new(ResponseType::Samples, vec![ALWAYS], samples.len() as u64 - 1);
    decoder.feed(&packed);
    let told = decoder.end(&mut MemoryBudget::default());
    assert_eq!(told, Err(Failure::TooLarge { limit: samples.len() as u64 - 1 }));
    let mut decoder = ReadDecoder::new(ResponseType::Samples, vec![ALWAYS], samples.len() as u64);
    decoder.feed(&packed);
    assert_eq!(decoder.end(&mut MemoryBudget::new(1000)), Err(Failure::TooMuchMemory { limit: 1000 }));
}

#[test]
fn memory_is_counted_before_it_is_taken() {
    // Histograms of many spans without buckets, of which each repetition takes half a byte.
    let (mut bits, spans) = (crate::remote_read::bits::BitWriter::default(), 20_000);
    bits.put(0, 8);
    bits.varbit(0);
    bits.varbit_unsigned(spans);
    (0..spans).for_each(|_| bits.put(0, 2));
    bits.varbit_unsigned(0);
    (0..3).for_each(|_| bits.put(0, 1));
    bits.put(0, 64);
    (0..60_000).for_each(|_| bits.put(0, 4));
    let chunk = Chunk { encoding: 2, bytes: [&60_000_u16.to_be_bytes()[..], &[0], &bits.finish()].concat() };
    let mut decoder = ReadDecoder::new(ResponseType::StreamedChunks, vec![ALWAYS], 1 << 20);
    decoder.feed(&stream(&[chunk]));
    assert_eq!(decoder.advance(&mut MemoryBudget::new(10_000_000)), Err(Failure::TooMuchMemory { limit: 10_000_000 }));
    let many = chunks::xor(&vec![(0, 0.0); 10_000]);
    let mut decoder = ReadDecoder::new(ResponseType::StreamedChunks, vec![ALWAYS], 1 << 20);
    decoder.feed(&stream(&[many]));
    assert_eq!(decoder.advance(&mut MemoryBudget::new(159_999)), Err(Failure::TooMuchMemory { limit: 159_999 }));
}

#[test]
fn samples_in_any_order_are_sorted_and_trimmed() {
    let wanted = [Interval { from: 2, to: 5 }];
    let expected = [(2, 7.0), (3, 3.0), (5, 5.5)];
    let chunks = [
        chunks::xor(&[(1, 1.0), (2, 2.0), (5, 5.0)]),
        chunks::xor2(&[(6, 6.0), (5, 5.5), (3, 3.0)], &[]),
        chunks::xor(&[(2, 7.0)]),
    ];
    let samples: Vec<u8> = [(6, 0.0), (2, 2.0), (1, 1.0), (5, 5.5), (3, 3.0), (2, 7.0)]
        .iter()
        .flat_map(|(time, value)| bytes(2, &messages::sample(*time, *value)))
        .collect();
    for (response_type, bytes) in [
        (ResponseType::StreamedChunks, stream(&chunks)),
        (ResponseType::Samples, packed(&messages::read_response(&[vec![samples]]))),
    ] {
        let read = decoded(response_type, &[&bytes], &wanted).expect("an answer");
        let [ReadSeries { columns, .. }] = &read[..] else { panic!("one series: {read:?}") };
        let found: Vec<_> = columns.times.iter().copied().zip(columns.values.iter().copied()).collect();
        assert_eq!(found, expected, "{response_type:?}");
    }
}

#[test]
fn bits_that_mean_a_histogram_here_are_a_nan_there() {
    let floats = [(1, HISTOGRAM), (2, ABSENT), (3, 1.0), (4, HISTOGRAM)];
    let samples: Vec<u8> = floats.iter().flat_map(|(time, value)| bytes(2, &messages::sample(*time, *value))).collect();
    for (response_type, bytes) in [
        (ResponseType::StreamedChunks, stream(&[chunks::xor(&floats)])),
        (ResponseType::StreamedChunks, stream(&[chunks::xor2(&floats, &[])])),
        (ResponseType::Samples, packed(&messages::read_response(&[vec![samples]]))),
    ] {
        let read = decoded(response_type, &[&bytes], &[ALWAYS]).expect("an answer");
        let bits: Vec<_> = read[0].columns.values.iter().map(|value| value.to_bits()).collect();
        assert_eq!(bits, [f64::NAN, ABSENT, 1.0, f64::NAN].map(f64::to_bits));
    }
}

#[test]
fn finer_histograms_than_are_evaluated_are_reduced() {
    let side = [bytes(11, &[number(1, 2), number(2, 4)].concat()), bytes(12, &[2, 0, 0, 0])].concat();
    let message = [number(1, 4), number(4, 2 * 9), side].concat();
    let answer = packed(&messages::read_response(&[vec![bytes(4, &message)]]));
    let read = decoded(ResponseType::Samples, &[&answer], &[ALWAYS]).expect("an answer");
    let histogram = read[0].columns.histograms[0].as_ref().expect("a histogram");
    // Buckets 1 to 4 of schema 9 are buckets 1 and 2 of schema 8.
    assert_eq!(histogram.schema, 8);
    assert_eq!(histogram.positive.iter().collect::<Vec<_>>(), [(1, 2.0), (2, 2.0)]);
    assert_eq!(histogram.hint, ResetHint::Unknown);
}

#[test]
fn fields_that_are_not_known_are_passed_over() {
    let unknown = [number(99, 1), bytes(98, b"x"), messages::float(97, 1.0)].concat();
    let chunk = [number(3, 1), bytes(4, &chunks::xor(&[(1, 2.0)]).bytes), unknown.clone()].concat();
    let series = [unknown.clone(), bytes(2, &chunk)].concat();
    let answer = frame(&[unknown.clone(), bytes(1, &series), unknown].concat());
    let read = decoded(ResponseType::StreamedChunks, &[&frame(&[]), &answer], &[ALWAYS]).expect("an answer");
    assert_eq!(read[0].columns.values, [2.0]);
}

#[test]
fn generated_answers_are_read_or_refused() {
    let read = Cell::new(0);
    any_bytes::check(4_000, 120, |bytes| read.set(read.get() + u32::from(read_answers::hold(bytes))));
    assert!(read.get() > 50, "{} with a sample", read.get());
}
