//! narthex.json and local storage as somebody may have spoilt them.

use crate::browser::Page;
use crate::harness::{Outcome, console_at, shared_console, shared_lab};
use crate::lab::api;
use crate::lab::member::Member;

#[tokio::test(flavor = "multi_thread")]
async fn malformed_configuration_is_named_and_the_page_lives() -> Outcome {
    for (text, words) in [
        ("{ \"nodes\": [", "narthex.json is no valid JSON"),
        ("[]", "narthex.json"),
        (
            "{ \"nodes\": [{ \"name\": \"x\", \"url\": \"ftp://x\", \"kind\": \"prometheus\" }] }",
            "is no http or https URL",
        ),
        ("{ \"nodes\": [], \"nods\": [] }", "this key is not known"),
    ] {
        let page = Page::open(&console_at("/", text.to_owned()).await?).await?;
        page.shows(words).await?;
        page.find("textbox", "Address").await?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn corrupt_local_storage_is_named_and_the_page_lives() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("textbox", "Expression").await?;
    // Every key that the page may have written, and the one that it reads its settings from.
    let spoil = "localStorage.setItem('narthex.settings', '{\"version\":');
        for (const key of Object.keys(localStorage)) localStorage.setItem(key, '{\"version\":'); return true;";
    page.run(spoil, vec![]).await?;
    page.reload().await?;
    page.shows("stored settings could not be read").await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_finds_out_what_an_address_is_before_it_is_added() -> Outcome {
    let page = Page::open(&console_at("/", "{ \"nodes\": [] }".to_owned()).await?).await?;
    page.shows("Which Prometheus?").await?;
    page.fill("Address", "http://127.0.0.1:1").await?;
    page.shows("127.0.0.1:1 is not reachable").await?;
    // Without a scheme, and with a page's path behind it, as one has it from a browser.
    let collector = shared_lab().await?.url(Member::CollectorB);
    let host = collector.strip_prefix("http://").ok_or("the lab speaks http")?.to_owned();
    page.fill("Address", &format!("{host}/graph?g0.expr=up")).await?;
    page.shows(&api::version(&collector).await?).await?;
    page.shows("lets this page read").await?;
    page.screenshot("first-run-answers").await?;
    page.press(thirtyfour::Key::Enter + "").await?;
    page.until("what is to be asked has the focus", "return document.activeElement?.ariaLabel === 'Expression'")
        .await?;
    page.execute(&host, "node_load1").await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_configuration_a_node_is_added_by_hand() -> Outcome {
    let page = Page::open(&console_at("/", "{ \"nodes\": [] }".to_owned()).await?).await?;
    page.click("link", "Nodes").await?;
    page.fill_field("Name", "B").await?;
    let collector = shared_lab().await?.url(Member::CollectorB);
    page.fill_field("URL", &collector).await?;
    page.click("button", "Add node").await?;
    page.shows(&api::version(&collector).await?).await?;
    page.click("link", "Query").await?;
    page.execute("B", "node_load1").await?;
    page.has_rows(1).await?;
    page.close().await
}
