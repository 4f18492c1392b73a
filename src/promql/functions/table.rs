//! The rows of the table of functions, sorted by name, and [`FunctionId`], which names each of them.
//!
//! Source of the signatures: `promql/parser/functions.go` of Prometheus. The texts were written for this project.

use super::{
    Extension, Function, HistogramUse, Last, Parameter, ParameterRole, RangeUse, Reads, Renamed, ResultLabels,
    ValueType,
};
use ValueType::{Matrix, Scalar, String, Vector};

const VECTOR: Parameter = Parameter::new("v", Vector);
const RANGE: Parameter = Parameter::new("v", Matrix);
const SCALAR: Parameter = Parameter::new("s", Scalar);
const PAIR: &[Parameter] = &[Parameter::new("a", Scalar), Parameter::new("b", Scalar)];
const MIN: Parameter = Parameter::new("min", Scalar);
const MAX: Parameter = Parameter::new("max", Scalar);
const TO_NEAREST: Parameter = Parameter::new("to_nearest", Scalar);
const SECONDS: Parameter = Parameter::new("seconds", Scalar);
const SMOOTHED: &[Parameter] = &[RANGE, Parameter::new("smoothing", Scalar), Parameter::new("trend", Scalar)];
const PHI: Parameter = Parameter::new("phi", Scalar).as_role(ParameterRole::Quantile);
const LOWER: Parameter = Parameter::new("lower", Scalar);
const UPPER: Parameter = Parameter::new("upper", Scalar);
const LABEL: Parameter = Parameter::new("label", String);
const TARGET: Parameter = Parameter::new("target", String).as_role(ParameterRole::TargetLabel);
const SOURCE: Parameter = Parameter::new("source", String).as_role(ParameterRole::SourceLabel);
/// Of `label_replace`: a name that no label can have is one that no series has.
const VALUE_SOURCE: Parameter = Parameter::new("source", String);
const SEPARATOR: Parameter = Parameter::new("separator", String);
const REPLACEMENT: Parameter = Parameter::new("replacement", String);
const REGEX: Parameter = Parameter::new("regex", String).as_role(ParameterRole::Pattern);
const INFO_LABELS: Parameter = Parameter::new("labels", Vector).as_role(ParameterRole::LabelMatchers);

/// Declares the functions, each by a row that builds its [`Function`].
macro_rules! functions {
    ($($id:ident = $new:ident($($argument:expr),*) $(.$with:ident($($value:expr),* $(,)?))*;)*) => {
        /// A function of the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is documented by its row of the table")]
        pub enum FunctionId {
            $($id,)*
        }

        /// All functions, sorted by name.
        pub static FUNCTIONS: [Function; [$(FunctionId::$id),*].len()] =
            [$(Function::$new(FunctionId::$id, $($argument),*)$(.$with($($value),*))*),*];
    };
}

/// Functions by the names that they had before Prometheus 3.
pub(super) static RENAMED: [Renamed; 1] = [Renamed {
    function: Function::new(FunctionId::DoubleExponentialSmoothing, "holt_winters", SMOOTHED, Vector),
    now: FunctionId::DoubleExponentialSmoothing,
}];

functions! {
    Abs = of_vector("abs").says(
        "Gives the distance of each value from zero, so that negative values turn positive. Histograms are left out.",
        "返回每个值到零的距离，负值变为正值。直方图样本会被忽略。",
        "abs(delta(room_temperature_celsius[1h]))",
    );
    Absent = of_vector("absent").labelled(ResultLabels::OfMatchers).reading(Reads::Presence).says(
        "Gives one series of value 1 if its argument has none, and nothing otherwise; made for alerts on what has gone missing. Its labels are those that the selector fixes by equality.",
        "若参数没有任何序列，返回值为 1 的一条序列，否则为空，适合对缺失告警。其标签取自选择器中的相等匹配。",
        "absent(up{job=\"api\"})",
    );
    AbsentOverTime = of_range("absent_over_time").labelled(ResultLabels::OfMatchers).reading(Reads::Presence).says(
        "Gives one series of value 1 if the selector found no sample in the whole range, and nothing otherwise. Its labels are those that the selector fixes by equality.",
        "若选择器在整个区间内没有任何样本，返回值为 1 的一条序列，否则为空。其标签取自选择器中的相等匹配。",
        "absent_over_time(up{job=\"api\"}[10m])",
    );
    Acos = of_vector("acos").says(
        "Gives the angle whose cosine is the value, in radians from 0 to π. It is NaN outside -1 to 1.",
        "返回余弦等于该值的角，单位弧度，范围 0 到 π。值不在 -1 到 1 之间时得 NaN。",
        "acos(power_factor)",
    );
    Acosh = of_vector("acosh").says(
        "Gives the inverse hyperbolic cosine of each value. It is NaN below 1.",
        "返回每个值的反双曲余弦。小于 1 时得 NaN。",
        "acosh(signal_ratio)",
    );
    Asin = of_vector("asin").says(
        "Gives the angle whose sine is the value, in radians from -π/2 to π/2. It is NaN outside -1 to 1.",
        "返回正弦等于该值的角，单位弧度，范围 -π/2 到 π/2。值不在 -1 到 1 之间时得 NaN。",
        "asin(slope_ratio)",
    );
    Asinh = of_vector("asinh").says(
        "Gives the inverse hyperbolic sine of each value. Unlike a logarithm it takes zero and negative values too.",
        "返回每个值的反双曲正弦。与对数不同，它也接受零和负值。",
        "asinh(account_balance)",
    );
    Atan = of_vector("atan").says(
        "Gives the angle whose tangent is the value, in radians from -π/2 to π/2. The operator atan2 also knows the quadrant.",
        "返回正切等于该值的角，单位弧度，范围 -π/2 到 π/2。运算符 atan2 还能区分象限。",
        "atan(slope_ratio)",
    );
    Atanh = of_vector("atanh").says(
        "Gives the inverse hyperbolic tangent of each value. It is infinite at -1 and 1 and NaN outside them.",
        "返回每个值的反双曲正切。在 -1 和 1 处为无穷，超出则为 NaN。",
        "atanh(correlation_ratio)",
    );
    AvgOverTime = of_range("avg_over_time").using_range(RangeUse::Level).says(
        "Gives the mean of each series' values in the range. Every sample weighs the same, however far apart they are.",
        "返回每条序列在区间内的平均值。所有样本权重相同，与间隔无关。",
        "avg_over_time(cpu_temperature_celsius[1h])",
    );
    Ceil = of_vector("ceil").says(
        "Rounds each value up to a whole number. Histograms are left out.",
        "将每个值向上取整。直方图样本会被忽略。",
        "ceil(queue_messages / 100)",
    );
    Changes = of_range("changes").with_ranges(&[Extension::Anchored]).says(
        "Counts how often each series changed its value within the range. From one NaN to the next is no change.",
        "统计每条序列在区间内值变化的次数。相邻两个 NaN 不算变化。",
        "changes(process_start_time_seconds[1h])",
    );
    Clamp = new("clamp", &[VECTOR, MIN, MAX], Vector).says(
        "Holds each value between two bounds: what lies outside becomes the nearer bound. The result is empty if the lower bound exceeds the upper one.",
        "将每个值限制在两个边界之间，越界的值取较近的边界。若下限大于上限，结果为空。",
        "clamp(battery_charge_ratio, 0, 1)",
    );
    ClampMax = new("clamp_max", &[VECTOR, MAX], Vector).says(
        "Lowers each value that exceeds the bound to the bound. Smaller values stay as they are.",
        "将超过上限的值降为上限。较小的值保持不变。",
        "clamp_max(disk_used_ratio, 1)",
    );
    ClampMin = new("clamp_min", &[VECTOR, MIN], Vector).says(
        "Raises each value below the bound to the bound. Useful to keep a divisor away from zero.",
        "将低于下限的值提高到下限。可用来避免除数为零。",
        "errors / clamp_min(requests, 1)",
    );
    Cos = of_vector("cos").says(
        "Gives the cosine of each value, taken as an angle in radians. Use rad first where the angle is in degrees.",
        "将每个值视为弧度并返回其余弦。若角度以度计，先用 rad 转换。",
        "cos(rad(wind_direction_degrees))",
    );
    Cosh = of_vector("cosh").says(
        "Gives the hyperbolic cosine of each value. Histograms are left out.",
        "返回每个值的双曲余弦。直方图样本会被忽略。",
        "cosh(cable_offset_ratio)",
    );
    CountOverTime = of_range("count_over_time").reading(Reads::Presence).says(
        "Counts the samples of each series in the range. It tells how often a target was scraped.",
        "统计每条序列在区间内的样本数。可以看出目标被抓取的次数。",
        "count_over_time(up[10m])",
    );
    DayOfMonth = new("day_of_month", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its day of the month, from 1 to 31, in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 日期在当月的第几天（1 到 31）。不带参数时取求值时间。",
        "day_of_month() == 1",
    );
    DayOfWeek = new("day_of_week", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its day of the week in UTC, from 0 for Sunday to 6 for Saturday. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 星期几，0 为星期日，6 为星期六。不带参数时取求值时间。",
        "backup_running and on() day_of_week() == 0",
    );
    DayOfYear = new("day_of_year", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its day of the year in UTC, from 1 to 365, or 366 in leap years. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 日期在当年的第几天，1 到 365，闰年到 366。不带参数时取求值时间。",
        "day_of_year(last_backup_timestamp_seconds)",
    );
    DaysInMonth = new("days_in_month", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives how many days its month has, from 28 to 31. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其所在月份的天数（28 到 31）。不带参数时取求值时间。",
        "days_in_month() - day_of_month()",
    );
    Deg = of_vector("deg").says(
        "Turns radians into degrees. A full circle, 2π, becomes 360.",
        "将弧度转换为度。整圆 2π 变为 360。",
        "deg(antenna_angle_radians)",
    );
    Delta = of_range("delta")
        .using_range(RangeUse::Level)
        .counterpart(FunctionId::Increase)
        .with_ranges(&[Extension::Anchored, Extension::Smoothed])
        .needing(2)
        .says(
            "Gives the difference between the last and the first value of each gauge, extended to the whole range. For counters use increase, which knows of resets.",
            "返回每个 gauge 末值与首值之差，并外推到整个区间。计数器请用 increase，它能处理重置。",
            "delta(room_temperature_celsius[2h])",
        );
    Deriv = of_range("deriv").using_range(RangeUse::Level).counterpart(FunctionId::Rate).needing(2).says(
        "Gives the slope of each gauge per second, by fitting a straight line through the range's samples. At least two samples are needed.",
        "用区间内的样本拟合直线，返回每个 gauge 每秒的斜率。至少需要两个样本。",
        "deriv(disk_free_bytes[1h])",
    );
    DoubleExponentialSmoothing = new("double_exponential_smoothing", SMOOTHED, Vector).experimental().needing(2).says(
        "Smooths each gauge, following its level by the first factor and its trend by the second, both between 0 and 1. It was called holt_winters before Prometheus 3.",
        "平滑每个 gauge：第一个系数跟随水平，第二个系数跟随趋势，均在 0 与 1 之间。Prometheus 3 之前名为 holt_winters。",
        "double_exponential_smoothing(queue_messages[1h], 0.3, 0.1)",
    );
    End = new("end", &[], Scalar).experimental().says(
        "Gives the last time of the query's range in Unix seconds, the same at every step. For an instant query it is the evaluation's time.",
        "返回查询范围的结束时间（Unix 秒），每一步都相同。即时查询时为求值时间。",
        "end() - time()",
    );
    Exp = of_vector("exp").says(
        "Raises e to the power of each value. It undoes ln.",
        "计算 e 的每个值次幂。它是 ln 的逆运算。",
        "exp(ln(requests))",
    );
    FirstOverTime = of_range("first_over_time").keeping_name().says(
        "Gives the oldest sample of each series in the range. The metric's name is kept.",
        "返回每条序列在区间内最早的样本。保留指标名称。",
        "first_over_time(queue_messages[1h])",
    );
    Floor = of_vector("floor").says(
        "Rounds each value down to a whole number. Histograms are left out.",
        "将每个值向下取整。直方图样本会被忽略。",
        "floor(uptime_seconds / 86400)",
    );
    HistogramAvg = of_vector("histogram_avg").over_histograms(HistogramUse::Mean).says(
        "Gives the mean of what each native histogram observed: its sum divided by its count. Plain numbers are left out.",
        "返回每个原生直方图观测值的平均数，即总和除以次数。普通数值会被忽略。",
        "histogram_avg(rate(http_request_duration_seconds[5m]))",
    );
    HistogramCount = of_vector("histogram_count").over_histograms(HistogramUse::Total).says(
        "Gives how many observations each native histogram holds. Of a rate it is the number of observations per second.",
        "返回每个原生直方图的观测次数。对 rate 的结果即为每秒的观测次数。",
        "histogram_count(rate(http_request_duration_seconds[5m]))",
    );
    HistogramFraction = new("histogram_fraction", &[LOWER, UPPER, VECTOR], Vector)
        .labelled(ResultLabels::WithoutLe)
        .over_histograms(HistogramUse::Distribution)
        .says(
            "Estimates which part of a histogram's observations lies between two bounds, as a number from 0 to 1. It is exact where the bounds are bounds of buckets.",
            "估计直方图观测值落在两个边界之间的比例（0 到 1）。边界与桶边界一致时结果精确。",
            "histogram_fraction(0, 0.2, rate(http_request_duration_seconds[1h]))",
        );
    HistogramQuantile = new("histogram_quantile", &[PHI, VECTOR], Vector)
        .labelled(ResultLabels::WithoutLe)
        .over_histograms(HistogramUse::Distribution)
        .says(
            "Estimates the value below which the fraction phi of a histogram's observations lies. Classic histograms need their label le, so keep it when you aggregate.",
            "估计一个值，使直方图中有 phi 比例的观测值低于它。经典直方图需要标签 le，聚合时请保留。",
            "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
        );
    HistogramQuantiles = new("histogram_quantiles", &[VECTOR, LABEL, PHI, PHI], Vector)
        .with_last(Last::UpTo(9))
        .experimental()
        .labelled(ResultLabels::PerScalar)
        .over_histograms(HistogramUse::Distribution)
        .says(
            "Estimates up to ten quantiles of a histogram at once, as histogram_quantile does. Each result carries its phi in the label that the second argument names.",
            "一次估计直方图的至多十个分位数，算法同 histogram_quantile。每个结果在第二个参数指定的标签中标明 phi。",
            "histogram_quantiles(rate(http_request_duration_seconds[5m]), \"quantile\", 0.5, 0.9, 0.99)",
        );
    HistogramStddev = of_vector("histogram_stddev").over_histograms(HistogramUse::Spread).says(
        "Estimates the standard deviation of what each native histogram observed. All observations of a bucket count as if they lay in its middle.",
        "估计每个原生直方图观测值的标准差。同一桶内的观测值均按桶的中点计算。",
        "histogram_stddev(rate(http_request_duration_seconds[5m]))",
    );
    HistogramStdvar = of_vector("histogram_stdvar").over_histograms(HistogramUse::Spread).says(
        "Estimates the variance of what each native histogram observed. All observations of a bucket count as if they lay in its middle.",
        "估计每个原生直方图观测值的方差。同一桶内的观测值均按桶的中点计算。",
        "histogram_stdvar(rate(http_request_duration_seconds[5m]))",
    );
    HistogramSum = of_vector("histogram_sum").over_histograms(HistogramUse::Total).says(
        "Gives the sum of what each native histogram observed. Plain numbers are left out.",
        "返回每个原生直方图观测值的总和。普通数值会被忽略。",
        "histogram_sum(rate(http_request_duration_seconds[5m]))",
    );
    Hour = new("hour", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its hour of the day, from 0 to 23, in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 小时（0 到 23）。不带参数时取求值时间。",
        "queue_messages > 100 and on() hour() >= 8",
    );
    Idelta = of_range("idelta").using_range(RangeUse::Level).needing(2).says(
        "Gives the difference between the last two samples of each gauge in the range. All older samples are ignored.",
        "返回区间内每个 gauge 最后两个样本之差。更早的样本都被忽略。",
        "idelta(queue_messages[5m])",
    );
    Increase = of_range("increase")
        .using_range(RangeUse::Rate)
        .counterpart(FunctionId::Delta)
        .with_ranges(&[Extension::Anchored, Extension::Smoothed])
        .needing(2)
        .says(
            "Gives by how much each counter grew within the range, with resets made up for and extended to the whole range. The result may therefore be a fraction even where the counter counts whole things.",
            "返回每个计数器在区间内的增量，会补偿重置并外推到整个区间。因此即使计数器只计整数，结果也可能是小数。",
            "increase(http_requests_total[1h])",
        );
    Info = new("info", &[VECTOR, INFO_LABELS], Vector)
        .with_last(Last::UpTo(1))
        .experimental()
        .keeping_name()
        .labelled(ResultLabels::Changed)
        .says(
            "Adds to each series the labels of the info series, target_info unless told otherwise, that has the same job and instance. The second argument, matchers in braces, chooses which labels and which info metric.",
            "为每条序列添加具有相同 job 和 instance 的 info 序列（默认 target_info）的标签。第二个参数为花括号中的匹配器，用来选择标签和 info 指标。",
            "info(rate(http_requests_total[5m]), {k8s_cluster_name=~\".+\"})",
        );
    Irate = of_range("irate").using_range(RangeUse::Rate).needing(2).says(
        "Gives the growth per second of each counter between its last two samples in the range. It shows short peaks in graphs; for alerts and slow counters use rate.",
        "返回每个计数器在区间内最后两个样本之间的每秒增长。适合在图中显示短暂峰值；告警和缓慢的计数器请用 rate。",
        "irate(http_requests_total[5m])",
    );
    LabelJoin = new("label_join", &[VECTOR, TARGET, SEPARATOR, SOURCE], Vector)
        .with_last(Last::Any)
        .keeping_name()
        .labelled(ResultLabels::Changed)
        .says(
            "Writes the values of the source labels, with the separator between them, into the target label. Series that become equal by it are an error.",
            "将各源标签的值用分隔符连接后写入目标标签。若因此产生相同的序列则报错。",
            "label_join(up, \"target\", \"/\", \"job\", \"instance\")",
        );
    LabelReplace = new("label_replace", &[VECTOR, TARGET, REPLACEMENT, VALUE_SOURCE, REGEX], Vector)
        .keeping_name()
        .labelled(ResultLabels::Changed)
        .says(
            "Where the regular expression matches the whole value of the source label, writes the replacement into the target label; $1 stands for the first group. Series that do not match stay as they are.",
            "若正则表达式匹配源标签的整个值，则将替换文本写入目标标签，$1 代表第一个分组。不匹配的序列保持不变。",
            "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
        );
    LastOverTime = of_range("last_over_time").keeping_name().says(
        "Gives the newest sample of each series in the range, even if the series has ended since. The metric's name is kept.",
        "返回每条序列在区间内最新的样本，即使序列此后已终止。保留指标名称。",
        "last_over_time(backup_size_bytes[1d])",
    );
    Ln = of_vector("ln").says(
        "Gives the natural logarithm of each value. It is -Inf for zero and NaN below zero.",
        "返回每个值的自然对数。零得 -Inf，负数得 NaN。",
        "ln(requests)",
    );
    Log10 = of_vector("log10").says(
        "Gives the logarithm of each value to base 10. It is -Inf for zero and NaN below zero.",
        "返回每个值以 10 为底的对数。零得 -Inf，负数得 NaN。",
        "log10(file_size_bytes)",
    );
    Log2 = of_vector("log2").says(
        "Gives the logarithm of each value to base 2. It is -Inf for zero and NaN below zero.",
        "返回每个值以 2 为底的对数。零得 -Inf，负数得 NaN。",
        "log2(file_size_bytes)",
    );
    MadOverTime = of_range("mad_over_time").experimental().says(
        "Gives the median of the distances from the median, for each series in the range. Single outliers hardly move it, unlike the standard deviation.",
        "返回每条序列在区间内各值与中位数之差的中位数。与标准差不同，它几乎不受个别离群值影响。",
        "mad_over_time(request_duration_seconds[1h])",
    );
    MaxOf = new("max_of", PAIR, Scalar).experimental().says(
        "Gives the greater of two scalars. Inside brackets it chooses between durations, for instance so that a range is never shorter than five minutes.",
        "返回两个标量中较大的一个。在方括号内可用于选择时长，例如让区间不短于五分钟。",
        "rate(http_requests_total[max_of(5m, step())])",
    );
    MaxOverTime = of_range("max_over_time").says(
        "Gives the greatest value of each series in the range. NaN counts only if there is nothing else.",
        "返回每条序列在区间内的最大值。只有全为 NaN 时才得 NaN。",
        "max_over_time(queue_messages[1h])",
    );
    MinOf = new("min_of", PAIR, Scalar).experimental().says(
        "Gives the smaller of two scalars. Inside brackets it chooses between durations, for instance so that a range is never longer than one hour.",
        "返回两个标量中较小的一个。在方括号内可用于选择时长，例如让区间不超过一小时。",
        "rate(http_requests_total[min_of(1h, range())])",
    );
    MinOverTime = of_range("min_over_time").says(
        "Gives the smallest value of each series in the range. NaN counts only if there is nothing else.",
        "返回每条序列在区间内的最小值。只有全为 NaN 时才得 NaN。",
        "min_over_time(disk_free_bytes[1d])",
    );
    Minute = new("minute", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its minute of the hour, from 0 to 59, in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 分钟（0 到 59）。不带参数时取求值时间。",
        "minute(last_run_timestamp_seconds)",
    );
    Month = new("month", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its month in UTC, from 1 for January to 12 for December. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 月份，1 为一月，12 为十二月。不带参数时取求值时间。",
        "month(certificate_expiry_timestamp_seconds)",
    );
    Pi = new("pi", &[], Scalar).says(
        "Gives the number π, about 3.14159. It takes no argument.",
        "返回圆周率 π，约 3.14159。不需要参数。",
        "2 * pi() * wheel_radius_meters",
    );
    PredictLinear = new("predict_linear", &[RANGE, SECONDS], Vector).needing(2).dependent_on_step().says(
        "Fits a straight line through the samples of each gauge and gives its value so many seconds after the evaluation's time. At least two samples are needed.",
        "用每个 gauge 的样本拟合直线，返回求值时间之后若干秒的预测值。至少需要两个样本。",
        "predict_linear(disk_free_bytes[6h], 24 * 3600) < 0",
    );
    PresentOverTime = of_range("present_over_time").reading(Reads::Presence).says(
        "Gives 1 for each series that has a sample in the range. The values do not matter.",
        "区间内有样本的每条序列返回 1。与值无关。",
        "count(present_over_time(up[1d]))",
    );
    QuantileOverTime = new("quantile_over_time", &[PHI, RANGE], Vector).says(
        "Gives the value below which the fraction phi of each series' values in the range lies. A phi of 0.5 is the median.",
        "返回一个值，使每条序列在区间内有 phi 比例的值低于它。phi 为 0.5 时即中位数。",
        "quantile_over_time(0.95, queue_messages[1h])",
    );
    Rad = of_vector("rad").says(
        "Turns degrees into radians. The other functions of angles expect radians.",
        "将度转换为弧度。其他角度函数都要求弧度。",
        "sin(rad(wind_direction_degrees))",
    );
    Range = new("range", &[], Scalar).experimental().says(
        "Gives the length of the query's range in seconds, from its first to its last time. For an instant query it is 0.",
        "返回查询范围从起点到终点的长度（秒）。即时查询时为 0。",
        "increase(http_requests_total[max_of(range(), 1m)])",
    );
    Rate = of_range("rate")
        .using_range(RangeUse::Rate)
        .counterpart(FunctionId::Deriv)
        .with_ranges(&[Extension::Anchored, Extension::Smoothed])
        .needing(2)
        .says(
            "Gives by how much each counter grew per second on average over the range, with resets made up for. Take the rate first and aggregate afterwards, or resets go unnoticed.",
            "返回每个计数器在区间内平均每秒的增长，会补偿重置。请先取 rate 再聚合，否则无法发现重置。",
            "sum by (job) (rate(http_requests_total[5m]))",
        );
    Resets = of_range("resets").with_ranges(&[Extension::Anchored]).says(
        "Counts how often each counter fell within the range, which means that it started again. Use it with counters only.",
        "统计每个计数器在区间内下降（即重新开始）的次数。只应用于计数器。",
        "resets(http_requests_total[1d])",
    );
    Round = new("round", &[VECTOR, TO_NEAREST], Vector).with_last(Last::UpTo(1)).says(
        "Rounds each value to the nearest whole number, or to the nearest multiple of the second argument. A value just between two of them goes up.",
        "将每个值四舍五入到最近的整数，或第二个参数的最近倍数。恰在中间的值向上取。",
        "round(cpu_temperature_celsius, 0.5)",
    );
    Scalar = new("scalar", &[VECTOR], Scalar).labelled(ResultLabels::None).says(
        "Turns a vector of exactly one series into a scalar, without labels. With any other number of series it is NaN.",
        "将恰有一条序列的向量转换为不带标签的标量。序列数不为一时得 NaN。",
        "queue_messages > scalar(queue_limit)",
    );
    Sgn = of_vector("sgn").says(
        "Gives the sign of each value: 1 above zero, -1 below it, 0 for zero. Histograms are left out.",
        "返回每个值的符号：正数为 1，负数为 -1，零为 0。直方图样本会被忽略。",
        "sgn(deriv(queue_messages[10m]))",
    );
    Sin = of_vector("sin").says(
        "Gives the sine of each value, taken as an angle in radians. Use rad first where the angle is in degrees.",
        "将每个值视为弧度并返回其正弦。若角度以度计，先用 rad 转换。",
        "sin(phase_radians)",
    );
    Sinh = of_vector("sinh").says(
        "Gives the hyperbolic sine of each value. Histograms are left out.",
        "返回每个值的双曲正弦。直方图样本会被忽略。",
        "sinh(signal_ratio)",
    );
    Sort = of_vector("sort").keeping_name().says(
        "Orders series by value, the smallest first and NaN last. It has an effect in instant queries only.",
        "按值升序排列序列，NaN 在最后。只在即时查询中有效。",
        "sort(disk_free_bytes)",
    );
    SortByLabel = new("sort_by_label", &[VECTOR, LABEL], Vector)
        .with_last(Last::Any)
        .experimental()
        .keeping_name()
        .says(
            "Orders series by the values of the given labels, with numbers inside them compared as numbers. It has an effect in instant queries only.",
            "按给定标签的值升序排列序列，其中的数字按数值比较。只在即时查询中有效。",
            "sort_by_label(up, \"job\", \"instance\")",
        );
    SortByLabelDesc = new("sort_by_label_desc", &[VECTOR, LABEL], Vector)
        .with_last(Last::Any)
        .experimental()
        .keeping_name()
        .says(
            "Orders series by the values of the given labels, the last first. It has an effect in instant queries only.",
            "按给定标签的值降序排列序列。只在即时查询中有效。",
            "sort_by_label_desc(up, \"instance\")",
        );
    SortDesc = of_vector("sort_desc").keeping_name().says(
        "Orders series by value, the greatest first and NaN last. It has an effect in instant queries only.",
        "按值降序排列序列，NaN 在最后。只在即时查询中有效。",
        "sort_desc(sum by (job) (rate(http_requests_total[5m])))",
    );
    Sqrt = of_vector("sqrt").says(
        "Gives the square root of each value. It is NaN below zero.",
        "返回每个值的平方根。负数得 NaN。",
        "sqrt(request_size_variance)",
    );
    Start = new("start", &[], Scalar).experimental().says(
        "Gives the first time of the query's range in Unix seconds, the same at every step. For an instant query it is the evaluation's time.",
        "返回查询范围的开始时间（Unix 秒），每一步都相同。即时查询时为求值时间。",
        "time() - start()",
    );
    StartTimestamp = of_vector("start_timestamp").experimental().reading(Reads::Presence).says(
        "Gives for each sample of a selector the Unix time since when its counter has been counting. It knows nothing of an expression's results and needs a server that stores start times.",
        "返回选择器中每个样本所属计数器开始计数的 Unix 时间。它不适用于表达式的结果，并要求服务器保存开始时间。",
        "time() - start_timestamp(http_requests_total)",
    );
    StddevOverTime = of_range("stddev_over_time").says(
        "Gives the standard deviation of each series' values in the range. It is that of a population: divided by the number of samples.",
        "返回每条序列在区间内的标准差。按总体计算，即除以样本数。",
        "stddev_over_time(cpu_temperature_celsius[1h])",
    );
    StdvarOverTime = of_range("stdvar_over_time").says(
        "Gives the variance of each series' values in the range. It is that of a population: divided by the number of samples.",
        "返回每条序列在区间内的方差。按总体计算，即除以样本数。",
        "stdvar_over_time(cpu_temperature_celsius[1h])",
    );
    Step = new("step", &[], Scalar).experimental().says(
        "Gives the distance between two steps of a range query in seconds. For an instant query it is 0.",
        "返回范围查询两步之间的间隔（秒）。即时查询时为 0。",
        "rate(http_requests_total[max_of(step(), 1m)])",
    );
    SumOverTime = of_range("sum_over_time").using_range(RangeUse::Level).says(
        "Adds up the values of each series in the range. It suits values that are amounts a scrape, not counters.",
        "将每条序列在区间内的值相加。适用于每次抓取的量，不适用于计数器。",
        "sum_over_time(batch_items[1h])",
    );
    Tan = of_vector("tan").says(
        "Gives the tangent of each value, taken as an angle in radians. Use rad first where the angle is in degrees.",
        "将每个值视为弧度并返回其正切。若角度以度计，先用 rad 转换。",
        "tan(roof_angle_radians)",
    );
    Tanh = of_vector("tanh").says(
        "Gives the hyperbolic tangent of each value, which always lies between -1 and 1. It squeezes unbounded values into a fixed scale.",
        "返回每个值的双曲正切，结果总在 -1 与 1 之间。可将无界的值压缩到固定范围。",
        "tanh(queue_pressure)",
    );
    Time = new("time", &[], Scalar).dependent_on_step().says(
        "Gives the time of the evaluation in Unix seconds; in a range query each step has its own. It is not the clock of the server.",
        "返回求值时间（Unix 秒）；范围查询中每一步各不相同。它不是服务器的当前时钟。",
        "time() - process_start_time_seconds",
    );
    Timestamp = of_vector("timestamp").reading(Reads::Presence).dependent_on_step().says(
        "Gives the Unix time of each sample instead of its value. Of a plain selector this is when the sample was taken; of any other expression, the evaluation's time.",
        "返回每个样本的 Unix 时间而不是它的值。对普通选择器为采样时间，对其他表达式为求值时间。",
        "time() - timestamp(up)",
    );
    TsOfFirstOverTime = of_range("ts_of_first_over_time").experimental().reading(Reads::Presence).says(
        "Gives the Unix time of the oldest sample of each series in the range. With a long range it tells when a series began.",
        "返回每条序列在区间内最早样本的 Unix 时间。区间较长时可看出序列何时开始。",
        "ts_of_first_over_time(up[7d])",
    );
    TsOfLastOverTime = of_range("ts_of_last_over_time").experimental().reading(Reads::Presence).says(
        "Gives the Unix time of the newest sample of each series in the range. It tells when a series was last seen.",
        "返回每条序列在区间内最新样本的 Unix 时间。可看出序列最后一次出现的时间。",
        "time() - ts_of_last_over_time(up[1d])",
    );
    TsOfMaxOverTime = of_range("ts_of_max_over_time").experimental().says(
        "Gives the Unix time at which each series was greatest in the range. Of several such times it is the last.",
        "返回每条序列在区间内取最大值的 Unix 时间。若有多个，取最后一个。",
        "ts_of_max_over_time(queue_messages[1d])",
    );
    TsOfMinOverTime = of_range("ts_of_min_over_time").experimental().says(
        "Gives the Unix time at which each series was smallest in the range. Of several such times it is the last.",
        "返回每条序列在区间内取最小值的 Unix 时间。若有多个，取最后一个。",
        "ts_of_min_over_time(disk_free_bytes[1d])",
    );
    Vector = new("vector", &[SCALAR], Vector).labelled(ResultLabels::None).says(
        "Turns a scalar into a vector of one series without labels. Use it where an operator or function wants a vector.",
        "将标量转换为只有一条无标签序列的向量。在运算符或函数要求向量时使用。",
        "sum(rate(errors_total[5m])) or vector(0)",
    );
    Year = new("year", &[VECTOR], Vector).with_last(Last::UpTo(1)).says(
        "Reads each value as a Unix time and gives its year in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 年份。不带参数时取求值时间。",
        "year(certificate_expiry_timestamp_seconds)",
    );
}
