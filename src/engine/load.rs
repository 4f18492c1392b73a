//! The notation of series that Prometheus' test scripts have: `metric{label="value"} 1+1x10 _ stale {{sum:3 count:2}}`.
//!
//! Sample `i` of a line stands `i` steps after Unix 0. A line whose name ends in `@st` holds the start timestamps of
//! the line after it.
//!
//! Invariant: bounded: a text that would give more than [`MAX_ITEMS`] samples, or take more memory than it may, is
//! refused before it takes it.
//! Not here: the other commands of a script (the runner of conformance scripts).

mod cursor;
mod histogram;
mod item;
pub mod script;
mod starts;

use std::collections::BTreeMap;

use super::column::{ABSENT, Point};
use super::histogram::stored;
use super::labels::Labels;
use super::samples::Samples;
use crate::model::count::to_i64;
use crate::model::memory::{MemoryBudget, OverBudget};
use crate::promql::ast::{ExprKind, MatchOp};
use crate::promql::parser;

pub use item::Item;

/// The most samples of one text.
pub const MAX_ITEMS: usize = 5_000_000;

/// Why lines cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The place of the line among them, from 0.
    pub at: usize,
    /// What is wrong with it.
    pub why: Reason,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It cannot be read, in words.
    Text(String),
    /// What it holds takes more memory than there is.
    Memory(OverBudget),
}

impl Reason {
    /// With the line that it is about.
    fn of(self, line: &str) -> Self {
        match self {
            Self::Text(why) => Self::Text(format!("{why}: {line}")),
            Self::Memory(over) => Self::Memory(over),
        }
    }
}

impl From<String> for Reason {
    fn from(why: String) -> Self {
        Self::Text(why)
    }
}

impl From<&str> for Reason {
    fn from(why: &str) -> Self {
        Self::Text(why.to_owned())
    }
}

impl From<OverBudget> for Reason {
    fn from(over: OverBudget) -> Self {
        Self::Memory(over)
    }
}

impl From<Reason> for String {
    fn from(why: Reason) -> Self {
        match why {
            Reason::Text(why) => why,
            Reason::Memory(OverBudget { limit }) => format!("it takes more than {limit} bytes of memory"),
        }
    }
}

impl From<LoadError> for String {
    fn from(wrong: LoadError) -> Self {
        wrong.why.into()
    }
}

/// What there is memory and a limit for.
#[derive(Debug)]
struct LoadBudget<'a> {
    items: usize,
    memory: &'a mut MemoryBudget,
}

impl LoadBudget<'_> {
    /// Reserves memory for so many samples, of so many bytes each.
    fn reserve(&mut self, items: usize, bytes: usize, what: &str) -> Result<(), Reason> {
        self.items = self.items.checked_sub(items).ok_or_else(|| format!("too many {what}"))?;
        Ok(self.memory.reserve(items, bytes)?)
    }
}

/// The bytes of a series beside its labels and samples: its place in a tree whose nodes are half full, or in a list.
const SERIES: usize = 3 * size_of::<(Labels, Samples)>() + 64;

/// Reads lines of series, samples `step_ms` milliseconds apart, into series with samples, sorted by their labels. Of
/// two lines with the same labels the second counts. Fails at the first line that cannot be read, or would be too much.
pub fn load<'a>(lines: impl IntoIterator<Item = &'a str>, step_ms: i64) -> Result<Vec<(Labels, Samples)>, LoadError> {
    load_within(lines, step_ms, &mut MemoryBudget::default())
}

/// As [`load`], with so much memory for what is read.
pub fn load_within<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    step_ms: i64,
    memory: &mut MemoryBudget,
) -> Result<Vec<(Labels, Samples)>, LoadError> {
    let mut loader = Loader::new(step_ms);
    let mut last = 0;
    for (at, line) in lines.into_iter().enumerate() {
        last = at;
        loader.feed(line, memory).map_err(|why| LoadError { at, why })?;
    }
    Ok(loader.finish().map_err(|why| LoadError { at: last, why })?.collect())
}

/// Reads series line by line, so that between two lines other things can be done. Of two lines with the same labels the
/// second counts.
#[derive(Debug)]
pub struct Loader {
    step_ms: i64,
    /// How many samples there may still be.
    items: usize,
    starts: Option<Starts>,
    series: BTreeMap<Labels, Samples>,
}

impl Loader {
    /// Of lines whose samples are `step_ms` apart.
    pub fn new(step_ms: i64) -> Self {
        Self { step_ms, items: MAX_ITEMS, starts: None, series: BTreeMap::new() }
    }

    /// Reads one more line, for which the memory is reserved. Fails where it cannot be read, where there is no memory
    /// for it, and where it makes more than [`MAX_ITEMS`].
    pub fn feed(&mut self, line: &str, memory: &mut MemoryBudget) -> Result<(), Reason> {
        let mut budget = LoadBudget { items: self.items, memory };
        let loaded = one(line, self.step_ms, &mut self.starts, &mut budget)?;
        self.items = budget.items;
        self.series.extend(loaded);
        Ok(())
    }

    /// All series, sorted by their labels. Fails where a line of start timestamps has no line of samples after it.
    pub fn finish(self) -> Result<impl Iterator<Item = (Labels, Samples)> + use<>, Reason> {
        if self.starts.is_some() {
            return Err("a line of start timestamps has no line of samples after it".into());
        }
        Ok(self.series.into_iter())
    }
}

/// A line of start timestamps that waits for its line of samples.
type Starts = (Labels, Vec<Option<i64>>);

/// Reads one line; `None` for one of start timestamps.
fn one(
    line: &str,
    step_ms: i64,
    starts: &mut Option<Starts>,
    budget: &mut LoadBudget<'_>,
) -> Result<Option<(Labels, Samples)>, Reason> {
    let (labels, rest, kind) = head(line)?;
    budget.memory.reserve(1, SERIES + usize::try_from(labels.memory()).unwrap_or(usize::MAX))?;
    if kind == Kind::Starts {
        if starts.is_some() {
            return Err(format!("the @st line before has no line of samples after it: {line}").into());
        }
        *starts = Some((labels, starts::read(rest, budget).map_err(|why| why.of(line))?));
        return Ok(None);
    }
    let items = item::read(rest, budget).map_err(|why| why.of(line))?;
    let starts = match starts.take() {
        None => Vec::new(),
        Some((of, starts)) if of == labels && starts.len() == items.len() => starts,
        Some(_) => return Err(format!("the @st line before must be of the same series and length: {line}").into()),
    };
    Ok(Some((labels, samples(items, &starts, step_ms))))
}

/// Reads one line: labels and items. Fails, in words, where it is none.
pub fn line(text: &str) -> Result<(Labels, Vec<Item>), String> {
    let (labels, rest, _) = head(text)?;
    let mut budget = LoadBudget { items: MAX_ITEMS, memory: &mut MemoryBudget::default() };
    let items = item::read(rest, &mut budget).map_err(|why| why.of(text))?;
    Ok((labels, items))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Samples,
    Starts,
}

/// The series that a line begins with, and the rest of the line.
fn head(line: &str) -> Result<(Labels, &str, Kind), String> {
    let end = cursor::end_of_series(line);
    let (metric, rest) = line.split_at(end);
    let (rest, kind) = rest.strip_prefix("@st").map_or((rest, Kind::Samples), |rest| (rest, Kind::Starts));
    Ok((labels(metric)?, rest, kind))
}

/// The labels of `name{label="value"}`.
fn labels(metric: &str) -> Result<Labels, String> {
    let parsed = parser::parse(metric);
    let wrong = || format!("this is no series: {metric}");
    let ExprKind::Selector(selector) = &parsed.expr.kind else { return Err(wrong()) };
    let is_plain = selector.matchers.iter().all(|matcher| matcher.op == MatchOp::Equal);
    if !parsed.diagnostics.is_empty() || !is_plain || !selector.modifiers.is_empty() {
        return Err(wrong());
    }
    let name = selector.name.iter().map(|name| (super::labels::METRIC_NAME, name.text.as_str()));
    let others = selector.matchers.iter().map(|it| (it.name.text.as_str(), it.value.value.as_str()));
    Ok(Labels::new(name.chain(others)))
}

/// Items as samples; blanks are left out.
fn samples(items: Vec<Item>, starts: &[Option<i64>], step_ms: i64) -> Samples {
    let mut samples = Samples::default();
    let mut column = super::column::ValueColumn::default();
    let has_starts = starts.iter().any(Option::is_some);
    samples.times.reserve_exact(items.len());
    column.values.reserve_exact(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let point = match item {
            Item::Blank => continue,
            Item::Stale => Point::Float(ABSENT),
            Item::Float(value) => Point::Float(value),
            Item::Histogram(histogram) => Point::Histogram(histogram),
        };
        let time = to_i64(at).saturating_mul(step_ms);
        samples.times.push(time);
        column.push(point);
        if has_starts {
            let start = starts.get(at).copied().flatten().map_or(0, |offset| time.saturating_add(offset));
            samples.starts.push(start);
        }
    }
    samples.values = column.values;
    samples.histograms = stored::read_back(&column.histograms);
    samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::column::is_absent;

    #[track_caller]
    fn check(text: &str, expected: &[(i64, f64)]) {
        let loaded = load([text], 1000).expect("a valid line");
        let samples = &loaded[0].1;
        assert_eq!(samples.times.iter().copied().zip(samples.values.iter().copied()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn reads_repetitions_and_blanks() {
        check("m 1 2.5", &[(0, 1.0), (1000, 2.5)]);
        check("m{a=\"b\"} 1+2x2 _ 7", &[(0, 1.0), (1000, 3.0), (2000, 5.0), (4000, 7.0)]);
        check("m _x3 -1-1x1", &[(3000, -1.0), (4000, -2.0)]);
        check("{\"m.n\", \"a b\"=\"}\"} 4x1 1e3 Inf", &[(0, 4.0), (1000, 4.0), (2000, 1000.0), (3000, f64::INFINITY)]);
        let stale = load(["m 1 stale"], 1000).expect("a valid line");
        assert!(is_absent(stale[0].1.values[1]));
    }

    #[test]
    fn reads_start_timestamps_and_replaces() {
        let loaded = load(["m@st _ -1sx1", "m 1 2 3", "n 1", "n 2"], 1000).expect("valid lines");
        assert_eq!(loaded[0].1.starts, [0, 0, 1000]);
        assert_eq!(loaded[1].1.values, [2.0]);
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        for bad in [
            "m 1x99999999999",
            "m 1x5000000 2",
            "m{ 1",
            "m 1y2",
            "m {{",
            "m {{foo:1}}",
            "m{a=~\"b\"} 1",
            "m@st -1s",
            "m 1x+2",
            "m _a4",
            "m _-2",
            "m 3+3x4-4",
            "m 1e_2",
            "m {{ sum:1}}",
            "m {{sum: 1}}",
            "m {{sum :1}}",
            "m {{buckets:[ 1]}}",
            "m {{counter_reset_hint:foo}}",
        ] {
            assert!(load([bad], 1000).is_err(), "{bad}");
        }
        for bad in ["-1m+15s", "_x0", "_x-2", "badunit"] {
            assert!(load([&format!("m@st {bad}"), "m 1x99"], 1000).is_err(), "{bad}");
        }
        assert!(load(["m@st -1sx1", "m@st -1sx1", "m 1 2"], 1000).is_err(), "start timestamps twice");
    }

    /// What stands there is more than one value, and less than several.
    #[test]
    fn nothing_is_read_half() {
        for (bad, why) in [
            ("m 1+1", "1+1 has an increment but no count: 1+1x5 adds it five times"),
            ("m -3-3 -3", "-3-3 has an increment but no count: -3-3x5 adds it five times"),
            ("m {{sum:1}}+{{sum:2}}", "{{sum:1}}+{{sum:2}} has an increment but no count"),
            ("m {{schema:1 schema:1}}", "a histogram has the field schema once"),
        ] {
            let wrong = load([bad], 1000).expect_err(bad);
            let said = String::from(wrong.why);
            assert!(said.starts_with(why), "{bad}: {said}");
        }
        check("m 1+1x0", &[(0, 1.0)]);
    }
}
