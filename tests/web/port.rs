//! The page's end of the wire, with small workers written for the purpose.

use narthex::model::outcome::Failure;
use narthex::model::query::Progress;
use narthex::protocol::VERSION;
use narthex::protocol::answer::{Answer, News};
use narthex::protocol::ask::{Ask, What};
use narthex::web::port::page::{OUT_OF_MEMORY, Port};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{Heard, js_text};

/// The head of an answer, as JavaScript for a worker to send.
fn head(run: u32, news: News) -> String {
    format!("new Uint8Array({:?})", Answer { run, news }.pack().0)
}

/// A worker that tells its version and then runs the code.
fn worker(version: u32, code: &str) -> String {
    let ready = head(0, News::Ready { version });
    let script = format!("postMessage({{ head: {ready}, columns: [] }}); {code}");
    js_text(&format!("URL.createObjectURL(new Blob([{script:?}], {{ type: 'text/javascript' }}))"))
}

/// Answers each ask by a progress with the ask's run: the ask's second byte and the answer's first, as long as
/// numbers are below 128.
fn echo() -> String {
    let progress = head(0, News::Progress(Progress::default()));
    format!(
        "onmessage = ({{ data }}) => {{
           const head = {progress};
           head[0] = data[1];
           postMessage({{ head, columns: [] }});
         }};"
    )
}

fn ask(run: u32) -> Ask {
    Ask { version: VERSION, run, what: What::Cancel }
}

struct Ends {
    port: Port,
    answers: Heard<Answer>,
    deaths: Heard<Failure>,
}

fn start(script: &str) -> Ends {
    let (answers, deaths) = (Heard::new(), Heard::new());
    let (hear, mourn) = (answers.clone(), deaths.clone());
    let on_answer = move |answer: Answer| {
        if !matches!(answer.news, News::Ready { .. }) {
            hear.push(answer);
        }
    };
    let port = Port::start_script(script, on_answer, move |failure| mourn.push(failure));
    Ends { port, answers, deaths }
}

async fn death(script: &str) -> String {
    let ends = start(script);
    ends.port.send(&ask(1));
    match &ends.deaths.count(1).await[..] {
        [Failure::Worker { text }] => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn asks_wait_for_the_worker_and_keep_their_order() {
    let ends = start(&worker(VERSION, &echo()));
    for run in 1..=3 {
        ends.port.send(&ask(run));
    }
    ends.answers.count(3).await;
    ends.port.send(&ask(4));
    let answers = ends.answers.count(4).await;
    assert_eq!(answers.iter().map(|answer| answer.run).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(answers.iter().all(|answer| matches!(answer.news, News::Progress(_))), "{answers:?}");
    assert_eq!(ends.deaths.all(), []);
}

#[wasm_bindgen_test]
async fn a_worker_of_another_version_is_not_asked() {
    let text = death(&worker(VERSION + 1, "onmessage = () => { throw new Error('was asked') }")).await;
    assert_eq!(text, format!("protocol version {} instead of {VERSION}", VERSION + 1));
}

#[wasm_bindgen_test]
async fn a_worker_that_fails_is_told() {
    let missing = js_text("new URL('no-such-worker.js', location.href).href");
    assert!(!death(&missing).await.is_empty(), "a script that is not there");
    let throws = death(&worker(VERSION, "throw new Error('out of order')")).await;
    assert!(throws.contains("out of order"), "{throws}");
    let rejects = death(&worker(VERSION, "await Promise.reject(new Error('no memory'))")).await;
    assert!(rejects.contains("no memory"), "{rejects}");
    assert_eq!(death(&worker(VERSION, "postMessage('panicked at …')")).await, "panicked at …");
    // Bytes of a module whose only function is `unreachable`, as memory that cannot be had ends in Rust.
    let code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0, 10, 5, 1, 3, 0, 0, 11];
    let trap = format!("new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array({code:?})))");
    assert_eq!(death(&worker(VERSION, &trap)).await, OUT_OF_MEMORY);
    for other in
        ["postMessage({ head: new Uint8Array(9).fill(255), columns: [] })", "postMessage(7)", "postMessage(undefined)"]
    {
        assert_eq!(death(&worker(VERSION, other)).await, "message of an unknown shape", "{other}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_the_browser_refuses_is_told_later() {
    let ends = start("http://[bad");
    assert_eq!(ends.deaths.all(), [], "not within the call");
    assert_eq!(ends.deaths.count(1).await.len(), 1);
}

#[wasm_bindgen_test]
async fn an_ask_after_a_death_starts_another_worker() {
    // It answers its first ask and dies of it.
    let once =
        format!("{} const answer = onmessage; onmessage = (e) => {{ answer(e); throw new Error('worn out') }}", echo());
    let ends = start(&worker(VERSION, &once));
    for run in 1..=2 {
        ends.port.send(&ask(run));
        ends.deaths.count(run as usize).await;
    }
    assert_eq!(ends.answers.all().iter().map(|answer| answer.run).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(ends.deaths.all().len(), 2, "one death a worker");
}

#[wasm_bindgen_test]
async fn a_restarted_worker_forgets_what_was_asked_before() {
    let ends = start(&worker(VERSION, &echo()));
    ends.port.send(&ask(1));
    ends.port.restart();
    ends.port.send(&ask(2));
    assert_eq!(ends.answers.count(1).await.iter().map(|answer| answer.run).collect::<Vec<_>>(), [2]);
    assert_eq!(ends.deaths.all(), []);
}
