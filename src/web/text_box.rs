//! What a person could do in a text box by hand: selecting, and replacing so that the browser's own undo takes it back.
//!
//! Positions are counted in UTF-16 units, as browsers do.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

use super::dom::BrowserRefusal;
use super::scope;
use crate::model::count::to_u32;

/// Puts the focus into the text box of this id and selects a piece of its text, in UTF-16 units. Refused where there is
/// no such box.
pub fn select(id: &str, piece: Range<usize>) -> Result<(), BrowserRefusal> {
    let element = scope::document().and_then(|document| document.get_element_by_id(id)).ok_or(BrowserRefusal)?;
    let text_box: HtmlTextAreaElement = element.dyn_into().map_err(|_| BrowserRefusal)?;
    text_box.focus().map_err(|_| BrowserRefusal)?;
    text_box.set_selection_range(to_u32(piece.start), to_u32(piece.end)).map_err(|_| BrowserRefusal)
}

/// Replaces the whole text, as [`replace`] does a piece; nothing happens where it is that text already.
pub fn replace_all(id: &str, by: &str) -> Result<(), BrowserRefusal> {
    let element = scope::document().and_then(|document| document.get_element_by_id(id)).ok_or(BrowserRefusal)?;
    let text_box: HtmlTextAreaElement = element.dyn_into().map_err(|_| BrowserRefusal)?;
    let text = text_box.value();
    if text == by { Ok(()) } else { replace(id, 0..text.encode_utf16().count(), by) }
}

/// Replaces a piece of the text, in UTF-16 units, as typing would: with an `input` event, and for the browser's undo.
/// Refused where there is no such box, and where the browser will not.
pub fn replace(id: &str, piece: Range<usize>, by: &str) -> Result<(), BrowserRefusal> {
    select(id, piece)?;
    let document: HtmlDocument = scope::document().and_then(|it| it.dyn_into().ok()).ok_or(BrowserRefusal)?;
    // An old command, and the only one of all browsers that their undo knows.
    let done = if by.is_empty() {
        document.exec_command("delete")
    } else {
        document.exec_command_with_show_ui_and_value("insertText", false, by)
    };
    if done == Ok(true) { Ok(()) } else { Err(BrowserRefusal) }
}
