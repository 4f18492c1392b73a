//! The page's end of the wire, with small workers written for the purpose.

use narthex::model::lang::Lang;
use narthex::model::outcome::{Failure, WorkerEnd};
use narthex::model::query::Progress;
use narthex::promql::dialect::QueryDialect;
use narthex::protocol::VERSION;
use narthex::protocol::envelope::Envelope;
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::Examine;
use narthex::protocol::watch::{CANCEL_MS, SILENCE_MS};
use narthex::web::clock;
use narthex::web::port::page::{Death, Port};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{Heard, js, js_text};

/// The head of a message, as JavaScript for a worker to send.
fn head(version: u32, run: u32, message: WorkerMessage) -> String {
    format!("new Uint8Array({:?})", Envelope { version, number: run, message }.pack().head)
}

/// A worker that tells its version and then runs the code.
fn worker(version: u32, code: &str) -> String {
    let ready = head(version, 0, WorkerMessage::Ready);
    let script = format!("postMessage({{ head: {ready}, columns: [] }}); {code}");
    js_text(&format!("URL.createObjectURL(new Blob([{script:?}], {{ type: 'text/javascript' }}))"))
}

/// Answers each message by a progress and each ping by a pong, of the same run: the second byte, as long as numbers are
/// below 128.
fn echo() -> String {
    let progress = head(VERSION, 0, WorkerMessage::Progress(Progress::default()));
    let (pong, ping) = (head(VERSION, 0, WorkerMessage::Pong), kind(PageMessage::Ping));
    format!(
        "onmessage = ({{ data }}) => {{
           const head = data.head[2] === {ping} ? {pong} : {progress};
           head[1] = data.head[1];
           postMessage({{ head, columns: [] }});
         }};"
    )
}

/// What tells a kind of message from others: the byte behind version and run.
fn kind(message: PageMessage) -> u8 {
    Envelope { version: VERSION, number: 1, message }.pack().head[2]
}

fn cancel(run: u32) -> Envelope<PageMessage> {
    Envelope::new(run, PageMessage::Cancel)
}

/// A message that begins a run.
fn begin(run: u32) -> Envelope<PageMessage> {
    let examine = Examine { text: "up".to_owned(), lang: Lang::En, dialect: QueryDialect::default() };
    Envelope::new(run, PageMessage::Begin(examine.into()))
}

struct Ends {
    port: Port,
    heard: Heard<Envelope<WorkerMessage>>,
    deaths: Heard<Death>,
}

fn start(script: &str) -> Ends {
    let (heard, deaths) = (Heard::new(), Heard::new());
    let (hear, mourn) = (heard.clone(), deaths.clone());
    let on_message = move |message: Envelope<WorkerMessage>| {
        if message.message != WorkerMessage::Ready {
            hear.push(message);
        }
    };
    let port = Port::start_script(script, on_message, move |death| mourn.push(death));
    Ends { port, heard, deaths }
}

async fn death(script: &str) -> WorkerEnd {
    let ends = start(script);
    ends.port.send(cancel(1));
    match &ends.deaths.count(1).await[..] {
        [Death { why: Failure::Worker { cause }, .. }] => cause.clone(),
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn asks_wait_for_the_worker_and_keep_their_order() {
    let ends = start(&worker(VERSION, &echo()));
    for run in 1..=3 {
        ends.port.send(cancel(run));
    }
    ends.heard.count(3).await;
    ends.port.send(cancel(4));
    let heard = ends.heard.count(4).await;
    assert_eq!(heard.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(heard.iter().all(|one| matches!(one.message, WorkerMessage::Progress(_))), "{heard:?}");
    assert_eq!(ends.deaths.all(), []);
}

#[wasm_bindgen_test]
async fn a_worker_of_another_version_is_not_asked() {
    let cause = death(&worker(VERSION + 1, "onmessage = () => { throw new Error('was asked') }")).await;
    assert_eq!(cause, WorkerEnd::OtherVersion { version: VERSION + 1 });
}

#[wasm_bindgen_test]
async fn a_worker_that_fails_is_told() {
    let missing = js_text("new URL('no-such-worker.js', location.href).href");
    assert_eq!(death(&missing).await, WorkerEnd::NotLoaded);
    for (code, words) in [
        ("throw new Error('out of order')", "out of order"),
        ("await Promise.reject(new Error('no memory'))", "no memory"),
        ("postMessage('panicked at …')", "panicked at …"),
    ] {
        let cause = death(&worker(VERSION, code)).await;
        assert!(matches!(&cause, WorkerEnd::Error { text } if text.contains(words)), "{cause:?}");
    }
    // Bytes of a module whose only function is `unreachable`, as memory that cannot be had ends in Rust.
    let code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0, 10, 5, 1, 3, 0, 0, 11];
    let trap = format!("new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array({code:?})))");
    assert_eq!(death(&worker(VERSION, &trap)).await, WorkerEnd::OutOfMemory);
    for other in
        ["postMessage({ head: new Uint8Array(9).fill(255), columns: [] })", "postMessage(7)", "postMessage(null)"]
    {
        assert_eq!(death(&worker(VERSION, other)).await, WorkerEnd::Unreadable, "{other}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_the_browser_refuses_is_told_later() {
    let ends = start("http://[bad");
    assert_eq!(ends.deaths.all(), [], "not within the call");
    let deaths = ends.deaths.count(1).await;
    let refused = |death: &Death| matches!(death.why, Failure::Worker { cause: WorkerEnd::NotStarted { .. } });
    assert!(matches!(&deaths[..], [death] if refused(death)), "{deaths:?}");
}

#[wasm_bindgen_test]
async fn an_ask_after_a_death_starts_another_worker() {
    // It answers its first ask and dies of it.
    let once =
        format!("{} const answer = onmessage; onmessage = (e) => {{ answer(e); throw new Error('worn out') }}", echo());
    let ends = start(&worker(VERSION, &once));
    for run in 1..=2 {
        ends.port.send(cancel(run));
        ends.deaths.count(run as usize).await;
    }
    assert_eq!(ends.heard.all().iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(ends.deaths.all().len(), 2, "one death a worker");
}

#[wasm_bindgen_test]
async fn a_restarted_worker_forgets_what_was_asked_before() {
    let ends = start(&worker(VERSION, &echo()));
    ends.port.send(cancel(1));
    ends.port.restart();
    ends.port.send(cancel(2));
    assert_eq!(ends.heard.count(1).await.iter().map(|one| one.number).collect::<Vec<_>>(), [2]);
    assert_eq!(ends.deaths.all(), []);
}

/// Never comes back from an ask to begin a run.
fn stuck() -> String {
    let begins = kind(begin(1).message);
    format!("{} const hear = onmessage; onmessage = (e) => {{ while (e.data.head[2] === {begins}); hear(e) }}", echo())
}

/// Why the worker was ended, what it had not begun, and after how many milliseconds.
async fn ended(ends: &Ends) -> (Death, f64) {
    let began = clock::ticks_ms();
    let deaths = ends.deaths.count(1).await;
    (deaths[0].clone(), clock::ticks_ms() - began)
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_hear_a_cancellation_is_ended_after_a_second() {
    let ends = start(&worker(VERSION, &stuck()));
    ends.port.send(cancel(7));
    ends.heard.count(1).await;
    ends.port.send(begin(1));
    ends.port.send(cancel(1));
    ends.port.send(begin(2));
    let (death, after_ms) = ended(&ends).await;
    let why = Failure::WorkerSilent { after_ms: CANCEL_MS };
    assert_eq!(death, Death { why, not_begun: vec![2] }, "the last was asked for behind the cancellation");
    assert!(after_ms >= f64::from(CANCEL_MS - 1), "{after_ms}");
    // The next one is there at once.
    ends.port.send(cancel(3));
    assert_eq!(ends.heard.count(2).await[1].number, 3);
}

/// Three workers at once, as patience takes its time.
#[wasm_bindgen_test]
async fn a_worker_that_takes_no_message_is_ended_and_one_that_works_or_loads_for_long_is_not() {
    let silent = start(&worker(VERSION, &stuck()));
    silent.port.send(begin(1));
    // It never ends its runs, but answers pings.
    let busy = start(&worker(VERSION, &echo()));
    busy.port.send(begin(1));
    busy.port.send(begin(2));
    // Its first word takes longer than any patience.
    let (ready, late_ms) = (head(VERSION, 0, WorkerMessage::Ready), SILENCE_MS + 2 * CANCEL_MS);
    let script = format!("setTimeout(() => postMessage({{ head: {ready}, columns: [] }}), {late_ms}); {}", echo());
    let loads = start(&js_text(&format!("URL.createObjectURL(new Blob([{script:?}], {{ type: 'text/javascript' }}))")));
    loads.port.send(cancel(1));

    let (death, after_ms) = ended(&silent).await;
    assert_eq!(death, Death { why: Failure::WorkerSilent { after_ms: SILENCE_MS }, not_begun: vec![] });
    assert!(after_ms >= f64::from(SILENCE_MS), "{after_ms}");
    loads.heard.count(1).await;
    assert_eq!((loads.deaths.all(), busy.deaths.all()), (vec![], vec![]));
    assert_eq!(busy.heard.all().len(), 2, "a pong is no answer of a run");
}

#[wasm_bindgen_test]
async fn a_page_that_was_blocked_ends_no_worker() {
    let ends = start(&worker(VERSION, &echo()));
    ends.port.send(cancel(1));
    ends.heard.count(1).await;
    ends.port.send(begin(2));
    ends.port.send(cancel(2));
    js("const until = performance.now() + 2500; while (performance.now() < until);");
    ends.port.send(cancel(3));
    ends.heard.count(4).await;
    assert_eq!(ends.deaths.all(), []);
}

#[wasm_bindgen_test]
async fn a_pong_to_no_ping_is_none_of_ours() {
    let pong = head(VERSION, 9, WorkerMessage::Pong);
    let cause = death(&worker(VERSION, &format!("postMessage({{ head: {pong}, columns: [] }})"))).await;
    assert_eq!(cause, WorkerEnd::Unreadable);
}
