//! Where forms are forbidden, by a sandbox or by a policy, every button does what it says.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::json;

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect_equal, serve, shared_console};
use crate::lab::console::listen;

/// The console in a frame that may run scripts but send no form.
async fn framed() -> Result<String, String> {
    let frame = format!(
        "<!doctype html><iframe sandbox='allow-scripts allow-same-origin' src='{}#/nodes' style='width:1200px;height:850px'></iframe>",
        shared_console().await?
    );
    let (address, server) = listen(0, Router::new().route("/", get(async move || Html(frame)))).await?;
    serve(server);
    Ok(format!("http://{address}/"))
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_and_local_data_are_added_where_forms_are_forbidden() -> Outcome {
    let page = Page::open(&framed().await?).await?;
    page.driver().enter_frame(0).await.map_err(text)?;
    page.fill_field("URL", "http://127.0.0.1:1/clicked").await?;
    page.fill_field("Name", "clicked-node").await?;
    page.click("button", "Add node").await?;
    page.shows("clicked-node").await?;
    page.fill_field("URL", "http://127.0.0.1:1/entered").await?;
    page.press(thirtyfour::Key::Enter + "").await?;
    page.until("the form is empty again", "return document.querySelector('.nodes__add input').value === ''").await?;
    page.shows("127.0.0.1:1/entered").await?;
    expect_equal("forms", &page.run("return document.querySelectorAll('form').length", vec![]).await?, &json!(0))?;
    page.close().await
}
