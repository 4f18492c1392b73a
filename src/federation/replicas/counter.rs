//! Counters merged of several replicas: what is added to their samples so that the increase of all is right.
//!
//! Each replica is taken as the counter that never was reset: its value plus its `lead`, the sum of what was reached
//! before each reset that it saw. The result is such a counter, too, at whose resets `reached` grows by what the result
//! had reached. At a switch the result goes on where the new replica's own counter is, and never below what was there
//! before: a replica that is behind is lifted.
//!
//! Invariant: within a stretch the offset changes only at a reset, to 0: from there on the samples are as scraped.
//! Invariant: functions of counters find a reset in the result only where the replica that gave the sample saw one
//! since the sample before, or where start timestamps say so.
//! Not here: histograms, which are taken as they are.

use crate::engine::column::is_float;
use crate::engine::counter::Moment;
use crate::engine::samples::Samples;

/// The counters of all replicas.
pub(super) struct Lifting<'a> {
    replicas: &'a [Samples],
    counters: Vec<Counter>,
    /// The last float of the result.
    last: Option<Taken>,
    /// What the result had reached before all of its resets.
    reached: f64,
    offset: f64,
}

/// One replica's counter.
#[derive(Debug, Clone, Default)]
struct Counter {
    /// What is added to its samples to undo all resets.
    lead: f64,
    /// Its last float with its time and start.
    last: Option<(f64, Moment)>,
    /// Its last floats between which it was reset: the value and the time before, and the time after.
    reset: Option<(f64, i64, i64)>,
}

/// A float of the result.
#[derive(Debug, Clone, Copy)]
struct Taken {
    replica: usize,
    /// As scraped.
    scraped: f64,
    /// With what was added.
    value: f64,
    moment: Moment,
}

impl<'a> Lifting<'a> {
    pub(super) fn of(replicas: &'a [Samples]) -> Self {
        let counters = vec![Counter::default(); replicas.len()];
        Self { replicas, counters, last: None, reached: 0.0, offset: 0.0 }
    }

    /// A replica's sample, seen whether it is taken or not, in the order of time. Seen twice is seen once.
    pub(super) fn pass(&mut self, replica: usize, index: usize) {
        let Some((value, moment)) = self.float(replica, index) else { return };
        let counter = &mut self.counters[replica];
        if let Some((before, then)) = counter.last
            && is_reset((before, then), (value, moment))
        {
            counter.lead += before;
            counter.reset = Some((before, then.time, moment.time));
        }
        counter.last = Some((value, moment));
    }

    /// What is added to the sample that is taken next and, until it says otherwise, to those after it.
    pub(super) fn offset(&mut self, replica: usize, index: usize) -> f64 {
        let Some((value, moment)) = self.float(replica, index) else { return self.offset };
        self.pass(replica, index);
        if let Some(last) = self.last {
            self.offset = self.next_offset(replica, (value, moment), last);
        }
        self.last = Some(Taken { replica, scraped: value, value: value + self.offset, moment });
        self.offset
    }

    fn next_offset(&mut self, replica: usize, (value, moment): (f64, Moment), last: Taken) -> f64 {
        // It is certain, and readers of the result see it, too.
        let began = moment.is_reset_since(last.moment);
        let is_switch = last.replica != replica;
        let was_reset = self.was_reset_since(replica, last);
        if !began && is_switch {
            return self.switched(replica, value, last, was_reset);
        }
        if !began && !was_reset {
            return self.offset;
        }
        let mut offset = 0.0;
        if began || value < last.value {
            self.reached += last.value;
        } else {
            // The samples stood below what was scraped, and do not fall: the increase is the value all the same.
            offset = last.value;
        }
        self.counters[replica].lead = self.reached + offset;
        offset
    }

    /// What is added to the samples of a replica that is switched to.
    fn switched(&mut self, replica: usize, value: f64, last: Taken, was_reset: bool) -> f64 {
        let lead = self.counters[replica].lead;
        let (goes_on, restarts) = (lead - self.reached, lead - (self.reached + last.value));
        let offset = if !goes_on.is_finite() || last.value.is_infinite() {
            // Nothing that is added to infinity makes it right.
            0.0
        } else if was_reset && value + restarts < last.value && (value + restarts >= 0.0 || value < 0.0) {
            self.reached += last.value;
            restarts
        } else if value + goes_on < last.value {
            lifted(value, last.value)
        } else {
            goes_on
        };
        self.counters[replica].lead = self.reached + offset;
        offset
    }

    /// Whether a replica saw a reset after the last sample of the result. Where its samples lie around that, it is the
    /// one before which the result stands if it had got as far as the replica had.
    fn was_reset_since(&self, replica: usize, last: Taken) -> bool {
        self.counters[replica].reset.is_some_and(|(before, then, time)| {
            time > last.moment.time && (then >= last.moment.time || before <= last.scraped)
        })
    }

    /// A sample, if it is a float; markers and histograms are not.
    fn float(&self, replica: usize, index: usize) -> Option<(f64, Moment)> {
        let own = &self.replicas[replica];
        let value = own.values[index];
        let start = own.starts.get(index).copied().unwrap_or(0);
        is_float(value).then_some((value, Moment { time: own.times[index], start }))
    }
}

/// Whether a counter was reset between two of its samples.
fn is_reset((before, then): (f64, Moment), (value, now): (f64, Moment)) -> bool {
    now.time > then.time && (value < before || now.is_reset_since(then))
}

/// What is to be added to a value so that it is at least another one, as near to it as floats allow.
fn lifted(value: f64, least: f64) -> f64 {
    let mut offset = least - value;
    // Rounding may leave the sum below; it would look like a reset.
    while value + offset < least && offset.is_finite() {
        offset = offset.next_up();
    }
    offset
}
