//! Other products in the browser: Prometheus 3 with native histograms, annotations and names of any letters, and
//! `VictoriaMetrics`, each as a server of another origin.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use narthex::engine::load::load;

use crate::browser::Page;
use crate::harness::{Outcome, console_at, expect, expect_equal, shared_peers};
use crate::lab::console::settings;
use crate::lab::member::Member;
use crate::lab::receiver::store;
use crate::lab::{Lab, api};
use crate::reads::messages;

async fn page_of(lab: &Lab, members: &[Member]) -> Result<Page, String> {
    let nodes = members.iter().map(|member| (member.name(), lab.url(*member), "prometheus"));
    Page::open(&console_at("/", settings(nodes)).await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_3_is_shown_with_all_that_is_new_in_it() -> Outcome {
    let test = "products::prometheus_3_is_shown_with_all_that_is_new_in_it";
    let Some(lab) = shared_peers(test, &[Member::CollectorD]).await? else { return Ok(()) };
    let base = lab.url(Member::CollectorD);
    let labels = [("__name__", "häuser.gezählt"), ("job", "Städte"), ("service.name", "a b")];
    for (_, mut samples) in load(["counted 1+1x20"], 1000).map_err(String::from)? {
        samples.times.iter_mut().for_each(|time| *time += (api::now() as i64 - 20) * 1000);
        store(&base, messages::packed(&messages::bytes(1, &messages::time_series(&labels, &samples)))).await?;
    }
    let page = page_of(lab, &[Member::CollectorD]).await?;
    page.click("link", "Nodes").await?;
    page.shows(&format!("Prometheus {}", api::version(&base).await?)).await?;
    page.click("link", "Query").await?;

    // A native histogram as it is, and what is computed of it.
    let durations = "prometheus_http_request_duration_seconds{handler=\"/metrics\"}";
    page.execute("D", durations).await?;
    page.has_rows(1).await?;
    page.shows("count ").await?;
    page.execute("D", &format!("histogram_quantile(0.9, {durations})")).await?;
    page.graph_of_a_minute().await?;
    page.graph_says("1 series").await?;
    page.draws_series().await?;

    // It says of a rate of a gauge that it may be none.
    page.click("tab", "Table").await?;
    page.execute("D", "rate(node_load1[10s])").await?;
    page.shows("metric might not be a counter").await?;

    page.execute("D", "{\"häuser.gezählt\", \"service.name\"=~\"a.*\"}").await?;
    page.has_rows(1).await?;
    let cells = page.rows().await?.concat();
    let has_all = ["häuser.gezählt", "Städte", "a b"].iter().all(|text| cells.iter().any(|cell| cell.contains(text)));
    expect(has_all, || format!("the row is {cells:?}"))?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn victoria_metrics_is_shown() -> Outcome {
    let test = "products::victoria_metrics_is_shown";
    let Some(lab) = shared_peers(test, &[Member::VictoriaMetrics, Member::CollectorD]).await? else { return Ok(()) };
    let page = page_of(lab, &[Member::CollectorD, Member::VictoriaMetrics]).await?;
    page.click("link", "Nodes").await?;
    page.shows("VictoriaMetrics").await?;
    page.click("link", "Query").await?;
    for expression in ["avg(node_load1)", "rollup_rate(node_cpu_seconds_total{mode=\"idle\",cpu=\"0\"}[5s])"] {
        page.execute("VictoriaMetrics", expression).await?;
        page.graph_of_a_minute().await?;
        page.graph_says("series").await?;
        page.draws_series().await?;
        page.click("tab", "Table").await?;
    }
    // It lets no page of another origin read its status.
    let mut errors = page.console_errors().await?;
    errors.retain(|error| !(error.contains("/api/v1/status/") && error.contains("CORS")));
    expect_equal("errors", &errors, &Vec::new())?;
    page.close().await
}
