//! Runs scripts of the promqltest language: `cargo run --release --example promqltest -- FILE…`.
//!
//! Says what failed, and closes each file with `N passed, M failed`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

#[path = "../tests/engine/suite/suite.rs"]
#[expect(dead_code, reason = "shared with tests, which run more forms")]
mod suite;

use std::process::ExitCode;

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: promqltest FILE…");
        return ExitCode::from(2);
    }
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        let script = std::fs::read_to_string(file).map_err(|error| error.to_string());
        let report = match script
            .and_then(|script| suite::run(&script, &suite::prometheus(), suite::Forms::All, &|store| store))
        {
            Ok(report) => report,
            Err(why) => {
                eprintln!("{file}: {why}");
                failed += 1;
                continue;
            }
        };
        for (line, why) in &report.failures {
            println!("{file}:{line}: {why}");
        }
        println!("{file}: {} passed, {} failed", report.passed, report.failures.len());
        passed += report.passed;
        failed += report.failures.len();
    }
    if files.len() > 1 {
        println!("together: {passed} passed, {failed} failed");
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
