//! Who does not answer is named, what is left is shown, and all recovers.

use std::time::Duration;

use crate::browser::Page;
use crate::harness::{Outcome, console_at, expect, own_lab};
use crate::lab::Lab;
use crate::lab::console::lab_settings;
use crate::lab::member::Member;

async fn page_on_own_lab() -> Result<(Lab, Page), String> {
    let lab = own_lab().await?;
    let page = Page::open(&console_at("/", lab_settings(&lab)).await?).await?;
    Ok((lab, page))
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_collector_is_named_and_the_graph_stays() -> Outcome {
    let (mut lab, page) = page_on_own_lab().await?;
    page.execute("A", "node_load1").await?;
    page.graph_of_a_minute().await?;
    page.graph_says("2 series").await?;

    lab.stop(Member::CollectorC);
    page.click("button", "Execute").await?;
    page.shows("1 of 2 collectors did not answer").await?;
    page.shows(&lab.url(Member::CollectorC)).await?;
    page.graph_says("1 series").await?;
    page.draws_series().await?;
    page.screenshot("collector-stopped").await?;
    page.click("button", "Details").await?;
    for words in ["How it was asked", "No answer", "read by A", "A reads from 2 collectors"] {
        page.shows(words).await?;
    }
    page.screenshot("collector-stopped-details").await?;
    // By its key, too, where no text is typed.
    page.run("document.querySelector('canvas').focus()", vec![]).await?;
    page.press("d".to_owned()).await?;
    page.until("the details are hidden", "return document.querySelector('.provenance__table') === null").await?;

    lab.start_again(Member::CollectorC).await?;
    page.click("button", "Execute").await?;
    page.graph_says("2 series").await?;
    let text = page.text().await?;
    expect(!text.contains("did not answer"), || format!("the warning stays:\n{text}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_reader_is_an_error_until_it_is_back() -> Outcome {
    let (mut lab, page) = page_on_own_lab().await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;

    lab.stop(Member::Reader);
    page.click("button", "Execute").await?;
    page.shows("A is not reachable").await?;
    page.shows(&lab.url(Member::Reader)).await?;
    page.screenshot("reader-stopped").await?;

    lab.start_again(Member::Reader).await?;
    page.click("button", "Execute").await?;
    page.has_rows(2).await?;
    let text = page.text().await?;
    expect(!text.contains("A is not reachable"), || format!("the error stays:\n{text}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_collector_ends_by_cancel_or_by_its_time_out() -> Outcome {
    let (mut lab, page) = page_on_own_lab().await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    lab.freeze(Member::CollectorC);

    // A query that ends by itself says who did not answer; of one that is cancelled nothing is said.
    page.click("button", "Execute").await?;
    page.click("button", "Cancel").await?;
    page.find("button", "Execute").await?;
    let text = page.text().await?;
    expect(!text.contains("did not answer"), || format!("the time-out ended it, and not Cancel:\n{text}"))?;

    // The reader's remote_timeout is 8 s.
    page.click("button", "Execute").await?;
    page.shows_within("1 of 2 collectors did not answer", Duration::from_secs(20)).await?;
    page.has_rows(1).await?;

    lab.thaw(Member::CollectorC);
    page.click("button", "Execute").await?;
    page.has_rows(2).await?;
    page.close().await
}
