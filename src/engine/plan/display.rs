//! A plan as text: one node a line, operands indented below. A node that stands below several has a number; where it
//! comes again, only that is written.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::{HistogramDetail, Input, Plan, PlanNodeId, PlanNodeKind, PlanSelector, Projection, SampleTime, Timing};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::{BinaryOperation, Comparison};
use crate::engine::matcher::LabelMatcher;
use crate::model::labels::push_quoted;
use crate::model::{duration, number};
use crate::promql::ast::{MatchingKind, Side};

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.annotated(|_| String::new()))
    }
}

impl Plan {
    /// The plan as text, with something said behind each node.
    pub fn annotated(&self, said: impl Fn(PlanNodeId) -> String) -> String {
        let mut out = String::new();
        let mut marks = Marks::of(self);
        let mut parts = Parts::default();
        let mut left: Vec<(PlanNodeId, usize)> = vec![(self.root, 0)];
        while let Some((id, depth)) = left.pop() {
            let (kind, indent) = (&self.node(id).kind, depth * 2);
            let mark = match marks.of_node(id) {
                Mark::None => String::new(),
                Mark::First(number) => format!("[{number}] "),
                Mark::Again(number) => {
                    // A text takes all that is written.
                    let _ = writeln!(out, "{:indent$}shared [{number}]", "");
                    continue;
                }
            };
            let needs = match self.projection(id) {
                needs if kind.selector().is_some() && *needs != Projection::ALL => format!(", needs {needs}"),
                _ => String::new(),
            };
            let line = match kind.selector().and_then(|selector| selector.part.as_ref()) {
                Some(part) => format!("part {}: {}", parts.number(&part.expr), part.expr),
                None => Line(kind).to_string(),
            };
            let _ = writeln!(out, "{:indent$}{mark}{line}{needs}{}", "", said(id));
            left.extend(kind.children().into_iter().rev().map(|child| (child, depth + 1)));
        }
        out
    }
}

/// The numbers of the parts that other nodes evaluate, from 1, in the order in which they are written. What is asked
/// twice, at steps of the query and of a subquery, is one.
#[derive(Default)]
struct Parts<'a>(BTreeMap<&'a str, usize>);

impl<'a> Parts<'a> {
    fn number(&mut self, expr: &'a str) -> usize {
        let next = self.0.len() + 1;
        *self.0.entry(expr).or_insert(next)
    }
}

/// The numbers of the nodes that stand below several.
struct Marks {
    /// How many nodes each stands below.
    above: Vec<u32>,
    numbers: Vec<Option<u32>>,
    next: u32,
}

enum Mark {
    None,
    First(u32),
    Again(u32),
}

impl Marks {
    fn of(plan: &Plan) -> Self {
        Self { above: plan.uses().to_vec(), numbers: vec![None; plan.nodes.len()], next: 1 }
    }

    fn of_node(&mut self, id: PlanNodeId) -> Mark {
        let at = id.0 as usize;
        match self.numbers[at] {
            Some(number) => Mark::Again(number),
            None if self.above[at] > 1 => {
                self.numbers[at] = Some(self.next);
                self.next += 1;
                Mark::First(self.next - 1)
            }
            None => Mark::None,
        }
    }
}

/// One node without its operands.
///
/// Invariant: it says all that decides what the node gives: nodes of equal lines with equal operands are the same.
pub(super) struct Line<'a>(pub(super) &'a PlanNodeKind);

impl fmt::Display for Line<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            PlanNodeKind::Number(value) => write!(out, "number {}", number::format(*value)),
            PlanNodeKind::String(text) => {
                let mut quoted = String::new();
                push_quoted(&mut quoted, text);
                write!(out, "string {quoted}")
            }
            PlanNodeKind::Instant(PlanSelector { part: Some(part), .. }) => write!(out, "part {}", part.expr),
            PlanNodeKind::Instant(selector) => write!(out, "instant {selector}"),
            PlanNodeKind::SampleTime { selector, which: SampleTime::Taken } => write!(out, "timestamp {selector}"),
            PlanNodeKind::SampleTime { selector, which: SampleTime::Start } => {
                write!(out, "start_timestamp {selector}")
            }
            PlanNodeKind::Range { selector, range } => write!(out, "range [{}] {selector}", duration::format(*range)),
            PlanNodeKind::Subquery { range, step, timing, .. } => {
                write!(out, "subquery [{}:{}]{timing}", duration::format(*range), duration::format(*step))
            }
            PlanNodeKind::StepInvariant { .. } => out.write_str("once"),
            PlanNodeKind::Negate(_) => out.write_str("negate"),
            PlanNodeKind::Call { function, .. } => write!(out, "call {}", function.name),
            PlanNodeKind::Info { selector, matchers, .. } => write!(out, "info {selector} by {}", Braces(matchers)),
            PlanNodeKind::Aggregate { op, grouping, input, .. } => {
                let (word, labels) = match grouping {
                    GroupingLabels::By(labels) => ("by", labels),
                    GroupingLabels::Without(labels) => ("without", labels),
                };
                let fused = if *input == Input::Streamed { ", fused" } else { "" };
                write!(out, "aggregate {} {word} ({}){fused}", op.text(), Names(labels))
            }
            PlanNodeKind::Binary { operation, .. } => write!(out, "binary {}{operation}", operation.op.text()),
        }
    }
}

/// What is written beside the operator.
impl fmt::Display for BinaryOperation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.comparison == Comparison::Bool {
            out.write_str(" bool")?;
        }
        match self.matching {
            MatchingKind::On => write!(out, " on ({})", Names(&self.labels))?,
            MatchingKind::Ignoring if self.labels.is_empty() => {}
            MatchingKind::Ignoring => write!(out, " ignoring ({})", Names(&self.labels))?,
        }
        match self.many {
            Some(Side::Left) => write!(out, " group_left ({})", Names(&self.include))?,
            Some(Side::Right) => write!(out, " group_right ({})", Names(&self.include))?,
            None => {}
        }
        for (side, value) in [("left", self.fill_left), ("right", self.fill_right)] {
            if let Some(value) = value {
                write!(out, " fill_{side} ({})", number::format(value))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for PlanSelector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (written, propagated) = self.matchers.split_at(self.matchers.len().saturating_sub(self.propagated));
        write!(out, "{}", Braces(written))?;
        if !propagated.is_empty() {
            write!(out, " and {}", Braces(propagated))?;
        }
        write!(out, "{}", self.timing)?;
        if let Some(extension) = self.extension {
            write!(out, " {}", extension.text())?;
        }
        if self.detail == HistogramDetail::Statistics { out.write_str(", counts and sums") } else { Ok(()) }
    }
}

/// Matchers.
pub(super) struct Braces<'a>(pub(super) &'a [LabelMatcher]);

impl fmt::Display for Braces<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("{");
        for (at, matcher) in self.0.iter().enumerate() {
            text.push_str(if at > 0 { ", " } else { "" });
            push_name(&mut text, &matcher.name);
            text.push_str(matcher.op.text());
            push_quoted(&mut text, &matcher.value);
        }
        write!(out, "{text}}}")
    }
}

fn push_name(out: &mut String, name: &str) {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.bytes().all(is_bare) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit()) {
        out.push_str(name);
    } else {
        push_quoted(out, name);
    }
}

/// Names of labels, quoted where they need it.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (at, name) in self.0.iter().enumerate() {
            text.push_str(if at > 0 { ", " } else { "" });
            push_name(&mut text, name);
        }
        out.write_str(&text)
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            let (sign, at) = (if at < 0 { "-" } else { "" }, at.unsigned_abs());
            write!(out, " @ {sign}{}", at / 1000)?;
            if at % 1000 > 0 {
                write!(out, ".{:03}", at % 1000)?;
            }
        }
        if self.offset == 0 { Ok(()) } else { write!(out, " offset {}", duration::format(self.offset)) }
    }
}
