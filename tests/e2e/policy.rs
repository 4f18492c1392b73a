//! Under the strictest policy that a careful host sends, every page and dialog works, and nothing of ours violates it.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::middleware::{Next, from_fn};
use thirtyfour::Key;

use crate::browser::Page;
use crate::harness::{Outcome, console_behind, expect_equal, shared_lab};
use crate::lab::config;
use crate::lab::console::lab_settings;
use crate::lab::member::Member;

/// Reports what the page violates from its very beginning.
const LISTEN: &str = "window.violations = []; document.addEventListener('securitypolicyviolation',
    (event) => violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));";

/// The console on the shared lab, under the strict policy; every file is sent with it, the worker's too.
pub(crate) async fn strict_console() -> Result<String, String> {
    let lab = shared_lab().await?;
    let nodes: Vec<_> = lab.urls().map(|(_, url)| url).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src 'self' {}; base-uri 'none'; form-action 'none'",
        nodes.join(" ")
    );
    let policy = HeaderValue::from_str(&policy).map_err(|error| error.to_string())?;
    console_behind("/", lab_settings(lab), |routes| {
        routes.layer(from_fn(move |request: Request, next: Next| {
            let policy = policy.clone();
            async move {
                let mut response = next.run(request).await;
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
                response
            }
        }))
    })
    .await
}

impl Page {
    /// A fresh browser that records what violates the policy of this page.
    pub(crate) async fn watched(url: &str) -> Result<Self, String> {
        let page = Self::blank().await?;
        page.before_all(LISTEN).await?;
        page.go(url).await?;
        Ok(page)
    }

    /// Nothing violated the policy since the page was loaded, and no error is in the console.
    pub(crate) async fn violates_nothing(&self) -> Outcome {
        expect_equal("violations", &self.run("return violations", vec![]).await?, &serde_json::json!([]))?;
        expect_equal("errors", &self.console_errors().await?, &Vec::new())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn violations_are_seen() -> Outcome {
    let page = Page::watched(&strict_console().await?).await?;
    page.find("textbox", "Expression").await?;
    page.run("document.body.setAttribute('style', 'top: 0')", vec![]).await?;
    page.until("the violation is noted", "return violations.length === 1 || violations").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_dialog_keeps_the_strict_policy() -> Outcome {
    let page = Page::watched(&strict_console().await?).await?;

    // Query: a table, a graph with its legend and tooltip, a mistake with its mark, menus, a second panel, a failure.
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    page.graph_of_a_minute().await?;
    page.graph_says("2 series").await?;
    page.draws_series().await?;
    page.run("document.querySelector('canvas').focus()", vec![]).await?;
    page.press(Key::Left + "").await?;
    page.until("the tooltip is shown", "return !!document.querySelector('.tooltip')").await?;
    page.fill("Expression", "ratee(node_load1[5m])").await?;
    page.marks(&["ratee"]).await?;
    page.press(Key::Enter + "").await?;
    page.shows("does not accept this query").await?;
    page.act("Duplicate").await?;
    page.click("button", "History").await?;
    page.press(Key::Escape + "").await?;

    // The dialogs, and the theme.
    page.click("button", "Settings").await?;
    page.click("radio", "Dark").await?;
    page.click("button", "Close").await?;
    page.click("button", "Help").await?;
    page.click("button", "Close").await?;
    page.choose("Node", "Local data…").await?;
    page.find("textbox", "Or paste text").await?;
    page.click("button", "Close").await?;

    // Alerts, as a list and opened in a panel.
    page.click("link", "Alerts").await?;
    page.choose("Node", "B").await?;
    page.shows(config::FIRING_ALERT).await?;

    // Nodes: the form works by script alone; a removal tells that it can be undone.
    page.click("link", "Nodes").await?;
    page.shows("Reachable").await?;
    page.fill_field("Name", "my own").await?;
    page.fill_field("URL", &shared_lab().await?.url(Member::CollectorC)).await?;
    page.click("button", "Add node").await?;
    page.shows("my own").await?;
    page.click("link", "Query").await?;
    page.execute("my own", "node_load1").await?;
    page.graph_says("1 series").await?;
    page.violates_nothing().await?;
    page.close().await
}
