//! From nothing to the drawn graph of a server's query over a slow line: 50 Mbit/s and 20 ms, an empty cache, a fresh
//! browser each time. Where `VMUI_DIR` or `PROM_UI_DIR` name the built pages of `VictoriaMetrics` or Prometheus, these
//! are measured in turns with ours.

use std::path::Path;

use super::node::{Node, Size};
use super::site::Site;
use super::throttle::{BYTES_PER_S, LATENCY_MS, Throttle};
use super::{is_measuring, median};
use crate::browser::Page;
use crate::harness::{Outcome, dist, expect, serve};
use crate::lab::console::{listen, settings};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// The most that ours may take of what the faster of the others takes.
const MOST_OF_BEST: f64 = 0.75;

/// Loads of each page; the figures are medians.
const LOADS: usize = 9;

/// When our graph was drawn.
const OURS: &str = "return performance.getEntriesByName('narthex:drawn')[0]?.startTime ?? null;";

/// Set before a page's own scripts: records when the first line of a chart was drawn, be the others still to come. Both
/// pages draw with uPlot, which strokes paths for lines and nothing else.
const WATCH: &str = "
    globalThis.drawn = null;
    const { stroke } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.stroke = function (...path) {
      stroke.apply(this, path);
      if (path.length > 0) globalThis.drawn ??= performance.now();
    };";

const THEIRS: &str = "return globalThis.drawn;";

/// A page to be measured, on a server of its own.
struct Console {
    name: &'static str,
    url: String,
    /// Gives the time at which it has drawn, or null.
    drawn: &'static str,
    /// Bytes that the line must have carried by then.
    bytes: u64,
    _site: Site,
}

impl Console {
    async fn ours(node: &Node) -> Result<Self, String> {
        let site = Site::of(&dist()?, "ours", |index| index)?;
        let bytes = site.bytes("/page-")?;
        let config = settings([("bench", node.url.clone(), "prometheus")]);
        let json = ([(CONTENT_TYPE, "application/json")], config);
        let routes = site.routes().route("/narthex.json", get(async || json));
        let url = format!("{}/#{}", serving(routes).await?, node.fragment());
        Ok(Self { name: "Narthex", url, drawn: OURS, bytes, _site: site })
    }

    async fn vmui(folder: &Path, node: &Node) -> Result<Self, String> {
        let site = Site::of(folder, "vmui", |index| index)?;
        let bytes = site.bytes("/assets/index-")?;
        let routes = Router::new().nest_service("/vmui", site.routes()).nest("/prometheus", node.api());
        let (range, end) = (node.range(), node.end_text("T"));
        let link =
            format!("g0.tab=0&g0.relative_time=none&g0.range_input={range}&g0.end_input={end}&g0.step_input=15s");
        let url = format!("{}/vmui/#/?g0.expr=node_load1&{link}", serving(routes).await?);
        Ok(Self { name: "vmui", url, drawn: THEIRS, bytes, _site: site })
    }

    async fn prometheus(folder: &Path, node: &Node) -> Result<Self, String> {
        let site = Site::of(folder, "prometheus", |index| {
            // As Prometheus does.
            let filled = index.replace("CONSOLES_LINK_PLACEHOLDER", "").replace("AGENT_MODE_PLACEHOLDER", "false");
            let filled = filled.replace("READY_PLACEHOLDER", "true").replace("LOOKBACKDELTA_PLACEHOLDER", "5m");
            filled.replace("TITLE_PLACEHOLDER", "Prometheus")
        })?;
        let bytes = site.bytes("/assets/index-")?;
        let (range, end) = (node.range(), node.end_text("%20"));
        let link = format!("g0.tab=graph&g0.range_input={range}&g0.end_input={end}&g0.res_type=fixed&g0.res_step=15");
        let url = format!("{}/query?g0.expr=node_load1&{link}", serving(node.api().merge(site.routes())).await?);
        Ok(Self { name: "Prometheus' page", url, drawn: THEIRS, bytes, _site: site })
    }

    /// Loads it in a fresh browser; milliseconds until its graph is drawn.
    async fn load(&self) -> Result<f64, String> {
        let page = Page::blank().await?;
        page.before_all(WATCH).await?;
        let throttle = Throttle::of(&page).await?;
        page.go(&self.url).await?;
        page.until(
            &format!("{} has drawn its graph", self.name),
            &format!(
                "{{ const drawn = (() => {{ {} }})(); return drawn !== null || document.body.innerText; }}",
                self.drawn
            ),
        )
        .await?;
        let drawn = page.run(self.drawn, vec![]).await?.as_f64().unwrap_or(f64::NAN);
        drop(throttle);
        page.close().await?;
        let least = self.bytes as f64 / BYTES_PER_S * 1e3 + f64::from(LATENCY_MS);
        expect(drawn >= least, || {
            format!("{}: drawn after {drawn:.0} ms, sooner than the line carries it ({least:.0} ms)", self.name)
        })?;
        Ok(drawn)
    }
}

async fn serving(routes: Router) -> Result<String, String> {
    let (address, server) = listen(0, routes).await?;
    serve(server);
    Ok(format!("http://{address}"))
}

/// The folder that an environment variable names, while measuring.
fn built(variable: &str) -> Option<std::path::PathBuf> {
    is_measuring().then(|| std::env::var_os(variable)).flatten().map(Into::into)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_the_first_graph_over_a_slow_line() -> Outcome {
    let node = Node::start(Size::SMALL).await?;
    let mut consoles = vec![Console::ours(&node).await?];
    if let Some(folder) = built("VMUI_DIR") {
        consoles.push(Console::vmui(&folder, &node).await?);
    }
    if let Some(folder) = built("PROM_UI_DIR") {
        consoles.push(Console::prometheus(&folder, &node).await?);
    }
    let mut times = vec![Vec::new(); consoles.len()];
    // In turns, so that whatever else the machine does meets all of them.
    for _ in 0..if is_measuring() { LOADS } else { 1 } {
        for (console, times) in consoles.iter().zip(&mut times) {
            times.push(console.load().await?);
        }
    }
    if !is_measuring() {
        return Ok(());
    }
    let medians: Vec<f64> = times.iter().map(|times| median(times.clone())).collect();
    for ((console, times), median) in consoles.iter().zip(&mut times).zip(&medians) {
        times.sort_by(f64::total_cmp);
        println!(
            "bench: cold load to the first graph at 50 Mbit/s and {LATENCY_MS} ms, {}: {median:.0} ms ({:.0} to {:.0})",
            console.name,
            times[0],
            times[times.len() - 1],
        );
    }
    let best = medians[1..].iter().copied().fold(f64::INFINITY, f64::min);
    if best.is_finite() {
        let ratio = medians[0] / best;
        println!("bench: the same beside the faster of the others: {ratio:.2}");
        expect(ratio <= MOST_OF_BEST, || format!("{ratio:.2} of what the faster of the others takes"))?;
    }
    Ok(())
}
