//! Panels of Prometheus' page and of those that took over its keys: `g0.expr=up&g0.tab=0&g0.range_input=1h`.
//!
//! Sources: Prometheus' `urlStateEncoding.ts` (3) and `utils/index.ts` (2), Thanos' `utils/index.ts`, vmui's
//! `state/time/reducer.ts` and `utils/time.ts`. Prometheus 1 wrote the same keys as JSON into the fragment.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::raw::{Pair, Plus};
use super::super::read::{bad_value, indexed, problem};
use super::lost;
use crate::model::notice::RouteProblem;
use crate::model::query;
use crate::state::panel::options::{Misread, PanelOptions, duration_ms};
use crate::state::panel::{Step, Tab};

/// A panel that is being read.
#[derive(Default)]
struct Draft {
    panel: PanelOptions,
    tab: Option<Tab>,
    /// The length of a time that goes with the clock, and whether one is asked for at all.
    relative: Option<i64>,
    is_of_vmui: bool,
    /// Whether the step is the console's own choice.
    is_auto: bool,
}

/// The panels of these pairs, all of whose keys are of the form `g0.…`.
pub(super) fn of_pairs(pairs: &[&Pair<'_>], problems: &mut Vec<RouteProblem>) -> Vec<PanelOptions> {
    let mut drafts: BTreeMap<u32, Draft> = BTreeMap::new();
    for pair in pairs {
        let Some((index, name)) = indexed(pair.key, 'g') else { continue };
        let value = pair.decode(Plus::Space, problems);
        drafts.entry(index).or_default().read(pair.key, name, &value, problems);
    }
    drafts.into_values().map(|draft| draft.finish(problems)).collect()
}

/// The panels of a list of objects with these keys.
pub(super) fn of_json(text: &str, problems: &mut Vec<RouteProblem>) -> Vec<PanelOptions> {
    let Ok(Value::Array(list)) = serde_json::from_str(text) else {
        bad_value("#", text, problems);
        return Vec::new();
    };
    let mut panels = Vec::new();
    for (index, one) in list.iter().enumerate() {
        let key = format!("#{index}");
        let Value::Object(members) = one else {
            bad_value(&key, &one.to_string(), problems);
            continue;
        };
        let mut draft = Draft::default();
        for (name, value) in members {
            let value = match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            draft.read(&format!("{key}.{name}"), name, &value, problems);
        }
        panels.push(draft.finish(problems));
    }
    panels
}

impl Draft {
    /// Takes a value. `key` is what it is reported by.
    fn read(&mut self, key: &str, name: &str, value: &str, problems: &mut Vec<RouteProblem>) {
        let read = match name {
            "expr" => self.panel.read("expr", value),
            "tab" => {
                self.tab = match value {
                    "0" | "graph" | "chart" => Some(Tab::Graph),
                    "1" | "table" => Some(Tab::Table),
                    // Explain and tree of Prometheus 3, JSON of vmui.
                    _ => {
                        problems.extend(lost(key, value));
                        Some(Tab::Table)
                    }
                };
                Ok(())
            }
            // Empty inputs are written too, and mean the default.
            "range_input" | "end_input" | "moment_input" | "step_input" | "res_step" | "relative_time"
                if value.is_empty() =>
            {
                Ok(())
            }
            "range_input" => self.panel.read("range", &joined(value)),
            // One time for graph and table, whichever tab is shown; the last that is given counts.
            "end_input" | "moment_input" => self.panel.read("end", value).and_then(|()| self.panel.read("time", value)),
            "step_input" | "res_step" => self.panel.read("step", &joined(value)),
            "res_type" => {
                self.is_auto = value == "auto";
                if matches!(value, "auto" | "fixed" | "custom") { Ok(()) } else { Err(Misread::BadValue) }
            }
            "res_density" => {
                problems.extend(lost(key, value).filter(|_| value != "medium"));
                Ok(())
            }
            "relative_time" => {
                self.is_of_vmui = true;
                self.relative = relative(value);
                if self.relative.is_none() {
                    // `today` and `yesterday` end with a day, whose end stands beside them.
                    problems.extend(lost(key, value));
                }
                Ok(())
            }
            "display_mode" => {
                problems.extend(lost(key, value).filter(|_| value != "lines"));
                Ok(())
            }
            "deduplicate" | "dedup" => self.flag("dedup", value),
            "partial_response" => self.flag("partial_response", value),
            "max_source_resolution" | "engine" => self.parameter(name, value),
            "store_matches" => self.stores(value),
            "stacked" | "show_exemplars" | "show_tree" | "y_axis_min" | "y_axis_max" | "hide_labels" | "axes"
            | "legend" | "width" | "height" | "analyze" | "force_tracing" | "tenant" | "tenantID" | "nocache"
            | "reduce_mem_usage" | "trace" => {
                problems.extend(lost(key, value));
                Ok(())
            }
            _ => Err(Misread::UnknownKey),
        };
        problems.extend(problem(key, value, read));
    }

    fn parameter(&mut self, name: &str, value: &str) -> Result<(), Misread> {
        if value.is_empty() { Ok(()) } else { self.panel.read("param", &format!("{name}={value}")) }
    }

    fn flag(&mut self, name: &str, value: &str) -> Result<(), Misread> {
        let value = match value {
            "1" | "true" => "true",
            "0" | "false" => "false",
            _ => return Err(Misread::BadValue),
        };
        self.parameter(name, value)
    }

    /// The stores that Thanos is to ask, each as its page asks for it.
    fn stores(&mut self, value: &str) -> Result<(), Misread> {
        if value.is_empty() {
            return Ok(());
        }
        let list = serde_json::from_str::<Vec<Value>>(value).map_err(|_| Misread::BadValue)?;
        list.iter().try_for_each(|store| {
            let name = store.get("name").unwrap_or(store).as_str().ok_or(Misread::BadValue)?;
            let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
            self.parameter(query::STORE_MATCH, &format!("{{__address__=\"{escaped}\"}}"))
        })
    }

    fn finish(mut self, problems: &mut Vec<RouteProblem>) -> PanelOptions {
        // vmui shows a chart where Prometheus shows a table.
        let default = if self.is_of_vmui { Tab::Graph } else { Tab::Table };
        self.panel.tab = self.tab.unwrap_or(default);
        if let Some(ms) = self.relative {
            (self.panel.range_ms, self.panel.end, self.panel.time) = (ms, None, None);
        }
        if self.is_auto {
            self.panel.step = Step::Auto;
        }
        problems.extend(super::grafana::variables(&self.panel.expr));
        self.panel
    }
}

/// A duration without the blanks that vmui writes between its parts.
fn joined(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The length of `last_30_minutes`, up to now.
fn relative(text: &str) -> Option<i64> {
    let (count, unit) = text.strip_prefix("last_")?.split_once('_')?;
    let unit = match unit.trim_end_matches('s') {
        "minute" => "m",
        "hour" => "h",
        "day" => "d",
        "week" => "w",
        "year" => "y",
        _ => return None,
    };
    duration_ms(&format!("{count}{unit}"))
}
