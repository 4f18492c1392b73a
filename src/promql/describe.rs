//! What an expression means, in words of both languages: a node in one line, a tree as an outline, and what lies under
//! a cursor. What functions, aggregators and operators do is read from their tables.
//!
//! Invariant: every text is one line and bounded, whatever a person typed; a whole outline takes linear time.
//! Invariant: any tree is borne, also of broken text, and a text that the tree was not made from.
//! Not here: what is wrong (`wording`), the tree as data (`tree`).

mod binary;
mod call;
mod duration;
mod hover;
mod list;
mod selector;

pub use hover::{UnderCursor, Word, at};

use super::ast::{Expr, ExprKind, Matrix, Number, NumberForm, Subquery, Unary, UnaryOp};
use super::excerpt::{code, quoted};
use super::span::Span;
use crate::model::lang::{Lang, say};
use crate::model::number;

/// The most lines of an outline.
pub const MAX_LINES: usize = 500;

/// The most characters of a description.
pub const MAX_CHARACTERS: usize = 400;

/// A tree in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The nodes from the outermost on, each before those below it, as they stand in the text. Parentheses have no
    /// line of their own.
    pub lines: Vec<Line>,
    /// How many nodes were left out, as there are more than [`MAX_LINES`].
    pub left_out: usize,
}

/// A node in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How many nodes it lies below.
    pub depth: usize,
    /// Its text.
    pub span: Span,
    /// What it means.
    pub words: String,
}

/// What a node means, in one line without a full stop. What stands below it is named by its text, cut. `text` is what
/// the node was made from.
pub fn line(text: &str, expr: &Expr, lang: Lang) -> String {
    sentence(&words(text, expr, lang), lang)
}

/// A tree in words, a line a node.
pub fn outline(text: &str, expr: &Expr, lang: Lang) -> Outline {
    let mut outline = Outline::default();
    let mut todo = vec![(0, expr)];
    while let Some((depth, expr)) = todo.pop() {
        let expr = expr.unparenthesised();
        if outline.lines.len() < MAX_LINES {
            outline.lines.push(Line { depth, span: expr.span, words: line(text, expr, lang) });
        } else {
            outline.left_out += 1;
        }
        todo.extend(expr.children().into_iter().rev().map(|child| (depth + 1, child)));
    }
    outline
}

fn words(text: &str, expr: &Expr, lang: Lang) -> String {
    match &expr.kind {
        ExprKind::Error => error(text, expr.span, lang),
        ExprKind::Number(it) => literal(text, *it, lang),
        ExprKind::String(it) => say!(lang, "the text {it}", "文本 {it}", it = quoted(&it.value)),
        ExprKind::Selector(it) => selector::words(it, lang),
        ExprKind::Matrix(it) => matrix(it, lang),
        ExprKind::Subquery(it) => subquery(text, it, lang),
        ExprKind::Call(it) => call::call(text, it, lang),
        ExprKind::Aggregate(it) => call::aggregate(text, it, lang),
        ExprKind::Binary(it) => binary::words(text, it, lang),
        ExprKind::Unary(it) => unary(text, it, lang),
        ExprKind::Paren(inner) => words(text, inner.unparenthesised(), lang),
    }
}

fn error(text: &str, span: Span, lang: Lang) -> String {
    match code(text, span) {
        none if none.is_empty() => say!(lang, "an expression is missing here", "此处缺少表达式"),
        some => say!(lang, "not understood: {some}", "无法理解：{some}"),
    }
}

fn literal(text: &str, it: Number, lang: Lang) -> String {
    let value = number::format(it.value);
    if it.form == NumberForm::Plain {
        return say!(lang, "the number {value}", "数字 {value}");
    }
    say!(
        lang,
        "the number {value}, which is {written} in seconds",
        "数字 {value}，即 {written} 的秒数",
        written = code(text, it.span)
    )
}

fn matrix(it: &Matrix, lang: Lang) -> String {
    let series = selector::series(&it.selector, lang);
    let last = duration::last(&it.range, lang);
    let modifiers = selector::after_comma(&it.selector.modifiers, lang);
    say!(lang, "samples of {series}, over {last}{modifiers}", "{series}在{last}内的样本{modifiers}")
}

fn subquery(text: &str, it: &Subquery, lang: Lang) -> String {
    let (last, every) = (duration::last(&it.range, lang), duration::every(it.step.as_ref(), lang));
    let modifiers = selector::after_comma(&it.modifiers, lang);
    let what = short(text, &it.expr);
    say!(lang, "evaluated {every} over {last}{modifiers}: {what}", "{last}内{every}求值{modifiers}：{what}")
}

fn unary(text: &str, it: &Unary, lang: Lang) -> String {
    let operand = short(text, &it.operand);
    match it.op {
        UnaryOp::Minus => say!(lang, "the negative of {operand}", "{operand} 的相反数"),
        UnaryOp::Plus => say!(lang, "unchanged: {operand}", "{operand}，不变"),
    }
}

/// The text of a node, cut; `…` where there is none.
fn short(text: &str, it: &Expr) -> String {
    match code(text, it.span) {
        none if none.is_empty() => "…".into(),
        some => some,
    }
}

/// With a large letter at its beginning, and cut. English descriptions begin with a word of their own.
fn sentence(words: &str, lang: Lang) -> String {
    let mut out = words.to_owned();
    if let (Lang::En, Some(first)) = (lang, out.get_mut(..1)) {
        first.make_ascii_uppercase();
    }
    if let Some((end, _)) = out.char_indices().nth(MAX_CHARACTERS) {
        out.truncate(end);
        out.push('…');
    }
    out
}
