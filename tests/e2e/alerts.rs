//! The alerts page: rules with their states, filters, and the way into a query panel.

use crate::browser::Page;
use crate::harness::{Outcome, expect, expect_equal, shared_console};
use crate::lab::config;

#[tokio::test(flavor = "multi_thread")]
async fn both_alerts_show_their_states() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Alerts").await?;
    page.choose("Node", "B").await?;
    for words in [config::FIRING_ALERT, config::PENDING_ALERT, "Firing", "Pending", "severity", "page", "ticket"] {
        page.shows(words).await?;
    }
    page.screenshot("alerts").await?;

    page.fill_field("Filter by text", config::PENDING_ALERT).await?;
    let only = format!(
        "const text = document.querySelector('main').innerText; return text.includes('{}') && !text.includes('{}')",
        config::PENDING_ALERT,
        config::FIRING_ALERT
    );
    page.until("only the pending alert is left", &only).await?;
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn expression_opens_in_a_query_panel() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Alerts").await?;
    page.choose("Node", "B").await?;
    page.shows(config::FIRING_ALERT).await?;
    let names = page.names("button").await?;
    let links = page.names("link").await?;
    let open = |all: &[String]| all.iter().find(|name| name.starts_with("Open ")).cloned();
    match (open(&names), open(&links)) {
        (Some(name), _) => page.click("button", &name).await?,
        (None, Some(name)) => page.click("link", &name).await?,
        (None, None) => expect(false, || format!("nothing opens in Query: {names:?} {links:?}"))?,
    }
    page.until(
        "the expression is in a panel",
        "return document.querySelector('textarea')?.value.includes('node_load1')",
    )
    .await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_are_filtered_by_state_and_open_at_their_moment() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.click("link", "Alerts").await?;
    page.choose("Node", "B").await?;
    page.shows(config::FIRING_ALERT).await?;
    let names = page.names("button").await?;
    let pending = names.iter().find(|name| name.contains("Pending")).ok_or(format!("no filter: {names:?}"))?;
    page.click("button", pending).await?;
    let only = format!(
        "const text = document.querySelector('main').innerText; return text.includes('{}') && !text.includes('{}')",
        config::PENDING_ALERT,
        config::FIRING_ALERT
    );
    page.until("only the pending alert is left", &only).await?;
    let names = page.names("button").await?;
    let since =
        names.iter().find(|name| name.starts_with("Open in Query at ")).ok_or(format!("no alert: {names:?}"))?;
    page.click("button", since).await?;
    page.has_rows(1).await?;
    let moment = since.trim_start_matches("Open in Query at ");
    let seen = page.run("return document.querySelector('input[aria-label=Time]').value", vec![]).await?;
    let seen = seen.as_str().unwrap_or_default();
    expect(!seen.is_empty() && seen.contains(moment), || format!("the panel's time is {seen:?} instead of {moment}"))?;
    page.close().await
}
