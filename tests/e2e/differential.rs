//! The engine beside a real Prometheus, on the lab's own metrics: each query of `tests/engine/differential.txt` is
//! evaluated by a collector and, over the collector's raw samples, by the engine in the dialect of the collector's
//! version, at two instants and over two grids of steps. Both must give the same type of result, the same series with
//! the same labels and values that are equal to 1e-9 of their size, or both refuse.
//!
//! It is done with Debian's collectors and with ones of version 3, where that is installed. Which version it was the
//! closing line says. What only version 3 has words for, version 2 is not asked: those queries are left out, and counted.
//!
//! All times that are asked about lie in the past, and the raw samples are read before and after the questions: when
//! they are the same, every answer in between came from just these.
//!
//! Two ways in which the two differ by what they are stand in [`list::as_written_for`] and
//! [`history::Raw::with_ends`]: a function's name, and stale markers, which the API does not show.

#![allow(clippy::cast_precision_loss, reason = "numbers of a test are small")]

mod answer;
mod history;
mod list;

use std::fmt::Write as _;
use std::io::Write as _;

use narthex::engine::evaluate::evaluate;
use narthex::engine::options::{Options, When};
use narthex::model::time::StepGrid;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Severity;

use crate::harness::{Outcome, expect, not_run};
use crate::lab::member::Member;
use crate::lab::{Release, programs};
use answer::Answer;
use history::{Frozen, Server};

/// The global evaluation interval of the lab's collectors, which is the step of subqueries that name none.
const INTERVAL_MS: i64 = 1000;

/// The most differences that are shown of one evaluation.
const MAX_TOLD: usize = 4;

/// What was compared, and what was not equal.
#[derive(Debug, Default)]
struct Tally {
    queries: usize,
    /// Queries that the collector's version has no words for.
    left_out: usize,
    evaluations: usize,
    refusals: usize,
    samples: usize,
    /// Queries that gave samples at least once.
    answered: usize,
    differing: usize,
    report: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_gives_what_a_collector_gives() -> Outcome {
    gives_what_a_collector_gives(Release::OnPath).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_gives_what_a_collector_of_version_3_gives() -> Outcome {
    if let Err(missing) = programs::peer(Member::CollectorD) {
        not_run("differential::the_engine_gives_what_a_collector_of_version_3_gives", &missing);
        return Ok(());
    }
    gives_what_a_collector_gives(Release::Version3).await
}

async fn gives_what_a_collector_gives(release: Release) -> Outcome {
    let frozen = Frozen::new(release).await?;
    for _ in 0..5 {
        let raw = frozen.raw().await?;
        let tally = compare(&frozen, &raw.with_ends()).await?;
        if frozen.raw().await? != raw {
            // A scrape that took long was stored meanwhile.
            continue;
        }
        let Tally { queries, left_out, evaluations, refusals, samples, answered, differing, report } = tally;
        let line = format!(
            "differential: {queries} queries ({left_out} left out), {evaluations} evaluations ({refusals} refused by both), {samples} samples compared with Prometheus {}, {differing} queries differ",
            frozen.version
        );
        let _ = writeln!(std::io::stderr(), "{report}{line}");
        expect(differing == 0, || line.clone())?;
        // A list that asks about nothing would always agree.
        return expect(queries >= 300 && answered * 10 >= queries * 8, || {
            format!("only {answered} of {queries} queries gave samples")
        });
    }
    Err("the samples at a time long past change again and again".to_owned())
}

async fn compare(frozen: &Frozen, raw: &history::Raw) -> Result<Tally, String> {
    let store = raw.store();
    let end = frozen.end_ms;
    let whens = [
        When::Instant(end),
        When::Instant(end - 4500),
        When::Range(StepGrid { start: end - 24_000, end, step: 3000 }),
        // It begins before the first sample.
        When::Range(StepGrid { start: end - 300_500, end: end - 500, step: 7500 }),
    ];
    let options = Options { dialect: frozen.version.dialect(), subquery_step_ms: INTERVAL_MS, ..Options::default() };
    let (queries, left_out) = list::queries(frozen.version, end, frozen.sample_ms);
    let mut tally = Tally { left_out, ..Tally::default() };
    for query in queries {
        let theirs = list::as_written_for(frozen.version, &query);
        let mut differences = Vec::new();
        let mut has_samples = false;
        for when in whens {
            let theirs = ask(&frozen.server, &theirs, when).await?;
            let (parsed, diagnostics) = diagnose(&query);
            let mistake = diagnostics.iter().find(|one| one.severity == Severity::Error);
            let ours = match mistake {
                Some(mistake) => Answer::Refused(format!("{:?}", mistake.kind)),
                None => match evaluate(&parsed.expr, &store, when, &options) {
                    Ok(outcome) => Answer::ours(outcome.value),
                    Err(error) => Answer::Refused(error.to_string()),
                },
            };
            tally.evaluations += 1;
            tally.refusals += usize::from(matches!((&theirs, &ours), (Answer::Refused(_), Answer::Refused(_))));
            tally.samples += theirs.samples();
            has_samples |= theirs.samples() > 0;
            let found = theirs.differences(&ours, list::is_ordered(&query, when));
            let more = found.len().saturating_sub(MAX_TOLD);
            differences.extend(found.into_iter().take(MAX_TOLD).map(|one| format!("{when:?}: {one}")));
            if more > 0 {
                differences.push(format!("… and {more} more"));
            }
        }
        tally.queries += 1;
        tally.answered += usize::from(has_samples);
        if !differences.is_empty() {
            tally.differing += 1;
            let _ = writeln!(tally.report, "{query}\n    {}", differences.join("\n    "));
        }
    }
    Ok(tally)
}

async fn ask(server: &Server, query: &str, when: When) -> Result<Answer, String> {
    let seconds = |ms: i64| (ms as f64 / 1000.0).to_string();
    let (path, times) = match when {
        When::Instant(time) => ("/api/v1/query", vec![("time", seconds(time))]),
        When::Range(StepGrid { start, end, step }) => {
            let times = vec![("start", seconds(start)), ("end", seconds(end)), ("step", seconds(step))];
            ("/api/v1/query_range", times)
        }
    };
    let body = server.get(path, query, &times).await?;
    Answer::theirs(&body).map_err(|error| format!("{query}: {error}"))
}
