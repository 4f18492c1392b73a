//! The other words of the language: binary operators, and the keywords that modify operators and selectors.
//!
//! Source of the list: Prometheus' grammar and its documentation of operators. The texts were written for this
//! project.
//!
//! Invariant: each word occurs once; within a role the words stand in the order of their precedence, else of the
//! alphabet.
//! Not here: what holds of an operator (`ast::BinaryOp`), aggregators, functions.

use super::ast::BinaryOp;
use super::doc::Doc;
use super::functions::Stability;

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Between two expressions.
    Operator(BinaryOp),
    /// After a binary operator.
    OfOperator,
    /// After an aggregator or its arguments.
    OfAggregator,
    /// After a selector or a subquery.
    OfSelector,
}

/// An operator or a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeywordEntry {
    /// As it is written, in small letters; case does not count.
    pub word: &'static str,
    /// Where it stands.
    pub role: Role,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
    /// What it does.
    pub doc: Doc,
}

/// The operator or keyword written so, in any case; `None` where the word is neither.
pub fn keyword(word: &str) -> Option<&'static KeywordEntry> {
    KEYWORDS.iter().find(|one| one.word.eq_ignore_ascii_case(word))
}

impl KeywordEntry {
    const fn new(word: &'static str, role: Role) -> Self {
        Self { word, role, stability: Stability::Stable, doc: Doc { en: "", zh: "", example: "" } }
    }

    const fn experimental(self) -> Self {
        Self { stability: Stability::Experimental, ..self }
    }

    const fn operator(op: BinaryOp) -> Self {
        Self::new(op.text(), Role::Operator(op))
    }

    const fn says(self, en: &'static str, zh: &'static str, example: &'static str) -> Self {
        Self { doc: Doc { en, zh, example }, ..self }
    }
}

/// All operators and keywords, by role.
pub static KEYWORDS: [KeywordEntry; 32] = [
    KeywordEntry::operator(BinaryOp::Pow).says(
        "Raises the left side to the power of the right one. It binds most tightly of all and from the right, so that -1^2 is -1.",
        "计算左侧的右侧次幂。优先级最高且右结合，因此 -1^2 为 -1。",
        "standard_deviation ^ 2",
    ),
    KeywordEntry::operator(BinaryOp::Mul).says(
        "Multiplies. Of two vectors it joins the series whose labels agree.",
        "相乘。对两个向量，将标签相同的序列配对。",
        "disk_used_ratio * 100",
    ),
    KeywordEntry::operator(BinaryOp::Div).says(
        "Divides. Division by zero gives an infinity or NaN, not an error.",
        "相除。除以零得到无穷或 NaN，不会报错。",
        "errors / requests",
    ),
    KeywordEntry::operator(BinaryOp::Mod).says(
        "Gives what remains of a division. It has the sign of the left side.",
        "返回除法的余数。符号与左侧相同。",
        "time() % 3600",
    ),
    KeywordEntry::operator(BinaryOp::Atan2).says(
        "Gives the angle of the point whose y is on the left and whose x is on the right, in radians. It knows all four quadrants.",
        "返回以左侧为 y、右侧为 x 的点的角度（弧度）。可区分四个象限。",
        "wind_north_meters atan2 wind_east_meters",
    ),
    KeywordEntry::operator(BinaryOp::Add).says(
        "Adds. Of two vectors it joins the series whose labels agree; others drop out.",
        "相加。对两个向量，将标签相同的序列配对，其余舍弃。",
        "memory_cached_bytes + memory_free_bytes",
    ),
    KeywordEntry::operator(BinaryOp::Sub).says(
        "Subtracts. Of two vectors it joins the series whose labels agree; others drop out.",
        "相减。对两个向量，将标签相同的序列配对，其余舍弃。",
        "memory_total_bytes - memory_free_bytes",
    ),
    KeywordEntry::operator(BinaryOp::Equal).says(
        "Keeps the samples of the left side that equal the right one. With bool it gives 1 or 0 instead.",
        "保留左侧等于右侧的样本。加 bool 时改为返回 1 或 0。",
        "up == 0",
    ),
    KeywordEntry::operator(BinaryOp::NotEqual).says(
        "Keeps the samples of the left side that differ from the right one. With bool it gives 1 or 0 instead.",
        "保留左侧不等于右侧的样本。加 bool 时改为返回 1 或 0。",
        "replicas_ready != replicas_wanted",
    ),
    KeywordEntry::operator(BinaryOp::Less).says(
        "Keeps the samples of the left side that are less than the right one. With bool it gives 1 or 0 instead.",
        "保留左侧小于右侧的样本。加 bool 时改为返回 1 或 0。",
        "disk_free_bytes < 1e9",
    ),
    KeywordEntry::operator(BinaryOp::LessEqual).says(
        "Keeps the samples of the left side that are at most the right one. With bool it gives 1 or 0 instead.",
        "保留左侧小于或等于右侧的样本。加 bool 时改为返回 1 或 0。",
        "disk_free_ratio <= 0.1",
    ),
    KeywordEntry::operator(BinaryOp::Greater).says(
        "Keeps the samples of the left side that are greater than the right one. With bool it gives 1 or 0 instead.",
        "保留左侧大于右侧的样本。加 bool 时改为返回 1 或 0。",
        "queue_messages > 1000",
    ),
    KeywordEntry::operator(BinaryOp::GreaterEqual).says(
        "Keeps the samples of the left side that are at least the right one. With bool it gives 1 or 0 instead.",
        "保留左侧大于或等于右侧的样本。加 bool 时改为返回 1 或 0。",
        "cpu_temperature_celsius >= 90",
    ),
    KeywordEntry::operator(BinaryOp::TrimUpper).says(
        "Cuts off the observations of native histograms that lie above the bound on the right. A bucket that holds the bound is divided by interpolation.",
        "去掉原生直方图中高于右侧边界的观测值。包含边界的桶按插值划分。",
        "request_duration_seconds </ 0.5",
    ),
    KeywordEntry::operator(BinaryOp::TrimLower).says(
        "Cuts off the observations of native histograms that lie below the bound on the right. A bucket that holds the bound is divided by interpolation.",
        "去掉原生直方图中低于右侧边界的观测值。包含边界的桶按插值划分。",
        "request_duration_seconds >/ 0.01",
    ),
    KeywordEntry::operator(BinaryOp::And).says(
        "Keeps the series of the left side that have one with the same labels on the right. Values on the right do not matter.",
        "保留左侧中在右侧有相同标签序列的序列。右侧的值不起作用。",
        "disk_free_bytes < 1e9 and disk_writable == 1",
    ),
    KeywordEntry::operator(BinaryOp::Unless).says(
        "Keeps the series of the left side that have none with the same labels on the right. Values on the right do not matter.",
        "保留左侧中在右侧没有相同标签序列的序列。右侧的值不起作用。",
        "up == 0 unless on (instance) maintenance",
    ),
    KeywordEntry::operator(BinaryOp::Or).says(
        "Keeps all series of the left side and adds those of the right whose labels are not there. It fills gaps of the left side.",
        "保留左侧全部序列，并加入右侧中左侧没有的序列。可用来填补左侧的空缺。",
        "sum(rate(errors_total[5m])) or vector(0)",
    ),
    KeywordEntry::new("bool", Role::OfOperator).says(
        "Makes a comparison give 1 where it holds and 0 where not, instead of dropping samples. Between two scalars it is required.",
        "使比较在成立时返回 1、不成立时返回 0，而不是丢弃样本。两个标量之间必须使用。",
        "up == bool 0",
    ),
    KeywordEntry::new("fill", Role::OfOperator).experimental().says(
        "Gives a series without a partner, on either side, a partner of this value. Without it such series drop out.",
        "为任一侧没有配对的序列补上取此值的配对。否则这些序列会被舍弃。",
        "errors / fill (0) requests",
    ),
    KeywordEntry::new("fill_left", Role::OfOperator).experimental().says(
        "Stands in with this value where the left side lacks a series that the right one has. The other side is left as it is.",
        "左侧缺少右侧已有的序列时，以此值代替。另一侧不受影响。",
        "errors + fill_left (0) retries",
    ),
    KeywordEntry::new("fill_right", Role::OfOperator).experimental().says(
        "Stands in with this value where the right side lacks a series that the left one has. The other side is left as it is.",
        "右侧缺少左侧已有的序列时，以此值代替。另一侧不受影响。",
        "requests - fill_right (0) errors",
    ),
    KeywordEntry::new("group_left", Role::OfOperator).says(
        "Lets many series of the left side share one of the right. Labels in its parentheses are copied from the right side.",
        "允许左侧多条序列共用右侧的一条。括号中的标签从右侧复制。",
        "http_requests * on (instance) group_left (version) build_info",
    ),
    KeywordEntry::new("group_right", Role::OfOperator).says(
        "Lets many series of the right side share one of the left. Labels in its parentheses are copied from the left side.",
        "允许右侧多条序列共用左侧的一条。括号中的标签从左侧复制。",
        "build_info * on (instance) group_right (version) http_requests",
    ),
    KeywordEntry::new("ignoring", Role::OfOperator).says(
        "Joins the series of both sides by all labels but these. The result lacks them.",
        "按除这些以外的全部标签配对两侧序列。结果不含这些标签。",
        "errors / ignoring (code) requests",
    ),
    KeywordEntry::new("on", Role::OfOperator).says(
        "Joins the series of both sides by these labels only. The result keeps no others, unless sides are grouped.",
        "只按这些标签配对两侧序列。除非使用分组，结果只保留它们。",
        "errors / on (job) requests",
    ),
    KeywordEntry::new("by", Role::OfAggregator).says(
        "Puts series that agree in these labels into one group. All other labels go.",
        "将这些标签相同的序列归为一组。其余标签都会去掉。",
        "sum by (job) (up)",
    ),
    KeywordEntry::new("without", Role::OfAggregator).says(
        "Puts series that agree in all labels but these into one group. These labels go and the others stay.",
        "将除这些以外标签都相同的序列归为一组。去掉这些标签，保留其余。",
        "sum without (instance) (up)",
    ),
    KeywordEntry::new("@", Role::OfSelector).says(
        "Looks at a fixed time instead of the evaluation's: a Unix time, or the start() or end() of the query's range. An offset counts from that time.",
        "查看固定时刻而非求值时刻的数据：Unix 时间，或查询区间的 start() 或 end()。offset 从该时刻算起。",
        "topk(5, http_requests_total) and topk(5, http_requests_total @ end())",
    ),
    KeywordEntry::new("anchored", Role::OfSelector).experimental().says(
        "Starts a range at the last sample before it, so that rate and increase need no extrapolation. It goes with functions that look at how values change.",
        "使区间从其之前的最后一个样本开始，rate 和 increase 便无需外推。可用于关注数值变化的函数。",
        "increase(http_requests_total[5m] anchored)",
    ),
    KeywordEntry::new("offset", Role::OfSelector).says(
        "Looks at the time so much earlier than the evaluation's. A negative duration looks ahead.",
        "查看比求值时间早这么久的数据。负的时长表示之后。",
        "queue_messages - queue_messages offset 1d",
    ),
    KeywordEntry::new("smoothed", Role::OfSelector).experimental().says(
        "Interpolates values at the bounds of a range from the samples on both sides of them. With ranges it goes with functions of growth.",
        "用边界两侧的样本插值得到区间边界的值。用于区间时可用于计算增长的函数。",
        "rate(http_requests_total[5m] smoothed)",
    ),
];
