//! How fast a query's answer is decoded, and how much memory it takes.

#![allow(clippy::cast_precision_loss, reason = "what was measured is rounded for people")]

use std::time::Instant;

use crate::MEMORY;
use crate::answers::{Matrix, Values, matrix};
use narthex::model::outcome::Failure;
use narthex::wire::prometheus::query::Reply;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::Head;

/// As browsers cut a body.
const PIECE: usize = 1 << 16;

const RUNS: usize = 9;

fn decode(body: &[u8]) -> Result<Reply, Failure> {
    let head = Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() };
    let mut decoder = Decoder::new(&head, u64::MAX);
    for piece in body.chunks(PIECE) {
        decoder.feed(piece.to_vec())?;
    }
    decoder.finish()
}

/// Two answers of a million samples each.
pub(crate) fn run() -> Result<(), Failure> {
    for (name, values) in [("node_load1, two decimals", Values::Load), ("rates, 17 digits", Values::Rate)] {
        let body: Vec<u8> = matrix(Matrix { series: 1000, points: 1000, values }).flatten().collect();
        let before = MEMORY.current_usage();
        let mut seconds = Vec::new();
        for _ in 0..RUNS {
            MEMORY.reset_peak_usage();
            let start = Instant::now();
            let reply = decode(&body)?;
            seconds.push(start.elapsed().as_secs_f64());
            assert_eq!(reply.value.block().map_or(0, |block| block.samples()), 1_000_000);
        }
        let peak = (MEMORY.peak_usage() - before) as f64 / body.len() as f64;
        seconds.sort_by(f64::total_cmp);
        let (megabytes, median) = (body.len() as f64 / 1e6, seconds[RUNS / 2]);
        println!(
            "{name}: {megabytes:.1} MB in {:.1} ms (best {:.1}) = {:.0} MB/s; peak memory {peak:.2} × the answer",
            median * 1e3,
            seconds[0] * 1e3,
            megabytes / median
        );
    }
    Ok(())
}
