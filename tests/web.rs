//! Floor 6 in a real browser: `tools/test-browser.sh` runs it with `wasm-bindgen-test-runner`.
#![cfg(all(target_arch = "wasm32", feature = "browser"))]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "they stand in for the browser, and look into it"
)]

#[path = "web/arrays.rs"]
mod arrays;
#[path = "web/clock.rs"]
mod clock;
#[path = "web/config.rs"]
mod config;
#[path = "web/editor.rs"]
mod editor;
#[path = "web/fetch.rs"]
mod fetch;
#[path = "web/help.rs"]
mod help;
#[path = "web/page.rs"]
mod page;
#[path = "web/port.rs"]
mod port;
#[path = "web/storage.rs"]
mod storage;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
