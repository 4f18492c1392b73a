//! Results and failures that can be compared: what differs is not told by NaN's bits, by the order of series, or by where
//! a part stands in a text.

use std::collections::{BTreeMap, BTreeSet};

use narthex::engine::error::Error;
use narthex::engine::evaluate::{self, Advance, Evaluation, Output, ResultSeries};
use narthex::engine::labels::Labels;
use narthex::engine::options::{Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::native_histogram::Buckets;
use narthex::promql::ast::{Expr, ExprKind};
use narthex::promql::parser;
use narthex::promql::span::Span;

/// A result.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Its samples by series and time: the numbers of each, a float's one, a histogram's all.
    samples: BTreeMap<(Labels, i64), Vec<f64>>,
    /// In any order.
    annotations: BTreeSet<String>,
}

/// Why a query failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    /// The error without its place.
    why: Error,
    /// The part that met it, from the whole down: which child of which, parentheses left out. `None`: no part is named.
    part: Option<Vec<usize>>,
    /// Its place in the text.
    pub(crate) span: Option<Span>,
}

/// How an expression is planned.
pub(crate) type Planning = fn(&Expr, When, &Options) -> Result<Plan, Error>;

/// Evaluates in tiles of at most so many steps.
pub(crate) fn run(
    query: &str,
    planning: Planning,
    store: &MemoryStore,
    when: When,
    options: &Options,
    tile: u64,
) -> Result<Outcome, Failure> {
    let expr = parser::parse(query).expr;
    let failed = |error| Failure::of(error, &expr);
    let mut evaluation = Evaluation::new(planning(&expr, when, options).map_err(failed)?, store, options);
    if tile < u64::MAX {
        evaluation = evaluation.in_tiles_of(tile);
    }
    loop {
        if let Advance::Done(outcome) = evaluation.advance() {
            return Ok(Outcome::of(&outcome.map_err(failed)?));
        }
    }
}

impl Failure {
    fn of(error: Error, expr: &Expr) -> Self {
        let nowhere = Span::at(0);
        let (why, span) = match error {
            Error::Evaluation { text, span } => (Error::Evaluation { text, span: None }, span),
            Error::Limit { limit, most, span } => (Error::Limit { limit, most, span: nowhere }, Some(span)),
        };
        Self { why, part: span.and_then(|span| part(expr, span)), span }
    }

    /// Whether a limit was reached.
    pub(crate) fn is_limit(&self) -> bool {
        matches!(self.why, Error::Limit { .. })
    }

    /// Whether both say the same of the same part.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.why == other.why && self.part == other.part
    }
}

/// The way from an expression down to the part at this place.
fn part(expr: &Expr, span: Span) -> Option<Vec<usize>> {
    if expr.span == span {
        return Some(Vec::new());
    }
    if let ExprKind::Paren(inner) = &expr.kind {
        return part(inner, span);
    }
    let mut below = expr.children().into_iter().enumerate();
    below.find_map(|(at, child)| Some([vec![at], part(child, span)?].concat()))
}

impl Outcome {
    pub(crate) fn of(evaluated: &evaluate::Outcome) -> Self {
        let annotations = evaluated.annotations.all().iter().map(|one| format!("{one:?}")).collect();
        let mut all = Self { annotations, ..Self::default() };
        match &evaluated.value {
            Output::Scalar { time, value } => drop(all.samples.insert((Labels::default(), *time), vec![*value])),
            Output::Text { .. } => {}
            Output::Vector(series) | Output::Matrix(series) => series.iter().for_each(|one| all.push(one)),
        }
        all
    }

    fn push(&mut self, series: &ResultSeries) {
        let samples = &series.samples;
        for (at, time) in samples.times.iter().enumerate() {
            let numbers = match samples.histograms.get(at) {
                Some(Some(own)) => {
                    let buckets = [&own.negative, &own.positive].into_iter().flat_map(Buckets::iter);
                    let filled = buckets.filter(|(_, count)| *count != 0.0);
                    let fixed = [own.count, own.sum, own.zero_count, own.zero_threshold, f64::from(own.schema)];
                    fixed.into_iter().chain(filled.flat_map(|(at, count)| [f64::from(at), count])).collect()
                }
                _ => vec![samples.values[at]],
            };
            let before = self.samples.insert((series.labels.clone(), *time), numbers);
            assert!(before.is_none(), "{:?} twice at {time}", series.labels);
        }
    }

    /// How many samples there are.
    pub(crate) fn samples(&self) -> usize {
        self.samples.len()
    }

    /// What was annotated.
    pub(crate) fn annotations(&self) -> impl Iterator<Item = &str> {
        self.annotations.iter().map(String::as_str)
    }

    /// Parts of a result as one.
    pub(crate) fn joined(parts: Vec<Self>) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.samples.extend(part.samples);
            all.annotations.extend(part.annotations);
        }
        all
    }

    /// Whether both are the same but for rounding.
    pub(crate) fn is_about(&self, other: &Self) -> bool {
        let is_near = |a: &f64, b: &f64| {
            a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
        };
        self.samples.len() == other.samples.len()
            && self.samples.iter().zip(&other.samples).all(|((key, own), (others, theirs))| {
                key == others && own.len() == theirs.len() && own.iter().zip(theirs).all(|(a, b)| is_near(a, b))
            })
    }
}

/// Exactly the same, whatever the bits of NaN.
impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        let bits = |value: &f64| if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
        self.annotations == other.annotations
            && self.samples.len() == other.samples.len()
            && self
                .samples
                .iter()
                .zip(&other.samples)
                .all(|((key, own), (others, theirs))| key == others && own.iter().map(bits).eq(theirs.iter().map(bits)))
    }
}
