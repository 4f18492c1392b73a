//! Diagnostics of a panel's expression, and which of them to show while someone types.
//!
//! Invariant: no diagnostic is shown for text that has changed since it was examined. Those before the change stay
//! shown until the answer for the new text is there, so that marks and message do not flicker at every key.
//! Invariant: while someone types, only diagnostics before the cursor are shown, and none that may just mean that the
//! expression is not finished; the others follow when typing pauses, and so does what is likely not meant.

use super::nodes::NodeList;
use super::panel::{Panel, PanelId};
use crate::model::lang::Lang;
use crate::model::outcome::ExprSpan;
use crate::promql::diagnostic::Severity;
use crate::promql::dialect::QueryDialect;
use crate::promql::span::Span;
use crate::protocol::envelope::RunId;
use crate::protocol::examination::{Examined, Finding};

/// How long nobody must type until all is shown, in milliseconds.
pub const PAUSE_MS: u32 = 600;

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
    /// The language of the panel's node, as far as it is known.
    pub dialect: QueryDialect,
}

/// Someone types, and has not paused yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typing {
    /// In this panel.
    pub panel: PanelId,
    /// The byte after the last change, from the text's start.
    pub at: usize,
    /// Whether a finding was shown when typing began or since then.
    pub was_shown: bool,
}

/// What is to be shown of an expression.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownDiagnostics {
    /// What is wrong, or where nothing is, what is likely not meant; in the order of the text.
    pub findings: Vec<Finding>,
    /// How many more there are than `findings` has.
    pub more: usize,
    /// Whether the line for the first finding keeps its place though there is none, as a finding was there a moment
    /// ago: else the result would jump while someone types.
    pub keeps_place: bool,
    /// The part at which the shown tab's last run failed, as long as the text is the one that was run.
    pub failed: Option<Span>,
}

impl ShownDiagnostics {
    /// The parts to be underlined, in the order of their starts: only what is wrong.
    pub fn marks(&self) -> Vec<Span> {
        let wrong = self.findings.iter().filter(|one| one.severity == Severity::Error);
        let mut marks: Vec<Span> = wrong.map(|one| one.span).collect();
        if let Some(failed) = self.failed {
            let after = marks.iter().take_while(|mark| mark.start <= failed.start).count();
            marks.insert(after, failed);
        }
        marks
    }
}

/// What is to be shown of a panel's expression.
pub fn shown(panel: &Panel, typing: Option<Typing>, nodes: &NodeList) -> ShownDiagnostics {
    ShownDiagnostics { failed: failed_at(panel, nodes), ..examined(panel, typing) }
}

/// The part of the text at which the shown tab's last run failed.
fn failed_at(panel: &Panel, nodes: &NodeList) -> Option<Span> {
    let failed = panel.failure(nodes).filter(|failed| failed.question.expr == panel.options.expr)?;
    failed.why.span().map(|ExprSpan { start, end, .. }| Span { start, end })
}

/// What is to be shown of what was examined.
fn examined(panel: &Panel, typing: Option<Typing>) -> ShownDiagnostics {
    let typing = typing.filter(|typing| typing.panel == panel.id);
    let keeps_place = typing.is_some_and(|typing| typing.was_shown);
    let Some(examination) = &panel.examination else {
        return ShownDiagnostics { keeps_place, ..ShownDiagnostics::default() };
    };
    let Examined { findings, count } = &examination.found;
    let unchanged =
        (examination.text != panel.options.expr).then(|| common_prefix(&examination.text, &panel.options.expr));
    if unchanged.is_none() && typing.is_none() {
        return ShownDiagnostics {
            findings: findings.clone(),
            more: (*count as usize).saturating_sub(findings.len()),
            keeps_place,
            failed: None,
        };
    }
    let before = unchanged.unwrap_or(usize::MAX).min(typing.map_or(usize::MAX, |typing| typing.at));
    let is_hint = |one: &Finding| one.severity == Severity::Warning;
    let stands = |one: &&Finding| !one.is_unfinished && !is_hint(one) && (one.span.end as usize) < before;
    ShownDiagnostics { findings: findings.iter().filter(stands).cloned().collect(), more: 0, keeps_place, failed: None }
}

/// What is known of someone who has just changed a panel's expression.
pub fn typed(panel: &Panel, expr: &str, typing: Option<Typing>) -> Typing {
    let before = examined(panel, typing);
    let was_shown = before.keeps_place || !before.findings.is_empty();
    Typing { panel: panel.id, at: change_end(&panel.options.expr, expr), was_shown }
}

/// The byte after what differs in the newer text.
fn change_end(older: &str, newer: &str) -> usize {
    let prefix = common_prefix(older, newer);
    newer.len() - common_suffix(&older.as_bytes()[prefix..], &newer.as_bytes()[prefix..])
}

/// Bytes compared at once: in a text of a megabyte one by one takes longer than a key may.
const BLOCK: usize = 256;

fn common_prefix(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK));
    let alike = blocks.take_while(|(one, other)| one == other).count() * BLOCK;
    let rest = one[alike..].iter().zip(&other[alike..]);
    alike + rest.take_while(|(one, other)| one == other).count()
}

fn common_suffix(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.rchunks_exact(BLOCK).zip(other.rchunks_exact(BLOCK));
    let alike = blocks.take_while(|(one, other)| one == other).count() * BLOCK;
    let rest = one[..one.len() - alike].iter().rev().zip(other[..other.len() - alike].iter().rev());
    alike + rest.take_while(|(one, other)| one == other).count()
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
        for length in [1, 255, 256, 257, 1000] {
            let long = "ab".repeat(length);
            let (older, newer) = (format!("{long}+{long}"), format!("{long}-*{long}"));
            assert_eq!(change_end(&older, &newer), 2 * length + 2, "after {length} pairs");
            assert_eq!(common_prefix(&long, &older), 2 * length, "{length} pairs");
        }
    }
}
