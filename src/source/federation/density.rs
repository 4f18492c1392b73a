//! How many samples a replica has over time: by it one is found that lacks nothing, and may evaluate alone.
//!
//! Each selector's samples are counted in stretches of five minutes or longer. A replica lacks nothing where no other
//! has more of them in any stretch than one for each series (so many may lie beyond a stretch's edge at one replica and
//! within it at the other), and no target failed it that did not fail the other: two replicas may lack as many samples
//! of different targets.
//!
//! Invariant: at most some [`MOST_STRETCHES`] numbers a selector are asked for, however many series there are.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::member::ask_query;
use crate::engine::plan::SelectHints;
use crate::engine::store::TimeWindow;
use crate::model::answered::SourceError;
use crate::model::query::{At, Query};
use crate::source::Source;
use crate::source::series::{SourceRun, Wanted};
use crate::wire::transport::Transport;

/// The shortest stretch in milliseconds: of targets that are scraped each minute it has five samples.
const SHORTEST_MS: i64 = 300_000;

/// The most stretches.
const MOST_STRETCHES: i64 = 48;

/// How many queries are under way at once, of the six requests that a browser sends to one host.
const AT_ONCE: usize = 2;

/// The number of the query for failed targets, which is no selector's.
const FAILED: usize = usize::MAX;

/// The label that tells the number of series from that of samples.
const SERIES: &str = "__series__";

/// What a replica has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Density {
    /// Samples and series, by the selector's number and the stretch's end.
    counts: BTreeMap<(usize, i64), Count>,
    /// Targets of which a scrape failed, by their labels.
    failed: BTreeSet<String>,
}

/// What a replica has in a stretch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Count {
    samples: f64,
    series: f64,
}

impl Density {
    /// What a member has of all that the query would read.
    pub(super) async fn of<T: Transport>(
        source: &Source<T>,
        wanted: Wanted<'_>,
        run: &SourceRun<'_, T>,
    ) -> Result<Self, SourceError> {
        let hints = wanted.whole.iter().enumerate();
        let sent = hints.filter_map(|(number, hints)| Some((number, wanted.sent(hints.clone())?)));
        let sent: Vec<_> = sent.collect();
        let failed = failed_targets(sent.iter().map(|(_, hints)| hints.window)).map(|query| (FAILED, query));
        let queries = sent.iter().map(|(number, hints)| (*number, query(hints))).chain(failed);
        let ask = async |(number, query): (usize, Query)| {
            ask_query(source, &query, run).await.map(|(answered, _)| (number, answered.value))
        };
        let mut density = Self::default();
        let mut answers = stream::iter(queries.map(ask)).buffered(AT_ONCE);
        while let Some((number, value)) = answers.try_next().await? {
            let Some(block) = value.block() else { continue };
            for at in 0..block.len() {
                if number == FAILED {
                    density.failed.insert(block.labels.display(at));
                    continue;
                }
                let counts_series = block.labels.value(at, SERIES).is_some();
                let (times, values) = block.series(at);
                for (time, value) in times.iter().zip(values) {
                    let count = density.counts.entry((number, *time)).or_default();
                    if counts_series { count.series = *value } else { count.samples = *value }
                }
            }
        }
        Ok(density)
    }

    /// All samples, of all selectors.
    pub(super) fn samples(&self) -> f64 {
        self.counts.values().map(|count| count.samples).sum()
    }

    /// Whether the other has nothing that this one lacks.
    pub(super) fn holds_all_of(&self, other: &Self) -> bool {
        self.failed.is_subset(&other.failed)
            && other.counts.iter().all(|(at, theirs)| {
                let own = self.counts.get(at).copied().unwrap_or_default();
                theirs.samples - own.samples <= theirs.series.max(own.series) && theirs.series <= own.series
            })
    }
}

/// The query for the numbers of samples and of series in each stretch.
fn query(hints: &SelectHints) -> Query {
    let selector = hints.selector();
    // The stretches leave their beginning out.
    let (from, to) = (hints.window.from.saturating_sub(1), hints.window.to);
    let length = to.saturating_sub(from).max(1);
    let stretches = (length / SHORTEST_MS).clamp(1, MOST_STRETCHES);
    let step = length / stretches;
    let counted = format!("count_over_time({selector}[{step}ms])");
    let expr = format!("sum({counted}) or label_replace(count({counted}), \"{SERIES}\", \"1\", \"\", \"\")");
    let at = match stretches {
        1 => At::Instant { time: to },
        _ => At::Range { start: to - step * (stretches - 1), end: to, step },
    };
    Query::new(expr, at)
}

/// The query for targets of which a scrape failed in any of these windows; `None` where there is none.
fn failed_targets(windows: impl Iterator<Item = TimeWindow>) -> Option<Query> {
    let all = windows.reduce(|one, other| TimeWindow { from: one.from.min(other.from), to: one.to.max(other.to) })?;
    let length = all.to.saturating_sub(all.from).saturating_add(1).max(1);
    Some(Query::new(format!("min_over_time(up[{length}ms]) < 1"), At::Instant { time: all.to }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::{Projection, Usage};

    fn density(counts: &[(i64, f64, f64)]) -> Density {
        let counts =
            counts.iter().map(|(time, samples, series)| ((0, *time), Count { samples: *samples, series: *series }));
        Density { counts: counts.collect(), failed: BTreeSet::new() }
    }

    #[test]
    fn a_replica_lacks_nothing_where_no_other_has_more_than_the_edges_explain() {
        let whole = density(&[(1, 20.0, 2.0), (2, 20.0, 2.0)]);
        assert!(whole.holds_all_of(&whole) && whole.holds_all_of(&Density::default()));
        let check = |counts: &[(i64, f64, f64)]| density(counts).holds_all_of(&whole);
        assert!(check(&[(1, 18.0, 2.0), (2, 22.0, 2.0)]), "one sample a series may lie beyond the edge");
        assert!(!check(&[(1, 17.0, 2.0), (2, 23.0, 2.0)]));
        assert!(!check(&[(1, 20.0, 2.0)]), "a stretch without any");
        assert!(!check(&[(1, 20.0, 1.0), (2, 20.0, 2.0)]), "a series less");
        let failing = |targets: &[&str]| Density {
            failed: targets.iter().map(|target| (*target).to_owned()).collect(),
            ..whole.clone()
        };
        assert!(!failing(&["x"]).holds_all_of(&failing(&["y"])), "as many samples, of other targets");
        assert!(failing(&["x"]).holds_all_of(&failing(&["x", "y"])));
    }

    #[test]
    fn stretches_cover_what_is_read_and_are_few() {
        let of = |from, to| {
            let usage = Usage { step_ms: 0, range_ms: 0, func: None, grouping: None, projection: Projection::ALL };
            query(&SelectHints { matchers: Vec::new(), window: TimeWindow { from, to }, usage })
        };
        let short = of(1, 300_000);
        assert_eq!(short.at, At::Instant { time: 300_000 });
        assert!(short.expr.starts_with("sum(count_over_time({__name__!=\"\"}[300000ms]))"), "{}", short.expr);
        assert_eq!(of(1, 3_600_000).at, At::Range { start: 300_000, end: 3_600_000, step: 300_000 });
        let At::Range { start, end, step } = of(1, 864_000_000).at else { panic!("a range") };
        assert_eq!((step, (end - start) / step + 1), (18_000_000, 48));
    }
}
