//! Plans against written expressions: as written, and after the passes that save work.
//!
//! `tests/engine/plan/*.txt` hold sections: a title after `===`, the expression, and after `---` the plan as written; then,
//! after another `---`, the plan that is evaluated. All are planned for an hour by minutes. `UPDATE=1` writes what is
//! planned now; read the difference.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

mod queries;

use narthex::engine::evaluate::{Evaluation, Progress};
use narthex::engine::load::load;
use narthex::engine::options::{Dialect, NameRemoval, Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::time::StepGrid;
use narthex::promql::check::diagnose;

use crate::{files, written};

const HOUR: When = When::Range(StepGrid { start: 0, end: 3_600_000, step: 60_000 });

#[test]
fn passes_save_work() {
    for pass in ["constant", "share", "fused", "implied", "needs"] {
        check_file(pass);
    }
}

#[track_caller]
fn check_file(name: &str) {
    let path = format!("tests/engine/plan/{name}.txt");
    let written = files::read(&format!("{}/{path}", env!("CARGO_MANIFEST_DIR")));
    written::check_text(&path, &written, |case| {
        let (parsed, diagnostics) = diagnose(case.text);
        assert!(diagnostics.is_empty(), "{}: {diagnostics:?}", case.title);
        let [before, after] =
            [Plan::as_written, Plan::new].map(|plan| match plan(&parsed.expr, HOUR, &Options::default()) {
                Ok(plan) => plan.to_string(),
                Err(error) => panic!("{}: {error}", case.title),
            });
        format!("{before}---\n{after}")
    });
}

const MINUTES: When = When::Range(StepGrid { start: -10_000, end: 130_000, step: 7_000 });

/// Whatever is asked, the result, the annotations and the errors are those of the plan as written.
#[test]
fn passes_change_nothing() {
    let mut store = MemoryStore::default();
    let lines = queries::DATA.lines().map(str::trim).filter(|line| !line.is_empty());
    for (labels, samples) in load(lines, 10_000).expect("sound lines") {
        store.append(labels, samples);
    }
    let (mut results, mut errors, mut annotations) = (0, 0, 0);
    for seed in 0..3_000 {
        let query = queries::Queries::new(seed).vector(1 + seed as usize % 5);
        let when = if seed % 3 == 0 { When::Instant(75_000) } else { MINUTES };
        let dialect = if seed % 2 == 0 { Dialect::V2 } else { Dialect::V3 };
        let name_removal = if seed % 5 < 3 { NameRemoval::AtOnce } else { NameRemoval::Delayed };
        let options = Options { dialect, name_removal, lookback_ms: 25_000, ..Options::default() };
        let tile = [1, 3, u64::MAX][seed as usize % 3];
        let [wanted, found] =
            [Plan::as_written, Plan::new].map(|plan| evaluated(plan, &query, when, &options, (&store, tile)));
        assert_eq!(found, wanted, "{query}\nat {when:?} in {dialect:?}, {name_removal:?}");
        results += usize::from(wanted.contains("values:"));
        errors += usize::from(wanted.starts_with("Err"));
        annotations += usize::from(wanted.contains("severity"));
    }
    assert!(
        results > 1_000 && errors > 100 && annotations > 300,
        "{results} results, {errors} errors, {annotations} annotations"
    );
}

type Planning = fn(&narthex::promql::ast::Expr, When, &Options) -> Result<Plan, narthex::engine::error::Error>;

/// What a query gives, as text; the annotations in a fixed order, as Prometheus has none.
fn evaluated(plan: Planning, query: &str, when: When, options: &Options, (store, tile): (&MemoryStore, u64)) -> String {
    let (parsed, diagnostics) = diagnose(query);
    let is_wrong =
        |one: &&narthex::promql::diagnostic::Diagnostic| one.severity == narthex::promql::diagnostic::Severity::Error;
    assert_eq!(diagnostics.iter().find(is_wrong), None, "{query}");
    let plan = match plan(&parsed.expr, when, options) {
        Ok(plan) => plan,
        Err(error) => return format!("Err: {error:?}"),
    };
    let mut evaluation = Evaluation::new(plan, store, options).in_tiles_of(tile);
    loop {
        match evaluation.advance() {
            Progress::More => {}
            Progress::Done(Err(error)) => return format!("Err: {error:?}"),
            Progress::Done(Ok(outcome)) => {
                let mut annotations: Vec<_> = outcome.annotations.all().iter().map(|one| format!("{one:?}")).collect();
                annotations.sort();
                return format!("{:?} {annotations:?}", outcome.value);
            }
        }
    }
}
