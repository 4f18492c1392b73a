//! Where people host the console so that `remote_read` works in a browser: at a collector's own `/user/`
//! (`--web.user-assets`), or behind a proxy with its nodes below the same origin. Collectors let no page of another
//! origin read what `remote_read` gives; `InfluxDB` does.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::path::PathBuf;

use serde_json::json;

use crate::browser::{Page, SOON, text};
use crate::harness::{Outcome, console_at, dist, expect, not_run, shared_lab, shared_peers};
use crate::lab::api::{self, eventually};
use crate::lab::console::{FEDERATION, install, proxied, settings, text_of};
use crate::lab::member::Member;
use crate::lab::nginx::Nginx;
use crate::lab::ports::free_port;
use crate::lab::programs;

/// After so many seconds what was scraped is wherever it is written to.
const SETTLED_S: i64 = 5;

const EXPRESSIONS: [&str; 3] = ["node_load1", "avg(node_load1)", "sum(node_load1)"];

/// The release files, for other programs.
fn files() -> Result<PathBuf, String> {
    std::path::absolute(dist()?).map_err(text)
}

/// Sorted.
fn numbers(texts: impl Iterator<Item = String>) -> Result<Vec<f64>, String> {
    let numbers = texts.map(|text| text.parse().map_err(|_| format!("{text} is no number")));
    let mut numbers = numbers.collect::<Result<Vec<f64>, _>>()?;
    numbers.sort_by(f64::total_cmp);
    Ok(numbers)
}

/// A link to an instant query of a node.
fn link(console: &str, node: &str, expr: &str, time: i64) -> String {
    let node = node.replace(' ', "%20");
    format!("{console}#/query?p0.node={node}&p0.expr={expr}&p0.tab=table&p0.time={time}")
}

/// The page shows for each expression, asked of this node, what the API at `base` says of a time that is over.
async fn shows_what_is_there(page: &Page, console: &str, node: &str, base: &str) -> Outcome {
    shows_series(page, console, node, base, 1).await
}

/// As that, of a metric with so many series.
async fn shows_series(page: &Page, console: &str, node: &str, base: &str, count: usize) -> Outcome {
    let time = eventually(SOON, async || {
        let time = api::now() as i64 - SETTLED_S;
        let seen = api::values(base, "node_load1", time as f64).await?;
        expect(seen.len() == count, || format!("{base} has {seen:?}")).map(|()| time)
    })
    .await?;
    for expr in EXPRESSIONS {
        let wanted = numbers(api::values(base, expr, time as f64).await?.into_iter())?;
        // From nothing, so that no row is of the query before.
        page.go("about:blank").await?;
        page.go(&link(console, node, expr, time)).await?;
        page.has_rows(wanted.len()).await.map_err(|error| format!("{expr} of {node}: {error}"))?;
        let rows = page.rows().await?;
        let seen = numbers(rows.into_iter().filter_map(|row| row.into_iter().last()))?;
        let is_equal = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
        let same = seen.len() == wanted.len() && seen.iter().zip(&wanted).all(is_equal);
        expect(same, || format!("{expr} of {node}: {seen:?} instead of {wanted:?}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_serves_the_console_is_read() -> Outcome {
    let lab = shared_lab().await?;
    for (member, other) in [(Member::CollectorB, Member::CollectorC), (Member::CollectorC, Member::CollectorB)] {
        let (base, elsewhere) = (lab.url(member), format!("{}/api/v1/read", lab.url(other)));
        let nodes = [
            json!({ "name": "own", "url": "/api/v1/read", "kind": "remote_read" }),
            json!({ "name": "other", "url": elsewhere, "kind": "remote_read" }),
            json!({ "name": "other API", "url": lab.url(other), "kind": "prometheus" }),
            json!({ "name": FEDERATION, "members": ["own", "other API"], "kind": "federation" }),
        ];
        install(&files()?, &lab.user_assets(member), &text_of(nodes.into_iter()))?;
        let console = format!("{base}/user/");
        let page = Page::blank().await?;
        shows_what_is_there(&page, &console, "own", &base).await?;
        // The other one is asked over its API, and both together are what the reading Prometheus makes of them.
        shows_series(&page, &console, FEDERATION, &lab.url(Member::Reader), 2).await?;
        // To read it a browser does not allow.
        page.go("about:blank").await?;
        page.go(&link(&console, "other", "node_load1", api::now() as i64 - 2)).await?;
        page.shows("other does not let this page read its answers").await?;
        page.shows("serve Narthex from the node's own origin").await?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_below_the_proxy_of_the_console_are_read() -> Outcome {
    if let Err(missing) = programs::nginx() {
        not_run("hosting::nodes_below_the_proxy_of_the_console_are_read", &missing);
        return Ok(());
    }
    let lab = shared_lab().await?;
    let (settings, below) = proxied(lab);
    let nginx = Nginx::start(free_port(), &files()?, &settings, &below).await?;
    let console = format!("{}/", nginx.url());
    let page = Page::blank().await?;
    for (member, node) in [(Member::CollectorB, "B samples"), (Member::CollectorC, "C samples")] {
        shows_what_is_there(&page, &console, node, &lab.url(member)).await?;
        page.graph_of_a_minute().await?;
        page.graph_says("1 series").await?;
        page.draws_series().await?;
    }
    // Both together are what the reading Prometheus makes of them.
    shows_series(&page, &console, FEDERATION, &lab.url(Member::Reader), 2).await?;
    page.graph_of_a_minute().await?;
    page.graph_says("1 series").await?;
    page.draws_series().await?;
    // The others are asked there as anywhere.
    shows_what_is_there(&page, &console, "B", &lab.url(Member::CollectorB)).await?;
    page.go("about:blank").await?;
    page.go(&link(&console, "A", "node_load1", api::now() as i64 - 2)).await?;
    page.has_rows(2).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn influxdb_is_read_from_any_origin() -> Outcome {
    let test = "hosting::influxdb_is_read_from_any_origin";
    let Some(lab) = shared_peers(test, &[Member::InfluxDb, Member::CollectorD]).await? else { return Ok(()) };
    let url = format!("{}{}", lab.url(Member::InfluxDb), Member::InfluxDb.node_path());
    let console = console_at("/", settings([("InfluxDB", url, "remote_read")])).await?;
    let page = Page::blank().await?;
    // What is not yet written to it is not there.
    eventually(SOON, async || {
        let base = lab.url(Member::CollectorD);
        let scrapes = api::values(&base, "count_over_time(node_load1[1m] offset 7s)", api::now()).await?;
        expect(!scrapes.is_empty(), || "no scrapes".to_owned())
    })
    .await?;
    shows_what_is_there(&page, &console, "InfluxDB", &lab.url(Member::CollectorD)).await?;
    page.close().await
}
