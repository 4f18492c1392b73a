//! A query to a node on the command line: what the worker does for the page, natively. Prints the HTTP API's JSON with
//! the provenance of the result.
//!
//! ```text
//! cargo run --release --example query -- --node kind=remote_read,url=http://127.0.0.1:9091/api/v1/read --query 'sum(up)'
//! ```
//!
//! Several nodes are read as a federation: those that name the same `zone=…` are replicas of each other.
//!
//! Kinds: `server` (it evaluates itself), `remote_read` (its raw samples are evaluated here), `file` (a path, or a URL).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod arguments;
mod json;
mod transport;

use std::process::ExitCode;
use std::rc::Rc;

use narthex::i18n::failure::{self, Asked};
use narthex::model::lang::Lang;
use narthex::model::time::whole_ms;
use narthex::source::Source;
use narthex::wire::transport::Transport;

use arguments::Arguments;
use transport::Native;

const USAGE: &str = "usage: query --node kind=server|remote_read|file|demo,url=URL[,name=NAME][,zone=ZONE][,header=NAME:VALUE] \
                     [--node …] [--replicas penalty|first|none] [--no-push-down] [--strict] --query QUERY [--time TIME | --start TIME --end TIME --step DURATION] [--timeout DURATION]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let asked = Native::new().and_then(|native| {
        let now = whole_ms(native.now_ms());
        Arguments::read(std::env::args().skip(1), now).map(|arguments| (native, arguments))
    });
    match asked {
        Ok((native, arguments)) => answer(native, arguments).await,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

async fn answer(native: Native, arguments: Arguments) -> ExitCode {
    let Arguments { node, query, limits } = arguments;
    let source = Source::new(node.clone(), Rc::new(native));
    match source.query(&query, limits, &|_| {}).await {
        Ok(answered) => {
            println!("{}", json::success(&answered.value, &answered.provenance));
            ExitCode::SUCCESS
        }
        Err(refused) => {
            let words = failure::words(Lang::En, &refused.why, Asked::query(&node.name, &node.endpoint));
            let parts = [words.title, words.detail, words.next].map(|part| part.trim_end_matches('.').to_owned());
            let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ");
            println!("{}", json::failure(&text, &refused.provenance));
            ExitCode::FAILURE
        }
    }
}
