//! The samples that both sides see: those of one collector up to a time in the past.
//!
//! They are read as a person would save them, by a range selector over everything, and by the product's own decoder.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use narthex::engine::block;
use narthex::engine::column::ABSENT;
use narthex::engine::labels::Labels;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::Head;
use reqwest::{Client, Url};

use super::list::Version;
use crate::harness::expect;
use crate::lab::member::Member;
use crate::lab::{Lab, Options, Release, Scraped, api, config};

/// How many scrapes of each target are wanted, one a second.
const SCRAPES: u32 = 30;

/// A Prometheus.
#[derive(Debug)]
pub(super) struct Server {
    client: Client,
    base: String,
}

impl Server {
    /// What it answers to a query at these times, whatever the status.
    pub(super) async fn get(&self, path: &str, query: &str, times: &[(&str, String)]) -> Result<Vec<u8>, String> {
        let parameters = times.iter().map(|(name, value)| (*name, value.as_str())).chain([("query", query)]);
        let url = Url::parse_with_params(&format!("{}{path}", self.base), parameters).map_err(|it| it.to_string())?;
        let answer = self.client.get(url).timeout(Duration::from_mins(1)).send().await;
        let answer = answer.map_err(|error| format!("{query}: {error:?}"))?;
        let body = answer.bytes().await.map_err(|error| format!("{query}: {error:?}"))?;
        Ok(body.to_vec())
    }
}

/// A collector with a history, and the times that are asked about.
#[derive(Debug)]
pub(super) struct Frozen {
    pub(super) server: Server,
    /// What runs there.
    pub(super) version: Version,
    /// The last time that is asked about, a whole second, Unix milliseconds.
    pub(super) end_ms: i64,
    /// The time of a sample of `node_load1` before it.
    pub(super) sample_ms: i64,
    /// Runs until the end.
    _lab: Lab,
}

impl Frozen {
    /// A lab of one's own that has run long enough. No scrape of it failed: the rules' series would have ended at times
    /// that the API does not tell.
    pub(super) async fn new(release: Release) -> Result<Self, String> {
        let mut failed = Vec::new();
        for _ in 0..3 {
            match Self::of_new_lab(release).await {
                Ok(frozen) => return Ok(frozen),
                Err(error) => failed.push(error),
            }
        }
        Err(format!("no lab had a history without failed scrapes: {failed:?}"))
    }

    async fn of_new_lab(release: Release) -> Result<Self, String> {
        let lab = Lab::start(Options { scraped: Scraped::NodeAndThemselves, release, ..Options::default() }).await?;
        let server = Server { client: Client::new(), base: lab.url(Member::CollectorB) };
        api::eventually(Duration::from_mins(3), async || {
            let counts = api::values(&server.base, "sum_over_time(up[10m])", api::now()).await?;
            let enough = counts.iter().filter(|count| count.parse().is_ok_and(|count: u32| count >= SCRAPES)).count();
            expect(enough == 2, || format!("scrapes: {counts:?}"))
        })
        .await?;
        let end_ms = (api::now() as i64 - 1) * 1000;
        let version = api::version(&server.base).await?;
        let version = Version::of(&version).ok_or_else(|| format!("{version} is no version"))?;
        let mut frozen = Self { server, version, end_ms, sample_ms: 0, _lab: lab };
        let raw = frozen.raw().await?;
        if raw.of("up").any(|(_, ups)| ups.values.contains(&0.0)) {
            return Err("a scrape failed".to_owned());
        }
        let times = &raw.of("node_load1").next().ok_or("no node_load1")?.1.times;
        frozen.sample_ms = times[times.len().saturating_sub(5)];
        Ok(frozen)
    }

    /// All samples up to the end.
    pub(super) async fn raw(&self) -> Result<Raw, String> {
        let seconds = (self.end_ms / 1000).to_string();
        let answer = self.server.get("/api/v1/query", "{__name__=~\".+\"}[10m]", &[("time", seconds)]).await?;
        let mut decoder = Decoder::new(&Head { status: 200, ..Head::default() }, u64::MAX);
        let failed = |error| format!("the raw samples: {error:?}");
        decoder.feed(answer).map_err(failed)?;
        let reply = decoder.finish().map_err(failed)?;
        let block = reply.value.block().ok_or("the raw samples are no series")?;
        let series = (0..block.len()).map(|at| block::series(block, at).ok_or("no histograms are stored here"));
        let mut series = series.collect::<Result<Vec<_>, _>>()?;
        series.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Raw { series })
    }
}

/// Series with their samples, sorted by labels.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    series: Vec<(Labels, Samples)>,
}

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        let bits = |samples: &Samples| samples.values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        self.series.len() == other.series.len()
            && self.series.iter().zip(&other.series).all(|((labels, samples), (others, other))| {
                labels == others && samples.times == other.times && bits(samples) == bits(other)
            })
    }
}

impl Raw {
    /// With the stale markers that the API does not show. A scrape marks each series that the scrape before had and it
    /// has not, at its own time; the samples of `up` tell when a target was scraped. The series of rules end only where
    /// a scrape failed, and none did.
    pub(super) fn with_ends(&self) -> Self {
        let target = |labels: &Labels| (labels.get("job").to_owned(), labels.get("instance").to_owned());
        let mut scrapes: BTreeMap<_, BTreeSet<i64>> = BTreeMap::new();
        for (labels, samples) in self.of("up") {
            scrapes.insert(target(labels), samples.times.iter().copied().collect());
        }
        let series = self.series.iter().map(|(labels, samples)| {
            let is_of_rule = matches!(labels.metric(), "ALERTS" | "ALERTS_FOR_STATE" | config::RECORDED);
            match scrapes.get(&target(labels)).filter(|_| !is_of_rule) {
                Some(scrapes) => (labels.clone(), ended(samples, scrapes)),
                None => (labels.clone(), samples.clone()),
            }
        });
        Self { series: series.collect() }
    }

    fn of(&self, metric: &'static str) -> impl Iterator<Item = &(Labels, Samples)> {
        self.series.iter().filter(move |one| one.0.metric() == metric)
    }

    /// As a store.
    pub(super) fn store(&self) -> MemoryStore {
        let mut store = MemoryStore::default();
        for (labels, samples) in &self.series {
            store.append(labels.clone(), samples.clone());
        }
        store
    }
}

/// With a marker at each scrape that is the first without a sample.
fn ended(samples: &Samples, scrapes: &BTreeSet<i64>) -> Samples {
    let own: BTreeMap<i64, f64> = samples.times.iter().copied().zip(samples.values.iter().copied()).collect();
    let next = own.keys().filter_map(|time| scrapes.range(time + 1..).next()).filter(|time| !own.contains_key(time));
    let marks: Vec<(i64, f64)> = next.map(|time| (*time, ABSENT)).collect();
    let (times, values) = own.into_iter().chain(marks).collect::<BTreeMap<_, _>>().into_iter().unzip();
    Samples { times, values, ..Samples::default() }
}
