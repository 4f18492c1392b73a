//! All samples in the order of time, as a Prometheus that reads several remotes has them.
//!
//! Of counters this invents resets: where two replicas scrape at other times, one has seen more than the other.

use super::{Merged, Merging, Stretch};
use crate::engine::samples::Samples;

/// The samples of all replicas by time; of those of one time the first replica's.
///
/// A replica's stretch lasts while it gives one of so many samples as two of each replica, so those of several overlap.
pub fn interleaved(replicas: &[Samples]) -> Merged {
    let mut merging = Merging::of(replicas);
    let mut stretches = Vec::new();
    // Of each replica its stretch, and how many samples there were after its last.
    let mut open: Vec<Option<(usize, usize)>> = vec![None; replicas.len()];
    let mut next = vec![0; replicas.len()];
    let mut taken = 0;
    while let Some(time) = super::earliest(replicas, &next) {
        let mut is_taken = false;
        for (replica, own) in replicas.iter().enumerate() {
            if own.times.get(next[replica]) != Some(&time) {
                continue;
            }
            if !is_taken {
                is_taken = true;
                taken += 1;
                merging.take(replica, next[replica]);
                match &mut open[replica] {
                    Some((stretch, last)) if taken - *last <= 2 * replicas.len() => {
                        let stretch: &mut Stretch = &mut stretches[*stretch];
                        stretch.to = time;
                        *last = taken;
                    }
                    place => {
                        *place = Some((stretches.len(), taken));
                        stretches.push(Stretch { replica, from: time, to: time });
                    }
                }
            }
            next[replica] += 1;
        }
    }
    merging.done(stretches)
}
