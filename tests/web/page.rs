//! What only a page has: its address, keys, sizes, frames, theme, clipboard.

use narthex::model::time::DAY;
use narthex::web::keyboard::{Handled, Key, KeyTarget, on_key};
use narthex::web::theme::Scheme;
use narthex::web::{clipboard, clock, dom, keyboard, language, location, resize, theme};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::help::{Heard, StandIn, js, js_text, until};

#[wasm_bindgen_test]
async fn the_history_holds_fragments() {
    let heard = Heard::new();
    let tell = heard.clone();
    let listener = location::on_change(move |fragment| tell.push(fragment));
    assert_eq!(location::replace("first"), Ok(()));
    assert_eq!(location::push("g0.expr=a%20b&x=%23"), Ok(()));
    assert_eq!(location::fragment(), "g0.expr=a%20b&x=%23");
    assert_eq!(location::replace("third"), Ok(()));
    assert_eq!(location::fragment(), "third");
    assert_eq!(heard.all(), Vec::<String>::new(), "own changes are not reported");
    js("history.back()");
    assert_eq!(heard.count(1).await, ["first"]);
    js("location.hash = 'typed'");
    assert_eq!(heard.count(2).await, ["first", "typed"]);
    drop(listener);
    js("history.back()");
    until("the step back", || location::fragment() == "first").await;
    assert_eq!(heard.all().len(), 2, "a dropped listener hears nothing");
    assert_eq!(location::replace(""), Ok(()));
    assert_eq!(location::fragment(), "");
}

#[wasm_bindgen_test]
fn a_query_string_can_be_left_behind() {
    let before = js_text("location.pathname + location.search");
    js("history.replaceState(null, '', '?g0.expr=up&g0.tab=0#x')");
    assert_eq!(location::query(), "g0.expr=up&g0.tab=0");
    assert!(!location::page_url().contains(['#', '?']), "{}", location::page_url());
    assert_eq!(location::replace("y=1"), Ok(()));
    assert_eq!((location::query(), location::fragment()), (String::new(), "y=1".to_owned()));
    js(&format!("history.replaceState(null, '', {before:?})"));
}

#[wasm_bindgen_test]
fn the_local_zone_agrees_with_dates() {
    let (from, to) = (1_577_836_800_000, 1_893_456_000_000);
    let zone = clock::zone_for(from, to);
    for ms in (from..to).step_by(usize::try_from(9 * DAY).expect("below 2³²")) {
        let minutes: i32 = js_text(&format!("-new Date({ms}).getTimezoneOffset()")).parse().expect("a number");
        assert_eq!(zone.offset_minutes(ms), minutes, "{ms}");
    }
}

#[wasm_bindgen_test]
fn the_clocks_go() {
    assert!((clock::now_ms() - js("Date.now()").as_f64().expect("a number")).abs() < 1000.0);
    let before = clock::ticks_ms();
    clock::mark("narthex:test");
    let marked = js("performance.getEntriesByName('narthex:test')[0].startTime").as_f64().expect("a mark");
    assert!(before <= marked && marked <= clock::ticks_ms());
}

#[wasm_bindgen_test]
async fn a_timer_comes_once_and_not_when_dropped() {
    let heard = Heard::new();
    let (first, second) = (heard.clone(), heard.clone());
    drop(clock::timer::after(0, move || first.push("dropped")));
    let _timer = clock::timer::after(0, move || second.push("timer"));
    assert_eq!(heard.count(1).await, ["timer"]);
    clock::timer::turn().await;
    assert_eq!(heard.all().len(), 1);
}

#[wasm_bindgen_test]
async fn a_repeated_timer_goes_on_until_dropped() {
    let heard = Heard::new();
    let tell = heard.clone();
    let timer = clock::timer::every(1, move || tell.push(()));
    heard.count(3).await;
    drop(timer);
    let count = heard.all().len();
    clock::timer::turn().await;
    assert_eq!(heard.all().len(), count);
}

/// Presses a key on an element; whether the browser still does its own with it.
fn press(element: &str, key: &str, options: &str) -> bool {
    js(&format!(
        "({element}).dispatchEvent(new KeyboardEvent('keydown', \
           {{ key: '{key}', bubbles: true, cancelable: true, {options} }}))"
    ))
    .is_truthy()
}

#[wasm_bindgen_test]
fn keys_are_told_as_plain_data() {
    js(
        "document.body.insertAdjacentHTML('beforeend', '<div id=keys><textarea></textarea><input type=checkbox></div>')",
    );
    let heard = Heard::new();
    let tell = heard.clone();
    let listener = on_key(move |key| {
        tell.push(key.clone());
        if key.key == "?" { Handled::Yes } else { Handled::No }
    });
    assert!(press("document.querySelector('#keys textarea')", "a", ""));
    assert!(!press("document.querySelector('#keys input')", "?", "shiftKey: true"));
    assert!(press("document.body", "k", "ctrlKey: true, metaKey: true, altKey: true"));
    assert!(press("document.body", "Process", "isComposing: true"));
    js("document.body.dispatchEvent(new Event('keydown', { bubbles: true }))");
    let modifiers = keyboard::KeyModifiers::default();
    assert_eq!(
        heard.all(),
        [
            Key { key: "a".to_owned(), modifiers, target: KeyTarget::TextField },
            Key {
                key: "?".to_owned(),
                modifiers: keyboard::KeyModifiers { shift: true, ..modifiers },
                target: KeyTarget::Elsewhere
            },
            Key {
                key: "k".to_owned(),
                modifiers: keyboard::KeyModifiers { ctrl: true, alt: true, meta: true, shift: false },
                target: KeyTarget::Elsewhere
            },
        ]
    );
    drop(listener);
    assert!(press("document.body", "?", ""));
    assert_eq!(heard.all().len(), 3);
    js("document.getElementById('keys').remove()");
}

#[wasm_bindgen_test]
async fn sizes_are_told_at_first_and_at_every_change() {
    js("document.body.insertAdjacentHTML('beforeend', '<div id=sized style=\"width:120px;height:30px\"></div>')");
    let element: Element = js("document.getElementById('sized')").dyn_into().expect("an element");
    let heard = Heard::new();
    let tell = heard.clone();
    let observed = resize::observe(&element, move |size| tell.push((size.width, size.height)));
    assert_eq!(heard.count(1).await, [(120.0, 30.0)]);
    js("document.getElementById('sized').style.width = '200px'");
    assert_eq!(heard.count(2).await, [(120.0, 30.0), (200.0, 30.0)]);
    drop(observed);
    js("document.getElementById('sized').remove()");
    assert!(resize::pixel_ratio() > 0.0);
}

#[wasm_bindgen_test]
fn theme_language_and_title_stand_in_the_document() {
    theme::show(Scheme::Dark);
    assert_eq!(js_text("document.documentElement.dataset.theme"), "dark");
    theme::follow_system();
    assert_eq!(js_text("'theme' in document.documentElement.dataset"), "false");
    let dark = js("matchMedia('(prefers-color-scheme: dark)').matches").is_truthy();
    assert_eq!(theme::system(), if dark { Scheme::Dark } else { Scheme::Light });
    language::declare("zh");
    assert_eq!(js_text("document.documentElement.lang"), "zh");
    assert_eq!(language::preferred(), js_text("navigator.language"));
    dom::title("node_load1");
    assert_eq!(js_text("document.title"), "node_load1");
}

#[wasm_bindgen_test]
fn focus_goes_to_what_is_there() {
    js("document.body.insertAdjacentHTML('beforeend', '<input id=focus-me>')");
    dom::focus("no-such-id");
    dom::focus("focus-me");
    assert_eq!(js_text("document.activeElement.id"), "focus-me");
    js("document.getElementById('focus-me').remove()");
}

#[wasm_bindgen_test]
async fn text_is_copied_or_refused() {
    {
        let _clipboard =
            StandIn::value("navigator", "clipboard", "{ writeText: async (text) => { globalThis.copied = text } }");
        assert_eq!(clipboard::copy("up{a=\"b\"}").await, Ok(()));
        assert_eq!(js_text("copied"), "up{a=\"b\"}");
    }
    {
        let _clipboard =
            StandIn::value("navigator", "clipboard", "{ writeText: async () => { throw new Error('denied') } }");
        assert_eq!(clipboard::copy("up").await, Err(clipboard::Denied));
    }
    // As on a page over plain http: there is no clipboard, only the old way.
    let _clipboard = StandIn::value("navigator", "clipboard", "undefined");
    for (outcome, code) in [
        (
            Ok(()),
            "() => { const it = globalThis.field = document.activeElement; globalThis.copied = it.value; return true }",
        ),
        (Err(clipboard::Denied), "() => { globalThis.field = document.activeElement; return false }"),
    ] {
        let _command = StandIn::value("document", "execCommand", code);
        assert_eq!(clipboard::copy("old\nway").await, outcome);
        assert_eq!(js_text("copied"), "old\nway");
        assert_eq!(js_text("[field.localName, field.isConnected]"), "textarea,false", "the field is gone again");
    }
}
