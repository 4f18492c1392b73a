//! The page's own end: it is seen, and loses nothing of what was typed.

use serde_json::json;

use crate::browser::{Page, Theme};
use crate::harness::{Outcome, expect, expect_equal, shared_console};

/// The browser refuses to copy nodes, at which the page's framework panics; when it has, all is as it was.
const REFUSE_NODES: &str = "const own = Node.prototype.cloneNode;
    Node.prototype.cloneNode = () => { Node.prototype.cloneNode = own; throw new Error('no more nodes'); };
    document.querySelector('.bar button[aria-label=Help]').click();";

const NOTICE: &str = "document.querySelector('[role=alertdialog]')";

impl Page {
    /// Runs a script of the page's own: errors of the driver's are kept from its listeners.
    async fn run_as_page(&self, script: &str) -> Outcome {
        let add =
            "const own = document.createElement('script'); own.textContent = arguments[0]; document.body.append(own);";
        self.run(add, vec![json!(script)]).await.map(drop)
    }

    /// Types into the second panel without executing, then ends the page's code by what a person does.
    async fn type_and_end(&self) -> Outcome {
        self.execute("A", "node_load1").await?;
        self.has_rows(2).await?;
        self.click("button", "Add panel").await?;
        let script = "const box = document.querySelectorAll('textarea')[1]; box.value = 'rate(never_executed[5m';
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        self.run(script, vec![]).await?;
        self.run(REFUSE_NODES, vec![]).await?;
        self.until("the notice is there", &format!("return !!{NOTICE}")).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_seen_over_everything_and_a_reload_brings_back_what_was_typed() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.type_and_end().await?;
    let seen = page.run(&format!("return {NOTICE}.innerText"), vec![]).await?;
    let seen = seen.as_str().unwrap_or_default();
    for words in ["This page has stopped working", "what you typed are kept", "Reload the page", ".rs:"] {
        expect(seen.contains(words), || format!("no {words:?} in {seen:?}"))?;
    }
    // In the middle of the screen, over what is shown, which takes no click any more.
    let over = format!(
        "const box = {NOTICE}.getBoundingClientRect();
         const inside = box.top > 0 && box.bottom < innerHeight && box.left > 0 && box.right < innerWidth;
         const at = (x, y) => document.elementFromPoint(x, y)?.closest('[role=alertdialog]') === {NOTICE};
         return [inside, at(box.left + 9, box.top + 9), at(20, 20), document.activeElement.closest('[role=alertdialog]') === {NOTICE}];"
    );
    page.screenshot("ended_light").await?;
    let wanted = json!([true, true, true, true]);
    expect_equal("inside, over the page, over its bar, with the focus", &page.run(&over, vec![]).await?, &wanted)?;
    page.emulate((400, 800), Theme::Dark).await?;
    page.screenshot("ended_dark_400").await?;

    page.press(thirtyfour::Key::Escape + "").await?;
    page.until("Esc does not take it away", &format!("return {NOTICE}.matches(':modal')")).await?;
    page.click("button", "Reload the page").await?;
    page.until("the page is new", &format!("return !{NOTICE} && document.querySelectorAll('textarea').length === 2"))
        .await?;
    page.until(
        "what was typed is there",
        "return document.querySelectorAll('textarea')[1].value === 'rate(never_executed[5m' || document.querySelectorAll('textarea')[1].value",
    )
    .await?;
    page.has_rows(2).await?;
    expect_equal("typed", &page.typed().await?.as_str(), &"node_load1")?;
    let second =
        "return document.querySelectorAll('.panel')[1].querySelector('.notice--error, table')?.innerText ?? ''";
    expect_equal("the second panel was not run", &page.run(second, vec![]).await?, &json!(""))?;
    let address = |url: &str| url.split('#').nth(1).map(str::to_owned);
    let now = page.url().await?;
    expect(address(&now).is_some_and(|now| now.contains("node_load1")), || format!("the address is {now}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_ends_again_under_its_address_can_be_started_without_it() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    let trap = "throw new WebAssembly.RuntimeError('unreachable');";
    let buttons = format!("return [...{NOTICE}.querySelectorAll('button')].map((one) => one.innerText)");
    page.run_as_page(trap).await?;
    page.until("the notice is there", &format!("return !!{NOTICE}")).await?;
    expect_equal("of the first time", &page.run(&buttons, vec![]).await?, &json!(["Reload the page"]))?;
    let address = page.url().await?;

    page.click("button", "Reload the page").await?;
    page.until("the page is new", &format!("return !{NOTICE} && !!document.querySelector('textarea')")).await?;
    expect_equal("the address", &page.url().await?, &address)?;
    page.run_as_page(trap).await?;
    page.until("the notice is there", &format!("return !!{NOTICE}")).await?;
    let offered = json!(["Start without the address", "Reload the page"]);
    expect_equal("of the second time", &page.run(&buttons, vec![]).await?, &offered)?;
    page.screenshot("ended_again_light").await?;
    page.emulate((400, 800), Theme::Dark).await?;
    page.screenshot("ended_again_dark_400").await?;
    page.click("textbox", "Address").await?;
    let selected = "const field = document.activeElement;
        return field.value.slice(field.selectionStart, field.selectionEnd);";
    expect_equal("what is copied", &page.run(selected, vec![]).await?, &json!(address))?;

    page.click("button", "Start without the address").await?;
    page.until("the page is new", &format!("return !{NOTICE} && !!document.querySelector('textarea')")).await?;
    expect_equal("typed", &page.typed().await?.as_str(), &"")?;
    expect(!page.url().await?.contains("node_load1"), || "the address is still there".to_owned())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_in_the_pages_language() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.run("localStorage.setItem('narthex.settings', JSON.stringify({ version: 1, language: 'zh' }))", vec![])
        .await?;
    page.reload().await?;
    page.find("textbox", "表达式").await?;
    // As memory that cannot be had does: a trap without a panic.
    page.run_as_page("throw new WebAssembly.RuntimeError('unreachable');").await?;
    page.until("it is shown", &format!("return {NOTICE}?.innerText.includes('此页面已停止工作') ?? false")).await?;
    page.until("and how to go on", &format!("return {NOTICE}.querySelector('button').innerText === '重新加载页面'"))
        .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_others_end_nothing() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("textbox", "Expression").await?;
    let count = "window.errors = 0;
        for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, () => window.errors++);";
    page.run(count, vec![]).await?;
    page.run_as_page("Promise.reject(new RangeError('of an extension')); throw new Error('of an extension');").await?;
    page.until("both were reported", "return window.errors === 2").await?;
    expect_equal("notices", &page.run(&format!("return {NOTICE}"), vec![]).await?, &json!(null))?;
    page.execute("A", "node_load1").await?;
    page.has_rows(2).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_a_node_survives_a_reload_without_its_headers() -> Outcome {
    let page = Page::open(&format!("{}#/nodes", shared_console().await?)).await?;
    page.fill_field("URL", "http://127.0.0.1:1").await?;
    page.fill_field("Headers", "Authorization: Bearer secret").await?;
    page.reload().await?;
    page.find("button", "Add node").await?;
    page.until(
        "the URL is there",
        "return [...document.querySelectorAll('.nodes__add input')].some((one) => one.value === 'http://127.0.0.1:1')",
    )
    .await?;
    let kept = page
        .run(
            "return JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + location.href",
            vec![],
        )
        .await?;
    expect(!kept.as_str().unwrap_or_default().contains("secret"), || format!("a secret is kept: {kept}"))?;
    page.close().await
}
