//! The unit of a metric's values (bytes, seconds, ratio), read from the suffix of its name.
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
        let name = labels.id(METRIC_NAME);
        let metric = |series| labels.pairs_of(series).iter().find(|pair| Some(pair[0]) == name).map(|pair| pair[1]);
        let unit = |metric: Option<u32>| metric.map_or(Self::None, |id| Self::of_metric(labels.text(id)));
        let mut all = (0..labels.len()).map(metric);
        let Some(first) = all.next() else { return Self::None };
        let of_first = unit(first);
        // Mostly it is the same metric: its number tells.
        let agree = of_first == Self::None || all.all(|metric| metric == first || unit(metric) == of_first);
        if agree { of_first } else { Self::None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels::LabelTableBuilder;

    #[test]
    fn series_have_a_unit_where_all_agree() {
        for (metrics, unit) in [
            (&["a_bytes", "b_bytes", "a_bytes"][..], Unit::Bytes),
            (&["a_bytes", "b_seconds"], Unit::None),
            (&["a_bytes", ""], Unit::None),
            (&["up", "b_bytes"], Unit::None),
            (&[], Unit::None),
        ] {
            let mut builder = LabelTableBuilder::default();
            for metric in metrics {
                builder.push("job", "a_bytes");
                if !metric.is_empty() {
                    builder.push(METRIC_NAME, metric);
                }
                builder.end_series();
            }
            assert_eq!(Unit::of_series(&builder.finish()), unit, "{metrics:?}");
        }
    }

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
