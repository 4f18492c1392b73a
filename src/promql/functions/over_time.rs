//! Aggregation of each series along time.

use super::{Function, Parameter, RANGE};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{Scalar, Vector};

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::of_range("absent_over_time").says(
        "Gives one series of value 1 if the selector found no sample in the whole range, and nothing otherwise. Its labels are those that the selector fixes by equality.",
        "若选择器在整个区间内没有任何样本，返回值为 1 的一条序列，否则为空。其标签取自选择器中的相等匹配。",
        "absent_over_time(up{job=\"api\"}[10m])",
    ),
    Function::of_range("avg_over_time").says(
        "Gives the mean of each series' values in the range. Every sample weighs the same, however far apart they are.",
        "返回每条序列在区间内的平均值。所有样本权重相同，与间隔无关。",
        "avg_over_time(cpu_temperature_celsius[1h])",
    ),
    Function::of_range("count_over_time").says(
        "Counts the samples of each series in the range. It tells how often a target was scraped.",
        "统计每条序列在区间内的样本数。可以看出目标被抓取的次数。",
        "count_over_time(up[10m])",
    ),
    Function::of_range("first_over_time").says(
        "Gives the oldest sample of each series in the range. The metric's name is kept.",
        "返回每条序列在区间内最早的样本。保留指标名称。",
        "first_over_time(queue_messages[1h])",
    ),
    Function::of_range("last_over_time").says(
        "Gives the newest sample of each series in the range, even if the series has ended since. The metric's name is kept.",
        "返回每条序列在区间内最新的样本，即使序列此后已终止。保留指标名称。",
        "last_over_time(backup_size_bytes[1d])",
    ),
    Function::of_range("mad_over_time").experimental().says(
        "Gives the median of the distances from the median, for each series in the range. Single outliers hardly move it, unlike the standard deviation.",
        "返回每条序列在区间内各值与中位数之差的中位数。与标准差不同，它几乎不受个别离群值影响。",
        "mad_over_time(request_duration_seconds[1h])",
    ),
    Function::of_range("max_over_time").says(
        "Gives the greatest value of each series in the range. NaN counts only if there is nothing else.",
        "返回每条序列在区间内的最大值。只有全为 NaN 时才得 NaN。",
        "max_over_time(queue_messages[1h])",
    ),
    Function::of_range("min_over_time").says(
        "Gives the smallest value of each series in the range. NaN counts only if there is nothing else.",
        "返回每条序列在区间内的最小值。只有全为 NaN 时才得 NaN。",
        "min_over_time(disk_free_bytes[1d])",
    ),
    Function::of_range("present_over_time").says(
        "Gives 1 for each series that has a sample in the range. The values do not matter.",
        "区间内有样本的每条序列返回 1。与值无关。",
        "count(present_over_time(up[1d]))",
    ),
    Function::new("quantile_over_time", &[Parameter::new("phi", Scalar), RANGE], Vector).says(
        "Gives the value below which the fraction phi of each series' values in the range lies. A phi of 0.5 is the median.",
        "返回一个值，使每条序列在区间内有 phi 比例的值低于它。phi 为 0.5 时即中位数。",
        "quantile_over_time(0.95, queue_messages[1h])",
    ),
    Function::of_range("stddev_over_time").says(
        "Gives the standard deviation of each series' values in the range. It is that of a population: divided by the number of samples.",
        "返回每条序列在区间内的标准差。按总体计算，即除以样本数。",
        "stddev_over_time(cpu_temperature_celsius[1h])",
    ),
    Function::of_range("stdvar_over_time").says(
        "Gives the variance of each series' values in the range. It is that of a population: divided by the number of samples.",
        "返回每条序列在区间内的方差。按总体计算，即除以样本数。",
        "stdvar_over_time(cpu_temperature_celsius[1h])",
    ),
    Function::of_range("sum_over_time").says(
        "Adds up the values of each series in the range. It suits values that are amounts a scrape, not counters.",
        "将每条序列在区间内的值相加。适用于每次抓取的量，不适用于计数器。",
        "sum_over_time(batch_items[1h])",
    ),
    Function::of_range("ts_of_first_over_time").experimental().says(
        "Gives the Unix time of the oldest sample of each series in the range. With a long range it tells when a series began.",
        "返回每条序列在区间内最早样本的 Unix 时间。区间较长时可看出序列何时开始。",
        "ts_of_first_over_time(up[7d])",
    ),
    Function::of_range("ts_of_last_over_time").experimental().says(
        "Gives the Unix time of the newest sample of each series in the range. It tells when a series was last seen.",
        "返回每条序列在区间内最新样本的 Unix 时间。可看出序列最后一次出现的时间。",
        "time() - ts_of_last_over_time(up[1d])",
    ),
    Function::of_range("ts_of_max_over_time").experimental().says(
        "Gives the Unix time at which each series was greatest in the range. Of several such times it is the last.",
        "返回每条序列在区间内取最大值的 Unix 时间。若有多个，取最后一个。",
        "ts_of_max_over_time(queue_messages[1d])",
    ),
    Function::of_range("ts_of_min_over_time").experimental().says(
        "Gives the Unix time at which each series was smallest in the range. Of several such times it is the last.",
        "返回每条序列在区间内取最小值的 Unix 时间。若有多个，取最后一个。",
        "ts_of_min_over_time(disk_free_bytes[1d])",
    ),
];
