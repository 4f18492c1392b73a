//! Arithmetic of single samples, and of two scalars.

use super::{Function, Last, Parameter, VECTOR};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{Scalar, Vector};

const MIN: Parameter = Parameter::new("min", Scalar);
const MAX: Parameter = Parameter::new("max", Scalar);
const TWO: &[Parameter] = &[Parameter::new("a", Scalar), Parameter::new("b", Scalar)];

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::of_vector("abs").says(
        "Gives the distance of each value from zero, so that negative values turn positive. Histograms are left out.",
        "返回每个值到零的距离，负值变为正值。直方图样本会被忽略。",
        "abs(delta(room_temperature_celsius[1h]))",
    ),
    Function::of_vector("ceil").says(
        "Rounds each value up to a whole number. Histograms are left out.",
        "将每个值向上取整。直方图样本会被忽略。",
        "ceil(queue_messages / 100)",
    ),
    Function::new("clamp", &[VECTOR, MIN, MAX], Vector).says(
        "Holds each value between two bounds: what lies outside becomes the nearer bound. The result is empty if the lower bound exceeds the upper one.",
        "将每个值限制在两个边界之间，越界的值取较近的边界。若下限大于上限，结果为空。",
        "clamp(battery_charge_ratio, 0, 1)",
    ),
    Function::new("clamp_max", &[VECTOR, MAX], Vector).says(
        "Lowers each value that exceeds the bound to the bound. Smaller values stay as they are.",
        "将超过上限的值降为上限。较小的值保持不变。",
        "clamp_max(disk_used_ratio, 1)",
    ),
    Function::new("clamp_min", &[VECTOR, MIN], Vector).says(
        "Raises each value below the bound to the bound. Useful to keep a divisor away from zero.",
        "将低于下限的值提高到下限。可用来避免除数为零。",
        "errors / clamp_min(requests, 1)",
    ),
    Function::of_vector("exp").says(
        "Raises e to the power of each value. It undoes ln.",
        "计算 e 的每个值次幂。它是 ln 的逆运算。",
        "exp(ln(requests))",
    ),
    Function::of_vector("floor").says(
        "Rounds each value down to a whole number. Histograms are left out.",
        "将每个值向下取整。直方图样本会被忽略。",
        "floor(uptime_seconds / 86400)",
    ),
    Function::of_vector("ln").says(
        "Gives the natural logarithm of each value. It is -Inf for zero and NaN below zero.",
        "返回每个值的自然对数。零得 -Inf，负数得 NaN。",
        "ln(requests)",
    ),
    Function::of_vector("log10").says(
        "Gives the logarithm of each value to base 10. It is -Inf for zero and NaN below zero.",
        "返回每个值以 10 为底的对数。零得 -Inf，负数得 NaN。",
        "log10(file_size_bytes)",
    ),
    Function::of_vector("log2").says(
        "Gives the logarithm of each value to base 2. It is -Inf for zero and NaN below zero.",
        "返回每个值以 2 为底的对数。零得 -Inf，负数得 NaN。",
        "log2(file_size_bytes)",
    ),
    Function::new("max_of", TWO, Scalar).experimental().says(
        "Gives the greater of two scalars. Inside brackets it chooses between durations, for instance so that a range is never shorter than five minutes.",
        "返回两个标量中较大的一个。在方括号内可用于选择时长，例如让区间不短于五分钟。",
        "rate(http_requests_total[max_of(5m, step())])",
    ),
    Function::new("min_of", TWO, Scalar).experimental().says(
        "Gives the smaller of two scalars. Inside brackets it chooses between durations, for instance so that a range is never longer than one hour.",
        "返回两个标量中较小的一个。在方括号内可用于选择时长，例如让区间不超过一小时。",
        "rate(http_requests_total[min_of(1h, range())])",
    ),
    Function::new("round", &[VECTOR, Parameter::new("to_nearest", Scalar)], Vector).with_last(Last::UpTo(1)).says(
        "Rounds each value to the nearest whole number, or to the nearest multiple of the second argument. A value just between two of them goes up.",
        "将每个值四舍五入到最近的整数，或第二个参数的最近倍数。恰在中间的值向上取。",
        "round(cpu_temperature_celsius, 0.5)",
    ),
    Function::of_vector("sgn").says(
        "Gives the sign of each value: 1 above zero, -1 below it, 0 for zero. Histograms are left out.",
        "返回每个值的符号：正数为 1，负数为 -1，零为 0。直方图样本会被忽略。",
        "sgn(deriv(queue_messages[10m]))",
    ),
    Function::of_vector("sqrt").says(
        "Gives the square root of each value. It is NaN below zero.",
        "返回每个值的平方根。负数得 NaN。",
        "sqrt(request_size_variance)",
    ),
];
