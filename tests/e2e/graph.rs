//! Range queries: the graph is drawn, hidden, zoomed.

use std::time::Duration;

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect, expect_equal, shared_console};
use crate::lab::api::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn graph_has_pixels_of_its_series_and_a_text_alternative() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.click("tab", "Graph").await?;
    page.graph_says("2 series").await?;
    page.draws_series().await?;
    for expression in ["sum(node_load1)", "avg(node_load1)"] {
        page.execute("A", expression).await?;
        page.graph_says("1 series").await?;
        page.draws_series().await?;
    }
    expect_equal("errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn legend_hides_and_shows_a_series() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("B", "node_load1").await?;
    page.click("tab", "Graph").await?;
    page.graph_says("1 series").await?;
    page.draws_series().await?;
    let button = async |beginning: &str| {
        eventually(Duration::from_secs(5), async || {
            let names = page.names("button").await?;
            let found = names.iter().find(|name| name.starts_with(beginning)).cloned();
            found.ok_or_else(|| format!("no button {beginning}…: {names:?}"))
        })
        .await
    };
    let hide = button("Hide ").await?;
    page.click("button", &hide).await?;
    eventually(Duration::from_secs(5), async || {
        let pixels = page.series_pixels().await?;
        expect(pixels == 0, || format!("{pixels} pixels of a hidden series"))
    })
    .await?;
    let show = button("Show ").await?;
    page.click("button", &show).await?;
    page.draws_series().await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn dragging_zooms_and_asks_again() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.click("tab", "Graph").await?;
    let before = page.graph_says("2 series").await?;
    page.draws_series().await?;
    let address = page.url().await?;
    let canvas = page.driver().find(thirtyfour::By::Css("canvas")).await.map_err(text)?;
    canvas.scroll_into_view().await.map_err(text)?;
    // From the middle to near the right edge: offsets are from the element's middle.
    let (width, _) = canvas.rect().await.map(|rect| (rect.width as i64, rect.height)).map_err(text)?;
    page.driver()
        .action_chain()
        .move_to_element_with_offset(&canvas, width / 4, 0)
        .click_and_hold()
        .move_by_offset(width / 16, 0)
        .move_by_offset(width / 16, 0)
        .release()
        .perform()
        .await
        .map_err(text)?;
    eventually(Duration::from_secs(15), async || {
        let now = page.graph_says("Graph").await?;
        expect(now != before && page.url().await? != address, || format!("still {now}"))
    })
    .await?;
    // The graph before is one step back.
    page.back().await?;
    eventually(Duration::from_secs(15), async || {
        let seen = page.url().await?;
        expect(seen == address, || format!("the address is {seen} instead of {address}"))
    })
    .await?;
    page.close().await
}
