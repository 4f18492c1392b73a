//! Local data: files that a person gives to the page, as nodes of their own.
//!
//! Such a node is named `file:` and the file's name, so that it cannot be taken for a server, and a link that names one
//! tells where its data were: in the tab of whoever made the link.
//!
//! Invariant: a file that cannot be read becomes no node.

use super::nodes::NodeList;
use super::panel::options::PanelOptions;
use super::panel::{Panel, PanelId};
use crate::model::file::FileStatus;
use crate::model::node::NodeId;
use crate::model::outcome::Failure;

/// What the names of local data begin with.
const PREFIX: &str = "file:";

/// Longest name that is taken over from a file, in characters.
const MAX_NAME: usize = 80;

/// The expression that shows all that is in a file. Servers refuse it, as it would cost them too much.
pub const ALL: &str = "{}";

/// What files are given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileUse {
    /// To be asked by this panel.
    Panel(PanelId),
    /// To stand in place of this node's.
    Replace(NodeId),
}

/// A file that is being read for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFile {
    /// Its node.
    pub node: NodeId,
    /// The panel that waits for it, and the node that it asked before.
    pub panel: Option<(PanelId, String)>,
    /// Whether it was given in the dialog, which closes once all such are read.
    pub from_dialog: bool,
}

/// Files that a person gives to the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Local {
    /// What the dialog gives files for.
    pub dialog_use: Option<FileUse>,
    /// Files that are being read for the first time.
    pub reading: Vec<PendingFile>,
    /// What came of the last file that could not be read, while the dialog is open: its name and why.
    pub refused: Option<(String, Failure)>,
}

impl Local {
    /// The nodes of the files that are being read for the first time.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.reading.iter().map(|reading| reading.node.clone()).collect()
    }
}

/// All times of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The table's time, Unix milliseconds; `None`: now.
    pub time: Option<i64>,
    /// The graph's end, Unix milliseconds; `None`: now.
    pub end: Option<i64>,
    /// The graph's length, in milliseconds.
    pub range_ms: i64,
}

impl Times {
    /// Those of a panel.
    pub fn of(panel: &Panel) -> Self {
        let PanelOptions { time, end, range_ms, .. } = panel.options;
        Self { time, end, range_ms }
    }

    /// These times where they show something of a file; those of its samples where they do not. `now` is Unix
    /// milliseconds.
    #[must_use]
    pub fn over(self, file: &FileStatus, now: i64) -> Self {
        let Some((first, last)) = file.span() else { return self };
        let whole = self.around(first, last);
        // What was computed is shown as it was saved, from its first step on.
        if file.grid().is_some() {
            return Self { range_ms: last.saturating_sub(first).max(1), ..whole };
        }
        let (time, end) = (self.time.unwrap_or(now), self.end.unwrap_or(now));
        let mut times = self;
        if time < first || time > last.saturating_add(file.lookback_ms()) {
            times.time = whole.time;
        }
        if end < first || end.saturating_sub(self.range_ms) > last {
            (times.end, times.range_ms) = (whole.end, whole.range_ms);
        }
        times
    }

    /// Times that show all between these two, Unix milliseconds.
    #[must_use]
    pub fn around(self, first: i64, last: i64) -> Self {
        // Whole seconds are easier to read; a lone sample keeps the range that is there.
        let span = (last.saturating_sub(first) / 1000 + 1).saturating_mul(1000);
        Self { time: Some(last), end: Some(last), range_ms: if last > first { span } else { self.range_ms } }
    }
}

/// Whether a node of this name is, or was, local data.
pub fn is_local(node: &str) -> bool {
    node.starts_with(PREFIX)
}

/// A name for a file's node that no other node has.
pub fn name_for(file: &str, nodes: &NodeList) -> String {
    let file: String = file.trim().chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    let file = if file.is_empty() { "pasted" } else { &file };
    let plain = format!("{PREFIX}{file}");
    let others = (2..).map(|number| format!("{plain} ({number})"));
    let mut names = std::iter::once(plain.clone()).chain(others);
    names.find(|name| nodes.entry(name).is_none()).unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file::{FileFormat, Spacing};

    fn file(first: i64, last: i64) -> FileStatus {
        FileStatus {
            format: FileFormat::OpenMetrics,
            series: 1,
            samples: 2,
            times: Some((first, last)),
            untimed: None,
            spacing: None,
            duplicates: 0,
            doubt: None,
        }
    }

    const NOW: i64 = 100_000_000;
    const FRESH: Times = Times { time: None, end: None, range_ms: 3_600_000 };

    #[test]
    fn times_without_samples_become_those_of_the_file() {
        let old = FRESH.over(&file(1_000_000, 1_090_500), NOW);
        assert_eq!(old, Times { time: Some(1_090_500), end: Some(1_090_500), range_ms: 91_000 });
        let lone = FRESH.over(&file(5, 5), NOW);
        assert_eq!(lone, Times { time: Some(5), end: Some(5), range_ms: 3_600_000 });
    }

    #[test]
    fn times_that_show_something_stay() {
        assert_eq!(FRESH.over(&file(NOW - 60_000, NOW - 1000), NOW), FRESH);
        let recent = FRESH.over(&file(NOW - 2_000_000, NOW - 600_000), NOW);
        assert_eq!(recent, Times { time: Some(NOW - 600_000), ..FRESH });
        assert_eq!(FRESH.over(&FileStatus { times: None, ..file(0, 0) }, NOW), FRESH);
    }

    #[test]
    fn a_saved_answer_is_shown_whole() {
        let saved = FileStatus {
            format: FileFormat::Answer,
            spacing: Some(Spacing::Grid(345_000)),
            ..file(NOW - 7_000_000, NOW - 100_000)
        };
        let whole = Times { time: Some(NOW - 100_000), end: Some(NOW - 100_000), range_ms: 6_900_000 };
        assert_eq!(FRESH.over(&saved, NOW), whole);
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        let all = FRESH.over(&file(i64::MIN, i64::MAX), NOW);
        assert_eq!(all, FRESH);
        assert_eq!(FRESH.over(&file(i64::MIN, i64::MIN + 1), NOW).time, Some(i64::MIN + 1));
    }
}
