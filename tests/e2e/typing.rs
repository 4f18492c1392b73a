//! Who types waits for no query: the worker of the language is another one. What that answers, and that it may end
//! without harm.

use narthex::model::lang::Lang;
use narthex::promql::dialect::QueryDialect;
use narthex::protocol::envelope::{Envelope, Packed};
use narthex::protocol::language::{Completed, Formatted, Hovered};
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::{Complete, Examine, Format, Hover, Request, Response};
use serde_json::json;

use crate::browser::{Page, text};
use crate::harness::{Outcome, expect, expect_equal, shared_console};

const DATA: &str = "load 1m\n  load{i=\"1\"} 1+1x100\n  load{i=\"2\"} 5\n";

/// A key is answered within this, in milliseconds, on a busy machine too. A worker that is not heard for 5 s is ended.
const BOUND_MS: f64 = 2000.0;

/// Types a text with a mistake, and gives the milliseconds until this piece of it, which was not before, is underlined.
const TYPE: &str = "
    const [words, piece, done] = arguments;
    const box = document.querySelector('textarea');
    if (document.querySelector('.code--wrong')?.textContent === piece) return done(`${piece} is marked already`);
    const began = performance.now();
    box.value = words;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () => {
      if (document.querySelector('.code--wrong')?.textContent === piece) return done(performance.now() - began);
      if (performance.now() - began > 15000) return done(document.querySelector('.panel').innerText);
      setTimeout(look, 4);
    };
    look();";

impl Page {
    /// Milliseconds until a mistake in this text is marked.
    async fn marked_after(&self, words: &str, piece: &str) -> Result<f64, String> {
        let took = self.driver().execute_async(TYPE, vec![json!(words), json!(piece)]).await.map_err(text)?;
        took.json().as_f64().ok_or_else(|| format!("{piece:?} is not marked: {}", took.json()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_answered_while_the_other_worker_takes_no_message() -> Outcome {
    let page = Page::with_data("data.test", DATA).await?;
    page.marked_after("ratee(load[5m])", "ratee").await?;
    page.block("worker").await?;
    let took = page.marked_after("sum(incrase(load[5m]))", "incrase").await?;
    expect(took < BOUND_MS, || format!("{took:.0} ms"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_of_the_language_that_does_not_answer_is_started_anew_and_nothing_is_lost() -> Outcome {
    let page = Page::with_data("data.test", DATA).await?;
    page.marked_after("ratee(load[5m])", "ratee").await?;
    page.block("language").await?;
    let typed = "count(load) + 40";
    page.paste_expression(typed).await?;
    // Queries run meanwhile.
    page.click("button", "Execute").await?;
    page.until("it is evaluated", "return document.querySelector('.panel__result').innerText.includes('41')").await?;
    page.until("what was marked is not any more", "return !document.querySelector('.code--wrong')").await?;
    page.marked_after("sum(ratee(load[5m]))", "ratee").await?;
    page.shows("unknown function with name \"ratee\"").await?;
    let shown = page.text().await?;
    expect(!shown.contains("started again"), || shown.clone())?;
    page.paste_expression(typed).await?;
    expect_equal("typed", &page.typed().await?.as_str(), &typed)?;
    page.close().await
}

/// Starts a worker of the language of the test's own, sends it this message and gives the head of its answer.
const ASK: &str = "
    const [head, done] = arguments;
    const script = document.querySelector('meta[name=narthex-language]').content;
    const worker = new Worker(script, { type: 'module', name: 'language' });
    worker.onerror = ({ message }) => done(message);
    worker.onmessage = () => {
      worker.onmessage = ({ data }) => { worker.terminate(); done([...data.head]); };
      worker.postMessage({ head: new Uint8Array(head), columns: [] });
    };";

impl Page {
    /// What the built worker of the language answers.
    async fn answers(&self, request: impl Into<Request>) -> Result<Response, String> {
        let head = Envelope::<PageMessage>::new(1, request.into()).pack().head;
        let answer = self.driver().execute_async(ASK, vec![json!(head)]).await.map_err(text)?;
        let head: Vec<u8> = serde_json::from_value(answer.json().clone()).map_err(text)?;
        match Envelope::unpack(Packed { head, columns: Vec::new() }) {
            Ok(Envelope { number: 1, message: WorkerMessage::Response(response), .. }) => Ok(response),
            other => Err(format!("{other:?}")),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_worker_answers_every_request_of_the_language() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("textbox", "Expression").await?;
    let (words, lang) = ("sum(ratee(up[5m]))".to_owned(), Lang::Zh);
    let examine = Examine { text: words.clone(), lang, dialect: QueryDialect::default() };
    let examined = page.answers(examine).await?;
    expect(matches!(&examined, Response::Examine(found) if found.count == 1), || format!("{examined:?}"))?;
    let completed = page.answers(Complete { text: words.clone(), at: 8, lang }).await?;
    let offers = |found: &Completed| found.offers.first().is_some_and(|first| first.label == "rate");
    expect(matches!(&completed, Response::Complete(found) if offers(found)), || format!("{completed:?}"))?;
    let hovered = page.answers(Hover { text: words.clone(), at: 1, lang }).await?;
    let is_sum = |found: &Hovered| found.word.as_ref().is_some_and(|word| word.signature.starts_with("sum"));
    expect(matches!(&hovered, Response::Hover(Some(found)) if is_sum(found)), || format!("{hovered:?}"))?;
    let formatted = page.answers(Format { text: "sum( up )by(job)".to_owned() }).await?;
    let is_laid_out = |found: &Formatted| found.text.as_deref() == Some("sum by (job) (up)");
    expect(matches!(&formatted, Response::Format(found) if is_laid_out(found)), || format!("{formatted:?}"))?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_likely_not_meant_is_told_quietly() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    let before = "max_over_time(sum(node_load1)[1h:])";
    page.fill("Expression", before).await?;
    page.shows("without a step the server's own evaluation interval decides").await?;
    page.marks(&[]).await?;
    page.until(
        "it is no mistake",
        "return document.querySelector('textarea').ariaInvalid === null
            && document.querySelector('.finding__line').matches('.finding__line--quiet');",
    )
    .await?;
    page.screenshot("hint").await?;
    page.click("button", "Insert 1m").await?;
    expect_equal("mended", &page.typed().await?.as_str(), &"max_over_time(sum(node_load1)[1h:1m])")?;
    page.until("nothing is shown", "return document.querySelector('.finding__line').hidden").await?;
    page.close().await
}
