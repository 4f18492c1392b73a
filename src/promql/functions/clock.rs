//! Times: of the evaluation, of samples, and their parts on the calendar. All of them are UTC.

use super::{Function, Last, VECTOR};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{Scalar, Vector};

/// Reads each value as Unix seconds; without an argument, the evaluation's time.
const fn calendar(name: &'static str) -> Function {
    Function::new(name, &[VECTOR], Vector).with_last(Last::UpTo(1))
}

const fn moment(name: &'static str) -> Function {
    Function::new(name, &[], Scalar)
}

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    calendar("day_of_month").says(
        "Reads each value as a Unix time and gives its day of the month, from 1 to 31, in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 日期在当月的第几天（1 到 31）。不带参数时取求值时间。",
        "day_of_month() == 1",
    ),
    calendar("day_of_week").says(
        "Reads each value as a Unix time and gives its day of the week in UTC, from 0 for Sunday to 6 for Saturday. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 星期几，0 为星期日，6 为星期六。不带参数时取求值时间。",
        "backup_running and on() day_of_week() == 0",
    ),
    calendar("day_of_year").says(
        "Reads each value as a Unix time and gives its day of the year in UTC, from 1 to 365, or 366 in leap years. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 日期在当年的第几天，1 到 365，闰年到 366。不带参数时取求值时间。",
        "day_of_year(last_backup_timestamp_seconds)",
    ),
    calendar("days_in_month").says(
        "Reads each value as a Unix time and gives how many days its month has, from 28 to 31. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其所在月份的天数（28 到 31）。不带参数时取求值时间。",
        "days_in_month() - day_of_month()",
    ),
    moment("end").experimental().says(
        "Gives the last time of the query's range in Unix seconds, the same at every step. For an instant query it is the evaluation's time.",
        "返回查询范围的结束时间（Unix 秒），每一步都相同。即时查询时为求值时间。",
        "end() - time()",
    ),
    calendar("hour").says(
        "Reads each value as a Unix time and gives its hour of the day, from 0 to 23, in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 小时（0 到 23）。不带参数时取求值时间。",
        "queue_messages > 100 and on() hour() >= 8",
    ),
    calendar("minute").says(
        "Reads each value as a Unix time and gives its minute of the hour, from 0 to 59, in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 分钟（0 到 59）。不带参数时取求值时间。",
        "minute(last_run_timestamp_seconds)",
    ),
    calendar("month").says(
        "Reads each value as a Unix time and gives its month in UTC, from 1 for January to 12 for December. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 月份，1 为一月，12 为十二月。不带参数时取求值时间。",
        "month(certificate_expiry_timestamp_seconds)",
    ),
    moment("range").experimental().says(
        "Gives the length of the query's range in seconds, from its first to its last time. For an instant query it is 0.",
        "返回查询范围从起点到终点的长度（秒）。即时查询时为 0。",
        "increase(http_requests_total[max_of(range(), 1m)])",
    ),
    moment("start").experimental().says(
        "Gives the first time of the query's range in Unix seconds, the same at every step. For an instant query it is the evaluation's time.",
        "返回查询范围的开始时间（Unix 秒），每一步都相同。即时查询时为求值时间。",
        "time() - start()",
    ),
    Function::of_vector("start_timestamp").experimental().says(
        "Gives for each sample of a selector the Unix time since when its counter has been counting. It knows nothing of an expression's results and needs a server that stores start times.",
        "返回选择器中每个样本所属计数器开始计数的 Unix 时间。它不适用于表达式的结果，并要求服务器保存开始时间。",
        "time() - start_timestamp(http_requests_total)",
    ),
    moment("step").experimental().says(
        "Gives the distance between two steps of a range query in seconds. For an instant query it is 0.",
        "返回范围查询两步之间的间隔（秒）。即时查询时为 0。",
        "rate(http_requests_total[max_of(step(), 1m)])",
    ),
    moment("time").says(
        "Gives the time of the evaluation in Unix seconds; in a range query each step has its own. It is not the clock of the server.",
        "返回求值时间（Unix 秒）；范围查询中每一步各不相同。它不是服务器的当前时钟。",
        "time() - process_start_time_seconds",
    ),
    Function::of_vector("timestamp").says(
        "Gives the Unix time of each sample instead of its value. Of a plain selector this is when the sample was taken; of any other expression, the evaluation's time.",
        "返回每个样本的 Unix 时间而不是它的值。对普通选择器为采样时间，对其他表达式为求值时间。",
        "time() - timestamp(up)",
    ),
    calendar("year").says(
        "Reads each value as a Unix time and gives its year in UTC. Without an argument it takes the evaluation's time.",
        "将每个值视为 Unix 时间，返回其 UTC 年份。不带参数时取求值时间。",
        "year(certificate_expiry_timestamp_seconds)",
    ),
];
