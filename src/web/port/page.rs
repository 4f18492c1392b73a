//! The page's end: starts a worker, sends it messages, hears its own and its death, and ends one that does not answer.
//!
//! Messages wait in a queue until the worker has said which version it speaks: it takes none before,
//! and one of another version is never sent any. A message to a dead worker starts a new one. From then on a timer
//! looks after the worker ([`Watch`]), as long as anything is under way; while it loads there is only a bound on how
//! long that takes.
//!
//! Invariant: callbacks run on their own, never within a call of [`Port::start`] or [`Port::send`].

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{crossing, early, files, text_of};
use crate::model::outcome::{Failure, WorkerEnd};
use crate::protocol::envelope::{Envelope, Foreign, RunId};
use crate::protocol::message::{PageMessage, WorkerMessage};
use crate::protocol::watch::{TURN_MS, Turn, Watch};
use crate::web::clock;
use crate::web::clock::timer::{self, Timer};
use crate::web::dom;
use crate::web::listener::Listener;

/// What browsers say of a script that cannot be had, as far as they say anything: Chromium, Firefox, Safari.
const NOT_IMPORTED: [&str; 3] = [
    "Failed to fetch dynamically imported module",
    "error loading dynamically imported module",
    "Importing a module script failed",
];

/// How long a worker's files may take to arrive: what a request may take where nothing else is set.
const START_MS: u32 = 30_000;

/// The name of the worker that evaluates: that of its program, its folder and its thread.
const WORKER: &str = "worker";

/// The name of the worker of the language.
const LANGUAGE: &str = "language";

/// The wire to a worker. Dropping it ends the worker.
#[derive(Clone)]
pub struct Port(Rc<Inner>);

struct Inner {
    name: &'static str,
    script: String,
    on_message: Box<dyn Fn(Envelope<WorkerMessage>)>,
    on_death: Box<dyn Fn(Death)>,
    state: RefCell<State>,
}

/// The worker is gone, and every run that was going on is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// Why: [`Failure::Worker`] or [`Failure::WorkerSilent`].
    pub why: Failure,
    /// The runs that it certainly has not begun.
    pub not_begun: Vec<RunId>,
}

/// How it is with the worker.
enum State {
    /// It loads; messages wait. The timer ends it when it takes too long.
    Starting { worker: Running, waiting: Vec<Envelope<PageMessage>>, _patience: Timer },
    /// It takes messages.
    Ready { worker: Running, guard: Guard },
    /// The browser refused to start it; the timer is about to say so.
    NotStarted { _telling: Timer },
    /// It ended.
    Dead,
}

/// What looks after a worker that takes messages.
#[derive(Default)]
struct Guard {
    watch: Watch,
    /// Turns of the watch, as long as there is something to look after.
    timer: Option<Timer>,
    /// When the last turn was, on the monotonic clock.
    turned: f64,
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
    /// Starts the worker that evaluates. `on_message` hears all that it says but pongs, [`WorkerMessage::Ready`] first;
    /// `on_death` hears once that the worker is gone.
    pub fn start(on_message: impl Fn(Envelope<WorkerMessage>) + 'static, on_death: impl Fn(Death) + 'static) -> Self {
        let port = Self::new(WORKER, &dom::worker_script(WORKER), on_message, on_death);
        match early::take() {
            Some((worker, heard)) => port.adopt(worker, heard),
            None => port.restart(),
        }
        port
    }

    /// As [`Port::start`], with the worker of the language, which is not started before [`Port::restart`].
    pub fn of_the_language(
        on_message: impl Fn(Envelope<WorkerMessage>) + 'static,
        on_death: impl Fn(Death) + 'static,
    ) -> Self {
        Self::new(LANGUAGE, &dom::worker_script(LANGUAGE), on_message, on_death)
    }

    /// As [`Port::start`], with a worker of another URL.
    pub fn start_script(
        script: &str,
        on_message: impl Fn(Envelope<WorkerMessage>) + 'static,
        on_death: impl Fn(Death) + 'static,
    ) -> Self {
        let port = Self::new(WORKER, script, on_message, on_death);
        port.restart();
        port
    }

    /// No worker yet.
    fn new(
        name: &'static str,
        script: &str,
        on_message: impl Fn(Envelope<WorkerMessage>) + 'static,
        on_death: impl Fn(Death) + 'static,
    ) -> Self {
        Self(Rc::new(Inner {
            name,
            script: script.to_owned(),
            on_message: Box::new(on_message),
            on_death: Box::new(on_death),
            state: RefCell::new(State::Dead),
        }))
    }

    /// Takes a worker that was started elsewhere, of which these events came so far.
    fn adopt(&self, worker: Worker, heard: Vec<Event>) {
        let weak = Rc::downgrade(&self.0);
        self.loads(Running::of(worker, &weak));
        // Before anything that comes from now on, and not within this call.
        spawn_local(async move {
            for event in heard {
                happened(&weak, &event);
            }
        });
    }

    /// Ends the worker, if there is one, and starts another. Runs that were going on are lost without a word.
    pub fn restart(&self) {
        let weak = Rc::downgrade(&self.0);
        match Running::start(&self.0, &weak) {
            Ok(worker) => self.loads(worker),
            Err(why) => {
                let telling = timer::after(0, move || die(&weak, WorkerEnd::NotStarted { text: text_of(&why) }));
                self.0.state.replace(State::NotStarted { _telling: telling });
            }
        }
    }

    /// From now on this is the worker, and its files are on their way.
    fn loads(&self, worker: Running) {
        let weak = Rc::downgrade(&self.0);
        let patience = timer::after(START_MS, move || die(&weak, WorkerEnd::Late { after_ms: START_MS }));
        self.0.state.replace(State::Starting { worker, waiting: Vec::new(), _patience: patience });
    }

    /// Sends a message, at once or when the worker is ready.
    pub fn send(&self, sent: Envelope<PageMessage>) {
        if matches!(*self.0.state.borrow(), State::Dead) {
            self.restart();
        }
        match &mut *self.0.state.borrow_mut() {
            State::Starting { waiting, .. } => waiting.push(sent),
            State::Ready { worker, guard } => guard.send(worker, sent, &Rc::downgrade(&self.0)),
            State::NotStarted { .. } | State::Dead => {}
        }
    }
}

impl std::fmt::Debug for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Port").field("script", &self.0.script).finish_non_exhaustive()
    }
}

impl Running {
    fn start(of: &Inner, inner: &Weak<Inner>) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(of.name);
        Ok(Self::of(Worker::new_with_options(&of.script, &options)?, inner))
    }

    fn of(worker: Worker, inner: &Weak<Inner>) -> Self {
        let listeners = ["message", "error", "messageerror"].map(|kind| {
            let inner = inner.clone();
            Listener::new(&worker, kind, move |event| happened(&inner, &event))
        });
        Self { worker, _listeners: listeners }
    }

    fn post(&self, sent: Envelope<PageMessage>) {
        let file = files::asked(&sent.message);
        let (message, buffers) = crossing::to_message(sent);
        if let Some(file) = file {
            files::attach(&file, &message);
        }
        // Throws only for what cannot be cloned; bytes and files can.
        let _ = self.worker.post_message_with_transfer(&message, &buffers);
    }
}

impl Guard {
    /// Posts a message, with the pings that go with it.
    fn send(&mut self, worker: &Running, sent: Envelope<PageMessage>, inner: &Weak<Inner>) {
        for message in self.watch.messages(sent) {
            worker.post(message);
        }
        if self.timer.is_none() {
            let inner = inner.clone();
            self.turned = clock::ticks_ms();
            self.timer = Some(timer::every(TURN_MS, move || turn(&inner)));
        }
    }

    /// A turn of the watch; gives for how long the worker was silent where it has to be ended.
    fn turn(&mut self, worker: &Running) -> Option<u32> {
        let now = clock::ticks_ms();
        let passed_ms = now - std::mem::replace(&mut self.turned, now);
        match self.watch.turn(passed_ms) {
            Turn::Wait => {}
            Turn::Ping(ping) => worker.post(*ping),
            Turn::Rest => self.timer = None,
            Turn::GiveUp { after_ms } => return Some(after_ms),
        }
        None
    }
}

/// Looks after the worker.
fn turn(inner: &Weak<Inner>) {
    let Some(strong) = inner.upgrade() else { return };
    let silent_for = match &mut *strong.state.borrow_mut() {
        State::Ready { worker, guard } => guard.turn(worker),
        State::Starting { .. } | State::NotStarted { .. } | State::Dead => None,
    };
    if let Some(after_ms) = silent_for {
        end(inner, Failure::WorkerSilent { after_ms });
    }
}

/// The worker spoke, or ended.
fn happened(inner: &Weak<Inner>, event: &Event) {
    match &*event.type_() {
        "message" => hear(inner, event),
        "error" => die(inner, cause(event)),
        _ => die(inner, WorkerEnd::Unreadable),
    }
}

fn hear(inner: &Weak<Inner>, event: &Event) {
    let Some(data) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
    if let Some(last_words) = data.as_string() {
        return die(inner, WorkerEnd::Error { text: last_words });
    }
    match crossing::from_message::<WorkerMessage>(&data) {
        Err(Foreign::Version(version)) => die(inner, WorkerEnd::OtherVersion { version }),
        Err(Foreign::Shape) => die(inner, WorkerEnd::Unreadable),
        Ok(heard) => {
            if heard.message == WorkerMessage::Ready {
                open(inner);
            }
            let Some(strong) = inner.upgrade() else { return };
            let is_expected = match &mut *strong.state.borrow_mut() {
                State::Ready { guard, .. } => guard.watch.heard(&heard),
                State::Starting { .. } | State::NotStarted { .. } | State::Dead => true,
            };
            if !is_expected {
                // A pong to no ping.
                die(inner, WorkerEnd::Unreadable);
            } else if heard.message != WorkerMessage::Pong {
                (strong.on_message)(heard);
            }
        }
    }
}

/// The worker is ready: what waited is sent.
fn open(inner: &Weak<Inner>) {
    let Some(strong) = inner.upgrade() else { return };
    let state = strong.state.replace(State::Dead);
    let next = match state {
        State::Starting { worker, waiting, .. } => {
            let mut guard = Guard::default();
            for message in waiting {
                guard.send(&worker, message, inner);
            }
            State::Ready { worker, guard }
        }
        other => other,
    };
    strong.state.replace(next);
}

/// The worker is gone, or must go.
fn die(inner: &Weak<Inner>, cause: WorkerEnd) {
    end(inner, Failure::Worker { cause });
}

/// Ends the worker, if there is one, and tells why.
fn end(inner: &Weak<Inner>, why: Failure) {
    let Some(inner) = inner.upgrade() else { return };
    let not_begun = match inner.state.replace(State::Dead) {
        State::Starting { waiting, .. } => waiting.iter().map(|message| message.number).collect(),
        State::Ready { guard, .. } => guard.watch.not_begun(),
        State::NotStarted { .. } => Vec::new(),
        State::Dead => return,
    };
    (inner.on_death)(Death { why, not_begun });
}

/// What an `error` event tells: an uncaught exception's message, or nothing where the script did not load. A panic has
/// last words; what else traps is memory that could not be had.
fn cause(event: &Event) -> WorkerEnd {
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
    match &*message {
        "" => WorkerEnd::NotLoaded,
        missing if NOT_IMPORTED.iter().any(|words| missing.contains(words)) => WorkerEnd::NotLoaded,
        trap if trap.contains("RuntimeError") && trap.contains("unreachable") => WorkerEnd::OutOfMemory,
        _ => WorkerEnd::Error { text: message },
    }
}
