//! Floor 6: the only code that touches the browser.
//!
//! What it hands out is plain data; what it listens to ends when its guard is dropped.
//!
//! Invariant: nothing else imports `web_sys`, `js_sys`, `wasm_bindgen` or `gloo` (Leptos aside).
//! Invariant: nothing here panics over what a browser denies: storage, clipboard, history and workers
//! are refused by settings, policies and old browsers, and each refusal is a value.
//! Not here: what the page shows (`state`), how (`ui`), and what a worker does with an ask (`service`).

#![allow(clippy::disallowed_types, reason = "this floor is where the browser's types are at home")]

pub mod canvas;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod dom;
pub mod download;
mod ended;
pub mod fetch;
pub mod keyboard;
pub mod language;
pub mod listener;
pub mod local_file;
pub mod location;
pub mod panics;
pub mod port;
pub mod resize;
mod scope;
pub mod spans;
pub mod storage;
pub mod text_box;
pub mod theme;
pub mod visibility;
