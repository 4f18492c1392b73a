//! Vectors as a whole: whether there is one, its order, from and to a scalar.

use super::{Function, Parameter, VECTOR};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{Scalar, Vector};

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::of_vector("absent").says(
        "Gives one series of value 1 if its argument has none, and nothing otherwise; made for alerts on what has gone missing. Its labels are those that the selector fixes by equality.",
        "若参数没有任何序列，返回值为 1 的一条序列，否则为空，适合对缺失告警。其标签取自选择器中的相等匹配。",
        "absent(up{job=\"api\"})",
    ),
    Function::new("scalar", &[VECTOR], Scalar).says(
        "Turns a vector of exactly one series into a scalar, without labels. With any other number of series it is NaN.",
        "将恰有一条序列的向量转换为不带标签的标量。序列数不为一时得 NaN。",
        "queue_messages > scalar(queue_limit)",
    ),
    Function::of_vector("sort").says(
        "Orders series by value, the smallest first and NaN last. It has an effect in instant queries only.",
        "按值升序排列序列，NaN 在最后。只在即时查询中有效。",
        "sort(disk_free_bytes)",
    ),
    Function::of_vector("sort_desc").says(
        "Orders series by value, the greatest first and NaN last. It has an effect in instant queries only.",
        "按值降序排列序列，NaN 在最后。只在即时查询中有效。",
        "sort_desc(sum by (job) (rate(http_requests_total[5m])))",
    ),
    Function::new("vector", &[Parameter::new("s", Scalar)], Vector).says(
        "Turns a scalar into a vector of one series without labels. Use it where an operator or function wants a vector.",
        "将标量转换为只有一条无标签序列的向量。在运算符或函数要求向量时使用。",
        "sum(rate(errors_total[5m])) or vector(0)",
    ),
];
