//! Storage, as it is given, denied and full.

use narthex::web::storage::{Area, Refusal, get, set};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{StandIn, js};

const KEY: &str = "narthex.test";

fn forget(area: Area) {
    let name = if area == Area::Local { "localStorage" } else { "sessionStorage" };
    js(&format!("{name}.removeItem({KEY:?})"));
}

#[wasm_bindgen_test]
fn both_areas_keep_and_forget() {
    for area in [Area::Local, Area::Session] {
        assert_eq!(get(area, KEY), Ok(None));
        assert_eq!(set(area, KEY, "é\u{0}"), Ok(()));
        assert_eq!(get(area, KEY), Ok(Some("é\u{0}".to_owned())));
        forget(area);
        assert_eq!(get(area, KEY), Ok(None));
    }
}

#[wasm_bindgen_test]
fn a_denied_storage_is_a_refusal() {
    for code in ["throw new DOMException('denied', 'SecurityError')", "return null"] {
        let _storage = StandIn::getter("window", "localStorage", code);
        assert_eq!(get(Area::Local, KEY), Err(Refusal::Denied), "{code}");
        assert_eq!(set(Area::Local, KEY, "x"), Err(Refusal::Denied), "{code}");
        assert_eq!(get(Area::Session, KEY), Ok(None), "the other area is not touched");
    }
}

#[wasm_bindgen_test]
fn a_full_storage_keeps_what_it_had() {
    assert_eq!(set(Area::Local, KEY, "before"), Ok(()));
    assert_eq!(set(Area::Local, KEY, &"x".repeat(11_000_000)), Err(Refusal::Full));
    assert_eq!(get(Area::Local, KEY), Ok(Some("before".to_owned())));
    forget(Area::Local);
}
