//! How soon a long evaluation ends after Cancel, measured in the browser.

use std::io::Write;

use narthex::model::lang::Lang;
use narthex::model::node::{Endpoint, Node};
use narthex::model::query::Limits;
use narthex::promql::dialect::QueryDialect;
use narthex::protocol::VERSION;
use narthex::protocol::envelope::{Envelope, Message};
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::{Examine, Probe, Request};
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

/// Notes when messages go to the worker and when it says something of a run: all begin with version and run, as numbers
/// of seven bits a byte, and what kind they are stands behind. Pings have numbers of their own, so that their answers are
/// told apart.
const LISTEN: &str = "
    const [kinds, pong] = arguments;
    window.seen = [];
    const number = (bytes, at) => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) return [value, at];
      }
    };
    const read = (head) => {
      const [run, at] = number(head, number(head, 0)[1]);
      return { run, is: (kind) => kind.every((byte, place) => head[at + place] === byte) };
    };
    const post = Worker.prototype.postMessage;
    const heard = new WeakSet();
    Worker.prototype.postMessage = function (message, ...rest) {
      if (!heard.has(this)) {
        heard.add(this);
        this.addEventListener('message', ({ data }) => {
          if (!data.head) return;
          const { run, is } = read(data.head);
          seen.push({ of: is(pong) ? 'pong' : 'answer', run, at: performance.now() });
        });
      }
      const { run, is } = read(message.head);
      const of = Object.keys(kinds).find((name) => is(kinds[name]));
      seen.push({ of, run, at: performance.now() });
      return post.call(this, message, ...rest);
    };";

/// What tells messages of this kind from others: the first bytes behind version and run.
fn kind<M: Message>(message: M, bytes: usize) -> Vec<u8> {
    Envelope { version: VERSION, run: 1, message }.pack().head[2..2 + bytes].to_vec()
}

/// The arguments of [`LISTEN`].
fn kinds() -> Vec<Value> {
    let node = Node::new("", Endpoint::Server { url: String::new() });
    let of_node = Request::of_node(node, Limits::default(), Probe);
    let examine = Examine { text: String::new(), lang: Lang::En, dialect: QueryDialect::default() };
    let kinds = json!({
        "node": kind(PageMessage::Begin(of_node), 2),
        "examine": kind(PageMessage::Begin(examine.into()), 2),
        "cancel": kind(PageMessage::Cancel, 1),
        "ping": kind(PageMessage::Ping, 1),
    });
    vec![kinds, json!(kind(WorkerMessage::Pong, 1))]
}

/// Executes, cancels after so many milliseconds, and at once asks the worker something else by typing. Gives the
/// milliseconds until the panel can be executed again, and until the worker has answered.
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
    const answered = (sent) => seen.find(({ of, run }) => of === 'answer' && run === sent?.run);
    (async () => {
      type(expr);
      await until(() => answered(seen.findLast(({ of }) => of === 'examine')));
      seen.length = 0;
      button().click();
      await until(() => button().textContent.startsWith('Cancel') && seen.some(({ of }) => of === 'node'));
      await new Promise((wake) => setTimeout(wake, moment));
      if (!button().textContent.startsWith('Cancel')) return done({ early: document.querySelector('.panel').innerText });
      const began = performance.now();
      button().click();
      type(`${expr} + 1`);
      await until(() => button().textContent.startsWith('Execute'));
      const page = performance.now() - began;
      const asked = () => seen.find(({ of }) => of === 'examine');
      await until(() => answered(asked()));
      done({ page, worker: answered(asked()).at - seen.find(({ of }) => of === 'cancel').at });
    })().catch((error) => done({ error: `${error}` }));";

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_evaluation_ends_at_once_wherever_it_is() -> Outcome {
    let series = lines(SERIES, |at| format!("  load{{i=\"{at}\", g=\"{}\"}} {at}+1x{SAMPLES}", at % 7));
    let page = Page::with_data("big.test", &format!("load 10s\n{series}")).await?;
    page.run(LISTEN, kinds()).await?;
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
