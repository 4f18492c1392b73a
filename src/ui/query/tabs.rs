//! The tabs of a panel: Table, Graph, Each node.

use leptos::prelude::*;

use super::handle::PanelHandle;
use crate::i18n::query as words;
use crate::state::panel::options::PanelOption;
use crate::state::panel::{PanelId, Tab};
use crate::ui::slice::say;
use crate::web::dom;

/// The element id of a tab.
pub(super) fn tab_id(panel: PanelId, tab: Tab) -> String {
    format!("tab-{}-{}", panel.0, tab.name())
}

/// The element id of what the tabs switch.
pub(super) fn view_id(panel: PanelId) -> String {
    format!("view-{}", panel.0)
}

/// The tabs; arrow keys move between them.
#[component]
pub(super) fn Tabs(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let shown = handle.memo(|panel| panel.options.tab);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            event.prevent_default();
            let by = if event.key() == "ArrowRight" { 1 } else { Tab::ALL.len() - 1 };
            let now = Tab::ALL.iter().position(|tab| *tab == shown.get_untracked()).unwrap_or_default();
            let other = Tab::ALL[(now + by) % Tab::ALL.len()];
            handle.set(PanelOption::Tab(other));
            let _ = dom::focus(&tab_id(handle.id, other));
        }
    };
    let tab = move |tab: Tab, label: fn(crate::i18n::Lang) -> &'static str| {
        view! {
            <button
                id=tab_id(handle.id, tab)
                class="tabs__tab"
                role="tab"
                aria-selected=move || if shown.get() == tab { "true" } else { "false" }
                aria-controls=view_id(handle.id)
                tabindex=move || if shown.get() == tab { "0" } else { "-1" }
                on:click=move |_| handle.set(PanelOption::Tab(tab))
            >
                {move || label(lang.get())}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=say(lang, words::views) on:keydown=on_key>
            {tab(Tab::Table, words::table)}
            {tab(Tab::Graph, words::graph)}
            {tab(Tab::Each, words::each)}
        </div>
    }
}
