//! Requests: queries and the types of answer that are understood, in a snappy block.
//!
//! `ReadRequest` {1 queries, 2 accepted types}, `Query` {1 start, 2 end, 3 matchers, 4 hints}, `LabelMatcher` {1 type,
//! 2 name, 3 value}, `ReadHints` {1 step, 2 function, 3 start, 4 end, 5 grouping, 6 by, 7 range}.
//!
//! A request carries no header of its own: no server looks at one, and without any a browser asks another origin
//! without asking first whether it may (`InfluxDB` answers the request, but not that question).

use super::protobuf::Writer;
use super::{Interval, ResponseType};

/// The path below a Prometheus' base URL.
pub const PATH: &str = "/api/v1/read";

/// The function in [`Hints`] of who wants series and not their samples.
pub const SERIES: &str = "series";

/// How a label is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchType {
    /// They are equal.
    Equal,
    /// They differ.
    NotEqual,
    /// The value is a pattern that matches the label wholly.
    Regex,
    /// It is one that does not.
    NotRegex,
}

/// A condition on a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadMatcher<'a> {
    /// How it is compared.
    pub match_type: MatchType,
    /// The label's name.
    pub name: &'a str,
    /// With what.
    pub value: &'a str,
}

/// What the samples are for; a server may send less, as far as that gives the same result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// The distance of steps, in milliseconds; 0: a single one.
    pub step_ms: i64,
    /// The range that a step looks at, in milliseconds; 0: the latest sample.
    pub range_ms: i64,
    /// The function around the selector; empty for none.
    pub func: &'a str,
    /// The labels of the aggregation around it.
    pub grouping: &'a [String],
    /// Whether those are the ones that stay.
    pub by: bool,
}

/// A query for raw samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadQuery<'a> {
    /// Of which times.
    pub interval: Interval,
    /// Of which series.
    pub matchers: &'a [ReadMatcher<'a>],
    /// What for; `None` is not said.
    pub hints: Option<Hints<'a>>,
}

/// The body of a request. The types of answer stand in the order in which they are preferred.
pub fn body(queries: &[ReadQuery<'_>], accepted: &[ResponseType]) -> Vec<u8> {
    let mut request = Writer::default();
    for query in queries {
        request.bytes(1, &written(query));
    }
    let mut types = Writer::default();
    for one in accepted {
        types.varint(one.number());
    }
    request.bytes(2, &types.finish());
    packed(&request.finish())
}

/// A snappy block. One that is too long for the format is none; no address is that long.
fn packed(bytes: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(bytes).unwrap_or_default()
}

fn written(query: &ReadQuery<'_>) -> Vec<u8> {
    let Interval { from, to } = query.interval;
    let mut writer = Writer::default();
    writer.number(1, from.cast_unsigned());
    writer.number(2, to.cast_unsigned());
    for ReadMatcher { match_type, name, value } in query.matchers {
        let number = match match_type {
            MatchType::Equal => 0,
            MatchType::NotEqual => 1,
            MatchType::Regex => 2,
            MatchType::NotRegex => 3,
        };
        let mut matcher = Writer::default();
        matcher.number(1, number);
        matcher.bytes(2, name.as_bytes());
        matcher.bytes(3, value.as_bytes());
        writer.bytes(3, &matcher.finish());
    }
    if let Some(Hints { step_ms, range_ms, func, grouping, by }) = query.hints {
        let mut hints = Writer::default();
        hints.number(1, step_ms.cast_unsigned());
        hints.bytes(2, func.as_bytes());
        // A TSDB goes by these instead of the query's.
        hints.number(3, from.cast_unsigned());
        hints.number(4, to.cast_unsigned());
        for label in grouping {
            hints.bytes(5, label.as_bytes());
        }
        hints.number(6, u64::from(by));
        hints.number(7, range_ms.cast_unsigned());
        writer.bytes(4, &hints.finish());
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by hand from the messages' description.
    #[test]
    fn a_request_has_prometheus_layout() {
        let matchers = [
            ReadMatcher { match_type: MatchType::Equal, name: "__name__", value: "up" },
            ReadMatcher { match_type: MatchType::NotRegex, name: "a", value: "" },
        ];
        let grouping = ["b".to_owned()];
        let hints = Hints { step_ms: 1, range_ms: 2, func: "rate", grouping: &grouping, by: true };
        let interval = Interval { from: -1, to: 300 };
        let query = ReadQuery { interval, matchers: &matchers, hints: Some(hints) };
        let body = body(&[query], &[ResponseType::StreamedChunks, ResponseType::Samples]);
        let minus_1 = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        let expected = [
            &[0x0a, 70, 0x08][..],
            &minus_1,
            &[0x10, 0xac, 0x02],
            &[0x1a, 14, 0x12, 8],
            b"__name__",
            &[0x1a, 2],
            b"up",
            &[0x1a, 7, 0x08, 3, 0x12, 1, b'a', 0x1a, 0],
            &[0x22, 29, 0x08, 1, 0x12, 4],
            b"rate",
            &[0x18],
            &minus_1,
            &[0x20, 0xac, 0x02, 0x2a, 1, b'b', 0x30, 1, 0x38, 2],
            &[0x12, 2, 1, 0],
        ];
        assert_eq!(snap::raw::Decoder::new().decompress_vec(&body), Ok(expected.concat()));
    }

    #[test]
    fn what_is_not_said_is_left_out() {
        let query = ReadQuery { interval: Interval { from: 0, to: 0 }, matchers: &[], hints: None };
        let body = body(&[query], &[ResponseType::Samples]);
        assert_eq!(snap::raw::Decoder::new().decompress_vec(&body), Ok(vec![0x0a, 0, 0x12, 1, 0]));
    }
}
