//! A worker that ends is started anew, and nothing but a person runs again what may have ended it.

use serde_json::{Value, json};

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect, expect_equal};
use crate::local::lines;

/// Has the worker's memory grow up to its bound but for some of the last megabytes, as very much data would.
const FILL_MEMORY: &str = "import(new URL('./worker.js', location.href).href)
    .then((script) => script.default())
    .then(({ memory }) => memory.grow(32768 - 64 - memory.buffer.byteLength / 65536))";

/// Keeps a worker from its messages for ever, as work without a pause would.
const BLOCK: &str = "new BroadcastChannel('blocked').postMessage(true); for (;;);";

impl Page {
    /// Has the worker of this name do something without end or pause; it does when this returns.
    pub(crate) async fn block(&self, worker: &str) -> Outcome {
        let listen = "window.blocked = false; new BroadcastChannel('blocked').onmessage = () => { blocked = true; };";
        self.run(listen, vec![]).await?;
        self.run_in(worker, BLOCK).await?;
        self.until("the worker is busy", "return blocked").await
    }

    /// Has a script run in the worker of this name; in one that was ended, too, as long as the browser lists it.
    pub(crate) async fn run_in(&self, worker: &str, script: &str) -> Outcome {
        let cdp = self.driver().cdp();
        let targets = cdp.send_raw("Target.getTargets", json!({})).await.map_err(text)?;
        let folder = format!("/{worker}-");
        let is_of_folder = |target: &Value| target["url"].as_str().is_some_and(|url| url.contains(&folder));
        let is_worker = |target: &&Value| target.get("type") == Some(&json!("worker")) && is_of_folder(target);
        let workers = targets.get("targetInfos").and_then(Value::as_array).into_iter().flatten().filter(is_worker);
        let ids: Vec<&Value> = workers.filter_map(|worker| worker.get("targetId")).collect();
        expect(!ids.is_empty(), || format!("no {worker}: {targets}"))?;
        for id in ids {
            let attached = cdp.send_raw("Target.attachToTarget", json!({ "targetId": id, "flatten": false }));
            let attached = attached.await.map_err(text)?;
            let run = json!({ "id": 1, "method": "Runtime.evaluate", "params": { "expression": script } }).to_string();
            let call = json!({ "sessionId": attached.get("sessionId"), "message": run });
            cdp.send_raw("Target.sendMessageToTarget", call).await.map_err(text)?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_without_memory_is_started_anew_and_not_ended_again_by_a_timer() -> Outcome {
    let series = lines(2000, |at| format!("  load{{i=\"{at}\"}} {at}+1x100"));
    let page = Page::with_data("data.test", &format!("load 1m\n{series}")).await?;
    page.paste_expression("count(load)").await?;
    page.click("button", "Execute").await?;
    page.has_rows(1).await?;

    page.run_in("worker", FILL_MEMORY).await?;
    let hungry = "count(rate(load[1h:1s]))";
    page.paste_expression(hungry).await?;
    page.click("button", "Execute").await?;
    page.shows("The worker that asks the nodes has ended").await?;
    page.shows("out of memory").await?;
    page.shows("It was started anew. Execute again, with fewer series or a shorter range if memory ran out").await?;
    page.screenshot("worker_ended").await?;

    // A panel beside it is refreshed, twice; this one waits for a person.
    page.click("button", "Add panel").await?;
    let second = "const panel = document.querySelectorAll('.panel')[1]; ";
    let script = format!(
        "{second} const box = panel.querySelector('textarea'); box.value = 'time()';
         box.dispatchEvent(new Event('input', {{ bubbles: true }})); panel.querySelector('.panel__run').click();"
    );
    page.run(&script, vec![]).await?;
    let read = format!("{second} return panel.querySelector('.panel__result').innerText");
    page.until("the second panel has its result", &format!("{read}.startsWith('1')")).await?;
    page.choose("Refresh", "5s").await?;
    for _ in 0..2 {
        let shown = page.run(&read, vec![]).await?;
        let script = format!("{read} !== {shown}");
        page.until("the second panel is refreshed", &script).await?;
    }
    let seen = page.run("return document.querySelector('.panel').innerText", vec![]).await?.to_string();
    let ended = seen.matches("The worker that asks the nodes has ended").count();
    expect(ended == 1, || format!("the failure is shown {ended} times:\n{seen}"))?;
    expect_equal("typed", &page.typed().await?.as_str(), &hungry)?;

    // The new worker has memory.
    page.click("button", "Retry").await?;
    page.until("it is evaluated", "return !document.querySelector('.panel .notice--error')").await?;
    page.has_rows(1).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_does_not_answer_is_started_anew_with_the_files_of_the_page() -> Outcome {
    let page = Page::with_data("data.test", "load 1m\n  load{i=\"1\"} 1+1x100\n  load{i=\"2\"} 5\n").await?;
    page.paste_expression("count(load)").await?;
    page.click("button", "Execute").await?;
    page.has_rows(1).await?;

    // Nobody cancels: the page finds out by itself. What was asked meanwhile, of which the worker never heard, runs
    // again.
    page.block("worker").await?;
    page.paste_expression("count(load) + 40").await?;
    page.click("button", "Execute").await?;
    page.shows("The worker that asks the nodes did not answer and was ended").await?;
    page.shows("It was busy for 5 s without a pause.").await?;
    page.screenshot("worker_silent").await?;
    page.until("it is evaluated", "return document.querySelector('.panel__result').innerText.includes('41')").await?;

    // A person cancels, and need not wait for more than a second.
    page.block("worker").await?;
    page.click("button", "Execute").await?;
    page.click("button", "Cancel").await?;
    page.shows("Cancelled").await?;
    page.shows("It was busy for 1 s without a pause.").await?;
    page.paste_expression("count(load) + 60").await?;
    page.click("button", "Execute").await?;
    page.until("it is evaluated", "return document.querySelector('.panel__result').innerText.includes('61')").await?;
    page.close().await
}
