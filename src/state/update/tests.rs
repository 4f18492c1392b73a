//! Tests of the reducer: events in, state and commands out. Here is the page that they share.

mod address;
mod alerts;
mod candidate;
mod demo;
mod drafts;
mod each;
mod examinations;
mod language;
mod local;
mod nodes;
mod panels;
mod running;
mod start;
mod tabs;
mod title;
mod worker;

use super::update;
use crate::model::answered::{Answered, SourceError};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Failure, Provenance, WorkerEnd};
use crate::model::value::Value;
use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::message::{PageMessage, WorkerMessage};
use crate::protocol::request::{Examine, LanguageRequest, NodeRequest, Query, Request, Response};
use crate::state::app::App;
use crate::state::command::Command;
use crate::state::event::{Event, Now, PanelEvent, Start};
use crate::state::panel::PanelId;
use crate::state::panel::options::PanelOption;

/// Two nodes that answer queries and one that does not.
const CONFIG: &str = r#"{"nodes":[{"name":"AM","url":"http://am:9093","kind":"alertmanager"},
    {"name":"A","url":"http://a:9090"},{"name":"B","url":"http://b:9091"}]}"#;

/// A page under test: its state, its clock, and what it caused.
struct Page {
    app: App,
    now: i64,
    ticks_ms: i64,
}

impl Page {
    /// A page that was just opened at an address; neither nodes nor worker are there.
    fn opened(fragment: &str) -> (Self, Vec<Command>) {
        let mut page = Self { app: App::default(), now: 1_000_000, ticks_ms: 0 };
        let start = Start { fragment: fragment.to_owned(), base: "http://page/".to_owned(), ..Start::default() };
        let commands = page.tell(Event::Started(start));
        (page, commands)
    }

    /// A page with nodes and both workers.
    fn ready(fragment: &str) -> Self {
        let (mut page, _) = Self::opened(fragment);
        page.tell(Event::Config(Ok(CONFIG.to_owned())));
        page.worker_ready();
        page.language_ready();
        page
    }

    fn worker_ready(&mut self) -> Vec<Command> {
        self.hears(0, WorkerMessage::Ready)
    }

    fn language_ready(&mut self) -> Vec<Command> {
        self.hears_language(0, WorkerMessage::Ready)
    }

    /// The worker ends, without having begun these runs.
    fn worker_dies(&mut self, not_begun: &[RunId]) -> Vec<Command> {
        let why = Failure::Worker { cause: WorkerEnd::OutOfMemory };
        self.tell(Event::WorkerDied { why, not_begun: not_begun.to_vec() })
    }

    /// The worker of the language ends, without having begun these runs.
    fn language_dies(&mut self, not_begun: &[RunId]) -> Vec<Command> {
        let why = Failure::Worker { cause: WorkerEnd::OutOfMemory };
        self.tell(Event::LanguageDied { why, not_begun: not_begun.to_vec() })
    }

    fn tell(&mut self, event: Event) -> Vec<Command> {
        self.now += 1;
        self.ticks_ms += 1;
        update(&mut self.app, event, Now { ms: self.now, ticks_ms: self.ticks_ms })
    }

    /// The worker says something of a run.
    fn hears(&mut self, run: RunId, message: impl Into<WorkerMessage>) -> Vec<Command> {
        self.tell(Event::Heard(Box::new(Envelope::new(run, message))))
    }

    /// The worker of the language says something of a run.
    fn hears_language(&mut self, run: RunId, message: impl Into<WorkerMessage>) -> Vec<Command> {
        self.tell(Event::LanguageHeard(Box::new(Envelope::new(run, message))))
    }

    fn node_names(&self) -> Vec<&str> {
        self.app.nodes.entries.iter().map(|entry| entry.node.name.as_str()).collect()
    }

    /// The run that probes a node.
    fn probe(&self, name: &str) -> Option<RunId> {
        self.app.nodes.entry(name).and_then(|entry| entry.probe)
    }

    /// The worker says something of the run that probes a node.
    fn hears_of(&mut self, name: &str, message: impl Into<WorkerMessage>) -> Vec<Command> {
        let probe = self.probe(name).expect("a probe");
        self.hears(probe, message)
    }

    fn id(&self, place: usize) -> PanelId {
        self.app.panels[place].id
    }

    /// Something happens to the first panel.
    fn panel(&mut self, event: PanelEvent) -> Vec<Command> {
        let id = self.id(0);
        self.tell(Event::Panel(id, event))
    }

    /// Types an expression into the first panel and executes it; its run.
    fn execute(&mut self, expr: &str) -> RunId {
        self.panel(PanelEvent::Set(PanelOption::Expr(expr.to_owned())));
        let commands = self.panel(PanelEvent::Execute);
        queries(&commands)[0].0
    }

    /// A run yields this scalar.
    fn yields(&mut self, run: RunId, value: f64) {
        let value = Value::Scalar { time: 0, value };
        self.hears(run, Response::Query(Answered { value, provenance: Provenance::default() }));
    }

    /// The scalar that the first panel's shown tab shows.
    fn shown(&self) -> Option<f64> {
        let result = self.app.panels[0].shown().result.as_ref()?;
        if let Value::Scalar { value, .. } = &*result.value { Some(*value) } else { None }
    }
}

/// What a probe finds of a node of this product.
fn status(product: &str) -> NodeStatus {
    NodeStatus { product: product.to_owned(), latency_ms: 1.0, ..NodeStatus::default() }
}

/// What was sent to the worker that evaluates.
fn asks(commands: &[Command]) -> Vec<Envelope<PageMessage>> {
    let sent = |command: &Command| if let Command::Send(sent) = command { Some(Envelope::clone(sent)) } else { None };
    commands.iter().filter_map(sent).collect()
}

/// The examinations asked for.
fn examinations(commands: &[Command]) -> Vec<(RunId, Examine)> {
    let examine = |command: &Command| match command {
        Command::SendLanguage(sent) => match &sent.message {
            PageMessage::Begin(Request::Language(LanguageRequest::Examine(examine))) => {
                Some((sent.number, examine.clone()))
            }
            _ => None,
        },
        _ => None,
    };
    commands.iter().filter_map(examine).collect()
}

/// What was asked of nodes.
fn node_requests(commands: &[Command]) -> Vec<(RunId, Node, NodeRequest)> {
    let of_node = |sent: Envelope<PageMessage>| match sent.message {
        PageMessage::Begin(Request::Node { node, request, .. }) => Some((sent.number, node, request)),
        _ => None,
    };
    asks(commands).into_iter().filter_map(of_node).collect()
}

/// The queries asked: run, node, what.
fn asked(commands: &[Command]) -> Vec<(RunId, String, Query)> {
    let query = |(run, node, request): (RunId, Node, NodeRequest)| match request {
        NodeRequest::Query(query) => Some((run, node.name, query)),
        _ => None,
    };
    node_requests(commands).into_iter().filter_map(query).collect()
}

/// The queries asked: run, node, expression.
fn queries(commands: &[Command]) -> Vec<(RunId, String, String)> {
    asked(commands).into_iter().map(|(run, node, query)| (run, node, query.expr)).collect()
}

/// The nodes that are probed.
fn probed(commands: &[Command]) -> Vec<Node> {
    let probe = |(_, node, request)| matches!(request, NodeRequest::Probe(_)).then_some(node);
    node_requests(commands).into_iter().filter_map(probe).collect()
}

/// The runs that the worker was told to end.
fn cancels(commands: &[Command]) -> Vec<RunId> {
    asks(commands).into_iter().filter(|sent| sent.message == PageMessage::Cancel).map(|sent| sent.number).collect()
}

/// The addresses pushed onto the browser's history.
fn pushed(commands: &[Command]) -> Vec<&str> {
    commands.iter().filter_map(|c| if let Command::PushUrl(url) = c { Some(url.as_str()) } else { None }).collect()
}
