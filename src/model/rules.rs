//! Alerting and recording rules with their active alerts, as a ruler's `/api/v1/rules` lists them.

use serde::{Deserialize, Serialize};

/// A label or annotation set, in the server's order.
pub type TextPairs = Vec<(String, String)>;

/// A group of rules that are evaluated together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleGroup {
    /// The group's name.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// Evaluation interval in milliseconds.
    pub interval_ms: i64,
    /// Its rules in the order of evaluation.
    pub rules: Vec<Rule>,
}

/// Health of a rule's last evaluation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleHealth {
    /// It succeeded.
    Ok,
    /// It failed; the rule's `last_error` says why.
    Err,
    /// It succeeded, and its selectors found no series at all (`VictoriaMetrics`).
    NoMatch,
    /// Not evaluated yet.
    #[default]
    Unknown,
}

/// State of an alerting rule or of one of its alerts; ordered from calm to urgent. What no server says is never guessed
/// to be inactive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlertState {
    /// Its condition does not hold.
    Inactive,
    /// Not evaluated yet, or in a state that is not known here.
    #[default]
    Unknown,
    /// Its selectors found no series at all, so that it cannot fire (`VictoriaMetrics`).
    NoMatch,
    /// Its last evaluation failed (`VictoriaMetrics`).
    Unhealthy,
    /// It holds, but not for the rule's duration yet.
    Pending,
    /// It holds for at least the rule's duration.
    Firing,
}

impl AlertState {
    /// All, the most urgent first.
    pub const ALL: [Self; 6] =
        [Self::Firing, Self::Pending, Self::Unhealthy, Self::NoMatch, Self::Unknown, Self::Inactive];

    /// The state's name in addresses and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Unknown => "unknown",
            Self::NoMatch => "nomatch",
            Self::Unhealthy => "unhealthy",
            Self::Pending => "pending",
            Self::Firing => "firing",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether its filter is offered though nothing is in it.
    pub const fn is_common(self) -> bool {
        matches!(self, Self::Inactive | Self::Pending | Self::Firing)
    }
}

/// One rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The alert's name, or the recorded metric's.
    pub name: String,
    /// The expression.
    pub expr: String,
    /// Labels that the rule adds.
    pub labels: TextPairs,
    /// Health of the last evaluation.
    pub health: RuleHealth,
    /// The last evaluation's error; empty where it had none.
    pub last_error: String,
    /// Milliseconds that the last evaluation took.
    pub evaluation_ms: f64,
    /// Time of the last evaluation, Unix milliseconds; `None` before the first, or where the server does not say.
    pub last_evaluation: Option<i64>,
    /// What an alerting rule has beyond these; `None` for a recording rule.
    pub alerting: Option<Alerting>,
}

/// The alerting part of a rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Alerting {
    /// The most urgent state among its alerts.
    pub state: AlertState,
    /// How long the condition must hold, in milliseconds (`for`).
    pub duration_ms: i64,
    /// How long it goes on firing after the condition ended, in milliseconds (`keep_firing_for`).
    pub keep_firing_ms: i64,
    /// Annotation templates.
    pub annotations: TextPairs,
    /// Active alerts.
    pub alerts: Vec<Alert>,
}

/// One active alert.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its labels, `alertname` among them.
    pub labels: TextPairs,
    /// Its annotations, templates filled in.
    pub annotations: TextPairs,
    /// Pending or firing.
    pub state: AlertState,
    /// Since when its condition holds, Unix milliseconds; `None` where the server does not say.
    pub active_at: Option<i64>,
    /// Its value, written as in query results.
    pub value: String,
}
