//! How soon a long evaluation ends after Cancel, measured in the browser.

use std::io::Write;

use serde_json::{Value, json};

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect};
use crate::local::lines;

/// What the worker may take until it is free for others, in milliseconds. On a machine with nothing else to do it is
/// some 20; the bound leaves room for a busy one.
const BOUND_MS: f64 = 500.0;

/// Series of the data, and samples of each.
const SERIES: usize = 3000;
const SAMPLES: usize = 1000;

/// Queries that take seconds, each in another part of the engine.
const LONG: &[&str] = &[
    "max_over_time(quantile_over_time(0.9, load[2h])[2h:1s])",
    "last_over_time(sum by (g) (stddev_over_time(load[2h]))[2h:100ms])",
    "last_over_time(sum(rate(load[5m]) * rate(load[10m]))[2h:100ms])",
    "last_over_time(sum by (g) (load * on (i) group_left load)[2h:10ms])",
    "last_over_time(sum by (g) (label_replace(load, \"g\", \"$1\", \"i\", \"(.).*\"))[2h:10ms])",
    "last_over_time(quantile by (g) (0.5, load)[2h:10ms])",
    "last_over_time(topk by (g) (5, load)[2h:10ms])",
];

/// After so many milliseconds each is cancelled.
const MOMENTS: [u32; 3] = [60, 350, 900];

/// Executes, cancels after so many milliseconds, and at once asks the worker something else: the page sends a ping
/// behind each cancellation. Gives the milliseconds until the panel can be executed again, and until the worker has
/// answered.
const CANCEL: &str = "
    const [expr, moment, done] = arguments;
    const box = document.querySelector('textarea');
    const type = (text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); };
    const button = () => document.querySelector('.panel__run');
    const until = async (holds) => {
      for (const end = performance.now() + 20000; !holds(); ) {
        if (performance.now() > end) throw new Error(`not within 20 s: ${holds}`);
        await new Promise((wake) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = wake; port2.postMessage(0); });
      }
    };
    const free = () => {
      const ping = seen.slice(seen.findIndex(({ of }) => of === 'cancel')).find(({ of }) => of === 'ping');
      return seen.find(({ of, run, worker }) => of === 'pong' && run === ping?.run && worker === ping.worker);
    };
    (async () => {
      type(expr);
      seen.length = 0;
      button().click();
      await until(() => button().textContent.startsWith('Cancel') && seen.some(({ of }) => of === 'node'));
      await new Promise((wake) => setTimeout(wake, moment));
      if (!button().textContent.startsWith('Cancel')) return done({ early: document.querySelector('.panel').innerText });
      const began = performance.now();
      button().click();
      await until(() => button().textContent.startsWith('Execute'));
      const page = performance.now() - began;
      await until(free);
      done({ page, worker: free().at - seen.find(({ of }) => of === 'cancel').at });
    })().catch((error) => done({ error: `${error}` }));";

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_evaluation_ends_at_once_wherever_it_is() -> Outcome {
    let series = lines(SERIES, |at| format!("  load{{i=\"{at}\", g=\"{}\"}} {at}+1x{SAMPLES}", at % 7));
    let page = Page::with_data("big.test", &format!("load 10s\n{series}")).await?;
    page.listen().await?;
    let mut figures = Vec::new();
    for expr in LONG {
        for moment in MOMENTS {
            let took = page.driver().execute_async(CANCEL, vec![json!(expr), json!(moment)]).await.map_err(text)?;
            let took = took.json();
            // A quick machine may be done, but not in the first moments.
            if moment > MOMENTS[0] && took.get("early").is_some() {
                continue;
            }
            let of = |part: &str| took.get(part).and_then(Value::as_f64).ok_or_else(|| format!("{expr}: {took}"));
            figures.push((of("worker")?, of("page")?, *expr));
        }
    }
    figures.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (worst, _, expr) = figures.last().copied().unwrap_or_default();
    let page_worst = figures.iter().map(|one| one.1).fold(0.0, f64::max);
    // Beside the test's outcome, as a figure is worth reading where it passes.
    let _ = writeln!(
        std::io::stderr(),
        "cancelled {} evaluations: the worker was free after {:.0} ms in the median, {worst:.0} ms at most ({expr}); the \
         panel after {page_worst:.0} ms at most",
        figures.len(),
        figures[figures.len() / 2].0
    );
    expect(worst < BOUND_MS && page_worst < BOUND_MS, || format!("{figures:#?}"))?;
    // What comes next is answered.
    page.paste_expression("count(load)").await?;
    page.click("button", "Execute").await?;
    page.has_rows(1).await?;
    page.shows(&SERIES.to_string()).await?;
    page.close().await
}
