//! The whole page in a real browser, with workers that the test plays: what a refresh, a run and a change from outside
//! leave alone.
#![cfg(all(target_arch = "wasm32", feature = "ui"))]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "they stand in for the browser, and look into it"
)]

#[path = "web/help.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod help;

use std::sync::Arc;

use narthex::model::answered::Answered;
use narthex::model::block::BlockBuilder;
use narthex::model::node::NodeStatus;
use narthex::model::outcome::Provenance;
use narthex::model::query::At;
use narthex::model::rules::{Alert, AlertState, Alerting, Rule, RuleGroup};
use narthex::model::value::Value;
use narthex::protocol::envelope::{Envelope, RunId};
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::{NodeRequest, Query, Request, Response};
use narthex::web::clock::{ticks_ms, timer};
use narthex::web::port::crossing::{from_message, to_message};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{js, js_text};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Workers that keep what they are sent, and nodes A and B.
const STAND_INS: &str = r"
    globalThis.workers = {};
    globalThis.Worker = class Worker extends EventTarget {
      constructor(url, { name }) { super(); this.sent = []; workers[name] = this; }
      postMessage(message) { this.sent.push(message); }
      terminate() {}
    };
    const nodes = [{ name: 'A', url: 'http://a' }, { name: 'B', url: 'http://b' }];
    globalThis.fetch = async () => new Response(JSON.stringify({ nodes }));
    document.head.insertAdjacentHTML('beforeend',
      '<meta name=narthex-worker content=w><meta name=narthex-language content=l>');
    document.body.insertAdjacentHTML('beforeend', '<div id=start>It starts</div>');
    location.hash = '/query?p0.node=A&p0.expr=up&p0.tab=graph';
";

/// The worker that evaluates says something.
fn says(number: RunId, message: WorkerMessage) {
    let (message, _) = to_message(Envelope::<WorkerMessage>::new(number, message));
    js_sys::Reflect::set(&js_sys::global(), &"said".into(), &message).expect("a plain property");
    js("workers.worker.dispatchEvent(new MessageEvent('message', { data: said }))");
}

/// What it was asked of nodes since it was looked at last; pings and probes are answered.
fn asked() -> Vec<(RunId, NodeRequest)> {
    let sent: js_sys::Array = js("workers.worker?.sent.splice(0) ?? []").into();
    let mut asked = Vec::new();
    for message in sent.iter() {
        let Ok(Envelope { number, message, .. }) = from_message::<PageMessage>(&message) else { panic!("{message:?}") };
        match message {
            PageMessage::Ping => says(number, WorkerMessage::Pong),
            PageMessage::Begin(Request::Node { request: NodeRequest::Probe(_), .. }) => {
                let status = NodeStatus { product: "Prometheus".to_owned(), latency_ms: 1.0, ..NodeStatus::default() };
                says(number, WorkerMessage::Response(Response::Probe(status)));
            }
            PageMessage::Begin(Request::Node { request, .. }) => asked.push((number, request)),
            PageMessage::Begin(_) | PageMessage::Cancel | PageMessage::Release { .. } => {}
        }
    }
    asked
}

/// Waits for the next question to a node.
async fn question() -> (RunId, NodeRequest) {
    let start = ticks_ms();
    loop {
        if let Some(question) = asked().pop() {
            return question;
        }
        assert!(ticks_ms() - start < 10_000.0, "nothing was asked");
        timer::turn().await;
    }
}

/// Waits until a condition of the page holds, answering its pings.
async fn until(condition: &str) {
    let start = ticks_ms();
    while !js(condition).is_truthy() {
        assert_eq!(asked(), [], "while waiting for {condition}");
        assert!(
            ticks_ms() - start < 10_000.0,
            "waited in vain for {condition}: {}",
            js_text("document.body.innerText")
        );
        timer::turn().await;
    }
}

/// Answers a graph's query: a series an instance, all of one value.
fn graph((run, request): (RunId, NodeRequest), instances: &[&str], value: f64) {
    let NodeRequest::Query(Query { at: At::Range { start, end, step }, .. }) = request else { panic!("{request:?}") };
    let mut builder = BlockBuilder::default();
    for instance in instances {
        builder.labels.push("instance", instance);
        (0..=(end - start) / step).for_each(|at| builder.push_float(start + at * step, value));
        builder.end_series();
    }
    let value = Value::Matrix(Arc::new(builder.finish()));
    says(run, WorkerMessage::Response(Response::Query(Answered { value, provenance: Provenance::default() })));
}

/// Answers a listing: a rule a name, each with so many alerts.
fn rules((run, request): (RunId, NodeRequest), names: &[(&str, usize)]) {
    assert!(matches!(request, NodeRequest::ListRules(_)), "{request:?}");
    let alert = |at: usize| Alert {
        labels: vec![("at".to_owned(), at.to_string())],
        state: AlertState::Firing,
        active_at: Some(5),
        ..Alert::default()
    };
    let rule = |(name, alerts): &(&str, usize)| Rule {
        name: (*name).to_owned(),
        expr: "up == 0".to_owned(),
        alerting: Some(Alerting { alerts: (0..*alerts).map(alert).collect(), ..Alerting::default() }),
        ..Rule::default()
    };
    let group = RuleGroup { name: "g".to_owned(), rules: names.iter().map(rule).collect(), ..RuleGroup::default() };
    let listed = Answered { value: vec![group], provenance: Provenance::default() };
    says(run, WorkerMessage::Response(Response::ListRules(listed.into())));
}

/// Whether what had the focus when `kept` was noted is the same element and has it still.
#[track_caller]
fn is_kept(what: &str) {
    let name = "[document.activeElement.localName, document.activeElement.className].join('.')";
    assert!(js("document.activeElement === kept && kept.isConnected").is_truthy(), "{what}: {}", js_text(name));
}

const REFRESH: &str = "document.querySelector('[aria-label=\"Refresh now\"]').click()";

async fn start() {
    js(STAND_INS);
    narthex::ui::start();
    until("!!workers.worker").await;
    says(0, WorkerMessage::Ready);
    let first = question().await;
    until("!document.getElementById('start')").await;
    graph(first, &["a", "b"], 1.0);
    until("document.querySelectorAll('.legend__row').length === 2").await;
}

#[wasm_bindgen_test]
async fn what_is_refreshed_keeps_its_elements_and_the_focus() {
    start().await;

    // The legend: a row more, another order, other values.
    js("globalThis.kept = document.querySelectorAll('.legend__series')[1]; kept.focus()");
    js(REFRESH);
    graph(question().await, &["c", "b", "a"], 2.0);
    until("document.querySelectorAll('.legend__row').length === 3").await;
    let value = "kept.closest('tr').querySelector('td:nth-child(2)').title";
    assert_eq!((js_text("kept.title"), js_text(value)), ("{instance=\"b\"}".to_owned(), "2".to_owned()));
    assert!(js("kept.isConnected").is_truthy());

    // Execute and Cancel are one button.
    js("globalThis.kept = document.querySelector('.panel__run'); kept.focus(); kept.click()");
    let run = question().await;
    until("kept.textContent.startsWith('Cancel')").await;
    is_kept("Cancel");
    graph(run, &["a"], 3.0);
    until("kept.textContent === 'Execute' && document.querySelectorAll('.legend__row').length === 1").await;
    is_kept("Execute");

    // A choice from outside, after one by hand.
    js("globalThis.list = document.querySelector('.panel__node'); list.value = 'B';
        list.dispatchEvent(new Event('change', { bubbles: true }))");
    graph(question().await, &["a"], 4.0);
    js("history.back()");
    let again = question().await;
    until("list.value === 'A'").await;
    graph(again, &["a"], 5.0);
    js("list.value = ' '; list.dispatchEvent(new Event('change', { bubbles: true }))");
    assert_eq!(js_text("list.value"), "A", "what was not taken is not shown");
    until("!!document.querySelector('dialog[open] button')").await;
    js("document.querySelector('dialog[open] button').click()");
    until("!document.querySelector('dialog[open]')").await;

    // A panel that is added, and one that is removed.
    js("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Add panel').click()");
    until("document.activeElement === document.querySelectorAll('textarea.editor__text')[1]").await;
    js("document.querySelectorAll('[id^=actions-]')[1].click()");
    until("!!document.querySelector('.menu__entry')").await;
    js("[...document.querySelectorAll('.menu__entry')].at(-1).click()");
    until("document.querySelectorAll('.panel').length === 1").await;
    until("document.activeElement === document.querySelector('textarea.editor__text')").await;
}

#[wasm_bindgen_test]
async fn rules_and_nodes_keep_their_elements_and_the_focus() {
    // The page of the test before.
    js("document.querySelector('.bar__links a[href*=\"/alerts\"]').click()");
    rules(question().await, &[("first", 1), ("second", 30), ("third", 2)]);
    until("document.querySelectorAll('.rule').length === 3").await;
    js("globalThis.kept = [...document.querySelectorAll('.rule')].find((rule) => rule.ariaLabel === 'second')
          .querySelectorAll('.active__since')[4]; kept.focus()");
    js(REFRESH);
    rules(question().await, &[("new", 25), ("third", 0), ("second", 29)]);
    until("[...document.querySelectorAll('.rule')].map((rule) => rule.ariaLabel).join() === 'new,third,second'").await;
    until("document.querySelectorAll('.rule')[2].querySelectorAll('tbody tr').length === 29").await;
    assert!(js("kept.isConnected && kept.closest('.rule').ariaLabel === 'second'").is_truthy());
    assert_eq!(js_text("kept.closest('tr').querySelector('.pair').textContent"), "at=4");
    // A filter that leaves nothing, and none.
    js("globalThis.filter = document.querySelector('.alerts__filter'); filter.value = 'nothing';
        filter.dispatchEvent(new Event('input', { bubbles: true }))");
    until("document.querySelectorAll('.rule').length === 0").await;
    js("filter.value = ''; filter.dispatchEvent(new Event('input', { bubbles: true }))");
    until("document.querySelectorAll('.rule').length === 3").await;

    js("document.querySelector('.bar__links a[href*=\"/nodes\"]').click()");
    until("document.querySelectorAll('.nodes__row').length === 2").await;
    js("globalThis.kept = document.getElementById('node-probe-A'); kept.focus(); kept.click()");
    until("!kept.ariaDisabled && document.querySelector('.nodes__row').innerText.includes('Prometheus')").await;
    is_kept("a node's button");
}
