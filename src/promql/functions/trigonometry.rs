//! Angles: everything here counts in radians.

use super::Function;
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::Scalar;

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::of_vector("acos").says(
        "Gives the angle whose cosine is the value, in radians from 0 to π. It is NaN outside -1 to 1.",
        "返回余弦等于该值的角，单位弧度，范围 0 到 π。值不在 -1 到 1 之间时得 NaN。",
        "acos(power_factor)",
    ),
    Function::of_vector("acosh").says(
        "Gives the inverse hyperbolic cosine of each value. It is NaN below 1.",
        "返回每个值的反双曲余弦。小于 1 时得 NaN。",
        "acosh(signal_ratio)",
    ),
    Function::of_vector("asin").says(
        "Gives the angle whose sine is the value, in radians from -π/2 to π/2. It is NaN outside -1 to 1.",
        "返回正弦等于该值的角，单位弧度，范围 -π/2 到 π/2。值不在 -1 到 1 之间时得 NaN。",
        "asin(slope_ratio)",
    ),
    Function::of_vector("asinh").says(
        "Gives the inverse hyperbolic sine of each value. Unlike a logarithm it takes zero and negative values too.",
        "返回每个值的反双曲正弦。与对数不同，它也接受零和负值。",
        "asinh(account_balance)",
    ),
    Function::of_vector("atan").says(
        "Gives the angle whose tangent is the value, in radians from -π/2 to π/2. The operator atan2 also knows the quadrant.",
        "返回正切等于该值的角，单位弧度，范围 -π/2 到 π/2。运算符 atan2 还能区分象限。",
        "atan(slope_ratio)",
    ),
    Function::of_vector("atanh").says(
        "Gives the inverse hyperbolic tangent of each value. It is infinite at -1 and 1 and NaN outside them.",
        "返回每个值的反双曲正切。在 -1 和 1 处为无穷，超出则为 NaN。",
        "atanh(correlation_ratio)",
    ),
    Function::of_vector("cos").says(
        "Gives the cosine of each value, taken as an angle in radians. Use rad first where the angle is in degrees.",
        "将每个值视为弧度并返回其余弦。若角度以度计，先用 rad 转换。",
        "cos(rad(wind_direction_degrees))",
    ),
    Function::of_vector("cosh").says(
        "Gives the hyperbolic cosine of each value. Histograms are left out.",
        "返回每个值的双曲余弦。直方图样本会被忽略。",
        "cosh(cable_offset_ratio)",
    ),
    Function::of_vector("deg").says(
        "Turns radians into degrees. A full circle, 2π, becomes 360.",
        "将弧度转换为度。整圆 2π 变为 360。",
        "deg(antenna_angle_radians)",
    ),
    Function::new("pi", &[], Scalar).says(
        "Gives the number π, about 3.14159. It takes no argument.",
        "返回圆周率 π，约 3.14159。不需要参数。",
        "2 * pi() * wheel_radius_meters",
    ),
    Function::of_vector("rad").says(
        "Turns degrees into radians. The other functions of angles expect radians.",
        "将度转换为弧度。其他角度函数都要求弧度。",
        "sin(rad(wind_direction_degrees))",
    ),
    Function::of_vector("sin").says(
        "Gives the sine of each value, taken as an angle in radians. Use rad first where the angle is in degrees.",
        "将每个值视为弧度并返回其正弦。若角度以度计，先用 rad 转换。",
        "sin(phase_radians)",
    ),
    Function::of_vector("sinh").says(
        "Gives the hyperbolic sine of each value. Histograms are left out.",
        "返回每个值的双曲正弦。直方图样本会被忽略。",
        "sinh(signal_ratio)",
    ),
    Function::of_vector("tan").says(
        "Gives the tangent of each value, taken as an angle in radians. Use rad first where the angle is in degrees.",
        "将每个值视为弧度并返回其正切。若角度以度计，先用 rad 转换。",
        "tan(roof_angle_radians)",
    ),
    Function::of_vector("tanh").says(
        "Gives the hyperbolic tangent of each value, which always lies between -1 and 1. It squeezes unbounded values into a fixed scale.",
        "返回每个值的双曲正切，结果总在 -1 与 1 之间。可将无界的值压缩到固定范围。",
        "tanh(queue_pressure)",
    ),
];
