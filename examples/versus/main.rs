//! The engine beside a real Prometheus that holds the same samples, query by query, in one run:
//! `cargo run --profile native --example versus [-- NAME… --sizes 1,100,2000 --steps 1,1000]`.
//!
//! Both begin with XOR chunks in memory. Prometheus' figure is its own `innerEvalTime`, which is without parsing and
//! encoding. Each figure is the best of some runs, taken in turns.

#![allow(clippy::print_stdout, reason = "printing is its purpose")]

mod arguments;
mod data;
#[path = "../../tests/lab/mod.rs"]
mod lab;
mod ours;
mod queries;
mod server;

use arguments::Arguments;
use server::{Grid, Server};

const RUNS: usize = 3;

#[tokio::main]
async fn main() -> Result<(), String> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let series = data::series();
    let server = Server::start(&data::openmetrics(&series)).await?;
    let store = ours::store(&series);
    let end = (data::START + (data::SAMPLES as i64 - 1) * data::INTERVAL) / 1000;
    let mut ratios = Vec::new();
    println!("{:20} series × steps: Prometheus, Narthex, ratio", "query");
    for (name, query) in queries::QUERIES.into_iter().filter(|(name, _)| arguments.has(name)) {
        for size in &arguments.sizes {
            for steps in &arguments.steps {
                let query = query.replace('N', &size.to_string());
                let grid = Grid { start: end - 17 * (steps - 1), end, step: 17 };
                let (mut theirs, mut own) = (f64::INFINITY, f64::INFINITY);
                for _ in 0..RUNS {
                    let (wanted, given) = (server.query(&query, grid).await?, ours::query(&store, &query, grid)?);
                    let is_same = (wanted.sum - given.sum).abs() <= 1e-9 * wanted.sum.abs();
                    if wanted.series != given.series || !is_same {
                        return Err(format!("{query}: Prometheus gives {wanted:?}, the engine {given:?}"));
                    }
                    (theirs, own) = (theirs.min(wanted.seconds), own.min(given.seconds));
                }
                let ratio = theirs / own;
                println!("{name:20} {size:5} × {steps:4}: {:9.3} ms {:9.3} ms {ratio:6.1}", theirs * 1e3, own * 1e3);
                ratios.push(ratio);
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    let at = |at: usize| ratios.get(at).copied().unwrap_or(f64::NAN);
    let (least, median) = (at(0), at(ratios.len() / 2));
    println!("median {median:.1} times as fast, at least {least:.1} times");
    Ok(())
}
