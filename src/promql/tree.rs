//! A tree as indented lines, for people, tests and the command line.
//!
//! Not here: what a node means, in words (description).

use super::ast::{
    Aggregate, AtKind, Binary, Duration, DurationKind, Expr, ExprKind, Fill, GroupingKind, Matching, MatchingKind,
    Modifiers, Name, NameForm, Number, NumberForm, Selector, Side,
};
use super::literal::string;
use crate::model::number;

/// What the lines show beside the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeDetail {
    /// Nothing: two trees with the same lines are the same tree, wherever they stand.
    Nodes,
    /// The byte span of each expression.
    Spans,
}

/// The lines of a tree, each ended, two spaces a level.
pub fn lines(expr: &Expr, detail: TreeDetail) -> String {
    let mut lines = Lines { out: String::new(), level: 0, detail };
    lines.expr(expr);
    lines.out
}

struct Lines {
    out: String,
    level: usize,
    detail: TreeDetail,
}

impl Lines {
    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", self.level));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn expr(&mut self, expr: &Expr) {
        let mut head = head(expr);
        if self.detail == TreeDetail::Spans {
            head = format!("{head} [{}..{}]", expr.span.start, expr.span.end);
        }
        self.line(&head);
        self.level += 1;
        for child in expr.children() {
            self.expr(child);
        }
        self.level -= 1;
    }
}

fn head(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Error => "Error".into(),
        ExprKind::Number(it) => format!("Number {}", number_text(*it)),
        ExprKind::String(it) => {
            let mut out = String::from("String ");
            string::push(&mut out, it);
            out
        }
        ExprKind::Selector(it) => format!("Selector {}", selector(it)),
        ExprKind::Matrix(it) => format!("Matrix {} range {}", selector(&it.selector), duration(&it.range)),
        ExprKind::Subquery(it) => {
            let step = it.step.as_ref().map(|step| format!(" step {}", duration(step))).unwrap_or_default();
            format!("Subquery range {}{step}{}", duration(&it.range), modifiers(&it.modifiers))
        }
        ExprKind::Call(it) => format!("Call {}", it.name),
        ExprKind::Aggregate(it) => aggregate(it),
        ExprKind::Binary(it) => binary(it),
        ExprKind::Unary(it) => format!("Unary {}", it.op.text()),
        ExprKind::Paren(_) => "Paren".into(),
    }
}

fn number_text(it: Number) -> String {
    let form = if it.form == NumberForm::Duration { " as duration" } else { "" };
    number::format(it.value) + form
}

fn name(it: &Name) -> String {
    match it.form {
        NameForm::Bare => it.text.clone(),
        NameForm::Quoted => {
            let mut out = String::new();
            string::push_name(&mut out, &it.text);
            out
        }
    }
}

fn names(labels: &[Name]) -> String {
    format!("({})", labels.iter().map(name).collect::<Vec<_>>().join(", "))
}

fn selector(it: &Selector) -> String {
    let mut parts: Vec<String> = it.name.iter().map(name).collect();
    for matcher in &it.matchers {
        let mut part = name(&matcher.name) + matcher.op.text();
        string::push(&mut part, &matcher.value);
        parts.push(part);
    }
    format!("{{{}}}{}", parts.join(", "), modifiers(&it.modifiers))
}

fn modifiers(it: &Modifiers) -> String {
    let at = match it.at.map(|at| at.kind) {
        Some(AtKind::Time(ms)) => format!(" @ {ms}ms"),
        Some(AtKind::Start) => " @ start".into(),
        Some(AtKind::End) => " @ end".into(),
        None => String::new(),
    };
    let offset = it.offset.as_ref().map(|offset| format!(" offset {}", duration(offset))).unwrap_or_default();
    let extension = it.extension.map(|(extension, _)| format!(" {}", extension.text())).unwrap_or_default();
    at + &offset + &extension
}

fn duration(it: &Duration) -> String {
    match &it.kind {
        DurationKind::Error => "error".into(),
        DurationKind::Literal(it) => number_text(*it),
        DurationKind::Step => "step()".into(),
        DurationKind::Range => "range()".into(),
        DurationKind::Min(pair) => format!("min_of({}, {})", duration(&pair[0]), duration(&pair[1])),
        DurationKind::Max(pair) => format!("max_of({}, {})", duration(&pair[0]), duration(&pair[1])),
        DurationKind::Unary(op, inner) => format!("({} {})", op.text(), duration(inner)),
        DurationKind::Binary(op, pair) => format!("({} {} {})", op.text(), duration(&pair[0]), duration(&pair[1])),
        DurationKind::Paren(inner) => format!("paren {}", duration(inner)),
    }
}

fn aggregate(it: &Aggregate) -> String {
    let grouping = it.grouping.as_ref().map(|grouping| {
        let word = if grouping.kind == GroupingKind::By { "by" } else { "without" };
        format!(" {word} {}", names(&grouping.labels))
    });
    format!("Aggregate {}{}", it.op.text(), grouping.unwrap_or_default())
}

fn binary(it: &Binary) -> String {
    let mut out = format!("Binary {}", it.op.text());
    if it.bool_span.is_some() {
        out += " bool";
    }
    out += &it.matching.as_ref().map(matching).unwrap_or_default();
    out + &it.fill.as_ref().map(fill).unwrap_or_default()
}

fn matching(it: &Matching) -> String {
    let word = if it.kind == MatchingKind::On { "on" } else { "ignoring" };
    let group = it.group.as_ref().map(|group| {
        let word = if group.side == Side::Left { "group_left" } else { "group_right" };
        format!(" {word} {}", names(&group.labels))
    });
    format!(" {word} {}{}", names(&it.labels), group.unwrap_or_default())
}

fn fill(it: &Fill) -> String {
    let side = |word, value: Option<Number>| value.map(|it| format!(" {word} {}", number_text(it))).unwrap_or_default();
    side("fill_left", it.left) + &side("fill_right", it.right)
}
