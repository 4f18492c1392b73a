//! The node book: which nodes there are, and what is known of each.
//!
//! Invariant: names are unique. Configured nodes stand before added ones.

use super::url;
use crate::model::node::{Node, NodeStatus};
use crate::model::notice::{ConfigProblem, NodeProblem};
use crate::model::outcome::Failure;
use crate::protocol::ask::RunId;

/// Nodes that a page holds at most.
pub const MAX_NODES: usize = 200;

/// Longest name, header name or header value, in bytes.
const MAX_TEXT: usize = 8000;

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
}

impl Entry {
    /// A node that was not asked yet.
    pub fn new(node: Node, origin: Origin) -> Self {
        Self { node, origin, status: Status::Unknown, probe: None, checked: None }
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

    /// The node of a new panel: the first that answers queries.
    pub fn default_node(&self) -> Option<&Node> {
        self.askable().next()
    }

    /// How many remotes a node reads from, as far as is known.
    pub fn remotes_of(&self, name: &str) -> u32 {
        match self.entry(name).map(|entry| &entry.status) {
            Some(Status::Up(status)) => status.remotes.len() as u32,
            Some(Status::Unknown | Status::Down(_)) | None => 0,
        }
    }

    /// Whether a node may be added, and the form in which it would be: name and URL trimmed, the URL
    /// absolute. Nodes without a name are named after their host.
    pub fn check(&self, candidate: &Node, base: &str) -> Result<Node, NodeProblem> {
        let url = url::node_url(&candidate.url, base)?;
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
        Ok(Node { name, url, kind: candidate.kind, headers: candidate.headers.clone() })
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
    use super::*;
    use crate::model::node::NodeKind;

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

    #[test]
    fn remotes_are_counted_once_a_node_has_answered() {
        let mut book = book();
        assert_eq!((book.remotes_of("A"), book.remotes_of("B")), (0, 0));
        book.entries[1].status = Status::Up(NodeStatus {
            product: String::new(),
            version: None,
            latency_ms: 1.0,
            clock_difference_ms: None,
            remotes: vec!["http://b".to_owned(), "http://c".to_owned()],
            peers: Vec::new(),
            file: None,
        });
        assert_eq!(book.remotes_of("A"), 2);
    }

    #[test]
    fn candidates_are_normalised_or_refused_with_a_reason() {
        let check = |name: &str, url: &str| book().check(&node(name, url), "http://page/");
        assert_eq!(check(" B ", "http://b:9090/"), Ok(node("B", "http://b:9090")));
        assert_eq!(check("", "http://b:9090/x/"), Ok(node("b:9090/x", "http://b:9090/x")));
        assert_eq!(check("A", "http://b:9090"), Err(NodeProblem::DuplicateName("A".to_owned())));
        assert_eq!(check("B", "b:9090"), Err(NodeProblem::BadUrl("b:9090".to_owned())));
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
