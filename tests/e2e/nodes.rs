//! The nodes page: what runs where, and nodes that a person adds.

use crate::browser::Page;
use crate::harness::{Outcome, expect, shared_console, shared_lab};
use crate::lab::api;
use crate::lab::member::Member;

#[tokio::test(flavor = "multi_thread")]
async fn nodes_show_product_version_and_reachability() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Nodes").await?;
    for words in ["Reachable", "Prometheus", "Alertmanager"] {
        page.shows(words).await?;
    }
    for member in [Member::Reader, Member::CollectorB, Member::CollectorC, Member::AlertmanagerOne] {
        let url = shared_lab().await?.url(member);
        page.shows(&url).await?;
        page.shows(&api::version(&url).await?).await?;
    }
    // Each has a latency; Alertmanagers do not tell the time.
    let measured = "const rows = [...document.querySelectorAll('tbody tr')].map((row) => row.innerText);
        const has = (what) => rows.filter((row) => what.test(row)).length;
        return has(/\\d+ ms/) >= 5 && has(/none|ahead|behind/) >= 3 || rows";
    page.until("latency and clock difference are shown", measured).await?;
    page.screenshot("nodes").await?;
    page.close().await
}

/// A header that nobody else is to see.
const SECRET: &str = "Authorization: Bearer very-secret";

/// The nodes page, on which a node was added, with headers where there are any.
async fn page_with_added(name: &str, url: &str, headers: &str) -> Result<Page, String> {
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Nodes").await?;
    page.shows("Reachable").await?;
    page.fill_field("Name", name).await?;
    page.fill_field("URL", url).await?;
    if !headers.is_empty() {
        page.fill_field("Headers", headers).await?;
    }
    page.click("button", "Add node").await?;
    page.shows(name).await?;
    Ok(page)
}

/// The node answers on the query page.
async fn answers(page: &Page, name: &str) -> Outcome {
    page.click("link", "Query").await?;
    page.execute(name, "node_load1").await?;
    page.has_rows(1).await
}

#[tokio::test(flavor = "multi_thread")]
async fn added_node_answers_and_outlives_a_reload() -> Outcome {
    let collector = shared_lab().await?.url(Member::CollectorC);
    let page = page_with_added("my own", &collector, "").await?;
    page.reload().await?;
    page.shows("my own").await?;
    answers(&page, "my own").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_are_not_stored() -> Outcome {
    let collector = shared_lab().await?.url(Member::CollectorC);
    let page = page_with_added("guarded", &collector, SECRET).await?;
    let kept = page
        .run(
            "return JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + location.href",
            vec![],
        )
        .await?;
    let kept = kept.as_str().unwrap_or_default();
    expect(kept.contains("guarded"), || format!("the node is not stored: {kept}"))?;
    expect(!kept.contains("very-secret"), || format!("the secret is stored: {kept}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_a_reload_took_are_asked_for_and_the_node_is_not_asked_without() -> Outcome {
    let collector = shared_lab().await?.url(Member::CollectorC);
    let page = page_with_added("guarded", &collector, SECRET).await?;
    page.reload().await?;
    page.shows("Headers gone").await?;
    page.screenshot("headers-gone").await?;
    page.click("link", "Query").await?;
    page.execute("guarded", "node_load1").await?;
    page.shows("The headers of guarded are kept only in the memory of the tab").await?;
    page.click("link", "Nodes").await?;
    page.fill("Headers of guarded", SECRET).await?;
    page.click("button", "Set headers").await?;
    page.click("link", "Query").await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_is_taken_as_it_was_copied_and_said_so() -> Outcome {
    let collector = shared_lab().await?.url(Member::CollectorC);
    let host = collector.trim_start_matches("http://");
    let page = page_with_added("copied", &format!("{host}/graph?g0.expr=up"), "").await?;
    page.shows(&format!("copied is asked at {collector}.")).await?;
    page.shows("/graph?g0.expr=up at the end of the URL was cut off").await?;
    answers(&page, "copied").await?;
    page.close().await
}
