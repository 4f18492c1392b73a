//! What is shown and put away again leaves nothing behind: the browser's own figures after many times are those after
//! few.

use serde_json::{Value, json};

use crate::browser::{Page, text};
use crate::changing::Node;
use crate::harness::{Outcome, console_at, expect};
use crate::lab::console;

/// What a page and its worker hold.
#[derive(Debug, Clone, Copy)]
struct Figures {
    /// JavaScript's heap after garbage was collected, bytes.
    heap: f64,
    /// Nodes of documents, those among them that are in none.
    nodes: f64,
    listeners: f64,
    /// The memory of the page's WebAssembly and the worker's, bytes. It never shrinks.
    wasm: f64,
    worker: f64,
}

/// By how much each may grow. The heap holds compiled code and caches of the browser, which grow a little for long; one
/// element or listener left behind each time would be hundreds, one result of a query a megabyte.
const TOLERANCE: Figures =
    Figures { heap: 400_000.0, nodes: 30.0, listeners: 10.0, wasm: 524_288.0, worker: 524_288.0 };

impl Figures {
    fn all(self) -> [(&'static str, f64); 5] {
        let Self { heap, nodes, listeners, wasm, worker } = self;
        [("heap", heap), ("nodes", nodes), ("listeners", listeners), ("wasm", wasm), ("worker", worker)]
    }

    /// Fails where something has grown by more than the tolerance.
    fn has_not_outgrown(self, before: Self, what: &str) -> Outcome {
        let grown = self.all().into_iter().zip(before.all()).zip(TOLERANCE.all());
        let grown: Vec<_> = grown
            .filter(|(((_, now), (_, before)), (_, tolerance))| now - before > *tolerance)
            .map(|(((name, now), (_, before)), _)| format!("{name}: {now} after {before}"))
            .collect();
        expect(grown.is_empty(), || format!("{what} leaves something behind: {grown:?}"))
    }
}

/// The memory of the worker's WebAssembly, sent over a channel of the test's own.
const TELL_MEMORY: &str = "import(new URL('./worker.js', location.href).href).then((script) => script.default())
    .then(({ memory }) => new BroadcastChannel('memory').postMessage(memory.buffer.byteLength))";

/// Ways to do things on the page many times, each awaited.
const WAYS: &str = r"
    window.until = async (what, holds) => {
      const end = performance.now() + 15000;
      while (!holds()) {
        if (performance.now() > end) throw new Error(`not within 15 s: ${what}`);
        await new Promise((done) => setTimeout(done, 4));
      }
    };
    const panel = (at) => document.querySelectorAll('.panel')[at];
    const first = () => document.querySelector('.first');
    const drawn = (at) => panel(at)?.querySelector('.graph__canvas')?.dataset.drawn;
    const press = (name) => [...document.querySelectorAll('button, [role=menuitem], .bar a')]
      .find((one) => (one.ariaLabel ?? one.title) === name || one.textContent.trim() === name).click();
    const type = (at, expr) => {
      const box = panel(at).querySelector('textarea');
      box.value = expr;
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    const newly = async (at, act) => {
      const before = drawn(at);
      act();
      await until('a graph is drawn', () => drawn(at) !== undefined && drawn(at) !== before);
    };
    window.ways = {
      query: (count) => newly(0, () => { type(0, `m + ${count % 10}`); panel(0).querySelector('.panel__run').click(); }),
      refresh: () => newly(0, () => press('Refresh now')),
      panel: async () => {
        press('Add panel');
        await until('a panel', () => panel(1) !== undefined);
        type(1, 'm');
        panel(1).querySelector('.panel__run').click();
        await until('a table', () => panel(1).querySelector('.table__row') !== null);
        await newly(1, () => panel(1).querySelectorAll('[role=tab]')[1].click());
        panel(1).querySelector('button[aria-label=\'Panel actions\']').click();
        await until('a menu', () => document.querySelector('[role=menuitem]') !== null);
        press('Remove');
        await until('no panel', () => panel(1) === undefined);
      },
      file: async (count) => {
        const name = `f${count}.test`;
        const transfer = new DataTransfer();
        transfer.items.add(new File([globalThis.fileText], name));
        (panel(0) ?? first()).dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
        await until('the panel asks it', () => panel(0)?.querySelector('.panel__node').value === `file:${name}`);
        press('Nodes');
        await until('nodes', () => document.querySelector('.nodes__add') !== null);
        press(`Remove file:${name}`);
        const dismiss = () => [...document.querySelectorAll('.notice button')].find((one) => one.innerText === 'Dismiss');
        await until('it is removed', () => document.body.innerText.includes(`Node file:${name} removed`));
        await until('no notice is left', () => { dismiss()?.click(); return dismiss() === undefined; });
        press('Query');
        await until('a page that takes files', () => (panel(0) ?? first()) !== null);
      },
      page: async () => {
        press('Alerts');
        await until('alerts', () => document.querySelector('.alerts__group') !== null);
        press('Nodes');
        await until('nodes', () => document.querySelector('.nodes__add') !== null);
        press('Help');
        await until('help', () => document.querySelector('dialog[open]') !== null);
        press('Close');
        await until('no help', () => document.querySelector('dialog[open]') === null);
        press('Query');
        await until('a graph', () => drawn(0) !== undefined);
      },
    };
";

impl Page {
    async fn figures(&self) -> Result<Figures, String> {
        let listen = "window.memorySeen = undefined;
            const channel = new BroadcastChannel('memory'); channel.onmessage = ({ data }) => { window.memorySeen = data; channel.close(); };";
        self.run(listen, vec![]).await?;
        self.run_in("worker", TELL_MEMORY).await?;
        self.until("the worker's memory is known", "return window.memorySeen !== undefined").await?;
        let memory =
            "const { memory } = await (await import(document.querySelector('link[rel=modulepreload]').href)).default();
            return [memory.buffer.byteLength, window.memorySeen];";
        let memory = self.run(memory, vec![]).await?;
        let cdp = self.driver().cdp();
        for command in
            ["HeapProfiler.enable", "HeapProfiler.collectGarbage", "HeapProfiler.collectGarbage", "Performance.enable"]
        {
            cdp.send_raw(command, json!({})).await.map_err(text)?;
        }
        let metrics = cdp.send_raw("Performance.getMetrics", json!({})).await.map_err(text)?;
        let metric = |name: &str| {
            let all = metrics["metrics"].as_array().into_iter().flatten();
            let found = all.filter(|one| one["name"] == json!(name)).find_map(|one| one["value"].as_f64());
            found.ok_or_else(|| format!("no {name} in {metrics}"))
        };
        Ok(Figures {
            heap: metric("JSHeapUsedSize")?,
            nodes: metric("Nodes")?,
            listeners: metric("JSEventListeners")?,
            wasm: memory[0].as_f64().unwrap_or_default(),
            worker: memory[1].as_f64().unwrap_or_default(),
        })
    }

    /// Does something so many times.
    async fn repeat(&self, way: &str, times: u32) -> Outcome {
        let mut left = times;
        while left > 0 {
            // A script may take half a minute.
            let some = left.min(25);
            let script =
                "for (let count = 0; count < arguments[1]; count++) await ways[arguments[0]](count); return true;";
            let _: Value = self.run(script, vec![json!(way), json!(some)]).await?;
            left -= some;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_queries_panels_refreshes_and_pages_take_no_more_memory_than_few() -> Outcome {
    let node = Node::start().await?;
    let console = console_at("/", console::settings([("changing", node.url.clone(), "prometheus")])).await?;
    let page = Page::open(&format!("{console}#/query?p0.node=changing&p0.expr=m&p0.tab=graph&p0.range=5m")).await?;
    page.graph_says("3 series").await?;
    node.go_to(2);
    page.run(WAYS, vec![]).await?;
    // The pointer rests on the graph, so that tooltip and emphasis come and go, too.
    let canvas = page.driver().find(thirtyfour::By::Css("canvas")).await.map_err(text)?;
    let to = page.driver().action_chain().move_to_element_with_offset(&canvas, 20, 0);
    to.perform().await.map_err(text)?;
    let ways = [("query", 500), ("refresh", 200), ("panel", 100), ("page", 100)];
    for (way, _) in ways {
        page.repeat(way, 10).await?;
    }
    for (way, times) in ways {
        page.repeat(way, 10).await?;
        let few = page.figures().await?;
        page.repeat(way, times - 10).await?;
        let many = page.figures().await?;
        many.has_not_outgrown(few, &format!("{times} times {way}"))?;
    }
    page.close().await
}

impl Page {
    /// Objects of the page that have this prototype, after garbage was collected.
    async fn objects(&self, prototype: &str) -> Result<u64, String> {
        let cdp = self.driver().cdp();
        let of = async |method: &str, parameters: Value| cdp.send_raw(method, parameters).await.map_err(text);
        let found = of("Runtime.evaluate", json!({ "expression": prototype })).await?;
        let found = of(
            "Runtime.queryObjects",
            json!({ "prototypeObjectId": found["result"]["objectId"], "objectGroup": "counted" }),
        )
        .await?;
        let count = json!({
            "objectId": found["objects"]["objectId"],
            "functionDeclaration": "function () { return this.length; }",
            "returnByValue": true,
        });
        let count = of("Runtime.callFunctionOn", count).await?;
        // What was found would be held by having been found.
        of("Runtime.releaseObjectGroup", json!({ "objectGroup": "counted" })).await?;
        count["result"]["value"].as_u64().ok_or_else(|| format!("no number of objects: {count}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_removed_take_no_memory() -> Outcome {
    let page = Page::open(&console_at("/", console::settings([])).await?).await?;
    page.find("textbox", "Address").await?;
    page.run(WAYS, vec![]).await?;
    // Some megabytes in the worker, each time.
    let make = "globalThis.fileText = 'load 15s\\n' +
        Array.from({ length: 1000 }, (_, at) => `  load{i=\"${at}\"} ${at}+1.5x600\\n`).join('');";
    page.run(make, vec![]).await?;
    page.repeat("file", 10).await?;
    let few = page.figures().await?;
    let files = page.objects("File.prototype").await?;
    page.repeat("file", 25).await?;
    page.figures().await?.has_not_outgrown(few, "25 files given and removed")?;
    let left = page.objects("File.prototype").await?;
    expect(left <= files, || format!("{left} files are held after {files}"))?;
    page.close().await
}
