//! Tasks of over 50 ms on the page's main thread, with a result of 50,000 series: none in loading the page, nor in
//! anything that a person does with the result. On the release build, as speed is the matter.
//!
//! What else the machine does can only make a task longer, so that an action passes if one of its [`ATTEMPTS`] has
//! none.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "series of a test are few")]
#![allow(clippy::print_stdout, reason = "figures of what was measured are for the terminal")]

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::json;

use crate::answers::{Matrix, Values, matrix};
use crate::browser::{Page, Theme, text};
use crate::harness::{Outcome, console_at, serve};
use crate::lab::console::{listen, settings};

const SERIES: u32 = 50_000;

/// Samples a series of a range query.
const POINTS: u32 = 12;

/// Label names of the expression `wide`.
const COLUMNS: usize = 3000;

/// Series of the expression `histograms`, and the buckets of each.
const HISTOGRAMS: u32 = 1500;
const BUCKETS: u32 = 160;

/// How often an action is tried.
const ATTEMPTS: usize = 4;

/// A task of more than this is long, in milliseconds, as the browser reports them.
const LONG_MS: f64 = 50.0;

/// Set before the page's own scripts: records long tasks.
const WATCH: &str = r"
    globalThis.longTasks = [];
    const note = (entries) => longTasks.push(...entries.map(({ startTime, duration }) => [startTime, duration]));
    globalThis.longTaskObserver = new PerformanceObserver((list) => note(list.getEntries()));
    longTaskObserver.observe({ type: 'longtask', buffered: true });
    globalThis.tasksSince = (since) => {
      note(longTaskObserver.takeRecords());
      return longTasks.filter(([start, ms]) => start + ms > since).map(([, ms]) => ms);
    };";

/// When the page has nothing to do: it is drawn, and then idle.
const IDLE: &str = "return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => setTimeout(() => done(true))))));";

fn answer(body: Bytes) -> Response {
    ([(CONTENT_TYPE, "application/json"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Body::from(body)).into_response()
}

/// The answer of an instant query: pods in no order, values likewise.
fn vector() -> Bytes {
    let series = (0..SERIES).map(|at| {
        let pod = at * 7919 % SERIES;
        format!(
            r#"{{"metric":{{"__name__":"kube_pod_info","namespace":"team-{}","node":"node{}","pod":"web-{pod:07}"}},"value":[1700000000.123,"{}"]}}"#,
            pod % 50,
            pod % 300,
            f64::from(at * 6007 % SERIES) / 8.0,
        )
    });
    let series: Vec<_> = series.collect();
    let head = r#"{"status":"success","data":{"resultType":"vector","result":["#;
    format!("{head}{}]}}}}", series.join(",")).into()
}

/// The answer of an instant query with many label names.
fn columns() -> Bytes {
    let labels: Vec<_> = (0..COLUMNS).map(|label| format!(r#""label_{label}":"value {label}""#)).collect();
    let labels = labels.join(",");
    let series: Vec<_> = (0..100)
        .map(|at| format!(r#"{{"metric":{{{labels},"series":"{at}"}},"value":[1700000000,"{at}"]}}"#))
        .collect();
    let head = r#"{"status":"success","data":{"resultType":"vector","result":["#;
    format!("{head}{}]}}}}", series.join(",")).into()
}

/// The answer of an instant query with native histograms, each with a sum of its own.
fn histograms() -> Bytes {
    let series = (0..HISTOGRAMS).map(|at| {
        let bucket = |number: u32| format!(r#"[0,"{}","{}","{}"]"#, f64::from(number) / 7.0, f64::from(number + 1) / 7.0, at % 90);
        let buckets = (0..BUCKETS).map(bucket).collect::<Vec<_>>().join(",");
        let count = at * 7919 % HISTOGRAMS;
        format!(
            r#"{{"metric":{{"__name__":"h","pod":"web-{at:04}"}},"histogram":[1700000000,{{"count":"{count}","sum":"{at}.25","buckets":[{buckets}]}}]}}"#
        )
    });
    let series: Vec<_> = series.collect();
    let head = r#"{"status":"success","data":{"resultType":"vector","result":["#;
    format!("{head}{}]}}}}", series.join(",")).into()
}

/// A node that answers every query with many series; the URL of a console on it.
async fn console() -> Result<String, String> {
    let instant = vector();
    let range: Bytes = matrix(Matrix { series: SERIES, points: POINTS, values: Values::Load }).flatten().collect();
    let (wide, histograms) = (columns(), histograms());
    let answer_instant = async move |form: String| {
        let is_of = |expr: &str| form.contains(&format!("query={expr}"));
        let body = if is_of("wide") {
            &wide
        } else if is_of("histograms") {
            &histograms
        } else {
            &instant
        };
        answer(body.clone())
    };
    let routes = Router::new()
        .route("/api/v1/query", any(answer_instant))
        .route("/api/v1/query_range", any(async move || answer(range.clone())));
    let (address, server) = listen(0, routes).await?;
    serve(server);
    console_at("/", settings([("many", format!("http://{address}"), "prometheus")])).await
}

/// A page that is watched, what is too long on it, and what was measured.
struct Watch {
    page: Page,
    console: String,
    failures: Vec<String>,
}

impl Watch {
    async fn open() -> Result<Self, String> {
        let page = Page::open("about:blank").await?;
        let script = json!({ "source": WATCH });
        page.driver().cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await.map_err(text)?;
        Ok(Self { page, console: console().await?, failures: Vec::new() })
    }

    /// Presses what this selector finds. Not by role and name: looking for those is long, and a task of the page's,
    /// too.
    async fn press(&self, selector: &str) -> Outcome {
        self.page.run("document.querySelector(arguments[0]).click();", vec![json!(selector)]).await.map(drop)
    }

    /// Types into an empty field, a letter at a time.
    async fn type_into(&self, selector: &str, letters: &str) -> Outcome {
        let empty = "const field = document.querySelector(arguments[0]); field.focus(); field.select();";
        self.page.run(empty, vec![json!(selector)]).await?;
        for letter in letters.chars() {
            self.page.driver().cdp().send_raw("Input.insertText", json!({ "text": letter })).await.map_err(text)?;
        }
        Ok(())
    }

    /// Loads the page anew with this address.
    async fn load(&self, fragment: &str) -> Outcome {
        // Another document, or only the fragment would change.
        self.page.go("about:blank").await?;
        self.page.go(&format!("{}#{fragment}", self.console)).await
    }

    /// The lengths of long tasks since a time of the page's clock, once it is idle.
    async fn since(&self, start: f64) -> Result<Vec<f64>, String> {
        self.page.run(IDLE, vec![]).await?;
        let seen = self.page.run("return tasksSince(arguments[0]);", vec![json!(start)]).await?;
        serde_json::from_value(seen).map_err(text)
    }

    /// Does something until `done` holds, some times over; records if there was a long task each time. The page is idle
    /// before, and again before the next time.
    async fn act(
        &mut self,
        what: &str,
        action: impl AsyncFn(&Self, usize) -> Outcome,
        done: impl AsyncFn(usize) -> String,
    ) -> Outcome {
        let mut longest: Vec<f64> = Vec::new();
        for attempt in 0..ATTEMPTS {
            self.page.run(IDLE, vec![]).await?;
            let start = self.page.run("return performance.now();", vec![]).await?.as_f64().unwrap_or_default();
            action(self, attempt).await.map_err(|error| format!("{what}: {error}"))?;
            self.page.until(what, &done(attempt).await).await?;
            let tasks = self.since(start).await?;
            longest.push(tasks.into_iter().fold(0.0, f64::max));
        }
        self.judge(what, &longest);
        Ok(())
    }

    fn judge(&mut self, what: &str, longest: &[f64]) {
        let least = longest.iter().copied().fold(f64::INFINITY, f64::min);
        let shown: Vec<_> =
            longest.iter().map(|ms| if *ms == 0.0 { "none".to_owned() } else { format!("{ms:.0}") }).collect();
        println!("long tasks, {SERIES} series: {what}: {} ms, at most {LONG_MS}", shown.join(", "));
        if least > LONG_MS {
            self.failures.push(format!("{what}: {} ms, at most {LONG_MS}", shown.join(", ")));
        }
    }

    async fn end(self) -> Outcome {
        self.page.close().await?;
        if self.failures.is_empty() {
            Ok(())
        } else {
            Err(format!("tasks that are too long:\n{}", self.failures.join("\n")))
        }
    }
}

/// Whether the table has this many rows and arranges none.
fn rows(count: u32) -> String {
    format!(
        "const table = document.querySelector('.table__grid');
         return table?.ariaRowCount === '{}' && !document.querySelector('[aria-busy]') || table?.ariaRowCount;",
        count + 1
    )
}

/// Whether a column is sorted and the first row's cell holds this.
fn sorted(head: &str, order: &str, first: &str) -> String {
    format!(
        "const head = [...document.querySelectorAll('th')].find((head) => head.innerText.trim().startsWith('{head}'));
         const row = document.querySelector('.table__row')?.innerText ?? '';
         return head.ariaSort === '{order}' && row.includes('{first}') || [head.ariaSort, row];"
    )
}

const EXECUTE: &str = ".panel__run";
const FILTER: &str = ".table__filter";

const TABLE: &str = "/query?p0.node=many&p0.expr=kube_pod_info&p0.tab=table";

#[tokio::test(flavor = "multi_thread")]
async fn loading_the_page_has_none() -> Outcome {
    let mut watch = Watch::open().await?;
    let mut longest = Vec::new();
    for _ in 0..ATTEMPTS {
        watch.load("/query").await?;
        watch.page.find("button", "Execute").await?;
        longest.push(watch.since(0.0).await?.into_iter().fold(0.0, f64::max));
    }
    watch.judge("load the page", &longest);
    watch.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_has_none() -> Outcome {
    let mut watch = Watch::open().await?;
    watch.load(TABLE).await?;
    watch.page.until("the table is there", &rows(SERIES)).await?;
    let run = async |watch: &Watch, _| watch.press(EXECUTE).await;
    watch
        .act("a result arrives in the table", run, async |_| {
            format!(
                "return !document.querySelector('.panel__run').textContent.includes('Cancel') && (() => {{ {} }})();",
                rows(SERIES)
            )
        })
        .await?;
    // The least and the greatest pod take turns at the top; a third press would end the sort, so it is pressed once
    // more.
    let press =
        "[...document.querySelectorAll('.table__sort')].find((head) => head.innerText.includes('pod')).click();";
    let by_label = async |watch: &Watch, attempt: usize| {
        for _ in 0..if attempt == 2 { 2 } else { 1 } {
            watch.page.run(press, vec![]).await?;
        }
        Ok(())
    };
    let by_label_is_done = async |attempt: usize| match attempt % 2 {
        0 => sorted("pod", "ascending", "web-0000000"),
        _ => sorted("pod", "descending", "web-0049999"),
    };
    watch.act("sort by label", by_label, by_label_is_done).await?;
    let by_value = async |watch: &Watch, _| {
        watch.page.run("[...document.querySelectorAll('.table__sort')].at(-1).click();", vec![]).await.map(drop)
    };
    let settled = "return !document.querySelector('[aria-busy]') && !!document.querySelector('.table__row');";
    watch.act("sort by value", by_value, async |_| settled.to_owned()).await?;
    let filter = async |watch: &Watch, attempt: usize| {
        let needle = ["web-00000", "WEB-", "b-004", "49.5"][attempt % 4];
        watch.type_into(FILTER, needle).await
    };
    watch.act("type a filter", filter, async |attempt| rows([100, SERIES, 10_000, 63][attempt % 4])).await?;
    watch.type_into(FILTER, " ").await?;
    let scroll = async |watch: &Watch, attempt: usize| {
        let script = "document.querySelector('.table').scrollTop = arguments[0] * 250000;";
        watch.page.run(script, vec![json!(attempt + 1)]).await.map(drop)
    };
    let there = async |attempt: usize| {
        let row = (attempt + 1) * 250_000 / 24 + 2;
        format!("return !!document.querySelector('.table__row[aria-rowindex=\"{row}\"]');")
    };
    watch.act("scroll", scroll, there).await?;
    let resize =
        async |watch: &Watch, attempt: usize| watch.page.emulate((1000 + attempt as u32 * 50, 800), Theme::Light).await;
    watch.act("resize", resize, async |_| settled.to_owned()).await?;
    let refresh = async |watch: &Watch, _| watch.press("[aria-label='Refresh now']").await;
    let done = "return !document.querySelector('.panel__run').textContent.includes('Cancel') && !document.querySelector('[aria-busy]');";
    watch.act("refresh", refresh, async |_| done.to_owned()).await?;
    watch.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_many_columns_has_none() -> Outcome {
    let mut watch = Watch::open().await?;
    watch.load("/query?p0.node=many&p0.expr=wide&p0.tab=table").await?;
    watch.page.until("the table is there", &rows(100)).await?;
    let run = async |watch: &Watch, _| watch.press(EXECUTE).await;
    let done = "return !document.querySelector('.panel__run').textContent.includes('Cancel');";
    watch.act("a result of many columns arrives", run, async |_| done.to_owned()).await?;
    let across = async |watch: &Watch, attempt: usize| {
        let script = "document.querySelector('.table').scrollLeft += arguments[0];";
        watch.page.run(script, vec![json!(120 * (1 + 50 * (attempt % 2)))]).await.map(drop)
    };
    watch.act("scroll columns", across, async |_| "return true;".to_owned()).await?;
    let down = async |watch: &Watch, attempt: usize| {
        watch
            .page
            .run("document.querySelector('.table').scrollTop = arguments[0];", vec![json!(attempt * 240)])
            .await
            .map(drop)
    };
    watch.act("scroll rows of many columns", down, async |_| "return true;".to_owned()).await?;
    watch.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_native_histograms_has_none() -> Outcome {
    let mut watch = Watch::open().await?;
    watch.load("/query?p0.node=many&p0.expr=histograms&p0.tab=table").await?;
    watch.page.until("the table is there", &rows(HISTOGRAMS)).await?;
    let run = async |watch: &Watch, _| watch.press(EXECUTE).await;
    let done = "return !document.querySelector('.panel__run').textContent.includes('Cancel');";
    watch.act("a result of native histograms arrives", run, async |_| done.to_owned()).await?;
    // In no label: the whole text of every histogram is looked through.
    let filter = async |watch: &Watch, attempt: usize| {
        watch.type_into(FILTER, ["sum 12.25", "sum 1", "sum 2", "sum 149"][attempt % 4]).await
    };
    let filtered = async |attempt: usize| rows([1, 611, 111, 11][attempt % 4]);
    watch.act("type a filter over native histograms", filter, filtered).await?;
    watch.type_into(FILTER, " ").await?;
    watch.page.until("all rows are there", &rows(HISTOGRAMS)).await?;
    let by_value = async |watch: &Watch, _| {
        watch.page.run("[...document.querySelectorAll('.table__sort')].at(-1).click();", vec![]).await.map(drop)
    };
    let settled = "return !document.querySelector('[aria-busy]') && !!document.querySelector('.table__row');";
    watch.act("sort native histograms", by_value, async |_| settled.to_owned()).await?;
    let scroll = async |watch: &Watch, attempt: usize| {
        let script = "document.querySelector('.table').scrollTop = arguments[0] * 8000;";
        watch.page.run(script, vec![json!(attempt + 1)]).await.map(drop)
    };
    let there = async |attempt: usize| {
        let row = (attempt + 1) * 8000 / 24 + 2;
        format!("return !!document.querySelector('.table__row[aria-rowindex=\"{row}\"]');")
    };
    watch.act("scroll native histograms", scroll, there).await?;
    watch.end().await
}

fn graph_fragment() -> String {
    let (start, length) = (1_700_000_000, POINTS * 15);
    format!(
        "/query?p0.node=many&p0.expr=node_load1&p0.tab=graph&p0.range={length}s&p0.end={}&p0.step=15s",
        start + length
    )
}

/// Whether a graph was drawn since `since` was noted, and the legend is in order.
const DRAWN: &str = "const drawn = performance.getEntriesByName('narthex:drawn').at(-1)?.startTime ?? 0;
    return drawn > since && !document.querySelector('[aria-busy]') && !!document.querySelector('.legend__row') || drawn;";

const NOTE: &str = "globalThis.since = performance.now();";

#[tokio::test(flavor = "multi_thread")]
async fn a_graph_has_none() -> Outcome {
    let mut watch = Watch::open().await?;
    watch.load(&graph_fragment()).await?;
    watch.page.run("globalThis.since = 0;", vec![]).await?;
    watch.page.until("the graph is drawn", DRAWN).await?;
    let run = async |watch: &Watch, _| {
        watch.page.run(NOTE, vec![]).await?;
        watch.press(EXECUTE).await
    };
    watch.act("a result arrives in the graph", run, async |_| DRAWN.to_owned()).await?;
    let sort = async |watch: &Watch, attempt: usize| {
        let script = "document.querySelectorAll('.legend th button')[arguments[0]].click();";
        watch.page.run(script, vec![json!(1 + attempt % 4)]).await.map(drop)
    };
    let sorted = async |attempt: usize| {
        format!(
            "return document.querySelectorAll('.legend th')[{}].ariaSort === 'descending' && !document.querySelector('[aria-busy]');",
            1 + attempt % 4
        )
    };
    watch.act("sort the legend", sort, sorted).await?;
    let filter = async |watch: &Watch, attempt: usize| {
        watch.type_into(FILTER, ["node00", "eu-1", "cluster=\"eu-3\" node1", "0.example"][attempt % 4]).await
    };
    let settled = "return !document.querySelector('[aria-busy]') && !!document.querySelector('.legend__row');";
    watch.act("filter the legend", filter, async |_| settled.to_owned()).await?;
    let isolate = async |watch: &Watch, attempt: usize| {
        watch.page.run(NOTE, vec![]).await?;
        let button = if attempt.is_multiple_of(2) { ".legend__series" } else { ".legend__toggle" };
        watch.page.run("document.querySelectorAll(arguments[0])[3].click();", vec![json!(button)]).await.map(drop)
    };
    watch.act("isolate and hide a series", isolate, async |_| DRAWN.to_owned()).await?;
    let show_all = "[...document.querySelectorAll('button')].find((one) => one.innerText === 'Show all')?.click();";
    watch.page.run(show_all, vec![]).await?;
    let canvas = watch.page.driver().find(thirtyfour::By::Css("canvas")).await.map_err(text)?;
    let hover = async |watch: &Watch, attempt: usize| {
        for step in 0..6 {
            let (x, y) = (attempt as i64 * 60 + step * 7 - 200, step * 9 - 40);
            watch
                .page
                .driver()
                .action_chain()
                .move_to_element_with_offset(&canvas, x, y)
                .perform()
                .await
                .map_err(text)?;
        }
        Ok(())
    };
    watch.act("hover", hover, async |_| "return !!document.querySelector('.tooltip');".to_owned()).await?;
    let resize = async |watch: &Watch, attempt: usize| {
        watch.page.run(NOTE, vec![]).await?;
        watch.page.emulate((1000 + attempt as u32 * 50, 800), Theme::Light).await
    };
    watch.act("resize the graph", resize, async |_| DRAWN.to_owned()).await?;
    let refresh = async |watch: &Watch, _| {
        watch.page.run(NOTE, vec![]).await?;
        watch.press(EXECUTE).await
    };
    watch.act("refresh the graph", refresh, async |_| DRAWN.to_owned()).await?;
    let tab = async |watch: &Watch, attempt: usize| {
        watch.page.run(NOTE, vec![]).await?;
        watch.press(if attempt.is_multiple_of(2) { "[role=tab]:first-child" } else { "[role=tab]:nth-child(2)" }).await
    };
    let shown = async |attempt: usize| if attempt.is_multiple_of(2) { rows(SERIES) } else { DRAWN.to_owned() };
    watch.act("change the tab", tab, shown).await?;
    watch.end().await
}
