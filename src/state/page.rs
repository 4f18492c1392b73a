//! The pages, each declared once, by its row in [`PAGES`]: its addresses, its key, its words, what of it stands in the
//! address, and what it asks when it is entered, when it is refreshed, and as worker and nodes come and go.
//!
//! A page with a state of its own has a module here with that state ([`Pages`]), what can happen to it ([`PageEvent`])
//! and its part of the address ([`PageOptions`]).
//!
//! Not here: how a page looks (`ui`).

pub mod alerts;

use self::alerts::{AlertsEvent, AlertsOptions, AlertsView};
use super::app::App;
use super::command::Command;
use super::event::{Event, PanelEvent};
use super::panel::Run;
use super::panel::options::Misread;
use super::update::{nodes, runs};
use crate::i18n::{self, Text, frame};
use crate::model::outcome::Failure;
use crate::protocol::envelope::RunId;
use crate::protocol::request::Response;

/// Names the pages, each with its row, in the order of their links.
macro_rules! pages {
    ($($(#[$meta:meta])+ $page:ident: $row:ident;)+) => {
        /// A page.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub enum Page {
            $($(#[$meta])+ $page,)+
        }

        /// All pages, in the order of their links.
        pub static PAGES: &[&Declared] = &[$(&$row),+];

        impl Page {
            /// What is declared of it.
            pub fn declared(self) -> &'static Declared {
                match self {
                    $(Self::$page => &$row,)+
                }
            }
        }
    };
}

pages! {
    /// Query panels.
    #[default]
    Query: QUERY;
    /// Rules and alerts.
    Alerts: ALERTS;
    /// The nodes.
    Nodes: NODES;
}

/// The state of the pages that have one of their own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pages {
    /// Rules and alerts.
    pub alerts: AlertsView,
}

/// What can happen on the pages that have a state of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageEvent {
    /// On the alerts page.
    Alerts(AlertsEvent),
}

/// What stands of each page in the address, as far as a page has keys of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageOptions {
    /// Rules and alerts.
    pub alerts: AlertsOptions,
}

/// What is declared of a page.
pub struct Declared {
    /// The page.
    pub page: Page,
    /// Its paths in the address; the first is the one that is written.
    pub paths: &'static [&'static str],
    /// The key that goes there, after `g`.
    pub key: &'static str,
    /// Its name.
    pub name: Text,
    /// Its own part of the address.
    own: Option<Own>,
    /// Asks what the page needs, when it is shown.
    pub(super) enter: Effects,
    /// Asks again what the page shows.
    pub(super) refresh: Effects,
    /// What cancels that which is seen there to be under way; `None` where nothing is.
    pub cancel: fn(&App) -> Option<Event>,
    /// Its runs, where it has some of its own.
    runs: Option<Runs>,
}

/// A change of the state with its effects.
type Effects = fn(&mut App, &mut Vec<Command>);

/// What a page has of the address for itself: keys beside those of panels.
struct Own {
    /// Takes a value as it stands in the address.
    read: fn(own: &mut PageOptions, key: &str, text: &str) -> Result<(), Misread>,
    /// The keys and values; those that are as by default are left out.
    write: fn(&PageOptions) -> Vec<(&'static str, String)>,
    /// What is there now.
    of: fn(&App) -> PageOptions,
    /// Shows what an address says.
    follow: fn(&mut App, PageOptions),
}

/// What a page does with what it has asked.
struct Runs {
    /// Nodes and worker are there: what waited for them is asked.
    ready: Effects,
    /// Whether a run is the page's.
    has: fn(&App, RunId) -> bool,
    /// Takes the response of a run that is.
    answered: fn(&mut App, Response, &mut Vec<Command>),
    /// A run that is has failed.
    failed: fn(&mut App, &Failure),
    /// The worker has ended, without having begun these runs.
    lost: fn(&mut App, &Failure, &[RunId]),
    /// There will be no worker.
    give_up: fn(&mut App, &Failure),
}

/// Nothing is asked.
fn nothing(_: &mut App, _: &mut Vec<Command>) {}

/// The query page.
static QUERY: Declared = Declared {
    page: Page::Query,
    // `graph` is Prometheus 2's own page.
    paths: &["query", "", "graph"],
    key: "q",
    name: frame::query,
    own: None,
    enter: nothing,
    refresh: runs::refresh,
    cancel: |app| {
        let running = app.panels.iter().find(|panel| panel.run != Run::Idle)?;
        Some(Event::Panel(running.id, PanelEvent::Cancel))
    },
    runs: None,
};

/// The alerts page.
static ALERTS: Declared = Declared {
    page: Page::Alerts,
    paths: &["alerts"],
    key: "a",
    name: i18n::alerts::title,
    own: Some(Own {
        read: |own, key, text| own.alerts.read(key, text),
        write: |own| own.alerts.write(),
        of: |app| PageOptions { alerts: app.pages.alerts.options.clone() },
        follow: |app, own| app.pages.alerts.options = own.alerts,
    }),
    enter: alerts::update::enter,
    refresh: alerts::update::refresh,
    cancel: |app| app.pages.alerts.listing.as_ref().map(|_| AlertsEvent::Cancel.into()),
    runs: Some(Runs {
        ready: alerts::update::ready,
        has: alerts::update::is_of,
        answered: alerts::update::answered,
        failed: alerts::update::failed,
        lost: alerts::update::lost,
        give_up: alerts::update::give_up,
    }),
};

/// The nodes page.
static NODES: Declared = Declared {
    page: Page::Nodes,
    paths: &["nodes"],
    key: "n",
    name: i18n::nodes::title,
    own: None,
    enter: nodes::enter,
    refresh: nodes::refresh,
    cancel: |_| None,
    runs: None,
};

impl Page {
    /// The page of a path; `None` where there is none.
    pub fn at(path: &str) -> Option<Self> {
        PAGES.iter().find(|declared| declared.paths.contains(&path)).map(|declared| declared.page)
    }

    /// Its path in the address.
    pub fn path(self) -> &'static str {
        self.declared().paths[0]
    }

    /// Takes a value of its own part of the address. Fails where the page has no such key, or the value is none of it.
    pub fn read(self, own: &mut PageOptions, key: &str, text: &str) -> Result<(), Misread> {
        self.declared().own.as_ref().map_or(Err(Misread::UnknownKey), |address| (address.read)(own, key, text))
    }

    /// Keys and values of its own part of the address.
    pub fn write(self, own: &PageOptions) -> Vec<(&'static str, String)> {
        self.declared().own.as_ref().map_or_else(Vec::new, |address| (address.write)(own))
    }

    /// What its own part of the address says now.
    pub fn options(self, app: &App) -> PageOptions {
        self.declared().own.as_ref().map_or_else(PageOptions::default, |address| (address.of)(app))
    }

    /// Shows what its own part of an address says.
    pub(super) fn follow(self, app: &mut App, own: PageOptions) {
        if let Some(address) = &self.declared().own {
            (address.follow)(app, own);
        }
    }
}

/// The pages' own runs.
fn all_runs() -> impl Iterator<Item = &'static Runs> {
    PAGES.iter().filter_map(|declared| declared.runs.as_ref())
}

/// Something happened on a page.
pub(super) fn update(app: &mut App, event: PageEvent, out: &mut Vec<Command>) {
    match event {
        PageEvent::Alerts(event) => alerts::update::update(app, event, out),
    }
}

/// Nodes and worker are there: what pages have waited to ask is asked.
pub(super) fn ready(app: &mut App, out: &mut Vec<Command>) {
    all_runs().for_each(|runs| (runs.ready)(app, out));
}

/// What does something with a run, if it is a page's.
fn runs_of(app: &App, run: RunId) -> Option<&'static Runs> {
    all_runs().find(|runs| (runs.has)(app, run))
}

/// A run has a response, if it is a page's.
pub(super) fn answered(app: &mut App, run: RunId, response: Response, out: &mut Vec<Command>) {
    if let Some(runs) = runs_of(app, run) {
        (runs.answered)(app, response, out);
    }
}

/// A run failed, if it is a page's.
pub(super) fn failed(app: &mut App, run: RunId, why: &Failure) {
    if let Some(runs) = runs_of(app, run) {
        (runs.failed)(app, why);
    }
}

/// The worker has ended, without having begun these runs.
pub(super) fn lost(app: &mut App, why: &Failure, not_begun: &[RunId]) {
    all_runs().for_each(|runs| (runs.lost)(app, why, not_begun));
}

/// There will be no worker.
pub(super) fn give_up(app: &mut App, why: &Failure) {
    all_runs().for_each(|runs| (runs.give_up)(app, why));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_page_is_declared_once_and_found_by_its_paths() {
        for page in PAGES.iter().map(|declared| declared.page) {
            assert_eq!(page.declared().page, page);
            for path in page.declared().paths {
                assert_eq!(Page::at(path), Some(page));
            }
        }
        assert_eq!(Page::at("dashboards"), None);
        let keys: BTreeSet<_> = PAGES.iter().map(|declared| declared.key).collect();
        assert_eq!(keys.len(), PAGES.len(), "two pages have the same key");
    }
}
