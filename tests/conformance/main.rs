//! The engine against scripts of the promqltest language: this project's own in `tests/engine/`, those with what a
//! server gives that removes names at once in `tests/engine/at_once/` and version 2 in `tests/engine/version2/`, and Prometheus' own in the folder that `PROMQLTEST_DIR` names.

#[path = "suite.rs"]
mod suite;

use std::path::{Path, PathBuf};
use std::{env, fs};

use narthex::engine::options::{Dialect, NameRemoval, Options};

/// The scripts of a folder, sorted by name.
fn scripts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "test"));
    paths.sort();
    paths
}

/// Runs all scripts of a folder and gives how many evaluations passed.
#[track_caller]
fn check(folder: &Path, options: &Options) -> usize {
    let (mut passed, mut failures) = (0, Vec::new());
    for path in scripts(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let script = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let report = suite::run(&script, options).unwrap_or_else(|why| panic!("{name}: {why}"));
        passed += report.passed;
        failures.extend(report.failures.into_iter().map(|(line, why)| format!("{name}:{line}: {why}")));
    }
    assert_eq!(failures, Vec::<String>::new(), "{passed} passed");
    passed
}

#[test]
fn own_scripts() {
    let passed = check(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine")), &suite::prometheus());
    assert!(passed > 0, "no evaluation was found");
}

#[test]
fn scripts_of_servers_that_remove_names_at_once() {
    let options = Options { name_removal: NameRemoval::AtOnce, ..suite::prometheus() };
    let passed = check(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine/at_once")), &options);
    assert!(passed > 0, "no evaluation was found");
}

#[test]
fn scripts_of_version_2() {
    let options = Options { dialect: Dialect::V2, name_removal: NameRemoval::AtOnce, ..suite::prometheus() };
    let passed = check(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine/version2")), &options);
    assert!(passed > 300, "only {passed} evaluations were found");
}

#[test]
#[expect(clippy::print_stderr, reason = "what was left out must be seen")]
fn prometheus_own_scripts() {
    let Some(folder) = env::var_os("PROMQLTEST_DIR") else {
        eprintln!("left out: PROMQLTEST_DIR names no folder with Prometheus' conformance scripts");
        return;
    };
    let passed = check(Path::new(&folder), &suite::prometheus());
    assert!(passed > 2000, "only {passed} evaluations were found");
}
