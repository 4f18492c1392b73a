//! A result as a table.

use std::sync::Arc;

use leptos::prelude::*;

use super::panel::Hold;
use crate::state::panel::Answered;

/// The table.
#[component]
pub(super) fn TableView(hold: Hold, result: Arc<Answered>) -> impl IntoView {
    let _ = (hold, result);
}
