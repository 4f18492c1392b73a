//! What is known of metrics from the servers that scrape them: type, unit, help. Lints and completion read it.
//!
//! Invariant: bounded: texts are cut when they are put in, and what comes after [`MAX_METRICS`] is left out and
//! counted. A help text is plain text, whatever it looks like.
//! Not here: asking servers for it (`source`).

use std::collections::BTreeMap;

/// The most metrics that are kept.
pub const MAX_METRICS: usize = 500_000;

/// The longest name, unit or help text, in bytes.
pub const MAX_TEXT: usize = 1_000;

/// What the series of one metric may be named behind its name.
const SUFFIXES: [&str; 6] = ["_total", "_bucket", "_count", "_sum", "_created", "_info"];

/// What a metric measures, as its exposition says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MetricType {
    /// Only grows, but for resets.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Buckets, or a native histogram.
    Histogram,
    /// A gauge of buckets.
    GaugeHistogram,
    /// Quantiles that were computed where they were measured.
    Summary,
    /// A constant whose labels say something.
    Info,
    /// One of a set of states.
    StateSet,
    /// Not known.
    #[default]
    Unknown,
}

impl MetricType {
    /// The type that the HTTP API names so; [`MetricType::Unknown`] for any other text.
    pub fn named(text: &str) -> Self {
        match text {
            "counter" => Self::Counter,
            "gauge" => Self::Gauge,
            "histogram" => Self::Histogram,
            "gaugehistogram" => Self::GaugeHistogram,
            "summary" => Self::Summary,
            "info" => Self::Info,
            "stateset" => Self::StateSet,
            _ => Self::Unknown,
        }
    }

    /// Its name in the HTTP API.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::GaugeHistogram => "gaugehistogram",
            Self::Summary => "summary",
            Self::Info => "info",
            Self::StateSet => "stateset",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of one metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metric {
    /// What it measures.
    pub metric_type: MetricType,
    /// Its unit, where it is named: `seconds`.
    pub unit: String,
    /// What its exposition says of it: plain text of any content.
    pub help: String,
}

/// What is known of the metrics of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    metrics: BTreeMap<String, Metric>,
    left_out: usize,
}

impl Metadata {
    /// Puts a metric in, its texts cut to [`MAX_TEXT`]. What was known of it before is replaced.
    pub fn insert(&mut self, name: &str, metric: Metric) {
        if name.len() > MAX_TEXT || self.metrics.len() >= MAX_METRICS && !self.metrics.contains_key(name) {
            self.left_out += 1;
            return;
        }
        let Metric { metric_type, unit, help } = metric;
        let metric = Metric { metric_type, unit: cut(unit), help: cut(help) };
        self.metrics.insert(name.to_owned(), metric);
    }

    /// What is known of a metric, by its whole name; `None` where nothing is.
    pub fn get(&self, name: &str) -> Option<&Metric> {
        self.metrics.get(name)
    }

    /// What is known of a series' metric; `None` where nothing is. What is said of `x` holds of `x_bucket`, `x_total`
    /// and the like.
    pub fn of_series(&self, name: &str) -> Option<&Metric> {
        let family = || SUFFIXES.iter().find_map(|suffix| self.get(name.strip_suffix(suffix)?));
        self.get(name).or_else(family)
    }

    /// The names that the series of all metrics have: of a histogram its buckets, sum and count too.
    pub fn series_names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.metrics.len());
        for (name, metric) in self.iter() {
            let suffixes: &[&str] = match metric.metric_type {
                MetricType::Histogram | MetricType::GaugeHistogram => &["", "_bucket", "_count", "_sum"],
                MetricType::Summary => &["", "_count", "_sum"],
                _ => &[""],
            };
            names.extend(suffixes.iter().map(|suffix| format!("{name}{suffix}")));
        }
        names
    }

    /// All metrics by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Metric)> {
        self.metrics.iter().map(|(name, metric)| (name.as_str(), metric))
    }

    /// How many metrics were left out, as there were too many or their names too long.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

/// The beginning of a text, marked where it was cut.
fn cut(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
        text.push('…');
    }
    text
}
