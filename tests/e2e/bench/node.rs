//! A node that answers every range query with one generated answer, as fast as it is read, and knows when.

use std::fmt::{Display, Formatter};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::{StreamExt, stream};

use crate::answers::{Matrix, Values, matrix};
use crate::harness::serve;
use crate::lab::api::now;
use crate::lab::console::listen;

/// As servers write a body.
const CHUNK: usize = 1 << 16;

/// The first sample of a generated answer, seconds since 1970, and the seconds between two.
const START: u32 = 1_700_000_000;
const STEP: u32 = 15;

/// The size of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    series: u32,
    samples: u32,
}

impl Size {
    /// Some 100 MB.
    pub(super) const HUGE: Self = Self { series: 4000, samples: 1000 };
    pub(super) const LARGE: Self = Self { series: 1000, samples: 1000 };
    pub(super) const SMALL: Self = Self { series: 10, samples: 240 };
}

impl Display for Size {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} series of {} samples", self.series, self.samples)
    }
}

/// How answers end.
#[derive(Debug, Clone, Copy)]
enum Ends {
    /// With their last byte.
    Whole,
    /// The connection is closed before it.
    BrokenOff,
}

/// A running node.
pub(super) struct Node {
    pub(super) url: String,
    size: Size,
    ends: Ends,
    body: Bytes,
    times: Arc<Mutex<Times>>,
}

/// When the latest range query was asked and its answer's last byte given to the network, Unix milliseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    asked: f64,
    last_byte: Option<f64>,
}

impl Node {
    pub(super) async fn start(size: Size) -> Result<Self, String> {
        Self::ending(size, Ends::Whole).await
    }

    /// A node whose answers break off before their last byte.
    pub(super) async fn breaking_off(size: Size) -> Result<Self, String> {
        Self::ending(size, Ends::BrokenOff).await
    }

    async fn ending(size: Size, ends: Ends) -> Result<Self, String> {
        let whole = Matrix { series: size.series, points: size.samples, values: Values::Load };
        let body: Bytes = matrix(whole).flatten().collect();
        let times = Arc::new(Mutex::new(Times::default()));
        let (address, server) = listen(0, api(body.clone(), ends, &times)).await?;
        serve(server);
        Ok(Self { url: format!("http://{address}"), size, ends, body, times })
    }

    /// What it serves, for a server that has pages beside it.
    pub(super) fn api(&self) -> Router {
        api(self.body.clone(), self.ends, &self.times)
    }

    /// The page's address that draws the answer.
    pub(super) fn fragment(&self) -> String {
        let (range, end) = (self.range(), self.end());
        format!("/query?p0.node=bench&p0.expr=node_load1&p0.tab=graph&p0.range={range}&p0.end={end}&p0.step={STEP}s")
    }

    /// The range of the answer as links name it.
    pub(super) fn range(&self) -> String {
        format!("{}s", self.size.samples * STEP)
    }

    /// The end of the answer as other pages' links name it, with this between date and time; it is of the day of the
    /// first sample.
    pub(super) fn end_text(&self, between: &str) -> String {
        let second = self.end() % 86_400;
        format!("2023-11-14{between}{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
    }

    /// The end of the answer, seconds since 1970.
    fn end(&self) -> u32 {
        START + self.size.samples * STEP
    }

    /// The size of an answer.
    pub(super) fn bytes(&self) -> usize {
        self.body.len()
    }

    /// When the latest query came.
    pub(super) fn asked(&self) -> f64 {
        lock(&self.times).asked
    }

    /// When the last byte of its answer was given to the network.
    pub(super) fn last_byte(&self) -> Option<f64> {
        lock(&self.times).last_byte
    }
}

/// Range queries have the one answer; whatever else pages ask has an empty one.
fn api(body: Bytes, ends: Ends, times: &Arc<Mutex<Times>>) -> Router {
    let noted = Arc::clone(times);
    let time = format!(r#"{{"status":"success","data":{{"resultType":"scalar","result":[{START},"{START}"]}}}}"#);
    let nothing = r#"{"status":"success","data":[]}"#;
    Router::new()
        .route("/api/v1/query_range", any(async move || answer(body.clone(), ends, &noted)))
        .route("/api/v1/query", any(async move || json(Body::from(time.clone()))))
        .route("/api/v1/{*other}", any(async move || json(Body::from(nothing))))
}

fn answer(body: Bytes, ends: Ends, times: &Arc<Mutex<Times>>) -> Response {
    *lock(times) = Times { asked: now() * 1e3, last_byte: None };
    let times = Arc::clone(times);
    let (body, broken_off) = match ends {
        Ends::Whole => (body, None),
        Ends::BrokenOff => (body.slice(..body.len() - 1), Some(Err(io::Error::from(io::ErrorKind::ConnectionAborted)))),
    };
    // The end is asked for when everything before it has been taken.
    let chunks = stream::unfold(0, move |at| {
        let chunk = body.slice(at..body.len().min(at + CHUNK));
        let times = Arc::clone(&times);
        async move {
            if chunk.is_empty() {
                lock(&times).last_byte = Some(now() * 1e3);
                return None;
            }
            let after = at + chunk.len();
            Some((Ok(chunk), after))
        }
    });
    json(Body::from_stream(chunks.chain(stream::iter(broken_off))))
}

fn json(body: Body) -> Response {
    ([(CONTENT_TYPE, "application/json"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")], body).into_response()
}

fn lock(times: &Mutex<Times>) -> MutexGuard<'_, Times> {
    times.lock().unwrap_or_else(PoisonError::into_inner)
}
