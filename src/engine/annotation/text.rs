//! The texts of the annotations that several functions and aggregators add, word for word Prometheus' own.
//!
//! Not here: annotations of histograms alone (`engine::histogram`), of operators (`engine::binary`).

use crate::model::number;
use crate::promql::literal::string::push_name;

/// A text in double quotes, escaped as Go's `%q` does.
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    push_name(&mut out, text);
    out
}

/// A text with the metric that it is about, where that has a name.
pub fn of_metric(text: String, metric: &str) -> String {
    if metric.is_empty() { text } else { format!("{text} for metric name {}", quoted(metric)) }
}

/// A warning: a range holds floats and histograms, where a function takes either.
pub fn mixed_samples(metric: &str) -> String {
    format!("encountered a mix of histograms and floats for metric name {}", quoted(metric))
}

/// A warning: a group of an aggregation holds floats and histograms.
pub fn mixed_group(_: &str) -> String {
    "encountered a mix of histograms and floats for aggregation".to_owned()
}

/// An info: an aggregator passed over histograms.
pub fn histogram_ignored(aggregator: &str) -> String {
    format!("ignored histogram in {aggregator} aggregation")
}

/// An info: a function of floats passed over the histograms in a range.
pub fn histograms_ignored_in_range(metric: &str) -> String {
    format!("ignored histograms in a range containing both floats and histograms for metric name {}", quoted(metric))
}

/// A warning: a quantile below 0, above 1 or NaN.
pub fn invalid_quantile(quantile: f64) -> String {
    format!("quantile value should be between 0 and 1, got {}", number::general(quantile))
}

/// A warning: a ratio below -1 or above 1, and what is taken instead.
pub fn invalid_ratio(ratio: f64, instead: f64) -> String {
    let (ratio, instead) = (number::general(ratio), number::general(instead));
    format!("ratio value should be between -1 and 1, got {ratio}, capping to {instead}")
}

/// An info: by its name, a metric is no counter.
pub fn possibly_no_counter(metric: &str) -> String {
    format!("metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {}", quoted(metric))
}

/// An info: by its `__type__` label, a metric is no counter.
pub fn possibly_no_counter_by_type(metric: &str, metric_type: &str) -> String {
    let (metric_type, metric) = (quoted(metric_type), quoted(metric));
    format!(
        "metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", \
         got {metric_type}: {metric}"
    )
}

/// A warning: a sample's start time lies before the sample before it.
pub fn start_time_overlap(metric: &str) -> String {
    format!("sample has start time that overlaps with previous sample timestamp for metric {}", quoted(metric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_numbers_are_go_s() {
        assert_eq!(invalid_quantile(f64::NAN), "quantile value should be between 0 and 1, got NaN");
        assert_eq!(invalid_ratio(1.1, 1.0), "ratio value should be between -1 and 1, got 1.1, capping to 1");
        assert_eq!(
            possibly_no_counter_by_type("a\"b", "gauge"),
            "metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", \
             got \"gauge\": \"a\\\"b\""
        );
    }
}
