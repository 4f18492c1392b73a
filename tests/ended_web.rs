//! The end of the page's code in a real browser; in a program of its own, as nothing of a page runs after it.
#![cfg(all(target_arch = "wasm32", feature = "browser"))]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "they stand in for the browser, and look into it"
)]

#[path = "web/help.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod help;

use narthex::web::clock::timer;
use narthex::web::panics::{PanicWords, show};
use narthex::web::resize;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::{Heard, js, js_text};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const WORDS: PanicWords = PanicWords {
    title: "<b>Ended</b>",
    text: "Reload it.",
    reload: "Reload",
    again: "Again.",
    address: "Address",
    without_address: "Start bare",
};

#[wasm_bindgen_test]
async fn the_end_is_told_over_everything_and_nothing_runs_after_it() {
    js("document.body.insertAdjacentHTML('beforeend', '<dialog id=other><button>Press me</button></dialog>')");
    js("document.getElementById('other').showModal()");
    let heard = Heard::new();
    let tell = heard.clone();
    let _timer = timer::after(0, move || tell.push("a timer of the page"));
    // Sizes are reported once soon, to whoever observes, in turn.
    let tell = heard.clone();
    let element = js("document.getElementById('other')").unchecked_into();
    let _observed = resize::observe(&element, move |_| tell.push("an observer of sizes")).expect("browsers have them");
    js("globalThis.sizes = 0; new ResizeObserver(() => sizes += 1).observe(document.getElementById('other'))");

    show(WORDS, "src/<i>.rs:43");
    let notice = "document.querySelector('[role=alertdialog]')";
    let parts = format!("[...{notice}.children].map((one) => one.textContent).join('|')");
    assert_eq!(js_text(&parts), "<b>Ended</b>|Reload it.|src/<i>.rs:43|Reload");
    assert_eq!(js_text(&format!("{notice}.matches(':modal')")), "true");
    assert_eq!(js_text("document.activeElement.textContent"), "Reload");
    // Over a dialog that was open before.
    js("document.getElementById('other').focus()");
    assert_eq!(js_text("document.activeElement.textContent"), "Reload");

    // Closed by Esc, it opens again.
    js(&format!("{notice}.close()"));
    timer::turn().await;
    help::until("it is open", || js_text(&format!("{notice}.matches(':modal')")) == "true").await;

    // What the page still opens does not lie over it.
    js("document.body.insertAdjacentHTML('beforeend', '<dialog id=later><button>Press me</button></dialog>')");
    js("document.getElementById('later').showModal()");
    assert_eq!(js_text("document.getElementById('later').open"), "false");

    show(WORDS, "src/other.rs:1");
    assert_eq!(js_text("document.querySelectorAll('[role=alertdialog]').length"), "1");
    timer::turn().await;
    help::until("sizes are reported", || js("sizes > 0").is_truthy()).await;
    assert_eq!(heard.all(), Vec::<&str>::new());
    js(&format!("{notice}.remove(); document.getElementById('other').remove()"));
}
