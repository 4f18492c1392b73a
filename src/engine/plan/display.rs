//! A plan as text: one node a line, operands indented below.

use std::fmt;

use super::{Kind, NodeId, Plan, SampleTime, Selector, Timing};
use crate::engine::aggregate::Grouping;
use crate::engine::binary::{Comparison, Operation};
use crate::model::labels::push_quoted;
use crate::model::{duration, number};
use crate::promql::ast::{MatchingKind, Side};

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left: Vec<(NodeId, usize)> = vec![(self.root, 0)];
        while let Some((id, depth)) = left.pop() {
            let kind = &self.node(id).kind;
            writeln!(out, "{:width$}{}", "", Line(kind), width = depth * 2)?;
            left.extend(kind.children().into_iter().rev().map(|child| (child, depth + 1)));
        }
        Ok(())
    }
}

/// One node without its operands.
struct Line<'a>(&'a Kind);

impl fmt::Display for Line<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Number(value) => write!(out, "number {}", number::format(*value)),
            Kind::String(text) => {
                let mut quoted = String::new();
                push_quoted(&mut quoted, text);
                write!(out, "string {quoted}")
            }
            Kind::Instant(selector) => write!(out, "instant {selector}"),
            Kind::SampleTime { selector, which: SampleTime::Taken } => write!(out, "timestamp {selector}"),
            Kind::SampleTime { selector, which: SampleTime::Start } => write!(out, "start_timestamp {selector}"),
            Kind::Range { selector, range } => write!(out, "range [{}] {selector}", duration::format(*range)),
            Kind::Subquery { range, step, timing, .. } => {
                write!(out, "subquery [{}:{}]{timing}", duration::format(*range), duration::format(*step))
            }
            Kind::Once { .. } => out.write_str("once"),
            Kind::Negate(_) => out.write_str("negate"),
            Kind::Call { function, .. } => write!(out, "call {}", function.name),
            Kind::Info { selector, .. } => write!(out, "info {selector}"),
            Kind::Aggregate { op, grouping: Grouping::By(labels), .. } => {
                write!(out, "aggregate {} by ({})", op.text(), labels.join(", "))
            }
            Kind::Aggregate { op, grouping: Grouping::Without(labels), .. } => {
                write!(out, "aggregate {} without ({})", op.text(), labels.join(", "))
            }
            Kind::Binary { operation, .. } => write!(out, "binary {}{operation}", operation.op.text()),
        }
    }
}

/// What is written beside the operator.
impl fmt::Display for Operation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.comparison == Comparison::Bool {
            out.write_str(" bool")?;
        }
        match self.matching {
            MatchingKind::On => write!(out, " on ({})", self.labels.join(", "))?,
            MatchingKind::Ignoring if self.labels.is_empty() => {}
            MatchingKind::Ignoring => write!(out, " ignoring ({})", self.labels.join(", "))?,
        }
        match self.many {
            Some(Side::Left) => write!(out, " group_left ({})", self.include.join(", "))?,
            Some(Side::Right) => write!(out, " group_right ({})", self.include.join(", "))?,
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

impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("{");
        for (at, matcher) in self.matchers.iter().enumerate() {
            text.push_str(if at > 0 { ", " } else { "" });
            text.push_str(&matcher.name);
            text.push_str(matcher.op.text());
            push_quoted(&mut text, &matcher.value);
        }
        write!(out, "{text}}}{}", self.timing)?;
        match self.extension {
            Some(extension) => write!(out, " {}", extension.text()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(out, " @ {}", number::format(at as f64 / 1000.0))?;
        }
        if self.offset == 0 { Ok(()) } else { write!(out, " offset {}", duration::format(self.offset)) }
    }
}
