//! The worker: fetches, decodes and answers, so that the page never does.

use std::rc::Rc;

use narthex::service::Service;
use narthex::web::fetch::FetchTransport;
use narthex::web::port::worker;

fn main() {
    worker::tell_of_panics();
    let service = Rc::new(Service::new(FetchTransport, &worker::post));
    worker::serve(move |sent| {
        let service = Rc::clone(&service);
        async move { service.handle(sent, &worker::post).await }
    });
}
