//! The nodes page: what runs where, and nodes that a person adds.

use crate::browser::Page;
use crate::harness::{Outcome, expect, shared_console, shared_lab};
use crate::lab::member::Member;

#[tokio::test(flavor = "multi_thread")]
async fn nodes_show_product_version_and_reachability() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Nodes").await?;
    for words in ["2.42", "0.25", "Reachable", "Prometheus", "Alertmanager"] {
        page.shows(words).await?;
    }
    for member in [Member::Reader, Member::CollectorB, Member::CollectorC, Member::AlertmanagerOne] {
        page.shows(&shared_lab().await?.url(member)).await?;
    }
    // Each has a latency; Alertmanagers do not tell the time.
    let measured = "const rows = [...document.querySelectorAll('tbody tr')].map((row) => row.innerText);
        const has = (what) => rows.filter((row) => what.test(row)).length;
        return has(/\\d+ ms/) >= 5 && has(/none|ahead|behind/) >= 3 || rows";
    page.until("latency and clock difference are shown", measured).await?;
    page.screenshot("nodes").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn added_node_answers_and_outlives_a_reload() -> Outcome {
    let collector = shared_lab().await?.url(Member::CollectorC);
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Nodes").await?;
    page.shows("Reachable").await?;
    page.fill_field("Name", "my own").await?;
    page.fill_field("URL", &collector).await?;
    page.click("button", "Add node").await?;
    page.shows("my own").await?;
    page.reload().await?;
    page.shows("my own").await?;
    page.click("link", "Query").await?;
    page.execute("my own", "node_load1").await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_are_not_stored() -> Outcome {
    let collector = shared_lab().await?.url(Member::CollectorC);
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Nodes").await?;
    page.fill_field("Name", "guarded").await?;
    page.fill_field("URL", &collector).await?;
    page.fill_field("Headers", "Authorization: Bearer very-secret").await?;
    page.click("button", "Add node").await?;
    page.shows("guarded").await?;
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
