//! Floor 4: everything the page shows, as plain data, and the one reducer that changes it.
//!
//! A person's act, an answer of the worker, a timer: each is an [`event::Event`];
//! [`update::update`] turns (`App`, event, now) into the next `App` and a list of
//! [`command::Command`]s, the effects that `ui` has executed in one place.
//!
//! Invariant: nothing here does IO or reads a clock; `now` comes with each event.
//! Invariant: headers of nodes never enter a route, a stored text or a notice.
//! Not here: words (`i18n`), drawing (`chart`), executing commands (`ui`).

pub mod app;
pub mod command;
pub mod config;
pub mod drafts;
pub mod event;
pub mod examination;
pub mod limits;
pub mod local;
pub mod nodes;
pub mod page;
pub mod panel;
pub mod provenance;
pub mod ranges;
pub mod route;
pub mod settings;
pub mod step;
pub mod table;
pub mod title;
pub mod update;
pub mod url;
