//! What the checker finds wrong, in words.

use super::quoted;
use crate::model::lang::Lang;
use crate::promql::aggregators::{Aggregator, aggregator};
use crate::promql::ast::Extension;
use crate::promql::diagnostic::{Bound, Check, Hint, TypedPlace};
use crate::promql::functions;

pub(super) fn message(kind: &Check, lang: Lang) -> String {
    match lang {
        Lang::En | Lang::Zh => english(kind),
    }
}

fn english(kind: &Check) -> String {
    match kind {
        Check::UnknownFunction { name, meant: None } => format!("unknown function with name {}", quoted(name)),
        Check::UnknownFunction { name, meant: Some(meant) } => {
            format!("unknown function with name {}, did you mean {meant}?", quoted(name))
        }
        Check::Arguments { function, bound, given } => {
            let signature = functions::function(function).map(functions::Function::signature).unwrap_or_default();
            format!("expected {} argument(s) in call to \"{function}\", got {given}: {signature}", count(*bound))
        }
        Check::AggregateArguments { given: 0, .. } => "no arguments for aggregate expression provided".into(),
        Check::AggregateArguments { op, given } => format!(
            "wrong number of arguments for aggregate expression provided, expected {}, got {given}: {}",
            1 + usize::from(op.takes_parameter()),
            aggregator(op.text()).map(Aggregator::signature).unwrap_or_default()
        ),
        Check::Type { place, expected, given, hint } => {
            format!("expected type {expected} in {}, got {given}{}", place_name(*place), hint.map_or("", advice))
        }
        Check::Swapped(place) => format!("the arguments stand the wrong way round in {}", place_name(*place)),
        Check::Operand(given) => {
            format!("binary expression must contain only scalar and instant vector types, got {given}")
        }
        Check::SignedOperand(given) => {
            format!("unary expression only allowed on expressions of type scalar or instant vector, got {given}")
        }
        Check::SubqueryOperand(given) => format!("subquery is only allowed on instant vector, got {given} instead"),
        Check::BoolWithoutComparison => "bool modifier can only be used on comparison operators".into(),
        Check::ScalarComparison => "comparisons between scalars must use BOOL modifier".into(),
        Check::SetOfScalar(op) => format!("set operator \"{}\" not allowed in binary scalar expression", op.text()),
        Check::TrimOfScalar(op) => format!("operator \"{}\" not allowed for scalars: it trims histograms", op.text()),
        Check::MatchingOfScalar => "vector matching only allowed between instant vectors".into(),
        Check::FillOfScalar => "filling in missing series only allowed between instant vectors".into(),
        Check::FillOfSet(op) => format!("filling in missing series not allowed for set operator \"{}\"", op.text()),
        Check::GroupOfSet(op) => format!("no grouping allowed for \"{}\" operation", op.text()),
        Check::LabelInOnAndGroup(label) => {
            format!("label {} must not occur in ON and GROUP clause at once", quoted(label))
        }
        Check::EmptyLabel => "invalid label name for grouping: \"\"".into(),
        Check::NoMatcher => "vector selector must contain at least one non-empty matcher".into(),
        Check::NameTwice { name, matcher } => {
            format!("metric name must not be set twice: {} or {}", quoted(name), quoted(matcher))
        }
        Check::Regex { kind, piece } => format!("error parsing regexp: {kind}: {}", quoted(piece)),
        Check::LabelName { function, name } => format!("invalid label name {} in {function}()", quoted(name)),
        Check::InfoSelector => "expected label selectors only, as in info(v, {label=~\".+\"})".into(),
        Check::InfoName => "expected label selectors only, got vector selector instead".into(),
        Check::Extension { extension, function } => format!(
            "{} modifier can only be used with: {} - not with {function}",
            extension.text(),
            extended(*extension)
        ),
    }
}

fn extended(extension: Extension) -> &'static str {
    match extension {
        Extension::Anchored => "changes, delta, increase, rate, resets",
        Extension::Smoothed => "delta, increase, rate",
    }
}

fn count(bound: Bound) -> String {
    match bound {
        Bound::Exactly(count) => count.to_string(),
        Bound::AtLeast(count) => format!("at least {count}"),
        Bound::AtMost(count) => format!("at most {count}"),
    }
}

fn place_name(place: TypedPlace) -> String {
    match place {
        TypedPlace::Argument(function) => format!("call to function \"{function}\""),
        TypedPlace::Aggregation => "aggregation expression".into(),
        TypedPlace::AggregationParameter => "aggregation parameter".into(),
    }
}

fn advice(hint: Hint) -> &'static str {
    match hint {
        Hint::Range => ": a range such as [5m] is missing",
        Hint::Subquery => ": apply it to a selector with a range, or to a subquery such as (…)[5m:]",
        Hint::RangeFunction => ": put a function such as rate() around the range, or drop the range",
        Hint::Vector => ": vector(…) makes a vector of it",
        Hint::Scalar => ": scalar(…) makes a scalar of a vector with one series",
        Hint::Quotes => ": it must stand in quotes",
    }
}
