//! One read: its request, and its answer while it arrives.

use super::{ReadStats, RemoteRead};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::labels::Labels;
use crate::engine::matcher;
use crate::engine::plan::Usage;
use crate::engine::samples::Samples;
use crate::engine::store::TimeWindow;
use crate::model::memory::{MAX_MEMORY, MemoryBudget};
use crate::model::outcome::Failure;
use crate::model::query::Progress;
use crate::promql::ast::MatchOp;
use crate::source::exchange::{read_up_to, redirects};
use crate::source::series::SourceRun;
use crate::wire::prometheus::error;
use crate::wire::remote_read::request::{self, Hints, MatchType, ReadMatcher, ReadQuery};
use crate::wire::remote_read::{Interval, ReadDecoder, ReadSeries, ResponseType, SampleColumns};
use crate::wire::transport::{Body, Head, HttpRequest, Method, Transport};

/// What is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'a> {
    /// Of which series.
    pub(super) matchers: &'a [matcher::LabelMatcher],
    /// Of which times.
    pub(super) window: TimeWindow,
    /// What for.
    pub(super) purpose: Purpose<'a>,
    /// The types of answer that will do, the better one first.
    pub(super) accepted: &'a [ResponseType],
}

/// What a read is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// The samples, and what is made of them.
    Samples(&'a Usage),
    /// The series' labels.
    Series,
    /// That there is an answer.
    Probe,
}

/// Where series go: how many bytes there are for the next one, and what takes it and says whether it is a new one.
pub(super) type Sink<'a> = (&'a dyn Fn() -> u64, &'a dyn Fn(ReadSeries) -> Result<bool, Failure>);

/// A series' labels, and its samples as the engine has them: columns change hands, and are not copied.
pub(super) fn parts(ReadSeries { labels, columns, .. }: ReadSeries) -> (Labels, Samples) {
    let SampleColumns { times, values, histograms, starts } = columns;
    (Labels::new(labels), Samples { times, values, histograms, starts })
}

impl<T: Transport> RemoteRead<T> {
    /// Reads, and hands on series as they arrive.
    pub(super) async fn read(
        &self,
        read: Read<'_>,
        sink: Sink<'_>,
        run: &SourceRun<'_, T>,
        stats: &ReadStats,
    ) -> Result<(), Failure> {
        let request = self.request(read, run.yielder.remaining_ms());
        let sent = self.connection.send(&*self.transport, request).await;
        let (head, body) = sent.map_err(|rejected| refused(rejected.why))?;
        let Some(response_type) = ResponseType::of(&head) else {
            return Err(error::not_the_api(&head, &read_up_to(body, error::MAX_BODY).await));
        };
        let TimeWindow { from, to } = read.window;
        let decoder = ReadDecoder::new(response_type, vec![Interval { from, to }], run.limits.max_bytes);
        let mut reading = Reading { decoder, sink, run, stats, read: Progress::default() };
        reading.read_body(body).await.map_err(|why| sign_in(&head, why))
    }

    fn request(&self, read: Read<'_>, timeout_ms: u32) -> HttpRequest {
        let TimeWindow { from, to } = read.window;
        let matchers: Vec<_> = read.matchers.iter().map(matcher).collect();
        let hints = match read.purpose {
            Purpose::Samples(usage) => Some(Hints {
                step_ms: usage.step_ms,
                range_ms: usage.range_ms,
                func: usage.func.unwrap_or_default(),
                grouping: grouping(usage),
                by: matches!(usage.grouping, Some(GroupingLabels::By(_))),
            }),
            Purpose::Series => Some(Hints { func: request::SERIES, ..Hints::default() }),
            Purpose::Probe => None,
        };
        let query = ReadQuery { interval: Interval { from, to }, matchers: &matchers, hints };
        HttpRequest {
            method: Method::Post,
            url: self.node.endpoint.url().unwrap_or_default().to_owned(),
            // None of its own: see `request`.
            headers: self.node.headers.clone(),
            body: request::body(&[query], read.accepted),
            timeout_ms,
            redirects: redirects(&self.node),
        }
    }
}

/// An answer that is being read.
struct Reading<'a, T> {
    decoder: ReadDecoder,
    sink: Sink<'a>,
    run: &'a SourceRun<'a, T>,
    stats: &'a ReadStats,
    /// How far it is read, as it was reported to the run.
    read: Progress,
}

impl<T: Transport> Reading<'_, T> {
    async fn read_body(&mut self, mut body: T::Body) -> Result<(), Failure> {
        let limit = self.run.limits.max_bytes;
        while let Some(part) = body.next().await? {
            let bytes = self.read.bytes + part.len() as u64;
            self.stats.bytes.set(self.stats.bytes.get() + part.len() as u64);
            self.stats.latency_ms.set(self.stats.latency_ms.get().max(body.elapsed_ms()));
            self.advance(Progress { bytes, ..self.read });
            // All reads of the query together, as several are held at once.
            if self.stats.bytes.get() > limit {
                return Err(Failure::TooLarge { limit });
            }
            self.decoder.feed(&part);
            self.take().await?;
        }
        let received = self.run.yielder.elapsed_ms();
        self.decoder.end(&mut self.memory()).map_err(over)?;
        self.take().await?;
        self.stats.decode_ms.set(self.stats.decode_ms.get() + self.run.yielder.elapsed_ms() - received);
        Ok(())
    }

    /// Hands on the series that are there.
    async fn take(&mut self) -> Result<(), Failure> {
        while let Some(series) = self.decoder.advance(&mut self.memory()).map_err(over)? {
            let samples = self.read.samples + series.columns.len() as u64;
            let is_new = (self.sink.1)(series)?;
            self.advance(Progress { series: self.read.series + u64::from(is_new), samples, ..self.read });
            self.run.yielder.yield_if_due().await?;
        }
        Ok(())
    }

    fn memory(&self) -> MemoryBudget {
        MemoryBudget::new((self.sink.0)())
    }

    fn advance(&mut self, read: Progress) {
        self.run.advance(std::mem::replace(&mut self.read, read), read);
    }
}

/// The limit is that of all that is read, and not what was left of it.
fn over(why: Failure) -> Failure {
    match why {
        Failure::TooMuchMemory { .. } => Failure::TooMuchMemory { limit: MAX_MEMORY },
        why => why,
    }
}

/// What the node says of a read that it does not execute is about the read.
fn refused(why: Failure) -> Failure {
    match why {
        Failure::Http { status: status @ (400 | 500), text, .. } if !text.starts_with("unsupported path") => {
            Failure::ReadRefused { status, text }
        }
        why => why,
    }
}

/// Behind a redirect stands something else, though it claims the type of an answer.
fn sign_in(head: &Head, why: Failure) -> Failure {
    match why {
        Failure::CorruptRead { .. } if head.redirected.is_some() => error::not_the_api(head, &[]),
        why => why,
    }
}

fn matcher(one: &matcher::LabelMatcher) -> ReadMatcher<'_> {
    let match_type = match one.op {
        MatchOp::Equal => MatchType::Equal,
        MatchOp::NotEqual => MatchType::NotEqual,
        MatchOp::Regex => MatchType::Regex,
        MatchOp::NotRegex => MatchType::NotRegex,
    };
    ReadMatcher { match_type, name: &one.name, value: &one.value }
}

/// The labels of the aggregation around what is read.
fn grouping(usage: &Usage) -> &[String] {
    match &usage.grouping {
        Some(GroupingLabels::By(names) | GroupingLabels::Without(names)) => names,
        None => &[],
    }
}
