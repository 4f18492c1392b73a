//! Plans against written expressions: as written, and after the passes that save work.
//!
//! `tests/engine/plan/*.txt` hold sections: a title after `===`, the expression, and after `---` the plan as written; then,
//! after another `---`, the plan that is evaluated. All are planned for an hour by minutes. `UPDATE=1` writes what is
//! planned now; read the difference. That they change no result is held of generated queries (`generated.rs`).

use narthex::engine::options::{Options, When};
use narthex::engine::plan::Plan;
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
