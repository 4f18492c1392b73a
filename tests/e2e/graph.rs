//! Range queries: the graph is drawn, hidden, zoomed.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::time::Duration;

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect, expect_equal, shared_console};
use crate::lab::api::eventually;

#[tokio::test(flavor = "multi_thread")]
async fn graph_has_pixels_of_its_series_and_a_text_alternative() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.graph_of_a_minute().await?;
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
    page.graph_of_a_minute().await?;
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
    page.graph_of_a_minute().await?;
    let before = page.graph_says("2 series").await?;
    page.draws_series().await?;
    let address = page.url().await?;
    let canvas = page.driver().find(thirtyfour::By::Css("canvas")).await.map_err(text)?;
    canvas.scroll_into_view().await.map_err(text)?;
    // Most of the right half, where the lab's samples are: offsets are from the element's middle.
    let width = canvas.rect().await.map(|rect| rect.width as i64).map_err(text)?;
    page.driver()
        .action_chain()
        .move_to_element_with_offset(&canvas, width / 8, 0)
        .click_and_hold()
        .move_by_offset(width / 6, 0)
        .move_by_offset(width / 6, 0)
        .release()
        .perform()
        .await
        .map_err(text)?;
    // Under half a minute on the same width is worth points closer than a second.
    let finer = "return /step \\d+ms/.test(document.querySelector('.panel__status').innerText)";
    page.until("it was asked again at a finer step", finer).await?;
    let zoomed = page.graph_says("2 series").await?;
    page.draws_series().await?;
    let address_of_zoom = page.url().await?;
    expect(zoomed != before && address_of_zoom != address, || format!("still {zoomed} at {address_of_zoom}"))?;
    // The graph before is one step back.
    page.back().await?;
    eventually(Duration::from_secs(15), async || {
        let seen = page.url().await?;
        expect(seen == address, || format!("the address is {seen} instead of {address}"))
    })
    .await?;
    page.close().await
}

/// Two lines far enough apart not to hide one another.
const TWO_LINES: &str =
    r#"label_replace(vector(42.5), "collector", "B", "", "") or label_replace(vector(7), "collector", "C", "", "")"#;

/// How many pixels have each of the colours of the legend's first two swatches.
async fn pixels_of_each(page: &Page) -> Result<Vec<u64>, String> {
    let script = "return [...document.querySelectorAll('.legend__row .swatch')].map((swatch) =>
        getComputedStyle(swatch).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number));";
    let swatches: Vec<[u8; 3]> = serde_json::from_value(page.run(script, vec![]).await?).map_err(text)?;
    let seen = page.colours().await?;
    let near = |a: u8, b: u8| a.abs_diff(b) <= 24;
    Ok(swatches
        .iter()
        .map(|[r, g, b]| {
            let own = seen.iter().filter(|(red, green, blue, _)| near(*red, *r) && near(*green, *g) && near(*blue, *b));
            own.map(|(_, _, _, count)| count).sum()
        })
        .collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn legend_isolates_a_series_and_brings_all_back() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", TWO_LINES).await?;
    page.graph_of_a_minute().await?;
    page.graph_says("2 series").await?;
    let drawn = async |wanted: [bool; 2]| {
        eventually(Duration::from_secs(5), async || {
            let pixels = pixels_of_each(&page).await?;
            let seen: Vec<bool> = pixels.iter().map(|&count| count > 20).collect();
            expect(seen == wanted, || format!("pixels of the series: {pixels:?}, wanted {wanted:?}"))
        })
        .await
    };
    drawn([true, true]).await?;
    page.run("document.querySelectorAll('.legend__series')[1].click()", vec![]).await?;
    drawn([false, true]).await?;
    page.graph_says("1 series").await?;
    page.click("button", "Show all").await?;
    drawn([true, true]).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_series_stays_hidden_on_another_tab_and_after_a_reload() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", TWO_LINES).await?;
    page.graph_of_a_minute().await?;
    page.graph_says("2 series").await?;
    let is_hidden = async || {
        let alone = "const rows = [...document.querySelectorAll('.legend__row')].map((row) =>
            row.classList.contains('legend__row--hidden')); return JSON.stringify(rows) === '[true,false]' || rows;";
        page.until("the first series of two is hidden", alone).await?;
        page.graph_says("1 series").await
    };
    let order = "return document.querySelector('.legend th[aria-sort]')?.innerText.trim().replace(/\\s+/g, ' ')";
    page.run("document.querySelectorAll('.legend__toggle')[0].click()", vec![]).await?;
    is_hidden().await?;
    // B, which is hidden, has the greatest value: it stays the first.
    page.click("button", "Max").await?;
    page.until("sorted from the greatest", &format!("{order} === 'Max ▼'")).await?;
    page.click("tab", "Table").await?;
    page.has_rows(2).await?;
    page.click("tab", "Graph").await?;
    is_hidden().await?;
    page.click("link", "Alerts").await?;
    page.click("link", "Query").await?;
    is_hidden().await?;
    page.reload().await?;
    is_hidden().await?;
    page.until("still sorted from the greatest", &format!("{order} === 'Max ▼'")).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn tooltip_says_the_nearest_point_by_mouse_and_by_keyboard() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", TWO_LINES).await?;
    page.graph_of_a_minute().await?;
    page.graph_says("2 series").await?;
    page.draws_series().await?;
    let canvas = page.driver().find(thirtyfour::By::Css("canvas")).await.map_err(text)?;
    canvas.scroll_into_view().await.map_err(text)?;
    // Where the pixels of lines are: the middle one of them.
    let at = page.run("const canvas = document.querySelector('canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const swatch = getComputedStyle(document.querySelector('.legend__row .swatch')).backgroundColor.match(/\\d+/g).map(Number);
        const lines = [];
        for (let i = 0; i < data.length; i += 4)
          if ([0, 1, 2].every((part) => Math.abs(data[i + part] - swatch[part]) <= 24)) lines.push(i / 4);
        const hit = lines[lines.length >> 1] ?? 0;
        return [hit % canvas.width - canvas.width / 2, Math.floor(hit / canvas.width) - canvas.height / 2].map(Math.round);", vec![]).await?;
    let (x, y): (i64, i64) = serde_json::from_value(at).map_err(text)?;
    page.driver().action_chain().move_to_element_with_offset(&canvas, x, y).perform().await.map_err(text)?;
    let tooltip = "(document.querySelector('.tooltip')?.innerText ?? '')";
    let says = format!(
        "const tooltip = {tooltip}; return /42\\.5/.test(tooltip) && /collector/.test(tooltip) && /[BC]/.test(tooltip) || tooltip;"
    );
    page.until("the tooltip has value and labels", &says).await?;
    page.screenshot("tooltip").await?;

    page.run("document.querySelector('canvas').focus()", vec![]).await?;
    page.press(thirtyfour::Key::Escape + "").await?;
    page.until("Escape takes it away", &format!("return {tooltip} === ''")).await?;
    page.press(thirtyfour::Key::Left + "").await?;
    page.until("an arrow key brings it to the newest point", &says).await?;
    let before = page.run(&format!("return {tooltip}"), vec![]).await?;
    page.press(thirtyfour::Key::Left + "").await?;
    page.until("another goes to the point before", &format!("return {tooltip} !== {before}")).await?;
    page.close().await
}
