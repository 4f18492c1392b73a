//! The worker of the language: answers what is asked about expressions while the other worker is busy.

use narthex::service::language;
use narthex::web::port::worker;

fn main() {
    worker::tell_of_panics();
    worker::post(language::ready());
    worker::serve(async |sent| language::answer(sent).into_iter().for_each(worker::post));
}
