//! Changes settings and history, and writes them to local storage.

use std::sync::Arc;

use super::nodes;
use crate::state::app::App;
use crate::state::command::{Command, StorageKey};
use crate::state::event::SettingsEvent;
use crate::state::limits::MAX_EXPR;
use crate::state::settings::stored::{self, MAX_BYTES, MAX_HISTORY, REFRESH_MS, TIMEOUT_MS, Validity};
use crate::state::url::is_link;

/// Changes a setting, shows it and keeps it.
pub(super) fn update(app: &mut App, event: SettingsEvent, out: &mut Vec<Command>) {
    match event {
        SettingsEvent::Theme(theme) => {
            app.settings.theme = theme;
            out.push(Command::ApplyTheme(theme));
        }
        SettingsEvent::Zone(zone) => app.settings.zone = zone,
        SettingsEvent::Language(language) => {
            app.settings.language = language;
            apply_language(app, out);
        }
        SettingsEvent::Limits(limits) => {
            app.settings.limits.timeout_ms = limits.timeout_ms.clamp(*TIMEOUT_MS.start(), *TIMEOUT_MS.end());
            app.settings.limits.max_bytes = limits.max_bytes.clamp(*MAX_BYTES.start(), *MAX_BYTES.end());
        }
        SettingsEvent::Refresh(every) => {
            app.settings.refresh_ms = every.map(|ms| ms.clamp(*REFRESH_MS.start(), *REFRESH_MS.end()));
            out.push(Command::ScheduleRefresh(app.settings.refresh_ms));
        }
    }
    store(app, out);
}

/// Tells the document its language.
pub(super) fn apply_language(app: &App, out: &mut Vec<Command>) {
    out.push(Command::ApplyLanguage(app.lang()));
}

/// Keeps settings and added nodes.
pub(super) fn store(app: &mut App, out: &mut Vec<Command>) {
    app.stored.set(&app.settings, app.now);
    for entry in app.nodes.entries.iter().filter(|entry| nodes::is_stored(entry)) {
        // A node whose headers are gone is kept as it was with them.
        if entry.headers_gone {
            app.stored.add_back(&entry.node, app.now);
        } else {
            app.stored.add(&entry.node, app.now);
        }
    }
    out.push(Command::Store { key: StorageKey::Settings, text: stored::write(&app.stored) });
}

/// Another tab has stored something: this one shows it, too, and stores what that one did not know.
pub(super) fn stored_elsewhere(app: &mut App, text: &str, out: &mut Vec<Command>) {
    let (theirs, Validity::Valid | Validity::Newer { .. }) = stored::read(text) else { return };
    let all = theirs.clone().joined(&app.stored);
    let before = std::mem::replace(&mut app.settings, all.settings);
    if before.theme != app.settings.theme {
        out.push(Command::ApplyTheme(app.settings.theme));
    }
    if before.language != app.settings.language {
        apply_language(app, out);
    }
    if before.refresh_ms != app.settings.refresh_ms {
        out.push(Command::ScheduleRefresh(app.settings.refresh_ms));
    }
    app.history = Arc::new(all.expressions());
    nodes::follow(app, &all, out);
    if all != theirs {
        out.push(Command::Store { key: StorageKey::Settings, text: stored::write(&all) });
    }
    app.stored = all;
}

/// Puts an expression at the head of the history. A link is none, and may hold a token.
pub(super) fn remember(app: &mut App, expr: &str, out: &mut Vec<Command>) {
    let is_news = app.history.first().is_none_or(|newest| newest != expr);
    if expr.trim().is_empty() || expr.len() > MAX_EXPR || is_link(expr) || !is_news {
        return;
    }
    let history = Arc::make_mut(&mut app.history);
    history.retain(|known| known != expr);
    history.insert(0, expr.to_owned());
    history.truncate(MAX_HISTORY);
    app.stored.executed(expr, app.now);
    store(app, out);
}
