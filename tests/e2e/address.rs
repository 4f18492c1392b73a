//! The address holds what is worth sharing: it restores the page, goes back and forward, and opens Prometheus' links.

use std::time::Duration;

use crate::browser::{Page, SOON};
use crate::harness::{Outcome, console_at, expect, shared_console, shared_lab};
use crate::lab::api::eventually;
use crate::lab::console::lab_settings;

const EXPRESSION: &str = "return document.querySelector('textarea')?.value";

async fn has_expression(page: &Page, wanted: &str) -> Outcome {
    page.until(&format!("expression {wanted}"), &format!("{EXPRESSION} === {wanted:?}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn address_restores_the_page() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("C", "sum by (job) (node_load1)").await?;
    page.graph_of_a_minute().await?;
    page.graph_says("1 series").await?;
    page.until("the address has the range", "return location.hash.includes('1m')").await?;
    let address = page.url().await?;
    expect(address.contains('#'), || format!("no fragment in {address}"))?;
    page.close().await?;

    let other = Page::open(&address).await?;
    has_expression(&other, "sum by (job) (node_load1)").await?;
    other.graph_says("1 series").await?;
    other.draws_series().await?;
    other.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_go_through_what_was_shown() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    page.execute("A", "sum(node_load1)").await?;
    page.has_rows(1).await?;
    page.click("link", "Alerts").await?;
    // A evaluates none: the collectors do.
    page.shows("This node has no rules").await?;
    page.back().await?;
    has_expression(&page, "sum(node_load1)").await?;
    page.back().await?;
    has_expression(&page, "node_load1").await?;
    page.has_rows(2).await?;
    page.forward().await?;
    has_expression(&page, "sum(node_load1)").await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_prometheus_open() -> Outcome {
    let console = shared_console().await?;
    let link = format!("{console}?g0.expr=sum(node_load1)&g0.tab=0&g0.range_input=15m&g1.expr=node_load1&g1.tab=1");
    let page = Page::open(&link).await?;
    has_expression(&page, "sum(node_load1)").await?;
    page.graph_says("1 series").await?;
    page.until("two panels", "return document.querySelectorAll('textarea').length === 2").await?;
    page.has_rows(2).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_address_is_named_and_the_page_lives() -> Outcome {
    let console = shared_console().await?;
    for fragment in ["#%%%&=&&g0.expr=%zz", "#/nowhere?x=1", "#/query?range=soon&expr=up"] {
        let page = Page::open(&format!("{console}{fragment}")).await?;
        eventually(SOON, async || {
            let text = page.text().await?;
            expect(text.contains("address"), || format!("{fragment}: nothing said of the address:\n{text}"))
        })
        .await?;
        page.execute("A", "node_load1").await?;
        page.has_rows(2).await?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_work_from_a_folder_of_any_server() -> Outcome {
    let console = console_at("/portal/tools/narthex", lab_settings(shared_lab().await?)).await?;
    let page = Page::open(&console).await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    page.click("tab", "Graph").await?;
    page.graph_says_within("2 series", Duration::from_secs(15)).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_other_consoles_open_and_say_what_they_lose_once() -> Outcome {
    let console = shared_console().await?;
    let vmui = "#/?g0.expr=sum(node_load1)&g0.range_input=30m&g0.relative_time=last_30_minutes&g0.tab=chart&g0.end_input=2026-11-22T18:00:00&g0.tenantID=7&g0.stacked=1";
    let page = Page::open(&format!("{console}{vmui}")).await?;
    has_expression(&page, "sum(node_load1)").await?;
    page.graph_says("1 series").await?;
    page.shows("Not carried over from the link: g0.tenantID=7, g0.stacked=1.").await?;
    let notices = "return document.querySelectorAll('[aria-label=Notices] .notice').length === 1";
    page.until("one notice", notices).await?;
    page.screenshot("link_vmui").await?;
    page.go("about:blank").await?;
    let old = "#%5B%7B%22range_input%22%3A%2215m%22%2C%22end_input%22%3A%22%22%2C%22expr%22%3A%22node_load1%22%2C%22tab%22%3A0%7D%5D";
    page.go(&format!("{console}{old}")).await?;
    has_expression(&page, "node_load1").await?;
    page.graph_says("2 series").await?;
    // Another console's link, pasted as it stood in a page's source.
    page.fill("Expression", "http://thanos:10902/graph?g0.expr=avg(node_load1)&amp;g0.tab=1&amp;g0.deduplicate=0")
        .await?;
    page.click("button", "Execute").await?;
    has_expression(&page, "avg(node_load1)").await?;
    page.has_rows(1).await?;
    page.shows("Not sent, as Prometheus does not know it: dedup=false").await?;
    page.screenshot("link_thanos").await?;
    page.click("button", "Remove").await?;
    page.until("nothing is sent besides", "return !location.hash.includes('dedup')").await?;
    page.close().await
}
