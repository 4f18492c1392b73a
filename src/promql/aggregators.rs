//! The 14 aggregators: keywords that fold an instant vector into groups.
//!
//! Source of the signatures: Prometheus' documentation of operators. The texts were written for this project.
//!
//! Invariant: [`AGGREGATORS`] is sorted by name and each name occurs once.
//! Not here: the grouping words `by` and `without` (`keywords`).

use super::doc::{Described, Doc, part};
use super::functions::{Parameter, Stability};
use super::value_type::ValueType;

/// An aggregator. After its parameter, if it has one, it takes one instant vector, and it gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aggregator {
    /// Its name in small letters; case does not count.
    pub name: &'static str,
    /// What stands before the vector.
    pub parameter: Option<Parameter>,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
}

/// The aggregator of this name, in any case.
pub fn aggregator(name: &str) -> Option<&'static Aggregator> {
    AGGREGATORS.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

impl Aggregator {
    /// `topk(k scalar, v instant vector) instant vector`.
    pub fn signature(&self) -> String {
        let vector = ValueType::Vector;
        match self.parameter {
            Some(one) => format!("{}({} {}, v {vector}) {vector}", self.name, one.name, one.value_type),
            None => format!("{}(v {vector}) {vector}", self.name),
        }
    }

    const fn new(name: &'static str) -> Self {
        Self { name, parameter: None, stability: Stability::Stable }
    }

    const fn with(name: &'static str, parameter: &'static str, value_type: ValueType) -> Self {
        Self { parameter: Some(Parameter::new(parameter, value_type)), ..Self::new(name) }
    }

    const fn experimental(self) -> Self {
        Self { stability: Stability::Experimental, ..self }
    }

    const fn says(self, en: &'static str, zh: &'static str, example: &'static str) -> Described<Self> {
        Described { word: self, doc: Doc { en, zh, example } }
    }

    /// What it does.
    pub fn doc(&self) -> Doc {
        AGGREGATORS.iter().position(|one| one.name == self.name).map_or(Doc::default(), |at| DOCS[at])
    }
}

/// All aggregators, sorted by name.
pub static AGGREGATORS: [Aggregator; 14] = part!(DESCRIBED, word);

/// What each of them does.
static DOCS: [Doc; 14] = part!(DESCRIBED, doc);

const DESCRIBED: [Described<Aggregator>; 14] = [
    Aggregator::new("avg").says(
        "Gives the mean of each group's values. Histograms are averaged as well, unless a group also has plain numbers.",
        "返回每组的平均值。直方图也可求平均，除非同组混有普通数值。",
        "avg by (job) (process_open_fds)",
    ),
    Aggregator::with("bottomk", "k", ValueType::Scalar).says(
        "Keeps the k series of each group that have the smallest values, with all their labels. In a range query each step chooses anew.",
        "保留每组中值最小的 k 条序列及其全部标签。范围查询中每一步都重新选择。",
        "bottomk(3, disk_free_bytes)",
    ),
    Aggregator::new("count").says(
        "Counts the series of each group. The values do not matter.",
        "统计每组的序列数。与值无关。",
        "count by (job) (up)",
    ),
    Aggregator::with("count_values", "label", ValueType::String).says(
        "Counts how many series of each group have the same value. Each result carries that value in the label that the first argument names.",
        "统计每组中取相同值的序列数。每个结果在第一个参数指定的标签中标明该值。",
        "count_values(\"version\", build_version)",
    ),
    Aggregator::new("group").says(
        "Gives 1 for each group, whatever its values are. It lists which combinations of labels there are.",
        "每组返回 1，与值无关。可用来列出存在的标签组合。",
        "group by (job, instance) (up)",
    ),
    Aggregator::with("limit_ratio", "ratio", ValueType::Scalar).experimental().says(
        "Keeps about this part of each group's series, chosen by a hash of their labels and so always the same ones. A negative ratio keeps those that the positive one would leave out.",
        "按标签的哈希保留每组约此比例的序列，因此每次选中的都相同。负比例保留正比例所舍弃的那些。",
        "limit_ratio(0.1, up)",
    ),
    Aggregator::with("limitk", "k", ValueType::Scalar).experimental().says(
        "Keeps k series of each group, whatever their values are. It gives a first look at a metric of many series.",
        "保留每组中的 k 条序列，与值无关。适合初步查看序列很多的指标。",
        "limitk(10, http_requests_total)",
    ),
    Aggregator::new("max").says(
        "Gives the greatest value of each group. NaN counts only if there is nothing else.",
        "返回每组的最大值。只有全为 NaN 时才得 NaN。",
        "max by (job) (cpu_temperature_celsius)",
    ),
    Aggregator::new("min").says(
        "Gives the smallest value of each group. NaN counts only if there is nothing else.",
        "返回每组的最小值。只有全为 NaN 时才得 NaN。",
        "min without (device) (disk_free_bytes)",
    ),
    Aggregator::with("quantile", "phi", ValueType::Scalar).says(
        "Gives the value below which the fraction phi of each group's values lies. For buckets of a histogram use histogram_quantile instead.",
        "返回一个值，使每组中有 phi 比例的值低于它。直方图的桶请改用 histogram_quantile。",
        "quantile(0.9, process_open_fds)",
    ),
    Aggregator::new("stddev").says(
        "Gives the standard deviation of each group's values. It is that of a population: divided by the number of series.",
        "返回每组的标准差。按总体计算，即除以序列数。",
        "stddev by (job) (process_open_fds)",
    ),
    Aggregator::new("stdvar").says(
        "Gives the variance of each group's values. It is that of a population: divided by the number of series.",
        "返回每组的方差。按总体计算，即除以序列数。",
        "stdvar by (job) (process_open_fds)",
    ),
    Aggregator::new("sum").says(
        "Adds up the values of each group. Counters are put through rate first, or resets go unnoticed.",
        "将每组的值相加。计数器应先经过 rate，否则无法发现重置。",
        "sum by (job) (rate(http_requests_total[5m]))",
    ),
    Aggregator::with("topk", "k", ValueType::Scalar).says(
        "Keeps the k series of each group that have the greatest values, with all their labels. In a range query each step chooses anew, so more than k series may show up.",
        "保留每组中值最大的 k 条序列及其全部标签。范围查询中每一步都重新选择，因此出现的序列可能多于 k 条。",
        "topk(5, sum by (job) (rate(http_requests_total[5m])))",
    ),
];
