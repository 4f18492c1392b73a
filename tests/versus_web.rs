//! How fast the engine is in a browser, with the series and queries that `examples/versus` asks of Prometheus too:
//! `tools/bench.sh` runs it as the worker is built, and gives that program what it says.
#![cfg(all(target_arch = "wasm32", feature = "browser"))]

#[path = "support/fleet.rs"]
#[expect(dead_code, reason = "shared with the comparison with Prometheus")]
mod fleet;
#[path = "support/queries.rs"]
mod queries;

use fleet::{Grid, SIZES};
use narthex::engine::options::Dialect;
use narthex::web::clock::ticks_ms;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// How often each is measured.
const RUNS: usize = 5;

/// What is measured takes at least so many milliseconds: the browser's clock has steps of a tenth.
const LEAST: f64 = 10.0;

/// One line a query: its name, series, steps, the milliseconds of its median run, the series and the sum of its result.
#[wasm_bindgen_test]
fn the_engine_in_a_browser() {
    // That of the Prometheus beside which it is measured, as it was when this was compiled.
    let dialect = if option_env!("NARTHEX_PROMETHEUS_MAJOR") == Some("2") { Dialect::V2 } else { Dialect::V3 };
    let store = fleet::store(&fleet::series());
    for (name, query) in queries::QUERIES {
        for size in SIZES {
            for steps in queries::STEPS {
                let query = query.replace('N', &size.to_string());
                let once = |times| fleet::evaluated(&store, (&query, dialect), Grid::last(steps), (times, ticks_ms));
                let (first, answer) = once(1).expect("a valid query");
                let times = (LEAST / first.max(0.01)).ceil() as usize;
                let mut runs: Vec<f64> = (0..RUNS).map(|_| once(times).expect("as before").0).collect();
                runs.sort_by(f64::total_cmp);
                let median = runs[RUNS / 2];
                console_log!("versus|{name}|{size}|{steps}|{median:.4}|{}|{:e}|", answer.series, answer.sum);
            }
        }
    }
}
