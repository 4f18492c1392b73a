//! The settings dialog.

use leptos::prelude::*;

use super::kit::dialog::Dialog;
use super::kit::field::Field;
use super::shell::Shell;
use crate::i18n::{Text, frame, query, settings as words};
use crate::model::duration;
use crate::model::query::Limits;
use crate::state::app;
use crate::state::event::{Event, SettingsEvent};
use crate::state::settings::{Language, Theme, ZoneChoice};
use crate::ui::slice::say;

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
        let timeout_ms = duration::parse(&text).and_then(|ms| u32::try_from(ms).ok()).filter(|&ms| ms > 0);
        if let Some(timeout_ms) = timeout_ms {
            let limits = settings.get_untracked().limits;
            set(SettingsEvent::Limits(Limits { timeout_ms, ..limits }));
        }
        timeout_ms.is_some()
    });
    let size = Signal::derive(move || (settings.get().limits.max_bytes / 1_000_000).to_string());
    let commit_size = Callback::new(move |text: String| {
        // 2 GB: no column's offset may pass 32 bits.
        let megabytes = text.trim().parse::<u64>().ok().filter(|n| (1..=2000).contains(n));
        if let Some(megabytes) = megabytes {
            let limits = settings.get_untracked().limits;
            set(SettingsEvent::Limits(Limits { max_bytes: megabytes * 1_000_000, ..limits }));
        }
        megabytes.is_some()
    });
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
                        problem=Signal::derive(say(lang, query::bad_duration)) />
                </label>
                <label class="settings__row">
                    <span>{say(lang, words::max_bytes)}" (MB)"</span>
                    <Field class="stepper__short" value=size commit=commit_size
                        label=Signal::derive(move || words::max_bytes(lang.get()).to_owned())
                        problem=Signal::derive(say(lang, words::bad_size)) />
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
