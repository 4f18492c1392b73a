//! Series as text: Prometheus' exposition format and `OpenMetrics`, with or without timestamps, read while they arrive.
//!
//! Of an `OpenMetrics` text, which ends in `# EOF`, times are seconds; of the older format they are milliseconds. Where
//! the numbers themselves say something else they are believed, and the doubt is reported.
//! Comments, types, helps and exemplars are passed over.
//!
//! Invariant: linear in the text's length, however it is cut into pieces; what cannot be read is reported with its
//! line.
//! Not here: protobuf; histograms in one line, which neither format has.

mod line;

use std::collections::HashMap;

use super::text;
use crate::model::file::{FileError, FileFormat, UnitDoubt};
use crate::model::memory::{MemoryBudget, OverBudget};
use crate::model::order;
use crate::model::time::whole_ms;
use line::Stamp;

/// Beyond this a time in milliseconds is not exact, and no time that anything happened at.
const MAX_MS: f64 = 9e15;

/// The most bytes of a line.
const MAX_LINE: usize = 16 << 20;

/// The most bytes of a wrong line that are shown.
const MAX_EXCERPT: usize = 80;

/// The samples of one series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExposedSeries {
    /// Names and values in the order of the text; the metric's name is `__name__`.
    pub labels: Vec<(String, String)>,
    /// Unix milliseconds, growing.
    pub times: Vec<i64>,
    /// One a time.
    pub values: Vec<f64>,
}

/// What a text holds: its series in the order of their first appearance, each finished when it is asked for.
#[derive(Debug)]
pub struct Exposed {
    /// [`FileFormat::Exposition`] or [`FileFormat::OpenMetrics`].
    pub format: FileFormat,
    /// The first and the last time of the samples that have one, Unix milliseconds; `None` where none has.
    pub times: Option<(i64, i64)>,
    /// How many samples have no time of their own.
    pub untimed: u64,
    /// Where those stand, Unix milliseconds.
    pub at: i64,
    /// Whether times are of another unit than the text's end says; `None` where there is no doubt.
    pub doubt: Option<UnitDoubt>,
    series: std::vec::IntoIter<Series>,
    /// Milliseconds of the unit in which times are written.
    unit: f64,
}

impl Iterator for Exposed {
    type Item = ExposedSeries;

    fn next(&mut self) -> Option<ExposedSeries> {
        let Series { labels, stamps, mut values } = self.series.next()?;
        let time = |stamp: f64| if stamp.is_nan() { self.at } else { whole_ms(stamp * self.unit) };
        let mut times = stamps.into_iter().map(time).collect();
        order::sort_samples(&mut times, &mut values);
        Some(ExposedSeries { labels, times, values })
    }
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpositionError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong there.
    pub error: FileError,
    /// How it begins.
    pub excerpt: String,
}

/// A text that is being read.
#[derive(Debug, Default)]
pub struct ExpositionReader {
    /// The beginning of a line whose end is still to come.
    unread: Vec<u8>,
    lines: u64,
    series: Vec<Series>,
    /// The series by their texts.
    known: HashMap<String, usize>,
    /// The text and the place of the series of the line before.
    last: (String, usize),
    samples: u64,
    untimed: u64,
    /// Whether the last line that is not blank was `# EOF`.
    is_at_eof: bool,
    /// The first line whose time cannot be milliseconds, and the first whose time cannot be seconds.
    no_ms: Option<ExpositionError>,
    no_seconds: Option<ExpositionError>,
    /// The least and the greatest number that is written as a time.
    stamps: Option<(f64, f64)>,
    memory: MemoryBudget,
}

/// The bytes of a series beside its text: its place in a list and in a table that grow, the text as a key, its first
/// samples, and what allocations take besides.
const SERIES: usize = 3 * (size_of::<Series>() + size_of::<(String, usize)>()) + 12 * size_of::<usize>() + 64;

/// The bytes of a label beside its texts.
const LABEL: usize = size_of::<(String, String)>() * 2 + 4 * size_of::<usize>();

/// The bytes of a sample: a time and a value in lists that grow.
const SAMPLE: usize = 3 * 2 * size_of::<f64>();

/// In what times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Seconds,
    Milliseconds,
}

/// Numbers from here on that are times of the present in seconds, and no times of any samples in milliseconds: 1973.
const SECONDS_FROM: f64 = 1e8;

/// Numbers from here on are times of the present in milliseconds (from 1973), and in seconds far from it (the year
/// 5138).
const MILLISECONDS_FROM: f64 = 1e11;

impl Unit {
    /// The unit of a text that ends in `# EOF` or not, of whose times some have a fraction or none has, and which lie
    /// between these. Numbers that can be either are what the end says.
    fn of(is_at_eof: bool, has_fraction: bool, stamps: Option<(f64, f64)>) -> Self {
        let greatest = stamps.map_or(0.0, |(least, greatest)| least.abs().max(greatest.abs()));
        if greatest >= MILLISECONDS_FROM {
            Self::Milliseconds
        } else if is_at_eof || has_fraction || greatest >= SECONDS_FROM {
            Self::Seconds
        } else {
            Self::Milliseconds
        }
    }
}

/// A series whose times are as written; NaN where there is none.
#[derive(Debug, Default)]
struct Series {
    labels: line::Pairs,
    stamps: Vec<f64>,
    values: Vec<f64>,
}

impl ExpositionReader {
    /// A reader that may take so many bytes of memory for what it reads.
    pub fn within(bytes: u64) -> Self {
        Self { memory: MemoryBudget::new(bytes), ..Self::default() }
    }

    /// Reads one more piece, of any length. Fails at the first line that is none of the format, at one that is too
    /// long, and where there is no memory for what is read.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), ExpositionError> {
        let mut rest = piece;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, behind) = rest.split_at(end);
            rest = &behind[1..];
            if self.unread.is_empty() {
                self.line(head)?;
            } else {
                let mut line = std::mem::take(&mut self.unread);
                line.extend_from_slice(head);
                self.line(&line)?;
            }
        }
        if self.unread.len() + rest.len() > MAX_LINE {
            return Err(self.mistake(FileError::Line { bytes: MAX_LINE as u64 }, ""));
        }
        self.unread.extend_from_slice(rest);
        Ok(())
    }

    /// How many samples were read so far.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// How many series were read so far.
    pub fn series(&self) -> u64 {
        self.series.len() as u64
    }

    /// What the text holds, after the last piece. Samples without a time have the one that `stand` gives, Unix
    /// milliseconds, for the first and the last time of the others. Of two samples of a series at one time the later in
    /// the text counts. Fails as [`Self::feed`] does, of the last line, and where times are of no unit.
    pub fn finish(mut self, stand: impl FnOnce(Option<(i64, i64)>) -> i64) -> Result<Exposed, ExpositionError> {
        let last = std::mem::take(&mut self.unread);
        if !last.is_empty() {
            self.line(&last)?;
        }
        let unit = Unit::of(self.is_at_eof, self.no_ms.is_some(), self.stamps);
        let format = match (self.is_at_eof, unit) {
            (false, Unit::Milliseconds) => FileFormat::Exposition,
            _ => FileFormat::OpenMetrics,
        };
        let doubt = match (self.is_at_eof, unit) {
            (true, Unit::Milliseconds) => Some(UnitDoubt::MillisecondsDespiteEof),
            (false, Unit::Seconds) => Some(UnitDoubt::SecondsWithoutEof),
            _ => None,
        };
        let (mistake, unit) = match unit {
            Unit::Milliseconds => (self.no_ms, 1.0),
            Unit::Seconds => (self.no_seconds, 1000.0),
        };
        if let Some(mistake) = mistake {
            return Err(mistake);
        }
        let time = |stamp: f64| whole_ms(stamp * unit);
        let times = self.stamps.map(|(first, last)| (time(first), time(last)));
        let (untimed, at, series) = (self.untimed, stand(times), self.series.into_iter());
        Ok(Exposed { format, times, untimed, at, doubt, series, unit })
    }

    fn line(&mut self, bytes: &[u8]) -> Result<(), ExpositionError> {
        self.lines += 1;
        let Ok(line) = str::from_utf8(bytes) else { return Err(self.mistake(FileError::Encoding, "")) };
        let line = line.trim();
        if line.is_empty() {
            return Ok(());
        }
        self.is_at_eof = line == "# EOF";
        if line.starts_with('#') {
            return Ok(());
        }
        self.sample(line).map_err(|error| self.mistake(error, line))
    }

    fn sample(&mut self, line: &str) -> Result<(), FileError> {
        let (metric, rest) = line::split(line)?;
        let place = self.place(metric)?;
        let (value, stamp) = line::sample(rest)?;
        match stamp {
            None => self.untimed += 1,
            Some(Stamp { number, is_whole }) => {
                if self.no_ms.is_none() && (!is_whole || number.abs() > MAX_MS) {
                    self.no_ms = Some(self.mistake(FileError::Time, line));
                }
                if self.no_seconds.is_none() && number.abs() > MAX_MS / 1000.0 {
                    self.no_seconds = Some(self.mistake(FileError::Time, line));
                }
                let (least, greatest) = self.stamps.unwrap_or((number, number));
                self.stamps = Some((least.min(number), greatest.max(number)));
            }
        }
        self.memory.reserve(1, SAMPLE).map_err(over)?;
        self.samples += 1;
        let series = &mut self.series[place];
        series.stamps.push(stamp.map_or(f64::NAN, |stamp| stamp.number));
        series.values.push(value);
        Ok(())
    }

    /// The place of the series of this text.
    fn place(&mut self, metric: &str) -> Result<usize, FileError> {
        if self.last.0 == metric {
            return Ok(self.last.1);
        }
        let known = self.known.get(metric).copied();
        let place = known.unwrap_or(self.series.len());
        if known.is_none() {
            let labels = line::labels(metric)?;
            self.memory.reserve(1, SERIES + labels.len() * LABEL + 2 * metric.len()).map_err(over)?;
            self.series.push(Series { labels, ..Series::default() });
            self.known.insert(metric.to_owned(), place);
        }
        self.last.0.clear();
        self.last.0.push_str(metric);
        self.last.1 = place;
        Ok(place)
    }

    fn mistake(&self, error: FileError, line: &str) -> ExpositionError {
        ExpositionError { line: self.lines, error, excerpt: text::cut(line, MAX_EXCERPT) }
    }
}

fn over(OverBudget { limit }: OverBudget) -> FileError {
    FileError::Memory { bytes: limit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], now: i64) -> Result<Exposed, ExpositionError> {
        let mut reader = ExpositionReader::default();
        reader.feed(text)?;
        reader.finish(|_| now)
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &[(i64, f64)])]) {
        let found = read(text.as_bytes(), 7).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"));
        let found: Vec<ExposedSeries> = found.collect();
        for cut in 0..text.len() {
            let mut reader = ExpositionReader::default();
            let (head, tail) = text.as_bytes().split_at(cut);
            let cut_in_two = reader.feed(head).and_then(|()| reader.feed(tail)).and_then(|()| reader.finish(|_| 7));
            let cut_in_two = cut_in_two.map(Iterator::collect::<Vec<_>>);
            assert_eq!(cut_in_two.as_ref(), Ok(&found), "{text} cut at {cut}");
        }
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                let labels: Vec<_> = one.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let samples = one.times.iter().copied().zip(one.values.iter().copied()).collect::<Vec<_>>();
                (labels.join(" "), samples)
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(labels, samples)| ((*labels).to_owned(), samples.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_both_formats() {
        check("# HELP a b\n# TYPE a counter\na 1 1500\na 2 3000\n", &[("__name__=a", &[(1500, 1.0), (3000, 2.0)])]);
        check("a{b=\"c\"} 1 1.5\n# EOF\n", &[("__name__=a b=c", &[(1500, 1.0)])]);
        check("a 1\r\nb +Inf", &[("__name__=a", &[(7, 1.0)]), ("__name__=b", &[(7, f64::INFINITY)])]);
        check("a 1 2 # {trace=\"x\"} 5\n# EOF", &[("__name__=a", &[(2000, 1.0)])]);
        check("{\"m.n\", \"a b\"=\"}\"} 1", &[("__name__=m.n a b=}", &[(7, 1.0)])]);
        check("a{ b = \"\\\"x\\\\\\n\" , } 1", &[("__name__=a b=\"x\\\n", &[(7, 1.0)])]);
        check("a {b=\"é\"} 1 -5\na 2 5", &[("__name__=a b=é", &[(-5, 1.0)]), ("__name__=a", &[(5, 2.0)])]);
        check("", &[]);
    }

    #[test]
    fn puts_samples_in_order_and_keeps_the_last() {
        check("a 1 20\nb 1 1\na 2 10\na 3 20", &[("__name__=a", &[(10, 2.0), (20, 3.0)]), ("__name__=b", &[(1, 1.0)])]);
    }

    #[test]
    fn says_what_it_read() {
        let said = |text: &str| read(text.as_bytes(), 0).map(|it| (it.format, it.untimed));
        assert_eq!(said("a 1\na 2\nb 1 5"), Ok((FileFormat::Exposition, 2)));
        assert_eq!(said("a 1 1.5\n\n# EOF\n\n"), Ok((FileFormat::OpenMetrics, 0)));
        assert_eq!(said("a 1\n# EOF\nb 1"), Ok((FileFormat::Exposition, 2)));
    }

    #[test]
    fn says_which_line_is_wrong() {
        for (text, line, error) in [
            ("a 1\n{} 1", 2, FileError::Name),
            ("a{b} 1\n", 1, FileError::Labels),
            ("a{b=\"c} 1", 1, FileError::Labels),
            ("a{b=\"c\" d=\"e\"} 1", 1, FileError::Labels),
            ("a{b=c} 1", 1, FileError::Labels),
            ("a", 1, FileError::Value),
            ("a x", 1, FileError::Value),
            ("a 1 x", 1, FileError::Time),
            ("a 1 1700000000000\na 1 1.5\n", 2, FileError::Time),
            ("a 1 NaN", 1, FileError::Time),
            ("a 1 1e99\n# EOF", 1, FileError::Time),
            ("a 1 2 3", 1, FileError::Surplus),
        ] {
            let mistake = read(text.as_bytes(), 0).expect_err(text);
            assert_eq!((mistake.line, mistake.error), (line, error), "{text}");
            assert!(text.contains(&mistake.excerpt) && !mistake.excerpt.is_empty(), "{text}");
        }
        let mistake = read(b"a 1\n\xff 1\n", 0).expect_err("no text");
        assert_eq!((mistake.line, mistake.error), (2, FileError::Encoding));
    }

    #[test]
    fn a_long_line_is_told_by_its_beginning() {
        let mistake = read("é".repeat(1000).as_bytes(), 0).expect_err("no value");
        assert!(mistake.excerpt.len() < 90, "{}", mistake.excerpt);
    }
}
