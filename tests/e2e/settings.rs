//! What a person sets holds at once and after a reload: theme, time zone, limits.

use std::time::Duration;

use thirtyfour::Key;

use crate::broken;
use crate::browser::{Page, text};
use crate::harness::{Outcome, console_at, expect, shared_console};
use crate::lab::console;

/// The colour behind everything, as the browser computes it.
const GROUND: &str = "getComputedStyle(document.documentElement).backgroundColor";

/// The first theme-color that holds, as browsers choose it, is the ground's colour.
const AROUND: &str = "const hex = [...document.querySelectorAll('meta[name=theme-color]')]
    .find((one) => matchMedia(one.media).matches).content.slice(1);
    const parts = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return getComputedStyle(document.documentElement).backgroundColor === `rgb(${parts.join(', ')})` || hex";

async fn page_with(way: &str) -> Result<Page, String> {
    let broken = format!("{}/{way}", broken::base().await?);
    Page::open(&console_at("/", console::settings([("broken", broken, "prometheus")])).await?).await
}

/// Opens the settings, commits a text in one of their fields, closes them.
async fn set(page: &Page, field: &str, words: &str) -> Outcome {
    page.click("button", "Settings").await?;
    page.fill(field, words).await?;
    page.press(Key::Enter + "").await?;
    page.click("button", "Close").await
}

#[tokio::test(flavor = "multi_thread")]
async fn theme_is_chosen_and_kept() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("textbox", "Expression").await?;
    page.until("the browser's own colour is the ground's", AROUND).await?;
    let light = page.run(&format!("return {GROUND}"), vec![]).await?;
    page.click("button", "Settings").await?;
    page.click("radio", "Dark").await?;
    page.click("button", "Close").await?;
    let dark = format!("return {GROUND} !== {light}");
    page.until("the ground is dark", &dark).await?;
    page.until("so is what the browser draws around it", AROUND).await?;
    page.reload().await?;
    page.find("textbox", "Expression").await?;
    page.until("the ground is dark after a reload", &dark).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn time_out_is_set_and_kept() -> Outcome {
    let page = page_with("silent").await?;
    set(&page, "Time-out of a request", "2s").await?;
    page.reload().await?;
    page.execute("broken", "up").await?;
    page.shows("broken did not answer completely within 2 s").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn size_limit_is_set() -> Outcome {
    let page = page_with("endless").await?;
    set(&page, "Largest answer", "3").await?;
    page.execute("broken", "up").await?;
    page.shows("The answer of broken is larger than 3 MB").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_setting_stays_typed_and_is_explained() -> Outcome {
    let page = page_with("silent").await?;
    page.click("button", "Settings").await?;
    page.fill("Time-out of a request", "soon").await?;
    page.press(Key::Tab + "").await?;
    let script = "const field = document.querySelector('[aria-invalid=true]');
        return field?.value === 'soon' && field.title.includes('30s');";
    page.until("the field is marked and says why", script).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_shown_in_the_chosen_zone() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    // A zone of half an hour: no other is mistaken for it.
    let zone = serde_json::json!({ "timezoneId": "Asia/Kolkata" });
    page.driver().cdp().send_raw("Emulation.setTimezoneOverride", zone).await.map_err(text)?;
    page.go(&format!("{}?g0.expr=vector(1)&g0.tab=1&g0.moment_input=2026-01-02%2003:04:05", shared_console().await?))
        .await?;
    page.has_rows(1).await?;
    // Prometheus' links are in UTC.
    page.shows("2026-01-02 08:34:05").await?;
    page.click("button", "Settings").await?;
    page.click("radio", "UTC").await?;
    page.click("button", "Close").await?;
    page.shows_within("2026-01-02 03:04:05", Duration::from_secs(5)).await?;
    let seen = page.text().await?;
    expect(!seen.contains("08:34:05"), || format!("local time stays:\n{seen}"))?;
    page.close().await
}
