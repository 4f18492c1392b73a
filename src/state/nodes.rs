//! The node book: which nodes there are, and what is known of each.
//!
//! Invariant: names are unique. Configured nodes stand before added ones.

use super::url::{self, NodeUrl, UrlChange};
use crate::model::count::to_u32;
use crate::model::file::FileStatus;
use crate::model::node::{Node, NodeKind, NodeStatus};
use crate::model::notice::{ConfigProblem, NodeProblem};
use crate::model::outcome::Failure;
use crate::model::time::whole_ms;
use crate::promql::dialect::QueryDialect;
use crate::protocol::ask::{At, RunId};
use crate::state::panel::Answered;
use crate::state::step::PROMETHEUS_POINTS;

/// Nodes that a page holds at most.
pub const MAX_NODES: usize = 200;

/// Longest name, header name or header value, in bytes.
const MAX_TEXT: usize = 8000;

/// From which difference of clocks on, in milliseconds, a result at "now" is likely to suffer.
pub const CLOCK_WARNING_MS: f64 = 5000.0;

/// Where a node comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From `narthex.json`.
    Configured,
    /// A person added it.
    Added,
}

/// What is known of a node.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Status {
    /// It was not asked yet.
    #[default]
    Unknown,
    /// It answered the last probe.
    Up(NodeStatus),
    /// It did not answer the last probe.
    Down(Failure),
}

/// A node of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The node.
    pub node: Node,
    /// Where it comes from.
    pub origin: Origin,
    /// What the last probe found.
    pub status: Status,
    /// The probe under way.
    pub probe: Option<RunId>,
    /// When the last probe ended, Unix milliseconds.
    pub checked: Option<i64>,
    /// Whether it had headers before the page was loaded anew: they were in memory only, and without them it is not asked.
    pub headers_gone: bool,
}

impl Entry {
    /// A node that was not asked yet.
    pub fn new(node: Node, origin: Origin) -> Self {
        Self { node, origin, status: Status::Unknown, probe: None, checked: None, headers_gone: false }
    }
}

/// How far `narthex.json` is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConfigState {
    /// It is on its way.
    #[default]
    Loading,
    /// It arrived or could not be had.
    Done,
}

/// All nodes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NodeBook {
    /// The nodes in the order shown.
    pub entries: Vec<Entry>,
    /// How far the configuration is read.
    pub config: ConfigState,
    /// What is wrong with the configuration.
    pub problems: Vec<ConfigProblem>,
}

/// A node that may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The node as it would be.
    pub node: Node,
    /// What was changed of its URL, where a person should know.
    pub change: Option<UrlChange>,
}

impl NodeBook {
    /// The entry of this name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.node.name == name)
    }

    /// The nodes that answer queries, in the order shown.
    pub fn askable(&self) -> impl Iterator<Item = &Node> {
        self.entries.iter().map(|e| &e.node).filter(|n| n.kind.answers_queries())
    }

    /// The nodes that have rules, in the order shown.
    pub fn with_rules(&self) -> impl Iterator<Item = &Node> {
        self.entries.iter().map(|e| &e.node).filter(|n| n.kind.lists_rules())
    }

    /// Whether a node has to be given its headers again before it is asked.
    pub fn lacks_headers(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.headers_gone)
    }

    /// The node of a new panel: the first that answers queries.
    pub fn default_node(&self) -> Option<&Node> {
        self.askable().next()
    }

    /// How many remotes a node reads from, as far as is known; none where another node has its name by now.
    pub fn remotes_of(&self, name: &str, url: &str) -> u32 {
        match self.entry(name).filter(|entry| entry.node.url == url).map(|entry| &entry.status) {
            Some(Status::Up(status)) => to_u32(status.remotes.len()),
            Some(Status::Unknown | Status::Down(_)) | None => 0,
        }
    }

    /// Points a series that a node gives at most, where its product tells: what only looks like Prometheus, as it does not
    /// say what it is, may give more.
    pub fn most_points(&self, name: &str) -> Option<u64> {
        match &self.entry(name)?.status {
            Status::Up(status) if status.product == "Prometheus" && status.version.is_some() => Some(PROMETHEUS_POINTS),
            Status::Up(_) | Status::Unknown | Status::Down(_) => None,
        }
    }

    /// How far the clock of the node that was asked is off (ahead: positive), in milliseconds, where that is much and the
    /// result reaches up to its present: then its last samples are old or missing. As far as the last probe tells.
    pub fn clock_doubt(&self, result: &Answered) -> Option<f64> {
        let entry = self.entry(&result.question.node)?;
        let Status::Up(NodeStatus { clock_difference_ms: Some(off), .. }) = entry.status else { return None };
        let last = match result.at {
            At::Instant { time } => time,
            At::Range { end, .. } => end,
        };
        (off.abs() > CLOCK_WARNING_MS && last > result.asked.saturating_sub(whole_ms(off.abs()))).then_some(off)
    }

    /// The product of a node of which it is known that its queries take no [`crate::model::query::Parameters`]: they are
    /// Thanos'. A node that was not probed yet is sent them; who does not know them passes them over.
    pub fn takes_no_parameters(&self, name: &str) -> Option<&str> {
        let entry = self.entry(name)?;
        match &entry.status {
            Status::Up(status) if status.product != "Thanos" => Some(&status.product),
            _ => None,
        }
    }

    /// What is in the file of this name, as far as is known.
    pub fn file(&self, name: &str) -> Option<&FileStatus> {
        match &self.entry(name)?.status {
            Status::Up(status) => status.file.as_ref(),
            Status::Unknown | Status::Down(_) => None,
        }
    }

    /// The language that a node speaks, as far as is known.
    pub fn dialect_of(&self, name: &str) -> QueryDialect {
        match self.entry(name) {
            Some(Entry { node, .. }) if node.kind == NodeKind::File => QueryDialect::Local,
            Some(Entry { status: Status::Up(status), .. }) => {
                QueryDialect::of(&status.product, status.version.as_deref())
            }
            _ => QueryDialect::default(),
        }
    }

    /// Whether a node may be added, and the form in which it would be: name and URL trimmed, the URL
    /// absolute. Nodes without a name are named after their host.
    pub fn check(&self, candidate: &Node, base: &str) -> Result<Checked, NodeProblem> {
        let of_kind = if candidate.kind == NodeKind::File { url::file_url } else { url::node_url };
        let NodeUrl { url, change } = of_kind(&candidate.url, base)?;
        let name = match candidate.name.trim() {
            "" => url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned(),
            name => name.to_owned(),
        };
        if name.len() > MAX_TEXT {
            return Err(NodeProblem::TooLong { limit: MAX_TEXT });
        }
        if self.entry(&name).is_some() {
            return Err(NodeProblem::DuplicateName(name));
        }
        for (header, value) in &candidate.headers {
            check_header(header, value)?;
        }
        Ok(Checked { node: Node { name, url, kind: candidate.kind, headers: candidate.headers.clone() }, change })
    }

    /// As [`Self::check`], of a node that was checked before and kept: what its URL ends in is meant so.
    pub fn check_kept(&self, node: &Node, base: &str) -> Result<Node, NodeProblem> {
        let url = if node.kind == NodeKind::File { node.url.clone() } else { format!("{}/", node.url) };
        self.check(&Node { url, ..node.clone() }, base).map(|checked| checked.node)
    }
}

/// Headers that browsers do not let a page set, in lower case. Source: the Fetch standard, "forbidden request-header".
const FORBIDDEN: [&str; 20] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Whether a browser sends this header. The value is never told: it may be a secret.
pub fn check_header(name: &str, value: &str) -> Result<(), NodeProblem> {
    if name.len() > MAX_TEXT || value.len() > MAX_TEXT {
        return Err(NodeProblem::TooLong { limit: MAX_TEXT });
    }
    let lower = name.to_ascii_lowercase();
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let allowed = !lower.starts_with("sec-") && !lower.starts_with("proxy-") && !FORBIDDEN.contains(&lower.as_str());
    let name_is_sound = !name.is_empty() && name.bytes().all(is_token);
    // Browsers send header values as Latin-1, and refuse characters beyond it.
    let value_is_sound =
        value.chars().all(|c| c == '\t' || (' '..='\u{7e}').contains(&c) || ('\u{80}'..='\u{ff}').contains(&c));
    if allowed && name_is_sound && value_is_sound { Ok(()) } else { Err(NodeProblem::BadHeader(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::outcome::Provenance;
    use crate::model::value::Value;
    use crate::state::panel::options::PanelOptions;

    fn node(name: &str, url: &str) -> Node {
        Node { name: name.to_owned(), url: url.to_owned(), kind: NodeKind::Prometheus, headers: Vec::new() }
    }

    fn book() -> NodeBook {
        let alertmanager = Node { kind: NodeKind::Alertmanager, ..node("AM", "http://am:9093") };
        let entries = [alertmanager, node("A", "http://a:9090")].map(|n| Entry::new(n, Origin::Configured));
        NodeBook { entries: entries.into(), ..NodeBook::default() }
    }

    #[test]
    fn an_alertmanager_is_never_asked_queries() {
        assert_eq!(book().default_node().map(|n| n.name.as_str()), Some("A"));
    }

    fn status(product: &str, version: Option<&str>) -> NodeStatus {
        NodeStatus {
            product: product.to_owned(),
            version: version.map(str::to_owned),
            latency_ms: 1.0,
            clock_difference_ms: None,
            remotes: Vec::new(),
            peers: Vec::new(),
            peers_left_out: 0,
            file: None,
        }
    }

    #[test]
    fn only_prometheus_is_held_to_its_own_bound() {
        let mut book = book();
        assert_eq!(book.most_points("A"), None, "it was not asked what it is");
        for (product, version, most) in [
            ("Prometheus", Some("3.5.0"), Some(11_001)),
            ("Prometheus", None, None),
            ("VictoriaMetrics", None, None),
            ("Mimir", Some("2.14.0"), None),
        ] {
            book.entries[1].status = Status::Up(status(product, version));
            assert_eq!(book.most_points("A"), most, "{product} {version:?}");
        }
    }

    #[test]
    fn a_clock_that_is_off_casts_doubt_on_what_reaches_up_to_its_present() {
        const ASKED: i64 = 1_000_000;
        let mut book = book();
        let question = PanelOptions { node: "A".to_owned(), ..PanelOptions::default() };
        let at = |at| Answered {
            run: 1,
            question: question.clone(),
            at,
            value: Arc::new(Value::Scalar { time: 0, value: 0.0 }),
            provenance: Provenance::default(),
            asked: ASKED,
            elapsed_ms: 1,
        };
        let now = at(At::Instant { time: ASKED });
        assert_eq!(book.clock_doubt(&now), None);
        for off in [-120_000.0, 120_000.0, -4000.0] {
            book.entries[1].status =
                Status::Up(NodeStatus { clock_difference_ms: Some(off), ..status("Prometheus", None) });
            let doubt = (off != -4000.0).then_some(off);
            assert_eq!(book.clock_doubt(&now), doubt, "{off}");
            let range = |end| at(At::Range { start: 0, end, step: 1000 });
            assert_eq!(book.clock_doubt(&range(ASKED - 60_000)), doubt, "{off}");
            assert_eq!(book.clock_doubt(&range(ASKED - 180_000)), None, "{off}: all of it had passed there, too");
        }
    }

    #[test]
    fn remotes_are_counted_once_a_node_has_answered() {
        let mut book = book();
        assert_eq!((book.remotes_of("A", "http://a:9090"), book.remotes_of("B", "http://b")), (0, 0));
        let remotes = vec!["http://b".to_owned(), "http://c".to_owned()];
        book.entries[1].status = Status::Up(NodeStatus { remotes, ..status("Prometheus", None) });
        assert_eq!((book.remotes_of("A", "http://a:9090"), book.remotes_of("A", "http://other")), (2, 0));
    }

    #[test]
    fn candidates_are_normalised_or_refused_with_a_reason() {
        let check = |name: &str, url: &str| book().check(&node(name, url), "http://page/").map(|checked| checked.node);
        assert_eq!(check(" B ", "http://b:9090/"), Ok(node("B", "http://b:9090")));
        assert_eq!(check("", "http://b:9090/x/"), Ok(node("b:9090/x", "http://b:9090/x")));
        assert_eq!(check("A", "http://b:9090"), Err(NodeProblem::DuplicateName("A".to_owned())));
        assert_eq!(check("", "b:9090/graph"), Ok(node("b:9090", "http://b:9090")));
        assert_eq!(check("B", "b:x"), Err(NodeProblem::BadUrl("b:x".to_owned())));
    }

    #[test]
    fn a_kept_node_keeps_its_url() {
        for url in ["http://c/query", "http://c"] {
            assert_eq!(book().check_kept(&node("C", url), "http://page/"), Ok(node("C", url)));
        }
        let file = Node { kind: NodeKind::File, ..node("F", "http://c/graph") };
        assert_eq!(book().check_kept(&file, "http://page/"), Ok(file));
    }

    #[test]
    fn headers_that_a_browser_would_not_send_are_refused() {
        for (name, value) in [("Authorization", "Bearer x"), ("X-Scope-OrgID", "tenant-é"), ("x", "")] {
            assert_eq!(check_header(name, value), Ok(()), "{name}");
        }
        for (name, value) in
            [("", "x"), ("Ho st", "x"), ("Cookie", "x"), ("Sec-Fetch-Mode", "x"), ("x", "a\r\nb"), ("x", "中")]
        {
            assert_eq!(check_header(name, value), Err(NodeProblem::BadHeader(name.to_owned())), "{name}");
        }
    }
}
