//! What the lexer and the parser find wrong, in words.

use crate::model::lang::{Lang, joined, say};
use crate::model::number;
use crate::promql::diagnostic::{Expected, NamedToken, Syntax, SyntaxContext};
use crate::promql::excerpt::{quoted, visible};

pub(super) fn message(kind: &Syntax, lang: Lang) -> String {
    match kind {
        Syntax::Empty => say!(lang, "no expression found in input", "输入中没有表达式"),
        Syntax::TooLong { limit } => say!(lang, "expression is longer than {limit} bytes", "表达式超过 {limit} 字节"),
        Syntax::TooDeep { limit } => {
            say!(lang, "expression is nested deeper than {limit} levels", "表达式嵌套超过 {limit} 层")
        }
        Syntax::Unexpected { found, context, expected } => unexpected(found, *context, expected, lang),
        Syntax::MissingOperand { operator } => {
            say!(lang, "missing expression after {it}", "{it} 之后缺少表达式", it = quoted(operator))
        }
        Syntax::MissingOperator { found } => {
            let found = token(found, lang);
            say!(lang, "unexpected {found}, expected an operator before it", "{found} 之前缺少运算符")
        }
        Syntax::Unclosed(open) => {
            say!(lang, "unclosed left {it}", "左{it}未闭合", it = delimiter(*open, lang))
        }
        Syntax::Unopened(close) => {
            say!(lang, "unexpected right {it} '{close}'", "多余的右{it} '{close}'", it = delimiter(*close, lang))
        }
        Syntax::Character(letter) => character(*letter, lang),
        Syntax::Variable(name) => say!(
            lang,
            "unexpected character: '$': {name} is a dashboard's variable, put its value here",
            "意外的字符 '$'：{name} 是仪表盘变量，请换成它的值",
            name = quoted(name)
        ),
        Syntax::ForeignOperator { found, meant } => say!(
            lang,
            "unexpected {it}: PromQL's operator is {meant}",
            "意外的 {it}：PromQL 的运算符是 {meant}",
            it = quoted(found)
        ),
        Syntax::MatcherOperator(operator) => matcher_operator(operator, lang),
        Syntax::Number(text) => {
            say!(lang, "bad number or duration syntax: {it}", "数字或时长的写法不正确：{it}", it = quoted(text))
        }
        Syntax::NumberOutOfRange(text) => {
            say!(lang, "error parsing number: {it}: value out of range", "数字超出范围：{it}", it = quoted(text))
        }
        Syntax::Duration(text) => say!(
            lang,
            "not a valid duration string: {it} (units y w d h m s ms, each once, in this order)",
            "时长的写法不正确：{it}（单位 y w d h m s ms，每个至多一次，按此顺序）",
            it = quoted(text)
        ),
        Syntax::DivisionByZero => say!(lang, "division by zero", "除数为零"),
        Syntax::ModuloByZero => say!(lang, "modulo by zero", "取余的除数为零"),
        Syntax::DurationOutOfRange => say!(lang, "duration out of range", "时长超出范围"),
        Syntax::DurationNotPositive => say!(lang, "duration must be greater than 0", "时长必须大于 0"),
        Syntax::Unterminated { quote } => unterminated(*quote, lang),
        Syntax::Escape(text) => say!(
            lang,
            "unknown escape sequence {it} (a backslash itself is written \\\\)",
            "未知的转义序列 {it}（反斜杠本身写作 \\\\）",
            it = visible(text)
        ),
        Syntax::TrailingComma => {
            say!(lang, "trailing commas not allowed in function call args", "函数参数末尾不能有逗号")
        }
        Syntax::RangeOfExpression => say!(
            lang,
            "ranges only allowed for vector selectors; a subquery needs a colon: [5m:]",
            "区间只能用于向量选择器；子查询需要冒号：[5m:]"
        ),
        Syntax::OffsetBeforeRange => {
            say!(lang, "no offset modifiers allowed before range", "offset 修饰符不能放在区间之前")
        }
        Syntax::AtBeforeRange => say!(lang, "no @ modifiers allowed before range", "@ 修饰符不能放在区间之前"),
        Syntax::ModifierTarget(modifier) => modifier_target(modifier, lang),
        Syntax::ModifierTwice(modifier) => modifier_twice(modifier, lang),
        Syntax::Timestamp(time) => {
            let time = number::format(*time);
            say!(lang, "timestamp out of bounds for @ modifier: {time}", "@ 修饰符的时间戳超出范围：{time}")
        }
        Syntax::NameTwice { first, second } => name_twice(first, second, lang),
        Syntax::GroupWithoutMatching(word) => {
            say!(
                lang,
                "unexpected <{word}>: it must follow on (…) or ignoring (…)",
                "意外的关键字 {word}：它必须跟在 on (…) 或 ignoring (…) 之后"
            )
        }
    }
}

pub(super) fn name_twice(first: &str, second: &str, lang: Lang) -> String {
    let (first, second) = (quoted(first), quoted(second));
    say!(lang, "metric name must not be set twice: {first} or {second}", "指标名称不能设置两次：{first} 与 {second}")
}

fn unexpected(found: &NamedToken, context: Option<SyntaxContext>, expected: &[Expected], lang: Lang) -> String {
    let context = context.map(|context| context_name(context, lang)).unwrap_or_default();
    let found = match (found, lang) {
        (NamedToken::End, Lang::Zh) => format!("{context}表达式提前结束"),
        (_, Lang::Zh) if context.is_empty() => joined(&["意外的", &token(found, lang)]),
        (_, Lang::Zh) => joined(&[context, "出现意外的", &token(found, lang)]),
        (_, Lang::En) if context.is_empty() => format!("unexpected {}", token(found, lang)),
        (_, Lang::En) => format!("unexpected {} in {context}", token(found, lang)),
    };
    if expected.is_empty() {
        return found;
    }
    let expected = choices(expected, lang);
    match lang {
        Lang::En => format!("{found}, expected {expected}"),
        Lang::Zh => joined(&[&found, "，此处应为", &expected]),
    }
}

/// `a`, `a or b`, `a, b, or c`.
fn choices(expected: &[Expected], lang: Lang) -> String {
    let words: Vec<String> = expected.iter().map(|one| expected_name(*one, lang)).collect();
    match (&words[..], lang) {
        ([], _) => String::new(),
        ([one], _) => one.clone(),
        ([one, other], Lang::En) => format!("{one} or {other}"),
        ([most @ .., last], Lang::En) => format!("{}, or {last}", most.join(", ")),
        ([most @ .., last], Lang::Zh) => joined(&[&most.join("、"), "或", last]),
    }
}

fn expected_name(expected: Expected, lang: Lang) -> String {
    let words = match expected {
        Expected::Symbol(text) => return quoted(text),
        Expected::Word(text) => text,
        Expected::Expression => lang.pick("an expression", "表达式"),
        Expected::Identifier => lang.pick("identifier", "标识符"),
        Expected::Label => lang.pick("label", "标签"),
        Expected::QuotedLabel => {
            lang.pick("a label's name (one with a colon must be quoted)", "标签名称（含冒号时必须加引号）")
        }
        Expected::MatchOperator => lang.pick("label matching operator (= != =~ !~)", "标签匹配运算符（= != =~ !~）"),
        Expected::Number => lang.pick("number", "数字"),
        Expected::Duration => lang.pick("duration", "时长"),
        Expected::String => lang.pick("string", "字符串"),
        Expected::Timestamp => lang.pick("timestamp", "时间戳"),
    };
    words.into()
}

/// In Chinese with the word that follows a context.
fn context_name(context: SyntaxContext, lang: Lang) -> &'static str {
    match context {
        SyntaxContext::Aggregation => lang.pick("aggregation", "聚合运算中"),
        SyntaxContext::Grouping => lang.pick("grouping opts", "分组标签中"),
        SyntaxContext::Matching => lang.pick("label matching", "标签匹配中"),
        SyntaxContext::Arguments => lang.pick("function call args", "函数参数中"),
        SyntaxContext::Parentheses => lang.pick("parentheses", "圆括号中"),
        SyntaxContext::Offset => lang.pick("offset", "offset 之后"),
        SyntaxContext::At => lang.pick("@", "@ 之后"),
        SyntaxContext::Range => lang.pick("subquery or range selector", "区间选择器或子查询中"),
        SyntaxContext::Subquery => lang.pick("subquery selector", "子查询中"),
        SyntaxContext::Duration => lang.pick("duration expression", "时长表达式中"),
        SyntaxContext::Fill => lang.pick("fill value", "填充值中"),
    }
}

fn token(found: &NamedToken, lang: Lang) -> String {
    match found {
        NamedToken::End => say!(lang, "end of input", "输入结尾"),
        NamedToken::Identifier(text) => say!(lang, "identifier {it}", "标识符 {it}", it = quoted(text)),
        NamedToken::Keyword(text) => say!(lang, "<{text}>", "关键字 {text}"),
        NamedToken::Aggregator(text) => say!(lang, "<aggr:{text}>", "聚合运算符 {text}"),
        NamedToken::Operator(text) => say!(lang, "<op:{text}>", "运算符 {text}"),
        NamedToken::String(text) => say!(lang, "string {it}", "字符串 {it}", it = quoted(text)),
        NamedToken::Number(text) => say!(lang, "number {it}", "数字 {it}", it = quoted(text)),
        NamedToken::Duration(text) => say!(lang, "duration {it}", "时长 {it}", it = quoted(text)),
        NamedToken::Symbol(text) => say!(lang, "{it}", "符号 {it}", it = quoted(text)),
    }
}

fn delimiter(letter: char, lang: Lang) -> &'static str {
    match letter {
        '(' | ')' => lang.pick("parenthesis", "圆括号"),
        '[' | ']' => lang.pick("bracket", "方括号"),
        _ => lang.pick("brace", "花括号"),
    }
}

fn character(letter: char, lang: Lang) -> String {
    let letter = if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() };
    say!(lang, "unexpected character: '{letter}'", "意外的字符：'{letter}'")
}

fn matcher_operator(operator: &str, lang: Lang) -> String {
    match operator {
        "=" => say!(
            lang,
            "unexpected \"=\", expected an operator: equality is written ==",
            "意外的 \"=\"：相等比较应写作 =="
        ),
        "!" => say!(lang, "unexpected character after '!', expected !=", "'!' 之后的字符不正确，应为 !="),
        _ => say!(
            lang,
            "unexpected {it}: regular expressions match labels, in braces",
            "意外的 {it}：正则表达式只用来匹配标签，应写在花括号中",
            it = quoted(operator)
        ),
    }
}

fn unterminated(quote: char, lang: Lang) -> String {
    if quote == '`' {
        return say!(lang, "unterminated raw string: closing ` is missing", "原始字符串未结束：缺少结尾的 `");
    }
    say!(
        lang,
        "unterminated quoted string: closing {quote} is missing on its line",
        "字符串未结束：该行缺少结尾的 {quote}"
    )
}

fn modifier_target(modifier: &str, lang: Lang) -> String {
    if matches!(modifier, "anchored" | "smoothed") {
        return say!(
            lang,
            "{modifier} modifier must be preceded by an instant vector selector or range vector selector",
            "{modifier} 修饰符只能跟在瞬时向量选择器或区间向量选择器之后"
        );
    }
    say!(
        lang,
        "{modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery",
        "{modifier} 修饰符只能跟在瞬时向量选择器、区间向量选择器或子查询之后"
    )
}

fn modifier_twice(modifier: &str, lang: Lang) -> String {
    match modifier {
        "@" => say!(lang, "@ <timestamp> may not be set multiple times", "@ 时间戳不能设置多次"),
        "offset" => say!(lang, "offset may not be set multiple times", "offset 不能设置多次"),
        _ => say!(
            lang,
            "{modifier}: only one of anchored and smoothed may be set, once",
            "{modifier}：anchored 与 smoothed 只能设置其中一个，且只能一次"
        ),
    }
}
