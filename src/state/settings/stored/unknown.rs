//! Nodes of kinds that this build does not know: a newer one has stored them. They are kept as they were written, so
//! that a tab of an older build takes nothing from a newer one.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::at;
use crate::model::node::NodeKind;

/// A node of a kind that is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownNode {
    /// When it was added or changed, Unix milliseconds.
    pub at: i64,
    /// Its name.
    pub name: String,
    /// The whole node, as it was written.
    pub(super) json: Json,
}

/// JSON without fractions. Not a `serde_json::Value`, which brings the tables for writing floats into the page: 4 kB.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl UnknownNode {
    /// From a stored node; `None` where its kind is known, or it is none.
    pub(super) fn read(node: &Value) -> Option<Self> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let name = text("name")?.to_owned();
        NodeKind::from_key(text("kind")?).is_none().then(|| Some(Self { at: at(node), name, json: Json::of(node)? }))?
    }
}

impl Json {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(is) => Self::Bool(*is),
            Value::Number(number) => Self::Number(number.as_i64()?),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect::<Option<_>>()?),
            Value::Object(object) => {
                let pair = |(key, value): (&String, &Value)| Some((key.clone(), Self::of(value)?));
                Self::Object(object.iter().map(pair).collect::<Option<_>>()?)
            }
        })
    }
}
