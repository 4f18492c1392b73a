//! Whatever a node answers, the page says what happened and stays alive.

use crate::browser::{Page, Theme};
use crate::harness::{Outcome, expect, expect_equal};
use crate::{broken, lab::api};

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
    expect_equal("colours", page.colours().await?, vec![(255, 0, 0, 25)])?;
    page.click("button", "Go").await?;
    expect_equal("names", page.names("button").await?, vec!["Go".to_owned()])?;
    page.emulate((400, 700), Theme::Dark).await?;
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches && innerWidth === 400;";
    page.until("dark and narrow", dark).await?;
    let errors = page.console_errors().await?;
    expect(errors.iter().any(|error| error.contains("heard")), || format!("errors: {errors:?}"))?;
    page.close().await
}
