//! Files with series: what is in one, and what may be wrong with one.
//!
//! Not here: reading them (`wire`, `engine::load`, `source::file`).

use serde::{Deserialize, Serialize};

use super::query::At;
use super::time::StepGrid;

/// A file that a person gave to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFile {
    /// Its own name; empty for pasted text.
    pub name: String,
    /// What page and worker know it by.
    pub file: LocalFile,
}

/// A file that the page holds, as long as the page is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LocalFile {
    /// Its number among those of the page.
    pub number: u32,
    /// When the page was given it, Unix milliseconds.
    pub given_ms: i64,
}

/// The scheme of what the page holds. No fetch knows it: the page hands the file itself to the worker.
const LOCAL: &str = "local:";

impl LocalFile {
    /// The URL at which a transport gives it.
    pub fn url(self) -> String {
        format!("{LOCAL}{}@{}", self.number, self.given_ms)
    }

    /// The file of a [`Self::url`].
    pub fn from_url(url: &str) -> Option<Self> {
        let (number, given_ms) = url.strip_prefix(LOCAL)?.split_once('@')?;
        Some(Self { number: number.parse().ok()?, given_ms: given_ms.parse().ok()? })
    }
}

/// How a file holds its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFormat {
    /// Prometheus' text exposition; times are milliseconds.
    Exposition,
    /// `OpenMetrics` text; times are seconds.
    OpenMetrics,
    /// An answer of the HTTP API to a query, as JSON: the whole of it, its `data`, or its result alone.
    Answer,
    /// Series as JSON, one a line, as `VictoriaMetrics` exports them.
    Export,
    /// `load` blocks of a test script.
    Load,
}

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStatus {
    /// How it holds its series.
    pub format: FileFormat,
    /// How many series.
    pub series: u64,
    /// How many samples.
    pub samples: u64,
    /// The first and the last time of the samples that have one of their own, Unix milliseconds; `None` where none has.
    pub times: Option<(i64, i64)>,
    /// The samples that have none.
    pub untimed: Option<Untimed>,
    /// How far samples are apart; `None` where all stand at one time.
    pub spacing: Option<Spacing>,
    /// How many samples do not count, as a later one of their series has the same time.
    pub duplicates: u64,
    /// Whether times are of another unit than the format has.
    pub doubt: Option<UnitDoubt>,
}

/// Samples without a time of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untimed {
    /// How many.
    pub count: u64,
    /// Where they stand, Unix milliseconds: when the file was read, or at its last time where that is long ago.
    pub at: i64,
}

/// How far samples of a series are apart, in milliseconds, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spacing {
    /// All stand on one grid of this step, and some on neighbouring places of it.
    Grid(i64),
    /// They do not; half of them are no further apart.
    About(i64),
}

/// Why times were not read as the format has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitDoubt {
    /// They are seconds, though the text does not end in `# EOF`: `OpenMetrics` that may break off.
    SecondsWithoutEof,
    /// They are milliseconds, though it does.
    MillisecondsDespiteEof,
}

/// How long after its time a sample is seen, unless a file asks for more, in milliseconds: as servers have it.
pub const LOOKBACK_MS: i64 = 300_000;

impl FileStatus {
    /// The first and the last time at which there is anything, Unix milliseconds.
    pub fn span(&self) -> Option<(i64, i64)> {
        let untimed = self.untimed.map(|untimed| (untimed.at, untimed.at));
        match (self.times, untimed) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (times, untimed) => times.or(untimed),
        }
    }

    /// How long after its time a sample is seen, in milliseconds.
    ///
    /// What a server answered was looked back for there: one step of it is all that a sample stands for, and what is
    /// missing at a step is missing. Scraped samples may be further apart than a server's lookback; none is to be seen
    /// as a gap that is just the way they are. Scripts of tests mean what they mean there.
    pub fn lookback_ms(&self) -> i64 {
        match (self.format, self.spacing) {
            (FileFormat::Load, _) | (_, None) => LOOKBACK_MS,
            (FileFormat::Answer, Some(Spacing::Grid(step))) => step,
            (_, Some(Spacing::Grid(step))) => step.max(LOOKBACK_MS),
            (_, Some(Spacing::About(gap))) => gap.saturating_mul(2).max(LOOKBACK_MS),
        }
    }

    /// What of it a query for these times cannot show.
    pub fn elsewhere(&self, at: At) -> Vec<Elsewhere> {
        let (start, end) = match at {
            At::Instant { time } => (time, time),
            At::Range { start, end, .. } => (start, end),
        };
        let timed = self.times.map(|(first, last)| Elsewhere::Timed { first, last });
        let untimed = self.untimed.map(|Untimed { count, at }| Elsewhere::Untimed { count, at });
        let is_outside = |of: &Elsewhere| {
            let (first, last) = of.span();
            first > end || last <= start.saturating_sub(self.lookback_ms())
        };
        timed.into_iter().chain(untimed).filter(is_outside).collect()
    }

    /// The grid on which a graph shows it as it was saved; none where samples were scraped, not computed.
    pub fn grid(&self) -> Option<StepGrid> {
        let (start, end) = self.times?;
        match (self.format, self.spacing?) {
            (FileFormat::Answer | FileFormat::Load, Spacing::Grid(step)) => Some(StepGrid { start, end, step }),
            _ => None,
        }
    }
}

/// Samples of a file that the asked time does not show, Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// All that have a time of their own.
    Timed {
        /// The first one's.
        first: i64,
        /// The last one's.
        last: i64,
    },
    /// Those that have none.
    Untimed {
        /// How many.
        count: u64,
        /// Where they stand.
        at: i64,
    },
}

impl Elsewhere {
    /// From when to when they are.
    pub const fn span(self) -> (i64, i64) {
        match self {
            Self::Timed { first, last } => (first, last),
            Self::Untimed { at, .. } => (at, at),
        }
    }
}

/// What is wrong with a file, or with a line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileError {
    /// There is nothing in it but blanks.
    Empty,
    /// It is in none of the formats.
    Unknown,
    /// It is no text, or one of an encoding other than UTF-8 and UTF-16.
    Encoding,
    /// It is packed, and cannot be unpacked wholly.
    Packed,
    /// No name of a metric stands where one must.
    Name,
    /// The labels are not `{name="value", …}`.
    Labels,
    /// The value is no number.
    Value,
    /// The time is no number: of whole milliseconds, or in `OpenMetrics` of seconds.
    Time,
    /// More follows than a value and a time.
    Surplus,
    /// `load` with a step longer than 0 is expected.
    Step,
    /// A line of a `load` block cannot be read.
    Load {
        /// What of it, in the words of that notation.
        text: String,
    },
    /// The JSON breaks off, is none, or has another shape.
    Json {
        /// Offset of the first byte that does not fit; 0 where that is not known.
        at: u64,
        /// What was expected; empty where it breaks off.
        expected: String,
    },
    /// It is an answer that tells of an error.
    ErrorAnswer,
    /// It is an answer without series: a number or a text.
    NoSeries,
    /// A line is longer than is read.
    Line {
        /// The most bytes.
        bytes: u64,
    },
    /// What is in it takes more memory than there is for a file.
    Memory {
        /// The most bytes.
        bytes: u64,
    },
    /// It has more samples than are held in memory.
    TooMuch {
        /// The most.
        samples: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(format: FileFormat, spacing: Option<Spacing>) -> FileStatus {
        let times = Some((1_000_000, 2_000_000));
        FileStatus { format, series: 1, samples: 2, times, untimed: None, spacing, duplicates: 0, doubt: None }
    }

    #[test]
    fn what_a_time_does_not_show_is_told() {
        const NOW: i64 = 100_000_000;
        let timed = Elsewhere::Timed { first: 1_000_000, last: 2_000_000 };
        let untimed = Elsewhere::Untimed { count: 3, at: NOW };
        let mixed = FileStatus { untimed: Some(Untimed { count: 3, at: NOW }), ..file(FileFormat::Exposition, None) };
        assert_eq!(mixed.span(), Some((1_000_000, NOW)));
        for (start, end, expected) in [
            (NOW, NOW, vec![timed]),
            (2_299_999, 2_299_999, vec![untimed]),
            (2_300_000, 2_300_000, vec![timed, untimed]),
            (999_999, 999_999, vec![timed, untimed]),
            (0, 1_000_000, vec![untimed]),
            (0, NOW, vec![]),
        ] {
            let at = if start == end { At::Instant { time: end } } else { At::Range { start, end, step: 1 } };
            assert_eq!(mixed.elsewhere(at), expected, "{at:?}");
        }
    }

    #[test]
    fn a_sample_is_seen_as_long_as_it_stands_for_something() {
        use FileFormat::{Answer, Export, Load, OpenMetrics};
        for (format, spacing, lookback_ms) in [
            (Answer, Some(Spacing::Grid(3_600_000)), 3_600_000),
            (Answer, Some(Spacing::Grid(15_000)), 15_000),
            (Answer, Some(Spacing::About(15_001)), 300_000),
            (Answer, None, 300_000),
            (OpenMetrics, Some(Spacing::Grid(15_000)), 300_000),
            (Export, Some(Spacing::Grid(3_600_000)), 3_600_000),
            (Export, Some(Spacing::About(600_002)), 1_200_004),
            (Load, Some(Spacing::Grid(3_600_000)), 300_000),
        ] {
            let file = file(format, spacing);
            assert_eq!(file.lookback_ms(), lookback_ms, "{format:?} {spacing:?}");
            let has_grid = matches!((format, spacing), (Answer | Load, Some(Spacing::Grid(_))));
            assert_eq!(file.grid().is_some(), has_grid, "{format:?} {spacing:?}");
        }
    }

    #[test]
    fn a_local_file_is_known_again_by_its_url() {
        let file = LocalFile { number: 3, given_ms: 1_795_374_415_000 };
        assert_eq!(LocalFile::from_url(&file.url()), Some(file));
        for other in ["http://a/metrics@5", "local:1", "local:1@x", "blob:1@5", ""] {
            assert_eq!(LocalFile::from_url(other), None, "{other}");
        }
    }
}
