//! Events of panels: choosing options, zooming, adding, removing, moving, pasted links.

use super::{each, notices, route, runs};
use crate::model::notice::{Notice, RouteProblem};
use crate::state::app::{App, Undo};
use crate::state::command::{Command, Focus};
use crate::state::event::{Direction, PanelEvent};
use crate::state::examination;
use crate::state::limits::MAX_PANELS;
use crate::state::local::Times;
use crate::state::panel::options::{Asks, MAX_RANGE, PanelOption, PanelOptions};
use crate::state::panel::{Panel, PanelId, Run, Step, Tab};
use crate::state::route::{read, write};

/// Shortest range that a zoom gives, in milliseconds.
const SHORTEST_ZOOM: i64 = 100;

/// Something happened to a panel.
pub(super) fn update(app: &mut App, id: PanelId, event: PanelEvent, out: &mut Vec<Command>) {
    let Some(at) = app.panels.iter().position(|p| p.id == id) else { return };
    let now = app.now;
    let panel = &mut app.panels[at];
    match event {
        PanelEvent::Set(PanelOption::Expr(expr)) => {
            app.typing = Some(examination::typed(panel, &expr, app.typing));
            panel.options.expr = expr;
            out.push(Command::AwaitPause);
        }
        PanelEvent::Set(option) => match panel.options.set(option) {
            Some(Asks::All | Asks::Chosen | Asks::Table | Asks::Graph) => asked_anew(app, at, out),
            Some(Asks::Nothing) => route::replace(app, out),
            None => {}
        },
        PanelEvent::Execute => {
            app.typing = None;
            match read::link(&panel.options.expr, now) {
                Some((link, problems)) => open(app, at, link.panels, problems, out),
                None => runs::execute(app, at, out),
            }
        }
        PanelEvent::Cancel => runs::cancel(app, at, out),
        PanelEvent::Width(width) => panel.width = width,
        PanelEvent::Duplicate => duplicate(app, at, out),
        PanelEvent::Remove => remove(app, at, out),
        PanelEvent::Move(direction) => shift_place(app, at, direction, out),
        PanelEvent::CopyLink => {
            let link = format!("{}#{}", app.base, write::panel(panel));
            out.push(Command::CopyText(link));
        }
        PanelEvent::Zoom { start, end } => {
            // Whole seconds, where those are fine enough: they are easier to read and to tell.
            let unit = if end - start < 60_000 { 1 } else { 1000 };
            let start = start.div_euclid(unit) * unit;
            let options = &mut panel.options;
            options.tab = Tab::Graph;
            options.range_ms = ((end - start) / unit * unit).clamp(SHORTEST_ZOOM, MAX_RANGE);
            options.end = Some(start + options.range_ms);
            // A zoom is for seeing more, so a fixed step that was right for the whole is given up.
            options.step = Step::Auto;
            asked_anew(app, at, out);
        }
        PanelEvent::Span { first, last } => {
            let times = Times::of(panel).around(first, last);
            set_times(app, id, times, out);
        }
        PanelEvent::Shift(by) => {
            let PanelOptions { tab, time, end, .. } = &mut panel.options;
            let time = match tab {
                Tab::Table => time,
                Tab::Graph | Tab::Each => end,
            };
            *time = Some(time.unwrap_or(now).saturating_add(by)).filter(|&ms| ms < now);
            asked_anew(app, at, out);
        }
    }
}

/// A link was pasted as an expression: its first panel takes this one's place, the others come behind it. The other
/// panels stay as they are.
fn open(app: &mut App, at: usize, of: Vec<PanelOptions>, problems: Vec<RouteProblem>, out: &mut Vec<Command>) {
    let node = app.panels[at].options.node.clone();
    let room = MAX_PANELS + 1 - app.panels.len();
    let has_room = of.len() <= room;
    for (place, mut options) in (at..).zip(of.into_iter().take(room)) {
        if place > at {
            let blank = blank(app);
            app.panels.insert(place, blank);
        }
        if options.node.is_empty() {
            options.node.clone_from(&node);
        }
        route::open(app, place, options, out);
    }
    route::tell(app, problems);
    if !has_room {
        notices::show(app, Notice::TooManyPanels { limit: MAX_PANELS });
    }
    route::push(app, out);
}

/// What a panel asks was changed by another way than typing: one that was run runs again if it has no answer.
pub(super) fn asked_anew(app: &mut App, at: usize, out: &mut Vec<Command>) {
    if !runs::was_run(&app.panels[at]) || app.panels[at].options.expr.trim().is_empty() {
        return route::replace(app, out);
    }
    runs::ensure(app, at, out);
    route::push(app, out);
}

/// Sets all times of a panel.
pub(super) fn set_times(app: &mut App, id: PanelId, times: Times, out: &mut Vec<Command>) {
    let Some(at) = app.panels.iter().position(|p| p.id == id) else { return };
    let options = &mut app.panels[at].options;
    (options.time, options.end) = (times.time, times.end);
    options.range_ms = times.range_ms.clamp(1, MAX_RANGE);
    asked_anew(app, at, out);
}

/// A blank panel on the last panel's node, or else the default node.
pub(super) fn blank(app: &mut App) -> Panel {
    let default = || app.nodes.default_node().map(|n| n.name.clone());
    let node = app.panels.last().map(|p| p.options.node.clone()).filter(|n| !n.is_empty()).or_else(default);
    Panel::new(PanelId(app.next_id()), node.unwrap_or_default())
}

fn is_blank(panel: &Panel) -> bool {
    panel.options.expr.trim().is_empty() && !runs::was_run(panel)
}

fn has_room(app: &mut App) -> bool {
    let has_room = app.panels.len() < MAX_PANELS;
    if !has_room {
        notices::show(app, Notice::TooManyPanels { limit: MAX_PANELS });
    }
    has_room
}

/// Adds a blank panel.
pub(super) fn add(app: &mut App, out: &mut Vec<Command>) {
    if has_room(app) {
        let panel = blank(app);
        out.push(Command::Focus(Focus::Expression(panel.id)));
        app.panels.push(panel);
        route::push(app, out);
    }
}

/// The place of a panel for an expression from elsewhere: the last if it is blank, else a new one.
pub(in crate::state) fn panel_for_expression(app: &mut App) -> Option<usize> {
    if !app.panels.last().is_some_and(is_blank) {
        if !has_room(app) {
            return None;
        }
        let panel = blank(app);
        app.panels.push(panel);
    }
    app.panels.len().checked_sub(1)
}

fn duplicate(app: &mut App, at: usize, out: &mut Vec<Command>) {
    if has_room(app) {
        let id = PanelId(app.next_id());
        let mut copy = Panel { id, run: Run::Idle, ..app.panels[at].clone() };
        // Runs are the panel's that began them.
        each::stand_still(&mut copy);
        app.panels.insert(at + 1, copy);
        out.push(Command::Focus(Focus::Expression(id)));
        route::push(app, out);
    }
}

fn remove(app: &mut App, at: usize, out: &mut Vec<Command>) {
    runs::end(app, at, out);
    let panel = app.panels.remove(at);
    if app.panels.is_empty() {
        let mut blank = blank(app);
        blank.options.node.clone_from(&panel.options.node);
        app.panels.push(blank);
    }
    // What had the focus is gone.
    if let Some(next) = app.panels.get(at).or(app.panels.last()) {
        out.push(Command::Focus(Focus::Expression(next.id)));
    }
    if !is_blank(&panel) {
        notices::undoable(
            app,
            Notice::PanelRemoved { expr: panel.options.expr.clone() },
            Undo::Panel(at, Box::new(panel)),
        );
    }
    route::push(app, out);
}

/// Brings a removed panel back to its place; a lone blank panel that took it goes.
pub(super) fn restore(app: &mut App, place: usize, panel: Panel, out: &mut Vec<Command>) {
    if let [only] = &app.panels[..]
        && is_blank(only)
    {
        app.panels.clear();
    }
    if has_room(app) {
        out.push(Command::Focus(Focus::Expression(panel.id)));
        app.panels.insert(place.min(app.panels.len()), panel);
        route::push(app, out);
    }
}

fn shift_place(app: &mut App, at: usize, direction: Direction, out: &mut Vec<Command>) {
    let to = match direction {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|&to| to < app.panels.len()),
    };
    if let Some(to) = to {
        // An element that is moved loses the focus.
        out.push(Command::Focus(Focus::PanelMenu(app.panels[at].id)));
        app.panels.swap(at, to);
        route::push(app, out);
    }
}
