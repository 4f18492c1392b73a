//! The line below the expression: the first diagnostic, its position, and a button for its fix.

use leptos::prelude::*;

use crate::i18n::{Lang, frame, query as words};
use crate::model::outcome::ExprSpan;
use crate::promql::diagnostic::{Edit, Severity};
use crate::promql::span::Span;
use crate::protocol::examination::Finding;
use crate::state::examination::ShownDiagnostics;
use crate::state::panel::PanelId;
use crate::state::panel::options::PanelOption;
use crate::ui::focus::expression_id;
use crate::ui::query::handle::PanelHandle;
use crate::ui::slice::{Slice, say};
use crate::web::text_box;

/// The longest replacement that a button shows, in characters.
const MAX_SHOWN: usize = 24;

/// The element id of a panel's line.
pub(super) fn element_id(panel: PanelId) -> String {
    format!("finding-{}", panel.0)
}

/// The texts of the line; what is empty is not there.
#[derive(Default, Clone, PartialEq)]
struct Line {
    position: String,
    go_to: String,
    message: String,
    fix: String,
    more: String,
}

/// The line; without height where nothing was found. Only what is wrong is in the colour of mistakes.
#[component]
pub(super) fn FindingLine(handle: PanelHandle, shown: Slice<ShownDiagnostics>) -> impl IntoView {
    let lang = handle.shell.lang;
    let line = Slice::new(move || shown.with(|shown| line_of(lang.get(), shown)));
    // One type of closure for all texts of the line, as with [`say`].
    let text = move |part: fn(&Line) -> &String| move || line.with(|line| part(line).clone());
    let lacks = move |part: fn(&Line) -> &String| move || line.with(|line| part(line).is_empty());
    let first = move || shown.with(|shown| shown.findings.first().cloned());
    view! {
        <div
            id=element_id(handle.id)
            class="finding"
            class=("finding--kept", move || shown.with(|shown| shown.keeps_place))
            role="status"
        >
            <p
                class="finding__line"
                class=("finding__line--quiet", move || first().is_some_and(|one| one.severity < Severity::Error))
                hidden=lacks(|line| &line.message)
            >
                <button
                    class="finding__place mono"
                    title=text(|line| &line.go_to)
                    on:click=move |_| first().into_iter().for_each(|one| select(handle, one.span))
                >
                    {text(|line| &line.position)}
                </button>
                <span class="finding__message">{text(|line| &line.message)}</span>
                <button
                    class="finding__fix"
                    hidden=lacks(|line| &line.fix)
                    on:click=move |_| first().and_then(|one| one.fix).into_iter().for_each(|fix| apply(handle, &fix))
                >
                    {text(|line| &line.fix)}
                </button>
                <span hidden=lacks(|line| &line.more)>{text(|line| &line.more)}</span>
                <span class="finding__source" title=say(lang, words::own_check_hint)>{say(lang, words::own_check)}</span>
            </p>
        </div>
    }
}

fn line_of(lang: Lang, shown: &ShownDiagnostics) -> Line {
    let Some(Finding { line, column, message, fix, .. }) = shown.findings.first() else { return Line::default() };
    let more = shown.findings.len() - 1 + shown.more;
    Line {
        position: position_of(*line, *column),
        go_to: words::go_to(lang, *line, *column),
        message: message.clone(),
        fix: fix.as_ref().map(|fix| label(lang, fix)).unwrap_or_default(),
        more: if more == 0 { String::new() } else { words::and_more(lang, more) },
    }
}

/// What applying a fix does.
fn label(lang: Lang, fix: &Edit) -> String {
    let text = &fix.text;
    if text.is_empty() {
        frame::remove(lang).to_owned()
    } else if text.chars().count() > MAX_SHOWN || text.contains('\n') {
        words::apply_fix(lang).to_owned()
    } else if fix.span.is_empty() {
        words::insert(lang, text)
    } else {
        words::replace_with(lang, text)
    }
}

/// The position of a failure, which leads there as long as the text is the one that failed.
pub(in crate::ui::query) fn failed_at(handle: PanelHandle, span: ExprSpan, expr: String) -> AnyView {
    let ExprSpan { start, end, line, column } = span;
    let is_other = handle.memo(move |panel| panel.options.expr != expr);
    view! {
        <button
            class="finding__place mono"
            title=words::go_to(handle.shell.lang.get_untracked(), line, column)
            disabled=move || is_other.get()
            on:click=move |_| select(handle, Span { start, end })
        >
            {position_of(line, column)}
        </button>
    }
    .into_any()
}

fn position_of(line: u32, column: u32) -> String {
    format!("{line}:{column}")
}

/// Selects what is wrong.
fn select(handle: PanelHandle, span: Span) {
    let (start, end) = expr(handle, |text| span.utf16(text));
    // Refused only where the box is gone.
    let _ = text_box::select(&expression_id(handle.id), start..end);
}

/// Applies a fix as if it were typed.
fn apply(handle: PanelHandle, fix: &Edit) {
    let (start, end) = expr(handle, |text| fix.span.utf16(text));
    if text_box::replace(&expression_id(handle.id), start..end, &fix.text).is_err() {
        let (before, after) = (fix.span.start as usize, fix.span.end as usize);
        let mended = expr(handle, |text| Some([text.get(..before)?, &fix.text, text.get(after..)?].concat()));
        if let Some(text) = mended {
            handle.set(PanelOption::Expr(text));
        }
    }
}

fn expr<T: Default>(handle: PanelHandle, read: impl FnOnce(&str) -> T) -> T {
    handle.shell.peek(|app| app.panel(handle.id).map(|panel| read(&panel.options.expr)).unwrap_or_default())
}
