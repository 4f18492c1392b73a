//! A collector over the in-memory network: it understands requests, selects series of a store and answers in one of the
//! ways, in parts of any size.

use std::cell::RefCell;

use narthex::engine::labels::Labels;
use narthex::engine::matcher::{LabelMatcher, Matchers, Patterns};
use narthex::engine::options::Dialect;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::engine::store::{SelectRequest, SeriesStore, TimeWindow};
use narthex::model::file::LocalFile;
use narthex::model::outcome::Failure;
use narthex::promql::ast::MatchOp;
use narthex::wire::memory::{Memory, MemoryBody, ResponseEvent, Script};
use narthex::wire::remote_read::ResponseType;
use narthex::wire::transport::{Head, HttpRequest, Method, Transport};

use super::messages::{Field, fields};
use super::{Way, answer};

/// A query as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// As an expression writes them.
    pub(crate) matchers: Vec<String>,
    pub(crate) func: String,
    pub(crate) step_ms: i64,
    pub(crate) range_ms: i64,
    pub(crate) grouping: Vec<String>,
    pub(crate) by: bool,
}

/// The collector.
#[derive(Debug)]
pub(crate) struct Collector {
    store: MemoryStore,
    way: Way,
    /// The most bytes that come at once.
    part: usize,
    external: &'static [(&'static str, &'static str)],
    pub(crate) asked: RefCell<Vec<Asked>>,
    pub(crate) requests: RefCell<Vec<HttpRequest>>,
}

impl Collector {
    /// With these series; streamed chunks are given to those who accept them where this is the way.
    pub(crate) fn new(store: MemoryStore, way: Way) -> Self {
        Self { store, way, part: 100, external: &[], asked: RefCell::default(), requests: RefCell::default() }
    }

    /// With external labels.
    pub(crate) fn with_externals(self, external: &'static [(&'static str, &'static str)]) -> Self {
        Self { external, ..self }
    }

    fn answer(&self, request: &HttpRequest) -> Script {
        let bytes = snap::raw::Decoder::new().decompress_vec(&request.body).expect("a snappy block");
        let (mut queries, mut accepted) = (Vec::new(), Vec::new());
        for (number, field) in fields(&bytes) {
            match number {
                1 => queries.push(query(field.bytes())),
                2 => accepted.extend(field.bytes().to_vec()),
                _ => panic!("no field of a request: {number}"),
            }
        }
        let number = u8::from(self.way.response_type() == ResponseType::StreamedChunks);
        let way = if accepted.contains(&number) { self.way } else { Way::Samples };
        let results: Vec<_> = queries.iter().map(|(asked, matchers)| self.select(asked, matchers)).collect();
        self.asked.borrow_mut().extend(queries.into_iter().map(|(asked, _)| asked));
        let content_type = match way {
            Way::Samples => "application/x-protobuf",
            Way::Chunks(_) => "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse",
        };
        let body = answer(way, &results);
        Script::new(200, content_type, body.chunks(self.part).map(|part| ResponseEvent::Chunk(part.to_vec())).collect())
    }

    fn select(&self, asked: &Asked, matchers: &[LabelMatcher]) -> Vec<(Labels, Samples)> {
        let is_own = |one: &LabelMatcher| {
            one.op == MatchOp::Equal
                && self.external.iter().any(|(name, value)| one.name == *name && one.value == *value)
        };
        let others: Vec<_> = matchers.iter().filter(|one| !is_own(one)).cloned().collect();
        let matchers = Matchers::compile(&others, &mut Patterns::new(Dialect::V3)).expect("patterns");
        let window = TimeWindow { from: asked.from, to: asked.to };
        let found = self
            .store
            .select(SelectRequest { read: 0, matchers: &matchers, window })
            .expect("a store in memory does not fail");
        let series = found.map(|one| {
            let all = one.samples.samples().expect("its own chunks");
            let mut samples = Samples::default();
            if asked.func != "series" {
                let begin = all.times.partition_point(|time| *time < asked.from);
                samples.extend(&all, begin..all.times.partition_point(|time| *time <= asked.to));
            }
            let missing = self.external.iter().filter(|(name, _)| one.labels.get(name).is_empty());
            (one.labels.with_all(missing.copied()), samples)
        });
        series.collect()
    }
}

fn query(bytes: &[u8]) -> (Asked, Vec<LabelMatcher>) {
    let (mut asked, mut matchers) = (Asked::default(), Vec::new());
    for (number, field) in fields(bytes) {
        match number {
            1 => asked.from = field.signed(),
            2 => asked.to = field.signed(),
            3 => matchers.push(matcher(field.bytes())),
            4 => hints(&mut asked, field.bytes()),
            _ => panic!("no field of a query: {number}"),
        }
    }
    asked.matchers = matchers.iter().map(|one| format!("{}{}{:?}", one.name, one.op.text(), one.value)).collect();
    (asked, matchers)
}

fn matcher(bytes: &[u8]) -> LabelMatcher {
    let mut matcher = LabelMatcher { name: String::new(), op: MatchOp::Equal, value: String::new() };
    for (number, field) in fields(bytes) {
        match number {
            1 => {
                let ops = [MatchOp::Equal, MatchOp::NotEqual, MatchOp::Regex, MatchOp::NotRegex];
                matcher.op = ops[usize::try_from(field.signed()).expect("a type")];
            }
            2 => matcher.name = field.text(),
            3 => matcher.value = field.text(),
            _ => panic!("no field of a matcher: {number}"),
        }
    }
    matcher
}

fn hints(asked: &mut Asked, bytes: &[u8]) {
    for (number, field) in fields(bytes) {
        match number {
            1 => asked.step_ms = field.signed(),
            2 => asked.func = field.text(),
            3 => assert_eq!(field.signed(), asked.from, "a TSDB goes by the hints"),
            4 => assert_eq!(field.signed(), asked.to, "a TSDB goes by the hints"),
            5 => asked.grouping.push(field.text()),
            6 => asked.by = field.signed() == 1,
            7 => asked.range_ms = field.signed(),
            _ => panic!("no field of hints: {number}"),
        }
    }
}

impl Field<'_> {
    fn signed(self) -> i64 {
        match self {
            Field::Number(number) => number.cast_signed(),
            Field::Bytes(_) => panic!("no number: {self:?}"),
        }
    }

    fn text(self) -> String {
        String::from_utf8(self.bytes().to_vec()).expect("a text")
    }
}

impl Transport for Collector {
    type Body = MemoryBody;

    async fn send(&self, request: HttpRequest) -> Result<(Head, MemoryBody), Failure> {
        assert_eq!(request.method, Method::Post);
        let url = request.url.split('?').next().unwrap_or_default().to_owned();
        let once = Memory::default().on(Method::Post, &url, self.answer(&request));
        self.requests.borrow_mut().push(request.clone());
        once.send(request).await
    }

    fn release(&self, _file: LocalFile) {}

    async fn yield_now(&self) {}

    async fn wait(&self, _ms: u32) {}

    fn now_ms(&self) -> f64 {
        0.0
    }

    fn ticks_ms(&self) -> f64 {
        0.0
    }
}
