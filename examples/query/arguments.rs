//! What the command line asks for.

use narthex::model::duration;
use narthex::model::node::{DemoCollector, Endpoint, Federation, FederationZone, FileAddress, Node, NodeKind};
use narthex::model::query::{At, FederationOptions, Limits, Query, ReplicaMode};
use narthex::model::time::{self, Zone};

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// Who is asked: a node, or several as a federation.
    pub(crate) node: Node,
    /// The query.
    pub(crate) query: Query,
    /// Within which limits.
    pub(crate) limits: Limits,
}

impl Arguments {
    /// Reads options, each followed by its value. Without a time, the query is evaluated at `now`, Unix milliseconds.
    pub(crate) fn read(mut words: impl Iterator<Item = String>, now: i64) -> Result<Self, String> {
        let (mut nodes, mut query) = (Vec::new(), None);
        let mut federation = FederationOptions::default();
        let (mut at, mut start, mut end, mut step) = (None, None, None, None);
        let mut limits = Limits { timeout_ms: 8000, ..Limits::default() };
        while let Some(option) = words.next() {
            match option.as_str() {
                "--strict" => federation.is_strict = true,
                "--no-push-down" => federation.pushes_down = false,
                _ => {}
            }
            if matches!(option.as_str(), "--strict" | "--no-push-down") {
                continue;
            }
            let value = words.next().ok_or(format!("{option} has no value"))?;
            match option.as_str() {
                "--node" => nodes.push(node(&value)?),
                "--query" => query = Some(value),
                "--replicas" => {
                    federation.replicas = ReplicaMode::from_key(&value).ok_or(format!("replicas are never {value}"))?;
                }
                "--time" => at = Some(moment(&value)?),
                "--start" => start = Some(moment(&value)?),
                "--end" => end = Some(moment(&value)?),
                "--step" => step = Some(span(&value)?),
                "--timeout" => {
                    limits.timeout_ms = u32::try_from(span(&value)?).map_err(|_| format!("{value} is too long"))?;
                }
                _ => return Err(format!("there is no option {option}")),
            }
        }
        let at = match (at, start, end, step) {
            (at, None, None, None) => At::Instant { time: at.unwrap_or(now) },
            (None, Some(start), Some(end), Some(step)) => At::Range { start, end, step },
            _ => return Err("give either a time, or start, end and step".into()),
        };
        let query = query.ok_or("--query is missing")?;
        let query = Query { federation, ..Query::new(query, at) };
        Ok(Self { node: one(nodes)?, query, limits })
    }
}

/// One node of all: several are a federation, whose zones are those that nodes name; a node that names none is one.
fn one(mut nodes: Vec<(Node, String)>) -> Result<Node, String> {
    if nodes.len() < 2 {
        return nodes.pop().map(|(node, _)| node).ok_or("give a --node".into());
    }
    let mut zones: Vec<FederationZone> = Vec::new();
    for (node, zone) in &nodes {
        match zones.iter_mut().find(|known| !zone.is_empty() && known.name == *zone) {
            Some(known) => known.members.push(node.name.clone()),
            None => zones.push(FederationZone { name: zone.clone(), members: vec![node.name.clone()] }),
        }
    }
    let endpoint = Endpoint::Federation(Federation { zones, hedge_after_ms: None });
    let members = nodes.into_iter().map(|(node, _)| node).collect();
    Ok(Node { members, ..Node::new("federation", endpoint) })
}

/// A node and its zone, empty where it names none: `zone=…`, `kind=…,url=…` (of the demo `kind=demo,collector=…`), and where it is wanted `name=…` and
/// `header=Name: value`, each ended by a comma. The URL is last, or without a comma.
fn node(text: &str) -> Result<(Node, String), String> {
    let (mut kind, mut url, mut name, mut headers) = (None, None, None, Vec::new());
    let mut zone = String::new();
    for pair in text.split(',') {
        let (key, value) = pair.split_once('=').ok_or(format!("{pair} is no key=value of a node"))?;
        match key {
            "kind" if value == "server" => kind = Some(NodeKind::Server),
            "kind" => kind = Some(NodeKind::from_key(value).ok_or(format!("there is no kind {value}"))?),
            // Of the demo a collector is what a URL is of others.
            "url" | "collector" => url = Some(value.to_owned()),
            "name" => name = Some(value.to_owned()),
            "zone" => value.clone_into(&mut zone),
            "header" => {
                let (name, value) = value.split_once(':').ok_or(format!("{value} is no header"))?;
                headers.push((name.trim().to_owned(), value.trim().to_owned()));
            }
            _ => return Err(format!("a node has no {key}")),
        }
    }
    let url = url.ok_or("a node needs its url")?;
    let name = name.unwrap_or_else(|| url.clone());
    let endpoint = match kind.ok_or("a node needs its kind")? {
        NodeKind::Server => Endpoint::Server { url: url.trim_end_matches('/').to_owned() },
        NodeKind::RemoteRead => Endpoint::RemoteRead { url },
        NodeKind::File => Endpoint::File(FileAddress::Url(url)),
        NodeKind::Demo => {
            Endpoint::Demo { collector: DemoCollector::named(&url).ok_or(format!("the demo has no collector {url}"))? }
        }
        NodeKind::Federation => return Err("give the members of a federation, a --node each".into()),
        NodeKind::Alertmanager => return Err("an Alertmanager answers no queries".into()),
    };
    Ok((Node { headers, ..Node::new(name, endpoint) }, zone))
}

/// A time: RFC 3339 or Unix seconds.
fn moment(text: &str) -> Result<i64, String> {
    time::parse(text, &Zone::UTC).ok_or(format!("{text} is no time"))
}

fn span(text: &str) -> Result<i64, String> {
    duration::parse(text).filter(|ms| *ms > 0).ok_or(format!("{text} is no duration longer than 0"))
}
