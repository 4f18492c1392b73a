//! The list of nodes: which nodes there are, and what is known of each.
//!
//! Invariant: names are unique. Configured nodes stand before added ones.

pub mod address;
pub mod candidate;
mod headers;
pub mod offered;

pub use self::headers::{check_header, read_headers};
use super::url::UrlChange;
use crate::model::count::to_u32;
use crate::model::file::FileStatus;
use crate::model::node::{Node, NodeId, NodeStatus};
use crate::model::notice::{ConfigProblem, NodeProblem};
use crate::model::outcome::{AskedNode, Failure, NodeOutcome};
use crate::model::query::At;
use crate::model::time::whole_ms;
use crate::promql::dialect::QueryDialect;
use crate::protocol::envelope::RunId;

/// Nodes that a page holds at most.
pub const MAX_NODES: usize = 200;

/// Members that a federation of federations has at most, one that is there twice counted twice.
const MAX_ASKED_MEMBERS: usize = 1_000;

/// Longest name, header name or header value, in bytes.
const MAX_TEXT: usize = 8000;

/// From which difference of clocks on, in milliseconds, a result at "now" is likely to suffer.
pub const CLOCK_WARNING_MS: f64 = 5000.0;

/// Points a series that Prometheus gives at most: 11,000 steps after the first point. Other products have other bounds.
pub const PROMETHEUS_POINTS: u64 = 11_001;

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
pub enum Health {
    /// It was not asked yet.
    #[default]
    Unknown,
    /// It answered the last probe.
    Up(NodeStatus),
    /// It did not answer the last probe.
    Down(Failure),
}

/// What a node said that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProduct {
    /// Its name, as `Prometheus`.
    pub name: String,
    /// Its version, where it tells.
    pub version: Option<String>,
}

/// A node of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeEntry {
    /// The node.
    pub node: Node,
    /// Where it comes from.
    pub origin: Origin,
    /// What the last probe found.
    pub health: Health,
    /// Product and version by the last probe that was answered: a node that is down is still what it was.
    pub product: Option<KnownProduct>,
    /// The probe under way.
    pub probe: Option<RunId>,
    /// Whether a person has asked for a probe while there was no worker.
    pub is_wanted: bool,
    /// How many probes were lost with a worker that had begun them, since one was answered.
    pub lost_probes: u32,
    /// When the last probe ended, Unix milliseconds.
    pub checked: Option<i64>,
    /// Whether it had headers before the page was loaded anew: they were in memory only, and without them it is not
    /// asked.
    pub headers_gone: bool,
}

impl NodeEntry {
    /// A probe has ended.
    pub fn probed(&mut self, health: Health) {
        if let Health::Up(status) = &health {
            self.product = Some(KnownProduct { name: status.product.clone(), version: status.version.clone() });
        }
        self.health = health;
    }

    /// A node that was not asked yet.
    pub fn new(node: Node, origin: Origin) -> Self {
        Self {
            node,
            origin,
            health: Health::Unknown,
            product: None,
            probe: None,
            is_wanted: false,
            lost_probes: 0,
            checked: None,
            headers_gone: false,
        }
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
pub struct NodeList {
    /// The nodes in the order shown.
    pub entries: Vec<NodeEntry>,
    /// How far the configuration is read.
    pub config: ConfigState,
    /// What is wrong with the configuration.
    pub problems: Vec<ConfigProblem>,
}

/// A node that may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedNode {
    /// The node as it would be.
    pub node: Node,
    /// What was changed of its URL, where a person should know.
    pub change: Option<UrlChange>,
}

impl NodeList {
    /// The entry of this name.
    pub fn entry(&self, name: &str) -> Option<&NodeEntry> {
        self.entries.iter().find(|e| e.node.name == name)
    }

    /// The entry of this very node; `None` where it is gone, or another one has its name.
    pub fn entry_of(&self, id: &NodeId) -> Option<&NodeEntry> {
        self.entry(&id.name).filter(|entry| entry.node.is(id))
    }

    /// Whether this node's name is another one's by now. It is not where the node is only gone: it may come back.
    pub fn is_replaced(&self, id: &NodeId) -> bool {
        self.entry(&id.name).is_some_and(|entry| !entry.node.is(id))
    }

    /// The nodes that answer queries, in the order shown.
    pub fn askable(&self) -> impl Iterator<Item = &Node> {
        self.entries.iter().map(|e| &e.node).filter(|n| n.kind().answers_queries())
    }

    /// A node with all that is asked through it: of a federation its members, and theirs.
    pub fn with_members(&self, node: &Node) -> Node {
        self.with_members_below(node, &mut vec![node.name.clone()], &mut 0)
    }

    /// A federation that is among its own members is not entered again, and none where there are too many.
    fn with_members_below(&self, node: &Node, above: &mut Vec<String>, count: &mut usize) -> Node {
        let Some(federation) = node.endpoint.federation() else { return node.clone() };
        let mut members = Vec::new();
        for entry in federation.members().filter_map(|name| self.entry(name)) {
            let name = &entry.node.name;
            *count += 1;
            if above.contains(name) || *count > MAX_ASKED_MEMBERS {
                members.push(entry.node.clone());
            } else {
                above.push(name.clone());
                members.push(self.with_members_below(&entry.node, above, count));
                above.pop();
            }
        }
        Node { members, ..node.clone() }
    }

    /// The nodes that have rules, in the order shown.
    pub fn with_rules(&self) -> impl Iterator<Item = &Node> {
        self.entries.iter().map(|e| &e.node).filter(|n| n.kind().lists_rules())
    }

    /// Whether a node has to be given its headers again before it is asked.
    pub fn lacks_headers(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| entry.headers_gone)
    }

    /// The node of a new panel: the first that answers queries.
    pub fn default_node(&self) -> Option<&Node> {
        self.askable().next()
    }

    /// How many remotes a node that was asked reads from, as far as is known; none where another node has its name by
    /// now.
    pub fn remotes_of(&self, asked: &NodeOutcome) -> u32 {
        let AskedNode::Node(node) = &asked.asked else { return 0 };
        match self.entry_of(node).map(|entry| &entry.health) {
            Some(Health::Up(status)) => to_u32(status.remotes.len()),
            Some(Health::Unknown | Health::Down(_)) | None => 0,
        }
    }

    /// Points a series that a node gives at most, where its product tells: what only looks like Prometheus, as it does
    /// not say what it is, may give more.
    pub fn most_points(&self, name: &str) -> Option<u64> {
        let product = self.entry(name)?.product.as_ref()?;
        (product.name == "Prometheus" && product.version.is_some()).then_some(PROMETHEUS_POINTS)
    }

    /// How far the clock of a node is off that was asked for the times `at` when it was `asked` (Unix milliseconds):
    /// in milliseconds, ahead positive, where that is much and the times reach up to its present, as then its last
    /// samples are old or missing. As far as the last probe tells.
    pub fn clock_doubt(&self, node: &NodeId, at: At, asked: i64) -> Option<f64> {
        let entry = self.entry_of(node)?;
        let Health::Up(NodeStatus { clock_difference_ms: Some(off), .. }) = entry.health else { return None };
        let last = match at {
            At::Instant { time } => time,
            At::Range { end, .. } => end,
        };
        (off.abs() > CLOCK_WARNING_MS && last > asked.saturating_sub(whole_ms(off.abs()))).then_some(off)
    }

    /// The product of a node of which it is known that its queries take no [`crate::model::query::Parameters`]: they
    /// are Thanos'. A node that was not probed yet is sent them; who does not know them passes them over.
    pub fn takes_no_parameters(&self, name: &str) -> Option<&str> {
        let product = self.entry(name)?.product.as_ref()?;
        (product.name != "Thanos").then_some(&product.name)
    }

    /// What is in this file, as far as is known.
    pub fn file(&self, id: &NodeId) -> Option<&FileStatus> {
        match &self.entry_of(id)?.health {
            Health::Up(status) => status.file.as_ref(),
            Health::Unknown | Health::Down(_) => None,
        }
    }

    /// The language that a node speaks, as far as is known.
    pub fn dialect_of(&self, name: &str) -> QueryDialect {
        match self.entry(name) {
            Some(NodeEntry { node, .. }) if node.kind().evaluates_in_worker() => QueryDialect::Local,
            Some(NodeEntry { product: Some(product), .. }) => {
                QueryDialect::of(&product.name, product.version.as_deref())
            }
            _ => QueryDialect::default(),
        }
    }

    /// Whether a node may be added, and the form in which it would be: name and URL trimmed, the URL
    /// absolute. Nodes without a name are named after their host, and numbered where that is taken.
    pub fn check(&self, candidate: &Node, base: &str) -> Result<CheckedNode, NodeProblem> {
        let mut checked = checked(candidate, base)?;
        if candidate.name.trim().is_empty() {
            checked.node.name = self.free_name(&checked.node.name);
        }
        if self.entry(&checked.node.name).is_some() {
            return Err(NodeProblem::DuplicateName(checked.node.name));
        }
        Ok(checked)
    }

    /// A name that no node has: this one, or this one with the first number that is free.
    fn free_name(&self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| self.entry(name).is_none()).unwrap_or_default()
    }
}

/// A node as it is asked, or why it cannot be; whether its name is taken is not looked at.
fn checked(candidate: &Node, base: &str) -> Result<CheckedNode, NodeProblem> {
    let (endpoint, change) = address::check(candidate.endpoint.clone(), base)?;
    let name = match candidate.name.trim() {
        "" => address::name(&endpoint),
        name => name.to_owned(),
    };
    if name.len() > MAX_TEXT {
        return Err(NodeProblem::TooLong { limit: MAX_TEXT });
    }
    for (header, value) in &candidate.headers {
        check_header(header, value)?;
    }
    Ok(CheckedNode { node: Node { name, endpoint, ..candidate.clone() }, change })
}

/// As [`NodeList::check`], of a node that was checked before and kept: what its URL ends in is meant so, and its name
/// may be that of the node that it was.
pub fn check_stored(node: &Node, base: &str) -> Result<Node, NodeProblem> {
    let endpoint = address::as_typed(node.endpoint.clone());
    checked(&Node { endpoint, ..node.clone() }, base).map(|checked| checked.node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::{Endpoint, FileAddress};
    use crate::model::outcome::NodeAnswer;

    fn node(name: &str, url: &str) -> Node {
        Node::new(name, Endpoint::Server { url: url.to_owned() })
    }

    fn list() -> NodeList {
        let alertmanager = Node::new("AM", Endpoint::Alertmanager { url: "http://am:9093".to_owned() });
        let entries = [alertmanager, node("A", "http://a:9090")].map(|n| NodeEntry::new(n, Origin::Configured));
        NodeList { entries: entries.into(), ..NodeList::default() }
    }

    #[test]
    fn an_alertmanager_is_never_asked_queries() {
        assert_eq!(list().default_node().map(|n| n.name.as_str()), Some("A"));
    }

    fn status(product: &str, version: Option<&str>) -> NodeStatus {
        NodeStatus { product: product.to_owned(), version: version.map(str::to_owned), ..NodeStatus::default() }
    }

    #[test]
    fn only_prometheus_is_held_to_its_own_bound() {
        let mut list = list();
        assert_eq!(list.most_points("A"), None, "it was not asked what it is");
        for (product, version, most) in [
            ("Prometheus", Some("3.5.0"), Some(11_001)),
            ("Prometheus", None, None),
            ("VictoriaMetrics", None, None),
            ("Mimir", Some("2.14.0"), None),
        ] {
            list.entries[1].probed(Health::Up(status(product, version)));
            assert_eq!(list.most_points("A"), most, "{product} {version:?}");
            list.entries[1].probed(Health::Down(Failure::Unreachable));
            assert_eq!(list.most_points("A"), most, "{product} {version:?}, which is down");
        }
    }

    #[test]
    fn a_clock_that_is_off_casts_doubt_on_what_reaches_up_to_its_present() {
        const ASKED: i64 = 1_000_000;
        let mut list = list();
        let asked = list.entries[1].node.id();
        let now = At::Instant { time: ASKED };
        assert_eq!(list.clock_doubt(&asked, now, ASKED), None);
        for off in [-120_000.0, 120_000.0, -4000.0] {
            list.entries[1].health =
                Health::Up(NodeStatus { clock_difference_ms: Some(off), ..status("Prometheus", None) });
            let doubt = (off != -4000.0).then_some(off);
            assert_eq!(list.clock_doubt(&asked, now, ASKED), doubt, "{off}");
            let range = |end| list.clock_doubt(&asked, At::Range { start: 0, end, step: 1000 }, ASKED);
            assert_eq!(range(ASKED - 60_000), doubt, "{off}");
            assert_eq!(range(ASKED - 180_000), None, "{off}: all of it had passed there, too");
        }
        list.entries[1].node = node("A", "http://elsewhere");
        list.entries[1].health =
            Health::Up(NodeStatus { clock_difference_ms: Some(120_000.0), ..status("Prometheus", None) });
        assert_eq!(list.clock_doubt(&asked, now, ASKED), None, "that clock is another node's");
    }

    #[test]
    fn remotes_are_counted_once_a_node_has_answered() {
        let mut list = list();
        let asked = |name: &str, url: &str| NodeOutcome::of(&node(name, url), NodeAnswer::Full, 1.0, 1);
        let (a, other) = (asked("A", "http://a:9090"), asked("A", "http://other"));
        assert_eq!((list.remotes_of(&a), list.remotes_of(&asked("B", "http://b"))), (0, 0));
        let remotes = vec!["http://b".to_owned(), "http://c".to_owned()];
        list.entries[1].health = Health::Up(NodeStatus { remotes, ..status("Prometheus", None) });
        assert_eq!((list.remotes_of(&a), list.remotes_of(&other)), (2, 0));
    }

    #[test]
    fn candidates_are_normalised_or_refused_with_a_reason() {
        let check = |name: &str, url: &str| list().check(&node(name, url), "http://page/").map(|checked| checked.node);
        assert_eq!(check(" B ", "http://b:9090/"), Ok(node("B", "http://b:9090")));
        assert_eq!(check("", "http://b:9090/x/"), Ok(node("b:9090/x", "http://b:9090/x")));
        assert_eq!(check("A", "http://b:9090"), Err(NodeProblem::DuplicateName("A".to_owned())));
        assert_eq!(check("", "b:9090/graph"), Ok(node("b:9090", "http://b:9090")));
        assert_eq!(check("", "prom.example"), Ok(node("prom.example", "http://prom.example")));
        assert_eq!(check("B", "b:x"), Err(NodeProblem::BadUrl("b:x".to_owned())));
    }

    #[test]
    fn a_node_that_was_given_no_name_gets_one_that_is_free() {
        let mut list = list();
        for name in ["prom.example", "prom.example 2", "prom.example 3"] {
            let added = list.check(&node("", "http://prom.example/"), "http://page/").map(|checked| checked.node);
            assert_eq!(added, Ok(node(name, "http://prom.example")));
            list.entries.push(NodeEntry::new(node(name, "http://prom.example"), Origin::Added));
        }
        // Who has typed a name means that one.
        let typed = list.check(&node("prom.example", "http://other"), "http://page/");
        assert_eq!(typed, Err(NodeProblem::DuplicateName("prom.example".to_owned())));
    }

    #[test]
    fn a_stored_node_keeps_its_url() {
        for url in ["http://c/query", "http://c"] {
            assert_eq!(check_stored(&node("C", url), "http://page/"), Ok(node("C", url)));
        }
        let file = Node::new("F", Endpoint::File(FileAddress::Url("http://c/graph".to_owned())));
        assert_eq!(check_stored(&file, "http://page/"), Ok(file));
    }
}
