//! What holds of the evaluation of any query over any series. The tests hold generated ones to it, the fuzz target
//! whatever libFuzzer comes upon: both from bytes.
//!
//! Invariant: nothing panics; a mistake's or a limit's place lies in the text; results stay below the limits.
//! Invariant: passes over the plan change nothing: result, error and annotations are exactly those of the plan as
//! written.
//! Invariant: the result is the same in tiles of any size, printed and formatted, in two halves, and step by step; so
//! is the error, of the same kind and about the same part. Where several parts or steps fail, which of them is met
//! first depends on what is evaluated together: then it is one of the errors that the steps give.
//! Not here: what the results must be (`tests/engine`, Prometheus' conformance scripts, `tests/e2e/differential.rs`).

#![allow(clippy::cast_possible_wrap, reason = "numbers of a test are small")]

#[path = "choices.rs"]
pub(crate) mod choices;
#[path = "evaluation/federated.rs"]
#[allow(dead_code, reason = "only tests of the federation split series")]
pub(crate) mod federated;
#[path = "evaluation/outcome.rs"]
pub(crate) mod outcome;
#[path = "evaluation/queries.rs"]
mod queries;
#[path = "evaluation/series.rs"]
mod series;

use std::cell::RefCell;

use narthex::engine::labels::Labels;
use narthex::engine::options::{Dialect, EvaluationLimits, NameRemoval, Options, When};
use narthex::engine::plan::{Plan, promql};
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::time::StepGrid;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Severity;
use narthex::promql::{format, printer};

use choices::Choices;
use federated::Split;
use outcome::{Failure, Outcome};

/// What became of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The checker refused it.
    Refused,
    /// The data did not allow it, or a limit.
    Failed,
    /// It has a result without any sample.
    Empty,
    /// It has a result.
    Evaluated,
}

/// A query and over what, when and how it is evaluated.
struct Case {
    query: String,
    series: Vec<(Labels, Samples)>,
    store: MemoryStore,
    when: When,
    options: Options,
}

/// Makes a case of bytes and holds its evaluation to all properties.
#[track_caller]
pub(crate) fn hold(bytes: &[u8]) -> Fate {
    Case::of(bytes).hold()
}

/// Makes a case of bytes and holds it to what the passes over its plan have to keep, which is quickly done.
#[track_caller]
#[allow(dead_code, reason = "all properties have it, too")]
pub(crate) fn hold_passes(bytes: &[u8]) {
    let case = Case::of(bytes);
    let is_refused = diagnose(&case.query).1.iter().any(|one| one.severity == Severity::Error);
    if !is_refused {
        case.hold_passes(&case.run(&case.query, case.when, u64::MAX));
    }
}

/// Makes a case of bytes and holds the text of its plan to be planned as the same again.
#[track_caller]
#[allow(dead_code, reason = "only tests of the engine do")]
pub(crate) fn hold_text(bytes: &[u8]) {
    let case = Case::of(bytes);
    let (parsed, found) = diagnose(&case.query);
    if found.iter().any(|one| one.severity == Severity::Error) {
        return;
    }
    let text = RefCell::new(None);
    let planned = Plan::with(&parsed.expr, case.when, &case.options, |nodes, root| {
        *text.borrow_mut() = promql(nodes, root);
        root
    });
    let Ok(planned) = planned else { return };
    let is_far = case.steps().any(|step| matches!(step, When::Instant(at) if at.abs() > 1 << 50));
    let Some(text) = text.into_inner() else {
        return assert!(is_far || case.query.contains("info("), "what is of our time has a text: {case}");
    };
    let (parsed, found) = diagnose(&text);
    assert!(!found.iter().any(|one| one.severity == Severity::Error), "{}: {text}: {found:?}", case.query);
    let again = Plan::new(&parsed.expr, case.when, &case.options).expect("a plan");
    assert_eq!(again.to_string(), planned.to_string(), "{}: {text}", case.query);
}

/// Makes a case of bytes and holds its evaluation over zones to that in one place.
#[track_caller]
#[allow(dead_code, reason = "only tests of the federation have zones")]
pub(crate) fn hold_federated(bytes: &[u8]) -> Fate {
    let mut case = Case::of(bytes);
    // Which of two zeros is the least depends on their order.
    for (_, samples) in &mut case.series {
        samples.values.iter_mut().filter(|value| **value == 0.0).for_each(|value| *value = 0.0);
    }
    case.options = Options { limits: EvaluationLimits::default(), name_removal: NameRemoval::AtOnce, ..case.options };
    if diagnose(&case.query).1.iter().any(|one| one.severity == Severity::Error) {
        return Fate::Refused;
    }
    case.hold_federated()
}

fn options(choices: &mut Choices<'_>) -> Options {
    let tight = EvaluationLimits { samples: 300, series: 6, memory: 8_000, steps: 60 };
    Options {
        lookback_ms: choices.pick(&[300_000, 25_000, 10_000, 1]),
        subquery_step_ms: choices.pick(&[10_000, 7_000]),
        dialect: choices.pick(&[Dialect::V3, Dialect::V2]),
        name_removal: choices.pick(&[NameRemoval::AtOnce, NameRemoval::Delayed]),
        keeps_uses_apart: false,
        limits: if choices.one_in(5) {
            tight
        } else {
            EvaluationLimits { steps: 20_000, ..EvaluationLimits::default() }
        },
    }
}

fn when(choices: &mut Choices<'_>) -> When {
    let far = choices.pick(&[i64::MIN / 4, i64::MAX / 4]);
    let start = if choices.one_in(20) { far } else { choices.pick(&[100_000, 60_000, 93_411, 30_000, 0, -30_000]) };
    match choices.below(12) {
        0..5 => When::Instant(start),
        more => {
            let step = choices.pick(&[10_000, 7_000, 1_000, 60_000]);
            When::Range(StepGrid { start, end: start + step * (more as i64 - 4), step })
        }
    }
}

impl Case {
    fn of(bytes: &[u8]) -> Self {
        let mut choices = Choices::of(bytes);
        let options = options(&mut choices);
        let when = when(&mut choices);
        // The query first: the series take as many bytes as there are.
        let query = queries::query(&mut choices);
        let series = series::series(&mut choices);
        let mut store = MemoryStore::default();
        series.iter().cloned().for_each(|(labels, samples)| store.append(labels, samples));
        Self { query, series, store, when, options }
    }

    #[track_caller]
    fn hold(&self) -> Fate {
        let (parsed, diagnostics) = diagnose(&self.query);
        for one in &diagnostics {
            self.check_place(one.span.start as usize, one.span.end as usize);
        }
        if diagnostics.iter().any(|one| one.severity == Severity::Error) {
            return Fate::Refused;
        }
        let whole = self.run(&self.query, self.when, u64::MAX);
        match &whole {
            Err(failure) if failure.is_limit() => {
                self.check_place_of(failure);
                return Fate::Failed;
            }
            // An estimate of the cost changes with what is evaluated: only the whole stays below the limits.
            Ok(whole) if self.options.limits.series < 10 => {
                let EvaluationLimits { samples, memory, .. } = self.options.limits;
                let size = whole.samples() as u64;
                assert!(size <= samples && size * 16 <= memory, "{self}: {size} samples");
            }
            _ => {
                whole.as_ref().err().into_iter().for_each(|failure| self.check_place_of(failure));
                for text in [printer::print(&parsed.expr), format::layout(&self.query, &parsed)] {
                    self.check(&text, &self.run(&text, self.when, u64::MAX), &whole, &[]);
                }
                self.hold_passes(&whole);
                let of_steps = self.failures_of_steps(&whole);
                for tile in [1, 3] {
                    let found = self.run(&self.query, self.when, tile);
                    // Which of several failures is met first cannot be told by single steps.
                    if !self.is_of_steps() && whole.is_err() && found.is_err() {
                        continue;
                    }
                    self.check(&format!("tiles of {tile}"), &found, &whole, &of_steps);
                }
                self.hold_in_parts(&whole, &of_steps);
            }
        }
        match whole {
            Err(_) => Fate::Failed,
            Ok(whole) if whole.samples() == 0 => Fate::Empty,
            Ok(_) => Fate::Evaluated,
        }
    }

    #[track_caller]
    fn hold_federated(&self) -> Fate {
        let splits = [
            ("two zones", Split::by_hash(&self.series, 2)),
            ("five zones", Split::by_hash(&self.series, 5)),
            ("two zones with a label", Split::by_hash_with_label(&self.series, 2, "collector")),
            ("a zone for each value of x", Split::by_label(&self.series, "x")),
        ];
        let mut fate = Fate::Evaluated;
        for (name, split) in splits {
            let single = split.in_one_place(&self.query, self.when, &self.options);
            let federated = split.pushed_down(&self.query, self.when, &self.options);
            match (single.map(|one| Outcome::of(&one)), federated.map(|one| Outcome::of(&one))) {
                (Ok(single), Ok(federated)) => {
                    let is_chosen = federated::chooses(&self.query) && !federated.is_about(&single);
                    if is_chosen || single.annotations().any(federated::is_lost) {
                        continue;
                    }
                    let plan = split.plan(&self.query, self.when, &self.options).expect("a plan");
                    assert!(federated.is_about(&single), "{self}{name}\n{plan}found {federated:?}\nwanted {single:?}");
                }
                (Err(_), Err(_)) => fate = Fate::Failed,
                (Err(_), Ok(_)) | (Ok(_), Err(_)) if federated::chooses(&self.query) => fate = Fate::Failed,
                (Err(failure), Ok(_)) if federated::is_missed(&failure.to_string()) => fate = Fate::Failed,
                (single, federated) => panic!("{self}{name}: found {federated:?}, wanted {single:?}"),
            }
        }
        fate
    }

    fn run(&self, query: &str, when: When, tile: u64) -> Result<Outcome, Failure> {
        outcome::run(query, Plan::new, &self.store, when, &self.options, tile)
    }

    /// Nothing is another because of the passes over the plan. They save memory: under tight limits, more fails as
    /// written.
    #[track_caller]
    fn hold_passes(&self, planned: &Result<Outcome, Failure>) {
        if self.options.limits.series < 10 {
            return;
        }
        let written = outcome::run(&self.query, Plan::as_written, &self.store, self.when, &self.options, u64::MAX);
        assert_eq!(planned, &written, "{self}\nplanned and as written");
    }

    /// Whether what it gives at a step hangs on that step alone: not where it asks for its own beginning, end or step.
    fn is_of_steps(&self) -> bool {
        !["start(", "end(", "range(", "step("].iter().any(|word| self.query.contains(word))
    }

    fn steps(&self) -> impl Iterator<Item = When> {
        let grid = match self.when {
            When::Instant(start) => StepGrid { start, end: start, step: 1 },
            When::Range(grid) => grid,
        };
        (0..grid.len() as i64).map(move |at| When::Instant(grid.start + at * grid.step))
    }

    /// In what ways a query that fails does so at its steps, one by one.
    fn failures_of_steps(&self, whole: &Result<Outcome, Failure>) -> Vec<Failure> {
        if whole.is_ok() || !self.is_of_steps() {
            return Vec::new();
        }
        self.steps().filter_map(|when| self.run(&self.query, when, u64::MAX).err()).collect()
    }

    /// In two halves and step by step. A subquery is evaluated at all of its steps between the query's first and last,
    /// also at those in no step's range: it may fail at one of which the parts know nothing.
    #[track_caller]
    fn hold_in_parts(&self, whole: &Result<Outcome, Failure>, of_steps: &[Failure]) {
        let When::Range(grid) = self.when else { return };
        if !self.is_of_steps() || whole.is_err() && self.query.contains(':') {
            return;
        }
        let middle = grid.start + (grid.len() / 2) as i64 * grid.step;
        let halves = [StepGrid { end: middle - grid.step, ..grid }, StepGrid { start: middle, ..grid }];
        let halves = halves.iter().filter(|half| !half.is_empty()).map(|half| When::Range(*half)).collect::<Vec<_>>();
        for (what, parts) in [("halves", halves), ("steps", self.steps().collect())] {
            let parts = parts.into_iter().map(|when| self.run(&self.query, when, u64::MAX));
            self.check(what, &parts.collect::<Result<Vec<_>, _>>().map(Outcome::joined), whole, of_steps);
        }
    }

    /// Both gave the same, or failed in the same way; where it may be met in another order, in ways of single steps.
    #[track_caller]
    fn check(
        &self,
        what: &str,
        found: &Result<Outcome, Failure>,
        wanted: &Result<Outcome, Failure>,
        of_steps: &[Failure],
    ) {
        let is_of_a_step = |failure: &Failure| of_steps.iter().any(|own| own.is_same(failure));
        let is_same = match (found, wanted) {
            (Err(found), Err(wanted)) => found.is_same(wanted) || is_of_a_step(found) && is_of_a_step(wanted),
            (Ok(found), Ok(wanted)) => found.is_about(wanted),
            _ => false,
        };
        assert!(is_same, "{self}\n{what}\nfound {found:?}\nwanted {wanted:?}\nof steps {of_steps:?}");
    }

    #[track_caller]
    fn check_place_of(&self, failure: &Failure) {
        failure.span.iter().for_each(|span| self.check_place(span.start as usize, span.end as usize));
    }

    #[track_caller]
    fn check_place(&self, start: usize, end: usize) {
        assert!(start <= end && self.query.get(start..end).is_some(), "{self}: {start} to {end} is no place");
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "{}\n{:?} {:?}", self.query, self.when, self.options)?;
        for (labels, samples) in &self.series {
            let pairs = samples.times.iter().zip(&samples.values).map(|(time, value)| format!(" {value}@{time}"));
            writeln!(out, "{labels:?}{}", pairs.collect::<String>())?;
        }
        Ok(())
    }
}
