//! From a key to its answers: diagnostics, completion, hover and formatting, while nothing runs, while the other worker
//! evaluates 10 million samples, and while it decodes 100 MB.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::node::{Node, Size};
use super::{console_on, is_measuring};
use crate::browser::{Page, text};
use crate::harness::{Outcome, expect};
use crate::local::lines;
use crate::traffic::asked_at_a_key;

/// Within this all answers to a key are there, at the 99th percentile, in milliseconds.
const MOST_MS: f64 = 50.0;

/// How long one measurement may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Keys of each measurement.
const KEYS: usize = 400;

/// What is typed, letter by letter, again and again.
const TYPED: &str = "histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket{job=~\"api|web\", \
                     code!~\"5..\"}[5m]))) > 0.5 unless on (job) avg_over_time(up{job=\"api\"}[10m:30s] offset 1h) < 1";

/// Types into the last panel: a letter each 20 ms, as long as the first panel does as it is told (`busy`: it runs, and
/// again as soon as it is done). Gives for each letter and kind of request the milliseconds until its answer was there.
const TYPE: &str = "
    const [keys, count, busy, done] = arguments;
    const box = [...document.querySelectorAll('textarea')].at(-1);
    const button = document.querySelector('.panel__run');
    const runs = () => button.textContent.startsWith('Cancel');
    const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));
    const key = async ({ text, asks }) => {
      const began = performance.now();
      box.value = text;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      const { worker, run } = seen.findLast(({ of }) => of === 'examine');
      const answers = [['examine', hears(worker, run)]];
      for (const [kind, [run, head]] of Object.entries(asks)) {
        answers.push([kind, hears(worker, run)]);
        worker.postMessage({ head: new Uint8Array(head), columns: [] });
      }
      const took = {};
      for (const [kind, answer] of answers) took[kind] = (await answer).at - began;
      return took;
    };
    (async () => {
      const all = [];
      for (let at = 0, runs_begun = 0; all.length < count; at++) {
        if (busy && !runs()) {
          if (runs_begun++ > count) throw new Error(`it does not run: ${document.querySelector('.panel').innerText}`);
          button.click();
          await pause(20);
          continue;
        }
        seen.length = 0;
        const took = await key(keys[at % keys.length]);
        all.push(took);
        await pause(20);
      }
      done({ all });
    })().catch((error) => done({ error: `${error}` }));";

/// Milliseconds from a key to its answers.
#[derive(Debug, Deserialize)]
struct Took {
    examine: f64,
    complete: f64,
    hover: f64,
    format: f64,
}

/// Reads the milliseconds of a kind.
type Read = fn(&Took) -> f64;

/// The text after each letter, and what is asked then.
fn keys() -> Value {
    let ends = TYPED.char_indices().map(|(at, letter)| at + letter.len_utf8());
    ends.map(|end| json!({ "text": TYPED[..end], "asks": asked_at_a_key(&TYPED[..end]) })).collect()
}

/// Types, and holds the bound.
async fn types(page: &Page, what: &str, busy: bool) -> Outcome {
    let count = if is_measuring() { KEYS } else { 20 };
    let arguments = vec![keys(), json!(count), json!(busy)];
    page.driver().set_script_timeout(PATIENCE).await.map_err(text)?;
    let outcome = page.driver().execute_async(TYPE, arguments).await.map_err(text)?;
    let outcome = outcome.json();
    let all: Vec<Took> =
        serde_json::from_value(outcome["all"].clone()).map_err(|error| format!("{what}: {error}: {outcome}"))?;
    let kinds: [(&str, Read); 4] = [
        ("diagnostics", |took| took.examine),
        ("completion", |took| took.complete),
        ("hover", |took| took.hover),
        ("formatting", |took| took.format),
    ];
    if !is_measuring() {
        return expect(all.len() == count, || format!("{what}: {all:?}"));
    }
    let mut line = format!("bench: {count} keys {what}, ms in the median / at the 99th percentile:");
    let mut worst = 0.0_f64;
    for (kind, of) in kinds {
        let mut times: Vec<f64> = all.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        let late = times[times.len() * 99 / 100];
        worst = worst.max(late);
        let _ = write!(line, " {kind} {:.1} / {late:.1}", times[times.len() / 2]);
    }
    println!("{line}");
    expect(worst <= MOST_MS, || format!("{what}: {worst:.1} ms, more than {MOST_MS} ms"))
}

/// A second panel to type into, whose expression has been examined once.
async fn second_panel(page: &Page) -> Outcome {
    page.click("button", "Add panel").await?;
    page.until("a panel", "return document.querySelectorAll('.panel').length === 2").await?;
    page.listen().await?;
    let first = "const box = [...document.querySelectorAll('textarea')].at(-1); box.value = 'sum(';
        box.dispatchEvent(new Event('input', { bubbles: true }));";
    page.run(first, vec![]).await?;
    let answered = "const asked = seen.find(({ of }) => of === 'examine');
        return seen.some(({ of, run, worker }) => of === 'answer' && run === asked?.run && worker === asked.worker);";
    page.until("the worker of the language is there", answered).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_answered_while_samples_are_evaluated() -> Outcome {
    let (series, samples) = if is_measuring() { (2500, 2000) } else { (250, 2000) };
    let data = lines(series, |at| format!("  load{{i=\"{at}\", g=\"{}\"}} {at}+1x{}", at % 7, samples - 1));
    let page = Page::with_data("big.test", &format!("load 10s\n{data}")).await?;
    second_panel(&page).await?;
    types(&page, "while nothing runs", false).await?;
    page.paste_expression("last_over_time(sum by (g) (rate(load[5m]) * rate(load[10m]))[20000s:10s])").await?;
    // Each of both selectors reads all.
    types(&page, &format!("while {} million samples are evaluated", 2 * series * samples / 1_000_000), true).await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_answered_while_an_answer_is_decoded() -> Outcome {
    // Its answers break off before their last byte: all is decoded, and nothing drawn.
    let node = Node::breaking_off(if is_measuring() { Size::HUGE } else { Size::LARGE }).await?;
    let page = Page::open(&format!("{}#{}", console_on(&node).await?, node.fragment())).await?;
    second_panel(&page).await?;
    types(&page, &format!("while {:.0} MB are decoded", node.bytes() as f64 / 1e6), true).await?;
    page.close().await
}
