//! The 14 aggregators: keywords that fold an instant vector into groups. Each row of the table says what the passes
//! ask.
//!
//! Source of the signatures: Prometheus' documentation of operators. The texts were written for this project.
//!
//! Invariant: [`AGGREGATORS`] is sorted by name, each name occurs once, and an aggregator's index is its
//! [`AggregateOp`].
//! Not here: the grouping words `by` and `without` (`keywords`).

use super::ast::{Aggregate, AggregateOp, Expr};
use super::doc::Doc;
use super::functions::{Parameter, ParameterRole, Reads, Stability};
use super::value_type::ValueType;

/// An aggregator. After its parameter, if it has one, it takes one instant vector, and it gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aggregator {
    /// What it is called in code.
    pub op: AggregateOp,
    /// Its name in small letters; case does not count.
    pub name: &'static str,
    /// What other languages call it, in small letters.
    pub other_names: &'static [&'static str],
    /// What stands before the vector; `None` where nothing does.
    pub parameter: Option<Parameter>,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
    /// Which series come of a group.
    pub gives: Gives,
    /// What it reads of samples.
    pub reads: Reads,
    /// What it does.
    pub doc: Doc,
}

/// Which series an aggregator gives of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// One, with the labels of the group.
    OneSeries,
    /// One for each value in it, with the labels of the group and one more.
    SeriesPerValue,
    /// Some of its series, with all their labels.
    Selection,
}

/// The aggregator of this name, in any case.
pub fn aggregator(name: &str) -> Option<&'static Aggregator> {
    AGGREGATORS.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

impl AggregateOp {
    /// Its row of the table.
    pub fn aggregator(self) -> &'static Aggregator {
        &AGGREGATORS[self as usize]
    }

    /// Whether it gives some of its operand's series, with all their labels.
    pub fn selects(self) -> bool {
        self.aggregator().gives == Gives::Selection
    }

    /// Whether it takes a parameter before its operand.
    pub fn takes_parameter(self) -> bool {
        self.aggregator().parameter.is_some()
    }
}

impl Aggregate {
    /// The parameter (`5` in `topk(5, x)`), where the operator takes one and it is there.
    pub fn parameter(&self) -> Option<&Expr> {
        self.args.first().filter(|_| self.op.takes_parameter() && self.args.len() > 1)
    }
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

    const fn new(op: AggregateOp) -> Self {
        Self {
            op,
            name: op.text(),
            other_names: &[],
            parameter: None,
            stability: Stability::Stable,
            gives: Gives::OneSeries,
            reads: Reads::Values,
            doc: Doc { en: "", zh: "", example: "" },
        }
    }

    const fn with(self, parameter: Parameter) -> Self {
        Self { parameter: Some(parameter), ..self }
    }

    const fn called(self, other_names: &'static [&'static str]) -> Self {
        Self { other_names, ..self }
    }

    const fn experimental(self) -> Self {
        Self { stability: Stability::Experimental, ..self }
    }

    const fn giving(self, gives: Gives) -> Self {
        Self { gives, ..self }
    }

    const fn reading(self, reads: Reads) -> Self {
        Self { reads, ..self }
    }

    const fn says(self, en: &'static str, zh: &'static str, example: &'static str) -> Self {
        Self { doc: Doc { en, zh, example }, ..self }
    }
}

const K: Parameter = Parameter::new("k", ValueType::Scalar);
const RATIO: Parameter = Parameter::new("ratio", ValueType::Scalar);
const PHI: Parameter = Parameter::new("phi", ValueType::Scalar).as_role(ParameterRole::Quantile);
const LABEL: Parameter = Parameter::new("label", ValueType::String).as_role(ParameterRole::TargetLabel);

/// All aggregators, sorted by name.
pub static AGGREGATORS: [Aggregator; AggregateOp::ALL.len()] = [
    Aggregator::new(AggregateOp::Avg).called(&["average", "mean"]).says(
        "Gives the mean of each group's values. Histograms are averaged as well, unless a group also has plain numbers.",
        "返回每组的平均值。直方图也可求平均，除非同组混有普通数值。",
        "avg by (job) (process_open_fds)",
    ),
    Aggregator::new(AggregateOp::Bottomk).with(K).giving(Gives::Selection).says(
        "Keeps the k series of each group that have the smallest values, with all their labels. In a range query each step chooses anew.",
        "保留每组中值最小的 k 条序列及其全部标签。范围查询中每一步都重新选择。",
        "bottomk(3, disk_free_bytes)",
    ),
    Aggregator::new(AggregateOp::Count).reading(Reads::Presence).says(
        "Counts the series of each group. The values do not matter.",
        "统计每组的序列数。与值无关。",
        "count by (job) (up)",
    ),
    Aggregator::new(AggregateOp::CountValues).with(LABEL).giving(Gives::SeriesPerValue).says(
        "Counts how many series of each group have the same value. Each result carries that value in the label that the first argument names.",
        "统计每组中取相同值的序列数。每个结果在第一个参数指定的标签中标明该值。",
        "count_values(\"version\", build_version)",
    ),
    Aggregator::new(AggregateOp::Group).reading(Reads::Presence).says(
        "Gives 1 for each group, whatever its values are. It lists which combinations of labels there are.",
        "每组返回 1，与值无关。可用来列出存在的标签组合。",
        "group by (job, instance) (up)",
    ),
    Aggregator::new(AggregateOp::LimitRatio).with(RATIO).giving(Gives::Selection).experimental().says(
        "Keeps about this part of each group's series, chosen by a hash of their labels and so always the same ones. A negative ratio keeps those that the positive one would leave out.",
        "按标签的哈希保留每组约此比例的序列，因此每次选中的都相同。负比例保留正比例所舍弃的那些。",
        "limit_ratio(0.1, up)",
    ),
    Aggregator::new(AggregateOp::Limitk).with(K).giving(Gives::Selection).experimental().says(
        "Keeps k series of each group, whatever their values are. It gives a first look at a metric of many series.",
        "保留每组中的 k 条序列，与值无关。适合初步查看序列很多的指标。",
        "limitk(10, http_requests_total)",
    ),
    Aggregator::new(AggregateOp::Max).says(
        "Gives the greatest value of each group. NaN counts only if there is nothing else.",
        "返回每组的最大值。只有全为 NaN 时才得 NaN。",
        "max by (job) (cpu_temperature_celsius)",
    ),
    Aggregator::new(AggregateOp::Min).says(
        "Gives the smallest value of each group. NaN counts only if there is nothing else.",
        "返回每组的最小值。只有全为 NaN 时才得 NaN。",
        "min without (device) (disk_free_bytes)",
    ),
    Aggregator::new(AggregateOp::Quantile).with(PHI).called(&["median", "percentile"]).says(
        "Gives the value below which the fraction phi of each group's values lies. For buckets of a histogram use histogram_quantile instead.",
        "返回一个值，使每组中有 phi 比例的值低于它。直方图的桶请改用 histogram_quantile。",
        "quantile(0.9, process_open_fds)",
    ),
    Aggregator::new(AggregateOp::Stddev).says(
        "Gives the standard deviation of each group's values. It is that of a population: divided by the number of series.",
        "返回每组的标准差。按总体计算，即除以序列数。",
        "stddev by (job) (process_open_fds)",
    ),
    Aggregator::new(AggregateOp::Stdvar).says(
        "Gives the variance of each group's values. It is that of a population: divided by the number of series.",
        "返回每组的方差。按总体计算，即除以序列数。",
        "stdvar by (job) (process_open_fds)",
    ),
    Aggregator::new(AggregateOp::Sum).says(
        "Adds up the values of each group. Counters are put through rate first, or resets go unnoticed.",
        "将每组的值相加。计数器应先经过 rate，否则无法发现重置。",
        "sum by (job) (rate(http_requests_total[5m]))",
    ),
    Aggregator::new(AggregateOp::Topk).with(K).giving(Gives::Selection).says(
        "Keeps the k series of each group that have the greatest values, with all their labels. In a range query each step chooses anew, so more than k series may show up.",
        "保留每组中值最大的 k 条序列及其全部标签。范围查询中每一步都重新选择，因此出现的序列可能多于 k 条。",
        "topk(5, sum by (job) (rate(http_requests_total[5m])))",
    ),
];
