//! The page's end: starts the worker, asks, hears answers and the worker's death.
//!
//! Asks wait in a queue until the worker has said which version it speaks: it takes no messages before,
//! and one of another version is never asked. An ask to a dead worker starts a new one.
//!
//! Invariant: callbacks run on their own, never within a call of [`Port::start`] or [`Port::send`].

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::arrays;
use crate::model::outcome::Failure;
use crate::protocol::VERSION;
use crate::protocol::answer::{Answer, News};
use crate::protocol::ask::Ask;
use crate::web::clock::timer::{self, Timer};
use crate::web::dom;
use crate::web::listener::Listener;

/// The cause of a death by a trap without last words. A panic has last words; what else traps is memory that could not
/// be had.
pub const OUT_OF_MEMORY: &str = "out of memory";

/// The wire to the worker. Dropping it ends the worker.
#[derive(Clone)]
pub struct Port(Rc<Inner>);

struct Inner {
    script: String,
    on_answer: Box<dyn Fn(Answer)>,
    on_death: Box<dyn Fn(Failure)>,
    state: RefCell<State>,
}

/// How it is with the worker.
enum State {
    /// It loads; asks wait.
    Starting { worker: Running, waiting: Vec<Vec<u8>> },
    /// It takes asks.
    Ready { worker: Running },
    /// The browser refused to start it; the timer is about to say so.
    Refused { _telling: Timer },
    /// It ended.
    Dead,
}

/// A worker that is heard; dropping it ends the worker.
struct Running {
    worker: Worker,
    _listeners: [Listener; 3],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Port {
    /// Starts the worker. `on_answer` hears all answers, [`News::Ready`] first; `on_death` hears once that the worker
    /// is gone, by a [`Failure::Worker`]: every run that was going on is lost.
    pub fn start(on_answer: impl Fn(Answer) + 'static, on_death: impl Fn(Failure) + 'static) -> Self {
        Self::start_script(&dom::worker_script(), on_answer, on_death)
    }

    /// As [`Port::start`], with a worker of another URL.
    pub fn start_script(
        script: &str,
        on_answer: impl Fn(Answer) + 'static,
        on_death: impl Fn(Failure) + 'static,
    ) -> Self {
        let port = Self(Rc::new(Inner {
            script: script.to_owned(),
            on_answer: Box::new(on_answer),
            on_death: Box::new(on_death),
            state: RefCell::new(State::Dead),
        }));
        port.restart();
        port
    }

    /// Ends the worker, if there is one, and starts another. Runs that were going on are lost without a word.
    pub fn restart(&self) {
        let weak = Rc::downgrade(&self.0);
        let state = match Running::start(&self.0.script, &weak) {
            Ok(worker) => State::Starting { worker, waiting: Vec::new() },
            Err(why) => State::Refused { _telling: timer::after(0, move || die(&weak, text_of(&why))) },
        };
        self.0.state.replace(state);
    }

    /// Asks the worker, at once or when it is ready.
    pub fn send(&self, ask: &Ask) {
        let bytes = ask.pack();
        if matches!(*self.0.state.borrow(), State::Dead) {
            self.restart();
        }
        match &mut *self.0.state.borrow_mut() {
            State::Starting { waiting, .. } => waiting.push(bytes),
            State::Ready { worker } => worker.post(&bytes),
            State::Refused { .. } | State::Dead => {}
        }
    }
}

impl std::fmt::Debug for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Port").field("script", &self.0.script).finish_non_exhaustive()
    }
}

impl Running {
    fn start(script: &str, inner: &Weak<Inner>) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("narthex");
        let worker = Worker::new_with_options(script, &options)?;
        let [heard, failed, garbled] = [inner.clone(), inner.clone(), inner.clone()];
        let listeners = [
            Listener::new(&worker, "message", move |event| hear(&heard, &event)),
            Listener::new(&worker, "error", move |event| die(&failed, cause(&event))),
            Listener::new(&worker, "messageerror", move |_| die(&garbled, "unreadable message".to_owned())),
        ];
        Ok(Self { worker, _listeners: listeners })
    }

    fn post(&self, ask: &[u8]) {
        // Throws only for what cannot be cloned, and bytes can.
        let _ = self.worker.post_message(&Uint8Array::from(ask));
    }
}

fn hear(inner: &Weak<Inner>, event: &Event) {
    let Some(data) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
    if let Some(last_words) = data.as_string() {
        return die(inner, last_words);
    }
    let answer = arrays::from_message(&data).and_then(Answer::unpack);
    match answer {
        Some(Answer { news: News::Ready { version }, .. }) if version != VERSION => {
            die(inner, format!("protocol version {version} instead of {VERSION}"));
        }
        Some(answer) => {
            if matches!(answer.news, News::Ready { .. }) {
                open(inner);
            }
            if let Some(inner) = inner.upgrade() {
                (inner.on_answer)(answer);
            }
        }
        None => die(inner, "message of an unknown shape".to_owned()),
    }
}

/// The worker is ready: what waited is sent.
fn open(inner: &Weak<Inner>) {
    let Some(inner) = inner.upgrade() else { return };
    let state = inner.state.replace(State::Dead);
    let next = match state {
        State::Starting { worker, waiting } => {
            for ask in &waiting {
                worker.post(ask);
            }
            State::Ready { worker }
        }
        other => other,
    };
    inner.state.replace(next);
}

/// The worker is gone, or must go.
fn die(inner: &Weak<Inner>, text: String) {
    let Some(inner) = inner.upgrade() else { return };
    let before = inner.state.replace(State::Dead);
    if !matches!(before, State::Dead) {
        (inner.on_death)(Failure::Worker { text });
    }
}

/// What an `error` event tells: an uncaught exception's message, or nothing where the script did not load.
fn cause(event: &Event) -> String {
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
    match &*message {
        "" => "its script did not load".to_owned(),
        trap if trap.contains("RuntimeError") && trap.contains("unreachable") => OUT_OF_MEMORY.to_owned(),
        _ => message,
    }
}

fn text_of(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| "refused".to_owned(), |error| String::from(error.message()))
}
