//! Executes commands of the reducer: the one place with side effects.

use std::sync::Arc;

use leptos::prelude::*;

use super::kit::sliced::{Slot, drive};
use super::shell::Shell;
use crate::model::rules::RuleGroup;
use crate::state::command::{Command, Released, SavedFile, StorageKey};
use crate::state::event::Event;
use crate::state::examination::PAUSE_MS;
use crate::state::page::alerts::release::ReleaseJob;
use crate::state::settings::Theme;
use crate::state::settings::stored::join;
use crate::web::clock::timer::{self, Timer};
use crate::web::listener::Listener;
use crate::web::port::page::{Death, Port};
use crate::web::storage::Area;
use crate::web::theme::Scheme;
use crate::web::visibility::{self, Visibility};
use crate::web::{clipboard, config, download, language, local_file, location, storage, theme};

/// What lives outside the state for as long as the page does.
#[derive(Default)]
struct Outside {
    port: Option<Port>,
    language: Option<Port>,
    refresh: Option<Timer>,
    pause: Option<Timer>,
    fading: Option<Timer>,
    listeners: Vec<Listener>,
    /// Listings that are to be freed once nothing shows them, and when they are looked at next.
    released: Vec<Arc<Vec<RuleGroup>>>,
    releasing: Option<Timer>,
}

/// Holds on to what lives outside the state.
#[derive(Clone, Copy)]
pub(crate) struct Handle(StoredValue<Outside, LocalStorage>, Slot);

impl Handle {
    /// Nothing runs yet.
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(Outside::default()), StoredValue::new_local(None))
    }

    /// Keeps a listener for as long as the page lives.
    pub(super) fn keep(self, listener: Option<Listener>) {
        self.0.update_value(|outside| outside.listeners.extend(listener));
    }
}

/// Starts the worker that evaluates and listens to the address.
pub(super) fn start(shell: Shell) {
    let port = Port::start(
        move |heard| shell.dispatch(Event::Heard(Box::new(heard))),
        move |Death { why, not_begun }| shell.dispatch(Event::WorkerDied { why, not_begun }),
    );
    let language = Port::of_the_language(
        move |heard| shell.dispatch(Event::LanguageHeard(Box::new(heard))),
        move |Death { why, not_begun }| shell.dispatch(Event::LanguageDied { why, not_begun }),
    );
    shell.effects().0.update_value(|outside| {
        outside.port = Some(port);
        outside.language = Some(language);
    });
    for listener in local_file::keep_page() {
        shell.effects().keep(listener);
    }
    shell.effects().keep(location::on_change(move |fragment| shell.dispatch(Event::HashChanged(fragment))));
    let key = StorageKey::Settings.name();
    shell.effects().keep(storage::on_change(key, move |text| shell.dispatch(Event::StoredElsewhere(text))));
    shell.effects().keep(visibility::on_change(move |now| {
        shell.dispatch(match now {
            Visibility::Seen => Event::Seen,
            Visibility::Hidden => Event::Hidden,
        });
    }));
}

fn store(shell: Shell, key: StorageKey, text: &str) {
    if key == StorageKey::Drafts {
        // Refused where there is no room; then a reload loses them, as it would without.
        let _ = storage::set(Area::Session, key.name(), text);
        return;
    }
    // Another tab may have written since this one last heard of it.
    let stored = storage::get(Area::Local, key.name()).ok().flatten().filter(|_| key == StorageKey::Settings);
    let joined = stored.and_then(|stored| join(&stored, text));
    if storage::set(Area::Local, key.name(), joined.as_deref().unwrap_or(text)).is_err() {
        shell.dispatch(Event::StorageRefused);
    }
    if let Some(joined) = joined {
        shell.dispatch(Event::StoredElsewhere(joined));
    }
}

/// How long what still shows a listing has before it is looked at again, in milliseconds.
const SHOWN_MS: u32 = 1000;

/// Frees a listing in slices, once the page shows a newer one.
fn release(handle: Handle, groups: Arc<Vec<RuleGroup>>) {
    let is_first = handle.0.with_value(|outside| outside.released.is_empty());
    handle.0.update_value(|outside| outside.released.push(groups));
    if is_first {
        release_later(handle);
    }
}

fn release_later(handle: Handle) {
    let timer = timer::after(SHOWN_MS, move || {
        let mut jobs = Vec::new();
        handle.0.update_value(|outside| {
            for groups in std::mem::take(&mut outside.released) {
                match Arc::try_unwrap(groups) {
                    Ok(groups) => jobs.push(ReleaseJob::new(groups)),
                    Err(groups) => outside.released.push(groups),
                }
            }
        });
        let work = move || {
            if jobs.last_mut().is_some_and(ReleaseJob::advance) {
                jobs.pop();
            }
            jobs.is_empty()
        };
        drive(handle.1, Box::new(work));
        if handle.0.with_value(|outside| !outside.released.is_empty()) {
            release_later(handle);
        }
    });
    handle.0.update_value(|outside| outside.releasing = Some(timer));
}

/// Executes a command.
pub(super) fn execute(shell: Shell, handle: Handle, command: Command) {
    match command {
        Command::Send(message) => handle.0.with_value(|outside| {
            if let Some(port) = &outside.port {
                port.send(*message);
            }
        }),
        Command::RestartWorker => handle.0.with_value(|outside| {
            if let Some(port) = &outside.port {
                port.restart();
            }
        }),
        Command::SendLanguage(message) => handle.0.with_value(|outside| {
            if let Some(port) = &outside.language {
                port.send(*message);
            }
        }),
        Command::StartLanguage => handle.0.with_value(|outside| {
            if let Some(port) = &outside.language {
                port.restart();
            }
        }),
        // Refused only to a page that floods its history; the page goes on without the address.
        Command::PushUrl(fragment) => drop(location::push(&fragment)),
        Command::ReplaceUrl(fragment) => drop(location::replace(&fragment)),
        Command::Store { key, text } => store(shell, key, &text),
        Command::LoadConfig => {
            let timeout_ms = shell.peek(|app| app.settings.limits.timeout_ms);
            leptos::task::spawn_local(async move {
                shell.dispatch(Event::Config(config::load(timeout_ms).await));
            });
        }
        Command::ReleaseListing(Released(groups)) => release(handle, groups),
        Command::ReleaseFile(file) => local_file::release(file),
        Command::CopyText(text) => leptos::task::spawn_local(async move {
            let copied = clipboard::copy(&text).await.map_err(|clipboard::Denied| ());
            shell.dispatch(Event::Copied(copied));
        }),
        // Refused where a sandbox forbids downloads, which tells nobody; the text can be copied, too.
        Command::Save(SavedFile { name, text }) => drop(download::save(&name, &text)),
        Command::ApplyTheme(choice) => match choice {
            Theme::System => theme::follow_system(),
            Theme::Light => theme::show(Scheme::Light),
            Theme::Dark => theme::show(Scheme::Dark),
        },
        Command::ApplyLanguage(lang) => language::declare(lang.tag()),
        Command::Focus(wanted) => shell.focus(&wanted),
        Command::DismissLater { notice, after_ms } => handle.0.update_value(|outside| {
            outside.fading = Some(timer::after(after_ms, move || shell.dispatch(Event::Dismiss(notice))));
        }),
        Command::AwaitPause => handle.0.update_value(|outside| {
            outside.pause = Some(timer::after(PAUSE_MS, move || shell.dispatch(Event::Paused)));
        }),
        Command::ScheduleRefresh(after) => handle.0.update_value(|outside| {
            outside.refresh = after.map(|ms| timer::after(ms, move || shell.dispatch(Event::Refresh)));
        }),
    }
}
