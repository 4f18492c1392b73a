//! `absent`, and with it `absent_over_time(x)`, which is planned as `absent(last_over_time(x))` with the labels of `x`:
//! the metric's name must not be dropped, and series merged, before it is known whether anything is there.

use std::rc::Rc;

use super::{FunctionCall, Implementation};
use crate::engine::column::{ABSENT, ValueColumn, is_absent};
use crate::engine::labels::{Labels, METRIC_NAME};
use crate::engine::value::{SeriesSet, TileValue, Vector};
use crate::promql::ast::{Expr, ExprKind, MatchOp};
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    matches!(id, FunctionId::Absent | FunctionId::AbsentOverTime)
        .then_some(Implementation::OfValues(|call| Ok(absent(call))))
}

/// 1 where no series has a sample, nothing elsewhere.
fn absent(call: &FunctionCall) -> TileValue {
    let mut values = vec![1.0; call.steps.len()];
    if let Some(TileValue::Vector(vector)) = call.args.first() {
        for column in &vector.columns {
            for (_, result) in column.values.iter().zip(&mut values).filter(|(value, _)| !is_absent(**value)) {
                *result = ABSENT;
            }
        }
    }
    let series_set = SeriesSet { labels: vec![call.fixed.clone()], drops_name: vec![false] };
    TileValue::Vector(Vector { series_set: Rc::new(series_set), columns: vec![ValueColumn::floats(values)] })
}

/// The labels that a selector fixes by equality, without the name; a label that several matchers speak of is left
/// out. None of any other expression.
pub fn fixed_labels(argument: &Expr) -> Labels {
    let selector = match &argument.unparenthesised().kind {
        ExprKind::Selector(selector) => selector,
        ExprKind::Matrix(matrix) => &matrix.selector,
        _ => return Labels::default(),
    };
    let mut fixed: Vec<(&str, &str)> = Vec::new();
    let mut seen = Vec::new();
    for matcher in selector.matchers.iter().filter(|matcher| matcher.name.text != METRIC_NAME) {
        let name = matcher.name.text.as_str();
        // As Prometheus does it: a second equality takes the label out, and so does any other matcher, but an
        // equality after another kind of matcher sets it.
        if matcher.op == MatchOp::Equal && !seen.contains(&name) {
            fixed.push((name, &matcher.value.value));
            seen.push(name);
        } else {
            fixed.retain(|(own, _)| *own != name);
        }
    }
    Labels::new(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parser;

    #[track_caller]
    fn check(expression: &str, expected: &[(&str, &str)]) {
        let expr = parser::parse(expression).expr;
        assert_eq!(fixed_labels(&expr), Labels::new(expected.iter().copied()), "{expression}");
    }

    #[test]
    fn equal_matchers_fix_labels() {
        check("up", &[]);
        check("up{job=\"a\", env=\"b\"}", &[("job", "a"), ("env", "b")]);
        check("{__name__=\"up\", job=\"a\"}[5m]", &[("job", "a")]);
        check("up{job=~\"a.*\", env!=\"b\"}", &[]);
        check("up{job=\"a\", job=\"b\", env=\"c\"}", &[("env", "c")]);
        check("up{job=\"a\", job=~\"a\"}", &[]);
        check("up{job=~\"a\", job=\"a\"}", &[("job", "a")]);
        check("sum(up{job=\"a\"})", &[]);
        check("(up{job=\"a\"})", &[("job", "a")]);
    }
}
