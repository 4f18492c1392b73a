//! Which series a query wants of the made-up fleet, and their samples.
//!
//! Invariant: of what is not wanted nothing is made; memory is counted before it is taken.
//! Not here: what each series measures (`metrics`, `rules`).

use super::fleet::{Collector, Schedule};
use super::signal::EPOCH;
use crate::engine::column::{ABSENT, HISTOGRAM, Point};
use crate::engine::error::Error;
use crate::engine::labels::{Labels, METRIC_NAME};
use crate::engine::matcher::{LabelMatcher, Matchers, Patterns};
use crate::engine::options::Options;
use crate::engine::plan::SelectHints;
use crate::engine::samples::Samples;
use crate::engine::store::TimeWindow;

/// When something is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// By the collector's clock: the time of the sample.
    pub(super) stamp: i64,
    /// By the right clock.
    pub(super) time: i64,
}

/// What a series has at a look; `None` where it is not there. It is called for looks one after the other.
pub(super) type ReadPoint = Box<dyn FnMut(Look) -> Option<Point>>;

/// A series that is wanted.
pub(super) struct DemoSeries {
    /// Its labels.
    pub(super) labels: Labels,
    /// When it is wanted: sorted, apart from each other.
    windows: Vec<TimeWindow>,
    /// When there may be samples.
    pub(super) schedule: Schedule,
    /// How many milliseconds of looks before a window are needed to know what is at its beginning.
    warm_up: i64,
    /// The bytes of a sample, about.
    sample_bytes: u64,
    read: ReadPoint,
}

/// What a query reads: selectors and their windows, which lie within the times in which the fleet has samples.
pub(super) struct Reads(Vec<(Matchers, TimeWindow)>);

impl Reads {
    /// Of the hints of a plan, as far as there are samples up to this time by the collector's clock. An error where a
    /// pattern is none.
    pub(super) fn new(hints: Vec<SelectHints>, last: i64) -> Result<Self, Error> {
        Self::of(hints.into_iter().map(|hint| (hint.matchers, hint.window)), last)
    }

    /// Of matchers and windows.
    pub(super) fn of(
        reads: impl IntoIterator<Item = (Vec<LabelMatcher>, TimeWindow)>,
        last: i64,
    ) -> Result<Self, Error> {
        let mut patterns = Patterns::new(Options::default().dialect);
        let mut compiled = Vec::new();
        for (matchers, TimeWindow { from, to }) in reads {
            let window = TimeWindow { from: from.max(EPOCH), to: to.min(last) };
            if window.from <= window.to {
                compiled.push((Matchers::compile(&matchers, &mut patterns)?, window));
            }
        }
        Ok(Self(compiled))
    }

    /// Whether any series of this metric may be wanted.
    fn want_metric(&self, name: &str) -> bool {
        self.0.iter().any(|(matchers, _)| matchers.match_value(METRIC_NAME, name))
    }

    /// When a series is wanted.
    fn windows(&self, labels: &Labels) -> Vec<TimeWindow> {
        let wanted = self.0.iter().filter(|(matchers, _)| matchers.match_labels(labels));
        let mut windows: Vec<TimeWindow> = wanted.map(|(_, window)| *window).collect();
        windows.sort_by_key(|window| window.from);
        windows.dedup_by(|next, known| {
            let touches = next.from <= known.to.saturating_add(1);
            if touches {
                known.to = known.to.max(next.to);
            }
            touches
        });
        windows
    }
}

/// The series that are wanted, as they are found.
pub(super) struct Wish<'a> {
    reads: &'a Reads,
    /// Those that were found.
    pub(super) series: Vec<DemoSeries>,
}

/// Beside its name and labels what is known of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    /// When there may be samples.
    pub(super) schedule: Schedule,
    /// How many milliseconds of looks before a window are needed to know what is at its beginning.
    pub(super) warm_up: i64,
    /// The bytes of a sample, about.
    pub(super) sample_bytes: u64,
}

impl<'a> Wish<'a> {
    /// Nothing found yet.
    pub(super) fn new(reads: &'a Reads) -> Self {
        Self { reads, series: Vec::new() }
    }

    /// There is a series of this name; `read` is asked for only where the series is wanted.
    pub(super) fn offer(
        &mut self,
        name: &str,
        pairs: &[(&str, &str)],
        timing: Timing,
        read: impl FnOnce() -> ReadPoint,
    ) {
        if !self.reads.want_metric(name) {
            return;
        }
        let labels = Labels::new(pairs.iter().copied().chain([(METRIC_NAME, name)]));
        let windows = self.reads.windows(&labels);
        if !windows.is_empty() {
            let Timing { schedule, warm_up, sample_bytes } = timing;
            self.series.push(DemoSeries { labels, windows, schedule, warm_up, sample_bytes, read: read() });
        }
    }
}

impl DemoSeries {
    /// The bytes that all its samples take at most, about.
    pub(super) fn bytes(&self) -> u64 {
        let looks = |window: &TimeWindow| window.to.abs_diff(window.from) / self.schedule.interval.unsigned_abs() + 1;
        self.windows.iter().map(looks).sum::<u64>().saturating_mul(self.sample_bytes)
    }

    /// Its samples, batch by batch.
    pub(super) fn sample<'a>(&'a mut self, collector: &'a Collector) -> Sampling<'a> {
        Sampling { series: self, collector, window: 0, next: None, was_there: false }
    }
}

/// The samples of a series under way.
pub(super) struct Sampling<'a> {
    series: &'a mut DemoSeries,
    collector: &'a Collector,
    window: usize,
    /// The next look in that window; `None` before the first.
    next: Option<i64>,
    /// Whether the series was there at the last look.
    was_there: bool,
}

impl Sampling<'_> {
    /// Adds the samples of at most so many looks; whether there are more.
    pub(super) fn advance(&mut self, looks: usize, samples: &mut Samples) -> bool {
        for _ in 0..looks {
            let Some(window) = self.series.windows.get(self.window).copied() else { return false };
            let schedule = self.series.schedule;
            let stamp = self.next.take().unwrap_or_else(|| {
                self.was_there = false;
                schedule.from(window.from.saturating_sub(self.series.warm_up))
            });
            if stamp > window.to {
                self.window += 1;
                continue;
            }
            self.next = Some(stamp + schedule.interval);
            let look = Look { stamp, time: stamp - self.collector.skew_ms };
            if !self.collector.works(look.time) {
                // Who begins anew knows nothing of series that are gone.
                self.was_there = false;
                continue;
            }
            let point = (self.series.read)(look);
            let was_there = std::mem::replace(&mut self.was_there, point.is_some());
            if stamp >= window.from && (point.is_some() || was_there) {
                push(samples, stamp, point.unwrap_or(Point::Absent));
            }
        }
        self.window < self.series.windows.len()
    }
}

fn push(samples: &mut Samples, stamp: i64, point: Point) {
    samples.times.push(stamp);
    let (value, histogram) = match point {
        Point::Absent => (ABSENT, None),
        Point::Float(value) => (value, None),
        Point::Histogram(histogram) => (HISTOGRAM, Some(histogram)),
    };
    samples.values.push(value);
    if histogram.is_some() || !samples.histograms.is_empty() {
        samples.histograms.resize(samples.times.len() - 1, None);
        samples.histograms.push(histogram);
    }
}
