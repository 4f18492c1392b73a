//! What the checker finds wrong, in words.

use super::syntax::name_twice;
use crate::model::lang::{Lang, say};
use crate::promql::aggregators::{Aggregator, aggregator};
use crate::promql::ast::{AggregateOp, Extension};
use crate::promql::diagnostic::{Arity, Check, Hint, TypeContext};
use crate::promql::excerpt::quoted;
use crate::promql::functions::{self, FUNCTIONS};
use crate::promql::regex::PatternErrorKind;

#[expect(clippy::too_many_lines, reason = "a table: one arm a message")]
pub(super) fn message(kind: &Check, lang: Lang) -> String {
    match kind {
        Check::UnknownFunction { name, meant } => unknown_function(name, *meant, lang),
        Check::Renamed { name, now } => {
            say!(lang, "{name} has been called {now} since Prometheus 3", "{name} 自 Prometheus 3 起更名为 {now}")
        }
        Check::NotUnderstood => say!(
            lang,
            "not understood here as PromQL from this place on: it is sent as it is, MetricsQL may know it",
            "此处起无法按 PromQL 理解：将原样发送，MetricsQL 或许认识"
        ),
        Check::Arguments { function, arity, given } => arguments(function, *arity, *given, lang),
        Check::AggregateArguments { op, given } => aggregate_arguments(*op, *given, lang),
        Check::Type { context, expected, given, hint } => say!(
            lang,
            "expected type {expected} in {context}, got {given}{advice}",
            "{context}需要{expected}，实际为{given}{advice}",
            context = context_name(*context, lang),
            expected = expected.words(lang),
            given = given.words(lang),
            advice = hint.map_or("", |hint| advice(hint, lang))
        ),
        Check::Swapped(context) => say!(
            lang,
            "the arguments stand the wrong way round in {context}",
            "{context}的参数顺序颠倒了",
            context = context_name(*context, lang)
        ),
        Check::Operand(given) => say!(
            lang,
            "binary expression must contain only scalar and instant vector types, got {given}",
            "二元运算只能用于标量和瞬时向量，实际为{given}",
            given = given.words(lang)
        ),
        Check::SignedOperand(given) => say!(
            lang,
            "unary expression only allowed on expressions of type scalar or instant vector, got {given}",
            "正负号只能用于标量或瞬时向量，实际为{given}",
            given = given.words(lang)
        ),
        Check::SubqueryOperand(given) => say!(
            lang,
            "subquery is only allowed on instant vector, got {given} instead",
            "子查询只能用于瞬时向量，实际为{given}",
            given = given.words(lang)
        ),
        Check::BoolWithoutComparison => {
            say!(lang, "bool modifier can only be used on comparison operators", "bool 修饰符只能用于比较运算符")
        }
        Check::ScalarComparison => {
            say!(lang, "comparisons between scalars must use BOOL modifier", "标量之间的比较必须使用 bool 修饰符")
        }
        Check::SetOfScalar(op) => say!(
            lang,
            "set operator \"{op}\" not allowed in binary scalar expression",
            "集合运算符 \"{op}\" 不能用于标量",
            op = op.text()
        ),
        Check::TrimOfScalar(op) => say!(
            lang,
            "operator \"{op}\" not allowed for scalars: it trims histograms",
            "运算符 \"{op}\" 不能用于标量：它用来裁剪直方图",
            op = op.text()
        ),
        Check::MatchingOfScalar => {
            say!(lang, "vector matching only allowed between instant vectors", "向量匹配只能用于两个瞬时向量之间")
        }
        Check::FillOfScalar => say!(
            lang,
            "filling in missing series only allowed between instant vectors",
            "填充缺失的序列只能用于两个瞬时向量之间"
        ),
        Check::FillOfSet(op) => say!(
            lang,
            "filling in missing series not allowed for set operator \"{op}\"",
            "集合运算符 \"{op}\" 不能填充缺失的序列",
            op = op.text()
        ),
        Check::GroupOfSet(op) => say!(
            lang,
            "no grouping allowed for \"{op}\" operation",
            "\"{op}\" 运算不能使用 group_left 或 group_right",
            op = op.text()
        ),
        Check::LabelInOnAndGroup(label) => say!(
            lang,
            "label {label} must not occur in ON and GROUP clause at once",
            "标签 {label} 不能同时出现在 on 与 group_left、group_right 中",
            label = quoted(label)
        ),
        Check::EmptyLabel => say!(lang, "invalid label name for grouping: \"\"", "分组的标签名称不能为空"),
        Check::NoMatcher => say!(
            lang,
            "vector selector must contain at least one non-empty matcher",
            "向量选择器至少要有一个不匹配空值的匹配器"
        ),
        Check::NameTwice { name, matcher } => name_twice(name, matcher, lang),
        Check::Regex { kind, piece } => say!(
            lang,
            "error parsing regexp: {why}: {piece}",
            "正则表达式有误：{why}：{piece}",
            why = regex_error(*kind, lang),
            piece = quoted(piece)
        ),
        Check::LabelName { function, literal } => {
            say!(lang, "invalid label name {literal}", "{function}() 中的标签名称无效：{literal}")
        }
        Check::InfoSelector => say!(
            lang,
            "expected label selectors only, as in info(v, {{label=~\".+\"}})",
            "此处只能是标签匹配器，例如 info(v, {{label=~\".+\"}})"
        ),
        Check::InfoName => say!(
            lang,
            "expected label selectors only, got vector selector instead",
            "此处只能是标签匹配器，不能带指标名称"
        ),
        Check::Extension { extension, function } => say!(
            lang,
            "{it} modifier can only be used with: {functions} - not with {function}",
            "{it} 修饰符只能用于 {functions}，不能用于 {function}",
            it = extension.text(),
            functions = extended(*extension)
        ),
    }
}

fn unknown_function(name: &str, meant: Option<&str>, lang: Lang) -> String {
    let name = quoted(name);
    match meant {
        None => say!(lang, "unknown function with name {name}", "未知的函数 {name}"),
        Some(meant) => say!(
            lang,
            "unknown function with name {name}, did you mean {meant}?",
            "未知的函数 {name}，是不是想用 {meant}？"
        ),
    }
}

fn arguments(function: &str, arity: Arity, given: usize, lang: Lang) -> String {
    let renamed = || functions::renamed(function).map(|renamed| &renamed.function);
    let signature =
        functions::function(function).or_else(renamed).map(functions::Function::signature).unwrap_or_default();
    match lang {
        Lang::En => {
            let count = match arity {
                Arity::Exactly(count) => count.to_string(),
                Arity::AtLeast(count) => format!("at least {count}"),
                Arity::AtMost(count) => format!("at most {count}"),
            };
            format!("expected {count} argument(s) in call to \"{function}\", got {given}: {signature}")
        }
        Lang::Zh => {
            let count = match arity {
                Arity::Exactly(count) => format!("需要 {count}"),
                Arity::AtLeast(count) => format!("至少需要 {count}"),
                Arity::AtMost(count) => format!("至多接受 {count}"),
            };
            format!("函数 \"{function}\" {count} 个参数，实际有 {given} 个：{signature}")
        }
    }
}

fn aggregate_arguments(op: AggregateOp, given: usize, lang: Lang) -> String {
    if given == 0 {
        return say!(lang, "no arguments for aggregate expression provided", "聚合表达式缺少参数");
    }
    say!(
        lang,
        "wrong number of arguments for aggregate expression provided, expected {expected}, got {given}: {signature}",
        "聚合表达式需要 {expected} 个参数，实际有 {given} 个：{signature}",
        expected = 1 + usize::from(op.takes_parameter()),
        signature = aggregator(op.text()).map(Aggregator::signature).unwrap_or_default()
    )
}

/// The functions whose range may have it.
fn extended(extension: Extension) -> String {
    let names = FUNCTIONS.iter().filter(|one| one.extensions.contains(&extension)).map(|one| one.name);
    names.collect::<Vec<_>>().join(", ")
}

/// In Chinese as the subject of a sentence.
fn context_name(context: TypeContext, lang: Lang) -> String {
    match context {
        TypeContext::Argument(function) => say!(lang, "call to function \"{function}\"", "函数 \"{function}\" "),
        TypeContext::Aggregation => say!(lang, "aggregation expression", "聚合表达式"),
        TypeContext::AggregationParameter => say!(lang, "aggregation parameter", "聚合的参数"),
    }
}

fn advice(hint: Hint, lang: Lang) -> &'static str {
    match hint {
        Hint::Range => lang.pick(": a range such as [5m] is missing", "：缺少区间，例如 [5m]"),
        Hint::Subquery => lang.pick(
            ": apply it to a selector with a range, or to a subquery such as (…)[5m:]",
            "：请用于带区间的选择器，或子查询，例如 (…)[5m:]",
        ),
        Hint::RangeFunction => lang.pick(
            ": put a function such as rate() around the range, or drop the range",
            "：请在外面加上 rate() 之类的函数，或去掉区间",
        ),
        Hint::Vector => lang.pick(": vector(…) makes a vector of it", "：可用 vector(…) 转换为向量"),
        Hint::Scalar => lang.pick(
            ": scalar(…) makes a scalar of a vector with one series",
            "：可用 scalar(…) 将只有一条序列的向量转换为标量",
        ),
        Hint::Quotes => lang.pick(": it must stand in quotes", "：需要加引号"),
    }
}

/// In English Go's own wording.
fn regex_error(kind: PatternErrorKind, lang: Lang) -> &'static str {
    match kind {
        PatternErrorKind::MissingParenthesis => lang.pick("missing closing )", "缺少右括号 )"),
        PatternErrorKind::UnexpectedParenthesis => lang.pick("unexpected )", "多余的右括号 )"),
        PatternErrorKind::MissingBracket => lang.pick("missing closing ]", "缺少右方括号 ]"),
        PatternErrorKind::MissingArgument => {
            lang.pick("missing argument to repetition operator", "重复运算符之前没有内容")
        }
        PatternErrorKind::NestedRepetition => lang.pick("invalid nested repetition operator", "重复运算符不能叠加"),
        PatternErrorKind::RepeatCount => lang.pick("invalid repeat count", "重复次数无效"),
        PatternErrorKind::Range => lang.pick("invalid character class range", "字符类的范围无效"),
        PatternErrorKind::Escape => lang.pick("invalid escape sequence", "转义序列无效"),
        PatternErrorKind::TrailingBackslash => {
            lang.pick("trailing backslash at end of expression", "末尾多了一个反斜杠")
        }
        PatternErrorKind::CaptureName => lang.pick("invalid named capture", "分组名称无效"),
        PatternErrorKind::Perl => lang.pick("invalid or unsupported Perl syntax", "Perl 语法无效或不受支持"),
        PatternErrorKind::TooDeep => lang.pick("expression nests too deeply", "嵌套过深"),
    }
}
