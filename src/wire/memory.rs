//! The in-memory twin of the network: a transport that answers from a script, for tests.
//!
//! Invariant: it needs no real time. Its clocks stand still but where a script or a wait moves them, or where they go
//! on at every look ([`Memory::ticking`]).

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::transport::{Body, Head, HttpRequest, Method, Transport};
use crate::model::file::LocalFile;
use crate::model::outcome::Failure;

/// What happens next in a response.
#[derive(Debug, Clone)]
pub enum ResponseEvent {
    /// A chunk of the body arrives.
    Chunk(Vec<u8>),
    /// Milliseconds pass.
    Pass(f64),
    /// Someone sets the wall clock forward by so many milliseconds, or back.
    SetClock(f64),
    /// The body breaks off with a failure.
    Fail(Failure),
    /// Nothing comes any more.
    Hang,
}

/// One response.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its head, or what happened on the way there.
    pub head: Result<Head, Failure>,
    /// Milliseconds from sending to the head.
    pub delay_ms: f64,
    /// Its body: what happens one after the other.
    pub events: Vec<ResponseEvent>,
}

impl Script {
    /// A JSON response in one chunk.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json", vec![ResponseEvent::Chunk(body.into())])
    }

    /// A plain text response in one chunk.
    pub fn text(status: u16, body: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", vec![ResponseEvent::Chunk(body.into())])
    }

    /// A response of these events.
    pub fn new(status: u16, content_type: &str, events: Vec<ResponseEvent>) -> Self {
        let head = Head { status, content_type: content_type.to_owned(), ..Head::default() };
        Self { head: Ok(head), delay_ms: 0.0, events }
    }

    /// No response.
    pub fn failure(failure: Failure) -> Self {
        Self { head: Err(failure), delay_ms: 0.0, events: Vec::new() }
    }

    /// The same, with a head that is changed.
    #[must_use]
    pub fn with_head(self, change: impl FnOnce(&mut Head)) -> Self {
        let head = self.head.map(|mut head| {
            change(&mut head);
            head
        });
        Self { head, ..self }
    }

    /// The same, its head some milliseconds later.
    #[must_use]
    pub fn after(self, delay_ms: f64) -> Self {
        Self { delay_ms, ..self }
    }
}

/// The scripts of one method and URL.
#[derive(Debug)]
struct Route {
    method: Method,
    url: String,
    scripts: VecDeque<Script>,
}

/// A network of scripted responses.
#[derive(Debug, Default)]
pub struct Memory {
    routes: RefCell<Vec<Route>>,
    requests: RefCell<Vec<HttpRequest>>,
    /// The monotonic clock, from the Unix time at which the network was made.
    clock: Rc<Cell<f64>>,
    /// By how much the wall clock was set forward since then.
    set_by: Rc<Cell<f64>>,
    tick_ms: f64,
    open: Rc<Cell<usize>>,
    yields: Cell<usize>,
    released: RefCell<Vec<LocalFile>>,
}

impl Memory {
    /// A network where nothing answers, at this Unix time in milliseconds.
    pub fn at(now_ms: f64) -> Self {
        let memory = Self::default();
        memory.clock.set(now_ms);
        memory
    }

    /// The same, with clocks that are so many milliseconds further at every look: to work takes time.
    #[must_use]
    pub fn ticking(self, tick_ms: f64) -> Self {
        Self { tick_ms, ..self }
    }

    /// Adds a response for a method and a URL; of a GET's URL, the part before its query. Several for
    /// one URL are given one after the other, the last again and again.
    #[must_use]
    pub fn on(self, method: Method, url: &str, script: Script) -> Self {
        let mut routes = self.routes.borrow_mut();
        match routes.iter_mut().find(|route| route.method == method && route.url == url) {
            Some(route) => route.scripts.push_back(script),
            None => routes.push(Route { method, url: url.to_owned(), scripts: VecDeque::from([script]) }),
        }
        drop(routes);
        self
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.requests.borrow().clone()
    }

    /// How many bodies are not dropped yet.
    pub fn open(&self) -> usize {
        self.open.get()
    }

    /// How often work has yielded.
    pub fn yields(&self) -> usize {
        self.yields.get()
    }

    /// The files that were released so far.
    pub fn released(&self) -> Vec<LocalFile> {
        self.released.borrow().clone()
    }

    fn script(&self, request: &HttpRequest) -> Option<Script> {
        let url = request.url.split('?').next().unwrap_or_default();
        let mut routes = self.routes.borrow_mut();
        let route = routes.iter_mut().find(|route| route.method == request.method && route.url == url)?;
        if route.scripts.len() > 1 { route.scripts.pop_front() } else { route.scripts.front().cloned() }
    }
}

impl Transport for Memory {
    type Body = MemoryBody;

    async fn send(&self, request: HttpRequest) -> Result<(Head, MemoryBody), Failure> {
        let sent = self.clock.get();
        let script = self.script(&request).ok_or(Failure::Unreachable);
        self.requests.borrow_mut().push(request);
        let script = script?;
        self.clock.set(sent + script.delay_ms);
        let head = script.head?;
        self.open.set(self.open.get() + 1);
        let events = VecDeque::from(script.events);
        let (clock, set_by) = (Rc::clone(&self.clock), Rc::clone(&self.set_by));
        Ok((head, MemoryBody { events, sent, clock, set_by, open: Rc::clone(&self.open) }))
    }

    fn release(&self, file: LocalFile) {
        self.released.borrow_mut().push(file);
    }

    /// Is over when it is polled again.
    async fn yield_now(&self) {
        self.yields.set(self.yields.get() + 1);
        let mut has_yielded = false;
        let poll = |context: &mut Context<'_>| {
            if std::mem::replace(&mut has_yielded, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        };
        std::future::poll_fn(poll).await;
    }

    /// The time has passed when it is polled again.
    async fn wait(&self, ms: u32) {
        self.clock.set(self.clock.get() + f64::from(ms));
        self.yield_now().await;
    }

    fn now_ms(&self) -> f64 {
        self.ticks_ms() + self.set_by.get()
    }

    fn ticks_ms(&self) -> f64 {
        self.clock.set(self.clock.get() + self.tick_ms);
        self.clock.get()
    }
}

/// The body of a scripted response.
#[derive(Debug)]
pub struct MemoryBody {
    events: VecDeque<ResponseEvent>,
    sent: f64,
    clock: Rc<Cell<f64>>,
    set_by: Rc<Cell<f64>>,
    open: Rc<Cell<usize>>,
}

impl Body for MemoryBody {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        while let Some(event) = self.events.pop_front() {
            match event {
                ResponseEvent::Chunk(chunk) => return Ok(Some(chunk)),
                ResponseEvent::Pass(ms) => self.clock.set(self.clock.get() + ms),
                ResponseEvent::SetClock(by_ms) => self.set_by.set(self.set_by.get() + by_ms),
                ResponseEvent::Fail(failure) => return Err(failure),
                ResponseEvent::Hang => std::future::pending().await,
            }
        }
        Ok(None)
    }

    fn elapsed_ms(&self) -> f64 {
        self.clock.get() - self.sent
    }
}

impl Drop for MemoryBody {
    fn drop(&mut self) {
        self.open.set(self.open.get() - 1);
    }
}
