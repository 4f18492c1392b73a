//! Histograms, classic (`le` buckets) and native.

use super::{Function, Last, Parameter, VECTOR};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{Scalar, String, Vector};

const PHI: Parameter = Parameter::new("phi", Scalar);
const LOWER: Parameter = Parameter::new("lower", Scalar);
const UPPER: Parameter = Parameter::new("upper", Scalar);

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::of_vector("histogram_avg").says(
        "Gives the mean of what each native histogram observed: its sum divided by its count. Plain numbers are left out.",
        "返回每个原生直方图观测值的平均数，即总和除以次数。普通数值会被忽略。",
        "histogram_avg(rate(http_request_duration_seconds[5m]))",
    ),
    Function::of_vector("histogram_count").says(
        "Gives how many observations each native histogram holds. Of a rate it is the number of observations per second.",
        "返回每个原生直方图的观测次数。对 rate 的结果即为每秒的观测次数。",
        "histogram_count(rate(http_request_duration_seconds[5m]))",
    ),
    Function::new("histogram_fraction", &[LOWER, UPPER, VECTOR], Vector).says(
        "Estimates which part of a histogram's observations lies between two bounds, as a number from 0 to 1. It is exact where the bounds are bounds of buckets.",
        "估计直方图观测值落在两个边界之间的比例（0 到 1）。边界与桶边界一致时结果精确。",
        "histogram_fraction(0, 0.2, rate(http_request_duration_seconds[1h]))",
    ),
    Function::new("histogram_quantile", &[PHI, VECTOR], Vector).says(
        "Estimates the value below which the fraction phi of a histogram's observations lies. Classic histograms need their label le, so keep it when you aggregate.",
        "估计一个值，使直方图中有 phi 比例的观测值低于它。经典直方图需要标签 le，聚合时请保留。",
        "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
    ),
    Function::new("histogram_quantiles", &[VECTOR, Parameter::new("label", String), PHI, PHI], Vector)
        .with_last(Last::UpTo(9))
        .experimental()
        .says(
            "Estimates up to ten quantiles of a histogram at once, as histogram_quantile does. Each result carries its phi in the label that the second argument names.",
            "一次估计直方图的至多十个分位数，算法同 histogram_quantile。每个结果在第二个参数指定的标签中标明 phi。",
            "histogram_quantiles(rate(http_request_duration_seconds[5m]), \"quantile\", 0.5, 0.9, 0.99)",
        ),
    Function::of_vector("histogram_stddev").says(
        "Estimates the standard deviation of what each native histogram observed. All observations of a bucket count as if they lay in its middle.",
        "估计每个原生直方图观测值的标准差。同一桶内的观测值均按桶的中点计算。",
        "histogram_stddev(rate(http_request_duration_seconds[5m]))",
    ),
    Function::of_vector("histogram_stdvar").says(
        "Estimates the variance of what each native histogram observed. All observations of a bucket count as if they lay in its middle.",
        "估计每个原生直方图观测值的方差。同一桶内的观测值均按桶的中点计算。",
        "histogram_stdvar(rate(http_request_duration_seconds[5m]))",
    ),
    Function::of_vector("histogram_sum").says(
        "Gives the sum of what each native histogram observed. Plain numbers are left out.",
        "返回每个原生直方图观测值的总和。普通数值会被忽略。",
        "histogram_sum(rate(http_request_duration_seconds[5m]))",
    ),
];
