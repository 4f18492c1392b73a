//! The engine on the command line: evaluates a query over a file and prints what the HTTP API would answer.
//!
//! The file is a text exposition or `OpenMetrics` text with timestamps, or holds `load` blocks of test scripts.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod arguments;
mod data;
mod json;

use std::process::ExitCode;

use narthex::engine::evaluate::evaluate;
use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Severity;
use narthex::promql::wording;

use arguments::Arguments;

const USAGE: &str = "usage: evaluate --data FILE --query QUERY [--time TIME | --start TIME --end TIME --step DURATION] \
                     [--dialect v2|v3]";

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

fn answer(arguments: &Arguments, store: &narthex::engine::store::memory::MemoryStore) -> (String, ExitCode) {
    let (parsed, diagnostics) = diagnose(&arguments.query);
    if let Some(wrong) = diagnostics.iter().find(|one| one.severity == Severity::Error) {
        return (json::failure("bad_data", &wording::message(wrong, Lang::En)), ExitCode::FAILURE);
    }
    match evaluate(&parsed.expr, store, arguments.when, &arguments.options) {
        Ok(outcome) => (json::success(&arguments.query, &outcome), ExitCode::SUCCESS),
        Err(error) => (json::failure("execution", &error.to_string()), ExitCode::FAILURE),
    }
}
