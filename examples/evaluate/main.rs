//! The engine on the command line: evaluates a query over a file and prints what the HTTP API would answer.
//!
//! The file is a text exposition or `OpenMetrics` text with timestamps, or holds `load` blocks of test scripts.
//! With `--stats` the answer says what the evaluation took, and the plan with what each node took follows it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod arguments;
mod data;
mod json;

use std::process::ExitCode;
use std::time::Instant;

use narthex::engine::error::Error;
use narthex::engine::evaluate::{Advance, Evaluation, Outcome};
use narthex::engine::plan::Plan;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Severity;
use narthex::promql::wording;

use arguments::Arguments;

const USAGE: &str = "usage: evaluate --data FILE --query QUERY [--time TIME | --start TIME --end TIME --step DURATION] \
                     [--dialect v2|v3] [--stats]";

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match data::store(&arguments.data) {
        Ok(store) => {
            let (answer, code) = answer(&arguments, &store);
            println!("{answer}");
            code
        }
        Err(why) => {
            eprintln!("{}: {why}", arguments.data);
            ExitCode::from(2)
        }
    }
}

fn answer(arguments: &Arguments, store: &MemoryStore) -> (String, ExitCode) {
    let (parsed, diagnostics) = diagnose(&arguments.query);
    if let Some(wrong) = diagnostics.iter().find(|one| one.severity == Severity::Error) {
        return (json::failure("bad_data", &wording::message(wrong, Lang::En)), ExitCode::FAILURE);
    }
    let plan = Plan::new(&parsed.expr, arguments.when, &arguments.options);
    match plan.and_then(|plan| evaluated(plan, arguments, store)) {
        Ok((outcome, tree)) if arguments.has_stats => {
            let answer = json::success(&arguments.query, &outcome, Some(&outcome.statistics));
            (format!("{answer}\n{tree}"), ExitCode::SUCCESS)
        }
        Ok((outcome, _)) => (json::success(&arguments.query, &outcome, None), ExitCode::SUCCESS),
        Err(error) => (json::failure("execution", &error.to_string()), ExitCode::FAILURE),
    }
}

/// The outcome, and the plan with what each node took.
fn evaluated(plan: Plan, arguments: &Arguments, store: &MemoryStore) -> Result<(Outcome, String), Error> {
    let began = Instant::now();
    let clock = || began.elapsed().as_secs_f64() * 1000.0;
    let mut evaluation = Evaluation::new(plan, store, &arguments.options).with_clock(&clock);
    loop {
        if let Advance::Done(outcome) = evaluation.advance() {
            let outcome = outcome?;
            let tree = outcome.statistics.tree(evaluation.plan());
            return Ok((outcome, tree));
        }
    }
}
