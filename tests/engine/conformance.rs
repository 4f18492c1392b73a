//! The engine and the language against scripts of the promqltest language: this project's own in `tests/engine/`, those
//! with what a server gives that removes names at once in `tests/engine/at_once/` and version 2 in
//! `tests/engine/version2/`, and Prometheus' own in the folder that `PROMQLTEST_DIR` names.

mod coverage;
mod expressions;

use narthex::engine::options::{Dialect, NameRemoval, Options};
use narthex::engine::store::memory::MemoryStore;

use crate::files;
use crate::remote_read::{self, FloatEncoding, Way};
use crate::suite::{self, Forms};

/// Runs scripts, given as names and texts, and gives how many evaluations passed.
#[track_caller]
fn check(scripts: Vec<(String, String)>, options: &Options) -> usize {
    let (passed, failures) = run(scripts, options, Forms::All, &|store| store);
    assert!(failures.is_empty(), "{passed} passed, {} failed\n{}", failures.len(), failures.join("\n"));
    passed
}

/// How many evaluations pass over what a way makes of the series that were loaded, and what is wrong with the others.
fn run(
    scripts: Vec<(String, String)>,
    options: &Options,
    forms: Forms,
    way: &dyn Fn(MemoryStore) -> MemoryStore,
) -> (usize, Vec<String>) {
    let (mut passed, mut failures) = (0, Vec::new());
    for (name, script) in scripts {
        let report = suite::run(&script, options, forms, way).unwrap_or_else(|why| panic!("{name}: {why}"));
        passed += report.passed;
        failures.extend(report.failures.into_iter().map(|(line, why)| format!("{name}:{line}: {why}")));
    }
    (passed, failures)
}

/// This project's scripts of a folder below `tests/engine`.
fn own_scripts(folder: &str) -> Vec<(String, String)> {
    files::scripts(&format!("{}/tests/engine/{folder}", env!("CARGO_MANIFEST_DIR")))
}

#[test]
fn own_scripts_pass() {
    let passed = check(own_scripts(""), &suite::prometheus());
    assert!(passed > 500, "only {passed} evaluations were found");
}

/// Over series that were sent as a collector sends them, and read again. Samples and the older encoding of floats have
/// no place for start timestamps: what asks for them differs there, and nothing else. As they are written: that other
/// forms give the same is held over the series as they were loaded.
#[test]
fn own_scripts_pass_over_remote_read() {
    for way in Way::ALL {
        let sent = |store| remote_read::sent(&store, way);
        let (passed, failures) = run(own_scripts(""), &suite::prometheus(), Forms::Written, &sent);
        let (lost, wrong): (Vec<_>, Vec<_>) = failures.into_iter().partition(|why| why.contains("start_timestamp("));
        assert!(wrong.is_empty(), "{way:?}: {passed} passed, {} failed\n{}", wrong.len(), wrong.join("\n"));
        let expected = if way == Way::Chunks(FloatEncoding::Xor2) { 0 } else { 2 };
        assert_eq!(lost.len(), expected, "{way:?}: {lost:?}");
        assert!(passed > 500, "only {passed} evaluations were found");
    }
}

#[test]
fn scripts_of_servers_that_remove_names_at_once() {
    let options = Options { name_removal: NameRemoval::AtOnce, ..suite::prometheus() };
    let passed = check(own_scripts("at_once"), &options);
    assert!(passed > 0, "no evaluation was found");
}

#[test]
fn scripts_of_version_2() {
    let options = Options { dialect: Dialect::V2, name_removal: NameRemoval::AtOnce, ..suite::prometheus() };
    let passed = check(own_scripts("version2"), &options);
    assert!(passed > 300, "only {passed} evaluations were found");
}

#[test]
fn prometheus_scripts_pass() {
    let Some(scripts) = files::conformance_scripts("prometheus_scripts_pass") else { return };
    let passed = check(scripts, &suite::prometheus());
    assert!(passed > 2000, "only {passed} evaluations were found");
}
