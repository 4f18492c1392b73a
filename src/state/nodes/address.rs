//! A node's address kind by kind: as it is typed, as it stands in `narthex.json` and in stored settings, and whether it
//! will do.
//!
//! A kind that is new has its arm in each function here.

mod members;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::node::{DemoCollector, Endpoint, Federation, FileAddress, NodeKind};
use crate::model::notice::{JsonType, NodeProblem};
use crate::state::url::{self, NodeUrl, UrlChange};

/// What is typed into the form that adds a node, without its headers: they may be secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeForm {
    /// What was typed as its name.
    pub name: String,
    /// What was typed as its URL.
    pub url: String,
    /// The key of the kind that was chosen; empty: none was.
    #[serde(default)]
    pub kind: String,
}

impl NodeForm {
    /// The kind of the node.
    pub fn kind(&self) -> NodeKind {
        NodeKind::from_key(&self.kind).unwrap_or_default()
    }

    /// The address that was typed of it, unchecked.
    pub fn endpoint(&self) -> Endpoint {
        let url = self.url.clone();
        match self.kind() {
            NodeKind::Server => Endpoint::Server { url },
            NodeKind::Alertmanager => Endpoint::Alertmanager { url },
            NodeKind::File => Endpoint::File(FileAddress::Url(url)),
            NodeKind::RemoteRead => Endpoint::RemoteRead { url },
            NodeKind::Demo => Endpoint::Demo { collector: DemoCollector::named(&url).unwrap_or(DemoCollector::B) },
            NodeKind::Federation => Endpoint::Federation(Federation::parse(&url)),
        }
    }

    /// The form as it may be kept: only texts up to so many bytes, no URL with an `@`, which may hold a password, and
    /// none of its query string or fragment, which may hold a token.
    #[must_use]
    pub fn kept(&self, max_bytes: usize) -> Self {
        let short = |text: &String| Some(text.clone()).filter(|text| text.len() <= max_bytes);
        let url = short(&self.url).filter(|url| !url.contains('@')).unwrap_or_default();
        let url = url.split(['?', '#']).next().unwrap_or_default().to_owned();
        Self { name: short(&self.name).unwrap_or_default(), url, kind: short(&self.kind).unwrap_or_default() }
    }
}

/// The keys of an address in JSON.
pub const fn keys(kind: NodeKind) -> &'static [&'static str] {
    match kind {
        NodeKind::Server | NodeKind::Alertmanager | NodeKind::File | NodeKind::RemoteRead => &["url"],
        NodeKind::Demo => &["collector"],
        NodeKind::Federation => &["members", "hedge_after_ms"],
    }
}

/// What keeps a JSON object from holding an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// This key is missing.
    Missing(&'static str),
    /// This key's value is not of the type that it should be.
    WrongType(&'static str, JsonType),
}

/// The address of a node of this kind in a JSON object, unchecked. Fails at the first key that is missing or of another
/// type.
pub fn read(kind: NodeKind, object: &Map<String, Value>) -> Result<Endpoint, KeyProblem> {
    let url = || text(object, "url");
    Ok(match kind {
        NodeKind::Server => Endpoint::Server { url: url()? },
        NodeKind::Alertmanager => Endpoint::Alertmanager { url: url()? },
        NodeKind::File => Endpoint::File(FileAddress::Url(url()?)),
        NodeKind::RemoteRead => Endpoint::RemoteRead { url: url()? },
        NodeKind::Demo => Endpoint::Demo { collector: collector(object)? },
        NodeKind::Federation => Endpoint::Federation(members::read(object)?),
    })
}

/// The text of a key. Fails where it is missing, or no text.
pub fn text(object: &Map<String, Value>, key: &'static str) -> Result<String, KeyProblem> {
    match object.get(key) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(KeyProblem::WrongType(key, JsonType::String)),
        None => Err(KeyProblem::Missing(key)),
    }
}

/// How long a node may take as a member of a federation, in milliseconds; `None` where it is not said. Fails where it
/// is no such number.
pub fn timeout(object: &Map<String, Value>) -> Result<Option<u32>, KeyProblem> {
    let wrong = || KeyProblem::WrongType("timeout_ms", JsonType::Milliseconds);
    object.get("timeout_ms").map(|ms| members::milliseconds(ms).ok_or_else(wrong)).transpose()
}

fn collector(object: &Map<String, Value>) -> Result<DemoCollector, KeyProblem> {
    let name = text(object, "collector")?;
    DemoCollector::named(&name).ok_or(KeyProblem::WrongType("collector", JsonType::DemoCollector))
}

/// An address as it is written into a JSON object; what [`read`] reads.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collector: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<members::Written<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hedge_after_ms: Option<u32>,
}

impl<'a> Written<'a> {
    /// Of an address that means something outside this page.
    pub fn of(endpoint: &'a Endpoint) -> Self {
        let collector = if let Endpoint::Demo { collector } = endpoint { Some(collector.name()) } else { None };
        let federation = endpoint.federation();
        Self {
            url: endpoint.url(),
            collector,
            members: federation.map(|federation| members::Written(&federation.zones)),
            hedge_after_ms: federation.and_then(|federation| federation.hedge_after_ms),
        }
    }
}

/// Brings an address into the form in which it is asked, and tells what was changed for that; or why it will not do.
/// `base` is the URL of the page.
pub(super) fn check(mut endpoint: Endpoint, base: &str) -> Result<(Endpoint, Option<UrlChange>), NodeProblem> {
    let change = match &mut endpoint {
        Endpoint::Server { url } | Endpoint::Alertmanager { url } => put(url::node_url(url, base)?, url),
        Endpoint::File(FileAddress::Url(url)) => put(url::file_url(url, base)?, url),
        Endpoint::RemoteRead { url } => put(url::read_url(url, base)?, url),
        // The page itself makes such nodes; one that comes from elsewhere is of another page.
        Endpoint::File(FileAddress::Local(file)) => return Err(NodeProblem::BadUrl(file.url())),
        Endpoint::Demo { .. } => None,
        Endpoint::Federation(federation) => {
            members::check(federation)?;
            None
        }
    };
    Ok((endpoint, change))
}

fn put(checked: NodeUrl, url: &mut String) -> Option<UrlChange> {
    let NodeUrl { url: checked, change } = checked;
    *url = checked;
    change
}

/// An address that was checked before, written so that [`check`] finds nothing to cut off: what it ends in is meant so.
pub(super) fn as_typed(mut endpoint: Endpoint) -> Endpoint {
    match &mut endpoint {
        Endpoint::Server { url } | Endpoint::Alertmanager { url } => url.push('/'),
        Endpoint::File(_) | Endpoint::RemoteRead { .. } | Endpoint::Demo { .. } | Endpoint::Federation(_) => {}
    }
    endpoint
}

/// The name of a node that was given none.
pub fn name(endpoint: &Endpoint) -> String {
    if let Endpoint::Demo { collector } = endpoint {
        return demo_name(*collector);
    }
    if let Some(federation) = endpoint.federation() {
        return federation.to_string();
    }
    let url = endpoint.url().unwrap_or_default();
    url.split_once("://").map_or(url, |(_, rest)| rest).to_owned()
}

/// The name that a collector of the demo is added by.
pub fn demo_name(collector: DemoCollector) -> String {
    format!("demo {}", collector.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_any_kind_that_is_typed_is_written_and_read_back() {
        for kind in NodeKind::ALL {
            let url = "http://a:9090/x".to_owned();
            let form = NodeForm { name: String::new(), url, kind: kind.key().to_owned() };
            let endpoint = form.endpoint();
            assert_eq!(endpoint.kind(), kind);
            assert_eq!(check(endpoint.clone(), "http://page/"), Ok((endpoint.clone(), None)), "it is as it was typed");
            let text = serde_json::to_string(&Written::of(&endpoint)).expect("JSON");
            let object: Map<String, Value> = serde_json::from_str(&text).expect("an object");
            assert_eq!(read(kind, &object), Ok(endpoint), "{text}");
            assert!(object.keys().all(|key| keys(kind).contains(&key.as_str())), "{text}");
            assert!(read(kind, &Map::new()).is_err());
        }
    }

    #[test]
    fn a_collector_of_the_demo_is_named_by_its_own_key() {
        let read = |json: &str| {
            let object: Map<String, Value> = serde_json::from_str(json).expect("an object");
            super::read(NodeKind::Demo, &object)
        };
        for collector in DemoCollector::ALL {
            let endpoint = Endpoint::Demo { collector };
            let text = serde_json::to_string(&Written::of(&endpoint)).expect("JSON");
            assert_eq!(read(&text), Ok(endpoint), "{text}");
        }
        assert_eq!(read("{}"), Err(KeyProblem::Missing("collector")));
        let unknown = Err(KeyProblem::WrongType("collector", JsonType::DemoCollector));
        assert_eq!(read(r#"{"collector":"D"}"#), unknown);
    }

    #[test]
    fn a_file_of_a_page_is_no_address_anywhere_else() {
        for local in ["local:1@5", " local:1@5 "] {
            let typed = Endpoint::File(FileAddress::Url(local.to_owned()));
            assert!(matches!(check(typed, "http://page/"), Err(NodeProblem::BadUrl(_))), "{local}");
        }
    }
}
