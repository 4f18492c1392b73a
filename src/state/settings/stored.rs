//! What is kept in local storage, as one JSON text.
//!
//! ```text
//! { "version": 2, "theme": "dark", "zone": "utc", "language": "zh", "timeout_ms": 30000, "max_bytes": 256000000,
//!   "refresh_ms": 15000, "changed": { "theme": 1763805600000 }, "nodes": [ {"name", "kind", "url", "headers": true,
//!   "at"} ], "removed": [ {"name", "at"} ], "history": [ {"expr": "up", "at": 1763805600000} ] }
//! ```
//!
//! All tabs of an origin share it. Every part says when it was changed last (Unix milliseconds), so that what several
//! tabs have changed can be joined ([`Stored::joined`]) in whatever order they come to hear of each other.
//!
//! Invariant: headers are never written: they may be secrets. That a node had some is, so that it is not asked without.
//! Invariant: any text gives settings; what could not be read of it is reported.
//!
//! Invariant: a node of a kind that is not known is kept as it was written ([`UnknownNode`]), so that a kind that is
//! new needs no new version.
//!
//! Version 1 had no times and a history of plain texts; both are still read, as changed long ago.

mod join;
mod unknown;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::join::join;
pub use self::unknown::UnknownNode;

use self::join::SETTINGS;
use self::unknown::Json;

use super::{Language, Settings, Theme, ZoneChoice};
use crate::model::node::{Node, NodeKind};
use crate::model::query::Limits;
use crate::state::nodes::MAX_NODES;
use crate::state::nodes::address::{self, Written};

/// The version that is written.
pub const VERSION: u64 = 2;

/// Expressions that the history holds at most.
pub const MAX_HISTORY: usize = 100;

/// Shortest and longest time-out, in milliseconds.
pub const TIMEOUT_MS: std::ops::RangeInclusive<u32> = 100..=3_600_000;

/// Smallest and largest bound of an answer, in bytes. Wasm addresses no more than 4 GB, and an answer and
/// its columns must fit together.
pub const MAX_BYTES: std::ops::RangeInclusive<u64> = 1000..=1_500_000_000;

/// Shortest and longest time between two automatic runs, in milliseconds.
pub const REFRESH_MS: std::ops::RangeInclusive<u32> = 1000..=86_400_000;

/// Removed nodes that are remembered at most, so that tabs which still show them hear of it.
const MAX_REMOVED: usize = MAX_NODES;

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// Settings.
    pub settings: Settings,
    /// When each of [`join::SETTINGS`] was changed.
    changed: [i64; join::SETTINGS.len()],
    /// Nodes that a person added, without headers.
    pub nodes: Vec<StoredNode>,
    /// Nodes that a newer build has stored.
    pub unknown: Vec<UnknownNode>,
    /// Nodes that a person removed, the newest first.
    pub removed: Vec<Removed>,
    /// Executed expressions, newest first, each once.
    pub history: Vec<Executed>,
}

/// A node that a person added.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredNode {
    /// The node, without headers.
    pub node: Node,
    /// Whether it had headers.
    pub had_headers: bool,
    /// When it was added or changed, Unix milliseconds.
    pub at: i64,
}

/// A node that a person removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its name.
    pub name: String,
    /// When, Unix milliseconds.
    pub at: i64,
}

/// An executed expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed {
    /// The expression.
    pub expr: String,
    /// When it was executed last, Unix milliseconds.
    pub at: i64,
}

/// Whether a stored text could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Wholly.
    Valid,
    /// It is no settings text, or a part of it is not what it should be; defaults stand there.
    Corrupt,
    /// It was written by a newer Narthex.
    Newer {
        /// Its version.
        version: u32,
    },
}

/// The JSON text of what is kept.
pub fn write(stored: &Stored) -> String {
    let Stored { settings, changed, nodes, unknown, removed, history } = stored;
    let times = SETTINGS.into_iter().zip(changed).filter(|(_, at)| **at > 0);
    let text = JsonText {
        version: VERSION,
        theme: name_of(&THEMES, settings.theme),
        zone: name_of(&ZONES, settings.zone),
        language: name_of(&LANGUAGES, settings.language),
        timeout_ms: settings.limits.timeout_ms,
        max_bytes: settings.limits.max_bytes,
        refresh_ms: settings.refresh_ms,
        changed: times.map(|(field, at)| (field.key(), *at)).collect(),
        nodes: nodes.iter().map(JsonNode::of).chain(unknown.iter().map(|node| JsonNode::Unknown(&node.json))).collect(),
        removed: removed.iter().map(|Removed { name, at }| JsonRemoved { name, at: *at }).collect(),
        history: history.iter().map(|Executed { expr, at }| JsonExecuted { expr, at: *at }).collect(),
    };
    // Only maps with keys that are no texts fail to serialise.
    serde_json::to_string(&text).unwrap_or_default()
}

/// The text's shape. Not a `serde_json::Value`, which brings the tables for writing floats into the page: 4 kB.
#[derive(Serialize)]
struct JsonText<'a> {
    version: u64,
    theme: &'static str,
    zone: &'static str,
    language: &'static str,
    timeout_ms: u32,
    max_bytes: u64,
    refresh_ms: Option<u32>,
    changed: BTreeMap<&'static str, i64>,
    nodes: Vec<JsonNode<'a>>,
    removed: Vec<JsonRemoved<'a>>,
    history: Vec<JsonExecuted<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum JsonNode<'a> {
    Known {
        name: &'a str,
        #[serde(flatten)]
        address: Written<'a>,
        kind: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        headers: Option<bool>,
        at: i64,
    },
    Unknown(&'a Json),
}

impl<'a> JsonNode<'a> {
    fn of(StoredNode { node, had_headers, at }: &'a StoredNode) -> Self {
        let headers = had_headers.then_some(true);
        let (address, kind) = (Written::of(&node.endpoint), node.kind().key());
        Self::Known { name: &node.name, address, kind, headers, at: *at }
    }
}

#[derive(Serialize)]
struct JsonRemoved<'a> {
    name: &'a str,
    at: i64,
}

#[derive(Serialize)]
struct JsonExecuted<'a> {
    expr: &'a str,
    at: i64,
}

/// Reads a stored text.
pub fn read(text: &str) -> (Stored, Validity) {
    let Ok(Value::Object(root)) = serde_json::from_str(text) else { return (Stored::default(), Validity::Corrupt) };
    let Some(version) = root.get("version").and_then(Value::as_u64).filter(|v| *v > 0) else {
        return (Stored::default(), Validity::Corrupt);
    };
    let mut reader = Reader { root, is_valid: true };
    let stored = reader.stored();
    let validity = match reader.is_valid {
        _ if version > VERSION => Validity::Newer { version: version.try_into().unwrap_or(u32::MAX) },
        true => Validity::Valid,
        false => Validity::Corrupt,
    };
    (stored, validity)
}

const THEMES: [(&str, Theme); 3] = [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark)];
const ZONES: [(&str, ZoneChoice); 2] = [("local", ZoneChoice::Local), ("utc", ZoneChoice::Utc)];
const LANGUAGES: [(&str, Language); 3] = [("system", Language::System), ("en", Language::En), ("zh", Language::Zh)];

fn name_of<T: Copy + PartialEq>(names: &[(&'static str, T)], choice: T) -> &'static str {
    names.iter().find(|(_, c)| *c == choice).map_or("", |(name, _)| name)
}

/// Reads keys one by one: a key that is not there has its default, one that is wrong too, but is remembered.
struct Reader {
    root: Map<String, Value>,
    is_valid: bool,
}

impl Reader {
    fn stored(&mut self) -> Stored {
        let defaults = Limits::default();
        let read = |item: &Value| node(item).map(Ok).or_else(|| UnknownNode::read(item).map(Err));
        let (mut nodes, mut unknown) = (Vec::new(), Vec::new());
        for read in self.items("nodes", MAX_NODES, read) {
            match read {
                Ok(node) => nodes.push(node),
                Err(node) => unknown.push(node),
            }
        }
        Stored {
            settings: Settings {
                theme: self.choice("theme", &THEMES),
                zone: self.choice("zone", &ZONES),
                language: self.choice("language", &LANGUAGES),
                limits: Limits {
                    timeout_ms: self.number("timeout_ms", TIMEOUT_MS).unwrap_or(defaults.timeout_ms),
                    max_bytes: self.number("max_bytes", MAX_BYTES).unwrap_or(defaults.max_bytes),
                },
                refresh_ms: self.number("refresh_ms", REFRESH_MS),
            },
            changed: self.value("changed", |times| {
                let times = times.as_object()?;
                Some(SETTINGS.map(|field| times.get(field.key()).and_then(Value::as_i64).unwrap_or_default()))
            }),
            nodes,
            unknown,
            removed: self.items("removed", MAX_REMOVED, |item| {
                Some(Removed { name: item.get("name")?.as_str()?.to_owned(), at: at(item) })
            }),
            history: self.items("history", MAX_HISTORY, |item| {
                let expr = item.as_str().or_else(|| item.get("expr")?.as_str())?;
                Some(Executed { expr: expr.to_owned(), at: at(item) })
            }),
        }
    }

    fn value<T: Default>(&mut self, key: &str, read: impl Fn(&Value) -> Option<T>) -> T {
        match self.root.get(key) {
            None | Some(Value::Null) => T::default(),
            Some(value) => read(value).unwrap_or_else(|| {
                self.is_valid = false;
                T::default()
            }),
        }
    }

    fn choice<T: Copy + Default>(&mut self, key: &str, names: &[(&str, T)]) -> T {
        self.value(key, |value| names.iter().find(|(name, _)| value == name).map(|(_, choice)| *choice))
    }

    fn number<T: TryFrom<u64> + PartialOrd>(&mut self, key: &str, bounds: std::ops::RangeInclusive<T>) -> Option<T> {
        self.value(key, |value| {
            let number = T::try_from(value.as_u64()?).ok()?;
            bounds.contains(&number).then_some(Some(number))
        })
    }

    fn items<T>(&mut self, key: &str, limit: usize, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
        let items = self.value(key, |value| value.as_array().cloned());
        let known: Vec<_> = items.iter().filter_map(read).take(limit).collect();
        self.is_valid &= known.len() == items.len();
        known
    }
}

/// When an item was changed; long ago where it does not say.
fn at(item: &Value) -> i64 {
    item.get("at").and_then(Value::as_i64).unwrap_or_default()
}

fn node(value: &Value) -> Option<StoredNode> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let kind = text("kind").map_or(Some(NodeKind::default()), NodeKind::from_key)?;
    let node = Node::new(text("name")?, address::read(kind, value.as_object()?).ok()?);
    let had_headers = value.get("headers").and_then(Value::as_bool).unwrap_or_default();
    Some(StoredNode { node, had_headers, at: at(value) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::node::{Endpoint, FileAddress};

    fn stored() -> Stored {
        let node = Node::new("A", Endpoint::Alertmanager { url: "http://a".to_owned() });
        let limits = Limits { timeout_ms: 5000, max_bytes: 1_000_000 };
        let (theme, zone, language) = (Theme::Dark, ZoneChoice::Utc, Language::Zh);
        let settings = Settings { theme, zone, language, limits, refresh_ms: Some(15_000) };
        let mut stored = Stored::default();
        stored.set(&settings, 1000);
        stored.add(&node, 2000);
        stored.remove("B", 3000);
        stored.executed("up", 4000);
        stored
    }

    #[test]
    fn what_was_written_is_read_back() {
        for stored in [stored(), Stored::default()] {
            let text = write(&stored);
            assert_eq!(read(&text), (stored, Validity::Valid), "{text}");
        }
    }

    #[test]
    fn headers_are_never_written() {
        let mut stored = stored();
        let mut node = Node::new("A", Endpoint::Server { url: "http://other".to_owned() });
        node.headers.push(("Authorization".to_owned(), "Bearer secret".to_owned()));
        stored.add(&node, 5000);
        let text = write(&stored);
        assert!(!text.contains("secret") && !text.contains("Authorization"), "{text}");
        assert!(read(&text).0.nodes[0].had_headers, "that there were some is known: {text}");
        let bare = Node { headers: Vec::new(), ..node };
        stored.add(&bare, 6000);
        let text = write(&stored);
        assert!(!read(&text).0.nodes[0].had_headers, "it is done without them for good: {text}");
    }

    #[test]
    fn corrupt_text_gives_defaults_and_is_told() {
        for text in ["", "{", "[]", "null", "{}", "{\"version\":\"1\"}", "{\"version\":0}", "\u{0}"] {
            assert_eq!(read(text), (Stored::default(), Validity::Corrupt), "{text}");
        }
        let (stored, validity) = read(
            r#"{"version":1,"theme":"pink","zone":"utc","timeout_ms":-1,"max_bytes":1e99,"nodes":[{"name":"A"},{"name":"B","url":"http://b"}],"history":[1]}"#,
        );
        assert_eq!(validity, Validity::Corrupt);
        assert_eq!((stored.settings.zone, stored.settings.limits), (ZoneChoice::Utc, Limits::default()));
        assert_eq!((stored.nodes.len(), stored.history.len()), (1, 0));
    }

    #[test]
    fn a_text_of_version_1_is_read() {
        let (stored, validity) = read(
            r#"{"version":1,"theme":"dark","nodes":[{"name":"B","url":"http://b"}],"history":["rate(x[5m])","up"]}"#,
        );
        assert_eq!((stored.settings.theme, validity), (Theme::Dark, Validity::Valid));
        let history: Vec<_> = stored.history.iter().map(|executed| (executed.expr.as_str(), executed.at)).collect();
        assert_eq!((stored.nodes[0].node.name.as_str(), history), ("B", vec![("rate(x[5m])", 0), ("up", 0)]));
    }

    #[test]
    fn nodes_of_every_kind_are_read_as_they_were_always_written() {
        let (stored, validity) = read(
            r#"{"version":2,"nodes":[{"name":"A","url":"http://a","kind":"prometheus","at":1},
            {"name":"B","url":"http://b","kind":"alertmanager","headers":true,"at":2},
            {"name":"C","url":"http://c/x.om","kind":"file","at":3}]}"#,
        );
        let url = |url: &str| url.to_owned();
        let nodes = [
            ("A", Endpoint::Server { url: url("http://a") }, false, 1),
            ("B", Endpoint::Alertmanager { url: url("http://b") }, true, 2),
            ("C", Endpoint::File(FileAddress::Url(url("http://c/x.om"))), false, 3),
        ];
        let node = |(name, endpoint, had_headers, at)| StoredNode { node: Node::new(name, endpoint), had_headers, at };
        assert_eq!((stored.nodes, validity), (nodes.map(node).to_vec(), Validity::Valid));
    }

    #[test]
    fn a_node_of_an_unknown_kind_is_kept_as_it_was_written() {
        let newer = r#"{"at":7,"kind":"teapot","name":"F","parts":[{"on":true,"url":"http://f"},null,-1]}"#;
        let (mut stored, validity) =
            read(&format!(r#"{{"version":2,"nodes":[{newer},{{"name":"B","url":"http://b","at":3}}]}}"#));
        assert_eq!((stored.nodes.len(), stored.unknown.len(), validity), (1, 1, Validity::Valid));
        stored.add(&Node::new("C", Endpoint::Server { url: "http://c".to_owned() }), 9);
        let text = write(&stored);
        assert!(text.contains(newer), "{text}");
        assert_eq!(read(&text), (stored, Validity::Valid));
        // Without a name, or with what only a newer build can write, it is none.
        for node in [r#"{"kind":"teapot"}"#, r#"{"kind":"teapot","name":"F","share":0.5}"#, r#"{"name":"F"}"#] {
            assert_eq!(read(&format!(r#"{{"version":2,"nodes":[{node}]}}"#)).1, Validity::Corrupt, "{node}");
        }
    }

    #[test]
    fn a_newer_text_is_read_as_far_as_it_is_known() {
        let (stored, validity) = read(r#"{"version":7,"theme":"dark","zone":{"name":"Europe/Berlin"}}"#);
        assert_eq!((stored.settings.theme, validity), (Theme::Dark, Validity::Newer { version: 7 }));
    }
}
