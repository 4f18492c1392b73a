//! Speed in the browser, on the release: from an answer's last byte to its drawn graph, and from nothing to the
//! first graph. With `NARTHEX_BENCH` set (`tools/bench.sh`) it measures a large answer, holds the limits and prints
//! its figures; otherwise a small answer shows that the way is there.

#![allow(clippy::cast_precision_loss, reason = "what was measured is rounded for people")]
#![allow(clippy::print_stdout, reason = "a benchmark's figures are for the terminal")]

mod cold;
mod node;
mod site;
mod throttle;
mod typing;

use serde::Deserialize;
use serde_json::json;

use self::node::{Node, Size};
use crate::browser::{Page, text};
use crate::harness::{Outcome, console_at, expect};
use crate::lab::console::settings;

/// From the last byte to the drawn graph, in milliseconds.
const MOST_TO_GRAPH_MS: f64 = 400.0;

/// The longest task on the page's main thread that is not called long, in milliseconds.
const LONG_TASK_MS: f64 = 50.0;

/// Runs of each measurement; the figures are medians.
const RUNS: usize = 5;

/// Set before the page's own scripts: records long tasks, and when answers arrive on the page.
const WATCH: &str = r"
    globalThis.bench = { tasks: [], answers: [] };
    const wall = (time) => performance.timeOrigin + time;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) bench.tasks.push({ at: wall(startTime), ms: duration });
    }).observe({ type: 'longtask', buffered: true });
    globalThis.Worker = class extends Worker {
      constructor(...how) {
        super(...how);
        this.addEventListener('message', ({ data }) => {
          if (data?.columns?.length > 0) bench.answers.push(wall(performance.now()));
        });
      }
    };";

/// What the page noted.
#[derive(Debug, Deserialize)]
struct Recorded {
    /// When graphs were drawn, Unix milliseconds.
    drawn: Vec<f64>,
    /// When answers with columns arrived on the page, Unix milliseconds.
    answers: Vec<f64>,
    tasks: Vec<Task>,
    /// The size of the drawn canvas in device pixels.
    pixels: u64,
}

/// A task of over 50 ms on the main thread.
#[derive(Debug, Deserialize)]
struct Task {
    /// When it began, Unix milliseconds.
    at: f64,
    /// How long it took.
    ms: f64,
}

const READ: &str = r"
    const marks = performance.getEntriesByName('narthex:drawn').map((mark) => mark.startTime);
    const canvas = document.querySelector('canvas[data-drawn]');
    return {
      drawn: marks.map((time) => performance.timeOrigin + time),
      answers: bench.answers,
      tasks: bench.tasks,
      pixels: canvas ? canvas.width * canvas.height : 0,
    };";

/// Whether limits are held and figures printed.
fn is_measuring() -> bool {
    std::env::var_os("NARTHEX_BENCH").is_some()
}

/// A page on this console that is watched from its beginning.
async fn watched(url: &str) -> Result<Page, String> {
    let page = Page::open("about:blank").await?;
    let cdp = page.driver().cdp();
    let script = json!({ "source": WATCH });
    cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await.map_err(text)?;
    page.go(url).await?;
    Ok(page)
}

async fn recorded(page: &Page) -> Result<Recorded, String> {
    serde_json::from_value(page.run(READ, vec![]).await?).map_err(text)
}

/// Waits for the graph of the `count`-th answer: a graph is drawn after that answer has arrived.
async fn drawn(page: &Page, count: usize) -> Result<Recorded, String> {
    let script = format!(
        "const answer = bench.answers[{count} - 1];
         const drawn = performance.getEntriesByName('narthex:drawn').at(-1);
         return !!answer && !!drawn && performance.timeOrigin + drawn.startTime >= answer;"
    );
    page.until("the graph is drawn", &script).await?;
    let recorded = recorded(page).await?;
    expect(recorded.pixels > 0, || "no canvas says that it is drawn".into())?;
    Ok(recorded)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

async fn console_on(node: &Node) -> Result<String, String> {
    console_at("/", settings([("bench", node.url.clone(), "prometheus")])).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_last_byte_to_the_graph() -> Outcome {
    let size = if is_measuring() { Size::LARGE } else { Size::SMALL };
    let node = Node::start(size).await?;
    let page = watched(&format!("{}#{}", console_on(&node).await?, node.fragment())).await?;
    drawn(&page, 1).await?;
    let (mut to_drawn, mut to_page, mut longest) = (vec![], vec![], 0.0_f64);
    for run in 2..=RUNS + 1 {
        page.click("button", "Execute").await?;
        let recorded = drawn(&page, run).await?;
        let (Some(&arrived), Some(sent)) = (recorded.answers.last(), node.last_byte()) else {
            return Err(format!("nothing was asked: {recorded:?}"));
        };
        // The first drawing of this answer; later ones are those of a resize.
        let first = recorded.drawn.iter().copied().find(|&drawn| drawn >= arrived).unwrap_or(f64::NAN);
        to_drawn.push(first - sent);
        to_page.push(arrived - sent);
        let tasks = recorded.tasks.iter().filter(|task| task.at + task.ms >= node.asked());
        longest = tasks.fold(longest, |longest, task| longest.max(task.ms));
    }
    page.close().await?;
    if !is_measuring() {
        return Ok(());
    }
    let to_graph = median(to_drawn);
    println!(
        "bench: {size}, {:.1} MB: last byte sent by the server to graph drawn {to_graph:.0} ms, of which {:.0} ms until \
         the page has the decoded answer; long tasks on the page: {}",
        node.bytes() as f64 / 1e6,
        median(to_page),
        if longest > 0.0 { format!("the longest {longest:.0} ms") } else { "none".to_owned() },
    );
    expect(to_graph < MOST_TO_GRAPH_MS, || format!("{to_graph:.0} ms to the graph, over {MOST_TO_GRAPH_MS} ms"))?;
    expect(longest <= LONG_TASK_MS, || format!("a task of {longest:.0} ms on the page's main thread"))
}
