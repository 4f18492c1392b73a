//! General controls for any page. They do not know `Narthex`'s state.

pub(crate) mod code;
pub(crate) mod cut;
pub(crate) mod dialog;
pub(crate) mod field;
pub(crate) mod folded;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod notice;
pub(crate) mod parts;
pub(crate) mod scroller;
pub(crate) mod select;
pub(crate) mod shape;
pub(crate) mod sliced;
