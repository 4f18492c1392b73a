//! The configuration file beside the page.

use narthex::model::outcome::Failure;
use narthex::web::config::load;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{StandIn, js_text};

fn answering(code: &str) -> StandIn {
    StandIn::fetch(&format!("async (request) => {{ globalThis.seen = request; return {code}; }}"))
}

#[wasm_bindgen_test]
async fn the_file_is_read_beside_the_page() {
    let _fetch = answering("new Response('{\"nodes\": []}')");
    assert_eq!(load(1000).await, Ok("{\"nodes\": []}".to_owned()));
    assert_eq!(js_text("seen.url"), js_text("new URL('narthex.json', location.href).href"));
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_told() {
    let missing = Failure::Http { status: 404, text: "404 page not found".to_owned(), retry_after_s: None };
    let cases = [
        ("new Response('404 page not found', { status: 404 })", missing),
        (
            "new Response('\\n<h1>Sign in</h1>\\nmore', { status: 403 })",
            Failure::Http { status: 403, text: "<h1>Sign in</h1>".to_owned(), retry_after_s: None },
        ),
        (
            "new Response('<title>Home</title>', { headers: { 'content-type': 'text/html' } })",
            Failure::NotTheApi { content_type: "text/html".to_owned(), excerpt: "Home".to_owned() },
        ),
        ("new Response(new Uint8Array(1_000_001))", Failure::TooLarge { limit: 1_000_000 }),
        ("new Response(new Uint8Array([123, 255]))", Failure::Malformed { at: 1, expected: "UTF-8".to_owned() }),
    ];
    for (code, failure) in cases {
        let _fetch = answering(code);
        assert_eq!(load(1000).await, Err(failure), "{code}");
    }
}
