//! What is known to be wrong with a panel's expression, and what of it to show while someone types.
//!
//! Invariant: nothing is shown of text that was changed since it was examined. What stands before the change stays
//! shown until the answer for the new text is there, so that marks and message do not flicker at every key.
//! Invariant: while someone types, only what lies before the place of typing is shown, and nothing that may just be
//! not finished; all the rest when typing pauses.

use super::panel::{Panel, PanelId};
use crate::model::lang::Lang;
use crate::protocol::ask::RunId;
use crate::protocol::examination::{Examined, Finding};

/// How long nobody must type until all is shown, in milliseconds.
pub const PAUSE_MS: u32 = 600;

/// What came of the last examination of a panel's expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The text that was examined.
    pub text: String,
    /// The language of its words.
    pub lang: Lang,
    /// What was found.
    pub found: Examined,
}

/// An examination under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examining {
    /// Its number.
    pub run: RunId,
    /// Whose expression it is.
    pub panel: PanelId,
    /// The text.
    pub text: String,
    /// The language of the answer.
    pub lang: Lang,
}

/// Someone types, and has not paused yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typing {
    /// In this panel.
    pub panel: PanelId,
    /// The byte after the last change.
    pub at: usize,
    /// Whether a finding was shown when typing began or since then.
    pub was_told: bool,
}

/// What is to be shown of an expression.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What is wrong, in the order of the text.
    pub findings: Vec<Finding>,
    /// How many more there are than `findings` has.
    pub more: usize,
    /// Whether the line for the first finding keeps its place though there is none, as a finding was there a moment
    /// ago: else the result would jump while someone types.
    pub keeps_place: bool,
}

/// What is to be shown of a panel's expression.
pub fn shown(panel: &Panel, typing: Option<Typing>) -> Shown {
    let typing = typing.filter(|typing| typing.panel == panel.id);
    let keeps_place = typing.is_some_and(|typing| typing.was_told);
    let Some(examination) = &panel.examination else { return Shown { keeps_place, ..Shown::default() } };
    let Examined { findings, count } = &examination.found;
    let unchanged = (examination.text != panel.expr).then(|| common_prefix(&examination.text, &panel.expr));
    if unchanged.is_none() && typing.is_none() {
        return Shown {
            findings: findings.clone(),
            more: (*count as usize).saturating_sub(findings.len()),
            keeps_place,
        };
    }
    let before = unchanged.unwrap_or(usize::MAX).min(typing.map_or(usize::MAX, |typing| typing.at));
    let stands = |one: &&Finding| !one.is_unfinished && (one.span.end as usize) < before;
    Shown { findings: findings.iter().filter(stands).cloned().collect(), more: 0, keeps_place }
}

/// What is known of someone who has just changed a panel's expression.
pub fn typed(panel: &Panel, expr: &str, typing: Option<Typing>) -> Typing {
    let before = shown(panel, typing);
    let was_told = before.keeps_place || !before.findings.is_empty();
    Typing { panel: panel.id, at: change_end(&panel.expr, expr), was_told }
}

/// The byte after what differs in the newer text.
fn change_end(older: &str, newer: &str) -> usize {
    let prefix = common_prefix(older, newer);
    let rest = older.len().min(newer.len()) - prefix;
    let pairs = older.bytes().rev().zip(newer.bytes().rev());
    newer.len() - pairs.take(rest).take_while(|(older, newer)| older == newer).count()
}

fn common_prefix(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_ends_where_the_cursor_stands() {
        for (older, newer, end) in [
            ("", "a", 1),
            ("a)", "a))", 3),
            ("sum()", "sum(a)", 5),
            ("abc", "ac", 1),
            ("a + b", "a + rate(b)", 11),
            ("aé", "aè", 3),
            ("same", "same", 4),
        ] {
            assert_eq!(change_end(older, newer), end, "{older:?} to {newer:?}");
        }
    }
}
