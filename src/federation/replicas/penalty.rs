//! Penalty de-duplication: one replica is followed, and another one from a gap on.
//!
//! The replica that is not followed may go on only more than a penalty after the last sample: twice the distance of the
//! last two samples, 5 s at first. So samples never come much closer together than one replica scrapes, a scrape that
//! came a little late is no gap, and a gap ends after two scrapes or three. Of several that may go on the first by time
//! does. More than two are merged all at once, each with a penalty of its own.
//!
//! Two things are decided otherwise than Thanos does (`pkg/dedup/iter.go`), which takes two replicas at a time:
//! - Replicas that have a sample at the very same time lie on one grid (rules evaluated by both do): the other one then
//!   has no penalty, so that it fills a gap at once. Half of one replica's samples may be missing, then, and none is.
//! - At equal times the followed one is followed on, not always the first.
//!
//! Invariant: a stale marker is a sample as any other.
//! Not here: counters (`counter`).

use super::counter::Lifting;
use super::{Merged, Merging, extend_stretches};
use crate::engine::counter::ChangeOf;
use crate::engine::samples::Samples;

/// The penalty until a distance of samples is known, in milliseconds. Most targets are scraped each 15 s or more.
const FIRST_PENALTY: i64 = 5_000;

/// The samples of the replica that is followed. Of counters (`rate`, `increase`, `irate`, `resets`, …) the increases
/// are merged: each replica's resets are found in its own samples, and where a switch lowers the counter, it is lifted.
///
/// The samples of counters begin as they are and restart where the followed one does, so that functions of counters
/// find the resets again; between them they may be shifted.
pub fn penalty(replicas: &[Samples], of: ChangeOf) -> Merged {
    let mut merging = Merging::of(replicas);
    let mut lifting = (of == ChangeOf::Counter).then(|| Lifting::of(replicas));
    let mut stretches = Vec::new();
    let mut next = vec![0; replicas.len()];
    let mut penalties = vec![0; replicas.len()];
    // The time of the last sample, and the replica that gave it.
    let mut last: Option<(i64, usize)> = None;
    loop {
        if let Some((time, _)) = last {
            for (replica, own) in replicas.iter().enumerate() {
                let after = time.saturating_add(penalties[replica]);
                while own.times.get(next[replica]).is_some_and(|own| *own <= after) {
                    if let Some(lifting) = &mut lifting {
                        lifting.pass(replica, next[replica]);
                    }
                    next[replica] += 1;
                }
            }
        }
        let times = || replicas.iter().zip(&next).map(|(own, at)| own.times.get(*at).copied()).enumerate();
        let followed = last.map(|(_, replica)| replica);
        let candidates = times().filter_map(|(replica, time)| Some((time?, followed != Some(replica), replica)));
        let Some((time, _, replica)) = candidates.min() else { break };
        if let Some(lifting) = &mut lifting {
            merging.add_from_now_on(lifting.offset(replica, next[replica]));
        }
        merging.take(replica, next[replica]);
        extend_stretches(&mut stretches, replica, time);
        let penalty = last.map_or(FIRST_PENALTY, |(before, _)| time.saturating_sub(before).saturating_mul(2));
        for (other, its_time) in times() {
            penalties[other] = if its_time == Some(time) { 0 } else { penalty };
        }
        last = Some((time, replica));
    }
    merging.done(stretches)
}
