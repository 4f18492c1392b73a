//! Checks binary operators with their modifiers, signs, and subqueries.

use std::collections::BTreeSet;

use super::calls::around;
use super::{Checker, error};
use crate::promql::ast::{Binary, Expr, Matching, MatchingKind, Name};
use crate::promql::diagnostic::Check;
use crate::promql::value_type::ValueType;

impl Checker<'_> {
    pub(super) fn binary(&mut self, binary: &Binary) -> Option<ValueType> {
        let left = self.operand(&binary.left);
        let right = self.operand(&binary.right);
        if let Some(matching) = &binary.matching {
            self.named(&matching.labels);
            self.named(matching.group.as_ref().map_or(&[], |group| &group.labels));
            self.labels_once(matching);
        }
        if let Some(span) = binary.bool_span.filter(|_| !binary.op.is_comparison()) {
            self.surplus(span, Check::BoolWithoutComparison);
        }
        let scalar = Some(ValueType::Scalar);
        if left == scalar || right == scalar {
            self.with_scalar(binary, left, right);
        } else if binary.op.is_set() {
            self.of_sets(binary);
        }
        match (left, right) {
            (Some(ValueType::Scalar), Some(ValueType::Scalar)) => scalar,
            (Some(ValueType::Vector), _) | (_, Some(ValueType::Vector)) => Some(ValueType::Vector),
            _ => None,
        }
    }

    pub(super) fn signed(&mut self, operand: &Expr) -> Option<ValueType> {
        let given = self.expr(operand)?;
        if matches!(given, ValueType::Scalar | ValueType::Vector) {
            return Some(given);
        }
        self.error(operand.span, Check::SignedOperand(given));
        None
    }

    pub(super) fn subquery(&mut self, operand: &Expr) {
        let Some(given) = self.expr(operand).filter(|given| *given != ValueType::Vector) else { return };
        let diagnostic = error(operand.span, Check::SubqueryOperand(given));
        self.found.push(match given {
            ValueType::Scalar => around(diagnostic, operand.span, "vector(", ")"),
            _ => diagnostic,
        });
    }

    /// An operand's type; `None` also where it is one that no operator takes.
    fn operand(&mut self, operand: &Expr) -> Option<ValueType> {
        let given = self.expr(operand)?;
        if matches!(given, ValueType::Scalar | ValueType::Vector) {
            return Some(given);
        }
        self.error(operand.span, Check::Operand(given));
        None
    }

    /// One side at least is a scalar: there are no labels to match by.
    fn with_scalar(&mut self, binary: &Binary, left: Option<ValueType>, right: Option<ValueType>) {
        let both = left == right;
        if binary.op.is_set() {
            let diagnostic = error(binary.op_span, Check::SetOfScalar(binary.op));
            let scalar = if left == Some(ValueType::Scalar) { &binary.left } else { &binary.right };
            let other_is_vector = left == Some(ValueType::Vector) || right == Some(ValueType::Vector);
            self.found.push(if other_is_vector { around(diagnostic, scalar.span, "vector(", ")") } else { diagnostic });
            return;
        }
        if both && binary.op.is_comparison() && binary.bool_span.is_none() {
            // `1==2`: the word must not run into what follows.
            let text = if binary.right.span.start == binary.op_span.end { " bool " } else { " bool" };
            self.found.push(error(binary.op_span, Check::ScalarComparison).fixed_by(binary.op_span.after(), text));
        }
        if both && binary.op.is_trim() {
            self.error(binary.op_span, Check::TrimOfScalar(binary.op));
        }
        // Servers take `on ()` here, which changes nothing.
        if let Some(matching) = binary.matching.as_ref().filter(|matching| !matching.labels.is_empty()) {
            self.surplus(matching.span, Check::MatchingOfScalar);
        }
        if let Some(fill) = &binary.fill {
            self.surplus(fill.span, Check::FillOfScalar);
        }
    }

    fn of_sets(&mut self, binary: &Binary) {
        if let Some(group) = binary.matching.as_ref().and_then(|matching| matching.group.as_ref()) {
            self.surplus(group.span, Check::GroupOfSet(binary.op));
        }
        if let Some(fill) = &binary.fill {
            self.surplus(fill.span, Check::FillOfSet(binary.op));
        }
    }

    /// Labels to group or match by must have a name.
    pub(super) fn named(&mut self, labels: &[Name]) {
        for label in labels.iter().filter(|label| label.text.is_empty()) {
            self.error(label.span, Check::EmptyLabel);
        }
    }

    fn labels_once(&mut self, matching: &Matching) {
        let Some(group) = matching.group.as_ref().filter(|_| matching.kind == MatchingKind::On) else { return };
        let mut matched = BTreeSet::new();
        matched.extend(matching.labels.iter().map(|label| &label.text));
        for label in &group.labels {
            if matched.contains(&label.text) {
                self.error(label.span, Check::LabelInOnAndGroup(label.text.clone()));
            }
        }
    }
}
