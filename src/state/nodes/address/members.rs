//! The members of a federation in JSON: a list of zones, each a list of nodes' names, one name alone, or an object that
//! names the zone.
//!
//! ```text
//! "members": [ ["B", "B′"], "C", { "zone": "eu", "members": ["D", "D′"] } ]
//! ```

use std::collections::BTreeSet;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use super::KeyProblem;
use crate::model::node::{Federation, FederationZone};
use crate::model::notice::{JsonType, NodeProblem};

/// The most members of a federation.
pub(super) const MAX_MEMBERS: usize = 100;

/// The members in a JSON object, unchecked.
pub(super) fn read(object: &Map<String, Value>) -> Result<Federation, KeyProblem> {
    let zones = object.get("members").ok_or(KeyProblem::Missing("members"))?;
    let zones = zones.as_array().and_then(|zones| zones.iter().map(zone).collect());
    let hedge_after_ms = match object.get("hedge_after_ms") {
        None => None,
        Some(ms) => Some(milliseconds(ms).ok_or(KeyProblem::WrongType("hedge_after_ms", JsonType::Milliseconds))?),
    };
    Ok(Federation { zones: zones.ok_or(KeyProblem::WrongType("members", JsonType::Zones))?, hedge_after_ms })
}

/// A number of milliseconds.
pub(super) fn milliseconds(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok().filter(|ms| *ms > 0)
}

fn zone(value: &Value) -> Option<FederationZone> {
    match value {
        Value::String(name) => Some(FederationZone { name: String::new(), members: vec![name.clone()] }),
        Value::Array(names) => Some(FederationZone { name: String::new(), members: texts(names)? }),
        Value::Object(object) => {
            let name = match object.get("zone") {
                None => String::new(),
                Some(name) => name.as_str()?.to_owned(),
            };
            Some(FederationZone { name, members: texts(object.get("members")?.as_array()?)? })
        }
        _ => None,
    }
}

fn texts(values: &[Value]) -> Option<Vec<String>> {
    values.iter().map(|value| Some(value.as_str()?.to_owned())).collect()
}

/// Refuses a federation that cannot be asked: one without members, of too many, or with one twice.
pub(super) fn check(federation: &Federation) -> Result<(), NodeProblem> {
    let mut known = BTreeSet::new();
    if federation.zones.is_empty() || federation.zones.iter().any(|zone| zone.members.is_empty()) {
        return Err(NodeProblem::NoMembers);
    }
    if federation.members().count() > MAX_MEMBERS {
        return Err(NodeProblem::TooManyMembers { limit: MAX_MEMBERS });
    }
    match federation.members().find(|name| !known.insert(*name)) {
        Some(twice) => Err(NodeProblem::MemberTwice(twice.to_owned())),
        None => Ok(()),
    }
}

/// Zones as [`read`] reads them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'a>(pub(super) &'a [FederationZone]);

struct WrittenZone<'a>(&'a FederationZone);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut zones = serializer.serialize_seq(Some(self.0.len()))?;
        for zone in self.0 {
            zones.serialize_element(&WrittenZone(zone))?;
        }
        zones.end()
    }
}

impl Serialize for WrittenZone<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FederationZone { name, members } = self.0;
        if name.is_empty() {
            return members.serialize(serializer);
        }
        let mut object = serializer.serialize_map(Some(2))?;
        object.serialize_entry("zone", name)?;
        object.serialize_entry("members", members)?;
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(json: &str) -> Result<Federation, KeyProblem> {
        let object: Map<String, Value> = serde_json::from_str(json).expect("an object");
        read(&object)
    }

    #[test]
    fn zones_are_lists_of_names_single_names_or_named() {
        let json = r#"{"members":[["B","B′"],"C",{"zone":"eu","members":["D"]}],"hedge_after_ms":500}"#;
        let federation = read_text(json).expect("a federation");
        assert_eq!(federation.to_string(), "B | B′, C, D");
        assert_eq!((federation.zones[2].name.as_str(), federation.hedge_after_ms), ("eu", Some(500)));
        assert_eq!(check(&federation), Ok(()));
        let written = serde_json::to_string(&Written(&federation.zones)).expect("JSON");
        let again = read_text(&format!(r#"{{"members":{written}}}"#)).expect("a federation");
        assert_eq!(again.zones, federation.zones);
    }

    #[test]
    fn what_is_no_list_of_zones_is_refused() {
        assert_eq!(read_text("{}"), Err(KeyProblem::Missing("members")));
        for members in
            [r#""B""#, "[1]", r#"[["B",1]]"#, r#"[{"zone":1,"members":["B"]}]"#, r#"[{"zone":"eu"}]"#, "[[[]]]"]
        {
            let json = format!(r#"{{"members":{members}}}"#);
            assert_eq!(read_text(&json), Err(KeyProblem::WrongType("members", JsonType::Zones)), "{json}");
        }
        for ms in ["0", "-1", "0.5", r#""1s""#, "4294967296"] {
            let json = format!(r#"{{"members":["B"],"hedge_after_ms":{ms}}}"#);
            assert_eq!(
                read_text(&json),
                Err(KeyProblem::WrongType("hedge_after_ms", JsonType::Milliseconds)),
                "{json}"
            );
        }
    }

    #[test]
    fn a_federation_has_members_each_once() {
        let check = |text: &str| check(&Federation::parse(text));
        assert_eq!(check("B | B′, C"), Ok(()));
        assert_eq!(check(""), Err(NodeProblem::NoMembers));
        assert_eq!(super::check(&Federation::default()), Err(NodeProblem::NoMembers));
        assert_eq!(check("B, C | B"), Err(NodeProblem::MemberTwice("B".to_owned())));
        let many: Vec<_> = (0..=MAX_MEMBERS).map(|number| number.to_string()).collect();
        assert_eq!(check(&many.join(",")), Err(NodeProblem::TooManyMembers { limit: MAX_MEMBERS }));
    }
}
