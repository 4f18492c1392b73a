//! Asks the worker of the language for diagnostics of every panel's expression, in the page's language and the node's
//! dialect.
//!
//! Invariant: after every event each expression is examined or under examination, as long as there is that worker; a
//! panel has one examination at a time, and its newest text is next. What may have ended a worker is examined by
//! itself.

use std::sync::Arc;

use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::examination::{Examined, MAX_TEXT};
use crate::protocol::message::PageMessage;
use crate::protocol::request::Examine;
use crate::state::app::{App, Worker};
use crate::state::command::Command;
use crate::state::examination::Examining;
use crate::state::panel::options::PanelOptions;
use crate::state::panel::{Examination, Panel};

/// Asks for whatever is not examined.
pub(super) fn settle(app: &mut App, out: &mut Vec<Command>) {
    if app.language != Some(Worker::Ready) {
        return;
    }
    let lang = app.lang();
    for at in 0..app.panels.len() {
        let Panel { id, options: PanelOptions { expr, node, .. }, examination, is_suspect, .. } = &app.panels[at];
        if is_suspect_examined(app) || (*is_suspect && !app.examining.is_empty()) {
            continue;
        }
        let (panel, dialect) = (*id, app.nodes.dialect_of(node));
        let is_of_this = |known: &Examination| (known.lang, known.dialect) == (lang, dialect) && known.text == *expr;
        let is_known = examination.as_deref().is_some_and(is_of_this);
        let is_under_way = app.examining.iter().any(|examining| examining.panel == panel);
        if is_known || is_under_way || expr.len() > MAX_TEXT || expr.trim().is_empty() {
            continue;
        }
        let text = expr.clone();
        let run = app.next_run();
        let begin = PageMessage::Begin(Examine { text: text.clone(), lang, dialect }.into());
        out.push(Command::SendLanguage(Box::new(Envelope::new(run, begin))));
        app.examining.push(Examining { run, panel, text, lang, dialect });
    }
}

/// Whether what may have ended a worker is under examination: nothing else is then, so that nothing is lost with it.
fn is_suspect_examined(app: &App) -> bool {
    let of = |examining: &Examining| app.panel(examining.panel).is_some_and(|panel| panel.is_suspect);
    app.examining.iter().any(of)
}

/// The worker ended. The one examination that it had begun is what it was at, so that it is not tried again: it has
/// found nothing. Of several any may be that: each is asked for again by itself. So are the others, when there is
/// another worker.
pub(super) fn lost(app: &mut App, not_begun: &[RunId]) {
    app.examining.retain(|examining| !not_begun.contains(&examining.run));
    if let [Examining { run, .. }] = app.examining[..] {
        return failed(app, run);
    }
    for Examining { panel, .. } in std::mem::take(&mut app.examining) {
        if let Some(panel) = app.panels.iter_mut().find(|one| one.id == panel) {
            panel.is_suspect = true;
        }
    }
}

/// A run failed. If it is an examination, it has found nothing, and is not tried again.
pub(super) fn failed(app: &mut App, run: RunId) {
    answered(app, run, Examined::default());
}

/// A run has found something, if it is an examination.
pub(super) fn answered(app: &mut App, run: RunId, found: Examined) {
    let Some(at) = app.examining.iter().position(|examining| examining.run == run) else { return };
    let Examining { panel, text, lang, dialect, .. } = app.examining.remove(at);
    if let Some(panel) = app.panels.iter_mut().find(|one| one.id == panel) {
        panel.examination = Some(Arc::new(Examination { text, lang, dialect, found }));
        panel.is_suspect = false;
    }
}
