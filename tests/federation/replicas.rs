//! Merging of replicas, held to what holds of any samples: made of bytes, each a choice.

#![allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "numbers of a test are small")]

use std::collections::BTreeMap;

use narthex::engine::column::{ABSENT, is_absent};
use narthex::engine::counter::ChangeOf;
use narthex::engine::samples::Samples;
use narthex::federation::replicas::{Merged, interleaved, penalty, per_step};

use crate::any_bytes;
use crate::evaluation::choices::Choices;

type Merge = fn(&[Samples]) -> Merged;

/// All ways to merge.
const WAYS: [(&str, Merge); 4] = [
    ("penalty", |replicas| penalty(replicas, ChangeOf::Gauge)),
    ("penalty of counters", |replicas| penalty(replicas, ChangeOf::Counter)),
    ("interleaved", interleaved),
    ("per step", per_step),
];

/// What is to be compared of samples: times, bits of values, start timestamps.
fn bits(samples: &Samples) -> (Vec<i64>, Vec<u64>, Vec<i64>) {
    (samples.times.clone(), samples.values.iter().map(|value| value.to_bits()).collect(), samples.starts.clone())
}

/// Any samples of one replica: counters with resets and without, gauges, markers, gaps, start timestamps.
fn any_samples(choices: &mut Choices<'_>) -> Samples {
    let mut all = Samples::default();
    let (mut time, mut value, mut start) = (choices.pick(&[0, -7_000, i64::MIN + 1]), 0.0, 0);
    let has_starts = choices.one_in(3);
    for _ in 0..choices.below(24) {
        let before = time;
        time = time.saturating_add(choices.pick(&[15_000, 15_000, 15_000, 14_990, 15_020, 60_000, 1, 600_000]));
        value = match choices.below(16) {
            0 => ABSENT,
            1 => f64::NAN,
            2 => f64::INFINITY,
            3 => -value,
            4 | 5 => choices.pick(&[0.0, 0.1, 3.0]),
            more if value.is_finite() => value + more as f64 / 10.0,
            more => more as f64,
        };
        if has_starts {
            start = choices.pick(&[start, start, before, before + 5, 1]);
            all.starts.push(start);
        }
        all.times.push(time);
        all.values.push(value);
    }
    all
}

#[test]
fn doubled_is_single_bit_for_bit() {
    any_bytes::check(1_500, 200, |bytes| {
        let one = any_samples(&mut Choices::of(bytes));
        for (name, merge) in WAYS {
            for replicas in [vec![one.clone(); 2], vec![one.clone(); 3], vec![one.clone(), Samples::default()]] {
                let merged = merge(&replicas);
                assert_eq!(bits(&merged.samples), bits(&one), "{name}");
                assert!(merged.stretches.iter().all(|own| own.replica == 0), "{name}");
            }
        }
    });
}

#[test]
fn a_replica_with_any_samples_missing_changes_nothing() {
    any_bytes::check(2_000, 250, |bytes| {
        let mut choices = Choices::of(bytes);
        let whole = any_samples(&mut choices);
        let mut part = Samples::default();
        for at in (0..whole.len()).filter(|_| choices.one_in(2)) {
            part.extend(&whole, at..at + 1);
        }
        let replicas = if choices.one_in(2) { [whole.clone(), part] } else { [part, whole.clone()] };
        for (name, merge) in WAYS {
            assert_eq!(bits(&merge(&replicas).samples), bits(&whole), "{name} of {replicas:?}");
        }
    });
}

#[test]
fn results_are_sorted_and_stretches_tell_who_gave_what() {
    any_bytes::check(1_500, 400, |bytes| {
        let mut choices = Choices::of(bytes);
        let replicas: Vec<Samples> = (0..=choices.below(4)).map(|_| any_samples(&mut choices)).collect();
        for (name, merge) in WAYS {
            let Merged { samples, stretches } = merge(&replicas);
            assert!(samples.times.is_sorted_by(|a, b| a < b), "{name}: {:?}", samples.times);
            assert_eq!(samples.values.len(), samples.len());
            assert!(samples.starts.is_empty() || samples.starts.len() == samples.len());
            assert!(stretches.is_sorted_by_key(|own| own.from), "{name}");
            for (at, time) in samples.times.iter().enumerate() {
                let gave = stretches.iter().filter(|own| own.from <= *time && *time <= own.to);
                let has = |replica: usize| {
                    let found = replicas[replica].times.binary_search(time).ok();
                    // Counters are lifted; all else is as it was.
                    found.is_some_and(|its| {
                        name == "penalty of counters"
                            || replicas[replica].values[its].to_bits() == samples.values[at].to_bits()
                    })
                };
                assert!(gave.into_iter().any(|own| has(own.replica)), "{name}: nobody gave the sample at {time}");
            }
        }
    });
}

#[test]
fn the_order_of_replicas_only_decides_ties() {
    any_bytes::check(1_500, 400, |bytes| {
        let mut choices = Choices::of(bytes);
        // Of three replicas no two have a sample at one time.
        let replicas: Vec<Samples> = (0..3)
            .map(|phase| {
                let mut own = any_samples(&mut choices);
                own.times.iter_mut().for_each(|time| *time = time.saturating_mul(3).saturating_add(phase));
                own.times.dedup();
                let left = own.times.len();
                own.values.truncate(left);
                own.starts.truncate(left);
                own
            })
            .collect();
        let turned: Vec<Samples> = replicas.iter().rev().cloned().collect();
        for (name, merge) in WAYS {
            assert_eq!(bits(&merge(&replicas).samples), bits(&merge(&turned).samples), "{name}");
        }
    });
}

#[test]
fn nothing_is_lost_where_samples_are_interleaved_or_of_steps() {
    any_bytes::check(1_000, 400, |bytes| {
        let mut choices = Choices::of(bytes);
        let replicas: Vec<Samples> = (0..3).map(|_| any_samples(&mut choices)).collect();
        // Of each time the first sample, and the first that is no marker.
        let (mut first, mut present) = (BTreeMap::new(), BTreeMap::new());
        for own in &replicas {
            for (time, value) in own.times.iter().zip(&own.values) {
                first.entry(*time).or_insert(value.to_bits());
                let known = present.entry(*time).or_insert(value.to_bits());
                if is_absent(f64::from_bits(*known)) {
                    *known = value.to_bits();
                }
            }
        }
        for (merge, expected) in [(interleaved as Merge, &first), (per_step, &present)] {
            let (times, values, _) = bits(&merge(&replicas).samples);
            assert_eq!(&times.into_iter().zip(values).collect::<BTreeMap<_, _>>(), expected);
        }
    });
}

/// A counter as it really was: its value each second, and when it was reset.
struct Truth {
    values: Vec<f64>,
    resets: Vec<usize>,
}

impl Truth {
    fn of(choices: &mut Choices<'_>, with_resets: bool) -> Self {
        let (mut value, mut truth) = (0.0, Self { values: Vec::new(), resets: Vec::new() });
        for second in 0..400 {
            value += choices.pick(&[0.0, 1.0, 0.3, 7.0]);
            if with_resets && choices.one_in(40) {
                value = choices.pick(&[0.0, 0.7]);
                truth.resets.push(second);
            }
            truth.values.push(value);
        }
        truth
    }

    /// What a replica has of it: a scrape every 15 s, some seconds early or late, some not at all.
    fn scraped(&self, choices: &mut Choices<'_>) -> Samples {
        let mut all = Samples::default();
        let phase = choices.below(15);
        let mut down = 0;
        for scrape in 0..25 {
            let second = phase + scrape * 15 + choices.pick(&[0, 0, 0, 1, 2]);
            if choices.one_in(8) {
                down = choices.below(6);
            }
            if down > 0 {
                down -= 1;
            } else if let Some(value) = self.values.get(second) {
                all.times.push(second as i64 * 1000);
                all.values.push(*value);
            }
        }
        all
    }

    /// By how much it grew until a time, if it had never been reset.
    fn grown(&self, time: i64) -> f64 {
        let until = usize::try_from(time / 1000).unwrap_or_default();
        let before = self.resets.iter().filter(|at| **at <= until && **at > 0);
        self.values[until] + before.map(|at| self.values[at - 1]).sum::<f64>()
    }
}

/// The increase over samples as functions of counters compute it, and how many resets they see.
fn increase(samples: &Samples) -> (f64, usize) {
    let falls: Vec<f64> = samples.values.windows(2).filter(|pair| pair[1] < pair[0]).map(|pair| pair[0]).collect();
    let ([first, ..], [.., last]) = (&*samples.values, &*samples.values) else { return (0.0, 0) };
    (last - first + falls.iter().sum::<f64>(), falls.len())
}

fn about_at_most(a: f64, b: f64) -> bool {
    a <= b + 1e-9 * b.abs().max(1.0)
}

#[test]
fn merged_counters_grow_as_the_counter_did() {
    any_bytes::check(1_000, 900, |bytes| {
        let mut choices = Choices::of(bytes);
        let truth = Truth::of(&mut choices, false);
        let replicas: Vec<Samples> = (0..2 + choices.below(2)).map(|_| truth.scraped(&mut choices)).collect();
        let merged = penalty(&replicas, ChangeOf::Counter).samples;
        for (time, value) in merged.times.iter().zip(&merged.values) {
            assert_eq!(*value, truth.grown(*time), "a counter that was never reset is as it was");
        }
        // Nor do the samples come closer together than of one replica that is scraped late and then early.
        // But for the first two, of which the second may be another's.
        let mut pairs = merged.times.windows(2).skip(1);
        assert!(pairs.all(|pair| pair[1] - pair[0] >= 13_000), "{merged:?}");
    });
}

#[test]
fn resets_are_neither_invented_nor_counted_twice() {
    any_bytes::check(2_000, 900, |bytes| {
        let mut choices = Choices::of(bytes);
        let truth = Truth::of(&mut choices, true);
        let replicas: Vec<Samples> = (0..2 + choices.below(2)).map(|_| truth.scraped(&mut choices)).collect();
        let Merged { samples: merged, stretches } = penalty(&replicas, ChangeOf::Counter);
        let ([first, ..], [.., last]) = (&*merged.times, &*merged.times) else { return };
        let (grown, resets) = increase(&merged);
        // Never more than it grew in truth, and never more resets.
        let begun = merged.values[0];
        assert!(about_at_most(begun + grown, truth.grown(*last)), "{grown}: {merged:?}");
        let true_resets = truth.resets.iter().filter(|at| **at as i64 * 1000 > *first && **at as i64 * 1000 <= *last);
        assert!(resets <= true_resets.count(), "{resets} of {:?}: {merged:?} of {replicas:?}", truth.resets);
        // Never less than the replica that is followed last saw of it since its first sample.
        let followed = &replicas[stretches.last().expect("there are samples").replica];
        assert!(about_at_most(followed.values[0] + increase(followed).0, begun + grown), "{merged:?} of {replicas:?}");
    });
}
