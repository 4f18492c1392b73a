//! What a metric's values measure, as far as its name says it.
//!
//! Source of the suffixes: "Metric and label naming" of Prometheus' documentation (base units).
//! Not here: units of an expression's result. `rate(x_bytes_total[5m])` has no name left and gets no unit.

use crate::model::labels::{LabelTable, METRIC_NAME};

/// What values measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unit {
    /// Unknown, or a count: plain numbers with metric prefixes.
    #[default]
    None,
    /// Seconds of duration: ns to days.
    Seconds,
    /// Bytes with binary prefixes.
    Bytes,
    /// A part of one, shown in percent.
    Ratio,
    /// Already in percent.
    Percent,
    /// Another base unit by its symbol, with metric prefixes (`W`, `V`, `Hz`, …).
    Symbol(&'static str),
    /// Degrees Celsius: a scale with its own zero, so without prefixes.
    Celsius,
}

/// A name's last part and the unit it stands for.
const SUFFIXES: [(&str, Unit); 12] = [
    ("seconds", Unit::Seconds),
    ("bytes", Unit::Bytes),
    ("ratio", Unit::Ratio),
    ("percent", Unit::Percent),
    ("celsius", Unit::Celsius),
    ("meters", Unit::Symbol("m")),
    ("volts", Unit::Symbol("V")),
    ("amperes", Unit::Symbol("A")),
    ("joules", Unit::Symbol("J")),
    ("watts", Unit::Symbol("W")),
    ("grams", Unit::Symbol("g")),
    ("hertz", Unit::Symbol("Hz")),
];

impl Unit {
    /// The unit that a metric's name states. Points in time (`…_timestamp_seconds`, `…_time_seconds`) and
    /// the counts of a histogram or summary (`…_bucket`, `…_count`) are plain numbers.
    pub fn of_metric(name: &str) -> Self {
        let base = name.strip_suffix("_total").or_else(|| name.strip_suffix("_sum")).unwrap_or(name);
        if base.ends_with("_timestamp_seconds") || base.ends_with("_time_seconds") {
            return Self::None;
        }
        let last = base.rsplit('_').next().filter(|last| last.len() < base.len());
        SUFFIXES.iter().find(|(suffix, _)| last == Some(suffix)).map_or(Self::None, |&(_, unit)| unit)
    }

    /// The unit that all series agree on; none where one has no name or another unit.
    pub fn of_series(labels: &LabelTable) -> Self {
        let unit = |series| Self::of_metric(labels.value(series, METRIC_NAME).unwrap_or_default());
        let mut all = 0..labels.len();
        let first = all.next().map(unit).unwrap_or_default();
        if first == Self::None || all.all(|series| unit(series) == first) { first } else { Self::None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_state_units() {
        for (name, unit) in [
            ("node_memory_MemFree_bytes", Unit::Bytes),
            ("node_network_receive_bytes_total", Unit::Bytes),
            ("http_request_duration_seconds_sum", Unit::Seconds),
            ("http_request_duration_seconds_bucket", Unit::None),
            ("http_request_duration_seconds_count", Unit::None),
            ("node_boot_time_seconds", Unit::None),
            ("x_last_timestamp_seconds", Unit::None),
            ("cache_hit_ratio", Unit::Ratio),
            ("node_hwmon_temp_celsius", Unit::Celsius),
            ("node_load1", Unit::None),
            ("seconds", Unit::None),
            ("", Unit::None),
        ] {
            assert_eq!(Unit::of_metric(name), unit, "{name}");
        }
    }
}
