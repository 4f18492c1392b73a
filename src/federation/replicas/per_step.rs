//! Results of one expression from several replicas, evaluated at the same steps.

use super::{Merged, Merging, extend_stretches};
use crate::engine::column::is_absent;
use crate::engine::samples::Samples;

/// At each time the sample of the first replica that has one; a stale marker where a replica has that and none a
/// sample.
///
/// At each step an expression of one series gives the same at every replica, or nothing. So this fills gaps and changes
/// nothing else; samples that were scraped at other times it would interleave.
pub fn per_step(replicas: &[Samples]) -> Merged {
    let mut merging = Merging::of(replicas);
    let mut stretches = Vec::new();
    let mut next = vec![0; replicas.len()];
    while let Some(time) = super::earliest(replicas, &next) {
        let mut chosen: Option<(usize, usize)> = None;
        for (replica, own) in replicas.iter().enumerate() {
            if own.times.get(next[replica]) != Some(&time) {
                continue;
            }
            let at = next[replica];
            let is_better = chosen.is_none_or(|(known, its)| is_absent(replicas[known].values[its]));
            if is_better && (chosen.is_none() || !is_absent(own.values[at])) {
                chosen = Some((replica, at));
            }
            next[replica] += 1;
        }
        if let Some((replica, at)) = chosen {
            merging.take(replica, at);
            extend_stretches(&mut stretches, replica, time);
        }
    }
    merging.done(stretches)
}
