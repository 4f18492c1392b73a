//! Starts the page: reads stored settings, the address, drafts and `narthex.json`.

use std::sync::Arc;

use super::{candidate, nodes, notices, route, runs, settings};
use crate::model::notice::{ConfigProblem, Notice};
use crate::model::outcome::Failure;
use crate::state::app::App;
use crate::state::command::{Command, Focus, StorageKey};
use crate::state::config;
use crate::state::drafts::Drafts;
use crate::state::event::Start;
use crate::state::nodes::{ConfigState, MAX_NODES, NodeEntry, NodeList, Origin, check_stored};
use crate::state::page::Page;
use crate::state::route::read;
use crate::state::settings::stored::{self, StoredNode, Validity};

/// Problems of the configuration that are shown at once; the nodes page shows them all.
const SHOWN_AT_ONCE: usize = 3;

/// The page was loaded.
pub(super) fn started(app: &mut App, with: Start, out: &mut Vec<Command>) {
    app.base = with.base;
    app.locale = with.locale;
    if let Some(text) = with.stored {
        restore(app, text, out);
    }
    out.push(Command::ApplyTheme(app.settings.theme));
    settings::apply_language(app, out);
    out.push(Command::LoadConfig);
    // A link of another console holds its panels in the query string, where it was sent to the server.
    let (mut to, problems) = read::fragment(&with.fragment, app.now);
    match read::query_string(&with.query, app.now) {
        Some((of_query, more)) if to.panels.is_empty() => {
            to.panels = of_query.panels;
            route::show(app, to, [problems, more].concat(), out);
        }
        _ => route::show(app, to, problems, out),
    }
    route::replace(app, out);
    // After that: what was never executed is neither run nor in the address.
    if let Some(text) = with.drafts {
        Drafts::read(&text).restore(&with.fragment, &mut app.panels, &mut app.node_form);
    }
    if app.settings.refresh_ms.is_some() {
        out.push(Command::ScheduleRefresh(app.settings.refresh_ms));
    }
    let is_shown = app.page == Page::Query;
    if let Some(panel) = app.panels.first().filter(|p| is_shown && p.options.expr.is_empty()) {
        out.push(Command::Focus(Focus::Expression(panel.id)));
    }
}

fn restore(app: &mut App, text: String, out: &mut Vec<Command>) {
    let (stored, validity) = stored::read(&text);
    app.settings = stored.settings;
    app.history = Arc::new(stored.expressions());
    match validity {
        Validity::Valid => {}
        Validity::Newer { version } => notices::show(app, Notice::SettingsNewer { version }),
        Validity::Corrupt => {
            notices::show(app, Notice::SettingsCorrupt);
            out.push(Command::Store { key: StorageKey::Corrupt, text });
        }
    }
    for StoredNode { node, had_headers, .. } in &stored.nodes {
        // Stored addresses are checked like typed ones: the store may have been changed by hand.
        if let Ok(node) = check_stored(node, &app.base)
            && app.nodes.entry(&node.name).is_none()
        {
            app.nodes.entries.push(NodeEntry { headers_gone: *had_headers, ..NodeEntry::new(node, Origin::Added) });
        }
    }
    app.stored = stored;
}

/// `narthex.json` arrived, or did not. Its nodes take precedence over added ones of the same name.
pub(super) fn config(app: &mut App, config: Result<String, Failure>, out: &mut Vec<Command>) {
    let (entries, problems) = match config {
        Ok(text) => config::read(&text, &app.base),
        Err(Failure::Http { status: 404 | 410, .. }) => (Vec::new(), vec![ConfigProblem::Missing]),
        Err(why) => (Vec::new(), vec![ConfigProblem::Unavailable(why)]),
    };
    let added = std::mem::take(&mut app.nodes).entries.into_iter().filter(|e| e.origin == Origin::Added);
    let mut list = NodeList { entries, config: ConfigState::Done, problems };
    for entry in added {
        if list.entry(&entry.node.name).is_none() && list.entries.len() < MAX_NODES {
            list.entries.push(entry);
        }
    }
    app.nodes = list;
    // A file whose name `narthex.json` gives to another node is none to be shown or refused when that node answers.
    app.local.reading.retain(|reading| app.nodes.entry_of(&reading.node).is_some());
    // Someone who added nodes by hand knows that there is no file, and the first page says so itself.
    let says_missing = app.nodes.entries.is_empty() && !app.is_first_run();
    let is_shown = |p: &&ConfigProblem| **p != ConfigProblem::Missing || says_missing;
    let shown: Vec<_> = app.nodes.problems.iter().filter(is_shown).take(SHOWN_AT_ONCE).cloned().collect();
    for problem in shown {
        notices::show(app, Notice::Config(problem));
    }
    runs::ready(app, out);
    nodes::probe_unknown(app, out);
    // What was typed into the form before a reload.
    candidate::paused(app, out);
    if app.is_first_run() && app.page == Page::Query && app.dialog.is_none() {
        out.push(Command::Focus(Focus::AddNode));
    }
    route::replace(app, out);
}
