//! What is found out of an address while it is typed into the form that adds a node: who answers there, or at what else
//! it may mean.
//!
//! Invariant: of a text that names a host, no other host is asked; only another scheme, Prometheus' own port, and the
//! path that proxies mostly put before it.
//! Not here: when it is asked, and by whom (`state::update::candidate`).

use super::address::{self, NodeForm};
use crate::model::http_url::HttpUrl;
use crate::model::node::{Endpoint, NodeKind, NodeStatus};
use crate::model::outcome::Failure;
use crate::protocol::envelope::RunId;

/// The path below which proxies mostly have Prometheus.
const PREFIX: &str = "/prometheus";

/// Prometheus' own port.
const PORT: u16 = 9090;

/// Milliseconds that each address gets: while someone waits, one that is slower is as good as none.
pub const TIMEOUT_MS: u32 = 5000;

/// An address in the form, and how far it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What is asked now, or what was found in the end.
    pub endpoint: Endpoint,
    /// How far it is known.
    pub state: CandidateState,
    /// What else the text may mean, the likeliest first.
    rest: Vec<Endpoint>,
    /// What came nearest to an answer so far.
    nearest: Option<(Endpoint, Failure)>,
}

/// How far an address is known.
#[derive(Debug, Clone, PartialEq)]
pub enum CandidateState {
    /// It is to be asked as soon as there is a worker.
    Wanted,
    /// It is asked by this run.
    Asked(RunId),
    /// It answers.
    Up(NodeStatus),
    /// Nothing that the text may mean is of use; why, of the one that came nearest.
    Down(Failure),
}

impl Candidate {
    /// What a form's address may mean; `None` where it is none. `base` is the URL of the page.
    pub fn of(form: &NodeForm, base: &str) -> Option<Self> {
        let mut guesses = guesses(form, base).into_iter();
        let endpoint = guesses.next()?;
        Some(Self { endpoint, state: CandidateState::Wanted, rest: guesses.collect(), nearest: None })
    }

    /// The run that asks it.
    pub const fn run(&self) -> Option<RunId> {
        if let CandidateState::Asked(run) = self.state { Some(run) } else { None }
    }

    /// What is asked answers.
    pub fn found(&mut self, status: NodeStatus) {
        self.state = CandidateState::Up(status);
    }

    /// What is asked gives no use; the next that the text may mean is wanted, where that may do better.
    pub fn failed(&mut self, why: Failure) {
        let at = nearness(&why);
        let origin = origin_of(&self.endpoint);
        match at {
            // It is there, and says what it wants.
            Nearness::Itself => self.rest.clear(),
            Nearness::Other => self.rest.retain(|guess| origin_of(guess) == origin),
            Nearness::Closed | Nearness::Nothing => self.rest.retain(|guess| origin_of(guess) != origin),
        }
        if self.nearest.as_ref().is_none_or(|(_, before)| nearness(before) < at) {
            self.nearest = Some((self.endpoint.clone(), why));
        }
        if self.rest.is_empty() {
            if let Some((endpoint, why)) = self.nearest.take() {
                (self.endpoint, self.state) = (endpoint, CandidateState::Down(why));
            }
        } else {
            (self.endpoint, self.state) = (self.rest.remove(0), CandidateState::Wanted);
        }
    }

    /// Its address as it would be typed.
    pub fn as_typed(&self) -> Endpoint {
        address::as_typed(self.endpoint.clone())
    }
}

/// How near a failure came to an answer of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// Nothing is there.
    Nothing,
    /// Something else answers there.
    Other,
    /// Something is there that this page may not read.
    Closed,
    /// The API itself, which wants something, or is not well.
    Itself,
}

fn nearness(why: &Failure) -> Nearness {
    match why {
        Failure::Unreachable
        | Failure::NoAnswer
        | Failure::TimedOut { .. }
        | Failure::Interrupted { .. }
        | Failure::MixedContent
        | Failure::Blocked
        | Failure::BadUrl => Nearness::Nothing,
        Failure::NotTheApi { .. }
        | Failure::Malformed { .. }
        | Failure::Truncated { .. }
        | Failure::Http { status: 404 | 405 | 410 | 501, .. }
        | Failure::Api { status: 404, .. } => Nearness::Other,
        Failure::Cors { .. } | Failure::HeadersRefused { .. } | Failure::Hidden | Failure::Redirected { .. } => {
            Nearness::Closed
        }
        _ => Nearness::Itself,
    }
}

/// Scheme, host and port.
fn origin_of(endpoint: &Endpoint) -> Option<&str> {
    endpoint.url().and_then(HttpUrl::parse).map(|url| url.origin)
}

/// The addresses that a form may mean, the likeliest first; none where its text is no address.
fn guesses(form: &NodeForm, base: &str) -> Vec<Endpoint> {
    let Ok((typed, _)) = address::check(form.endpoint(), base) else { return Vec::new() };
    if form.kind() != NodeKind::Server {
        return vec![typed];
    }
    let Some(HttpUrl { origin, path, .. }) = typed.url().and_then(HttpUrl::parse) else { return vec![typed] };
    let (scheme, host) = origin.split_once("://").unwrap_or_default();
    let server = |url: String| Endpoint::Server { url };
    let has_no_path = path.is_empty();
    // What is beside the page has the page's scheme.
    let is_scheme_guessed =
        !form.url.contains("://") && form.url.trim().starts_with(host.split(':').next().unwrap_or(host));
    let mut guesses = vec![typed.clone()];
    if has_no_path {
        guesses.push(server(format!("{origin}{PREFIX}")));
    }
    guesses.push(Endpoint::Alertmanager { url: format!("{origin}{path}") });
    if is_scheme_guessed {
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        // A page that came over https may ask nothing over http, but what runs on its own machine.
        let (other, may_ask) =
            if scheme == "https" { ("http", !base.starts_with("https://")) } else { ("https", true) };
        if may_ask {
            guesses.push(server(format!("{other}://{host}{path}")));
        }
        if !has_port && has_no_path {
            guesses.push(server(format!("{scheme}://{host}:{PORT}")));
        }
    }
    guesses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(text: &str, base: &str) -> Option<Candidate> {
        Candidate::of(&NodeForm { url: text.to_owned(), ..NodeForm::default() }, base)
    }

    /// All that a text may mean, where nothing of it is of use for this reason.
    fn asked(text: &str, base: &str, why: &Failure) -> Vec<String> {
        let mut asked = Vec::new();
        let mut next = candidate(text, base);
        while let Some(candidate) = next.as_mut().filter(|candidate| candidate.state == CandidateState::Wanted) {
            asked.push(format!("{:?} {}", candidate.endpoint.kind(), candidate.endpoint));
            candidate.failed(why.clone());
        }
        asked
    }

    fn missing() -> Failure {
        Failure::Http { status: 404, text: String::new(), retry_after_s: None }
    }

    #[test]
    fn a_host_alone_is_tried_at_the_schemes_and_ports_that_it_may_have() {
        let nothing = |text, base| asked(text, base, &Failure::Unreachable);
        assert_eq!(
            nothing("prom.example", "http://page/"),
            ["Server http://prom.example", "Server https://prom.example", "Server http://prom.example:9090"]
        );
        assert_eq!(
            nothing("prom.example", "https://page/"),
            ["Server https://prom.example", "Server https://prom.example:9090"],
            "the browser would send nothing over http"
        );
        assert_eq!(nothing("b:9091", "http://page/"), ["Server http://b:9091", "Server https://b:9091"]);
        assert_eq!(nothing("http://prom.example", "http://page/"), ["Server http://prom.example"], "as it was typed");
        assert_eq!(nothing("/prom", "http://page/x/"), ["Server http://page/prom"], "beside the page");
        for text in ["", "  ", "prom example", "http://user:secret@prom.example"] {
            assert_eq!(nothing(text, "http://page/"), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn where_something_else_answers_the_prefix_and_alertmanager_are_tried() {
        assert_eq!(
            asked("https://ops.example", "http://page/", &missing()),
            ["Server https://ops.example", "Server https://ops.example/prometheus", "Alertmanager https://ops.example"]
        );
        assert_eq!(
            asked("https://ops.example/am", "http://page/", &missing()),
            ["Server https://ops.example/am", "Alertmanager https://ops.example/am"]
        );
        let forbidden = Failure::Http { status: 401, text: String::new(), retry_after_s: None };
        assert_eq!(
            asked("ops.example", "http://page/", &forbidden),
            ["Server http://ops.example"],
            "who asks for credentials is there"
        );
    }

    #[test]
    fn what_is_told_in_the_end_is_what_came_nearest() {
        let mut tried = candidate("prom.example", "http://page/").expect("an address");
        tried.failed(Failure::Cors { headers: Vec::new() });
        tried.failed(Failure::Unreachable);
        tried.failed(Failure::Unreachable);
        assert_eq!(tried.endpoint.url(), Some("http://prom.example"));
        assert_eq!(tried.state, CandidateState::Down(Failure::Cors { headers: Vec::new() }));

        let mut tried = candidate("prom.example", "http://page/").expect("an address");
        tried.failed(Failure::Unreachable);
        tried.found(NodeStatus::default());
        assert_eq!(tried.endpoint.url(), Some("https://prom.example"));
    }
}
