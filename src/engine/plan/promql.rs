//! Nodes of a plan → text that asks for the same, on one line: what other nodes are asked for a part of a query.
//!
//! Times and durations are written as numbers, steps of subqueries too, so that the text means the same wherever and
//! whenever it is planned.
//!
//! Invariant: the text, planned again for the same options, is the same plan (`tests/engine/generated.rs`).

use std::collections::HashMap;

use super::{PlanNode, PlanNodeId, PlanNodeKind, PlanSelector, SampleTime};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::{BinaryOperation, Comparison};
use crate::engine::labels::METRIC_NAME;
use crate::engine::matcher::LabelMatcher;
use crate::model::{duration, number};
use crate::promql::ast::{MatchOp, MatchingKind, Side};
use crate::promql::functions::FunctionId;
use crate::promql::lexer::Keyword;
use crate::promql::literal::string;

/// The times that a text can say exactly, in milliseconds: it is read as seconds with a fraction.
const EXACT: std::ops::RangeInclusive<i64> = -(1 << 52)..=1 << 52;

/// The text of a node with all below it. `None` of what no text says: times beyond some 140,000 years; and of `info`,
/// whose time hangs on how its argument is written.
pub fn promql(nodes: &[PlanNode], root: PlanNodeId) -> Option<String> {
    let mut writer = Writer { nodes, texts: HashMap::new() };
    let mut left = vec![(root, false)];
    while let Some((id, is_done)) = left.pop() {
        if is_done {
            let text = writer.text(&nodes[id.0 as usize].kind)?;
            writer.texts.insert(id, text);
        } else if !writer.texts.contains_key(&id) {
            left.push((id, true));
            left.extend(nodes[id.0 as usize].kind.children().into_iter().map(|child| (child, false)));
        }
    }
    writer.texts.remove(&root)
}

/// Texts made of those of operands, which come first. Nothing is as large as the plan: it may have many parts.
struct Writer<'a> {
    nodes: &'a [PlanNode],
    texts: HashMap<PlanNodeId, String>,
}

impl Writer<'_> {
    fn text(&self, kind: &PlanNodeKind) -> Option<String> {
        let timing = match kind {
            PlanNodeKind::Subquery { timing, .. } => *timing,
            _ => kind.selector().map(|selector| selector.timing).unwrap_or_default(),
        };
        if !EXACT.contains(&timing.at.unwrap_or_default()) || !EXACT.contains(&timing.offset) {
            return None;
        }
        Some(match kind {
            PlanNodeKind::Number(value) => number::format(*value),
            PlanNodeKind::String(text) => quoted(text),
            PlanNodeKind::Instant(selector) => {
                if let Some(part) = &selector.part {
                    return Some(format!("({})", part.expr));
                }
                format!("{}{}", series(selector), modifiers(selector))
            }
            PlanNodeKind::SampleTime { selector, which } => {
                let function = match which {
                    SampleTime::Taken => FunctionId::Timestamp,
                    SampleTime::Start => FunctionId::StartTimestamp,
                };
                format!("{}({}{})", function.name(), series(selector), modifiers(selector))
            }
            PlanNodeKind::Range { selector, range } => {
                format!("{}[{}]{}", series(selector), duration::format(*range), modifiers(selector))
            }
            PlanNodeKind::Subquery { inner, range, step, timing, .. } => {
                let [range, step] = [*range, *step].map(duration::format);
                format!("{}[{range}:{step}]{timing}", self.operand(*inner)?)
            }
            PlanNodeKind::StepInvariant { inner, .. } => self.whole(*inner)?.to_owned(),
            PlanNodeKind::Negate(operand) => format!("-({})", self.whole(*operand)?),
            PlanNodeKind::Call { function, args, .. } => {
                let args: Vec<&str> = match (function.id, args.as_slice()) {
                    // Which was made two calls of.
                    (FunctionId::AbsentOverTime, [present]) => {
                        let range = self.node(*present)?.kind.children();
                        range.iter().map(|arg| self.whole(*arg)).collect::<Option<_>>()?
                    }
                    _ => args.iter().map(|arg| self.whole(*arg)).collect::<Option<_>>()?,
                };
                format!("{}({})", function.name, args.join(", "))
            }
            PlanNodeKind::Info { .. } => return None,
            PlanNodeKind::Aggregate { op, grouping, parameter, operand, .. } => {
                let mut args = String::new();
                if let Some((parameter, _)) = parameter {
                    args = format!("{}, ", self.whole(*parameter)?);
                }
                format!("{}{}({args}{})", op.text(), grouping_text(grouping), self.whole(*operand)?)
            }
            PlanNodeKind::Binary { operation, left, right } => {
                format!("{} {} {}", self.operand(*left)?, operator(operation), self.operand(*right)?)
            }
        })
    }

    fn node(&self, id: PlanNodeId) -> Option<&PlanNode> {
        self.nodes.get(id.0 as usize)
    }

    fn whole(&self, id: PlanNodeId) -> Option<&str> {
        self.texts.get(&id).map(String::as_str)
    }

    /// A text beside an operator or before brackets, which take no more of it than all.
    fn operand(&self, id: PlanNodeId) -> Option<String> {
        let text = self.whole(id)?;
        let is_one = match &self.node(id)?.kind {
            PlanNodeKind::Number(value) => value.is_finite() && value.is_sign_positive(),
            PlanNodeKind::Instant(selector) => selector.part.is_some() || modifiers(selector).is_empty(),
            PlanNodeKind::SampleTime { .. } | PlanNodeKind::Call { .. } | PlanNodeKind::Aggregate { .. } => true,
            _ => false,
        };
        Some(if is_one { text.to_owned() } else { format!("({text})") })
    }
}

/// A selector without what is said of its time. The name stands before the braces if it can.
fn series(selector: &PlanSelector) -> String {
    if let [name, others @ ..] = selector.matchers.as_slice()
        && name.name == METRIC_NAME
        && name.op == MatchOp::Equal
        && is_bare(&name.value, |byte| byte == b':')
        && Keyword::of(&name.value).is_none()
    {
        return if others.is_empty() { name.value.clone() } else { format!("{}{}", name.value, braces(others)) };
    }
    braces(&selector.matchers)
}

/// `smoothed`, `@`, `offset`, each with a space before it.
fn modifiers(selector: &PlanSelector) -> String {
    let extension = selector.extension.map(|one| format!(" {}", one.text())).unwrap_or_default();
    format!("{extension}{}", selector.timing)
}

fn braces(matchers: &[LabelMatcher]) -> String {
    let matcher = |one: &LabelMatcher| format!("{}{}{}", label(&one.name), one.op.text(), quoted(&one.value));
    format!("{{{}}}", matchers.iter().map(matcher).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    string::push_name(&mut out, text);
    out
}

/// A label's name, in quotes where it needs them.
fn label(name: &str) -> String {
    let is_number = || Keyword::of(name) == Some(Keyword::Number);
    if is_bare(name, |_| false) && !is_number() { name.to_owned() } else { quoted(name) }
}

fn is_bare(name: &str, also: impl Fn(u8) -> bool) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || also(byte);
    name.bytes().next().is_some_and(is_letter) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

fn labels(names: &[String]) -> String {
    format!("({})", names.iter().map(|name| label(name)).collect::<Vec<_>>().join(", "))
}

/// What stands between an aggregator and its arguments.
fn grouping_text(grouping: &GroupingLabels) -> String {
    match grouping {
        GroupingLabels::By(names) if names.is_empty() => String::new(),
        GroupingLabels::By(names) => format!(" by {} ", labels(names)),
        GroupingLabels::Without(names) => format!(" without {} ", labels(names)),
    }
}

/// An operator with all that is written beside it.
fn operator(operation: &BinaryOperation) -> String {
    let mut words = vec![operation.op.text().to_owned()];
    if operation.op.is_comparison() && operation.comparison == Comparison::Bool {
        words.push("bool".to_owned());
    }
    match operation.matching {
        MatchingKind::On => words.push(format!("on {}", labels(&operation.labels))),
        MatchingKind::Ignoring if operation.labels.is_empty() && operation.many.is_none() => {}
        MatchingKind::Ignoring => words.push(format!("ignoring {}", labels(&operation.labels))),
    }
    if let Some(side) = operation.many {
        let word = if side == Side::Left { "group_left" } else { "group_right" };
        words.push(format!("{word} {}", labels(&operation.include)));
    }
    for (word, value) in [("fill_left", operation.fill_left), ("fill_right", operation.fill_right)] {
        words.extend(value.map(|value| format!("{word} ({})", number::format(value))));
    }
    words.join(" ")
}
