//! Floor 3: every text a person reads, in English and Chinese.
//!
//! A text is one line in the file of its area, both languages side by side; it becomes a function
//! of the language, so a text that is missing or misspelt does not compile:
//!
//! ```text
//! execute: "Execute", "执行";
//! more(count: usize): "{count} more", "还有 {count} 项";
//! rows(count: Count): "{count} row" | "{count} rows", "{count} 行";
//! ```
//!
//! Invariant: sentence case, no colon after labels, `…` on buttons that ask for more.
//! Not here: which language is chosen (`state::settings`), texts that a server wrote.

#[macro_use]
mod texts;

pub mod alerts;
pub mod each;
pub mod failure;
pub mod first_run;
pub mod frame;
pub mod graph;
pub mod help;
pub mod kinds;
pub mod local;
pub mod nodes;
pub mod notice;
pub mod provenance;
pub mod quantity;
pub mod query;
pub mod settings;
pub mod table;

pub use crate::model::lang::Lang;

/// A text that only needs the language, for tables of choices and columns.
pub type Text = fn(Lang) -> &'static str;
