//! Runs a script's commands and says what of it passed.

use narthex::engine::annotation::{AnnotationLevel, Annotations};
use narthex::engine::column::{Point, ValueColumn};
use narthex::engine::evaluate::{Outcome, Output, ResultSeries, evaluate};
use narthex::engine::histogram::nhcb;
use narthex::engine::labels::Labels;
use narthex::engine::load;
use narthex::engine::options::{NameRemoval, Options, When};
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::lang::Lang;
use narthex::model::time::StepGrid;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Severity as Weight;
use narthex::promql::wording;

use crate::suite::eval::{Eval, Expected, ExpectedAnnotations, Failure, Text};
use crate::suite::script::{Command, Load, Numbered, read};
use crate::suite::{at, compare};

/// What came of a script.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Evaluations that gave what was expected, in every form in which they were run.
    pub(crate) passed: usize,
    /// Of the others the line and what was wrong.
    pub(crate) failures: Vec<(usize, String)>,
}

/// In which forms an evaluation of a script is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    /// As it is written, in a range query, and fixed at its time and asked at others.
    All,
    /// As it is written.
    Written,
}

/// Runs a script with these options, each evaluation in these forms, over what a way makes of the series that were
/// loaded. An error: the script itself cannot be read.
pub(crate) fn run(
    script: &str,
    options: &Options,
    forms: Forms,
    way: &dyn Fn(MemoryStore) -> MemoryStore,
) -> Result<Report, String> {
    let mut store = MemoryStore::default();
    let mut report = Report::default();
    for Numbered { line, command } in read(script)? {
        match command {
            Command::Clear => store = MemoryStore::default(),
            Command::Load(load) => {
                fill(&mut store, &load).map_err(|why| format!("line {line}: {why}"))?;
                store = way(store);
            }
            Command::Eval(eval) => match check(&eval, forms, &store, options) {
                Ok(()) => report.passed += 1,
                Err(why) => report.failures.push((line, format!("{}: {why}", eval.expression))),
            },
        }
    }
    Ok(report)
}

/// The options under which Prometheus runs its own scripts.
pub(crate) fn prometheus() -> Options {
    Options { name_removal: NameRemoval::Delayed, ..Options::default() }
}

fn fill(store: &mut MemoryStore, load: &Load) -> Result<(), String> {
    let mut series = load::load(load.lines.iter().map(String::as_str), load.step_ms)?;
    if load.with_nhcb {
        series.extend(nhcb::custom_from_classic(&series)?);
    }
    for (labels, samples) in series {
        store.append(labels, samples);
    }
    Ok(())
}

/// One evaluation, in forms in which it must give the same.
fn check(eval: &Eval, forms: Forms, store: &MemoryStore, options: &Options) -> Result<(), String> {
    let (When::Instant(time), Forms::All) = (eval.when, forms) else {
        return check_at(eval, &eval.expression, eval.when, store, options);
    };
    instant(eval, &eval.expression, time, store, options)?;
    if !diagnose(&eval.expression).1.is_empty() {
        // What is no expression has no other form.
        return Ok(());
    }
    let Some(fixed) = at::fixed(&eval.expression, time) else { return Ok(()) };
    for other in at::times(time) {
        instant(eval, &fixed, other, store, options).map_err(|why| format!("as {fixed} at {other} ms: {why}"))?;
    }
    Ok(())
}

/// An instant query, and the middle step of a range query around it.
fn instant(eval: &Eval, text: &str, time: i64, store: &MemoryStore, options: &Options) -> Result<(), String> {
    check_at(eval, text, When::Instant(time), store, options)?;
    let knows_the_range = ["start()", "end()", "range()", "step()"].iter().any(|name| text.contains(name));
    let is_vector = matches!(eval.expected, Expected::Series(_) | Expected::Scalar(_));
    if !matches!(eval.fail, Failure::None) || eval.is_ordered || knows_the_range || !is_vector {
        return Ok(());
    }
    let grid = StepGrid { start: time - 60_000, end: time + 60_000, step: 60_000 };
    let outcome = query(text, When::Range(grid), store, options).map_err(|why| format!("as a range query: {why}"))?;
    let Output::Matrix(series) = outcome.value else { return Err("a range query did not give a matrix".into()) };
    sorted(&series)?;
    let middle = series.iter().map(timed).map(|(labels, mut samples)| {
        samples.retain(|(at, _)| *at == time);
        (labels, samples)
    });
    let middle: Vec<_> = middle.filter(|(_, samples)| !samples.is_empty()).collect();
    let compared = match &eval.expected {
        Expected::Scalar(wanted) => match middle.as_slice() {
            [(_, samples)] => number(*wanted, &samples[0].1),
            other => Err(format!("{} series", other.len())),
        },
        Expected::Series(series) => compare::vector(series, &middle, false),
        Expected::String(_) | Expected::Ranges(..) => Ok(()),
    };
    compared.map_err(|why| format!("as a range query: {why}"))
}

/// One query compared with what is expected.
fn check_at(eval: &Eval, text: &str, when: When, store: &MemoryStore, options: &Options) -> Result<(), String> {
    let when = match &eval.expected {
        // The expression has its own range: it is evaluated at the end.
        Expected::Ranges(grid, _) if eval.when == When::Instant(0) => When::Instant(grid.end),
        _ => when,
    };
    let outcome = match (query(text, when, store, options), &eval.fail) {
        (Ok(outcome), Failure::None) => outcome,
        (Ok(_), _) => return Err("it should have failed".into()),
        (Err(why), Failure::None) => return Err(why),
        (Err(_), Failure::Any) => return Ok(()),
        (Err(why), Failure::With(wanted)) => return refused(&why, wanted),
    };
    annotations(&eval.warnings, &outcome.annotations, AnnotationLevel::Warning, text)?;
    annotations(&eval.infos, &outcome.annotations, AnnotationLevel::Info, text)?;
    match (&eval.expected, outcome.value) {
        (Expected::Scalar(wanted), Output::Scalar { value, .. }) => number(*wanted, &Point::Float(value)),
        (Expected::String(wanted), Output::Text { text, .. }) if *wanted == text => Ok(()),
        (Expected::Series(wanted), Output::Vector(given)) => {
            compare::vector(wanted, &given.iter().map(timed).collect::<Vec<_>>(), eval.is_ordered)
        }
        (Expected::Series(wanted), Output::Matrix(given)) => {
            let When::Range(grid) = when else { return Err("an instant query gave a matrix".into()) };
            sorted(&given)?;
            compare::matrix(wanted, grid.start, grid.step, &given.iter().map(timed).collect::<Vec<_>>())
        }
        (Expected::Ranges(grid, wanted), Output::Matrix(given)) => {
            compare::matrix(wanted, grid.start, grid.step, &given.iter().map(timed).collect::<Vec<_>>())
        }
        (wanted, given) => Err(format!("expected {wanted:?}, got {given:?}")),
    }
}

fn query(text: &str, when: When, store: &MemoryStore, options: &Options) -> Result<Outcome, String> {
    let (parsed, found) = diagnose(text);
    if let Some(error) = found.iter().find(|one| one.severity == Weight::Error) {
        return Err(wording::message(error, Lang::En));
    }
    evaluate(&parsed.expr, store, when, options).map_err(|error| error.to_string())
}

fn refused(why: &str, wanted: &Text) -> Result<(), String> {
    if wanted.is(why) { Ok(()) } else { Err(format!("it failed with {why:?}, not {wanted:?}")) }
}

fn annotations(
    wanted: &ExpectedAnnotations,
    given: &Annotations,
    level: AnnotationLevel,
    text: &str,
) -> Result<(), String> {
    let given = given.all().iter().filter(|one| one.level == level);
    let lines: Vec<String> = given.map(|one| one.line(text)).collect();
    if wanted.must_not_occur && !lines.is_empty() {
        return Err(format!("unexpected annotations {lines:?}"));
    }
    if wanted.must_occur && lines.is_empty() {
        return Err(format!("no {level:?} was given"));
    }
    let is_known = |line: &String| wanted.texts.is_empty() || wanted.texts.iter().any(|text| text.is(line));
    if wanted.must_occur && !lines.iter().all(is_known) {
        return Err(format!("annotations {lines:?}, expected {:?}", wanted.texts));
    }
    match wanted.texts.iter().find(|text| !lines.iter().any(|line| text.is(line))) {
        Some(missing) => Err(format!("missing {missing:?} in {lines:?}")),
        None => Ok(()),
    }
}

fn number(wanted: f64, given: &Point) -> Result<(), String> {
    match given {
        Point::Float(given) if compare::almost(wanted, *given) => Ok(()),
        other => Err(format!("expected {wanted}, got {other:?}")),
    }
}

fn sorted(series: &[ResultSeries]) -> Result<(), String> {
    let is_sorted = series.is_sorted_by(|a, b| a.labels < b.labels);
    if is_sorted { Ok(()) } else { Err("the result is not sorted by labels".into()) }
}

fn timed(series: &ResultSeries) -> (Labels, Vec<(i64, Point)>) {
    let Samples { times, values, histograms, .. } = &series.samples;
    let column = ValueColumn { values: values.clone(), histograms: histograms.clone() };
    (series.labels.clone(), times.iter().enumerate().map(|(at, time)| (*time, column.point(at))).collect())
}
