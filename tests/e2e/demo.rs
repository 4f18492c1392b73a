//! The demo: what a page has to show where there is no server at all.

use crate::browser::Page;
use crate::harness::{Outcome, console_at, expect, expect_equal};
use crate::lab::console;

/// A page without nodes, on which the demo was opened.
async fn opened() -> Result<Page, String> {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.shows("Which Prometheus?").await?;
    page.screenshot("first-run").await?;
    page.click("button", "Open the demo").await?;
    page.graph_says("6 series").await?;
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_nodes_opens_the_demo_and_draws_it() -> Outcome {
    let page = opened().await?;
    page.draws_series().await?;
    page.screenshot("demo-graph").await?;
    for expression in
        ["avg(node_load1)", "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))"]
    {
        page.execute("demo B", expression).await?;
        page.graph_says("1 series").await?;
    }
    // Slow as it is, it answers.
    page.execute("demo C", "sum by (mode) (rate(node_cpu_seconds_total[5m]))").await?;
    page.graph_says("4 series").await?;
    page.reload().await?;
    page.graph_says("4 series").await?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_alerts_that_fire() -> Outcome {
    let page = opened().await?;
    page.click("link", "Alerts").await?;
    for words in ["Watchdog", "TargetDown", "cache-1.eu-1:9100", "Firing", "many-to-many matching not allowed"] {
        page.shows(words).await?;
    }
    page.screenshot("demo-alerts").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_a_fleet_of_four_nodes_of_which_one_is_slow_and_one_has_another_clock() -> Outcome {
    let page = opened().await?;
    page.click("link", "Nodes").await?;
    for words in ["demo fleet", "demo B", "demo B′", "demo C", "demo C′", "6.2 s ahead"] {
        page.shows(words).await?;
    }
    page.screenshot("demo-nodes").await?;
    page.click("button", "Remove demo C′").await?;
    page.until("four are left", "return document.querySelectorAll('.nodes__row').length === 4").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_without_any_offers_the_demo_too() -> Outcome {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.click("link", "Nodes").await?;
    page.click("button", "Open the demo").await?;
    page.graph_says("6 series").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn narrow_screens_show_the_offer_whole() -> Outcome {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.emulate((360, 740), crate::browser::Theme::Light).await?;
    page.find("button", "Open the demo").await?;
    let wide = page.run("return document.documentElement.scrollWidth", vec![]).await?;
    expect(wide.as_u64().is_some_and(|wide| wide <= 360), || format!("the page is {wide} wide"))?;
    page.screenshot("first-run-narrow").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn narthex_json_lists_the_demo_as_make_run_writes_it() -> Outcome {
    let page = Page::open(&console_at("/", console::served_settings(None)).await?).await?;
    page.execute("demo B", "count(up)").await?;
    page.has_rows(1).await?;
    page.click("link", "Nodes").await?;
    page.until("all five are listed", "return document.querySelectorAll('.nodes__row').length === 5").await?;
    let wrong = page.text().await?.contains("Problems in narthex.json");
    expect(!wrong, || "narthex.json is understood".to_owned())?;
    page.close().await
}

/// The collectors as one node: two zones of two replicas.
const FLEET: &str = r#"{"nodes":[
    {"name":"fleet","kind":"federation","members":[["B","B′"],["C","C′"]]},
    {"name":"B","kind":"demo","collector":"B"},{"name":"B′","kind":"demo","collector":"B′"},
    {"name":"C","kind":"demo","collector":"C"},{"name":"C′","kind":"demo","collector":"C′"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_federation_of_the_demo_says_who_gave_what_and_lets_choose() -> Outcome {
    let page = Page::open(&console_at("/", FLEET.to_owned()).await?).await?;
    page.execute("fleet", "node_load1").await?;
    page.click("tab", "Graph").await?;
    page.graph_says("6 series").await?;
    page.draws_series().await?;
    page.run("document.querySelector('canvas').focus()", vec![]).await?;
    page.press("d".to_owned()).await?;
    for words in ["of 4 nodes", "B, B′", "C, C′", "How it was asked", "used", "The tab joins the zones"] {
        page.shows(words).await?;
    }
    let bars = "return document.querySelectorAll('.cover').length === 4";
    page.until("each has its time", bars).await?;
    page.screenshot("federation-details").await?;
    page.click("button", "First healthy").await?;
    page.until("it is in the address", "return location.hash.includes('replicas=first')").await?;
    page.shows("The first replica of a zone that answers").await?;
    page.run("document.querySelector('[role=switch][aria-label=Strict]').click()", vec![]).await?;
    page.until("it is in the address", "return location.hash.includes('strict=1')").await?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}
