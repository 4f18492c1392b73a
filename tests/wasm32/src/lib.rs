//! `#[test]` as wasm-bindgen's runner understands it: `#[macro_use(test)] extern crate wasm32_test;` puts it in the
//! place of the standard library's for a whole crate, so that tests are written once for both.

pub use wasm_bindgen_test::wasm_bindgen_test as test;
