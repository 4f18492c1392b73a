//! What the expression's box is made of: selecting and replacing in a text box, and a text as spans.

use narthex::web::dom::BrowserRefusal;
use narthex::web::spans::{self, TextSpan};
use narthex::web::text_box::{replace, replace_all, select};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::help::{js, js_text};

/// A text box with this text; its `input` events are counted in `heard`.
fn text_box(text: &str) {
    js(&format!(
        "globalThis.box?.remove(); globalThis.heard = 0;
         globalThis.box = document.body.appendChild(document.createElement('textarea'));
         box.id = 'box'; box.value = {text:?}; box.addEventListener('input', () => heard += 1);"
    ));
}

#[wasm_bindgen_test]
fn a_piece_is_selected_and_has_the_focus() {
    text_box("漢 up + x");
    assert_eq!(select("box", 2..4), Ok(()));
    assert_eq!(
        js_text("document.activeElement === box && box.value.slice(box.selectionStart, box.selectionEnd)"),
        "up"
    );
    assert_eq!(select("no such box", 0..1), Err(BrowserRefusal));
    assert_eq!(select("", 0..1), Err(BrowserRefusal));
}

#[wasm_bindgen_test]
fn a_replacement_is_heard_and_can_be_undone() {
    for (piece, by, mended) in [(0..5, "rate", "rate(a)"), (8..8, " + 1", "ratee(a) + 1"), (5..8, "", "ratee")] {
        text_box("ratee(a)");
        assert_eq!(replace("box", piece, by), Ok(()));
        assert_eq!((js_text("box.value"), js_text("heard")), (mended.to_owned(), "1".to_owned()));
        js("document.execCommand('undo')");
        assert_eq!(js_text("box.value"), "ratee(a)", "by the browser's own undo");
    }
    js("box.remove()");
    assert_eq!(replace("box", 0..1, "x"), Err(BrowserRefusal));
}

#[wasm_bindgen_test]
fn a_text_from_elsewhere_is_heard_and_can_be_undone() {
    text_box("漢 typed");
    assert_eq!(replace_all("box", "sum(up)"), Ok(()));
    assert_eq!((js_text("box.value"), js_text("heard")), ("sum(up)".to_owned(), "1".to_owned()));
    assert_eq!(replace_all("box", "sum(up)"), Ok(()));
    assert_eq!(js_text("heard"), "1", "nothing has changed");
    js("document.execCommand('undo')");
    assert_eq!(js_text("box.value"), "漢 typed", "by the browser's own undo");
    js("box.remove()");
    assert_eq!(replace_all("box", "x"), Err(BrowserRefusal));
}

#[wasm_bindgen_test]
fn spans_that_stay_are_left_alone() {
    let element: Element = js("globalThis.shown = document.createElement('code')").dyn_into().expect("an element");
    let text_spans = |words: &[&str]| -> Vec<TextSpan> {
        words
            .iter()
            .map(|word| TextSpan { classes: format!("code--{}", word.len()), text: (*word).to_owned() })
            .collect()
    };
    let mut before = text_spans(&[]);
    for (words, fresh) in [
        (&["sum", "(", "a", ")"][..], "4"),
        (&["sum", "(", "ab", ")"], "1"),
        (&["sum", "(", "ab", "+", "c", ")"], "2"),
        (&["sum", "(", "ab"], "0"),
        (&["(", "sum", "(", "ab"], "1"),
        (&["<b>", "&amp;"], "2"),
        (&[], "0"),
    ] {
        js("[...shown.children].forEach((one) => one.old = true)");
        let now = text_spans(words);
        spans::show(&element, &before, &now);
        assert_eq!(js_text("shown.textContent"), words.concat());
        assert_eq!(js_text("[...shown.children].filter((one) => !one.old).length"), fresh, "new spans of {words:?}");
        let classes: Vec<String> = now.iter().map(|piece| piece.classes.clone()).collect();
        assert_eq!(js_text("[...shown.children].map((one) => one.className)"), classes.join(","));
        before = now;
    }
}
