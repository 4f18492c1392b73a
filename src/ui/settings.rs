//! The settings dialog.

use leptos::prelude::*;

use super::kit::dialog::Dialog;
use super::kit::field::Field;
use super::shell::Shell;
use crate::i18n::{Text, frame, settings as words};
use crate::model::duration;
use crate::model::query::Limits;
use crate::state::app;
use crate::state::event::{Event, SettingsEvent};
use crate::state::settings::stored::{MAX_BYTES, TIMEOUT_MS};
use crate::state::settings::{Language, Theme, ZoneChoice};
use crate::ui::slice::say;

/// The bytes of a megabyte.
const MB: u64 = 1_000_000;

/// The settings dialog.
#[component]
pub(super) fn SettingsDialog() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let open = shell.memo(|app| app.dialog == Some(app::Dialog::Settings));
    let settings = shell.memo(|app| app.settings);
    let set = move |event| shell.dispatch(Event::Settings(event));
    let themes = [
        (Theme::System, words::theme_system as fn(_) -> _),
        (Theme::Light, words::theme_light),
        (Theme::Dark, words::theme_dark),
    ];
    let zones = [(ZoneChoice::Local, words::zone_local as fn(_) -> _), (ZoneChoice::Utc, words::zone_utc)];
    let languages = [
        (Language::System, words::language_system as fn(_) -> _),
        (Language::En, words::language_en),
        (Language::Zh, words::language_zh),
    ];
    let timeout = Signal::derive(move || duration::format(settings.get().limits.timeout_ms.into()));
    let commit_timeout = Callback::new(move |text: String| {
        let timeout_ms =
            duration::parse(&text).and_then(|ms| u32::try_from(ms).ok()).filter(|ms| TIMEOUT_MS.contains(ms));
        if let Some(timeout_ms) = timeout_ms {
            let limits = settings.get_untracked().limits;
            set(SettingsEvent::Limits(Limits { timeout_ms, ..limits }));
        }
        timeout_ms.is_some()
    });
    let size = Signal::derive(move || (settings.get().limits.max_bytes / MB).to_string());
    let commit_size = Callback::new(move |text: String| {
        let bytes = text.trim().parse::<u64>().ok().and_then(|megabytes| megabytes.checked_mul(MB));
        let max_bytes = bytes.filter(|bytes| MAX_BYTES.contains(bytes));
        if let Some(max_bytes) = max_bytes {
            let limits = settings.get_untracked().limits;
            set(SettingsEvent::Limits(Limits { max_bytes, ..limits }));
        }
        max_bytes.is_some()
    });
    let bad_size = move || words::bad_size(lang.get(), MAX_BYTES.start().div_ceil(MB), MAX_BYTES.end() / MB);
    let bad_timeout = move || {
        let [from, to] = [TIMEOUT_MS.start(), TIMEOUT_MS.end()].map(|ms| duration::format(i64::from(*ms)));
        words::bad_timeout(lang.get(), &from, &to)
    };
    view! {
        <Dialog
            open=open
            title=Signal::derive(say(lang, words::title))
            close_label=Signal::derive(say(lang, frame::close))
            close=Callback::new(move |()| shell.dispatch(Event::Dialog(None)))
        >
            <div class="settings">
                <Choice label=words::theme options=themes.to_vec() chosen=Signal::derive(move || settings.get().theme)
                    choose=Callback::new(move |theme| set(SettingsEvent::Theme(theme))) />
                <Choice label=words::zone options=zones.to_vec() chosen=Signal::derive(move || settings.get().zone)
                    choose=Callback::new(move |zone| set(SettingsEvent::Zone(zone))) />
                <Choice label=words::language options=languages.to_vec() chosen=Signal::derive(move || settings.get().language)
                    choose=Callback::new(move |language| set(SettingsEvent::Language(language))) />
                <label class="settings__row">
                    <span>{say(lang, words::timeout)}</span>
                    <Field class="stepper__short" value=timeout commit=commit_timeout
                        label=Signal::derive(move || words::timeout(lang.get()).to_owned())
                        problem=Signal::derive(bad_timeout) />
                </label>
                <label class="settings__row">
                    <span>{say(lang, words::max_bytes)}" (MB)"</span>
                    <Field class="stepper__short" value=size commit=commit_size
                        label=Signal::derive(move || words::max_bytes(lang.get()).to_owned())
                        problem=Signal::derive(bad_size) />
                </label>
                <p class="settings__kept">{say(lang, words::kept)}</p>
            </div>
        </Dialog>
    }
}

/// One of a few.
#[component]
fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: Text,
    options: Vec<(T, Text)>,
    #[prop(into)] chosen: Signal<T>,
    choose: Callback<T>,
) -> impl IntoView {
    let lang = Shell::here().lang;
    view! {
        <div class="settings__row" role="radiogroup" aria-label=move || label(lang.get())>
            <span>{move || label(lang.get())}</span>
            <span class="row">
                {options
                    .into_iter()
                    .map(|(value, name)| {
                        let checked = move || if chosen.get() == value { "true" } else { "false" };
                        view! {
                            <button class="button button--quiet" role="radio" aria-checked=checked
                                on:click=move |_| choose.run(value)>
                                {move || name(lang.get())}
                            </button>
                        }
                    })
                    .collect_view()}
            </span>
        </div>
    }
}
