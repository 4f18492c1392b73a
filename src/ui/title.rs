//! The title of the browser's tab: firing alerts, and what the tab shows.

use leptos::prelude::*;

use super::shell::Shell;
use crate::i18n::{Lang, frame as words};
use crate::model::rules::AlertState;
use crate::state::page::Page;
use crate::state::page::alerts::shown::counts;
use crate::state::title::{Subject, subject};
use crate::ui::slice::Slice;
use crate::web::dom;

/// Names the tab from now on.
pub(super) fn follow(shell: Shell) {
    let subject = shell.memo(subject);
    // Only while they are shown: elsewhere nothing asks again, and a count from an hour ago would not be so.
    let listed = shell.memo(|app| app.pages.alerts.counted(&app.nodes).filter(|_| app.page == Page::Alerts).cloned());
    let firing = Slice::new(move || {
        listed.with(|listed| listed.as_ref().map_or(0, |listed| counts(&listed.groups).of(AlertState::Firing).alerts))
    });
    Effect::new(move |_| {
        let lang = shell.lang.get();
        let subject = subject.with(|subject| name(lang, subject));
        dom::title(&match firing.get() {
            0 => words::titled(lang, &subject),
            count => words::titled_firing(lang, count, &subject),
        });
    });
}

fn name(lang: Lang, subject: &Subject) -> String {
    match subject {
        Subject::Expression(text) => text.clone(),
        Subject::Page(page) => (page.declared().name)(lang).to_owned(),
    }
}
