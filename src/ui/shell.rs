//! `Shell`: the state as a signal, and the one way to dispatch events. Every component gets it from the context.

use std::collections::VecDeque;

use leptos::prelude::*;

use super::{effects, focus, keys};
use crate::i18n::Lang;
use crate::model::time::Zone;
use crate::model::time::whole_ms;
use crate::state::app::{App, ListId};
use crate::state::command::{Command, Focus, StorageKey};
use crate::state::event::{Event, Now, Start};
use crate::state::settings::ZoneChoice;
use crate::state::update::update;
use crate::ui::kit::folded::Unfolding;
use crate::ui::slice::{Slice, forget_reader};
use crate::web::storage::Area;
use crate::web::visibility::{self, Visibility};
use crate::web::{clock, language, location, storage};

/// The state and the one way to change it.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    app: RwSignal<App>,
    /// The language of the page.
    pub(crate) lang: Slice<Lang>,
    /// The zone of times: a memo, or whoever reads it would follow the whole state.
    zone: Slice<ZoneChoice>,
    effects: effects::Handle,
    awaited: focus::AwaitedElement,
    /// What follows of the beginning and is not executed yet.
    beginning: StoredValue<VecDeque<Command>, LocalStorage>,
}

impl Shell {
    /// The shell of the component's page.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The state of a page that has not begun.
    pub(crate) fn new() -> Self {
        let app = RwSignal::new(App::default());
        let lang = slice_of(app, App::lang);
        let zone = slice_of(app, |app| app.settings.zone);
        let awaited = focus::AwaitedElement::new();
        let beginning = StoredValue::new_local(VecDeque::new());
        Self { app, lang, zone, effects: effects::Handle::new(), awaited, beginning }
    }

    /// Starts worker and listeners, and the state from what the address and the storage hold. What follows of that is
    /// executed in tasks of its own: all of it runs for the first time, which takes a browser longest.
    pub(crate) fn begin(self) {
        effects::start(self);
        keys::listen(self);
        let commands = self.update(Event::Started(Start {
            fragment: location::fragment(),
            query: location::query(),
            base: location::page_url(),
            locale: language::preferred(),
            stored: storage::get(Area::Local, StorageKey::Settings.name()).ok().flatten(),
            drafts: storage::get(Area::Session, StorageKey::Drafts.name()).ok().flatten(),
        }));
        let count = commands.len();
        self.beginning.set_value(commands.into());
        for _ in 0..count {
            clock::timer::soon(move || {
                self.execute_next();
            });
        }
        if visibility::now() == Visibility::Hidden {
            self.dispatch(Event::Hidden);
        }
        let busy = self.memo(App::is_busy);
        Effect::new(move |_: Option<Option<clock::timer::Timer>>| {
            busy.get().then(|| clock::timer::every(100, move || self.dispatch(Event::Tick)))
        });
    }

    /// Tells what happened; the state changes and its effects are executed.
    pub(crate) fn dispatch(self, event: Event) {
        let commands = self.update(event);
        // The order of events is that of their effects.
        while self.execute_next() {}
        for command in commands {
            effects::execute(self, self.effects, command);
        }
    }

    /// Executes the next of what follows of the beginning; whether there was one.
    fn execute_next(self) -> bool {
        let next = self.beginning.try_update_value(VecDeque::pop_front).flatten();
        next.map(|command| effects::execute(self, self.effects, command)).is_some()
    }

    /// Changes the state by what happened; gives what is to be done outside.
    fn update(self, event: Event) -> Vec<Command> {
        let now = Now { ms: whole_ms(clock::now_ms()), ticks_ms: whole_ms(clock::ticks_ms()) };
        self.app.try_update(|app| update(app, event, now)).unwrap_or_default()
    }

    /// A view of the state that changes only when its value does.
    pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&App) -> T + Send + Sync + 'static,
    ) -> Slice<T> {
        slice_of(self.app, read)
    }

    /// The state now, without following it; for event handlers.
    pub(crate) fn peek<T>(self, read: impl FnOnce(&App) -> T) -> T {
        self.app.with_untracked(read)
    }

    /// Puts the focus there as soon as the page shows what has changed.
    pub(crate) fn focus(self, wanted: &Focus) {
        self.awaited.request(wanted);
    }

    /// An element has come that may have been waited for.
    pub(crate) fn arrived(self, id: &str) {
        self.awaited.arrived(id);
    }

    /// How far a list is unfolded.
    pub(crate) fn unfolding(self, list: ListId) -> Unfolding {
        self.unfolding_of(move |_| Some(list.clone()))
    }

    /// As [`Self::unfolding`], of a list that may be another one after an event.
    pub(crate) fn unfolding_of(
        self,
        list: impl Fn(&App) -> Option<ListId> + Clone + Send + Sync + 'static,
    ) -> Unfolding {
        let of = list.clone();
        let shown = self.memo(move |app| of(app).and_then(|list| app.unfolded.get(&list).copied()).unwrap_or_default());
        let show = Callback::new(move |shown| {
            if let Some(list) = self.peek(&list) {
                self.dispatch(Event::Unfold(list, shown));
            }
        });
        Unfolding { shown: shown.into(), show }
    }

    /// The chosen zone over a span of time in Unix milliseconds.
    pub(crate) fn zone(self, from: i64, to: i64) -> Zone {
        match self.zone.get() {
            ZoneChoice::Utc => Zone::UTC,
            ZoneChoice::Local => clock::zone_for(from, to),
        }
    }

    /// A time in the chosen zone, as date and clock.
    pub(crate) fn moment(self, ms: i64) -> String {
        let civil = self.zone(ms, ms).civil(ms);
        [civil.date(), civil.clock()].join(" ")
    }

    /// What runs outside the state, for [`effects`].
    pub(super) fn effects(self) -> effects::Handle {
        self.effects
    }
}

/// A view of the state that changes only when its value does.
fn slice_of<T: PartialEq + Send + Sync + 'static>(
    app: RwSignal<App>,
    read: impl Fn(&App) -> T + Send + Sync + 'static,
) -> Slice<T> {
    Slice::new(move || {
        forget_reader(&app);
        app.with(&read)
    })
}
