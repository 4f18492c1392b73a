//! A node whose answers change from phase to phase: fewer, more, reordered, no series, rows, rules.
//!
//! Every value tells of which series and phase it is, so that a name beside another's value is seen.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of a test are small")]

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::harness::serve;
use crate::lab::console::listen;

/// The series of each phase by their numbers, in the order of the answer.
pub(crate) const SERIES: [&[usize]; 7] = [&[1, 2, 3], &[2], &[5, 1, 2, 3, 4], &[3, 2, 1], &[4, 3], &[], &[3, 2, 1]];

/// How many rows the table has in each phase, and how many groups of rules the alerts page.
pub(crate) const ROWS: [usize; 7] = [5000, 3, 900, 1, 0, 2500, 12];

/// A running node.
pub(crate) struct Node {
    pub(crate) url: String,
    phase: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
}

impl Node {
    pub(crate) async fn start() -> Result<Self, String> {
        let (phase, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&asked);
        let [of_range, of_instant, of_rules] = [(); 3].map(|()| Arc::clone(&phase));
        let routes = Router::new()
            .route("/api/v1/query_range", any(async move |body: Bytes| json(range(now(&of_range), &body))))
            .route(
                "/api/v1/query",
                any(async move || {
                    counted.fetch_add(1, Ordering::SeqCst);
                    json(instant(now(&of_instant)))
                }),
            )
            .route("/api/v1/rules", any(async move || json(rules(now(&of_rules)))))
            .fallback(async || (StatusCode::NOT_FOUND, json("{}".to_owned())));
        let (address, server) = listen(0, routes).await?;
        serve(server);
        Ok(Self { url: format!("http://{address}"), phase, asked })
    }

    /// How many instant queries were asked, probes among them.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// What is answered from now on.
    pub(crate) fn go_to(&self, phase: usize) {
        self.phase.store(phase, Ordering::SeqCst);
    }
}

fn now(phase: &AtomicUsize) -> usize {
    phase.load(Ordering::SeqCst)
}

/// Series that go up and down between 0 and 100 at every step, so that each is near whatever the others are. Beyond the
/// point stand the series' number, the phase, and a digit that is no zero, which would not be shown.
fn range(phase: usize, body: &[u8]) -> String {
    let asked = |name: &str| {
        let found = form_urlencoded::parse(body).find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.parse::<f64>().ok()).unwrap_or_default()
    };
    let (start, end, step) = (asked("start"), asked("end"), asked("step").max(0.001));
    let series = SERIES[phase].iter().map(|number| {
        let steps = 0..=((end - start) / step) as u32;
        let samples = steps.map(|at| {
            let time = start + f64::from(at) * step;
            format!(r#"[{time:.3},"{}.{number}{phase}5"]"#, at % 2 * 100)
        });
        let samples = samples.collect::<Vec<_>>().join(",");
        format!(r#"{{"metric":{{"__name__":"m","s":"{number}"}},"values":[{samples}]}}"#)
    });
    let series = series.collect::<Vec<_>>().join(",");
    format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{series}]}}}}"#)
}

fn instant(phase: usize) -> String {
    let mut text = r#"{"status":"success","data":{"resultType":"vector","result":["#.to_owned();
    for row in 0..ROWS[phase] {
        let comma = if row > 0 { "," } else { "" };
        // Writing to a text never fails.
        let _ =
            write!(text, r#"{comma}{{"metric":{{"__name__":"m","s":"{row}"}},"value":[1700000000,"{row}.{phase}5"]}}"#);
    }
    text + "]}}"
}

fn rules(phase: usize) -> String {
    let groups = (0..ROWS[phase].min(400)).map(|group| {
        let alert = format!(
            r#"{{"labels":{{"of":"{group}.{phase}"}},"annotations":{{}},"state":"firing","activeAt":"2026-01-01T00:00:00Z","value":"1"}}"#
        );
        format!(
            r#"{{"name":"g{group}.{phase}","file":"f","interval":15,"rules":[{{"type":"alerting","name":"r{group}.{phase}","query":"m",
            "state":"firing","health":"ok","duration":0,"labels":{{}},"annotations":{{}},"alerts":[{alert}]}}]}}"#
        )
    });
    let groups = groups.collect::<Vec<_>>().join(",");
    format!(r#"{{"status":"success","data":{{"groups":[{groups}]}}}}"#)
}

fn json(text: String) -> Response {
    ([(CONTENT_TYPE, "application/json"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")], text).into_response()
}
