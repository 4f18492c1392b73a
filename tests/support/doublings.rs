//! Work whose time is to grow with the size of its input and not with the square of it: each case at a size and at its
//! doublings. `make bench` prints them as a table; `tests/measured/growth.rs` holds the small sizes of all of them.
//!
//! Invariant: only what is timed runs in a case's work; what it works on is made before.

#![allow(clippy::cast_precision_loss, reason = "sizes are small, and times are compared as ratios")]

#[path = "doublings/engine.rs"]
mod engine;
#[path = "doublings/federation.rs"]
mod federation;
#[path = "doublings/language.rs"]
mod language;
#[path = "doublings/pages.rs"]
mod pages;
#[path = "time.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod time;

use time::worked;

/// Something that is timed.
pub(crate) type Work = Box<dyn FnMut()>;

/// Work on inputs of any size.
pub(crate) struct Case {
    /// What is worked on.
    pub(crate) name: String,
    /// What there is more and more of.
    pub(crate) of: &'static str,
    /// The smallest size at which times are meaningful.
    pub(crate) size: usize,
    /// Makes an input of a size and what works on it.
    pub(crate) prepare: Box<dyn Fn(usize) -> Work>,
}

impl Case {
    fn new<W: FnMut() + 'static>(
        of: &'static str,
        size: usize,
        name: impl Into<String>,
        prepare: impl Fn(usize) -> W + 'static,
    ) -> Self {
        let prepare = Box::new(move |size| -> Work { Box::new(prepare(size)) });
        Self { name: name.into(), of, size, prepare }
    }

    /// The times after `first` doublings of the size and after as many more as `more`, in seconds: each the best of at
    /// least `runs`, and of more, as long as they grow by more than `most` a doubling. So what else the machine does
    /// disturbs them little: work that grows with the square does so however often it is run.
    pub(crate) fn times(&self, (first, more): (u32, u32), runs: usize, most: f64) -> Vec<f64> {
        let mut works: Vec<Work> = (first..=first + more).map(|at| (self.prepare)(self.size << at)).collect();
        let mut best = vec![f64::INFINITY; works.len()];
        for run in 1..=PATIENCE * runs {
            // In turns: what slows the machine down for a while does so to all sizes. The largest first: what only the
            // first of them pays for makes growth no smaller.
            for (work, best) in works.iter_mut().zip(&mut best).rev() {
                *best = best.min(worked(work).as_secs_f64());
            }
            if run >= runs && growth(&best) <= most {
                break;
            }
        }
        best
    }
}

/// How many times as often what seems to grow too fast is run.
const PATIENCE: usize = 5;

/// Times below this are taken for it, in seconds: too small to be measured well.
const SMALL: f64 = 100e-6;

/// By how much times grow a doubling, on average; where there are several doublings, with the first one or without it,
/// which may be of a size that fits where the others do not.
pub(crate) fn growth(times: &[f64]) -> f64 {
    let average = |times: &[f64]| match times {
        [first, .., last] => (last.max(SMALL) / first.max(SMALL)).powf(1.0 / (times.len() - 1) as f64),
        _ => f64::INFINITY,
    };
    average(times).min(average(times.get(1..).unwrap_or_default()))
}

/// Linear work on about as much memory as as many series take, scattered as theirs: by what its time grows more than
/// twice a doubling, this machine's caches and its table of pages make all work on such sizes grow.
#[allow(dead_code, reason = "tests judge by a bound that is generous")]
pub(crate) fn scattered() -> Case {
    /// The bytes of a series in a store and in a result.
    const BLOCK: usize = 1024;
    Case::new("blocks of memory", 1000, "each is looked at, in no order", |size| {
        let blocks: Vec<Box<[u8]>> = (0..size).map(|_| vec![1; BLOCK].into_boxed_slice()).collect();
        // A step that has no factor in common with any of the sizes, which are 1000 and its doublings.
        let order = (0..size).map(move |at| at * 7919 % size);
        move || {
            for _ in 0..20 {
                let touched = order.clone().flat_map(|at| blocks[at].iter().step_by(64));
                std::hint::black_box(touched.map(|byte| u64::from(*byte)).sum::<u64>());
            }
        }
    })
}

/// All cases.
pub(crate) fn cases() -> Vec<Case> {
    [engine::cases(), federation::cases(), language::cases(), pages::cases()].into_iter().flatten().collect()
}
