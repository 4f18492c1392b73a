//! `/api/v1/rules`: rule groups with their alerts.
//!
//! Not here: `/api/v1/alerts`, which lists the same alerts without their rules.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::model::number;
use crate::model::outcome::Failure;
use crate::model::rules::{Alert, AlertState, Alerting, Rule, RuleGroup, RuleHealth, TextPairs};
use crate::model::time::whole_ms;
use crate::model::time::{self, Zone};
use crate::wire::{text, transport::Head};

use super::SmallAnswer;

/// The endpoint's path.
pub const PATH: &str = "/api/v1/rules";

/// Decodes a successful answer: the groups in the server's order. Fails where it is none of the API (malformed, cut
/// short, of another program), and where reading it would take too much memory.
pub fn decode(head: &Head, body: &[u8]) -> Result<SmallAnswer<Vec<RuleGroup>>, Failure> {
    let answer: SmallAnswer<Groups> = super::small(head, body, "rule groups")?;
    Ok(answer.map(|groups| groups.groups.unwrap_or_default().into_iter().map(RuleGroup::from).collect()))
}

#[derive(Deserialize)]
struct Groups {
    groups: Option<Vec<RawGroup>>,
}

/// A group as servers write it. What is missing in old versions and other products has a default.
#[derive(Deserialize)]
struct RawGroup {
    #[serde(default)]
    name: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    interval: f64,
    rules: Option<Vec<RawRule>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRule {
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    labels: RawPairs,
    health: Option<String>,
    last_error: Option<String>,
    evaluation_time: Option<f64>,
    last_evaluation: Option<String>,
    #[serde(default)]
    r#type: String,
    state: Option<String>,
    duration: Option<f64>,
    keep_firing_for: Option<f64>,
    #[serde(default)]
    annotations: RawPairs,
    alerts: Option<Vec<RawAlert>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAlert {
    #[serde(default)]
    labels: RawPairs,
    #[serde(default)]
    annotations: RawPairs,
    #[serde(default)]
    state: String,
    active_at: Option<String>,
    value: Option<RawValue>,
}

/// A text; a number in the first versions that had rules.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawValue {
    Text(String),
    Number(f64),
}

/// An object's members in their order; null for none.
#[derive(Default)]
struct RawPairs(TextPairs);

impl<'de> Deserialize<'de> for RawPairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = RawPairs;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_unit<E>(self) -> Result<RawPairs, E> {
        Ok(RawPairs::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawPairs, A::Error> {
        let mut pairs = TextPairs::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(RawPairs(pairs))
    }
}

impl From<RawGroup> for RuleGroup {
    fn from(raw: RawGroup) -> Self {
        Self {
            name: raw.name,
            file: raw.file,
            interval_ms: milliseconds(raw.interval),
            rules: raw.rules.unwrap_or_default().into_iter().map(Rule::from).collect(),
        }
    }
}

impl From<RawRule> for Rule {
    fn from(raw: RawRule) -> Self {
        let state = raw.state.as_deref();
        let health = health(raw.health.as_deref(), state);
        let alerts: Vec<_> = raw.alerts.unwrap_or_default().into_iter().map(Alert::from).collect();
        let alerting = (raw.r#type == "alerting").then(|| Alerting {
            state: rule_state(state, &alerts),
            duration_ms: milliseconds(raw.duration.unwrap_or_default()),
            keep_firing_ms: milliseconds(raw.keep_firing_for.unwrap_or_default()),
            annotations: raw.annotations.0,
            alerts,
        });
        Self {
            name: raw.name,
            expr: raw.query,
            labels: raw.labels.0,
            health,
            last_error: text::line(&raw.last_error.unwrap_or_default()),
            evaluation_ms: raw.evaluation_time.unwrap_or_default() * 1000.0,
            last_evaluation: raw.last_evaluation.as_deref().and_then(instant),
            alerting,
        }
    }
}

impl From<RawAlert> for Alert {
    fn from(raw: RawAlert) -> Self {
        Self {
            labels: raw.labels.0,
            annotations: raw.annotations.0,
            state: alert_state(&raw.state),
            active_at: raw.active_at.as_deref().and_then(instant),
            value: match raw.value {
                // Servers write `1.5e+00` here, and `1.5` in query results.
                Some(RawValue::Text(text)) => number::parse(&text).map_or_else(|| text::line(&text), number::format),
                Some(RawValue::Number(value)) => number::format(value),
                None => String::new(),
            },
        }
    }
}

/// A word that is not known is no calm state.
fn alert_state(state: &str) -> AlertState {
    AlertState::named(state).unwrap_or_default()
}

/// What a rule says of its state; first versions say nothing, and list the active alerts.
fn rule_state(state: Option<&str>, alerts: &[Alert]) -> AlertState {
    match state {
        Some(state) => alert_state(state),
        None => alerts.iter().map(|alert| alert.state).max().unwrap_or(AlertState::Inactive),
    }
}

/// What a rule says of its health; `VictoriaMetrics` says more of it in the state.
fn health(health: Option<&str>, state: Option<&str>) -> RuleHealth {
    match (health, state) {
        (Some("err"), _) | (_, Some("unhealthy")) => RuleHealth::Err,
        (_, Some("nomatch")) | (Some("nomatch"), _) => RuleHealth::NoMatch,
        (Some("ok"), _) => RuleHealth::Ok,
        _ => RuleHealth::Unknown,
    }
}

fn milliseconds(seconds: f64) -> i64 {
    whole_ms(seconds * 1000.0)
}

/// A time; Go's zero time (year 1) stands for none.
fn instant(text: &str) -> Option<i64> {
    time::parse(text, &Zone::UTC).filter(|_| !text.starts_with("0001-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(groups: &str) -> Result<Vec<RuleGroup>, Failure> {
        let head = Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() };
        let body = format!("{{\"status\":\"success\",\"data\":{{\"groups\":{groups}}}}}");
        super::decode(&head, body.as_bytes()).map(|answer| answer.value)
    }

    #[test]
    fn what_old_versions_and_other_products_leave_out_has_a_default() {
        assert_eq!(decode("null"), Ok(vec![]));
        let groups = decode(
            r#"[{"name":"g","rules":null},{"name":"h","interval":0.5,"rules":[
                {"name":"r","query":"1","type":"recording","labels":null,"lastEvaluation":"0001-01-01T00:00:00Z"},
                {"name":"a","type":"alerting","state":"pending","labels":{"z":"1","a":"2"},
                 "alerts":[{"value":1.5},{"value":"1e+00","activeAt":"2026-11-22T19:06:53.704161506Z","state":"firing"}]}]}]"#,
        );
        let rules = groups.map(|groups| groups.into_iter().flat_map(|group| group.rules).collect::<Vec<_>>());
        let Ok([recording, alerting]) = rules.as_deref() else { panic!("{rules:?}") };
        assert_eq!((recording.last_evaluation, recording.alerting.is_some()), (None, false));
        assert_eq!(alerting.labels, [("z", "1"), ("a", "2")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        let alerts = alerting.alerting.as_ref().map(|alerting| &alerting.alerts[..]);
        let shown = alerts.map(|alerts| alerts.iter().map(|a| (&*a.value, a.active_at, a.state)).collect::<Vec<_>>());
        let active = Some(1_795_374_413_704);
        assert_eq!(shown, Some(vec![("1.5", None, AlertState::Unknown), ("1", active, AlertState::Firing)]));
    }

    #[test]
    fn a_state_is_what_the_server_says_and_never_guessed_to_be_calm() {
        for (rule, state, health) in [
            (r#""state":"inactive","health":"ok""#, AlertState::Inactive, RuleHealth::Ok),
            (r#""state":"unknown","health":"unknown""#, AlertState::Unknown, RuleHealth::Unknown),
            (r#""state":"unhealthy","health":"ok""#, AlertState::Unhealthy, RuleHealth::Err),
            (r#""state":"nomatch","health":"ok""#, AlertState::NoMatch, RuleHealth::NoMatch),
            (r#""state":"snoozed","health":"new""#, AlertState::Unknown, RuleHealth::Unknown),
            // First versions say nothing of it, and list the active alerts.
            (r#""alerts":[{"state":"pending"},{"state":"firing"}]"#, AlertState::Firing, RuleHealth::Unknown),
            (r#""alerts":[]"#, AlertState::Inactive, RuleHealth::Unknown),
        ] {
            let groups = decode(&format!(r#"[{{"rules":[{{"type":"alerting",{rule}}}]}}]"#)).expect(rule);
            let found = &groups[0].rules[0];
            assert_eq!((found.alerting.as_ref().map(|it| it.state), found.health), (Some(state), health), "{rule}");
        }
        let groups = decode(r#"[{"rules":[{"type":"recording","state":"nomatch","health":"ok"}]}]"#).expect("a rule");
        assert_eq!(groups[0].rules[0].health, RuleHealth::NoMatch);
    }

    #[test]
    fn rulers_that_were_not_asked_are_told() {
        let body = r#"{"status":"success","data":{"groups":[]},"warnings":["rpc error: code =\n Unavailable"]}"#;
        let answer = super::decode(&Head { status: 200, ..Head::default() }, body.as_bytes());
        assert_eq!(answer.map(|answer| answer.warnings), Ok(vec!["rpc error: code = Unavailable".to_owned()]));
    }

    #[test]
    fn another_shape_is_malformed() {
        for bad in ["1", "[1]", "[{\"rules\":[{\"labels\":[]}]}]", "[{\"rules\":[{\"labels\":{\"a\":1}}]}]"] {
            assert!(matches!(decode(bad), Err(Failure::Malformed { .. })), "{bad}");
        }
    }
}
