//! How series change within a range: counters' rates, gauges' slopes.

use super::{Function, Parameter, RANGE};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{Scalar, Vector};

const SMOOTHED: &[Parameter] = &[RANGE, Parameter::new("smoothing", Scalar), Parameter::new("trend", Scalar)];

/// `double_exponential_smoothing` in Prometheus 2, where it needs no flag.
pub(super) const HOLT_WINTERS: Function = Function::new("holt_winters", SMOOTHED, Vector);

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::of_range("changes").says(
        "Counts how often each series changed its value within the range. From one NaN to the next is no change.",
        "统计每条序列在区间内值变化的次数。相邻两个 NaN 不算变化。",
        "changes(process_start_time_seconds[1h])",
    ),
    Function::of_range("delta").says(
        "Gives the difference between the last and the first value of each gauge, extended to the whole range. For counters use increase, which knows of resets.",
        "返回每个 gauge 末值与首值之差，并外推到整个区间。计数器请用 increase，它能处理重置。",
        "delta(room_temperature_celsius[2h])",
    ),
    Function::of_range("deriv").says(
        "Gives the slope of each gauge per second, by fitting a straight line through the range's samples. At least two samples are needed.",
        "用区间内的样本拟合直线，返回每个 gauge 每秒的斜率。至少需要两个样本。",
        "deriv(disk_free_bytes[1h])",
    ),
    Function::new("double_exponential_smoothing", SMOOTHED, Vector).experimental().says(
        "Smooths each gauge, following its level by the first factor and its trend by the second, both between 0 and 1. It was called holt_winters before Prometheus 3.",
        "平滑每个 gauge：第一个系数跟随水平，第二个系数跟随趋势，均在 0 与 1 之间。Prometheus 3 之前名为 holt_winters。",
        "double_exponential_smoothing(queue_messages[1h], 0.3, 0.1)",
    ),
    Function::of_range("idelta").says(
        "Gives the difference between the last two samples of each gauge in the range. All older samples are ignored.",
        "返回区间内每个 gauge 最后两个样本之差。更早的样本都被忽略。",
        "idelta(queue_messages[5m])",
    ),
    Function::of_range("increase").says(
        "Gives by how much each counter grew within the range, with resets made up for and extended to the whole range. The result may therefore be a fraction even where the counter counts whole things.",
        "返回每个计数器在区间内的增量，会补偿重置并外推到整个区间。因此即使计数器只计整数，结果也可能是小数。",
        "increase(http_requests_total[1h])",
    ),
    Function::of_range("irate").says(
        "Gives the growth per second of each counter between its last two samples in the range. It shows short peaks in graphs; for alerts and slow counters use rate.",
        "返回每个计数器在区间内最后两个样本之间的每秒增长。适合在图中显示短暂峰值；告警和缓慢的计数器请用 rate。",
        "irate(http_requests_total[5m])",
    ),
    Function::new("predict_linear", &[RANGE, Parameter::new("seconds", Scalar)], Vector).says(
        "Fits a straight line through the samples of each gauge and gives its value so many seconds after the evaluation's time. At least two samples are needed.",
        "用每个 gauge 的样本拟合直线，返回求值时间之后若干秒的预测值。至少需要两个样本。",
        "predict_linear(disk_free_bytes[6h], 24 * 3600) < 0",
    ),
    Function::of_range("rate").says(
        "Gives by how much each counter grew per second on average over the range, with resets made up for. Take the rate first and aggregate afterwards, or resets go unnoticed.",
        "返回每个计数器在区间内平均每秒的增长，会补偿重置。请先取 rate 再聚合，否则无法发现重置。",
        "sum by (job) (rate(http_requests_total[5m]))",
    ),
    Function::of_range("resets").says(
        "Counts how often each counter fell within the range, which means that it started again. Use it with counters only.",
        "统计每个计数器在区间内下降（即重新开始）的次数。只应用于计数器。",
        "resets(http_requests_total[1d])",
    ),
];
