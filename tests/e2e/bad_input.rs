//! Whatever a node answers, the page says what happened and stays alive.

use std::sync::atomic::Ordering;
use std::time::Duration;

use thirtyfour::Key;

use crate::broken;
use crate::browser::{Page, SOON, Theme};
use crate::harness::{Outcome, console_at, expect, expect_equal, shared_lab};
use crate::lab::member::Member;
use crate::lab::{api, console};

/// The harness itself: the browser reaches the broken server, finds by role and name, counts pixels.
#[tokio::test(flavor = "multi_thread")]
async fn harness_sees_what_is_on_a_page() -> Outcome {
    let base = broken::base().await?;
    expect(!api::answers(&format!("{base}/starting/x")).await, || "503 counts as an answer".into())?;
    let page = Page::open(&format!("{base}/html/x")).await?;
    page.shows("Sign in").await?;
    page.find("heading", "Sign in").await?;
    let script = "document.body.innerHTML = '<button aria-label=\"Go\">x</button><canvas width=10 height=10></canvas>';
        const pen = document.querySelector('canvas').getContext('2d');
        pen.fillStyle = '#ff0000'; pen.fillRect(0, 0, 5, 5);
        console.error('heard'); return true;";
    page.run(script, vec![]).await?;
    expect_equal("colours", &page.colours().await?, &vec![(255, 0, 0, 25)])?;
    page.click("button", "Go").await?;
    expect_equal("names", &page.names("button").await?, &vec!["Go".to_owned()])?;
    page.emulate((400, 700), Theme::Dark).await?;
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches && innerWidth === 400;";
    page.until("dark and narrow", dark).await?;
    let errors = page.console_errors().await?;
    expect(errors.iter().any(|error| error.contains("heard")), || format!("errors: {errors:?}"))?;
    page.close().await
}

/// The console with one good node and one that is broken in this way.
async fn page_with(way: &str) -> Result<Page, String> {
    let good = shared_lab().await?.url(Member::CollectorB);
    let broken = format!("{}/{way}", broken::base().await?);
    let settings = console::settings([("broken", broken, "prometheus"), ("good", good, "prometheus")]);
    Page::open(&console_at("/", settings).await?).await
}

/// After whatever happened: the page answers, and what was typed is still there.
async fn still_alive(page: &Page, typed: &str) -> Outcome {
    let kept = page.run("return document.querySelector('textarea').value", vec![]).await?;
    expect_equal("nothing typed is lost", &kept.as_str(), &Some(typed))?;
    page.execute("good", "node_load1").await?;
    page.has_rows(1).await
}

/// Each way of answering wrongly, and the words for it.
const WRONG: &[(&str, &str)] = &[
    ("401", "401 wants credentials (401)"),
    ("403", "403 refuses these credentials (403)"),
    ("404", "404 has no such address (404)"),
    ("407", "The browser got no answer from 407"),
    ("starting", "starting is still starting"),
    ("no-org", "no-org serves several tenants and was not told which (401)"),
    ("store-down", "A store behind store-down is not available (422)"),
    ("unprocessable", "unprocessable could not evaluate this query (422)"),
    ("busy", "busy refuses so many requests (429)"),
    ("proxy", "proxy cannot answer now (503)"),
    ("html", "html answered with something else than the Prometheus API"),
    ("html-error", "html-error cannot answer now (502)"),
    ("truncated", "The answer of truncated breaks off"),
    ("empty", "The answer of empty"),
    ("not-json", "not-json"),
    ("other-shape", "The answer of other-shape has an unknown shape"),
    ("no-cors", "no-cors does not let this page read its answers"),
];

#[tokio::test(flavor = "multi_thread")]
async fn wrong_answers_are_put_into_words() -> Outcome {
    let base = broken::base().await?;
    let good = shared_lab().await?.url(Member::CollectorB);
    let nodes = WRONG.iter().map(|(way, _)| (*way, format!("{base}/{way}"), "prometheus"));
    let settings = console::settings(std::iter::once(("good", good, "prometheus")).chain(nodes));
    let page = Page::open(&console_at("/", settings).await?).await?;
    for (way, words) in WRONG {
        page.execute(way, "up{way=\"wrong\"}").await?;
        page.shows(words).await.map_err(|error| format!("{way}: {error}"))?;
        page.find("button", "Retry").await.map_err(|error| format!("{way}: {error}"))?;
        page.screenshot(&format!("failure-{way}")).await?;
        still_alive(&page, "up{way=\"wrong\"}").await.map_err(|error| format!("{way}: {error}"))?;
    }
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn partial_is_said_in_the_status_line_and_above_the_result() -> Outcome {
    let base = broken::base().await?;
    let ways = ["partial", "sidecar", "annotated"];
    let settings = console::settings(ways.map(|way| (way, format!("{base}/{way}"), "prometheus")));
    let page = Page::open(&console_at("/", settings).await?).await?;
    let status = "return document.querySelector('.panel__status').innerText";
    for (way, words) in [
        ("partial", "This result is partial: partial says that it lacks some of the data"),
        ("sidecar", "This result is partial. sidecar says: No StoreAPIs matched for this query"),
    ] {
        page.execute(way, "up").await?;
        page.shows(words).await?;
        page.has_rows(1).await?;
        let said = page.run(status, vec![]).await?;
        expect(said.as_str().is_some_and(|said| said.contains("1 of 1 node, partial")), || format!("{way}: {said}"))?;
        page.screenshot(&format!("result-{way}")).await?;
    }
    page.execute("annotated", "up").await?;
    page.shows("PromQL warning: something is odd").await?;
    let said = page.run(status, vec![]).await?;
    expect(said.as_str().is_some_and(|said| !said.contains("partial")), || format!("marked partial: {said}"))?;
    page.close().await
}

/// The broken server tells 1970 as its time.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_told_at_a_result_that_reaches_up_to_now() -> Outcome {
    let page = page_with("annotated").await?;
    page.execute("broken", "up").await?;
    page.shows("behind this computer's: the end of this result may be empty or old").await?;
    page.execute("good", "node_load1").await?;
    page.has_rows(1).await?;
    let text = page.text().await?;
    expect(!text.contains("The clock of"), || format!("the good node's clock is doubted: {text}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_when_to_come_again_is_quoted() -> Outcome {
    let page = page_with("busy").await?;
    page.execute("broken", "up").await?;
    page.shows("Try again in 10 s").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn series_without_samples_are_not_called_filtered() -> Outcome {
    let page = page_with("no-samples").await?;
    page.execute("broken", "up").await?;
    page.shows("The series of this result have no samples").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_server_becomes_markup() -> Outcome {
    let page = page_with("markup").await?;
    page.execute("broken", "up").await?;
    page.shows("<img src=x onerror").await?;
    page.shows("<script>window.broken=1</script>").await?;
    let outcome = page.run("return window.broken ?? null", vec![]).await?;
    expect(outcome.is_null(), || "a script of the server ran".to_owned())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_server_is_cancelled_by_escape() -> Outcome {
    let page = page_with("silent").await?;
    page.execute("broken", "up").await?;
    page.find("button", "Cancel").await?;
    page.press(Key::Escape + "").await?;
    // Who cancelled knows it: nothing is said, and all can go on.
    page.find("button", "Execute").await?;
    still_alive(&page, "up").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_server_runs_into_the_time_out() -> Outcome {
    let page = page_with("silent").await?;
    page.execute("broken", "up").await?;
    page.shows_within("broken did not answer completely within 30 s", Duration::from_secs(45)).await?;
    still_alive(&page, "up").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_answer_ends_at_the_limit() -> Outcome {
    let page = page_with("endless").await?;
    page.execute("broken", "up").await?;
    page.shows_within("The answer of broken is larger than 256 MB", Duration::from_secs(40)).await?;
    still_alive(&page, "up").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_query_supersedes_the_one_that_waits() -> Outcome {
    let page = page_with("held").await?;
    page.execute("broken", "up").await?;
    waiting_queries(1).await?;
    page.execute("good", "node_load1").await?;
    page.has_rows(1).await?;
    // The older one's connection is given up, so its answer cannot come.
    waiting_queries(0).await?;
    let text = page.text().await?;
    expect(text.contains("node_load1"), || format!("the older answer came over the newer one:\n{text}"))?;
    page.close().await
}

async fn waiting_queries(wanted: usize) -> Outcome {
    api::eventually(SOON, async || expect_equal("waiting", &broken::HELD.load(Ordering::SeqCst), &wanted)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn unreachable_node_is_named_with_its_address() -> Outcome {
    let nowhere = format!("http://127.0.0.1:{}", crate::lab::ports::free_port());
    let settings = console::settings([("gone", nowhere.clone(), "prometheus")]);
    let page = Page::open(&console_at("/", settings).await?).await?;
    page.execute("gone", "up").await?;
    page.shows("gone is not reachable").await?;
    page.shows(&nowhere).await?;
    page.close().await
}
