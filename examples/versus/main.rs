//! The engine beside the newest Prometheus that is installed, which holds the same samples, query by query, in one run:
//! `cargo run --profile native --example versus [-- NAME… --sizes 1,100,2000 --steps 1,1000 --browser FILE]`.
//!
//! Both begin with XOR chunks in memory. Prometheus' figure is its own `innerEvalTime`, which is without parsing and
//! encoding. Each figure is the median of some runs, of which both take as many: some in a row, so that each finds its
//! own data in the processor's caches, and in turns, so that both see what else the machine does. The best runs are
//! compared at the end. With `--browser`, the figures that `tests/versus_web.rs` printed stand beside them.

#![allow(clippy::print_stdout, reason = "printing is its purpose")]

mod arguments;
mod browser;
#[path = "../../tests/support/fleet.rs"]
mod fleet;
#[path = "../../tests/lab/mod.rs"]
mod lab;
#[path = "../../tests/support/queries.rs"]
mod queries;
mod ratios;
mod server;

use std::time::Instant;

use arguments::Arguments;
use fleet::Grid;
use narthex::engine::options::Dialect;
use ratios::Ratios;
use server::Server;

/// How often both take turns.
const TURNS: usize = 3;

/// The most runs of one turn, and the seconds after which no further one begins.
const RUNS: usize = 300;
const TURN: f64 = 0.3;

#[tokio::main]
async fn main() -> Result<(), String> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let browser = arguments.browser.as_deref().map_or(Ok(Vec::new()), browser::read)?;
    let series = fleet::series();
    let server = Server::start(&fleet::openmetrics(&series)).await?;
    let store = fleet::store(&series);
    let began = Instant::now();
    let clock = || began.elapsed().as_secs_f64();
    let (mut native, mut best, mut chromium) = (Ratios::default(), Ratios::default(), Ratios::default());
    let (major, minor) = server.version;
    let dialect = if major < 3 { Dialect::V2 } else { Dialect::V3 };
    println!("versus: series × steps: Prometheus {major}.{minor}; the engine natively, ratio; in a browser, ratio");
    for (name, query) in queries::QUERIES.into_iter().filter(|(name, _)| arguments.has(name)) {
        for size in &arguments.sizes {
            for steps in &arguments.steps {
                let query = query.replace('N', &size.to_string());
                let grid = Grid::last(*steps);
                let (mut theirs, mut own) = (Vec::new(), Vec::new());
                let mut wanted = None;
                for _ in 0..TURNS {
                    let (turn, mut runs) = (Instant::now(), 0);
                    while runs == 0 || (runs < RUNS && turn.elapsed().as_secs_f64() < TURN) {
                        let (seconds, answer) = server.query(&query, grid).await?;
                        theirs.push(seconds);
                        wanted = Some(answer);
                        runs += 1;
                    }
                    for _ in 0..runs {
                        let (seconds, given) = fleet::evaluated(&store, (&query, dialect), grid, (1, clock))?;
                        own.push(seconds);
                        if !wanted.is_some_and(|wanted| wanted.is_like(&given)) {
                            return Err(format!("{query}: Prometheus gives {wanted:?}, the engine {given:?}"));
                        }
                    }
                }
                for all in [&mut theirs, &mut own] {
                    all.sort_by(f64::total_cmp);
                }
                best.add(theirs[0], own[0]);
                let (theirs, own) = (theirs[theirs.len() / 2], own[own.len() / 2]);
                let mut line = format!("versus: {name:20} {size:5} × {steps:4}: {:9.3} ms", theirs * 1e3);
                line += &native.add(theirs, own);
                let measured = browser.iter().find(|one| one.name == name && one.size == *size && one.steps == *steps);
                if let (Some(measured), Some(wanted)) = (measured, wanted) {
                    if !wanted.is_like(&measured.answer) {
                        return Err(format!("{query}: Prometheus gives {wanted:?}, the browser {:?}", measured.answer));
                    }
                    line += &chromium.add(theirs, measured.seconds);
                }
                println!("{line}");
            }
        }
    }
    println!("versus: natively {native}; by the best runs {best}");
    if !browser.is_empty() {
        println!("versus: in a browser {chromium}");
    }
    Ok(())
}
