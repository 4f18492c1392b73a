//! What a query gave, from the server's JSON (read apart from the product's decoder) or from the engine, and in what
//! two answers differ.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::collections::BTreeMap;

use narthex::engine::evaluate::{Output, ResultSeries};
use serde_json::Value;

/// By how much of their size two values may differ.
const TOLERANCE: f64 = 1e-9;

type Labels = BTreeMap<String, String>;
type Points = Vec<(i64, f64)>;

/// What a query gave.
#[derive(Debug)]
pub(super) enum Answer {
    /// Nothing: why.
    Refused(String),
    /// A type and its series; of scalars one, without labels.
    Series(&'static str, Vec<(Labels, Points)>),
    /// A text.
    Text(String),
}

impl Answer {
    /// Of the API's answer.
    pub(super) fn theirs(body: &[u8]) -> Result<Self, String> {
        let json: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        if json["status"] != "success" {
            let (kind, text) = (&json["errorType"], &json["error"]);
            // Anything else is no answer to the query.
            let is_refusal = kind == "bad_data" || kind == "execution";
            return if is_refusal { Ok(Self::Refused(text.to_string())) } else { Err(json.to_string()) };
        }
        let (kind, result) = (&json["data"]["resultType"], &json["data"]["result"]);
        let wrong = || format!("no {kind}: {result}");
        let series = |points: fn(&Value) -> Option<Points>| {
            let of = |one: &Value| Some((labels(&one["metric"])?, points(one)?));
            result.as_array().and_then(|all| all.iter().map(of).collect::<Option<Vec<_>>>()).ok_or_else(wrong)
        };
        match kind.as_str() {
            Some("vector") => Ok(Self::Series("vector", series(|one| Some(vec![point(&one["value"])?]))?)),
            Some("matrix") => {
                Ok(Self::Series("matrix", series(|one| one["values"].as_array()?.iter().map(point).collect())?))
            }
            Some("scalar") => {
                let point = point(result).ok_or_else(wrong)?;
                Ok(Self::Series("scalar", vec![(Labels::new(), vec![point])]))
            }
            Some("string") => Ok(Self::Text(result[1].as_str().ok_or_else(wrong)?.to_owned())),
            _ => Err(wrong()),
        }
    }

    /// Of the engine's result.
    pub(super) fn ours(output: Output) -> Self {
        let series = |all: Vec<ResultSeries>| {
            all.into_iter().map(|one| {
                let labels = one.labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                (labels, one.samples.times.into_iter().zip(one.samples.values).collect())
            })
        };
        match output {
            Output::Scalar { time, value } => Self::Series("scalar", vec![(Labels::new(), vec![(time, value)])]),
            Output::Text { text, .. } => Self::Text(text),
            Output::Vector(all) => Self::Series("vector", series(all).collect()),
            Output::Matrix(all) => Self::Series("matrix", series(all).collect()),
        }
    }

    /// The number of its samples.
    pub(super) fn samples(&self) -> usize {
        match self {
            Self::Series(_, all) => all.iter().map(|one| one.1.len()).sum(),
            Self::Refused(_) | Self::Text(_) => 0,
        }
    }

    /// In what another answer, the engine's, differs from this one. Refusals are equal whatever they say.
    pub(super) fn differences(&self, ours: &Self, is_ordered: bool) -> Vec<String> {
        match (self, ours) {
            (Self::Refused(_), Self::Refused(_)) => Vec::new(),
            (Self::Refused(why), _) => vec![format!("Prometheus refuses it: {why}")],
            (_, Self::Refused(why)) => vec![format!("the engine refuses it: {why}")],
            (Self::Text(theirs), Self::Text(ours)) if theirs == ours => Vec::new(),
            (Self::Series(kind, theirs), Self::Series(own, ours)) if kind == own => {
                let mut found = of_series(theirs, ours);
                let order = |all: &[(Labels, Points)]| all.iter().map(|one| one.0.clone()).collect::<Vec<_>>();
                if is_ordered && order(theirs) != order(ours) {
                    found.push(format!("order: Prometheus {:?}, engine {:?}", order(theirs), order(ours)));
                }
                found
            }
            _ => vec![format!("Prometheus {self:?}, engine {ours:?}")],
        }
    }
}

fn of_series(theirs: &[(Labels, Points)], ours: &[(Labels, Points)]) -> Vec<String> {
    let mut found = Vec::new();
    let mut own: BTreeMap<&Labels, &Points> = ours.iter().map(|(labels, points)| (labels, points)).collect();
    if own.len() < ours.len() {
        found.push("the engine gives a series twice".to_owned());
    }
    for (labels, points) in theirs {
        match own.remove(labels) {
            None => found.push(format!("{labels:?}: only Prometheus has it: {points:?}")),
            Some(own) => found.extend(of_points(points, own).into_iter().map(|one| format!("{labels:?} {one}"))),
        }
    }
    found.extend(own.iter().map(|(labels, points)| format!("{labels:?}: only the engine has it: {points:?}")));
    found
}

fn of_points(theirs: &Points, ours: &Points) -> Vec<String> {
    let is_same = theirs.iter().map(|point| point.0).eq(ours.iter().map(|point| point.0));
    if !is_same {
        return vec![format!("at other times: Prometheus {theirs:?}, engine {ours:?}")];
    }
    let pairs = theirs.iter().zip(ours).filter(|(theirs, ours)| !is_equal(theirs.1, ours.1));
    pairs.map(|(theirs, ours)| format!("at {}: Prometheus {}, engine {}", theirs.0, theirs.1, ours.1)).collect()
}

fn is_equal(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
}

fn labels(json: &Value) -> Option<Labels> {
    json.as_object()?.iter().map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn point(json: &Value) -> Option<(i64, f64)> {
    let time = (json[0].as_f64()? * 1000.0).round() as i64;
    Some((time, json[1].as_str()?.parse().ok()?))
}
