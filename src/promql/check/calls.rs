//! Checks calls of functions and aggregations: known names, numbers and types of arguments.

use super::{Checker, error};
use crate::promql::aggregators::AGGREGATORS;
use crate::promql::ast::{Aggregate, Call, Expr, ExprKind, NameForm, Selector};
use crate::promql::diagnostic::{Arity, Check, Diagnostic, Edit, Fix, Hint, TypeContext};
use crate::promql::dialect::QueryDialect;
use crate::promql::excerpt::code;
use crate::promql::functions::{FUNCTIONS, Function, FunctionId, Parameter, ParameterRole, Renamed, renamed};
use crate::promql::nearest::nearest;
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// The longest arguments, in bytes, that a fix moves: nested calls would hold copies of copies.
const LONGEST_SWAP: usize = 4096;

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Option<ValueType> {
        let Some(function) = call.function().or_else(|| self.renamed(call)) else {
            self.unknown_function(call);
            for argument in &call.args {
                self.expr(argument);
            }
            return None;
        };
        let (min, max) = function.arguments();
        let given = call.args.len();
        let arity = if given < min {
            Some(if max == Some(min) { Arity::Exactly(min) } else { Arity::AtLeast(min) })
        } else {
            let exceeded = max.filter(|max| given > *max);
            exceeded.map(|max| if min == max { Arity::Exactly(max) } else { Arity::AtMost(max) })
        };
        if let Some(arity) = arity.filter(|_| !broken(&call.args)) {
            let span = surplus(&call.args, max, call.args_span);
            self.error(span, Check::Arguments { function: function.name, arity, given });
        }
        let context = TypeContext::Argument(function.name);
        let mut wrong = Vec::new();
        for (at, argument) in call.args.iter().enumerate() {
            if function.role(at) == Some(ParameterRole::LabelMatchers) {
                self.info_labels(argument);
            } else {
                let given = self.expr(argument);
                self.extension(function, argument);
                let expected = function.parameter(at).map(|parameter| parameter.value_type);
                wrong.extend(Mismatch::new(argument, expected, given, context));
            }
        }
        self.mismatches(&wrong);
        if arity.is_none() {
            for (at, argument) in call.args.iter().enumerate() {
                self.role(function.name, function.parameter(at), argument);
            }
        }
        Some(function.returns)
    }

    pub(super) fn aggregate(&mut self, aggregate: &Aggregate) {
        if let Some(grouping) = &aggregate.grouping {
            self.named(&grouping.labels);
        }
        let aggregator = aggregate.op.aggregator();
        let parameter = aggregator.parameter;
        let expected = 1 + usize::from(parameter.is_some());
        let given = aggregate.args.len();
        if given != expected {
            if !broken(&aggregate.args) {
                let span = surplus(&aggregate.args, Some(expected), aggregate.args_span);
                self.error(span, Check::AggregateArguments { op: aggregate.op, given });
            }
            for argument in &aggregate.args {
                self.expr(argument);
            }
            return;
        }
        let mut wrong = Vec::new();
        if let (Some(parameter), [expr, _]) = (parameter, &aggregate.args[..]) {
            let given = self.expr(expr);
            wrong.extend(Mismatch::new(expr, Some(parameter.value_type), given, TypeContext::AggregationParameter));
            self.role(aggregator.name, Some(&parameter), expr);
        }
        if let Some(operand) = aggregate.args.last() {
            let given = self.expr(operand);
            wrong.extend(Mismatch::new(operand, Some(ValueType::Vector), given, TypeContext::Aggregation));
        }
        self.mismatches(&wrong);
    }

    /// A function by an older name: a mistake only where that is gone.
    fn renamed(&mut self, call: &Call) -> Option<&'static Function> {
        let Renamed { function, now } = renamed(&call.name)?;
        let now = now.name();
        if matches!(self.dialect, QueryDialect::Current | QueryDialect::Local) {
            self.found
                .push(error(call.name_span, Check::Renamed { name: function.name, now }).fixed_by(call.name_span, now));
        }
        Some(function)
    }

    fn unknown_function(&mut self, call: &Call) {
        let known = FUNCTIONS.iter().map(|one| one.name).chain(AGGREGATORS.iter().map(|one| one.name));
        let is_called = |name: &&str| call.name.eq_ignore_ascii_case(name);
        let other = AGGREGATORS.iter().find(|one| one.other_names.iter().any(is_called));
        let meant = other.map(|one| one.name).or_else(|| nearest(&call.name, known));
        let diagnostic = error(call.name_span, Check::UnknownFunction { name: call.name.clone(), meant });
        self.found.push(match meant {
            Some(meant) => diagnostic.fixed_by(call.name_span, meant),
            None => diagnostic,
        });
    }

    /// A range that is anchored or smoothed, below a function that does not know what that means.
    fn extension(&mut self, function: &Function, argument: &Expr) {
        if let ExprKind::Matrix(matrix) = &argument.unparenthesised().kind
            && let Some((extension, span)) = matrix.selector.modifiers.extension
            && !function.extensions.contains(&extension)
        {
            self.error(span, Check::Extension { extension, function: function.name });
        }
    }

    /// Reports arguments of the wrong type; two that only changed places, as one mistake.
    fn mismatches(&mut self, wrong: &[Mismatch]) {
        if let [first, second] = wrong
            && (first.expected, first.given) == (second.given, second.expected)
        {
            let span = first.expr.span.to(second.expr.span);
            let diagnostic = error(span, Check::Swapped(second.context));
            let moved = |to: &Mismatch, from: &Mismatch| Edit {
                span: to.expr.span,
                text: from.expr.span.of(self.text).to_owned(),
            };
            let fix =
                (span.len() <= LONGEST_SWAP).then(|| Fix { edits: vec![moved(first, second), moved(second, first)] });
            self.found.push(Diagnostic { fix, ..diagnostic });
            return;
        }
        self.found.extend(wrong.iter().map(Mismatch::diagnostic));
    }

    /// The second argument of `info`: matchers in braces, which may well match everything.
    fn info_labels(&mut self, argument: &Expr) {
        match &argument.kind {
            ExprKind::Error => {}
            ExprKind::Selector(selector) => {
                if let Some(name) = selector.name.as_ref().filter(|name| name.form == NameForm::Bare) {
                    self.error(name.span, Check::InfoName);
                }
                self.matchers(selector);
            }
            _ => {
                let before = self.found.len();
                self.expr(argument);
                if self.found.len() == before {
                    self.error(argument.span, Check::InfoSelector);
                }
            }
        }
    }

    /// What an argument has to be for what it is used as: a label's name, a regular expression.
    fn role(&mut self, function: &'static str, parameter: Option<&Parameter>, argument: &Expr) {
        match parameter.map(|parameter| parameter.role) {
            Some(ParameterRole::TargetLabel | ParameterRole::SourceLabel) => self.label_name(function, argument),
            Some(ParameterRole::Pattern) => {
                if let ExprKind::String(pattern) = &argument.unparenthesised().kind {
                    self.regex(pattern);
                }
            }
            Some(ParameterRole::Value | ParameterRole::Quantile | ParameterRole::LabelMatchers) | None => {}
        }
    }

    /// A label that is written must have a name, in UTF-8.
    fn label_name(&mut self, function: &'static str, expr: &Expr) {
        if let ExprKind::String(name) = &expr.unparenthesised().kind
            && (name.value.is_empty() || name.bytes.is_some())
        {
            self.error(name.span, Check::LabelName { function, literal: code(self.text, name.span) });
        }
    }
}

/// Whether an argument is broken text: then their number says nothing.
fn broken(args: &[Expr]) -> bool {
    args.iter().any(|one| matches!(one.kind, ExprKind::Error))
}

/// The arguments that are too many, else the parentheses.
fn surplus(args: &[Expr], max: Option<usize>, parentheses: Span) -> Span {
    match args.get(max.unwrap_or(usize::MAX)..).unwrap_or_default() {
        [] => parentheses,
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
    }
}

/// An argument of another type than its context wants.
struct Mismatch<'a> {
    expr: &'a Expr,
    expected: ValueType,
    given: ValueType,
    context: TypeContext,
}

impl<'a> Mismatch<'a> {
    fn new(
        expr: &'a Expr,
        expected: Option<ValueType>,
        given: Option<ValueType>,
        context: TypeContext,
    ) -> Option<Self> {
        let (expected, given) = expected.zip(given)?;
        (expected != given).then_some(Self { expr, expected, given, context })
    }

    fn hint(&self) -> Option<Hint> {
        // Between scalars and vectors these are the way: around their argument another one would say nothing.
        let converts = matches!(self.context, TypeContext::Argument(name)
            if matches!(FunctionId::of(name), Some(FunctionId::Scalar | FunctionId::Vector)));
        match (self.expected, self.given, &self.expr.kind) {
            (ValueType::Matrix, ValueType::Vector, ExprKind::Selector(_)) => Some(Hint::Range),
            (ValueType::Matrix, ValueType::Vector, _) => Some(Hint::Subquery),
            (ValueType::Vector, ValueType::Matrix, _) => Some(Hint::RangeFunction),
            (ValueType::Vector, ValueType::Scalar, _) if !converts => Some(Hint::Vector),
            (ValueType::Scalar, ValueType::Vector, _) if !converts => Some(Hint::Scalar),
            (ValueType::String, ValueType::Vector, ExprKind::Selector(selector)) if is_bare_name(selector) => {
                Some(Hint::Quotes)
            }
            _ => None,
        }
    }

    fn diagnostic(&self) -> Diagnostic {
        let (expr, hint) = (self.expr, self.hint());
        let kind = Check::Type { context: self.context, expected: self.expected, given: self.given, hint };
        let diagnostic = error(expr.span, kind);
        match (hint, &expr.kind) {
            (Some(Hint::Range), ExprKind::Selector(selector)) => diagnostic.fixed_by(selector.span.after(), "[5m]"),
            (Some(Hint::Vector), _) => around(diagnostic, expr.span, "vector(", ")"),
            (Some(Hint::Scalar), _) => around(diagnostic, expr.span, "scalar(", ")"),
            (Some(Hint::Quotes), _) => around(diagnostic, expr.span, "\"", "\""),
            _ => diagnostic,
        }
    }
}

/// Whether a selector is one name and nothing else, as a text that lost its quotes is.
fn is_bare_name(selector: &Selector) -> bool {
    selector.name.is_some() && selector.braces.is_none() && selector.modifiers.is_empty()
}

/// The fix that puts something around an expression.
pub(super) fn around(diagnostic: Diagnostic, span: Span, before: &str, behind: &str) -> Diagnostic {
    let edits =
        vec![Edit { span: span.before(), text: before.into() }, Edit { span: span.after(), text: behind.into() }];
    Diagnostic { fix: Some(Fix { edits }), ..diagnostic }
}
