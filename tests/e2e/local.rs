//! Local data: files dropped, chosen and pasted, asked with the engine.

use std::fs;

use serde_json::{Value, json};

use crate::browser::{Page, text};
use crate::harness::{Outcome, console_at, expect, expect_equal, shared_console};
use crate::lab::console;
use crate::start::under;

const OPEN_METRICS: &str = "# TYPE load gauge\nload{instance=\"a\"} 1 1700000000\nload{instance=\"a\"} 3 1700000060\n\
    load{instance=\"b\"} 5 1700000060\n# EOF\n";
const EXPOSITION: &str = "load{instance=\"a\"} 3 1700000060000\nload{instance=\"b\"} 5 1700000060000\n";
const ANSWER: &str = r#"{"status":"success","data":{"resultType":"matrix","result":[
    {"metric":{"__name__":"load","instance":"a"},"values":[[1700000000,"1"],[1700000060,"3"]]},
    {"metric":{"__name__":"load","instance":"b"},"values":[[1700000060,"5"]]}]}}"#;
const LOAD: &str = "load 1m\n  load{instance=\"a\"} 1 3\n  load{instance=\"b\"} _ 5\n";

/// Lines of a load block, one for each number below `count`.
pub(crate) fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// What a page says where there are no nodes.
const FIRST_RUN: &str = "Which Prometheus?";

impl Page {
    /// A page without nodes whose panel asks dropped data, which are old. They are read by then: an expression typed
    /// before would be executed when they are.
    pub(crate) async fn with_data(name: &str, words: &str) -> Result<Self, String> {
        let page = Self::open(&console_at("/", console::settings([])).await?).await?;
        page.shows(FIRST_RUN).await?;
        page.drop_files(&[(name, words)]).await?;
        page.shows(&format!("The panel now shows the time of the samples in file:{name}")).await?;
        Ok(page)
    }

    /// Drops files, given by names and texts, on the first panel, or on what stands there without nodes.
    async fn drop_files(&self, files: &[(&str, &str)]) -> Outcome {
        let script = "const transfer = new DataTransfer();
            for (const [name, text] of arguments[0]) transfer.items.add(new File([text], name));
            const panel = document.querySelector('.panel, .first');
            for (const kind of ['dragover', 'drop'])
              panel.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));";
        self.run(script, vec![json!(files)]).await.map(drop)
    }

    /// Puts text into the dialog's box, as pasting does.
    async fn paste(&self, words: &str) -> Outcome {
        self.choose("Node", "Local data…").await?;
        self.find("textbox", "Or paste text").await?;
        let script = "const box = document.querySelector('.local__text'); box.value = arguments[0];
            box.dispatchEvent(new Event('input', { bubbles: true }));";
        self.run(script, vec![json!(words)]).await?;
        self.click("button", "Add pasted text").await
    }

    /// Waits until the first panel asks this node.
    async fn asks(&self, node: &str) -> Outcome {
        let script = format!("return document.querySelector('.panel__node').value === {}", json!(node));
        self.until("the panel asks the file", &script).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_that_is_dropped_answers_with_the_same_values() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    for (name, words) in [("a.om", OPEN_METRICS), ("a.txt", EXPOSITION), ("a.json", ANSWER), ("a.test", LOAD)] {
        page.find("combobox", "Node").await?;
        page.drop_files(&[(name, words)]).await?;
        page.asks(&format!("file:{name}")).await?;
        page.fill("Expression", "sum(load) * 2").await?;
        page.click("button", "Execute").await?;
        page.shows("evaluated here in").await?;
        page.has_rows(1).await?;
        let rows = page.rows().await?;
        let value = rows.first().and_then(|row| row.last()).cloned().unwrap_or_default();
        expect_equal(name, &value.as_str(), &"16")?;
    }
    page.shows("2 series, 2 samples read").await?;
    page.click("tab", "Graph").await?;
    page.graph_says("1 series").await?;
    let kept = page.run("return JSON.stringify({ ...localStorage }) + location.href", vec![]).await?;
    let kept = kept.as_str().unwrap_or_default();
    expect(!kept.contains("blob:") && !kept.contains("1700000060"), || format!("kept: {kept}"))?;
    expect_equal("console errors", &page.console_errors().await?, &Vec::new())?;
    page.screenshot("local").await?;
    page.close().await
}

/// Drops texts, each so many times over and packed as a gzip member, as one file on the first panel; of that only the
/// first bytes where `kept` says how many.
const DROP_PACKED: &str = "
    const [name, texts, times, kept, done] = arguments;
    (async () => {
      const members = texts.map((text) => {
        const stream = new Blob(Array(times).fill(text)).stream().pipeThrough(new CompressionStream('gzip'));
        return new Response(stream).blob();
      });
      const packed = await new Blob(await Promise.all(members)).arrayBuffer();
      const transfer = new DataTransfer();
      transfer.items.add(new File([packed.slice(0, kept ?? undefined)], name, { type: 'application/gzip' }));
      document.querySelector('.panel, .first')
        .dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      done(packed.byteLength);
    })();";

#[tokio::test(flavor = "multi_thread")]
async fn packed_files_are_unpacked_as_far_as_they_are_whole_and_small() -> Outcome {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.shows(FIRST_RUN).await?;
    let drop = async |name: &str, words: &str, times: u32, kept: Value| {
        let arguments = vec![json!(name), json!([words]), json!(times), kept];
        page.driver().execute_async(DROP_PACKED, arguments).await.map_err(text)
    };
    drop("cut.om.gz", OPEN_METRICS, 1, json!(40)).await?;
    page.shows("It is no gzip file, or it breaks off").await?;
    drop("whole.om.gz", OPEN_METRICS, 1, Value::Null).await?;
    page.shows("The panel now shows the time of the samples in file:whole.om.gz").await?;
    page.fill("Expression", "sum(load)").await?;
    page.click("button", "Execute").await?;
    page.has_rows(1).await?;
    // As tools that write on in a file have it: one member behind another.
    let members: Vec<&str> = EXPOSITION.split_inclusive('\n').collect();
    let arguments = vec![json!("two.txt.gz"), json!(members), json!(1), Value::Null];
    page.driver().execute_async(DROP_PACKED, arguments).await.map_err(text)?;
    page.asks("file:two.txt.gz").await?;
    page.fill("Expression", "sum(load) * 2").await?;
    page.click("button", "Execute").await?;
    page.until("both members are read", "return document.querySelector('.panel__result').innerText.includes('16')")
        .await?;
    // A few packed bytes may be any number of bytes.
    drop("large.om.gz", &"# nothing\n".repeat(100_000), 300, Value::Null).await?;
    page.shows("The answer of file:large.om.gz is larger than 256 MB").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn local_data_need_no_connection_that_a_policy_could_forbid() -> Outcome {
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
                  connect-src 'self'; base-uri 'none'; form-action 'none'";
    let page = Page::open(&under(policy).await?).await?;
    page.shows(FIRST_RUN).await?;
    let drop_packed = vec![json!("a.om.gz"), json!([OPEN_METRICS]), json!(1), Value::Null];
    page.drop_files(&[("a.om", OPEN_METRICS)]).await?;
    page.asks("file:a.om").await?;
    page.paste(EXPOSITION).await?;
    page.asks("file:pasted").await?;
    page.driver().execute_async(DROP_PACKED, drop_packed).await.map_err(text)?;
    page.asks("file:a.om.gz").await?;
    for node in ["file:a.om", "file:pasted", "file:a.om.gz"] {
        page.choose("Node", node).await?;
        page.fill("Expression", "sum(load) * 2").await?;
        page.click("button", "Execute").await?;
        page.has_rows(1).await?;
        page.until("it has a result", "return document.querySelector('.panel__result').innerText.includes('16')")
            .await?;
    }
    expect_equal("console errors", &page.console_errors().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_are_several_nodes_with_what_is_in_them() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("combobox", "Node").await?;
    page.drop_files(&[("one.om", OPEN_METRICS), ("two.txt", EXPOSITION)]).await?;
    page.asks("file:one.om").await?;
    page.shows("The panel now shows the time of the samples in file:one.om").await?;
    page.click("link", "Nodes").await?;
    for words in ["file:one.om", "File, OpenMetrics", "2 series, 3 samples", "file:two.txt", "File, text exposition"] {
        page.shows(words).await?;
    }
    page.screenshot("local_nodes").await?;
    page.click("button", "Remove file:two.txt").await?;
    page.shows("removed").await?;
    page.click("link", "Alerts").await?;
    let options = page.run("return [...document.querySelectorAll('option')].map((o) => o.textContent).join()", vec![]);
    let options = options.await?;
    expect(!options.to_string().contains("file:"), || format!("the alerts page offers {options}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_text_stays_with_what_is_wrong_until_it_is_read() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.paste("load{instance=\"a\"} 1 1700000000000\nload{instance=\"b\"} oops\n").await?;
    page.shows("line 2").await?;
    page.shows("The value is no number").await?;
    page.until("the text is still there", "return document.querySelector('.local__text').value.includes('oops')")
        .await?;
    page.screenshot("local_refused").await?;
    page.press(thirtyfour::Key::Escape + "").await?;
    page.until("Esc closes the dialog", "return document.querySelector('dialog[open]') === null").await?;
    page.paste(EXPOSITION).await?;
    page.asks("file:pasted").await?;
    page.until("the dialog has closed", "return document.querySelector('dialog[open]') === null").await?;
    page.fill("Expression", "load").await?;
    page.click("button", "Execute").await?;
    page.has_rows(2).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_file_is_gone_after_a_reload_and_comes_back_by_its_name() -> Outcome {
    let file = std::env::temp_dir().join(format!("narthex-{}.om", std::process::id()));
    fs::write(&file, OPEN_METRICS).map_err(text)?;
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let page = Page::open(shared_console().await?).await?;
    page.choose("Node", "Local data…").await?;
    page.until("the dialog's field", "return document.querySelector('input[type=file]') !== null;").await?;
    let field = page.driver().find(thirtyfour::By::Css("input[type=file]")).await.map_err(text)?;
    field.send_keys(file.to_string_lossy()).await.map_err(text)?;
    page.asks(&format!("file:{name}")).await?;
    page.fill("Expression", "load").await?;
    page.click("button", "Execute").await?;
    page.has_rows(2).await?;
    page.reload().await?;
    page.shows(&format!("The data of file:{name} were only in the tab that loaded them")).await?;
    page.screenshot("local_gone").await?;
    page.drop_files(&[(&name, OPEN_METRICS)]).await?;
    page.has_rows(2).await?;
    fs::remove_file(&file).map_err(text)?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_no_node_and_a_mistake_is_shown_with_its_place() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("combobox", "Node").await?;
    page.drop_files(&[("bad.om", "what is this\n")]).await?;
    page.shows("file:bad.om cannot be read").await?;
    let nodes = page.run("return document.querySelector('.panel__node').textContent", vec![]).await?;
    expect(!nodes.to_string().contains("bad.om"), || format!("nodes: {nodes}"))?;
    page.drop_files(&[("a.om", OPEN_METRICS)]).await?;
    page.asks("file:a.om").await?;
    page.fill("Expression", "sum(load) + nosuch(load)").await?;
    page.click("button", "Execute").await?;
    page.shows("file:a.om does not accept this query").await?;
    page.find("button", "1:13").await?;
    page.close().await
}

/// An answer of 40 steps from a fixed time on: a series without a name, and one whose name is none, with a hole.
fn saved(step: i64) -> String {
    let samples = |hole: std::ops::Range<i64>| {
        let one = |at: i64| format!("[{},\"{at}\"]", 1_700_000_000 + at * step);
        (0..40).filter(|at| !hole.contains(at)).map(one).collect::<Vec<_>>().join(",")
    };
    format!(
        "{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{{\"metric\":{{\"job\":\"a\"}},\"values\":[{}]}},\
         {{\"metric\":{{\"__name__\":\"sum by (job)\"}},\"values\":[{}]}}]}}}}",
        samples(0..0),
        samples(10..15)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_answer_is_drawn_whole_and_on_its_own_grid() -> Outcome {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.shows(FIRST_RUN).await?;
    for (step, said) in [(345, "5m45s"), (3600, "1h"), (15, "15s")] {
        if step != 345 {
            page.fill("Expression", "").await?;
        }
        page.drop_files(&[(&format!("s{step}.json"), &saved(step))]).await?;
        page.asks(&format!("file:s{step}.json")).await?;
        // 40 points and 35: none is missing, and none is there that is not in the file.
        page.shows("75 samples").await?;
        page.shows(said).await?;
        page.graph_says("2 series").await?;
    }
    expect_equal("console errors", &page.console_errors().await?, &Vec::new())?;
    page.screenshot("local_answer").await?;
    page.click("tab", "Table").await?;
    page.has_rows(2).await?;
    page.screenshot("local_answer_table").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_at_another_time_are_a_click_away() -> Outcome {
    let page = Page::with_data("old.om", OPEN_METRICS).await?;
    page.fill("Expression", "load").await?;
    page.click("button", "Execute").await?;
    page.has_rows(2).await?;
    page.click("button", "Back to now").await?;
    page.shows("The samples of file:old.om lie from").await?;
    page.screenshot("local_elsewhere").await?;
    page.click("button", "Show that time").await?;
    page.has_rows(2).await?;
    // One series ended ten minutes before the other began.
    page.drop_files(&[("ended.txt", "load{i=\"a\"} 1 1700000000000\nload{i=\"b\"} 2 1700000600000\n")]).await?;
    page.asks("file:ended.txt").await?;
    page.fill("Expression", "{}").await?;
    page.click("button", "Execute").await?;
    page.has_rows(1).await?;
    page.shows("Without samples at this time: 1 selected series").await?;
    page.screenshot("local_outside").await?;
    let has = |label: &str| {
        format!("return [...document.querySelectorAll('.table td')].some((cell) => cell.innerText === '{label}')")
    };
    page.until("the first series", &has("a")).await?;
    page.click("button", "Show that time").await?;
    page.until("the other series", &has("b")).await?;
    page.has_rows(1).await?;
    page.drop_files(&[("mixed.txt", "load 1 1700000000000\nload 2 1700000000000\nother 3\n")]).await?;
    page.asks("file:mixed.txt").await?;
    page.fill("Expression", "{}").await?;
    page.click("button", "Execute").await?;
    page.has_rows(2).await?;
    for words in ["1 sample does not count", "1 sample without a time stands at"] {
        page.shows(words).await?;
    }
    page.screenshot("local_mixed").await?;
    page.close().await
}
