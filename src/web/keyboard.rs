//! Keys pressed anywhere on the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::listener::Listener;
use super::scope;

/// A key press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key's meaning in the person's layout: `a`, `A`, `?`, `Enter`, `Escape`, `ArrowDown`, …
    pub key: String,
    /// The keys held down with it.
    pub modifiers: KeyModifiers,
    /// Where it was pressed.
    pub target: KeyTarget,
}

/// Keys held down with another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four keys, each of which is down or not")]
pub struct KeyModifiers {
    /// Control.
    pub ctrl: bool,
    /// Alt, Option.
    pub alt: bool,
    /// Command, the Windows key.
    pub meta: bool,
    /// Shift.
    pub shift: bool,
}

/// Where a key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyTarget {
    /// In something one types into; single letters belong to it.
    TextField,
    /// Anywhere else.
    Elsewhere,
}

/// What was done with a key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// The page took it; the browser does nothing more with it.
    Yes,
    /// It is the browser's.
    No,
}

/// Calls back with every key press that no component took. Presses that compose a character (input
/// methods) are left out.
pub fn on_key(callback: impl Fn(&Key) -> Handled + 'static) -> Option<Listener> {
    let window = scope::window()?;
    Some(Listener::new(&window, "keydown", move |event| {
        if event.default_prevented() {
            return;
        }
        if let Some(key) = key_of(&event)
            && callback(&key) == Handled::Yes
        {
            event.prevent_default();
        }
    }))
}

/// Browsers also fire `keydown` without a key, when they fill in a form.
fn key_of(event: &Event) -> Option<Key> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    if event.is_composing() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    Some(Key {
        key: scope::property(event, "key")?.as_string()?,
        modifiers: KeyModifiers {
            ctrl: event.ctrl_key(),
            alt: event.alt_key(),
            meta: event.meta_key(),
            shift: event.shift_key(),
        },
        target: target.as_ref().map_or(KeyTarget::Elsewhere, target_of),
    })
}

fn target_of(element: &Element) -> KeyTarget {
    let editable = element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable);
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => KeyTarget::TextField,
        "INPUT" if !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button")) => {
            KeyTarget::TextField
        }
        _ if editable => KeyTarget::TextField,
        _ => KeyTarget::Elsewhere,
    }
}
