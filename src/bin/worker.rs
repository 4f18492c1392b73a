//! The worker: fetches, decodes and answers, so that the page never does.

use narthex::web::port::worker;

fn main() {
    worker::serve(|_ask| {});
}
