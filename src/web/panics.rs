//! What is left when the page's own code has ended, by a panic or a trap: its source position in the console, and a
//! notice over everything, which veils what is shown.
//!
//! Invariant: the notice is made of the document alone, and its button calls the browser's own function: nothing of the
//! page's own can be relied on any more.
//! Invariant: after it, no listener and no timer of the page runs: what they would do, they would do in vain, or wrong.
//! Not here: the worker's panics (`port::worker`), of which the page hears and recovers.

mod address;

use std::panic;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event};

use super::listener::Listener;
use super::{ended, location, scope};

/// What the notice says.
#[derive(Debug, Clone, Copy)]
pub struct PanicWords {
    /// What happened.
    pub title: &'static str,
    /// What is kept, and what to do.
    pub text: &'static str,
    /// On the button that loads the page again.
    pub reload: &'static str,
    /// Instead of `text` where the address may be what ends the page.
    pub again: &'static str,
    /// The name of the field that holds that address, to be copied.
    pub address: &'static str,
    /// On the button that starts the page without it.
    pub without_address: &'static str,
}

/// From now on the end of the page's code is reported: in the console, and to people by a notice. `words` gives it in
/// the language that the document then has (`zh`, `en`).
pub fn tell_on_page(words: fn(&str) -> PanicWords) {
    let say = move |position: &str| {
        let language = scope::root().map(|root| root.lang()).unwrap_or_default();
        show(words(&language), position);
    };
    panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        say(&info.location().map(|position| short(&position.to_string()).to_owned()).unwrap_or_default());
    }));
    // Memory that cannot be had and a stack that is too deep end the code without a panic.
    for (kind, property) in [("error", "error"), ("unhandledrejection", "reason")] {
        let listener = scope::window().map(|window| {
            Listener::new(&window, kind, move |event: Event| {
                let error = scope::property(&event, property);
                if let Some(error) = error.filter(is_of_wasm) {
                    say(&text_of(&error, "message"));
                }
            })
        });
        #[expect(clippy::disallowed_methods, reason = "it is needed for as long as the page lives")]
        std::mem::forget(listener);
    }
}

/// A position in the sources without the folders of the machine that built them: `crate-1.2.3/src/file.rs:1:2`.
fn short(position: &str) -> &str {
    let before = position.rfind("/src/").and_then(|at| position[..at].rfind('/'));
    before.map_or(position, |at| &position[at + 1..])
}

/// Whether an uncaught error comes out of WebAssembly: of extensions and of the browser there are others, too.
fn is_of_wasm(error: &JsValue) -> bool {
    match text_of(error, "name").as_str() {
        "RuntimeError" => true,
        "RangeError" | "InternalError" => text_of(error, "stack").contains("wasm"),
        _ => false,
    }
}

fn text_of(object: &JsValue, property: &str) -> String {
    scope::property(object, property).and_then(|text| text.as_string()).unwrap_or_default()
}

/// Shows the notice over everything, once. `position` says where the code ended, for those who mend it.
pub fn show(words: PanicWords, position: &str) {
    if ended::end() {
        return;
    }
    let Some(document) = scope::document() else { return };
    let (Some(notice), Some(body)) = (notice(&document, words, position), document.body()) else { return };
    let _ = body.append_child(&notice);
    // In the browser's top layer it lies over open dialogs, too, and all else takes no key and no pointer. Esc would
    // close it: it opens again.
    if let Some(open) = own_function(&notice, "showModal", &[]) {
        on(&notice, "close", Some(open.clone()));
        let _ = open.call0(&JsValue::UNDEFINED);
        // What the page had under way may open a dialog yet, which would lie over the notice.
        if let Some(dialogs) = scope::global("HTMLDialogElement").and_then(|class| scope::property(&class, "prototype"))
        {
            // The one function of the browser that does nothing.
            let nothing = scope::global("Function").and_then(|class| scope::property(&class, "prototype"));
            let _ = Reflect::set(&dialogs, &"showModal".into(), &nothing.unwrap_or_default());
        }
    } else {
        let _ = notice.set_attribute("open", "");
    }
}

/// The notice; texts go in as text.
fn notice(document: &Document, words: PanicWords, position: &str) -> Option<Element> {
    let element = |tag: &str, class: &str, text: &str| {
        let element = document.create_element(tag).ok()?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        Some(element)
    };
    let notice = element("dialog", "dialog ended", "")?;
    let button = element("button", "button button--main", words.reload)?;
    on(&button, "click", own_function(&scope::window()?.location(), "reload", &[]));
    let title = element("h2", "ended__title", words.title)?;
    title.set_id("page-ended");
    // Fails only for an attribute without a name.
    let set = |element: &Element, name: &str, value: &str| drop(element.set_attribute(name, value));
    set(&notice, "role", "alertdialog");
    set(&notice, "aria-labelledby", "page-ended");
    let position = element("code", "ended__place", position)?;
    let Some(address) = address::suspected() else {
        append(&notice, &[title, element("p", "ended__text", words.text)?, position, button]);
        return Some(notice);
    };
    let field = element("input", "field ended__address", "")?;
    for (name, value) in [("readonly", ""), ("value", &address), ("aria-label", words.address)] {
        set(&field, name, value);
    }
    // Ready to be copied by the first key.
    on(&field, "focus", own_function(&field, "select", &[]));
    button.set_class_name("button");
    let without = element("button", "button button--main", words.without_address)?;
    set(&without, "autofocus", "");
    let bare = location::page_url().into();
    on(&without, "click", own_function(&scope::window()?.location(), "assign", &[bare]));
    let buttons = element("div", "row", "")?;
    append(&buttons, &[without, button]);
    append(&notice, &[title, element("p", "ended__text", words.again)?, field, position, buttons]);
    Some(notice)
}

fn append(parent: &Element, children: &[Element]) {
    for child in children {
        let _ = parent.append_child(child);
    }
}

/// Has a function of the browser called at every event of one kind.
fn on(element: &Element, kind: &str, function: Option<Function>) {
    if let Some(function) = function {
        #[expect(
            clippy::disallowed_methods,
            reason = "it is the browser's own function, which is to run after the end"
        )]
        let _ = element.add_event_listener_with_callback(kind, &function);
    }
}

/// A function of an object of the browser, bound to it and to its first arguments, so that it runs without any code of
/// ours.
fn own_function(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<Function> {
    let function: Function = scope::property(object, name)?.dyn_into().ok()?;
    let bind: Function = Reflect::get(&function, &"bind".into()).ok()?.dyn_into().ok()?;
    let bound: Array = std::iter::once(object).chain(arguments).collect();
    bind.apply(&function, &bound).ok()?.dyn_into().ok()
}
