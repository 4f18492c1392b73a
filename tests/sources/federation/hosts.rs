//! Several Prometheus over the in-memory network, by their hosts: each has series of its own, gives them over
//! `remote_read`, evaluates queries by our engine, and tells its external labels.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

use narthex::engine::evaluate::evaluate;
use narthex::engine::options::{Options, When};
use narthex::engine::store::memory::MemoryStore;
use narthex::model::file::LocalFile;
use narthex::model::outcome::Failure;
use narthex::model::time::{StepGrid, whole_ms};
use narthex::promql::parser::parse;
use narthex::wire::memory::{Memory, MemoryBody, Script};
use narthex::wire::transport::{Head, HttpRequest, Method, Transport};

use crate::json;
use crate::remote_read::Way;
use crate::remote_read::collector::Collector;

/// What a host does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// It answers.
    Answers,
    /// Nothing listens there.
    IsDown,
    /// It never answers.
    Hangs,
    /// It answers with an error.
    Fails(u16),
}

/// One Prometheus.
pub(crate) struct Host {
    store: MemoryStore,
    collector: Collector,
    external_labels: &'static [(&'static str, &'static str)],
    pub(crate) behaviour: Cell<Behaviour>,
    /// Whether its configuration is for nobody to see.
    pub(crate) hides_configuration: Cell<bool>,
    /// What in a query it does not understand.
    pub(crate) refuses: Cell<Option<&'static str>>,
    /// The paths that were asked, with the expression where there was one.
    pub(crate) asked: RefCell<Vec<String>>,
}

/// All of them, by host.
#[derive(Default)]
pub(crate) struct Hosts(pub(crate) BTreeMap<&'static str, Host>);

impl Hosts {
    /// With another one.
    pub(crate) fn with(
        mut self,
        name: &'static str,
        store: impl Fn() -> MemoryStore,
        external_labels: &'static [(&'static str, &'static str)],
    ) -> Self {
        let collector = Collector::new(store(), Way::ALL[1]).with_externals(external_labels);
        let host = Host {
            store: store(),
            collector,
            external_labels,
            behaviour: Cell::new(Behaviour::Answers),
            hides_configuration: Cell::new(false),
            refuses: Cell::new(None),
            asked: RefCell::default(),
        };
        self.0.insert(name, host);
        self
    }

    /// Has a host do something else.
    pub(crate) fn set(&self, name: &str, behaviour: Behaviour) {
        self.0[name].behaviour.set(behaviour);
    }
}

impl Host {
    fn answer(&self, path: &str, form: &BTreeMap<String, String>) -> Script {
        match path {
            "/api/v1/status/config" if self.hides_configuration.get() => Script::text(403, "forbidden"),
            "/api/v1/query" | "/api/v1/query_range"
                if self.refuses.get().is_some_and(|text| form["query"].contains(text)) =>
            {
                Script::json(400, json::failure("bad_data", "unknown function"))
            }
            "/api/v1/status/config" => {
                let labels: Vec<_> =
                    self.external_labels.iter().map(|(name, value)| format!("    {name}: {value}\n")).collect();
                let block = if labels.is_empty() {
                    String::new()
                } else {
                    "  external_labels:\n".to_owned() + &labels.concat()
                };
                let yaml = format!("global:\n  scrape_interval: 15s\n{block}");
                Script::json(200, serde_json::json!({"status": "success", "data": {"yaml": yaml}}).to_string())
            }
            "/api/v1/query" | "/api/v1/query_range" => {
                let time = |key: &str| whole_ms(form[key].parse::<f64>().expect("seconds") * 1000.0);
                let when = match path {
                    "/api/v1/query" => When::Instant(time("time")),
                    _ => When::Range(StepGrid { start: time("start"), end: time("end"), step: time("step") }),
                };
                let expr = &form["query"];
                match evaluate(&parse(expr).expr, &self.store, when, &Options::default()) {
                    Ok(outcome) => Script::json(200, json::success(expr, &outcome, None)),
                    Err(error) => Script::json(422, json::failure("execution", &error.to_string())),
                }
            }
            _ => Script::text(404, "404 page not found"),
        }
    }
}

impl Transport for Hosts {
    type Body = MemoryBody;

    async fn send(&self, request: HttpRequest) -> Result<(Head, MemoryBody), Failure> {
        let rest = request.url.strip_prefix("http://").expect("an http URL");
        let (name, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let Some(host) = self.0.get(name) else { return Err(Failure::Unreachable) };
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let text = if request.method == Method::Post { &request.body[..] } else { query.as_bytes() };
        match host.behaviour.get() {
            Behaviour::Answers => {}
            Behaviour::IsDown => return Err(Failure::Unreachable),
            Behaviour::Hangs => std::future::pending().await,
            Behaviour::Fails(status) => {
                let once =
                    Memory::default().on(request.method, &format!("http://{name}{path}"), Script::text(status, "no"));
                return once.send(request).await;
            }
        }
        if path == "/api/v1/read" {
            host.asked.borrow_mut().push(path.to_owned());
            return host.collector.send(request).await;
        }
        let form: BTreeMap<_, _> = form_urlencoded::parse(text).into_owned().collect();
        host.asked
            .borrow_mut()
            .push(format!("{path} {}", form.get("query").map_or("", String::as_str)).trim().to_owned());
        let once = Memory::default().on(request.method, &format!("http://{name}{path}"), host.answer(path, &form));
        once.send(request).await
    }

    fn release(&self, _file: LocalFile) {}

    async fn yield_now(&self) {}

    /// Over once everything else was polled some times.
    async fn wait(&self, ms: u32) {
        let mut left = ms / 100;
        poll_fn(|context| {
            context.waker().wake_by_ref();
            left = left.saturating_sub(1);
            if left == 0 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    fn now_ms(&self) -> f64 {
        0.0
    }

    fn ticks_ms(&self) -> f64 {
        0.0
    }
}
