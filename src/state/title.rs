//! What the browser's tab is titled with: the first executed expression, or the page.
//!
//! Not here: the words around it (`i18n::frame`), how it reaches the tab (`ui::title`).

use super::app::App;
use super::page::Page;
use super::panel::{Panel, Run, Running, Tab};

/// What a tab is named by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The expression of the first panel that has executed one, on one line.
    Expression(String),
    /// The page.
    Page(Page),
}

/// The longest expression in a title, in characters; tabs and histories show less.
const LONGEST: usize = 100;

/// What names the tab now. Only what was executed: a title that follows every letter flickers, and
/// names what is not shown.
pub fn subject(app: &App) -> Subject {
    let expression = app.panels.iter().find_map(executed).filter(|_| app.page == Page::Query);
    match expression {
        Some(expr) => Subject::Expression(on_a_line(expr)),
        None => Subject::Page(app.page),
    }
}

/// The expression that a panel shows something of.
fn executed(panel: &Panel) -> Option<&str> {
    let view = panel.shown();
    let running = match &panel.run {
        Run::Running(Running { question, .. }) | Run::Each { question, .. } => Some(question),
        Run::Idle | Run::Waiting { .. } => None,
    };
    let failed = view.failure.as_ref().map(|failed| &failed.question);
    let answered = view.result.as_ref().map(|result| &result.question);
    let each = panel.each.question.as_ref().filter(|_| panel.options.tab == Tab::Each);
    running
        .or(failed)
        .or(answered)
        .or(each)
        .map(|question| question.expr.as_str())
        .filter(|expr| !expr.trim().is_empty())
}

/// The beginning of a text on one line. Only the beginning is read: an expression may have megabytes.
fn on_a_line(text: &str) -> String {
    let mut line = String::new();
    let mut room = LONGEST;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        let mut letters = word.chars();
        line.extend(letters.by_ref().take(room));
        if letters.next().is_some() || room == 0 {
            line.push('…');
            break;
        }
        room = room.saturating_sub(word.chars().count() + 1);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_named_on_one_line_and_cut() {
        assert_eq!(on_a_line("  sum(\n\tup\n) "), "sum( up )");
        let long = "a".repeat(5_000_000);
        let seen = on_a_line(&long);
        assert_eq!((seen.chars().count(), seen.ends_with('…')), (LONGEST + 1, true));
        let words = on_a_line(&"ab ".repeat(1_000_000));
        assert!(words.chars().count() <= LONGEST + 1 && words.ends_with('…'), "{words}");
    }
}
