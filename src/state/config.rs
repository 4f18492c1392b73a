//! `narthex.json`: the nodes that whoever hosts the page gives to all who open it.
//!
//! ```text
//! { "nodes": [ { "name": "Reader A",          what people see; unique
//!                "url": "/prometheus",        absolute, or seen from the page
//!                "kind": "prometheus",        or another one; may be left out
//!                "headers": { "X-Scope-OrgID": "team" },     may be left out, as all that follows
//!                "timeout_ms": 8000,                         as a member of a federation
//!                "external_labels": { "zone": "eu" } },      else the node is asked for them
//!              { "name": "Fleet", "kind": "federation",
//!                "members": [ ["B", "B′"], ["C", "C′"] ] } ] }     zones of replicas
//! ```
//!
//! Invariant: any text gives nodes and problems, never a panic; a node with a problem is left out, its
//! neighbours are kept.

pub mod sample;

use serde_json::{Map, Value};

use super::nodes::address::{self, KeyProblem};
use super::nodes::{CheckedNode, MAX_NODES, NodeEntry, NodeList, Origin};
use crate::model::node::{Endpoint, Node, NodeKind};
use crate::model::notice::{ConfigProblem, JsonType, NodeProblem};

/// Largest file that is read, in bytes.
pub const MAX_CONFIG: usize = 1_000_000;

/// Problems that are reported; a file that is wrong all over need not be reported line by line.
const MAX_PROBLEMS: usize = 50;

/// Reads the file's text: the nodes as configured entries, and what is wrong. `base` is the page's URL. Never fails:
/// what is wrong is left out and reported.
pub fn read(text: &str, base: &str) -> (Vec<NodeEntry>, Vec<ConfigProblem>) {
    let mut reader = Reader { base, list: NodeList::default(), problems: Vec::new() };
    reader.file(text);
    reader.problems.truncate(MAX_PROBLEMS);
    (reader.list.entries, reader.problems)
}

struct Reader<'a> {
    base: &'a str,
    list: NodeList,
    problems: Vec<ConfigProblem>,
}

impl Reader<'_> {
    fn file(&mut self, text: &str) {
        if text.len() > MAX_CONFIG {
            return self.problems.push(ConfigProblem::TooLarge { limit: MAX_CONFIG });
        }
        // Editors of some systems put a byte order mark before the text; JSON does not know it.
        let root = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Object(root)) => root,
            Ok(_) => return self.wrong_type("$", JsonType::Object),
            Err(error) => return self.problems.push(syntax(&error)),
        };
        self.unknown_keys("", &root, &["nodes"]);
        match root.get("nodes") {
            Some(Value::Array(nodes)) => {
                if nodes.len() > MAX_NODES {
                    self.problems.push(ConfigProblem::TooManyNodes { limit: MAX_NODES });
                }
                for (i, node) in nodes.iter().take(MAX_NODES).enumerate() {
                    self.node(&format!("nodes[{i}]"), node);
                }
            }
            Some(_) => self.wrong_type("nodes", JsonType::Array),
            None => self.problems.push(ConfigProblem::MissingKey { path: "nodes".to_owned() }),
        }
    }

    fn node(&mut self, path: &str, value: &Value) {
        let Value::Object(object) = value else { return self.wrong_type(path, JsonType::Object) };
        // Of a kind that is not known, what is wrong else is reported as of a server.
        let kind = object.get("kind").and_then(Value::as_str).and_then(NodeKind::from_key).unwrap_or_default();
        let known = [&["name", "kind", "headers", "timeout_ms", "external_labels"], address::keys(kind)].concat();
        self.unknown_keys(&format!("{path}."), object, &known);
        let (name, endpoint) = (self.name(path, object), self.endpoint(path, kind, object));
        let is_known = self.is_known_kind(path, object);
        let mut texts = |key: &str| match object.get(key) {
            None => Ok(None),
            Some(values) => self.texts(path, key, values).map(Some).ok_or(()),
        };
        let (headers, external_labels) = (texts("headers"), texts("external_labels"));
        let timeout_ms = self.read(path, address::timeout(object));
        let (Some(name), Some(endpoint), true, Ok(headers)) = (name, endpoint, is_known, headers) else { return };
        let (Ok(external_labels), Some(timeout_ms)) = (external_labels, timeout_ms) else { return };
        let headers = headers.unwrap_or_default();
        if name.trim().is_empty() {
            return self.bad_node(format!("{path}.name"), NodeProblem::NoName);
        }
        let node = Node { headers, timeout_ms, external_labels, ..Node::new(name, endpoint) };
        match self.list.check(&node, self.base) {
            Ok(CheckedNode { node, change }) => {
                if let Some(change) = change {
                    let url = node.endpoint.url().unwrap_or_default().to_owned();
                    let (path, cut) = (format!("{path}.url"), change.cut());
                    self.problems.push(ConfigProblem::UrlChanged { path, url, cut });
                }
                self.list.entries.push(NodeEntry::new(node, Origin::Configured));
            }
            Err(problem) => self.bad_node(format!("{path}.{}", key_of(&problem)), problem),
        }
    }

    fn name(&mut self, path: &str, object: &Map<String, Value>) -> Option<String> {
        self.read(path, address::text(object, "name"))
    }

    fn endpoint(&mut self, path: &str, kind: NodeKind, object: &Map<String, Value>) -> Option<Endpoint> {
        self.read(path, address::read(kind, object))
    }

    fn read<T>(&mut self, path: &str, read: Result<T, KeyProblem>) -> Option<T> {
        match read {
            Ok(read) => return Some(read),
            Err(KeyProblem::WrongType(key, expected)) => self.wrong_type(&format!("{path}.{key}"), expected),
            Err(KeyProblem::Missing(key)) => {
                self.problems.push(ConfigProblem::MissingKey { path: format!("{path}.{key}") });
            }
        }
        None
    }

    fn is_known_kind(&mut self, path: &str, object: &Map<String, Value>) -> bool {
        match object.get("kind") {
            None => return true,
            Some(Value::String(kind)) if NodeKind::from_key(kind).is_some() => return true,
            Some(Value::String(kind)) => self.bad_node(format!("{path}.kind"), NodeProblem::UnknownKind(kind.clone())),
            Some(_) => self.wrong_type(&format!("{path}.kind"), JsonType::String),
        }
        false
    }

    /// The texts of a key's object, which is there; `None`, and the problem is noted, where it holds something else.
    fn texts(&mut self, path: &str, key: &str, values: &Value) -> Option<Vec<(String, String)>> {
        let path = format!("{path}.{key}");
        let Value::Object(values) = values else {
            self.wrong_type(&path, JsonType::Object);
            return None;
        };
        let pairs: Vec<_> = values.iter().filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect();
        if pairs.len() < values.len() {
            self.wrong_type(&path, JsonType::ObjectOfStrings);
            return None;
        }
        Some(pairs)
    }

    fn unknown_keys(&mut self, prefix: &str, object: &Map<String, Value>, known: &[&str]) {
        let unknown = object.keys().filter(|k| !known.contains(&k.as_str()));
        self.problems.extend(unknown.map(|k| ConfigProblem::UnknownKey { path: format!("{prefix}{k}") }));
    }

    fn wrong_type(&mut self, path: &str, expected: JsonType) {
        self.problems.push(ConfigProblem::WrongType { path: path.to_owned(), expected });
    }

    fn bad_node(&mut self, path: String, problem: NodeProblem) {
        self.problems.push(ConfigProblem::Node { path, problem });
    }
}

fn key_of(problem: &NodeProblem) -> &'static str {
    match problem {
        NodeProblem::NoName | NodeProblem::DuplicateName(_) | NodeProblem::TooLong { .. } => "name",
        NodeProblem::BadUrl(_) | NodeProblem::CredentialsInUrl | NodeProblem::QueryInUrl => "url",
        NodeProblem::UnknownKind(_) => "kind",
        NodeProblem::BadHeader(_) => "headers",
        NodeProblem::NoMembers | NodeProblem::MemberTwice(_) | NodeProblem::TooManyMembers { .. } => "members",
    }
}

fn syntax(error: &serde_json::Error) -> ConfigProblem {
    let text = error.to_string();
    // The reader's text ends in the path, which is shown apart.
    let message = text.split(" at line ").next().unwrap_or_default().to_owned();
    ConfigProblem::Syntax { line: error.line(), column: error.column(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_and_problems(text: &str) -> (Vec<String>, Vec<ConfigProblem>) {
        let (entries, problems) = read(text, "https://page/x/");
        (
            entries
                .into_iter()
                .map(|e| format!("{} {}", e.node.name, e.node.endpoint.url().unwrap_or_default()))
                .collect(),
            problems,
        )
    }

    #[test]
    fn a_valid_file_gives_its_nodes() {
        let text = "\u{feff}{\"nodes\":[{\"name\":\"A\",\"url\":\"/prom\",\"headers\":{\"X-Scope-OrgID\":\"t\"}},
            {\"name\":\"AM\",\"url\":\"http://am:9093\",\"kind\":\"alertmanager\"}]}";
        let (entries, problems) = read(text, "https://page/x/");
        assert_eq!(problems, []);
        assert_eq!(entries[0].node.endpoint.url(), Some("https://page/prom"));
        assert_eq!(entries[0].node.headers, [("X-Scope-OrgID".to_owned(), "t".to_owned())]);
        assert_eq!(entries[1].node.kind(), NodeKind::Alertmanager);
    }

    #[test]
    fn a_bad_node_is_named_and_its_neighbours_are_kept() {
        let text = r#"{"nodes":[
            {"name":"A","url":"http://a"}, {"name":"A","url":"http://b"}, {"name":"","url":"http://c"},
            {"name":"D","url":"ftp://d"}, {"name":"E"}, {"name":"F","url":"http://f","kind":"loki"}, 7,
            {"name":"G","url":"http://g","headers":{"Cookie":"s"}}, {"name":"H","url":"http://h","colour":"red"}],
            "theme":"dark"}"#;
        let (nodes, problems) = names_and_problems(text);
        assert_eq!(nodes, ["A http://a", "H http://h"]);
        let node = |path: &str, problem| ConfigProblem::Node { path: path.to_owned(), problem };
        assert_eq!(
            problems,
            [
                ConfigProblem::UnknownKey { path: "theme".to_owned() },
                node("nodes[1].name", NodeProblem::DuplicateName("A".to_owned())),
                node("nodes[2].name", NodeProblem::NoName),
                node("nodes[3].url", NodeProblem::BadUrl("ftp://d".to_owned())),
                ConfigProblem::MissingKey { path: "nodes[4].url".to_owned() },
                node("nodes[5].kind", NodeProblem::UnknownKind("loki".to_owned())),
                ConfigProblem::WrongType { path: "nodes[6]".to_owned(), expected: JsonType::Object },
                node("nodes[7].headers", NodeProblem::BadHeader("Cookie".to_owned())),
                ConfigProblem::UnknownKey { path: "nodes[8].colour".to_owned() },
            ]
        );
    }

    #[test]
    fn a_url_that_was_changed_is_told_and_its_node_is_there() {
        let (nodes, problems) = names_and_problems(r#"{"nodes":[{"name":"A","url":"http://a/graph"}]}"#);
        assert_eq!(nodes, ["A http://a"]);
        let (path, url, cut) = ("nodes[0].url".to_owned(), "http://a".to_owned(), "/graph".to_owned());
        assert_eq!(problems, [ConfigProblem::UrlChanged { path, url, cut }]);
    }

    #[test]
    fn malformed_json_is_told_with_its_place() {
        let (nodes, problems) = names_and_problems("{\n  \"nodes\": [}\n");
        assert!(nodes.is_empty());
        assert!(
            matches!(&problems[..], [ConfigProblem::Syntax { line: 2, column: 13, message }] if !message.contains("line"))
        );
        for text in
            ["", "[]", "null", "<html>", "{\"nodes\":{}}", "{}", &"[".repeat(100_000), &" ".repeat(MAX_CONFIG + 1)]
        {
            assert_eq!(names_and_problems(text).1.len(), 1, "{}", &text[..text.len().min(20)]);
        }
    }
}
